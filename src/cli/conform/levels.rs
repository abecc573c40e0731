//! Records of levels: the start of an episode, its actions, and a digest after each.

use serde::Deserialize;

use super::notation::{agent_numbers, cell_text, grid_text, hex, observation_digest};
use super::record::{Mismatch, same, same_bits};
use crate::env::catalog::{self, WorldSpec};
use crate::env::minigrid::{Action, GridEnv, GridState, Observation};
use crate::env::{Env, Seed};

/// One episode.
#[derive(Deserialize)]
pub struct Record {
    env: String,
    seed: u64,
    mission: String,
    grid: String,
    agent: [i32; 3],
    max_steps: u32,
    rng: String,
    digest: String,
    obs: String,
    #[serde(default)]
    rejected: u32,
    carrying: Option<String>,
    state_hex: Option<String>,
    view_hex: Option<String>,
    actions: String,
    states: String,
    views: String,
    views_hex: Option<Vec<String>>,
    rewards: Vec<(usize, f64)>,
    terminated: bool,
    truncated: bool,
    final_grid: Option<String>,
    final_agent: Option<[i32; 3]>,
    final_carrying: Option<String>,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let mut env = open(&record.env)?;
    let first = env.reset(Seed(record.seed));
    check_start(record, &env, &first)?;
    let actions = actions(&record.actions)?;
    let (states, views) = (digests(&record.states), digests(&record.views));
    same("number of state digests", &actions.len(), &states.len())?;
    same("number of view digests", &actions.len(), &views.len())?;
    let mut end = (false, false);
    for (at, action) in actions.into_iter().enumerate() {
        let step = |env: &mut GridEnv| {
            let step = env.step(&action).map_err(Mismatch::unreadable)?;
            if let Some(views) = &record.views_hex {
                let expected = views.get(at).map_or("", String::as_str);
                same("view", expected, view_hex(&step.observation).as_str())?;
            }
            same("state digest", states[at], env.digest().to_string().as_str())?;
            same("view digest", views[at], observation_digest(&step.observation).as_str())?;
            let reward = record.rewards.iter().find(|(step, _)| *step == at);
            same_bits("reward", reward.map_or(0.0, |(_, reward)| *reward), step.reward)?;
            Ok((step.terminated, step.truncated))
        };
        end = step(&mut env).map_err(|wrong: Mismatch| wrong.at_step(at + 1))?;
    }
    same("terminated, truncated", &(record.terminated, record.truncated), &end)?;
    check_end(record, env.state())
}

/// The world of a recorded name.
pub(super) fn open(id: &str) -> Result<GridEnv, Mismatch> {
    let entry = catalog::by_id(id);
    let entry = entry.ok_or_else(|| Mismatch::unreadable(format!("no world is called {id}")))?;
    make(WorldSpec::new(entry.world()))
}

/// A grid world.
pub(super) fn make(spec: WorldSpec) -> Result<GridEnv, Mismatch> {
    let env = catalog::make_grid(&spec);
    env.ok_or_else(|| Mismatch::unreadable(format!("{} is no grid world", spec.world.entry().id)))
}

/// Actions from their numbers.
pub(super) fn actions(digits: &str) -> Result<Vec<Action>, Mismatch> {
    let action = |digit: u8| Action::from_index(digit.wrapping_sub(b'0'));
    let actions: Option<_> = digits.bytes().map(action).collect();
    actions.ok_or_else(|| Mismatch::unreadable(format!("not only actions: {digits}")))
}

/// Eight digits each.
pub(super) fn digests(text: &str) -> Vec<&str> {
    (0..text.len()).step_by(8).filter_map(|at| text.get(at..at + 8)).collect()
}

fn view_hex(observation: &Observation) -> String {
    hex(observation.image.as_flattened().as_flattened())
}

fn carried(state: &GridState) -> Option<String> {
    (!state.carrying.is_empty()).then(|| cell_text(state, state.carrying))
}

fn check_start(record: &Record, env: &GridEnv, first: &Observation) -> Result<(), Mismatch> {
    let state = env.state();
    same("mission", record.mission.as_str(), env.mission())?;
    same("grid", &record.grid, &grid_text(state))?;
    same("agent", &record.agent, &agent_numbers(state))?;
    same("max_steps", &record.max_steps, &state.max_steps)?;
    same("rng", &record.rng, &env.rng().to_string())?;
    same("rejected", &record.rejected, &env.rejected())?;
    same("carrying", &record.carrying, &carried(state))?;
    if let Some(bytes) = &record.state_hex {
        same("state", bytes, &hex(&state.to_bytes()))?;
    }
    if let Some(bytes) = &record.view_hex {
        same("view", bytes, &view_hex(first))?;
    }
    same("digest", &record.digest, &env.digest().to_string())?;
    same("obs", &record.obs, &observation_digest(first))
}

fn check_end(record: &Record, state: &GridState) -> Result<(), Mismatch> {
    if let Some(grid) = &record.final_grid {
        same("final_grid", grid, &grid_text(state))?;
    }
    if let Some(agent) = &record.final_agent {
        same("final_agent", agent, &agent_numbers(state))?;
    }
    same("final_carrying", &record.final_carrying, &carried(state))
}
