//! What a model is asked: the conversation, its tools, and how to answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::llm::Turn;

/// One question to a model, in no provider's words.
///
/// What a dialect cannot say is left out of its request: a seed for Anthropic, stop words for `OpenAI` responses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChatRequest {
    /// The model, by its provider's name.
    pub model: String,
    /// The conversation so far.
    pub turns: Vec<Turn>,
    /// The tools on offer.
    #[serde(default)]
    pub tools: Vec<Tool>,
    /// Whether tools must be called; says nothing without tools.
    #[serde(default)]
    pub tool_choice: ToolChoice,
    /// Spread of the sampling. Left to the provider if `None`.
    #[serde(default)]
    pub temperature: Option<f64>,
    /// Nucleus of the sampling.
    #[serde(default)]
    pub top_p: Option<f64>,
    /// At most so many tokens in the reply, thoughts included.
    #[serde(default)]
    pub max_tokens_out: Option<u32>,
    /// Words at which the reply ends.
    #[serde(default)]
    pub stop: Vec<String>,
    /// A wish for the same answer twice; providers promise little.
    #[serde(default)]
    pub seed: Option<u64>,
    /// How much to think first. Left to the provider if `None`.
    #[serde(default)]
    pub thinking: Option<Thinking>,
    /// The shape the answer must have.
    #[serde(default)]
    pub answer: Option<AnswerShape>,
    /// Whether the reply should come as a stream.
    #[serde(default)]
    pub stream: bool,
}

/// A tool on offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// What it does, for the model.
    pub description: String,
    /// JSON schema of its arguments.
    pub parameters: Value,
}

/// Whether a model must call tools.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ToolChoice {
    /// As it likes.
    #[default]
    Auto,
    /// Not at all.
    None,
    /// At least one.
    Any,
    /// This one.
    Named(String),
}

/// How much a model thinks before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Thinking {
    /// Not at all, where that can be asked for.
    Off,
    /// By a word; newer models.
    Effort(Effort),
    /// By a number of tokens; older models of Anthropic and Gemini. Elsewhere the nearest word.
    Budget(u32),
}

impl Thinking {
    /// The nearest word; `None` for no thoughts.
    pub const fn effort(self) -> Option<Effort> {
        match self {
            Self::Off | Self::Budget(0) => None,
            Self::Effort(effort) => Some(effort),
            Self::Budget(1..4096) => Some(Effort::Low),
            Self::Budget(4096..16384) => Some(Effort::Medium),
            Self::Budget(_) => Some(Effort::High),
        }
    }
}

/// Providers' word for an amount of thinking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// A little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
}

impl Effort {
    /// Every amount.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The name that all dialects share.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// The shape that an answer must have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerShape {
    /// A name for the shape; some providers want one.
    pub name: String,
    /// Its JSON schema.
    pub schema: Value,
}
