//! How well a built-in agent does in a world: it plays the episodes of the seeds from 0 on.

use super::{built_in, play_out};
use crate::env::catalog::{self, Difficulty, Rate, WorldSpec};
use crate::env::{Env, Seed};
use crate::episode::Player;

/// What an agent did in some episodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Record {
    /// How many it won.
    pub rate: Rate,
    /// The steps of those that it won, summed.
    pub steps: u32,
}

impl Record {
    /// Lets a built-in agent play the first seeds of a world; other players win nothing.
    pub fn of(player: Player, spec: &WorldSpec, episodes: u32) -> Self {
        let mut env = catalog::make(spec);
        let actions = spec.world.entry().allowed_actions();
        let mut record = Self { rate: Rate { won: 0, of: episodes }, steps: 0 };
        for seed in (0..u64::from(episodes)).map(Seed) {
            env.reset(seed);
            let Some(mut agent) = built_in(player, &env, seed, actions) else { continue };
            let run = play_out(&mut env, agent.as_mut(), u32::MAX);
            if run.is_success() {
                record.rate.won += 1;
                record.steps += run.actions.len() as u32;
            }
        }
        record
    }

    /// Steps of a won episode, on average; none where none was won.
    pub fn mean_steps(self) -> Option<f64> {
        (self.rate.won > 0).then(|| f64::from(self.steps) / f64::from(self.rate.won))
    }
}

/// What the expert and the random agent did.
pub fn difficulty(expert: Record, random: Record) -> Difficulty {
    Difficulty { expert: expert.rate, expert_steps: expert.steps, random: random.rate }
}
