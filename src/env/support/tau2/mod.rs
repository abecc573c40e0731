//! τ²-bench's files: tasks with what they are judged by, data bases, policies.
//!
//! They are read and shown. Its tools are others than those of [`Domain`](crate::env::support::Domain) and are not played here.
//! Members that are not known are kept, and missing ones are none.
//!
//! Source: tau2-bench 1.0.1 (commit a2c0247), `data_model/tasks.py`.

mod task;

use std::fmt;
use std::str::FromStr;

use crate::env::support::UnknownName;
use crate::env::support::pack::{Manifest, PackError};
use crate::python::shared::{Map, Text, loads};

pub use task::{Component, Criteria, GoldAction, Instructions, Tau2Task};

/// The benchmark.
pub const UPSTREAM: &str = "sierra-research/tau2-bench";

/// The version of the benchmark that is read here.
pub const COMMIT: &str = "a2c024725189473d2d7cea3a5cfdbcc67478e41f";

/// The tables of the airline that were made of tau-bench's: same shape, other values here and there.
pub const DERIVED: &str = "db.derived.json";

/// A domain of τ²-bench.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tau2Domain {
    /// An airline.
    Airline,
    /// An online shop.
    Retail,
    /// A telephone company whose customers have tools too.
    Telecom,
    /// A small one for tests.
    Mock,
}

impl Tau2Domain {
    /// Every domain.
    pub const ALL: [Self; 4] = [Self::Retail, Self::Airline, Self::Mock, Self::Telecom];

    /// Those that are offered.
    pub const OFFERED: [Self; 3] = [Self::Retail, Self::Airline, Self::Mock];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Airline => "airline",
            Self::Retail => "retail",
            Self::Telecom => "telecom",
            Self::Mock => "mock",
        }
    }

    /// Why it is not offered; none if it is.
    pub const fn not_offered(self) -> Option<&'static str> {
        match self {
            Self::Airline | Self::Retail | Self::Mock => None,
            Self::Telecom => Some(
                "its customers work on a telephone of their own, and what they do to it is not reproduced here",
            ),
        }
    }
}

impl fmt::Display for Tau2Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Tau2Domain {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let known = Self::ALL.into_iter().find(|domain| domain.as_str() == name);
        known.ok_or_else(|| UnknownName { what: "domain", name: name.to_owned() })
    }
}

/// What is wrong with τ²-bench's files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Tau2Error {
    /// A file is missing, changed or unreadable.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// It is another benchmark's pack.
    #[error("the data is of {0}, not of {UPSTREAM}")]
    OtherBenchmark(String),
    /// The domain is not offered.
    #[error("{domain} is not offered: {reason}")]
    NotOffered {
        /// The domain.
        domain: Tau2Domain,
        /// Why.
        reason: &'static str,
    },
    /// A task is none.
    #[error("task {at} of {domain}: {reason}")]
    Task {
        /// The domain.
        domain: Tau2Domain,
        /// Which, counted from 0.
        at: usize,
        /// What is missing.
        reason: &'static str,
    },
}

/// A domain's files.
#[derive(Clone, Debug)]
pub struct Tau2Data {
    /// The domain.
    pub domain: Tau2Domain,
    /// The policy.
    pub policy: Text,
    /// The tasks.
    pub tasks: Vec<Tau2Task>,
    /// Each split with its tasks' names.
    pub splits: Vec<(Text, Vec<Text>)>,
    /// The tables: name and records by key.
    pub tables: Vec<(Text, Map)>,
    /// The tables were derived from older ones, so rewards on them would not be official.
    pub derived: bool,
}

impl Tau2Data {
    /// The place of a task by its name.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.tasks.iter().position(|task| *task.id == *id)
    }

    /// The splits that have a task.
    pub fn splits_of(&self, id: &str) -> impl Iterator<Item = &Text> {
        let has = move |ids: &[Text]| ids.iter().any(|other| **other == *id);
        self.splits.iter().filter(move |(_, ids)| has(ids)).map(|(name, _)| name)
    }

    /// The tasks of a split, or all where none is named, that have every one of the words; by their places.
    pub fn search(&self, split: Option<&str>, words: &str) -> Vec<usize> {
        let named = split.map(|split| self.splits.iter().find(|(name, _)| **name == *split));
        let is_in = |task: &Tau2Task| match &named {
            None => true,
            Some(None) => false,
            Some(Some((_, ids))) => ids.contains(&task.id),
        };
        let fits = |task: &Tau2Task| words.trim().is_empty() || task.has(words);
        let found = self.tasks.iter().enumerate().filter(|(_, task)| is_in(task) && fits(task));
        found.map(|(at, _)| at).collect()
    }
}

/// Reads a domain's files of a pack. `read` is given a name in the pack and returns what the file holds uncompressed.
///
/// # Errors
///
/// A domain that is not offered, another benchmark's pack, or the first file that is missing or wrong.
pub fn load(
    manifest: &Manifest,
    domain: Tau2Domain,
    read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<Tau2Data, Tau2Error> {
    if let Some(reason) = domain.not_offered() {
        return Err(Tau2Error::NotOffered { domain, reason });
    }
    if manifest.upstream != UPSTREAM {
        return Err(Tau2Error::OtherBenchmark(manifest.upstream.clone()));
    }
    let derived = manifest.file(&format!("{domain}/db.json")).is_none();
    let table_file = if derived { DERIVED } else { "db.json" };
    let mut json = |file: &str| {
        let name = format!("{domain}/{file}");
        let text = manifest.text(&name, read)?;
        loads(&text).map_err(|error| PackError::Unreadable { name, reason: error.to_string() })
    };
    let tasks = json("tasks.json")?;
    let splits = json("split_tasks.json")?;
    let tables = json(table_file)?;
    let policy = manifest.text(&format!("{domain}/policy.md"), read)?.into();
    let read_task = |(at, value)| {
        Tau2Task::read(value).map_err(|reason| Tau2Error::Task { domain, at, reason })
    };
    let tasks = tasks.as_list().unwrap_or_default().iter().enumerate().map(read_task);
    let splits = splits.as_map().into_iter().flatten();
    let splits = splits.map(|(name, ids)| (name.clone(), task::texts(Some(ids)))).collect();
    let tables = tables
        .as_map()
        .into_iter()
        .flatten()
        .filter_map(|(name, records)| Some((name.clone(), records.as_map()?.clone())));
    let tables = tables.collect();
    Ok(Tau2Data {
        domain,
        policy,
        tasks: tasks.collect::<Result<_, _>>()?,
        splits,
        tables,
        derived,
    })
}
