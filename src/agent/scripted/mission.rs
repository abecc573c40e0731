//! What a mission asks for, read from its words.

use super::sight::Look;

/// One part of a mission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Stand before it; step on it if it is a goal.
    GoTo(Look),
    /// Pick it up.
    PickUp(Look),
    /// Open it.
    Open(Look),
    /// Put the one beside the other.
    Put(Look, Look),
}

/// The parts of a mission, in the order in which they have to be done; none if it cannot be read.
pub fn errands(mission: &str) -> Vec<Errand> {
    if let Some((later, first)) = mission.split_once(" after you ") {
        return [errands(first), errands(later)].concat();
    }
    let plain = mission.replace(", then ", ";").replace(" and then ", ";").replace(" then ", ";");
    let plain = plain.replace(" and ", ";").replace(", ", ";");
    plain.split(';').filter_map(errand).collect()
}

fn errand(words: &str) -> Option<Errand> {
    let after = |verb: &str| words.find(verb).map(|at| &words[at + verb.len()..]);
    let any = |verbs: &[&str]| verbs.iter().find_map(|verb| after(verb));
    if let Some(rest) = any(&["put ", "place "]) {
        let (moved, fixed) = rest.split_once(" next to ").or(rest.split_once(" near "))?;
        return Some(Errand::Put(look(moved)?, look(fixed)?));
    }
    if let Some(rest) = any(&["open ", "unlock "]) {
        return look(rest).map(Errand::Open);
    }
    if let Some(rest) = any(&["go to ", "get to ", "reach "]) {
        return look(rest).map(Errand::GoTo);
    }
    any(&["pick up ", "fetch ", "get "]).and_then(look).map(Errand::PickUp)
}

/// The first description: perhaps a colour, then a kind.
fn look(words: &str) -> Option<Look> {
    const COLORS: [&str; 6] = ["red", "green", "blue", "purple", "yellow", "grey"];
    let mut look = Look::default();
    for word in words.split(|sign: char| !sign.is_ascii_alphanumeric()) {
        match word {
            "door" | "key" | "ball" | "box" | "goal" => {
                look.kind = word.into();
                return Some(look);
            }
            "object" | "thing" => return Some(look),
            color if COLORS.contains(&color) => look.color = color.into(),
            _ => {}
        }
    }
    None
}
