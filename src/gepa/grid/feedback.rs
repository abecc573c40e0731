//! What is said about an episode: facts that a better prompt could make use of.

use crate::env::babyai::text;
use crate::env::minigrid::{Action, GridEnv};
use crate::episode::Session;

/// How what stands directly ahead is told.
const AHEAD: &str = " 1 step forward";

/// The actions that a player has reason to use.
const USEFUL: [Action; 6] =
    [Action::Left, Action::Right, Action::Forward, Action::Pickup, Action::Drop, Action::Toggle];

/// Some sentences about an episode.
pub fn feedback(session: &Session<GridEnv>, unusable: Option<&str>, is_done: bool) -> String {
    if let Some(reason) = unusable {
        return format!("The text cannot be used, so nothing was played: {reason}.");
    }
    let steps = session.line_len();
    if is_done {
        return format!("The mission was done after {steps} steps.");
    }
    let mut sentences = vec![format!("The mission was not done in {steps} steps.")];
    for action in USEFUL {
        let count = session.line().filter(|step| step.invalid && step.action == action).count();
        if count > 0 {
            sentences.push(format!(
                "{count} times {action:?} changed nothing.",
                action = action.as_str()
            ));
        }
    }
    let is_unused = |action: &&Action| !session.line().any(|step| step.action == **action);
    let unused: Vec<&str> = USEFUL.iter().filter(is_unused).map(|action| action.as_str()).collect();
    if !unused.is_empty() {
        sentences.push(format!("Never used: {}.", unused.join(", ")));
    }
    let ahead = most_ahead(session);
    if let Some((thing, count)) = ahead {
        sentences.push(format!("Directly ahead at {count} steps: {thing}."));
    }
    let remarks = session.line().filter_map(|step| step.note.as_deref());
    if let Some(remark) = remarks.take(1).next() {
        sentences.push(format!("A reply could not be used: {remark}."));
    }
    sentences.join(" ")
}

/// The thing that stood directly ahead most often, and how often; of equals the first by name.
fn most_ahead(session: &Session<GridEnv>) -> Option<(String, usize)> {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for step in 0..session.line_len() {
        let seen = text::describe(&session.observation_at(step));
        for thing in seen.lines().filter_map(|line| line.strip_suffix(AHEAD)) {
            *counts.entry(thing.to_owned()).or_default() += 1;
        }
    }
    let best = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == best)
}
