//! The worlds: pure, deterministic, turn-based environments.

pub mod babyai;
pub mod catalog;
pub mod crafter;
mod grid_env;
pub mod minigrid;
pub mod support;
pub mod workload;
pub mod world;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use world::World;

/// Names one episode of an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A turn-based environment with one agent.
///
/// An environment does no input or output, reads no clock, owns its generator and never panics on an
/// action that a person can send.
pub trait Env: Clone {
    /// What the agent can do.
    type Action: Clone + Eq + fmt::Debug;
    /// What the agent sees.
    type Observation: Clone + fmt::Debug + PartialEq;

    /// Starts the episode that `seed` names; returns its first observation.
    fn reset(&mut self, seed: Seed) -> Self::Observation;

    /// Applies one action.
    ///
    /// # Errors
    ///
    /// [`StepError`]; [`StepError::EpisodeOver`] once a step was terminated or truncated.
    fn step(&mut self, action: &Self::Action) -> Result<Step<Self::Observation>, StepError>;

    /// A short digest of the whole state: equal digests mean that a replay is at the same place.
    fn digest(&self) -> StateDigest;
}

/// What one action led to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step<O> {
    /// What the agent sees now.
    pub observation: O,
    /// What the action earned.
    pub reward: f64,
    /// The task itself ended: goal reached, or failed for good.
    pub terminated: bool,
    /// A limit outside the task ended it: the step budget. Both may hold at once.
    pub truncated: bool,
}

impl<O> Step<O> {
    /// Whether the episode ended with this step.
    pub const fn is_over(&self) -> bool {
        self.terminated || self.truncated
    }

    /// The same with its observation told otherwise.
    pub fn map<P>(self, tell: impl FnOnce(O) -> P) -> Step<P> {
        let Self { observation, reward, terminated, truncated } = self;
        Step { observation: tell(observation), reward, terminated, truncated }
    }
}

/// Why an environment took no step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// The episode had ended before.
    #[error("the episode is over")]
    EpisodeOver,
    /// Somebody else has the turn: the customer, or the agent.
    #[error("somebody else has the turn")]
    OutOfTurn,
    /// The action is another world's.
    #[error("the world has no such action")]
    ForeignAction,
}

/// The first four bytes of the SHA-256 of an environment's state, as each world lays it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StateDigest(pub [u8; 4]);

impl fmt::Display for StateDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}
