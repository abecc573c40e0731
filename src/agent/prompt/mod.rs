//! What a model is told and how its answers are read: BALROG's agents, `TensorZero`'s variants, synth-ai's agents.
//!
//! An agent is a step machine between a world and a model. It does no input or output and reads no
//! clock: `messages` takes what is seen and returns the conversation to send, `read` takes the answer
//! and returns the action to play. The sentences are data, see [`PromptPack`]; so any wording can be
//! played, the original's too.

mod balrog;
mod choices;
mod few_shot;
mod history;
mod pack;
mod reading;
mod synth;
mod tensorzero;
mod tools;
mod wording;

pub use balrog::{AgentKind, BalrogAgent, BalrogConfig};
pub use choices::{Choices, Fallback, Named, Reading};
pub use few_shot::Demonstration;
pub use synth::{SynthAgent, SynthWording, names as synth_names};
pub use tensorzero::{TensorZeroAgent, TensorZeroWording, Variant};
pub use tools::ToolsWording;
pub use wording::BalrogWording;
pub(in crate::agent) use wording::INTERFACE;

pub use crate::llm::{PackError, PromptPack, Template, TemplateError};

/// No kind of agent, or no variant, is called like that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} {name:?}")]
pub struct UnknownName {
    /// What was looked for.
    pub what: &'static str,
    /// Under which name.
    pub name: String,
}
