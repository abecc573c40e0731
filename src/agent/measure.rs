//! How well a built-in agent does in a world: it plays the episodes of the seeds from 0 on.

use super::{built_in, built_in_grid, play_on, play_out};
use crate::env::catalog::{self, Difficulty, Rate, WorldSpec};
use crate::env::minigrid::GridEnv;
use crate::env::{Env, Seed};
use crate::episode::{Player, Watched};

/// Steps of an episode of Crafter, as BALROG limits them.
pub const MOST_STEPS: u32 = 2_000;

/// What an agent did in some episodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Record {
    /// How many it won.
    pub rate: Rate,
    /// The steps of those that it won, summed; in Crafter all that were offered.
    pub steps: u32,
}

impl Record {
    /// Lets a built-in agent play the first seeds of a world; other players win nothing.
    ///
    /// In Crafter every achievement is a win of its own, in at most [`MOST_STEPS`] steps an episode.
    pub fn of(player: Player, spec: &WorldSpec, episodes: u32) -> Self {
        match catalog::make_grid(spec) {
            Some(env) => Self::of_grid(player, env, *spec, episodes),
            None => Self::of_crafter(player, *spec, episodes),
        }
    }

    fn of_grid(player: Player, mut env: GridEnv, spec: WorldSpec, episodes: u32) -> Self {
        let actions = spec.world.entry().grid_actions();
        let mut record = Self { rate: Rate { won: 0, of: episodes }, steps: 0 };
        for seed in (0..u64::from(episodes)).map(Seed) {
            env.reset(seed);
            let Some(mut agent) = built_in_grid(player, &env, seed, actions) else { continue };
            let run = play_out(&mut env, agent.as_mut(), u32::MAX);
            if run.is_success() {
                record.rate.won += 1;
                record.steps += run.actions.len() as u32;
            }
        }
        record
    }

    fn of_crafter(player: Player, spec: WorldSpec, episodes: u32) -> Self {
        let (entry, mut world) = (spec.world.entry(), catalog::make(&spec));
        let of = episodes * entry.goals();
        let mut record = Self { rate: Rate { won: 0, of }, steps: 0 };
        for seed in (0..u64::from(episodes)).map(Seed) {
            world.reset(seed);
            let agent = built_in(player, &world, seed, entry.allowed_actions());
            let Some(mut agent) = agent else { continue };
            play_on(&mut world, agent.as_mut(), MOST_STEPS);
            // Who dies early has not saved the steps that were left.
            record.steps += MOST_STEPS;
            record.rate.won += world.subgoals_done() as u32;
        }
        record
    }

    /// Steps of a won episode, on average; where several things can be won, steps offered for each that
    /// was. None where none was won.
    pub fn mean_steps(self) -> Option<f64> {
        (self.rate.won > 0).then(|| f64::from(self.steps) / f64::from(self.rate.won))
    }
}

/// What the expert and the random agent did.
pub fn difficulty(expert: Record, random: Record) -> Difficulty {
    Difficulty { expert: expert.rate, expert_steps: expert.steps, random: random.rate }
}
