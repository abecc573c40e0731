//! A model that is none: a script that answers through the same port as a model, without a key.
//!
//! It reads the text of the request and nothing else: observations by their sentences, the mission, what
//! was done before, the form that the answer is to have. So it plays whatever strategy asks it, and an
//! edited prompt that no longer tells these things leaves it as lost as a model. It is a player for the
//! grid worlds and for Crafter, and serves at Harbor Books; elsewhere it takes the first action on offer.

mod chart;
mod crafter;
mod mission;
mod player;
mod prompt;
mod sight;

use serde_json::json;

use self::player::{Choice, choose};
use self::prompt::{Form, Prompt};
use crate::agent::support::books::Clerk;
use crate::llm::{
    Answer, ChatModel, ChatReply, ChatRequest, Delta, Part, Progress, Said, StopReason, ToolCall,
};

/// The scripted model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scripted;

impl Scripted {
    /// What it is called, everywhere.
    pub const NAME: &'static str = "scripted model";

    /// Its answer, at once.
    pub fn reply(request: &ChatRequest) -> ChatReply {
        if Clerk::knows(request) {
            return ChatReply { model: Some(Self::NAME.to_owned()), ..Clerk::reply(request) };
        }
        let prompt = Prompt::read(request);
        let choice = crafter::choose(request, &prompt.offered).unwrap_or_else(|| choose(&prompt));
        let parts = parts(choice, &prompt.form);
        let is_call = matches!(prompt.form, Form::Call { .. });
        ChatReply {
            parts,
            stop: if is_call { StopReason::ToolCalls } else { StopReason::End },
            stop_word: None,
            // Nobody counted: whoever keeps the answer estimates.
            usage: None,
            model: Some(Self::NAME.to_owned()),
            id: None,
        }
    }
}

impl ChatModel for Scripted {
    async fn ask(&self, request: &ChatRequest, watch: &mut dyn FnMut(Progress)) -> Answer {
        watch(Progress::Sent { number: 1 });
        let reply = Self::reply(request);
        for delta in deltas(&reply) {
            watch(Progress::Delta(delta));
        }
        Answer { cost_usd: Some(0.0), ..Answer::at_once(Ok(reply)) }
    }
}

/// The answer in the form that was asked for.
fn parts(choice: Choice, form: &Form) -> Vec<Part> {
    let Choice { action, why } = choice;
    let text = match form {
        Form::Plain => action,
        Form::Line => format!("{why}\nACTION: {action}"),
        Form::Marks(false) => format!("<|ACTION|>{action}<|END|>"),
        Form::Marks(true) => format!("{why}\n\n<|ACTION|>{action}<|END|>"),
        Form::Plan => format!("PLAN: {why}\nACTION: {action}"),
        Form::Json => json!({ "thinking": why, "action": action }).to_string(),
        Form::Call { tool, argument, is_list } => {
            let named = if *is_list { json!([action]) } else { json!(action) };
            let call = ToolCall {
                id: "call_0".to_owned(),
                name: tool.clone(),
                arguments: json!({ argument.as_str(): named }).to_string(),
            };
            return vec![Part::new(Said::Text { text: why }), Part::new(Said::Call(call))];
        }
    };
    vec![Part::new(Said::Text { text })]
}

/// A reply as a stream would bring it, a few words at a time.
fn deltas(reply: &ChatReply) -> Vec<Delta> {
    let mut deltas = Vec::new();
    let mut at = 0;
    for part in &reply.parts {
        match &part.said {
            Said::Text { text } => deltas.extend(pieces(text).map(Delta::Text)),
            Said::Reasoning { text } => deltas.extend(pieces(text).map(Delta::Reasoning)),
            Said::Call(call) => {
                deltas.push(Delta::Call { at, name: call.name.clone() });
                let arguments = pieces(&call.arguments);
                deltas.extend(arguments.map(|text| Delta::Arguments { at, text }));
                at += 1;
            }
        }
    }
    deltas
}

/// A text, two words at a time.
fn pieces(text: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    words.chunks(2).map(<[&str]>::concat).collect::<Vec<_>>().into_iter()
}
