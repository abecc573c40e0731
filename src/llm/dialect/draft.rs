//! A reply while it is put together; the same for whole replies and for streams.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::llm::{ChatReply, Delta, Part, Said, Seal, StopReason, ToolCall, Usage};

/// A reply while it is put together.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub parts: Vec<Part>,
    /// Where the dialect numbers its pieces: the part of each number.
    pub numbered: BTreeMap<u64, usize>,
    /// Why it stopped; a stream without is not over.
    pub stop: Option<(StopReason, String)>,
    pub usage: Option<Usage>,
    pub model: Option<String>,
    pub id: Option<String>,
    /// The stream said that nothing follows.
    pub ended: bool,
    /// What is new since the last look.
    pub deltas: Vec<Delta>,
}

impl Draft {
    /// More words; they join the last ones unless these are sealed.
    pub fn text(&mut self, more: &str) {
        match self.parts.last_mut() {
            Some(Part { said: Said::Text { text }, seal: None }) => text.push_str(more),
            _ => self.parts.push(Part::new(Said::Text { text: more.to_owned() })),
        }
        if !more.is_empty() {
            self.deltas.push(Delta::Text(more.to_owned()));
        }
    }

    /// More thoughts; they join the last ones unless these are sealed.
    pub fn reasoning(&mut self, more: &str) {
        match self.parts.last_mut() {
            Some(Part { said: Said::Reasoning { text }, seal: None }) => text.push_str(more),
            _ => self.parts.push(Part::new(Said::Reasoning { text: more.to_owned() })),
        }
        if !more.is_empty() {
            self.deltas.push(Delta::Reasoning(more.to_owned()));
        }
    }

    /// A new call; its part.
    pub fn call(&mut self, id: &str, name: &str) -> usize {
        let at = self.calls();
        let id = if id.is_empty() { ToolCall::made_id(at) } else { id.to_owned() };
        self.deltas.push(Delta::Call { at, name: name.to_owned() });
        let call = ToolCall { id, name: name.to_owned(), arguments: String::new() };
        self.parts.push(Part::new(Said::Call(call)));
        self.parts.len() - 1
    }

    /// More arguments of the call in a part.
    pub fn arguments(&mut self, part: usize, more: &str) {
        let at = self.parts.iter().take(part).filter(|part| is_call(part)).count();
        if let Some(Part { said: Said::Call(call), .. }) = self.parts.get_mut(part) {
            call.arguments.push_str(more);
            if !more.is_empty() {
                self.deltas.push(Delta::Arguments { at, text: more.to_owned() });
            }
        }
    }

    /// A call that comes whole, its arguments as JSON or as text.
    pub fn whole_call(&mut self, id: &str, name: &str, arguments: &Value) -> usize {
        let part = self.call(id, name);
        match arguments {
            Value::Null => {}
            Value::String(text) => self.arguments(part, text),
            other => self.arguments(part, &other.to_string()),
        }
        part
    }

    /// Seals the last part.
    pub fn seal(&mut self, seal: Seal) {
        if let Some(part) = self.parts.last_mut() {
            part.seal = Some(seal);
        }
    }

    pub fn name_reply(&mut self, id: &Value, model: &Value) {
        let keep = |kept: &mut Option<String>, value: &Value| {
            if let (None, Some(text)) = (&kept, super::text(value)) {
                *kept = Some(text.to_owned());
            }
        };
        keep(&mut self.id, id);
        keep(&mut self.model, model);
    }

    pub fn calls(&self) -> usize {
        self.parts.iter().filter(|part| is_call(part)).count()
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.stop.is_none()
    }

    /// The reply. Whoever ends with calls waits for tools, whatever the server's word for it.
    pub fn into_reply(mut self) -> ChatReply {
        let has_calls = self.calls() > 0;
        for part in &mut self.parts {
            // Streams send nothing at all for a call without arguments.
            if let Said::Call(call) = &mut part.said
                && call.arguments.is_empty()
            {
                "{}".clone_into(&mut call.arguments);
            }
        }
        let (stop, word) = match self.stop {
            Some((StopReason::End, word)) if has_calls => (StopReason::ToolCalls, Some(word)),
            Some((stop, word)) => (stop, Some(word)),
            None => (StopReason::Other, None),
        };
        ChatReply {
            parts: self.parts,
            stop,
            stop_word: word,
            usage: self.usage,
            model: self.model,
            id: self.id,
        }
    }
}

const fn is_call(part: &Part) -> bool {
    matches!(part.said, Said::Call(_))
}
