//! BALROG's agents: what each asks of a model, what it takes from the answer, what it remembers.
//!
//! One step: [`BalrogAgent::messages`] with what is seen, the model's answer to
//! [`BalrogAgent::read`], the action of the reading to the world, and again.
//!
//! Source: BALROG, `balrog/agents`, `balrog/evaluator.py` (validity, feedback).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::UnknownName;
use super::choices::{Choices, Fallback, Named, Reading};
use super::few_shot::{self, Demonstration};
use super::history::{History, Limits};
use super::reading;
use super::wording::BalrogWording;
use crate::llm::{Message, Role};

/// BALROG's agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentKind {
    /// Answers with an action at once.
    Naive,
    /// The same, between marks.
    RobustNaive,
    /// Thinks first, and is shown its last thoughts.
    Cot,
    /// Thinks first, answers between marks; its thoughts go into the record only.
    RobustCot,
    /// Keeps a plan.
    Custom,
    /// Answers at once, after demonstrations.
    FewShot,
    /// Waits, without asking a model; so it always walks on.
    Dummy,
}

impl AgentKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Naive,
        Self::RobustNaive,
        Self::Cot,
        Self::RobustCot,
        Self::Custom,
        Self::FewShot,
        Self::Dummy,
    ];

    /// BALROG's name of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Naive => "naive",
            Self::RobustNaive => "robust_naive",
            Self::Cot => "cot",
            Self::RobustCot => "robust_cot",
            Self::Custom => "custom",
            Self::FewShot => "few_shot",
            Self::Dummy => "dummy",
        }
    }

    /// Whether it asks a model at all.
    pub const fn asks(self) -> bool {
        !matches!(self, Self::Dummy)
    }

    /// The key of the sentence that it adds to the last message.
    pub(in crate::agent) const fn ending(self) -> Option<&'static str> {
        Some(match self {
            Self::Naive => "agent.naive",
            Self::RobustNaive => "agent.robust_naive",
            Self::Cot => "agent.chain_of_thought",
            Self::RobustCot => "agent.robust_cot",
            Self::Custom => "agent.custom",
            Self::FewShot => "agent.few_shot",
            Self::Dummy => return None,
        })
    }
}

impl fmt::Display for AgentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AgentKind {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| UnknownName { what: "agent", name: name.to_owned() })
    }
}

/// How an agent is set up; the defaults are BALROG's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalrogConfig {
    /// Which agent.
    pub kind: AgentKind,
    /// How many observations it remembers in full; of observations and actions, twice as many.
    pub max_text_history: u32,
    /// How many actions are shown by the reasoning that led to them.
    pub max_cot_history: u32,
    /// How many messages of demonstrations are shown at most.
    pub max_icl_history: u32,
    /// Whether the agent is told that its answer was no action.
    pub feedback_on_invalid_action: bool,
}

impl BalrogConfig {
    /// An agent as BALROG sets it up.
    pub const fn new(kind: AgentKind) -> Self {
        Self {
            kind,
            max_text_history: 16,
            max_cot_history: 1,
            max_icl_history: 1000,
            feedback_on_invalid_action: true,
        }
    }
}

/// An agent at play, for one episode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalrogAgent<A: 'static> {
    config: BalrogConfig,
    wording: BalrogWording,
    instruction: String,
    choices: Choices<A>,
    demonstrations: Vec<Demonstration>,
    history: History,
    /// What was last taken for an action's name; it joins the history when the next observation does.
    completion: Option<String>,
    reasoning: Option<String>,
    plan: String,
    /// The action that was played for want of a valid one.
    defaulted: Option<A>,
}

impl<A: Named> BalrogAgent<A> {
    /// An agent at the start of an episode, told the instruction of its world.
    pub const fn new(
        config: BalrogConfig,
        wording: BalrogWording,
        instruction: String,
        choices: Choices<A>,
    ) -> Self {
        let limits = Limits {
            max_text_history: config.max_text_history as usize,
            max_cot_history: config.max_cot_history as usize,
        };
        Self {
            config,
            wording,
            instruction,
            choices,
            demonstrations: Vec::new(),
            history: History::new(limits),
            completion: None,
            reasoning: None,
            plan: String::new(),
            defaulted: None,
        }
    }

    /// The same, with episodes that the few-shot agent shows first; the others do not look at them.
    #[must_use]
    pub fn with_demonstrations(self, demonstrations: Vec<Demonstration>) -> Self {
        Self { demonstrations, ..self }
    }

    /// An observation as the agent is told it: if the action before it was a fall-back, that is said
    /// first.
    pub fn told(&self, observation: &str) -> String {
        match self.defaulted {
            Some(action) if self.config.feedback_on_invalid_action => {
                self.wording.feedback(action.name()) + observation
            }
            _ => observation.to_owned(),
        }
    }

    /// Takes in what is seen; returns the conversation to send. Once a step.
    ///
    /// The agent that asks no model has nothing to send.
    pub fn messages(&mut self, observation: &str) -> Vec<Message> {
        self.messages_with("", observation)
    }

    /// The same in worlds that also tell how the agent itself is doing: `status` stands before what is
    /// seen now, and is not remembered.
    pub fn messages_with(&mut self, status: &str, observation: &str) -> Vec<Message> {
        self.saw(observation);
        let kind = self.config.kind;
        if !kind.asks() {
            return Vec::new();
        }
        let mut messages = if kind == AgentKind::FewShot {
            let most = self.config.max_icl_history as usize;
            few_shot::opening(&self.wording, &self.instruction, &self.demonstrations, most)
        } else {
            vec![Message::user(self.instruction.as_str())]
        };
        messages.extend(self.history.messages(&self.wording.headings, status));
        if let Some(last) = messages.last_mut().filter(|last| last.role == Role::User) {
            last.content.push_str("\n\n");
            if kind == AgentKind::Custom {
                last.content.push_str(&self.wording.plan(&self.plan));
                last.content.push_str("\n\n");
            }
            last.content.push_str(self.wording.ending(kind));
        }
        messages
    }

    /// Takes in what was seen and what someone else did there: it is remembered as if the agent had
    /// named that action. In place of [`Self::messages`] and [`Self::read`].
    pub fn took(&mut self, observation: &str, action: A) {
        self.saw(observation);
        self.completion = Some(action.name().to_owned());
        self.reasoning = None;
        self.defaulted = None;
    }

    fn saw(&mut self, observation: &str) {
        // Upstream quirk: an empty answer leaves no trace, and two observations follow each other.
        if let Some(completion) = self.completion.take().filter(|text| !text.is_empty()) {
            self.history.answered(completion, self.reasoning.clone());
        }
        self.history.saw(self.told(observation));
    }

    /// Takes in a model's answer; says which action to play.
    pub fn read(&mut self, reply: &str) -> Reading<A> {
        // BALROG's clients strip every answer.
        let reply = reading::strip(reply);
        let (completion, reasoning) = match self.config.kind {
            // Upstream quirk: what is left is not stripped again.
            AgentKind::Naive | AgentKind::FewShot => (Some(reading::letters(reply)), None),
            AgentKind::RobustNaive => {
                (Some(reading::between_marks(reply).unwrap_or(reply).to_owned()), None)
            }
            AgentKind::Cot => {
                self.reasoning = Some(reply.to_owned());
                (Some(reading::after_action(reply)), self.reasoning.clone())
            }
            AgentKind::RobustCot => {
                let action = reading::between_marks(reply).unwrap_or(&self.wording.failure);
                (Some(action.to_owned()), Some(reply.to_owned()))
            }
            AgentKind::Custom => {
                let (plan, action) = reading::plan_and_action(reply);
                if plan != reading::NO_CHANGES {
                    plan.clone_into(&mut self.plan);
                }
                (action.map(str::to_owned), Some(plan.to_owned()))
            }
            AgentKind::Dummy => (Some("wait".to_owned()), None),
        };
        let reading = Reading::new(&self.choices, completion, reasoning);
        self.completion.clone_from(&reading.completion);
        self.defaulted =
            matches!(reading.fallback, Some(Fallback::NoAction)).then_some(reading.action);
        reading
    }
}
