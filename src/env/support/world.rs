//! A domain with its data: tables, tasks, the policy and the texts that models are told.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::env::support::base::Base;
use crate::env::support::database::Database;
use crate::env::support::domain::{Domain, Split};
use crate::env::support::hash::DataHash;
use crate::env::support::task::Task;
use crate::env::support::tool::Effect;
use crate::python::shared::{Map, PyValue, Text};

/// A domain, ready to be played.
#[derive(Debug)]
pub struct World {
    domain: Domain,
    base: Arc<Base>,
    tasks: BTreeMap<Split, Vec<Arc<Task>>>,
    told: Told,
}

/// What agents are told of a domain.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The policy.
    pub policy: Text,
    /// The tools' schemas, as a JSON list in the shape that `OpenAI` wants.
    pub tools: PyValue,
    /// Rules that no agent is told.
    pub rules: Vec<Text>,
    /// Dialogues that a few-shot agent is shown.
    pub displays: Vec<Text>,
    /// What the data does not say, each with why: our own words stand there, or nothing.
    pub lacks: Vec<String>,
}

impl World {
    /// A domain with its data.
    pub const fn new(
        domain: Domain,
        base: Arc<Base>,
        tasks: BTreeMap<Split, Vec<Arc<Task>>>,
        told: Told,
    ) -> Self {
        Self { domain, base, tasks, told }
    }

    /// The domain.
    pub const fn domain(&self) -> Domain {
        self.domain
    }

    /// The data base as it comes.
    pub const fn base(&self) -> &Arc<Base> {
        &self.base
    }

    /// The hash of tables as they come.
    pub(super) fn hash_of(base: &Arc<Base>) -> DataHash {
        Database::new(base.clone()).hash()
    }

    /// A data base for a new episode; it shares everything with the others.
    pub fn fresh(&self) -> Database {
        Database::new(self.base.clone())
    }

    /// The tasks of a split; none if the domain has no such split.
    pub fn tasks(&self, split: Split) -> &[Arc<Task>] {
        self.tasks.get(&split).map_or(&[], Vec::as_slice)
    }

    /// A task by its number.
    pub fn task(&self, split: Split, number: usize) -> Option<&Arc<Task>> {
        self.tasks(split).get(number)
    }

    /// What agents are told.
    pub const fn told(&self) -> &Told {
        &self.told
    }

    /// Calls a tool on a data base, outside any episode; none for an unknown tool, and where the original returns nothing.
    pub fn call(&self, data: &mut Database, name: &str, arguments: &Map) -> Option<Text> {
        self.domain.tool(name)?.call(self.domain, data, arguments)
    }

    /// Whether a tool ends the episode.
    pub fn ends(&self, name: &str) -> bool {
        self.domain.tool(name).is_some_and(|tool| tool.effect == Effect::Ends)
    }
}
