//! What is told of an episode in a grid world: facts that a better prompt could make use of.

use serde_json::{Map, Value, json};

use super::trial::{Played, remark, unplayed};
use super::{SHOWN_STEPS, record_of};
use crate::env::World;
use crate::env::babyai::text;
use crate::env::minigrid::Action;
use crate::env::world::Action as Any;
use crate::episode::Session;

/// How what stands directly ahead is told.
const AHEAD: &str = " 1 step forward";

/// The actions that a player has reason to use.
const USEFUL: [Action; 6] =
    [Action::Left, Action::Right, Action::Forward, Action::Pickup, Action::Drop, Action::Toggle];

/// What came of an episode.
pub(super) fn played(world: &str, session: &Session<World>, unusable: Option<&str>) -> Played {
    let is_done = session.line().any(|step| step.reward > 0.0);
    let steps: Vec<String> = session
        .line()
        .enumerate()
        .map(|(at, record)| {
            let what = if record.invalid { " (nothing changed)" } else { "" };
            let seen = seen(session, at).replace('\n', "; ");
            format!("saw: {seen}. Did: {}{what}", record.action)
        })
        .collect();
    Played {
        score: f64::from(u8::from(is_done)),
        output: json!({ "done": is_done, "steps": steps.len() }),
        trajectory: json!({
            "world": world,
            "seed": session.seed().0,
            "mission": session.env().mission(),
            "first": seen(session, 0),
            "steps": steps,
            "done": is_done,
            "feedback": feedback(session, unusable, is_done),
        }),
    }
}

/// What was seen at a step, in words.
fn seen(session: &Session<World>, step: usize) -> String {
    session.observation_at(step).grid().map(text::describe).unwrap_or_default()
}

/// The episode as a reflecting model reads it.
pub(super) fn record(trajectory: &Value) -> Map<String, Value> {
    let text = |field: &str| trajectory[field].as_str().unwrap_or_default();
    let steps = trajectory["steps"].as_array().map_or(&[][..], Vec::as_slice);
    let left_out = steps.len().saturating_sub(SHOWN_STEPS);
    let mut shown = Vec::new();
    if left_out > 0 {
        shown.push(json!(format!("({left_out} steps before)")));
    }
    shown.extend(steps.iter().skip(left_out).cloned());
    let inputs = json!({ "Mission": text("mission"), "First view": text("first") });
    record_of(inputs, Value::Array(shown), &trajectory["feedback"])
}

/// Some sentences about an episode.
fn feedback(session: &Session<World>, unusable: Option<&str>, is_done: bool) -> String {
    if let Some(reason) = unusable {
        return unplayed(reason);
    }
    let steps = session.line_len();
    if is_done {
        return format!("The mission was done after {steps} steps.");
    }
    let mut sentences = vec![format!("The mission was not done in {steps} steps.")];
    for action in USEFUL {
        let it = Any::from(action);
        let count = session.line().filter(|step| step.invalid && step.action == it).count();
        if count > 0 {
            sentences.push(format!(
                "{count} times {action:?} changed nothing.",
                action = action.as_str()
            ));
        }
    }
    let is_unused = |action: &&Action| {
        let it = Any::from(**action);
        !session.line().any(|step| step.action == it)
    };
    let unused: Vec<&str> = USEFUL.iter().filter(is_unused).map(|action| action.as_str()).collect();
    if !unused.is_empty() {
        sentences.push(format!("Never used: {}.", unused.join(", ")));
    }
    if let Some((thing, count)) = most_ahead(session) {
        sentences.push(format!("Directly ahead at {count} steps: {thing}."));
    }
    sentences.extend(remark(session));
    sentences.join(" ")
}

/// The thing that stood directly ahead most often, and how often; of equals the first by name.
fn most_ahead(session: &Session<World>) -> Option<(String, usize)> {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for step in 0..session.line_len() {
        for thing in seen(session, step).lines().filter_map(|line| line.strip_suffix(AHEAD)) {
            *counts.entry(thing.to_owned()).or_default() += 1;
        }
    }
    let best = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == best)
}
