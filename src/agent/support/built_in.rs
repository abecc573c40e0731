//! Who takes part in an episode without a model: an agent that knows what is right, one that does nothing, a customer that
//! says its wish and is content with the first answer.
//!
//! The agents answer as a model would, by tool calls, so that everything else is the same as with one.

use crate::env::support::{STOP, Task, World};
use crate::llm::{ChatReply, ChatRequest, Part, Said, StopReason, ToolCall, Turn};
use crate::python::shared::{PyValue, Text, dumps_value};

/// An agent without a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BuiltIn {
    /// Takes the task's gold actions, says the required outputs, and ends.
    Gold,
    /// Says a sentence, and ends.
    Nothing,
}

impl BuiltIn {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Gold, Self::Nothing];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gold => "gold",
            Self::Nothing => "do-nothing",
        }
    }

    /// Its next reply in a task's conversation.
    pub fn reply(self, world: &World, task: &Task, request: &ChatRequest) -> ChatReply {
        let said = match self {
            Self::Gold => gold(task, request, |name| !world.ends(name)),
            Self::Nothing => words(&[]),
        };
        scripted(self.as_str(), said)
    }
}

/// What somebody without a model says, as a model's reply.
pub fn scripted(name: &str, said: Said) -> ChatReply {
    let is_call = matches!(said, Said::Call(_));
    ChatReply {
        parts: vec![Part::new(said)],
        stop: if is_call { StopReason::ToolCalls } else { StopReason::End },
        stop_word: None,
        usage: None,
        model: Some(name.to_owned()),
        id: None,
    }
}

/// The gold action behind those that the conversation has, of those whose tools are wanted; behind the last the required outputs.
pub fn gold(task: &Task, request: &ChatRequest, is_wanted: impl Fn(&str) -> bool) -> Said {
    let done = request.turns.iter().filter(|turn| matches!(turn, Turn::Assistant { .. })).count();
    match task.actions.iter().filter(|action| is_wanted(&action.name)).nth(done) {
        Some(action) => Said::Call(ToolCall {
            id: format!("call_{done}"),
            name: action.name.to_string(),
            arguments: dumps_value(&PyValue::from(action.kwargs.clone())),
        }),
        None => words(&task.outputs),
    }
}

fn words(outputs: &[Text]) -> Said {
    let said = outputs.iter().map(|output| &**output).collect::<Vec<_>>().join("\n");
    Said::Text { text: if said.is_empty() { "That is all.".to_owned() } else { said } }
}

/// What a customer without a model says: its task's wish first, then that it is content.
pub fn scripted_words(task: &Task, heard: Option<&Text>) -> Text {
    if heard.is_none() { task.instruction.clone() } else { STOP.into() }
}
