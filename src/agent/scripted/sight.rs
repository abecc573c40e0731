//! What an observation tells, read from its sentences.
//!
//! Distances are in cells from the agent: to the right (negative: to the left) and forward.

/// What something looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// How a door stands; empty for other things.
    pub state: String,
    /// Its colour; empty for any.
    pub color: String,
    /// Its kind; empty for any.
    pub kind: String,
}

impl Look {
    /// Whether this is what a description means.
    pub fn is(&self, wanted: &Self) -> bool {
        let fits = |own: &str, wanted: &str| wanted.is_empty() || own == wanted;
        fits(&self.color, &wanted.color) && fits(&self.kind, &wanted.kind)
    }

    /// Whether one can walk over it.
    pub fn is_open(&self) -> bool {
        self.state == "open" || self.kind == "goal" || self.kind == "floor"
    }

    /// How it is called in a sentence.
    pub fn words(&self) -> String {
        let kind = if self.kind.is_empty() { "thing" } else { &self.kind };
        let words = [self.color.as_str(), kind];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// What one observation tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// What is carried.
    pub carries: Option<Look>,
    /// Things, and how far they are to the right and forward.
    pub things: Vec<(Look, (i32, i32))>,
    /// The walls straight ahead, to the left and to the right, in cells.
    pub walls: [Option<i32>; 3],
}

impl Sight {
    /// Takes in a sentence; false if it is none of an observation.
    pub fn read(&mut self, line: &str) -> bool {
        let line = line.strip_prefix("You see ").unwrap_or(line);
        if let Some(look) = line.strip_prefix("You carry a ").and_then(look) {
            self.carries = Some(look);
            return true;
        }
        let Some(words) = line.strip_prefix("a ") else { return false };
        let Some((what, place)) = split(words) else { return false };
        if what == "wall" {
            match place {
                (0, ahead) => self.walls[0] = Some(ahead),
                (aside, 0) if aside < 0 => self.walls[1] = Some(-aside),
                (aside, _) => self.walls[2] = Some(aside),
            }
            return true;
        }
        let Some(look) = look(what) else { return false };
        self.things.push((look, place));
        true
    }

    /// What is straight ahead, in the next cell.
    pub fn ahead(&self) -> Option<&Look> {
        self.things.iter().find(|(_, place)| *place == (0, 1)).map(|(look, _)| look)
    }

    /// Whether a step forward would lead nowhere.
    pub fn is_blocked(&self) -> bool {
        self.walls[0] == Some(1) || self.ahead().is_some_and(|look| !look.is_open())
    }
}

/// Colour and kind, and before a door how it stands.
fn look(words: &str) -> Option<Look> {
    const KINDS: [&str; 7] = ["door", "key", "ball", "box", "goal", "lava", "floor"];
    let (rest, kind) = words.rsplit_once(' ')?;
    let (state, color) = rest.rsplit_once(' ').unwrap_or(("", rest));
    let is_state = matches!(state, "" | "open" | "closed" | "locked");
    let is_look = is_state && KINDS.contains(&kind) && !color.is_empty();
    is_look.then(|| Look { state: state.into(), color: color.into(), kind: kind.into() })
}

/// A thing's words and its place.
fn split(words: &str) -> Option<(&str, (i32, i32))> {
    let start = words.find(|sign: char| sign.is_ascii_digit())?;
    let what = words[..start].trim_end();
    let (mut aside, mut ahead) = (0, 0);
    for part in words[start..].split(" and ") {
        let mut part = part.split(' ');
        let number: i32 = part.next()?.parse().ok()?;
        part.next().filter(|word| matches!(*word, "step" | "steps"))?;
        match part.next()? {
            "forward" => ahead = number,
            "left" => aside = -number,
            "right" => aside = number,
            _ => return None,
        }
        if part.next().is_some() {
            return None;
        }
    }
    Some((what, (aside, ahead)))
}
