//! What a plan will take: questions, tokens, money. An upper bound as to steps, a guess as to tokens.

use serde::{Deserialize, Serialize};

use crate::experiment::plan::{Cell, Plan};

/// What is taken to be true of each question.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assumption {
    /// Steps of an episode without a limit of its own.
    pub steps: u32,
    /// Tokens of the instructions, sent with each question.
    pub tokens_instruction: u32,
    /// Tokens of one step in the history: what was seen and done.
    pub tokens_step: u32,
    /// Steps that the history keeps.
    pub steps_kept: u32,
    /// Tokens of a reply.
    pub tokens_reply: u32,
}

impl Default for Assumption {
    /// A grid world in words with BALROG's history of 16.
    fn default() -> Self {
        Self {
            steps: 64,
            tokens_instruction: 350,
            tokens_step: 60,
            steps_kept: 16,
            tokens_reply: 20,
        }
    }
}

/// What a plan takes at most, if the assumption holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Episodes.
    pub episodes: usize,
    /// Questions to models.
    pub calls: u64,
    /// Tokens read.
    pub tokens_in: u64,
    /// Tokens written.
    pub tokens_out: u64,
    /// US dollars, of the models that have a price.
    pub cost_usd: f64,
    /// Questions to models without a price.
    pub calls_without_price: u64,
}

impl Plan {
    /// What some of its episodes take, if every one goes to its last step.
    pub fn estimate(&self, cells: &[Cell], assumption: &Assumption) -> Estimate {
        let mut estimate = Estimate { episodes: cells.len(), ..Estimate::default() };
        for cell in cells {
            let Some(model) = cell.model.and_then(|model| self.models.get(model)) else { continue };
            let limit = self.worlds.get(cell.world).and_then(|world| world.max_steps);
            let steps = u64::from(limit.unwrap_or(assumption.steps));
            // The history grows by a step each question, then stays as long as it is.
            let kept = u64::from(assumption.steps_kept);
            let growing = steps.min(kept);
            let shown = growing * (growing + 1) / 2 + steps.saturating_sub(kept) * kept;
            let tokens_in = steps * u64::from(assumption.tokens_instruction)
                + shown * u64::from(assumption.tokens_step);
            let tokens_out = steps * u64::from(assumption.tokens_reply);
            estimate.calls += steps;
            estimate.tokens_in += tokens_in;
            estimate.tokens_out += tokens_out;
            match model.price {
                Some([read, written]) => {
                    estimate.cost_usd +=
                        (tokens_in as f64 * read + tokens_out as f64 * written) / 1e6;
                }
                None => estimate.calls_without_price += steps,
            }
        }
        estimate
    }
}
