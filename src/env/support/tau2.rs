//! τ²-bench's files: tasks with what they are judged by, data bases, policies.
//!
//! They are read and shown. Its tools are others than those of [`Domain`](crate::env::support::Domain) and are not played here.
//! Members that are not known are kept, and missing ones are none.
//!
//! Source: tau2-bench 1.0.1 (commit a2c0247), `data_model/tasks.py`.

use std::fmt;

use crate::env::support::pack::{Manifest, PackError};
use crate::env::support::task::Action;
use crate::python::shared::{Map, PyValue, Text, loads};

/// The benchmark.
pub const UPSTREAM: &str = "sierra-research/tau2-bench";

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
    pub const ALL: [Self; 4] = [Self::Airline, Self::Retail, Self::Telecom, Self::Mock];

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

/// A task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tau2Task {
    /// Its name.
    pub id: Text,
    /// What it is there for.
    pub purpose: Option<Text>,
    /// Who the customer is.
    pub persona: Option<Text>,
    /// What the customer is told: one text, or parts with their names.
    pub instructions: Instructions,
    /// What it is judged by; none if anything is right.
    pub criteria: Option<Criteria>,
    /// Everything that stands in the file.
    pub raw: PyValue,
}

/// What a customer is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// In one text.
    Text(Text),
    /// In parts: `domain`, `reason_for_call`, `known_info`, `unknown_info`, `task_instructions`.
    Parts(Vec<(Text, Text)>),
}

/// What a task is judged by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Criteria {
    /// What would have been right to do.
    pub actions: Vec<GoldAction>,
    /// What has to be said.
    pub communicate: Vec<Text>,
    /// What a judge has to find true.
    pub assertions: Vec<Text>,
    /// Checks of the world, as they stand in the file.
    pub env_assertions: Vec<PyValue>,
    /// Which of these the reward is the product of. The others are only shown.
    pub basis: Vec<Text>,
}

/// A gold action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldAction {
    /// Its name in the task.
    pub id: Text,
    /// Who does it: `assistant` or `user`.
    pub requestor: Text,
    /// The call.
    pub action: Action,
    /// The arguments that are compared; none for those that a call names itself.
    pub compared: Option<Vec<Text>>,
}

impl GoldAction {
    /// Whether a call is this one, whoever makes it.
    pub fn is_matched_by(&self, call: &Action) -> bool {
        let same = |name: &str| match (call.kwargs.get(name), self.action.kwargs.get(name)) {
            (Some(one), Some(other)) => crate::python::shared::ops::equal(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        self.action.name == call.name
            && match &self.compared {
                Some(names) => names.iter().all(|name| same(name)),
                None => call.kwargs.keys().all(|name| same(name)),
            }
    }
}

impl Criteria {
    /// Each thing that has to be said, and whether one of the agent's texts has it.
    pub fn said(&self, texts: &[&str]) -> Vec<(Text, bool)> {
        let texts: Vec<String> =
            texts.iter().map(|text| text.to_lowercase().replace(',', "")).collect();
        let is_said = |info: &Text| texts.iter().any(|text| text.contains(&info.to_lowercase()));
        self.communicate.iter().map(|info| (info.clone(), is_said(info))).collect()
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
    let table_file = if derived { "db.derived.json" } else { "db.json" };
    let mut json = |file: &str| {
        let name = format!("{domain}/{file}");
        let text = manifest.text(&name, read)?;
        loads(&text).map_err(|error| PackError::Unreadable { name, reason: error.to_string() })
    };
    let tasks = json("tasks.json")?;
    let splits = json("split_tasks.json")?;
    let tables = json(table_file)?;
    let policy = manifest.text(&format!("{domain}/policy.md"), read)?.into();
    let task =
        |(at, value)| read_task(value).map_err(|reason| Tau2Error::Task { domain, at, reason });
    let tasks = tasks.as_list().unwrap_or_default().iter().enumerate().map(task);
    let splits = splits.as_map().into_iter().flatten();
    let splits = splits.map(|(name, ids)| (name.clone(), texts(Some(ids)))).collect();
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

fn read_task(value: &PyValue) -> Result<Tau2Task, &'static str> {
    let scenario = value.get("user_scenario").ok_or("user_scenario is missing")?;
    let instructions = match scenario.get("instructions").ok_or("instructions are missing")? {
        PyValue::Str(text) => Instructions::Text(text.clone()),
        PyValue::Map(parts) => Instructions::Parts(
            parts
                .iter()
                .filter_map(|(name, part)| Some((name.clone(), part.as_str()?.into())))
                .collect(),
        ),
        _ => return Err("instructions are no text"),
    };
    let criteria = value.get("evaluation_criteria").filter(|value| value.as_map().is_some());
    Ok(Tau2Task {
        id: text(value, "id").ok_or("id is missing")?,
        purpose: value.get("description").and_then(|about| text(about, "purpose")),
        persona: text(scenario, "persona"),
        instructions,
        criteria: criteria.map(read_criteria).transpose()?,
        raw: value.clone(),
    })
}

fn read_criteria(value: &PyValue) -> Result<Criteria, &'static str> {
    let list = |name: &str| value.get(name).and_then(PyValue::as_list).unwrap_or_default();
    let basis = match value.get("reward_basis") {
        Some(basis @ PyValue::List(_)) => texts(Some(basis)),
        _ => vec!["DB".into(), "COMMUNICATE".into()],
    };
    Ok(Criteria {
        actions: list("actions").iter().map(read_gold).collect::<Result<_, _>>()?,
        communicate: texts(value.get("communicate_info")),
        assertions: texts(value.get("nl_assertions")),
        env_assertions: list("env_assertions").to_vec(),
        basis,
    })
}

fn read_gold(value: &PyValue) -> Result<GoldAction, &'static str> {
    let arguments = value.get("arguments").and_then(PyValue::as_map).cloned().unwrap_or_default();
    let name = text(value, "name").ok_or("an action has no name")?;
    Ok(GoldAction {
        id: text(value, "action_id").unwrap_or_default(),
        requestor: text(value, "requestor").unwrap_or_else(|| "assistant".into()),
        action: Action::new(name, arguments),
        compared: value
            .get("compare_args")
            .filter(|value| value.as_list().is_some())
            .map(|list| texts(Some(list))),
    })
}

fn text(value: &PyValue, name: &str) -> Option<Text> {
    value.get(name)?.as_str().map(Text::from)
}

fn texts(value: Option<&PyValue>) -> Vec<Text> {
    let list = value.and_then(PyValue::as_list).unwrap_or_default();
    list.iter().filter_map(PyValue::as_str).map(Text::from).collect()
}
