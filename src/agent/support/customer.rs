//! The simulated customer: whom the agent serves.
//!
//! A step machine. It is told what the agent says; then, until it has an answer, it says what a model is to be asked, and is told
//! the model's reply. Nothing is sent here.
//!
//! In the customer's own conversation the agent is the user, and the customer is the assistant.
//!
//! Source: tau-bench, `envs/user.py`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::agent::support::wording::{Wording, fill};
use crate::env::support::{STOP, UnknownName};
use crate::llm::{Message, Role};
use crate::python::{str_repr, strip};

/// How often a customer that is checked tries.
const VERIFY_TRIES: u32 = 3;

/// How a customer comes to its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CustomerKind {
    /// A person says them.
    Human,
    /// A model says them.
    Llm,
    /// A model thinks, then says them.
    React,
    /// A model says them and checks them.
    Verify,
    /// A model says them, checks them and thinks again.
    Reflection,
}

impl CustomerKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Human, Self::Llm, Self::React, Self::Verify, Self::Reflection];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Llm => "llm",
            Self::React => "react",
            Self::Verify => "verify",
            Self::Reflection => "reflection",
        }
    }

    /// How often the original asks for first words that nobody hears when it makes such a customer.
    pub const fn wasted_openings(self) -> usize {
        match self {
            Self::Human => 0,
            Self::Llm | Self::Verify | Self::Reflection => 1,
            Self::React => 2,
        }
    }
}

impl fmt::Display for CustomerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CustomerKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let named = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        named.ok_or_else(|| UnknownName { what: "customer", name: text.to_owned() })
    }
}

/// A model's reply out of which the original makes no words; it raises a `ValueError` with this text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustomerError {
    /// Neither a thought nor an answer.
    #[error("Invalid response format: {0}")]
    Format(String),
    /// A label stands there more than once.
    #[error("too many values to unpack (expected 2)")]
    Twice,
    /// A label is missing.
    #[error("not enough values to unpack (expected 2, got 1)")]
    Never,
}

/// A customer in a conversation.
#[derive(Clone, Debug)]
pub struct Customer {
    kind: CustomerKind,
    wording: Arc<Wording>,
    messages: Vec<Message>,
    cost_usd: f64,
    state: State,
}

/// What a customer waits for.
#[derive(Clone, Debug)]
enum State {
    /// For the agent.
    Idle,
    /// For words, at this try.
    Words { tries: u32 },
    /// For whether they are good.
    Check { words: String, tries: u32 },
    /// For words; the conversation before them.
    First { before: Vec<Message> },
    /// For whether they are good.
    CheckFirst { before: Vec<Message>, words: String },
    /// For what was wrong with them.
    Reflect { before: Vec<Message>, words: String },
    /// For other words.
    Second { before: Vec<Message>, first: String },
    /// For whether these are good.
    CheckSecond { before: Vec<Message>, first: String, words: String },
}

impl Customer {
    /// A customer of a kind, before any conversation.
    pub const fn new(kind: CustomerKind, wording: Arc<Wording>) -> Self {
        Self { kind, wording, messages: Vec::new(), cost_usd: 0.0, state: State::Idle }
    }

    /// Its kind.
    pub const fn kind(&self) -> CustomerKind {
        self.kind
    }

    /// Its own conversation.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// What its last words cost. Upstream quirk: only they count, not those before, nor any check.
    pub const fn cost_usd(&self) -> f64 {
        self.cost_usd
    }

    /// Begins a conversation about a wish.
    pub fn open(&mut self, instruction: Option<&str>) {
        let told = match self.kind {
            CustomerKind::React => &self.wording.thinking_customer,
            _ => &self.wording.customer,
        };
        let greeting = Message::user(self.wording.greeting.clone());
        self.messages = vec![Message::system(told.about(instruction)), greeting];
        self.begin();
    }

    /// Hears what the agent says.
    pub fn hear(&mut self, content: &str) {
        self.messages.push(Message::user(content));
        self.begin();
    }

    /// Has said words that somebody else chose.
    pub(super) fn remember(&mut self, words: &str) {
        self.messages.push(Message::assistant(words));
        self.state = State::Idle;
    }

    fn begin(&mut self) {
        self.state = match self.kind {
            CustomerKind::Human => State::Idle,
            CustomerKind::Reflection => State::First { before: self.messages.clone() },
            _ => State::Words { tries: 1 },
        };
    }

    /// What a model is to be asked now; nothing while the agent or a person is awaited.
    pub fn question(&self) -> Option<Vec<Message>> {
        let alone = |prompt: String| Some(vec![Message::user(prompt)]);
        let verify = |transcript: &[Message], response: &str| {
            alone(fill(&self.wording.verify, &written(transcript), response))
        };
        match &self.state {
            State::Idle => None,
            State::Words { .. } => Some(self.messages.clone()),
            // Upstream quirk: the judge reads how Python shows the whole message.
            State::Check { words, .. } => verify(&self.messages, &message_repr(words)),
            State::First { before } | State::Second { before, .. } => Some(before.clone()),
            State::CheckFirst { before, words } | State::CheckSecond { before, words, .. } => {
                verify(before, words)
            }
            State::Reflect { before, words } => {
                alone(fill(&self.wording.reflect, &written(before), words))
            }
        }
    }

    /// Takes the model's reply; the customer's words, once it has them.
    ///
    /// # Errors
    ///
    /// A reply out of which no words can be made.
    pub fn answer(&mut self, reply: &str, cost_usd: f64) -> Result<Option<String>, CustomerError> {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Idle => Ok(None),
            State::Words { tries } => {
                self.cost_usd = cost_usd;
                if self.kind == CustomerKind::Verify {
                    self.state = State::Check { words: reply.to_owned(), tries };
                    return Ok(None);
                }
                self.messages.push(Message::assistant(reply));
                match self.kind {
                    CustomerKind::React => spoken(reply).map(Some),
                    _ => Ok(Some(reply.to_owned())),
                }
            }
            State::Check { words, tries } => {
                if is_accepted(reply) {
                    self.messages.push(Message::assistant(words.clone()));
                    return Ok(Some(words));
                }
                if tries == VERIFY_TRIES {
                    // Upstream quirk: words that were never accepted are said, but not remembered.
                    return Ok(Some(words));
                }
                self.state = State::Words { tries: tries + 1 };
                Ok(None)
            }
            state => self.reflect(state, reply, cost_usd),
        }
    }

    fn reflect(
        &mut self,
        state: State,
        reply: &str,
        cost_usd: f64,
    ) -> Result<Option<String>, CustomerError> {
        let words = reply.to_owned();
        match state {
            State::First { before } => {
                self.cost_usd = cost_usd;
                self.messages.push(Message::assistant(reply));
                self.state = State::CheckFirst { before, words };
            }
            State::CheckFirst { words, .. } if is_accepted(reply) => return Ok(Some(words)),
            State::CheckFirst { before, words } => self.state = State::Reflect { before, words },
            State::Reflect { mut before, words: first } => {
                before.push(Message::user(strip(behind(reply, "Response:")?)));
                self.state = State::Second { before, first };
            }
            State::Second { before, first } => {
                self.cost_usd = cost_usd;
                // Upstream quirk: both replies stay in the conversation, the correction between them does not.
                self.messages.push(Message::assistant(reply));
                self.state = State::CheckSecond { before, first, words };
            }
            // Upstream quirk: if the second reply is refused too, the first is said.
            State::CheckSecond { first, words, .. } => {
                return Ok(Some(if is_accepted(reply) { words } else { first }));
            }
            State::Idle | State::Words { .. } | State::Check { .. } => {}
        }
        Ok(None)
    }
}

fn is_accepted(reply: &str) -> bool {
    reply.to_lowercase().contains("true")
}

/// What a customer that thinks first says.
fn spoken(reply: &str) -> Result<String, CustomerError> {
    match () {
        () if reply.contains(STOP) => Ok(STOP.to_owned()),
        // Upstream quirk: the thought is said too, and the label of the words behind it.
        () if reply.contains("Thought:") => Ok(strip(behind(reply, "Thought:")?).to_owned()),
        () if reply.contains("User Response:") => {
            Ok(strip(behind(reply, "User Response:")?).to_owned())
        }
        () => Err(CustomerError::Format(reply.to_owned())),
    }
}

/// What stands behind a label that must stand there once.
fn behind<'a>(text: &'a str, label: &str) -> Result<&'a str, CustomerError> {
    match text.split(label).collect::<Vec<_>>()[..] {
        [_, behind] => Ok(behind),
        [_] | [] => Err(CustomerError::Never),
        _ => Err(CustomerError::Twice),
    }
}

/// A conversation as a judge reads it.
fn written(messages: &[Message]) -> String {
    let line = |message: &Message| {
        // Upstream quirk: the labels are swapped, since the agent is the user here.
        let label = match message.role {
            Role::User => "Customer",
            Role::Assistant => "Agent",
            Role::System => "System",
        };
        format!("{label}: {}", message.content)
    };
    messages.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// How Python shows a model's message.
fn message_repr(words: &str) -> String {
    let content = str_repr(words);
    let rest = "tool_calls=None, function_call=None, provider_specific_fields=None";
    format!("Message(content={content}, role='assistant', {rest})")
}
