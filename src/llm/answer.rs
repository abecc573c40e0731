//! What came of one question to a model: the reply, the tries that it took, its time and price.

use serde::{Deserialize, Serialize};

use crate::llm::{ChatError, ChatReply, Delta};

/// One question's outcome, with all that is kept of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The reply, or why there is none.
    pub outcome: Outcome,
    /// Every try, the last one included; empty for an answer that was kept from before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tries: Vec<Try>,
    /// From the question to its answer, pauses included, in milliseconds.
    pub latency_ms: f64,
    /// From the last try's start to the first words, in milliseconds, where the reply was streamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_words_ms: Option<f64>,
    /// Its price in US dollars, where one is known; 0 for what was kept from before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<f64>,
    /// The answer was kept from an equal question before; nothing was sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
    /// The reply's body as it came, where it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

impl Answer {
    /// An answer that took no time and one try: what a script gives.
    pub fn at_once(outcome: Result<ChatReply, ChatError>) -> Self {
        Self {
            outcome: outcome.into(),
            tries: Vec::new(),
            latency_ms: 0.0,
            first_words_ms: None,
            cost_usd: None,
            kept: false,
            raw: None,
        }
    }

    /// The reply, if there is one.
    pub const fn reply(&self) -> Option<&ChatReply> {
        match &self.outcome {
            Outcome::Reply(reply) => Some(reply),
            Outcome::Error(_) => None,
        }
    }
}

/// How a question ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// With a reply.
    Reply(ChatReply),
    /// With an error, after every try that was worth it.
    Error(ChatError),
}

impl From<Result<ChatReply, ChatError>> for Outcome {
    fn from(outcome: Result<ChatReply, ChatError>) -> Self {
        match outcome {
            Ok(reply) => Self::Reply(reply),
            Err(error) => Self::Error(error),
        }
    }
}

/// One time that a question was sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Try {
    /// Why it failed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ChatError>,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// The pause after it, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_ms: Option<u64>,
}

/// What whoever watches a question learns before its answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// The question waits for its turn at the provider.
    Queued,
    /// It was sent; what came of an earlier try no longer counts.
    Sent {
        /// Which try this is, from 1.
        number: u32,
    },
    /// A piece of the reply came.
    Delta(Delta),
    /// A try failed; the next follows after a pause.
    Pause {
        /// Why it failed.
        error: ChatError,
        /// The pause in milliseconds.
        pause_ms: u64,
    },
}
