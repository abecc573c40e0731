//! Agents that are models: what they are asked, and how their replies become actions.
//!
//! Source: tau-bench, `agents/tool_calling_agent.py`, `chat_react_agent.py`, `few_shot_agent.py`.

use std::fmt;
use std::str::FromStr;

use crate::agent::support::books;
use crate::agent::support::chat::{Reply, message, request, tool_message, tools};
use crate::agent::support::wording::Wording;
use crate::env::support::{Action, Domain, UnknownName, World};
use crate::llm::{ChatRequest, Tool};
use crate::python::shared::{Map, PyValue, Text, dumps_value, loads};
use crate::python::strip;
use crate::rng::Mt19937;

/// How many dialogues a few-shot agent is shown.
const DISPLAYS: usize = 5;

/// How an agent says what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AgentKind {
    /// By tool calls.
    ToolCalling,
    /// In text.
    Act,
    /// In text, after a thought.
    React,
    /// By tool calls, after some dialogues that it is shown.
    FewShot,
}

impl AgentKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::ToolCalling, Self::Act, Self::React, Self::FewShot];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ToolCalling => "tool-calling",
            Self::Act => "act",
            Self::React => "react",
            Self::FewShot => "few-shot",
        }
    }

    /// Whether it says what it does in text.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Act | Self::React)
    }
}

impl fmt::Display for AgentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AgentKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let named = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        named.ok_or_else(|| UnknownName { what: "agent", name: text.to_owned() })
    }
}

/// A reply that is no action. It ends the run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgentError {
    /// The arguments of a call are no JSON.
    #[error("the arguments of {name} are no JSON: {reason}")]
    Json {
        /// The tool.
        name: String,
        /// What is wrong with them.
        reason: String,
    },
    /// The arguments of a call are no object.
    #[error("the arguments of {0} are no object")]
    NoObject(String),
    /// An action in text without a name or arguments.
    #[error("the action has no name and arguments: {0}")]
    NoAction(String),
    /// A reply without words where words are expected.
    #[error("the reply has no words")]
    NoWords,
    /// Too few dialogues to be shown.
    #[error("a few-shot agent needs {DISPLAYS} dialogues, there are {0}")]
    FewDisplays(usize),
}

/// An agent in an episode.
#[derive(Clone, Debug)]
pub struct ModelAgent {
    kind: AgentKind,
    messages: Vec<PyValue>,
    tools: Vec<Tool>,
    /// The reply whose action is being carried out.
    pending: Reply,
}

impl ModelAgent {
    /// An agent of a kind that works by a policy; a few-shot agent is shown the dialogues that `draw` chooses.
    ///
    /// # Errors
    ///
    /// Too few dialogues for a few-shot agent.
    pub fn new(
        kind: AgentKind,
        world: &World,
        wording: &Wording,
        draw: impl FnOnce(&[Text]) -> Vec<Text>,
    ) -> Result<Self, AgentError> {
        Self::by_policy(kind, &world.told().policy, world, wording, draw)
    }

    /// The same by another policy than the world's.
    ///
    /// # Errors
    ///
    /// Too few dialogues for a few-shot agent.
    pub fn by_policy(
        kind: AgentKind,
        policy: &str,
        world: &World,
        wording: &Wording,
        draw: impl FnOnce(&[Text]) -> Vec<Text>,
    ) -> Result<Self, AgentError> {
        let told = world.told();
        let system = match kind {
            AgentKind::ToolCalling => policy.to_owned(),
            AgentKind::Act | AgentKind::React => {
                let how = if kind == AgentKind::Act { &wording.act } else { &wording.react };
                format!("{policy}\n#Available tools\n{}{how}", dumps_value(&told.tools))
            }
            AgentKind::FewShot => {
                let displays = displays(world);
                if displays.len() < DISPLAYS {
                    return Err(AgentError::FewDisplays(displays.len()));
                }
                with_displays(policy, &draw(displays))
            }
        };
        let tools = if kind.is_text() { Vec::new() } else { tools(&told.tools) };
        Ok(Self::with_system(kind, system, tools))
    }

    /// An agent that is told something of one's own.
    pub fn with_system(kind: AgentKind, system: impl Into<PyValue>, tools: Vec<Tool>) -> Self {
        let messages = vec![message("system", system)];
        Self { kind, messages, tools, pending: Reply::default() }
    }

    /// Its kind.
    pub const fn kind(&self) -> AgentKind {
        self.kind
    }

    /// The conversation so far, in the original's shape.
    pub fn messages(&self) -> &[PyValue] {
        &self.messages
    }

    /// Hears the customer's first words.
    pub fn open(&mut self, words: &Text) {
        self.messages.push(message("user", words.clone()));
    }

    /// What the model is asked; its name and temperature are still to be set.
    pub fn request(&self) -> ChatRequest {
        request(&self.messages, self.tools.clone())
    }

    /// Reads what the model wants to do.
    ///
    /// # Errors
    ///
    /// A reply that is no action.
    pub fn read(&mut self, reply: Reply) -> Result<Action, AgentError> {
        let action = read_action(self.kind, &reply)?;
        self.pending = reply;
        Ok(action)
    }

    /// Takes a reply whose action is known.
    pub(super) fn take(&mut self, reply: Reply) {
        self.pending = reply;
    }

    /// Sees what came of the action. Only now does the reply become part of the conversation.
    pub fn observe(&mut self, action: &Action, observation: &Text) {
        let reply = std::mem::take(&mut self.pending);
        match reply.calls.first() {
            Some(call) if !self.kind.is_text() && !action.is_respond() => {
                self.messages.push(reply.to_message(1));
                self.messages.push(tool_message(call, observation));
            }
            _ => {
                self.messages.push(reply.to_message(usize::MAX));
                let content = if self.kind.is_text() && !action.is_respond() {
                    format!("API output: {observation}").into()
                } else {
                    observation.clone()
                };
                self.messages.push(message("user", content));
            }
        }
    }
}

/// What a reply does, by the way in which an agent says it.
pub(super) fn read_action(kind: AgentKind, reply: &Reply) -> Result<Action, AgentError> {
    if kind.is_text() { text_action(reply) } else { call_action(reply) }
}

fn call_action(reply: &Reply) -> Result<Action, AgentError> {
    let Some(call) = reply.calls.first() else {
        let content = reply.content.as_deref().map_or(PyValue::None, PyValue::from);
        return Ok(Action::respond(content));
    };
    let name = || call.name.clone();
    let arguments = loads(&call.arguments)
        .map_err(|error| AgentError::Json { name: name(), reason: error.to_string() })?;
    match arguments {
        PyValue::Map(map) => Ok(Action::new(call.name.as_str(), (*map).clone())),
        _ => Err(AgentError::NoObject(name())),
    }
}

fn text_action(reply: &Reply) -> Result<Action, AgentError> {
    let content = reply.content.as_deref().ok_or(AgentError::NoWords)?;
    let text = strip(content.rsplit("Action:").next().unwrap_or_default());
    let Ok(value) = loads(text) else {
        return Ok(Action::respond(text));
    };
    let none = || AgentError::NoAction(text.to_owned());
    let name = value.get("name").ok_or_else(none)?;
    let arguments: &Map = match value.get("arguments").ok_or_else(none)? {
        PyValue::Map(map) => map,
        _ => return Err(AgentError::NoObject(dumps_value(name))),
    };
    Ok(Action::new(name.as_str().ok_or_else(none)?, arguments.clone()))
}

/// The dialogues to be shown in a world: its own, or at Harbor Books those that scripts lead.
fn displays(world: &World) -> &[Text] {
    let own = &world.told().displays;
    if own.is_empty() && world.domain() == Domain::Books { books::displays() } else { own }
}

fn with_displays(policy: &str, displays: &[Text]) -> String {
    let number = |(at, display)| format!("Example {}:\n{display}", at + 1);
    let examples: Vec<String> = displays.iter().enumerate().map(number).collect();
    format!("{policy}\n\n{}", examples.join("\n\n"))
}

/// The dialogues that `random.sample` of the original chooses: of a generator in its state.
pub fn sample_displays(displays: &[Text], rng: &mut Mt19937) -> Vec<Text> {
    sample(displays.len(), DISPLAYS, rng).into_iter().map(|at| displays[at].clone()).collect()
}

/// `random.sample(range(count), few)` for up to five.
///
/// Source: CPython, `random.py`, `sample`, `_randbelow_with_getrandbits`.
fn sample(count: usize, few: usize, rng: &mut Mt19937) -> Vec<usize> {
    let mut below = |limit: usize| {
        let bits = usize::BITS - limit.leading_zeros();
        loop {
            let drawn = (rng.next_u32() >> (32 - bits.clamp(1, 32))) as usize;
            if drawn < limit {
                return drawn;
            }
        }
    };
    if count <= 21 {
        let mut pool: Vec<usize> = (0..count).collect();
        return (0..few.min(count))
            .map(|_| {
                let at = below(pool.len());
                pool.swap_remove(at)
            })
            .collect();
    }
    let mut chosen = Vec::new();
    while chosen.len() < few {
        let drawn = below(count);
        if !chosen.contains(&drawn) {
            chosen.push(drawn);
        }
    }
    chosen
}
