//! What a model answered: its turn, why it stopped, what it used.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::llm::{Part, Said, ToolCall, Turn};

/// One answer of a model, in no provider's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChatReply {
    /// Its thoughts, words and tool calls, in their order. A refusal's words stand here as text.
    pub parts: Vec<Part>,
    /// Why it stopped.
    pub stop: StopReason,
    /// The provider's word for why.
    pub stop_word: Option<String>,
    /// What it used, where the provider says so.
    pub usage: Option<Usage>,
    /// The model that answered, by its provider's name; it may be more exact than the one asked.
    pub model: Option<String>,
    /// The provider's name for this reply.
    pub id: Option<String>,
}

impl ChatReply {
    /// All its words.
    pub fn text(&self) -> String {
        let words = self.parts.iter().filter_map(|part| match &part.said {
            Said::Text { text } => Some(text.as_str()),
            Said::Reasoning { .. } | Said::Call(_) => None,
        });
        words.collect()
    }

    /// All its thoughts.
    pub fn reasoning(&self) -> String {
        let thoughts = self.parts.iter().filter_map(|part| match &part.said {
            Said::Reasoning { text } => Some(text.as_str()),
            Said::Text { .. } | Said::Call(_) => None,
        });
        thoughts.collect()
    }

    /// The tools it wants run.
    pub fn calls(&self) -> impl Iterator<Item = &ToolCall> {
        self.parts.iter().filter_map(|part| match &part.said {
            Said::Call(call) => Some(call),
            Said::Text { .. } | Said::Reasoning { .. } => None,
        })
    }

    /// The turn to go on with.
    pub fn into_turn(self) -> Turn {
        Turn::Assistant { parts: self.parts }
    }
}

/// Why a model stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    /// It was done, or met a stop word.
    End,
    /// It waits for its tools.
    ToolCalls,
    /// Its tokens ran out.
    Length,
    /// It refused, or a filter did.
    Refused,
    /// It paused and can go on with the same conversation.
    Paused,
    /// Something else; see the provider's word.
    Other,
}

impl StopReason {
    /// Every reason.
    pub const ALL: [Self; 6] =
        [Self::End, Self::ToolCalls, Self::Length, Self::Refused, Self::Paused, Self::Other];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::End => "end",
            Self::ToolCalls => "tool-calls",
            Self::Length => "length",
            Self::Refused => "refused",
            Self::Paused => "paused",
            Self::Other => "other",
        }
    }
}

/// What a reply used. Counted alike for all providers: what is cached is part of `tokens_in`, thoughts are part of `tokens_out`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens read, cached ones included.
    pub tokens_in: u64,
    /// Of these, read from a cache.
    pub tokens_in_cached: u64,
    /// Of these, written to a cache, where that costs extra.
    pub tokens_in_stored: u64,
    /// Tokens written, thoughts included.
    pub tokens_out: u64,
    /// Of these, thoughts.
    pub tokens_reasoning: u64,
    /// The provider's own price in US dollars, where it names one.
    pub cost_usd: Option<f64>,
}

impl AddAssign for Usage {
    fn add_assign(&mut self, more: Self) {
        self.tokens_in = self.tokens_in.saturating_add(more.tokens_in);
        self.tokens_in_cached = self.tokens_in_cached.saturating_add(more.tokens_in_cached);
        self.tokens_in_stored = self.tokens_in_stored.saturating_add(more.tokens_in_stored);
        self.tokens_out = self.tokens_out.saturating_add(more.tokens_out);
        self.tokens_reasoning = self.tokens_reasoning.saturating_add(more.tokens_reasoning);
        self.cost_usd = match (self.cost_usd, more.cost_usd) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
    }
}

/// What one more piece of a stream brought, for whoever watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delta {
    /// More words.
    Text(String),
    /// More thoughts.
    Reasoning(String),
    /// A tool call begins.
    Call {
        /// Counts the calls of this reply from 0.
        at: usize,
        /// The tool.
        name: String,
    },
    /// More of a call's arguments.
    Arguments {
        /// The call.
        at: usize,
        /// The next piece.
        text: String,
    },
}
