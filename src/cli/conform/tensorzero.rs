//! Records of `TensorZero`'s example: what each variant is told, step by step.

use serde::Deserialize;
use serde_json::json;

use super::balrog::task;
use super::levels::make;
use super::packs::Packs;
use super::record::{Mismatch, same};
use crate::agent::prompt::{Choices, TensorZeroAgent, TensorZeroWording};
use crate::env::babyai::text::describe;
use crate::env::catalog::WorldSpec;
use crate::env::minigrid::{Action, GridEnv};
use crate::env::{Env, Seed};
use crate::llm::{Message, Role};
use crate::rng::Pcg64;

/// One episode.
#[derive(Deserialize)]
pub struct Record {
    variant: String,
    task: String,
    seed: u64,
    history_length: usize,
    mission: String,
    system: String,
    steps: Vec<RecordedStep>,
}

/// What the user message says, for some steps, and the action that was executed.
#[derive(Deserialize)]
struct RecordedStep {
    user: Option<String>,
    action: String,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record, packs: &Packs) -> Result<(), Mismatch> {
    let variant = record.variant.parse().map_err(Mismatch::unreadable)?;
    let wording =
        TensorZeroWording::new(packs.tensorzero()?, variant).map_err(Mismatch::unreadable)?;
    let entry = task(&record.task)?;
    let mut env = make(WorldSpec::new(entry.world()))?;
    let mut text = describe(&env.reset(Seed(record.seed)));
    same("mission", record.mission.as_str(), env.mission())?;
    let choices = Choices::grid(entry.grid_actions());
    let mission = env.mission().to_owned();
    let mut agent = TensorZeroAgent::new(wording, record.history_length, mission, choices);
    for (at, step) in record.steps.iter().enumerate() {
        let taken = check_step(&mut env, &mut agent, (&record.system, step), &mut text);
        taken.map_err(|wrong| wrong.at_step(at + 1))?;
    }
    Ok(())
}

/// Lets the agent ask, hear the recorded action, and act; compares what it asks.
fn check_step(
    env: &mut GridEnv,
    agent: &mut TensorZeroAgent<Action>,
    (system, recorded): (&str, &RecordedStep),
    text: &mut String,
) -> Result<(), Mismatch> {
    let messages = agent.messages(text);
    let said = |role: Role| {
        let found = messages.iter().find(|message| message.role == role);
        found.map_or("", |Message { content, .. }| content.as_str())
    };
    same("number of messages", &2, &messages.len())?;
    same("system", system, said(Role::System))?;
    if let Some(user) = &recorded.user {
        same("user", user.as_str(), said(Role::User))?;
    }
    let reply = json!({ "action": recorded.action }).to_string();
    let reading = agent.read(Some(&reply), &mut Pcg64::new(0));
    same("action", recorded.action.as_str(), reading.action.as_str())?;
    let step = env.step(&reading.action).map_err(Mismatch::unreadable)?;
    *text = describe(&step.observation);
    Ok(())
}
