//! One question to a model and what came of it.
//!
//! The question itself is not kept: it is computed anew from the settings and the line that led to it,
//! and compared with its [`Check`].

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::mind::{Further, Lapse, Voice};
use crate::episode::BranchId;
use crate::llm::{Answer, ChatReply, ChatRequest, Said, Tool, Turn, Usage};

/// Characters that make a token, roughly, in English.
const CHARS_PER_TOKEN: u64 = 4;

/// At most so many characters of what a reply named are kept beside it.
const MAX_NAMED: usize = 80;

/// One question to a model and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The branch of the step that it was asked for.
    pub branch: BranchId,
    /// That step, counted along the branch's line from 1: what its action led to.
    pub step: usize,
    /// Under which settings, an index into the rollout's revisions.
    #[serde(default)]
    pub revision: usize,
    /// Whose words were asked for.
    #[serde(default)]
    pub voice: Voice,
    /// The question's digest.
    pub check: Check,
    /// The reply or the error, its tries, time and price.
    pub answer: Answer,
    /// What was done; none if nothing came of it: the model failed, or someone had moved on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Done>,
    /// What it used, by its length, where the provider does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated: Option<Usage>,
}

/// What was done upon a reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// What the reply was taken to name, cut short if it is long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<String>,
    /// The action that was taken, by its name.
    pub action: String,
    /// Why that is another than the model's, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapse: Option<Lapse>,
    /// Which of the reply's further actions are not the model's, and why. 1 is the one behind the first.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub further: BTreeMap<usize, Lapse>,
}

impl Done {
    /// With a long name cut short.
    pub(super) fn new(named: Option<String>, action: String, lapse: Option<Lapse>) -> Self {
        let named = named.map(|name| match name.char_indices().nth(MAX_NAMED) {
            Some((end, _)) => format!("{}…", &name[..end]),
            None => name,
        });
        Self { named, action, lapse, further: BTreeMap::new() }
    }

    /// The same of a reply that names more.
    pub(super) fn going_on<A>(mut self, then: &[Further<A>]) -> Self {
        let lapsed = |(at, named): (usize, &Further<A>)| Some((at + 1, named.lapse?));
        self.further = then.iter().enumerate().filter_map(lapsed).collect();
        self
    }

    /// Why another action was taken than the model's, and which; none if it was the model's.
    pub fn remark(&self) -> Option<String> {
        let lapse = self.lapse?.as_str();
        Some(match &self.named {
            Some(named) if !named.trim().is_empty() => {
                format!("{lapse}: {:?}; instead: {}", named.trim(), self.action)
            }
            _ => format!("{lapse}; instead: {}", self.action),
        })
    }
}

impl Call {
    /// What it used, estimated where the provider does not say.
    pub fn usage(&self) -> Usage {
        let counted = self.answer.reply().and_then(|reply| reply.usage);
        counted.or(self.estimated).unwrap_or_default()
    }
}

/// The first four bytes of the SHA-256 of a question's turns and tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Check(pub [u8; 4]);

impl Check {
    /// The digest of a question. The model and its sampling stand in the settings and are no part of it.
    pub fn new(turns: &[Turn], tools: &[Tool]) -> Self {
        let mut hash = Sha256::new();
        // Text only: turns and tools always become JSON.
        hash.update(serde_json::to_vec(&(turns, tools)).unwrap_or_default());
        let digest: [u8; 32] = hash.finalize().into();
        let [a, b, c, d, ..] = digest;
        Self([a, b, c, d])
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Check {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?;
        let number = u32::from_str_radix(&digits, 16).map_err(serde::de::Error::custom)?;
        Ok(Self(number.to_be_bytes()))
    }
}

/// What a question and its reply use, by their length; a tool's description counts as well.
pub fn estimate(request: &ChatRequest, reply: &ChatReply) -> Usage {
    let tokens = |chars: usize| (chars as u64).div_ceil(CHARS_PER_TOKEN);
    let turn = |turn: &Turn| match turn {
        Turn::System { text } | Turn::User { text } => text.chars().count(),
        Turn::Assistant { parts } => parts.iter().map(|part| said(&part.said)).sum(),
        Turn::Tool(result) => result.content.chars().count(),
    };
    let tool = |tool: &Tool| {
        let schema = tool.parameters.to_string().chars().count();
        tool.name.chars().count() + tool.description.chars().count() + schema
    };
    let asked: usize = request.turns.iter().map(turn).sum();
    let offered: usize = request.tools.iter().map(tool).sum();
    let replied: usize = reply.parts.iter().map(|part| said(&part.said)).sum();
    let thought = reply.reasoning().chars().count();
    Usage {
        tokens_in: tokens(asked + offered),
        tokens_out: tokens(replied),
        tokens_reasoning: tokens(thought),
        ..Usage::default()
    }
}

fn said(said: &Said) -> usize {
    match said {
        Said::Text { text } | Said::Reasoning { text } => text.chars().count(),
        Said::Call(call) => call.name.chars().count() + call.arguments.chars().count(),
    }
}

/// Calls in the order in which they were asked, and which of them led to which step.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Calls {
    list: Vec<Call>,
    /// The last call that something came of, by branch and step.
    by_step: BTreeMap<(BranchId, usize), usize>,
}

impl Calls {
    pub fn list(&self) -> &[Call] {
        &self.list
    }

    /// Adds one; returns its index.
    pub fn push(&mut self, call: Call) -> usize {
        let at = self.list.len();
        if call.done.is_some() {
            self.by_step.insert((call.branch, call.step), at);
        }
        self.list.push(call);
        at
    }

    /// The last one that led to a step.
    pub fn of(&self, branch: BranchId, step: usize) -> Option<usize> {
        self.by_step.get(&(branch, step)).copied()
    }
}

impl FromIterator<Call> for Calls {
    fn from_iter<I: IntoIterator<Item = Call>>(list: I) -> Self {
        let mut calls = Self::default();
        for call in list {
            calls.push(call);
        }
        calls
    }
}

impl Serialize for Calls {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Calls {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::deserialize(deserializer)?.into_iter().collect())
    }
}
