//! An episode as one environment: turn by turn, the agent's actions and the customer's words.
//!
//! These turns are all that a record needs: tool results, the data base and the reward come again from them.

use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::env::support::desk::{Desk, Outcome, Raised, Seen};
use crate::env::support::domain::Split;
use crate::env::support::task::{Action, CONTENT};
use crate::env::support::world::World;
use crate::env::{Env, Seed, StateDigest, Step, StepError};
use crate::python::shared::{Map, PyValue, Text, dumps_value, loads, write_dumps_map, write_pair};

/// A turn. As JSON: `{"agent": {"name": …, "kwargs": {…}}}` or `{"customer": "words"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The agent calls a tool, or speaks.
    Agent(Action),
    /// The customer speaks.
    Customer(Text),
}

impl Turn {
    /// What is said to the other side; none in a call of a tool.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Agent(action) if action.is_respond() => action.kwargs.get(CONTENT)?.as_str(),
            Self::Agent(_) => None,
            Self::Customer(words) => Some(words),
        }
    }

    /// Whether it is the customer's.
    pub const fn is_customers(&self) -> bool {
        matches!(self, Self::Customer(_))
    }
}

/// A turn as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Written {
    Agent { name: String, kwargs: PyValue },
    Customer(String),
}

impl Serialize for Turn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = match self {
            Self::Agent(Action { name, kwargs }) => {
                let kwargs = PyValue::from(kwargs.clone());
                // JSON proper has no infinities; Python's text has.
                let kwargs = if is_finite(&kwargs) { kwargs } else { dumps_value(&kwargs).into() };
                Written::Agent { name: name.to_string(), kwargs }
            }
            Self::Customer(words) => Written::Customer(words.to_string()),
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Turn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let no_map = || D::Error::custom("an action's kwargs are no object");
        Ok(match Written::deserialize(deserializer)? {
            Written::Agent { name, kwargs } => {
                let kwargs = match kwargs {
                    PyValue::Str(text) => loads(&text).map_err(D::Error::custom)?,
                    kwargs => kwargs,
                };
                let kwargs: Map = kwargs.as_map().ok_or_else(no_map)?.clone();
                Self::Agent(Action::new(name, kwargs))
            }
            Written::Customer(words) => Self::Customer(words.into()),
        })
    }
}

/// Whether all numbers in a value are such that JSON can write them.
fn is_finite(value: &PyValue) -> bool {
    match value {
        PyValue::Float(number) => number.is_finite(),
        PyValue::List(list) => list.iter().all(is_finite),
        PyValue::Map(map) => map.iter().all(|(_, value)| is_finite(value)),
        _ => true,
    }
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

    /// The world.
    pub const fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// Which tasks its seeds name.
    pub const fn split(&self) -> Split {
        self.split
    }

    /// Whether the episode has ended.
    pub const fn is_over(&self) -> bool {
        self.is_over
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

    /// Of the records that the agent wrote, what it did, and what it earned. The customer's words are no part of it: nothing but their
    /// end follows from them.
    fn digest(&self) -> StateDigest {
        let mut text = String::new();
        let verdict = self.desk.verdict();
        let data = verdict.map_or(self.desk.data(), |verdict| &verdict.end);
        for (_, record) in data.written() {
            write_pair(&mut text, record.key(), record.value());
        }
        for action in self.desk.own_actions() {
            text.push_str(&action.name);
            write_dumps_map(&mut text, &action.kwargs);
        }
        text.push_str(&format!("{} {}", self.turns, self.is_over));
        if let Some(verdict) = verdict {
            text.push_str(&format!(" {verdict}"));
        }
        let hash = Sha256::digest(text.as_bytes());
        StateDigest([hash[0], hash[1], hash[2], hash[3]])
    }
}
