//! Crafter: a world to survive in, by day and by night, with 22 things to achieve.
//!
//! Source: crafter 1.8.3 (danijar/crafter e04542a).

mod achievement;
mod action;
mod balance;
mod creatures;
mod daylight;
mod double;
mod edit;
mod game;
mod ground;
mod item;
mod material;
mod object;
mod observation;
mod options;
mod player;
mod rules;
mod score;
mod variant;
mod world;
mod worldgen;

pub mod text;
pub mod workload;

pub use achievement::{Achievement, Achievements, Tier};
pub use action::{Action, UnknownAction};
pub use daylight::{DARK, DAY, daylight};
pub use edit::Edit;
pub use game::{Game, Outcome, hex, world_seed};
pub use item::{Inventory, Item};
pub use material::{Material, Materials};
pub use object::{Body, Facing, Object, Pos};
pub use observation::{LocalView, Observation, RIPE};
pub use options::{Options, Order, Preset, RenderPlan, View};
pub use player::Player;
pub use rules::{Collecting, Making, Placing, Put, collecting, making, placing};
pub use score::{Surroundings, TaskTier, crafter_score, shaped_reward};
pub use variant::{VARIANTS, Variant};
pub use world::{Area, World, python_slice};

use crate::env::{Env, Seed, StateDigest, Step, StepError};
use crate::rng::hash_int;

/// What every episode asks for.
pub const MISSION: &str = "stay alive and achieve as much as you can";

/// Crafter.
///
/// An agent in a large open world collects wood, stone and ores, makes tools, eats, drinks, sleeps and
/// fights, while days and nights go by.
///
/// - Actions: [`Action`], seventeen of them. What cannot be done changes nothing but time.
/// - Observation: the cells around the player, and what it has.
/// - Start: a world laid out from the seed; the player in its middle on grass, in the morning.
/// - Reward: 1 for a step that achieves something for the first time, and a tenth of the health
///   gained or lost.
/// - End: death terminates; the length truncates.
/// - Arguments: [`Options`].
/// - Source: crafter 1.8.3; BALROG af7d1f1 and synth-ai 0.2.3 for theirs.
#[derive(Clone, Debug)]
pub struct CrafterEnv {
    game: Game,
    last: Option<Outcome>,
    is_over: bool,
}

impl CrafterEnv {
    /// The world of the options, at the start of the episode of seed 0.
    pub fn new(options: Options) -> Self {
        let game = Game::new(options, first_world(Seed(0)));
        Self { game, last: None, is_over: false }
    }

    /// Starts the game of a world seed, which an episode's seed is hashed to; see [`world_seed`].
    pub fn reset_world(&mut self, world_seed: u32) -> Observation {
        self.game.reset(world_seed);
        self.last = None;
        self.is_over = false;
        self.observe()
    }

    /// Everything that a step reads or changes.
    pub const fn game(&self) -> &Game {
        &self.game
    }

    /// The game, to put something into it that play would not; for set-ups and tests.
    pub fn edit(&mut self, edit: Edit) {
        self.game.edit(edit);
    }

    /// What the last step led to; none at the start.
    pub const fn last(&self) -> Option<&Outcome> {
        self.last.as_ref()
    }

    /// Whether the episode has ended.
    pub const fn is_over(&self) -> bool {
        self.is_over
    }

    /// What the agent sees now.
    pub fn observe(&self) -> Observation {
        Observation::of(&self.game)
    }
}

/// The world of an environment's first episode.
fn first_world(seed: Seed) -> u32 {
    world_seed(hash_int(seed.0.into()), 1)
}

impl Env for CrafterEnv {
    type Action = Action;
    type Observation = Observation;

    fn reset(&mut self, seed: Seed) -> Observation {
        self.reset_world(first_world(seed))
    }

    fn step(&mut self, action: &Action) -> Result<Step<Observation>, StepError> {
        if self.is_over {
            return Err(StepError::EpisodeOver);
        }
        let outcome = self.game.step(*action);
        self.is_over = outcome.dead || outcome.at_length;
        self.last = Some(outcome);
        Ok(Step {
            observation: self.observe(),
            reward: outcome.reward,
            terminated: outcome.dead,
            truncated: outcome.at_length,
        })
    }

    fn digest(&self) -> StateDigest {
        let [a, b, c, d, ..] = self.game.state_digest();
        StateDigest([a, b, c, d])
    }
}
