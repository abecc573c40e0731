//! Each provider family's JSON, both ways.

mod anthropic;
mod draft;
mod gemini;
mod gemini_schema;
mod json;
mod ollama;
mod openai_chat;
mod openai_responses;
mod stream;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::llm::{
    ChatError, ChatReply, ChatRequest, Endpoint, ErrorKind, Framing, HttpHead, HttpRequest, Method,
};
use draft::Draft;
pub use stream::Stream;

/// How a server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// `OpenAI` chat completions: what nearly everyone speaks.
    OpenAiChat,
    /// `OpenAI` responses.
    OpenAiResponses,
    /// Anthropic messages.
    Anthropic,
    /// Gemini `generateContent`.
    Gemini,
    /// Ollama's own chat.
    Ollama,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 5] =
        [Self::OpenAiChat, Self::OpenAiResponses, Self::Anthropic, Self::Gemini, Self::Ollama];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenAiChat => "openai-chat",
            Self::OpenAiResponses => "openai-responses",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Ollama => "ollama",
        }
    }

    /// How its streams are cut.
    pub const fn framing(self) -> Framing {
        match self {
            Self::Ollama => Framing::Lines,
            Self::OpenAiChat | Self::OpenAiResponses | Self::Anthropic | Self::Gemini => {
                Framing::Events
            }
        }
    }

    /// Reads a whole reply.
    ///
    /// # Errors
    ///
    /// What the server says is wrong, or [`ErrorKind::Malformed`] for what is no reply.
    pub fn reply(self, head: &HttpHead, body: &[u8]) -> Result<ChatReply, ChatError> {
        if !head.is_success() {
            return Err(ChatError::from_reply(head, body));
        }
        let value =
            json::read(&String::from_utf8_lossy(body)).map_err(|error| malformed(&error))?;
        // Some gateways grant the request and then tell the error.
        if !value["error"].is_null() || value[0]["error"].is_object() {
            return Err(ChatError::from_value(None, &value));
        }
        let mut draft = Draft::default();
        match self {
            Self::OpenAiChat => openai_chat::whole(&mut draft, &value),
            Self::OpenAiResponses => openai_responses::whole(&mut draft, &value),
            Self::Anthropic => anthropic::whole(&mut draft, &value),
            Self::Gemini => gemini::chunk(&mut draft, &value),
            Self::Ollama => ollama::chunk(&mut draft, &value),
        }?;
        if draft.is_empty() {
            return Err(ChatError::new(ErrorKind::Malformed, "the reply holds no answer"));
        }
        Ok(draft.into_reply())
    }

    /// Reads a streamed reply.
    pub fn stream(self) -> Stream {
        Stream::new(self)
    }

    /// Reads one event of a stream.
    fn event(self, draft: &mut Draft, data: &str) -> Result<(), ChatError> {
        if self == Self::OpenAiChat && data.trim() == "[DONE]" {
            draft.ended = true;
            return Ok(());
        }
        let value = json::read(data).map_err(|error| malformed(&error))?;
        let is_error = !value["error"].is_null() && value["type"].as_str().is_none_or(is_error);
        if is_error || value[0]["error"].is_object() {
            return Err(ChatError::from_value(None, &value));
        }
        match self {
            Self::OpenAiChat => openai_chat::chunk(draft, &value),
            Self::OpenAiResponses => openai_responses::event(draft, &value),
            Self::Anthropic => anthropic::event(draft, &value),
            Self::Gemini => gemini::chunk(draft, &value),
            Self::Ollama => ollama::chunk(draft, &value),
        }
    }
}

fn is_error(kind: &str) -> bool {
    kind == "error"
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Endpoint {
    /// The request that asks this server.
    pub fn chat(&self, request: &ChatRequest) -> HttpRequest {
        let (path, body) = match self.dialect {
            Dialect::OpenAiChat => {
                ("/chat/completions".to_owned(), openai_chat::body(request, self))
            }
            Dialect::OpenAiResponses => {
                ("/responses".to_owned(), openai_responses::body(request, self))
            }
            Dialect::Anthropic => ("/messages".to_owned(), anthropic::body(request)),
            Dialect::Gemini => (gemini::path(request), gemini::body(request)),
            Dialect::Ollama => ("/api/chat".to_owned(), ollama::body(request)),
        };
        self.http(Method::Post, &path, body.to_string())
    }
}

fn malformed(error: &serde_json::Error) -> ChatError {
    ChatError::new(ErrorKind::Malformed, format!("not the JSON that was expected: {error}"))
}

/// The text at a place; nothing if there is none or it is empty.
fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

/// The number at a place, or 0.
fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

/// Reads a list of models, sorted: `data[].id` (most), a bare list (Together), `models[].name` (Gemini, Ollama).
///
/// # Errors
///
/// What the server says is wrong, or [`ErrorKind::Malformed`] for what is no list.
pub fn read_models(head: &HttpHead, body: &[u8]) -> Result<Vec<String>, ChatError> {
    if !head.is_success() {
        return Err(ChatError::from_reply(head, body));
    }
    let value: Value = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
    let list = [&value["data"], &value["models"], &value].into_iter().find_map(Value::as_array);
    let Some(list) = list else {
        return Err(ChatError::new(ErrorKind::Malformed, "the reply is no list of models"));
    };
    let name = |model: &Value| {
        let name = text(&model["id"]).or(text(&model["name"]))?;
        Some(name.strip_prefix("models/").unwrap_or(name).to_owned())
    };
    let mut names: Vec<String> = list.iter().filter_map(name).collect();
    names.sort();
    Ok(names)
}
