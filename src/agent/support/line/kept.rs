//! What is kept of a model's reply: its words at the step that they led to, and the call behind them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::agent::rollout::{Check, Voice};
use crate::agent::support::chat::Reply;
use crate::episode::{CardId, Said, ToolUse, Words};
use crate::llm::{Answer, ChatReply, ToolCall};

/// A call of a model in a session of customer support, as records keep it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupportCall {
    /// Whose words were asked for.
    pub voice: Voice,
    /// The question's digest.
    pub check: Check,
    /// The reply or the error, its tries, time and price.
    pub answer: Answer,
}

impl SupportCall {
    /// The calls that led to a step, in their order. Calls of other makers are passed over.
    pub fn all(said: &Said) -> Vec<Self> {
        said.calls.iter().filter_map(|call| Self::deserialize(call).ok()).collect()
    }

    /// The call as it stands with a step's words. The reply's body as it came is left out.
    pub(super) fn to_value(&self) -> Value {
        let answer = Answer { raw: None, ..self.answer.clone() };
        serde_json::to_value(Self { answer, ..self.clone() }).unwrap_or_default()
    }
}

/// A reply as words.
pub(super) fn words(by: CardId, reply: &ChatReply) -> Words {
    let tools = reply.calls();
    let tools = tools
        .map(|call| ToolUse { name: call.name.clone(), arguments: call.arguments.clone() })
        .collect();
    let reasoning = Some(reply.reasoning()).filter(|reasoning| !reasoning.is_empty());
    Words { reasoning, tools, ..Words::new(by, reply.text()) }
}

/// The reply of words: with the names that the provider gave its calls, where the call is kept, else with names of ours.
pub(super) fn reply(words: &Words, call: Option<&SupportCall>) -> Reply {
    if let Some(reply) = call.and_then(|call| call.answer.reply()) {
        let known = Reply::from(reply);
        let is_same = known.content.as_deref().unwrap_or_default() == words.text
            && known
                .calls
                .iter()
                .map(|call| (&call.name, &call.arguments))
                .eq(words.tools.iter().map(|tool| (&tool.name, &tool.arguments)));
        if is_same {
            return known;
        }
    }
    let calls = words.tools.iter().enumerate().map(|(at, tool)| ToolCall {
        id: ToolCall::made_id(at),
        name: tool.name.clone(),
        arguments: tool.arguments.clone(),
    });
    let content = (!words.text.is_empty()).then(|| words.text.clone());
    Reply { content, calls: calls.collect() }
}
