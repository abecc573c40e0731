//! Records of BALROG's tasks: episodes with text, step by step; some played by the expert bot.

use serde::Deserialize;

use super::bot;
use super::levels::make;
use super::notation::{agent_numbers, grid_text, observation_digest};
use super::record::{Mismatch, same, same_bits};
use crate::env::babyai::text::describe;
use crate::env::catalog::{self, Entry, WorldSpec};
use crate::env::minigrid::{Action, GridEnv, Observation};
use crate::env::{Env, Seed};

/// One episode.
#[derive(Deserialize)]
pub struct Record {
    task: String,
    seed: u64,
    num_dists: u8,
    mission: String,
    grid: Option<String>,
    agent: Option<[i32; 3]>,
    max_steps: u32,
    rng: Option<String>,
    digest: Option<String>,
    obs: Option<String>,
    text: String,
    steps: Vec<RecordedStep>,
    progression: f64,
    /// Only episodes of the expert bot have this field.
    #[serde(default, deserialize_with = "present")]
    error: Option<serde_json::Value>,
}

/// Keeps a `null` apart from a missing field.
fn present<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<serde_json::Value>, D::Error> {
    serde_json::Value::deserialize(from).map(Some)
}

/// Action, text, reward, terminated, truncated, state digest, observation digest.
#[derive(Deserialize)]
struct RecordedStep(u8, String, f64, u8, u8, String, String);

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let mut env = open(record)?;
    let first = env.reset(Seed(record.seed));
    check_start(record, &env, &first)?;
    let mut expert = record.error.as_ref().map(|_| bot::Player::new(&env));
    let mut reward_seen = false;
    for (at, step) in record.steps.iter().enumerate() {
        let taken = check_step(&mut env, expert.as_mut(), step);
        reward_seen |= taken.map_err(|wrong| wrong.at_step(at + 1))?;
    }
    same_bits("progression", record.progression, f64::from(u8::from(reward_seen)))
}

fn open(record: &Record) -> Result<GridEnv, Mismatch> {
    let entry = task(&record.task)?;
    if record.num_dists > entry.most_distractors {
        return Err(Mismatch::unreadable(format!("{} distractors are too many", record.num_dists)));
    }
    make(WorldSpec { world: entry.world(), distractors: record.num_dists })
}

/// The task of a name, with or without the level's name before it.
pub(super) fn task(name: &str) -> Result<&'static Entry, Mismatch> {
    let short = name.rsplit('/').next().unwrap_or_default().replace(' ', "_");
    let entry = catalog::by_id(&format!("babyai/{short}"));
    entry.ok_or_else(|| Mismatch::unreadable(format!("no task {name}")))
}

fn check_start(record: &Record, env: &GridEnv, first: &Observation) -> Result<(), Mismatch> {
    same("mission", record.mission.as_str(), env.mission())?;
    if let Some(grid) = &record.grid {
        same("grid", grid, &grid_text(env.state()))?;
    }
    if let Some(agent) = &record.agent {
        same("agent", agent, &agent_numbers(env.state()))?;
    }
    same("max_steps", &record.max_steps, &env.state().max_steps)?;
    if let Some(rng) = &record.rng {
        same("rng", rng, &env.rng().to_string())?;
    }
    if let Some(digest) = &record.digest {
        same("digest", digest, &env.digest().to_string())?;
    }
    if let Some(digest) = &record.obs {
        same("obs", digest, &observation_digest(first))?;
    }
    same("text", &record.text, &describe(first))
}

/// Takes one step and compares it; tells whether it earned something.
fn check_step(
    env: &mut GridEnv,
    expert: Option<&mut bot::Player>,
    recorded: &RecordedStep,
) -> Result<bool, Mismatch> {
    let RecordedStep(action, text, reward, terminated, truncated, state, obs) = recorded;
    let action = Action::from_index(*action)
        .ok_or_else(|| Mismatch::unreadable(format!("no action has number {action}")))?;
    if let Some(expert) = expert {
        expert.follow(env, action)?;
    }
    let step = env.step(&action).map_err(Mismatch::unreadable)?;
    same("text", text, &describe(&step.observation))?;
    same_bits("reward", *reward, step.reward)?;
    same("terminated", &(*terminated != 0), &step.terminated)?;
    same("truncated", &(*truncated != 0), &step.truncated)?;
    same("state digest", state, &env.digest().to_string())?;
    same("observation digest", obs, &observation_digest(&step.observation))?;
    Ok(step.reward > 0.0)
}
