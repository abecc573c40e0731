//! Records of BALROG's agents: the whole dialogue with a scripted model.

use serde::Deserialize;

use super::balrog::task;
use super::levels::make;
use super::packs::Packs;
use super::record::{Mismatch, same, same_bits};
use crate::agent::prompt::{
    BalrogAgent, BalrogConfig, BalrogWording, Choices, Demonstration, Fallback,
};
use crate::env::babyai::text::describe;
use crate::env::catalog::WorldSpec;
use crate::env::minigrid::{Action, GridEnv};
use crate::env::{Env, Seed};
use crate::llm::Message;

/// One episode.
#[derive(Deserialize)]
pub struct Record {
    agent: String,
    max_text_history: u32,
    max_cot_history: u32,
    max_icl_history: Option<u32>,
    task: String,
    seed: u64,
    instruction: String,
    demo: Option<Vec<Demo>>,
    steps: Vec<RecordedStep>,
    failed_candidates: Vec<Option<String>>,
    stats: Stats,
}

/// The action that led here, none at the start, and what was seen.
#[derive(Deserialize)]
struct Demo(Option<String>, String);

#[derive(Deserialize)]
struct RecordedStep {
    reply: String,
    completion: Option<String>,
    reasoning: Option<String>,
    executed: String,
    next_text: String,
    reward: f64,
    messages: Option<Vec<(String, String)>>,
}

#[derive(Deserialize)]
struct Stats {
    mission: String,
    progression: f64,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record, packs: &Packs) -> Result<(), Mismatch> {
    let wording = BalrogWording::new(packs.balrog()?.clone()).map_err(Mismatch::unreadable)?;
    let entry = task(&record.task)?;
    let mut env = make(WorldSpec::new(entry.world()))?;
    let first = env.reset(Seed(record.seed));
    same("mission", record.stats.mission.as_str(), env.mission())?;
    let choices = Choices::grid(entry.grid_actions());
    let instruction = wording.babyai_instruction(env.mission(), &choices);
    same("instruction", &record.instruction, &instruction)?;
    let demonstrations = record.demo.as_deref().map(demonstration).transpose()?;
    let mut agent = BalrogAgent::new(config(record)?, wording, instruction, choices)
        .with_demonstrations(demonstrations.into_iter().collect());

    let (mut text, mut failed, mut reward_seen) = (describe(&first), Vec::new(), false);
    for (at, step) in record.steps.iter().enumerate() {
        let taken = check_step(&mut env, &mut agent, step, &mut text, &mut failed);
        taken.map_err(|wrong| wrong.at_step(at + 1))?;
        reward_seen |= step.reward > 0.0;
    }
    same("failed_candidates", &record.failed_candidates, &failed)?;
    same_bits("progression", record.stats.progression, f64::from(u8::from(reward_seen)))
}

fn config(record: &Record) -> Result<BalrogConfig, Mismatch> {
    let usual = BalrogConfig::new(record.agent.parse().map_err(Mismatch::unreadable)?);
    Ok(BalrogConfig {
        max_text_history: record.max_text_history,
        max_cot_history: record.max_cot_history,
        max_icl_history: record.max_icl_history.unwrap_or(usual.max_icl_history),
        ..usual
    })
}

fn demonstration(recorded: &[Demo]) -> Result<Demonstration, Mismatch> {
    let unreadable = || Mismatch::unreadable("a demonstration is an observation, then actions");
    let (Demo(_, first), rest) = recorded.split_first().ok_or_else(unreadable)?;
    let step = |Demo(action, text): &Demo| {
        action.clone().map(|action| (action, text.clone())).ok_or_else(unreadable)
    };
    let steps: Result<Vec<_>, _> = rest.iter().map(step).collect();
    Ok(Demonstration { first: first.clone(), steps: steps? })
}

/// Lets the agent ask, hear the recorded reply, and act; compares all of it.
fn check_step(
    env: &mut GridEnv,
    agent: &mut BalrogAgent<Action>,
    recorded: &RecordedStep,
    text: &mut String,
    failed: &mut Vec<Option<String>>,
) -> Result<(), Mismatch> {
    let messages = agent.messages(text);
    if let Some(expected) = &recorded.messages {
        check_messages(expected, &messages)?;
    }
    let reading = agent.read(&recorded.reply);
    same("completion", &recorded.completion, &reading.completion)?;
    same("reasoning", &recorded.reasoning, &reading.reasoning)?;
    same("executed", recorded.executed.as_str(), reading.action.as_str())?;
    if reading.fallback == Some(Fallback::NoAction) {
        failed.push(reading.completion);
    }
    let step = env.step(&reading.action).map_err(Mismatch::unreadable)?;
    *text = describe(&step.observation);
    same("next_text", &recorded.next_text, &agent.told(text))?;
    same_bits("reward", recorded.reward, step.reward)
}

fn check_messages(expected: &[(String, String)], found: &[Message]) -> Result<(), Mismatch> {
    same("number of messages", &expected.len(), &found.len())?;
    for ((role, content), message) in expected.iter().zip(found) {
        same("role of a message", role.as_str(), message.role.as_str())?;
        same("message", content, &message.content)?;
    }
    Ok(())
}
