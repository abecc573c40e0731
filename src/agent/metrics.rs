//! What an episode that a model played came to: the numbers that BALROG and `TensorZero`'s example
//! report.
//!
//! Source: `TensorZero`, `examples/babyai` (success, return, length, tokens in, tokens out).

use serde::{Deserialize, Serialize};

use super::rollout::{Call, Goals, Rollout, Spent, Told};
use crate::episode::Session;

/// An episode in numbers, along the session's current line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EpisodeMetrics {
    /// Whether anything was earned: BALROG's progression, which is 0 or 1 in the grid worlds.
    pub success: bool,
    /// Achievements, in worlds that have them; BALROG's progression there is their share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goals: Option<Goals>,
    /// The rewards, summed.
    pub episode_return: f64,
    /// Steps.
    pub steps: usize,
    /// The task itself ended, or a limit ended it.
    pub is_over: bool,
    /// Steps in place of something that is no action, or of no usable reply.
    pub invalid_actions: usize,
    /// Steps that led to nothing in the world.
    pub without_effect: usize,
    /// What the calls on this line used, the failed ones too.
    pub spent: Spent,
}

impl EpisodeMetrics {
    /// The numbers of a session's current line and the calls on it.
    pub fn new<W: Told>(session: &Session<W>, rollout: &Rollout<W>) -> Self {
        let steps = session.line_len();
        let is_on_line = |call: &&Call| {
            let before = call.step.saturating_sub(1);
            let owner = if call.done.is_some() { call.step } else { before };
            before <= steps && session.owner(owner) == call.branch
        };
        let lapsed = |step: &usize| rollout.lapse_at(session, *step).is_some();
        Self {
            success: session.line().any(|record| record.reward > 0.0),
            goals: session.env_at(steps).goals(),
            episode_return: session.return_so_far(steps),
            steps,
            is_over: session.is_line_over(),
            invalid_actions: (1..=steps).filter(lapsed).count(),
            without_effect: session.line().filter(|record| record.invalid).count(),
            spent: rollout.calls().iter().filter(is_on_line).collect::<Spent>(),
        }
    }
}
