//! The branches of an episode: who did what, and where a variation leaves the line it varies.
//!
//! Steps are counted along a line from the root, from 1: step n is what the n-th action led to;
//! step 0 is the start. A branch holds only its own steps; those before its fork are its parent's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::words::Said;

/// Names a branch of one session; never used twice.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct BranchId(pub u32);

impl BranchId {
    /// The branch that every session starts with.
    pub const ROOT: Self = Self(0);
}

impl fmt::Display for BranchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a branch leaves another one: after that step, which the other one owns (or 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fork {
    /// The branch that is left.
    pub branch: BranchId,
    /// The last step that both share, counted along the line.
    pub step: usize,
}

/// Who chose an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Player {
    /// A person, by hand.
    Person,
    /// The agent that draws its actions.
    Random,
    /// The built-in solver of a world.
    Expert,
    /// A language model.
    Model,
    /// A link or a file, which does not say who it was.
    Replay,
}

impl Player {
    /// Every player.
    pub const ALL: [Self; 5] =
        [Self::Person, Self::Random, Self::Expert, Self::Model, Self::Replay];

    /// Its name in records and on the page.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Random => "random",
            Self::Expert => "expert",
            Self::Model => "model",
            Self::Replay => "replay",
        }
    }
}

impl fmt::Display for Player {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No player has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no player is called {0:?}")]
pub struct UnknownPlayer(pub String);

impl FromStr for Player {
    type Err = UnknownPlayer;

    fn from_str(text: &str) -> Result<Self, UnknownPlayer> {
        let found = Self::ALL.into_iter().find(|player| player.as_str() == text);
        found.ok_or_else(|| UnknownPlayer(text.to_owned()))
    }
}

/// One action and what it led to, without the observation, which is recomputed.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "four facts, any of which may hold alone")]
pub struct StepRecord<A> {
    /// What was done.
    pub action: A,
    /// Who chose it.
    pub player: Player,
    /// What it earned.
    pub reward: f64,
    /// The task itself ended.
    pub terminated: bool,
    /// A limit outside the task ended it.
    pub truncated: bool,
    /// It did one more of the task's parts.
    pub subgoal: bool,
    /// The world had no use for it: it led to nothing.
    pub invalid: bool,
    /// What someone remarked about it.
    pub note: Option<Box<str>>,
    /// What was said that led to it.
    pub said: Option<Box<Said>>,
}

impl<A> StepRecord<A> {
    /// Whether the episode ended with this step.
    pub const fn is_over(&self) -> bool {
        self.terminated || self.truncated
    }
}

/// A branch: the steps that it does not share with its parent.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch<A> {
    /// Its name among the session's branches.
    pub id: BranchId,
    /// Where it leaves its parent; none for the root.
    pub parent: Option<Fork>,
    /// What a person calls it.
    pub name: String,
    /// Its own steps.
    pub steps: Vec<StepRecord<A>>,
}

impl<A> Branch<A> {
    /// The step after which its own begin, counted along its line.
    pub const fn start(&self) -> usize {
        match self.parent {
            Some(fork) => fork.step,
            None => 0,
        }
    }

    /// The last step of its line.
    pub const fn end(&self) -> usize {
        self.start() + self.steps.len()
    }

    /// A step that it owns, counted along its line.
    pub fn step(&self, step: usize) -> Option<&StepRecord<A>> {
        self.steps.get(step.checked_sub(self.start() + 1)?)
    }
}
