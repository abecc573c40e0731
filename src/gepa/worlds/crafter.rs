//! What is told of an episode of Crafter: facts that a better prompt could make use of.

use serde_json::{Map, Value, json};

use super::trial::{Played, remark, unplayed};
use super::{SHOWN_STEPS, record_of};
use crate::agent::rollout::Told;
use crate::env::World;
use crate::env::crafter::{Achievement, Action, CrafterEnv};
use crate::env::world::Action as Any;
use crate::episode::Session;

/// What came of an episode.
pub(super) fn played(
    world: &str,
    session: &Session<World>,
    env: &CrafterEnv,
    unusable: Option<&str>,
) -> Played {
    let seen = session.env().tell(&session.observation());
    let steps: Vec<String> = session
        .line()
        .map(|record| {
            let what = if record.invalid { " (nothing changed)" } else { "" };
            format!("{}{what}", World::name(&record.action))
        })
        .collect();
    let achieved: Vec<&str> = env.game().unlocked().iter().map(Achievement::as_str).collect();
    let from = steps.len().saturating_sub(SHOWN_STEPS);
    Played {
        score: achieved.len() as f64 / Achievement::ALL.len() as f64,
        output: json!({ "achievements": achieved, "steps": steps.len() }),
        trajectory: json!({
            "world": world,
            "seed": session.seed().0,
            "length": steps.len(),
            "steps": &steps[from..],
            "last": [seen.text, seen.status],
            "achievements": achieved,
            "feedback": feedback(session, env, unusable),
        }),
    }
}

/// The episode as a reflecting model reads it.
pub(super) fn record(trajectory: &Value) -> Map<String, Value> {
    let world = trajectory["world"].as_str().unwrap_or_default();
    let world = format!("{world}, seed {}", trajectory["seed"]);
    let inputs = json!({ "World": world, "Last view": trajectory["last"] });
    let outputs = json!({ "Last actions": trajectory["steps"] });
    record_of(inputs, outputs, &trajectory["feedback"])
}

/// Some sentences about an episode.
fn feedback(session: &Session<World>, env: &CrafterEnv, unusable: Option<&str>) -> String {
    if let Some(reason) = unusable {
        return unplayed(reason);
    }
    let game = env.game();
    let list = |unlocked: bool| {
        let of = |which: &Achievement| game.unlocked().has(*which) == unlocked;
        let names = Achievement::ALL.into_iter().filter(of).map(Achievement::as_str);
        let names: Vec<&str> = names.collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    let (count, steps) = (game.unlocked().len(), session.line_len());
    let mut sentences = vec![
        format!("{count} of {} achievements in {steps} steps.", Achievement::ALL.len()),
        format!("Unlocked: {}.", list(true)),
        format!("Never unlocked: {}.", list(false)),
    ];
    if env.last().is_some_and(|outcome| outcome.dead) {
        sentences.push("The player died.".to_owned());
    }
    let idle: Vec<String> = Action::ALL
        .into_iter()
        .filter_map(|action| {
            let it = Any::from(action);
            let of = session.line().filter(|step| step.invalid && step.action == it).count();
            (of > 0).then(|| format!("{} ({of} times)", CrafterEnv::name(&action)))
        })
        .collect();
    if !idle.is_empty() {
        sentences.push(format!("Changed nothing: {}.", idle.join(", ")));
    }
    sentences.extend(remark(session));
    sentences.join(" ")
}
