//! Whether a plan's episodes can be played, before anything is paid.

use std::collections::BTreeSet;

use crate::experiment::plan::{Cell, Plan};
use crate::experiment::play::Stage;

/// Why an episode cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unstageable {
    /// The world has another name, or none.
    #[error("no world is called {0:?}")]
    World(String),
    /// The world has no such difficulty, split or user.
    #[error("{world} has no {what} {name:?}; there are: {known}")]
    Choice {
        /// The world.
        world: String,
        /// Of what kind.
        what: &'static str,
        /// What the plan says.
        name: String,
        /// What there is.
        known: String,
    },
    /// The world's data is not there.
    #[error("{0} needs its data: name its folder with --data")]
    NoData(String),
    /// A task's number is too large.
    #[error("{world} has {tasks} tasks, and none has the number {number}")]
    NoTask {
        /// The world.
        world: String,
        /// How many tasks it has.
        tasks: usize,
        /// The number.
        number: u64,
    },
    /// Nobody plays so.
    #[error("nobody plays as {name:?}; there are: {known}")]
    Strategy {
        /// What the plan says.
        name: String,
        /// What there is.
        known: String,
    },
    /// The agent cannot play in that world.
    #[error("{agent} cannot play in {world}: {reason}")]
    Agent {
        /// The agent.
        agent: String,
        /// The world.
        world: String,
        /// Why.
        reason: String,
    },
    /// The journal's answer is to another question.
    #[error(
        "step {step} of {cell} was asked in other words than this build or these files have; go on with those, or begin anew"
    )]
    OtherQuestion {
        /// The episode.
        cell: String,
        /// Its step, from 1.
        step: usize,
    },
}

impl Stage {
    /// Says what of a plan cannot be played: every agent is tried in every world, every task is looked up.
    ///
    /// # Errors
    ///
    /// The first [`Unstageable`].
    pub fn check(&self, plan: &Plan, cells: &[Cell]) -> Result<(), Unstageable> {
        let mut tried = BTreeSet::new();
        for cell in cells {
            if tried.insert((cell.agent, cell.world)) {
                self.open(plan, cell)?;
            }
        }
        let mut tasks = BTreeSet::new();
        for cell in cells {
            if tasks.insert((cell.world, cell.seed)) {
                self.check_task(&plan.worlds[cell.world], cell.seed)?;
            }
        }
        Ok(())
    }
}
