//! The turns of a conversation: what is told, what a model says, what its tools return.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Who speaks in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Whoever set the model its task.
    System,
    /// Whoever talks to the model: a person, or a world through its agent.
    User,
    /// The model.
    Assistant,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::System, Self::User, Self::Assistant];

    /// The name that all dialects share.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One turn of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// What is said.
    pub content: String,
}

impl Message {
    /// What the model is told before all else.
    pub fn system(content: impl Into<String>) -> Self {
        Self { role: Role::System, content: content.into() }
    }

    /// What the model is told.
    pub fn user(content: impl Into<String>) -> Self {
        Self { role: Role::User, content: content.into() }
    }

    /// What the model said.
    pub fn assistant(content: impl Into<String>) -> Self {
        Self { role: Role::Assistant, content: content.into() }
    }
}

/// One turn of a conversation with everything a model can say, so that it can be sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "lowercase")]
pub enum Turn {
    /// What the model is told before all else.
    System {
        /// The words.
        text: String,
    },
    /// What the model is told.
    User {
        /// The words.
        text: String,
    },
    /// What the model said.
    Assistant {
        /// Its thoughts, words and tool calls, in their order.
        parts: Vec<Part>,
    },
    /// What a tool returned.
    Tool(ToolResult),
}

impl From<Message> for Turn {
    fn from(message: Message) -> Self {
        let text = message.content;
        match message.role {
            Role::System => Self::System { text },
            Role::User => Self::User { text },
            Role::Assistant => Self::Assistant { parts: vec![Part::new(Said::Text { text })] },
        }
    }
}

/// One piece of what a model said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The piece.
    #[serde(flatten)]
    pub said: Said,
    /// What the provider wants back with it, unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
}

impl Part {
    /// A piece without a seal.
    pub const fn new(said: Said) -> Self {
        Self { said, seal: None }
    }
}

/// What a piece of a model's turn is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Said {
    /// Words for whoever asked.
    Text {
        /// The words.
        text: String,
    },
    /// Thoughts, or a summary of them. Empty where a provider keeps them and hands out only a seal.
    Reasoning {
        /// The thoughts.
        text: String,
    },
    /// A tool to be run.
    Call(ToolCall),
}

/// An opaque token that a provider wants back in the next turn. Means nothing in another dialect, and is left out there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Seal {
    /// Anthropic's signature of a thought.
    AnthropicSignature {
        /// The signature.
        text: String,
    },
    /// Anthropic's thought, encrypted whole.
    AnthropicRedacted {
        /// The cipher text.
        data: String,
    },
    /// Gemini's signature of any part.
    GeminiSignature {
        /// The signature.
        text: String,
    },
    /// A reasoning item of `OpenAI` responses.
    OpenAiReasoning {
        /// The item's name.
        id: String,
        /// The cipher text, where it was asked for.
        encrypted: Option<String>,
    },
}

/// A tool that a model wants run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolCall {
    /// Pairs the call with its result. Made up (`made_0`, `made_1`, …) where the provider gives none: then it is only unique
    /// within its reply, and results are understood to follow their calls.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments as the model wrote them: JSON if all went well, which nobody promises.
    pub arguments: String,
}

impl ToolCall {
    /// Names the `at`-th call of a reply whose provider names none.
    pub(crate) fn made_id(at: usize) -> String {
        format!("made_{at}")
    }

    /// Whether the name is our own, so that the provider knows nothing of it.
    pub(crate) fn has_made_id(&self) -> bool {
        is_made_id(&self.id)
    }

    /// The arguments as JSON.
    ///
    /// # Errors
    ///
    /// Where the model wrote something else.
    pub fn parsed(&self) -> serde_json::Result<Value> {
        serde_json::from_str(&self.arguments)
    }

    /// The arguments for dialects that take only an object: broken ones are wrapped, so that the model sees what it wrote.
    pub(crate) fn object(&self) -> Value {
        match self.parsed() {
            Ok(Value::Object(fields)) => Value::Object(fields),
            _ => json!({ "unreadable": self.arguments }),
        }
    }

    /// The arguments for dialects that take them as text: as the model wrote them, or wrapped where that is no object. Servers
    /// that read the text (vLLM, llama.cpp) would refuse the whole conversation from then on.
    pub(crate) fn text(&self) -> String {
        match self.parsed() {
            Ok(Value::Object(_)) => self.arguments.clone(),
            _ => self.object().to_string(),
        }
    }
}

pub(crate) fn is_made_id(id: &str) -> bool {
    id.strip_prefix("made_").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What a tool returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolResult {
    /// The call that this answers.
    pub call_id: String,
    /// The tool.
    pub name: String,
    /// What it returned.
    pub content: String,
    /// Whether it failed.
    #[serde(default)]
    pub is_error: bool,
}
