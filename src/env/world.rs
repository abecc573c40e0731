//! Any world of the catalog behind one interface: what sessions, records and links of the page are made of.
//!
//! Who knows which world it is uses its own type ([`GridEnv`], [`CrafterEnv`]); everything that opens a
//! world by its name or number goes through here.

use std::fmt;

use super::crafter::{self, CrafterEnv};
use super::minigrid::{self, GridEnv};
use super::{Env, Seed, StateDigest, Step, StepError, grid_env};

/// A world of the catalog.
#[derive(Clone, Debug)]
pub enum World {
    /// A level of MiniGrid or BabyAI.
    Grid(Box<GridEnv>),
    /// A variant of Crafter.
    Crafter(Box<CrafterEnv>),
}

/// What an agent can do, in one of the worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// In a grid world.
    Grid(minigrid::Action),
    /// In Crafter.
    Crafter(crafter::Action),
}

/// What an agent sees, in one of the worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Observation {
    /// In a grid world.
    Grid(grid_env::Observation),
    /// In Crafter.
    Crafter(crafter::Observation),
}

impl World {
    /// The grid world, if it is one.
    pub fn grid(&self) -> Option<&GridEnv> {
        if let Self::Grid(env) = self { Some(env) } else { None }
    }

    /// The game of Crafter, if it is one.
    pub fn crafter(&self) -> Option<&CrafterEnv> {
        if let Self::Crafter(env) = self { Some(env) } else { None }
    }

    /// What the episode asks for, in words.
    pub fn mission(&self) -> &str {
        match self {
            Self::Grid(env) => env.mission(),
            Self::Crafter(_) => crafter::MISSION,
        }
    }

    /// The most steps of an episode; none where it is endless.
    pub fn max_steps(&self) -> Option<u32> {
        match self {
            Self::Grid(env) => Some(env.state().max_steps),
            // An opening step of BALROG's counts in the game, and is none of the agent's.
            Self::Crafter(env) => {
                let options = env.game().options();
                options.length.map(|length| length - u32::from(options.opening_noop))
            }
        }
    }

    /// Steps taken since the start.
    pub fn step_count(&self) -> u32 {
        match self {
            Self::Grid(env) => env.state().step_count,
            Self::Crafter(env) => {
                let game = env.game();
                game.step_count() - u32::from(game.options().opening_noop)
            }
        }
    }

    /// Whether the episode has ended.
    pub fn is_over(&self) -> bool {
        match self {
            Self::Grid(env) => env.is_over(),
            Self::Crafter(env) => env.is_over(),
        }
    }
}

impl Action {
    /// The actions of the grid worlds, by their numbers.
    pub const GRID: [Self; minigrid::Action::ALL.len()] = {
        let mut all = [Self::Grid(minigrid::Action::Left); minigrid::Action::ALL.len()];
        let mut at = 0;
        while at < all.len() {
            all[at] = Self::Grid(minigrid::Action::ALL[at]);
            at += 1;
        }
        all
    };

    /// The actions of Crafter, by their numbers.
    pub const CRAFTER: [Self; crafter::Action::ALL.len()] = {
        let mut all = [Self::Crafter(crafter::Action::Noop); crafter::Action::ALL.len()];
        let mut at = 0;
        while at < all.len() {
            all[at] = Self::Crafter(crafter::Action::ALL[at]);
            at += 1;
        }
        all
    };

    /// Its name in its world.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grid(action) => action.as_str(),
            Self::Crafter(action) => action.as_str(),
        }
    }

    /// The action of a grid world, if it is one.
    pub const fn grid(self) -> Option<minigrid::Action> {
        if let Self::Grid(action) = self { Some(action) } else { None }
    }

    /// The action of Crafter, if it is one.
    pub const fn crafter(self) -> Option<crafter::Action> {
        if let Self::Crafter(action) = self { Some(action) } else { None }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<minigrid::Action> for Action {
    fn from(action: minigrid::Action) -> Self {
        Self::Grid(action)
    }
}

impl From<crafter::Action> for Action {
    fn from(action: crafter::Action) -> Self {
        Self::Crafter(action)
    }
}

impl From<GridEnv> for World {
    fn from(env: GridEnv) -> Self {
        Self::Grid(Box::new(env))
    }
}

impl From<CrafterEnv> for World {
    fn from(env: CrafterEnv) -> Self {
        Self::Crafter(Box::new(env))
    }
}

impl Observation {
    /// What is seen in a grid world, if it is one.
    pub const fn grid(&self) -> Option<&grid_env::Observation> {
        if let Self::Grid(observation) = self { Some(observation) } else { None }
    }

    /// What is seen in Crafter, if it is that.
    pub const fn crafter(&self) -> Option<&crafter::Observation> {
        if let Self::Crafter(observation) = self { Some(observation) } else { None }
    }
}

impl Env for World {
    type Action = Action;
    type Observation = Observation;

    fn reset(&mut self, seed: Seed) -> Observation {
        match self {
            Self::Grid(env) => Observation::Grid(env.reset(seed)),
            Self::Crafter(env) => Observation::Crafter(env.reset(seed)),
        }
    }

    fn step(&mut self, action: &Action) -> Result<Step<Observation>, StepError> {
        match (self, action) {
            (Self::Grid(env), Action::Grid(action)) => Ok(env.step(action)?.map(Observation::Grid)),
            (Self::Crafter(env), Action::Crafter(action)) => {
                Ok(env.step(action)?.map(Observation::Crafter))
            }
            _ => Err(StepError::ForeignAction),
        }
    }

    fn digest(&self) -> StateDigest {
        match self {
            Self::Grid(env) => env.digest(),
            Self::Crafter(env) => env.digest(),
        }
    }
}
