//! Actions as numbers: what records and links hold.

use crate::env::crafter::CrafterEnv;
use crate::env::minigrid::{self, GridEnv};
use crate::env::world::{Action, World};
use crate::env::{Env, crafter};

/// A world whose actions are a closed set, each with a number that is never given to another of that
/// world.
pub trait Alphabet: Env {
    /// How many actions this world has; their numbers run from 0.
    fn action_count(&self) -> u8;

    /// The number of an action of this world.
    fn number(action: &Self::Action) -> u8;

    /// The action of a number.
    fn action(&self, number: u8) -> Option<Self::Action>;
}

impl Alphabet for GridEnv {
    fn action_count(&self) -> u8 {
        minigrid::Action::ALL.len() as u8
    }

    fn number(action: &minigrid::Action) -> u8 {
        *action as u8
    }

    fn action(&self, number: u8) -> Option<minigrid::Action> {
        minigrid::Action::from_index(number)
    }
}

impl Alphabet for CrafterEnv {
    fn action_count(&self) -> u8 {
        crafter::Action::ALL.len() as u8
    }

    fn number(action: &crafter::Action) -> u8 {
        *action as u8
    }

    fn action(&self, number: u8) -> Option<crafter::Action> {
        crafter::Action::from_index(number)
    }
}

impl Alphabet for World {
    fn action_count(&self) -> u8 {
        match self {
            Self::Grid(env) => env.action_count(),
            Self::Crafter(env) => env.action_count(),
        }
    }

    fn number(action: &Action) -> u8 {
        match action {
            Action::Grid(action) => GridEnv::number(action),
            Action::Crafter(action) => CrafterEnv::number(action),
        }
    }

    fn action(&self, number: u8) -> Option<Action> {
        match self {
            Self::Grid(env) => env.action(number).map(Action::Grid),
            Self::Crafter(env) => env.action(number).map(Action::Crafter),
        }
    }
}
