//! τ²-bench's tasks: what the customer is told, what an agent is judged by.
//!
//! The components of a reward that need neither tools nor a judge are computed here: which calls are gold actions, what was said.
//!
//! Source: tau2-bench 1.0.1 (commit a2c0247), `data_model/tasks.py`, `evaluator`.

use crate::env::support::task::Action;
use crate::python::shared::{PyValue, Text, dumps_value};

/// A task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tau2Task {
    /// Its name.
    pub id: Text,
    /// What it is there for.
    pub purpose: Option<Text>,
    /// The rules of the policy that it is about.
    pub relevant_policies: Option<Text>,
    /// What its authors noted.
    pub notes: Option<Text>,
    /// What an agent is told that works without a customer.
    pub ticket: Option<Text>,
    /// What is changed, called or said before the conversation, as it stands in the file.
    pub initial_state: Option<PyValue>,
    /// Who the customer is.
    pub persona: Option<Text>,
    /// What the customer is told: one text, or parts with their names.
    pub instructions: Instructions,
    /// What it is judged by; none if anything is right.
    pub criteria: Option<Criteria>,
    /// Everything that stands in the file.
    pub raw: PyValue,
}

/// The parts of instructions, in the order in which a customer reads them.
const PARTS: [&str; 5] =
    ["domain", "reason_for_call", "known_info", "unknown_info", "task_instructions"];

/// What a customer is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// In one text.
    Text(Text),
    /// In parts, each with its name: `domain`, `reason_for_call`, `known_info`, `unknown_info`, `task_instructions`.
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
    /// What its authors say of it.
    pub info: Option<Text>,
    /// The arguments that are compared; none for those that a call names itself.
    pub compared: Option<Vec<Text>>,
}

/// A component of the reward. The reward is the product of those in a task's basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Component {
    /// The data bases end as the gold actions leave them.
    Db,
    /// The checks of the world hold.
    EnvAssertion,
    /// A model that judges the conversation finds the statements true.
    NlAssertion,
    /// Each gold action was taken.
    Action,
    /// Each thing that has to be said was said.
    Communicate,
}

impl Component {
    /// Every component, in upstream's order.
    pub const ALL: [Self; 5] =
        [Self::Db, Self::EnvAssertion, Self::NlAssertion, Self::Action, Self::Communicate];

    /// Its name in the files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Db => "DB",
            Self::EnvAssertion => "ENV_ASSERTION",
            Self::NlAssertion => "NL_ASSERTION",
            Self::Action => "ACTION",
            Self::Communicate => "COMMUNICATE",
        }
    }
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
    /// Whether the reward is 0 where this component fails. One that is not in the basis is only shown.
    pub fn counts(&self, component: Component) -> bool {
        self.basis.iter().any(|name| **name == *component.as_str())
    }

    /// How many checks of a component there are; the data base is one.
    pub fn checks(&self, component: Component) -> usize {
        match component {
            Component::Db => 1,
            Component::EnvAssertion => self.env_assertions.len(),
            Component::NlAssertion => self.assertions.len(),
            Component::Action => self.actions.len(),
            Component::Communicate => self.communicate.len(),
        }
    }

    /// Each thing that has to be said, and whether one of the agent's texts has it.
    pub fn said(&self, texts: &[&str]) -> Vec<(Text, bool)> {
        let texts: Vec<String> =
            texts.iter().map(|text| text.to_lowercase().replace(',', "")).collect();
        let is_said = |info: &Text| texts.iter().any(|text| text.contains(&info.to_lowercase()));
        self.communicate.iter().map(|info| (info.clone(), is_said(info))).collect()
    }
}

impl Tau2Task {
    /// Reads a task of `tasks.json`.
    ///
    /// # Errors
    ///
    /// What is missing.
    pub(super) fn read(value: &PyValue) -> Result<Self, &'static str> {
        let scenario = value.get("user_scenario").ok_or("user_scenario is missing")?;
        let instructions = match scenario.get("instructions").ok_or("instructions are missing")? {
            PyValue::Str(text) => Instructions::Text(text.clone()),
            PyValue::Map(parts) => {
                let part =
                    |(name, part): &(Text, PyValue)| Some((name.clone(), part.as_str()?.into()));
                let mut parts: Vec<(Text, Text)> = parts.iter().filter_map(part).collect();
                let place = |name: &str| PARTS.iter().position(|known| *known == name);
                parts.sort_by_key(|(name, _)| place(name).unwrap_or(PARTS.len()));
                Instructions::Parts(parts)
            }
            _ => return Err("instructions are no text"),
        };
        let about = |name: &str| value.get("description").and_then(|about| text(about, name));
        let criteria = value.get("evaluation_criteria").filter(|value| value.as_map().is_some());
        Ok(Self {
            id: text(value, "id").ok_or("id is missing")?,
            purpose: about("purpose"),
            relevant_policies: about("relevant_policies"),
            notes: about("notes"),
            ticket: text(value, "ticket"),
            initial_state: value
                .get("initial_state")
                .filter(|state| state.as_map().is_some())
                .cloned(),
            persona: text(scenario, "persona"),
            instructions,
            criteria: criteria.map(read_criteria).transpose()?,
            raw: value.clone(),
        })
    }

    /// What the customer wants, as far as a part of the instructions says it; else the instructions.
    pub fn wish(&self) -> &str {
        match &self.instructions {
            Instructions::Text(text) => text,
            Instructions::Parts(parts) => {
                let told = |wanted: &str| parts.iter().find(|(name, _)| **name == *wanted);
                let part = told("reason_for_call").or_else(|| told("task_instructions"));
                part.map_or("", |(_, text)| text)
            }
        }
    }

    /// Whether every one of the words stands somewhere in the task, in whatever case.
    pub fn has(&self, words: &str) -> bool {
        let mut text = self.id.to_lowercase();
        let mut add = |more: &str| {
            text.push('\n');
            text.push_str(&more.to_lowercase());
        };
        let about =
            [&self.purpose, &self.relevant_policies, &self.notes, &self.persona, &self.ticket];
        about.into_iter().flatten().for_each(|more| add(more));
        match &self.instructions {
            Instructions::Text(told) => add(told),
            Instructions::Parts(parts) => parts.iter().for_each(|(_, told)| add(told)),
        }
        if let Some(criteria) = &self.criteria {
            for gold in &criteria.actions {
                add(&gold.action.name);
                gold.action.kwargs.iter().for_each(|(_, value)| add(&dumps_value(value)));
            }
            criteria.communicate.iter().chain(&criteria.assertions).for_each(|more| add(more));
        }
        words.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
    }
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
        info: text(value, "info"),
        compared: value
            .get("compare_args")
            .filter(|value| value.as_list().is_some())
            .map(|list| texts(Some(list))),
    })
}

fn text(value: &PyValue, name: &str) -> Option<Text> {
    value.get(name)?.as_str().map(Text::from)
}

pub(super) fn texts(value: Option<&PyValue>) -> Vec<Text> {
    let list = value.and_then(PyValue::as_list).unwrap_or_default();
    list.iter().filter_map(PyValue::as_str).map(Text::from).collect()
}
