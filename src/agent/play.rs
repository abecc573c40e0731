//! Letting an agent play an episode to its end.

use super::{Agent, GaveUp};
use crate::env::Env;
use crate::env::minigrid::{Action, GridEnv};

/// How an episode went on under an agent.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// The actions that were taken.
    pub actions: Vec<Action>,
    /// The rewards, summed.
    pub reward_sum: f64,
    /// The task itself ended: done, or failed for good.
    pub terminated: bool,
    /// The step budget ended it.
    pub truncated: bool,
    /// The agent gave up before that.
    pub gave_up: Option<GaveUp>,
}

impl Played {
    /// Whether the mission was done.
    pub fn is_success(&self) -> bool {
        self.terminated && self.reward_sum > 0.0
    }
}

/// Lets an agent act until the episode ends, the agent gives up, or `limit` actions were taken.
///
/// An episode that is over stays as it is, with no action taken.
pub fn play_out(env: &mut GridEnv, agent: &mut dyn Agent, limit: u32) -> Played {
    let mut played = Played {
        actions: Vec::new(),
        reward_sum: 0.0,
        terminated: false,
        truncated: false,
        gave_up: None,
    };
    while !env.is_over() && played.actions.len() < limit as usize {
        let action = match agent.act(env, played.actions.last().copied()) {
            Ok(action) => action,
            Err(gave_up) => {
                played.gave_up = Some(gave_up);
                break;
            }
        };
        let Ok(step) = env.step(&action) else { break };
        played.actions.push(action);
        played.reward_sum += step.reward;
        played.terminated = step.terminated;
        played.truncated = step.truncated;
    }
    played
}
