//! An episode as one environment: turn by turn, the agent's actions and the customer's words.
//!
//! These turns are all that a record needs: tool results, the data base and the reward come again from them.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::env::support::desk::{Desk, Outcome, Raised, Seen};
use crate::env::support::domain::Split;
use crate::env::support::task::Action;
use crate::env::support::world::World;
use crate::env::{Env, Seed, StateDigest, Step, StepError};
use crate::python::shared::{Text, write_dumps_map, write_pair};

/// A turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The agent calls a tool, or speaks.
    Agent(Action),
    /// The customer speaks.
    Customer(Text),
}

/// What a turn led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Nothing yet: the customer is to speak.
    Awaited,
    /// A text, and where it is from: a tool's name, or `user`.
    Text {
        /// The text.
        text: Text,
        /// Where it is from.
        source: Text,
    },
    /// The original raises an exception here, which breaks the run off.
    Raised(Text),
}

/// A split's tasks as episodes. The customer begins; after that the agent has the turn, but for answers to what it says.
///
/// A seed names a task: its number, counted round and round.
#[derive(Clone, Debug)]
pub struct SupportEnv {
    world: Arc<World>,
    split: Split,
    desk: Desk,
    customer_speaks: bool,
    is_over: bool,
    turns: u64,
}

impl SupportEnv {
    /// The first task of a split; none for a split without tasks.
    pub fn new(world: &Arc<World>, split: Split) -> Option<Self> {
        let desk = Desk::new(world, world.task(split, 0)?);
        let world = world.clone();
        Some(Self { world, split, desk, customer_speaks: true, is_over: false, turns: 0 })
    }

    /// The desk: task, data base, actions so far.
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Whether the customer has the turn.
    pub const fn customer_speaks(&self) -> bool {
        self.customer_speaks
    }

    fn take(&mut self, turn: &Turn) -> Result<Option<Seen>, Raised> {
        match turn {
            Turn::Customer(words) => {
                self.customer_speaks = false;
                if self.turns == 1 {
                    Ok(Some(Desk::open(words)))
                } else {
                    self.desk.hear(words).map(Some)
                }
            }
            Turn::Agent(action) => Ok(match self.desk.act(action)? {
                Outcome::Seen(seen) => Some(seen),
                Outcome::Said(_) => {
                    self.customer_speaks = true;
                    None
                }
            }),
        }
    }
}

impl Env for SupportEnv {
    type Action = Turn;
    type Observation = Sight;

    fn reset(&mut self, seed: Seed) -> Sight {
        let tasks = self.world.tasks(self.split);
        // A split has tasks: the constructor saw to it.
        let number = seed.0 % (tasks.len().max(1) as u64);
        if let Some(task) = tasks.get(number as usize) {
            self.desk = Desk::new(&self.world, task);
        }
        (self.customer_speaks, self.is_over, self.turns) = (true, false, 0);
        Sight::Awaited
    }

    fn step(&mut self, turn: &Turn) -> Result<Step<Sight>, StepError> {
        if self.is_over {
            return Err(StepError::EpisodeOver);
        }
        if self.customer_speaks != matches!(turn, Turn::Customer(_)) {
            return Err(StepError::OutOfTurn);
        }
        self.turns += 1;
        let mut step =
            Step { observation: Sight::Awaited, reward: 0.0, terminated: false, truncated: false };
        match self.take(turn) {
            Ok(None) => {}
            Ok(Some(seen)) => {
                (step.reward, step.terminated) = (seen.reward(), seen.is_done());
                step.observation = Sight::Text { text: seen.observation, source: seen.source };
            }
            Err(raised) => {
                step.truncated = true;
                step.observation = Sight::Raised(raised.to_string().into());
            }
        }
        self.is_over = step.is_over();
        Ok(step)
    }

    fn digest(&self) -> StateDigest {
        let mut text = String::new();
        for (_, record) in self.desk.data().written() {
            write_pair(&mut text, record.key(), record.value());
        }
        for action in self.desk.actions() {
            text.push_str(&action.name);
            write_dumps_map(&mut text, &action.kwargs);
        }
        text.push_str(&format!("{} {}", self.turns, self.is_over));
        let hash = Sha256::digest(text.as_bytes());
        StateDigest([hash[0], hash[1], hash[2], hash[3]])
    }
}
