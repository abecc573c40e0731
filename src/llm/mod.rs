//! Conversations with language models: who says what, in every provider's words.
//!
//! Everything here is pure: a request is built, a reply or a stream of bytes is read, a failure explained. Whoever carries the bytes
//! (the browser's `fetch`, a terminal, a script in a test) implements [`Transport`]; [`Client`] makes a [`ChatModel`] of it.

mod answer;
mod client;
pub mod diagnose;
mod dialect;
mod error;
mod http;
mod message;
mod pack;
mod prices;
mod provider;
mod reply;
mod request;
mod retry;
mod secret;
mod setup;
mod sse;
mod template;
mod together;
mod transport;

use std::future::Future;

pub use answer::{Answer, Outcome, Progress, Try};
pub use client::{
    Cache, Client, Enter, Gate, IDLE_MS, Kept, MemoryCache, ModelSettings, Pass, Probe, Waiting,
    request_hash,
};
pub use dialect::{Dialect, Stream, read_models};
pub use error::{ChatError, ErrorKind};
pub use http::{Header, HeaderValue, HttpHead, HttpRequest, Method};
pub use message::{Message, Part, Role, Said, Seal, ToolCall, ToolResult, Turn};
pub use pack::{PackError, PromptPack};
pub use prices::{OwnPrice, Price, Prices, read_prices};
pub use provider::{Cors, Endpoint, Key, Provider, Quirk};
pub use reply::{ChatReply, Delta, StopReason, Usage};
pub use request::{AnswerShape, ChatRequest, Effort, Thinking, Tool, ToolChoice};
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use setup::{ModelSetup, SetupError, Source, check_address};
pub use sse::{Event, EventReader, Framing, MAX_EVENT_BYTES, TooLong};
pub use template::{Template, TemplateError};
pub use together::all;
pub use transport::{Body, Transport};

/// A model that answers one conversation at a time. Dropping the future withdraws the question.
pub trait ChatModel {
    /// Asks for the next turn of the conversation; `watch` is told how it goes.
    fn ask(
        &self,
        request: &ChatRequest,
        watch: &mut dyn FnMut(Progress),
    ) -> impl Future<Output = Answer>;
}
