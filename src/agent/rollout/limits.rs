//! How far a rollout may go before it pauses, and what it has used.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::call::Call;
use super::settings::Unplayable;
use crate::llm::{ChatError, Usage};

/// How far a rollout may go before it pauses; a limit that is reached can be raised. `None`: as far as
/// it likes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// US dollars, all calls together. Calls without a known price count as nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<f64>,
    /// Tokens read and written, all calls together; estimated where a provider does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u64>,
    /// Steps of the line, whoever took them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<usize>,
    /// Questions, answered or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<u64>,
}

/// A limit that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "of", content = "at", rename_all = "lowercase")]
pub enum Limit {
    /// US dollars.
    Cost(f64),
    /// Tokens.
    Tokens(u64),
    /// Steps of the line.
    Steps(usize),
    /// Questions.
    Calls(u64),
    /// Turns, in a strategy that has so many of them.
    Turns(u32),
}

impl Limits {
    /// The limit that forbids a further step.
    pub fn on_step(&self, at: usize) -> Option<Limit> {
        self.steps.filter(|most| at >= *most).map(Limit::Steps)
    }

    /// The limit that forbids a further question.
    pub fn on_call(&self, spent: &Spent) -> Option<Limit> {
        let cost = self.cost_usd.filter(|most| spent.cost_usd >= *most).map(Limit::Cost);
        let tokens = self.tokens.filter(|most| spent.tokens() >= *most).map(Limit::Tokens);
        let calls = self.calls.filter(|most| spent.calls >= *most).map(Limit::Calls);
        cost.or(tokens).or(calls)
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cost(most) => write!(f, "the budget of {most} US$ is spent"),
            Self::Tokens(most) => write!(f, "the budget of {most} tokens is spent"),
            Self::Steps(most) => write!(f, "the limit of {most} steps is reached"),
            Self::Calls(most) => write!(f, "the limit of {most} calls is reached"),
            Self::Turns(most) => write!(f, "the limit of {most} turns is reached"),
        }
    }
}

/// Why a rollout does not go on by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Pause {
    /// The model failed at this step; trying again may help.
    Failed(ChatError),
    /// A limit is reached; it can be raised.
    Limit(Limit),
    /// The settings cannot be played; they can be changed.
    Unplayable(Unplayable),
}

impl fmt::Display for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => error.fmt(f),
            Self::Limit(limit) => limit.fmt(f),
            Self::Unplayable(why) => why.fmt(f),
        }
    }
}

/// What calls have used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spent {
    /// Questions, answered or not.
    pub calls: u64,
    /// Of these, those that failed.
    pub failed: u64,
    /// Of these, those whose tokens are estimated.
    pub estimated: u64,
    /// Of these, those without a known price.
    pub unpriced: u64,
    /// Times that questions were sent; more than one a question where it was tried again.
    pub tries: u64,
    /// Tokens read.
    pub tokens_in: u64,
    /// Tokens written, thoughts included.
    pub tokens_out: u64,
    /// Of these, thoughts.
    pub tokens_reasoning: u64,
    /// US dollars, as far as prices are known.
    pub cost_usd: f64,
    /// Milliseconds of waiting.
    pub latency_ms: f64,
}

impl Spent {
    /// Tokens read and written.
    pub const fn tokens(&self) -> u64 {
        self.tokens_in.saturating_add(self.tokens_out)
    }

    /// Adds a call.
    pub fn add(&mut self, call: &Call) {
        let Usage { tokens_in, tokens_out, tokens_reasoning, .. } = call.usage();
        self.calls += 1;
        self.failed += u64::from(call.answer.reply().is_none());
        self.estimated += u64::from(call.estimated.is_some());
        self.unpriced += u64::from(call.answer.cost_usd.is_none());
        self.tries += call.answer.tries.len().max(1) as u64;
        self.tokens_in = self.tokens_in.saturating_add(tokens_in);
        self.tokens_out = self.tokens_out.saturating_add(tokens_out);
        self.tokens_reasoning = self.tokens_reasoning.saturating_add(tokens_reasoning);
        self.cost_usd += call.answer.cost_usd.unwrap_or(0.0);
        self.latency_ms += call.answer.latency_ms;
    }
}

impl<'a> FromIterator<&'a Call> for Spent {
    fn from_iter<I: IntoIterator<Item = &'a Call>>(calls: I) -> Self {
        let mut spent = Self::default();
        for call in calls {
            spent.add(call);
        }
        spent
    }
}
