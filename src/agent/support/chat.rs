//! Conversations in the shape that the original keeps and writes them, and as requests to any model.

use crate::llm::{ChatReply, ChatRequest, Message, Part, Said, Tool, ToolCall, ToolResult, Turn};
use crate::python::shared::{Map, PyValue, Text, dumps_value};

/// A model's reply as the original sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// Its words; none where it only calls tools.
    pub content: Option<String>,
    /// The tools it calls.
    pub calls: Vec<ToolCall>,
}

impl From<&ChatReply> for Reply {
    fn from(reply: &ChatReply) -> Self {
        let has_words = reply.parts.iter().any(|part| matches!(part.said, Said::Text { .. }));
        Self { content: has_words.then(|| reply.text()), calls: reply.calls().cloned().collect() }
    }
}

impl Reply {
    /// The reply as a message of a conversation, with this many of its calls.
    pub fn to_message(&self, calls: usize) -> PyValue {
        let mut message = Map::with_capacity(3);
        message.set("role", "assistant");
        let content = self.content.as_deref().map_or(PyValue::None, PyValue::from);
        message.set("content", content);
        if !self.calls.is_empty() {
            let calls: Vec<PyValue> = self.calls.iter().take(calls).map(call).collect();
            message.set("tool_calls", calls);
        }
        message.into()
    }
}

fn call(call: &ToolCall) -> PyValue {
    let mut function = Map::with_capacity(2);
    function.set("arguments", call.arguments.as_str());
    function.set("name", call.name.as_str());
    let mut map = Map::with_capacity(3);
    map.set("function", function);
    map.set("id", call.id.as_str());
    map.set("type", "function");
    map.into()
}

/// A message with words.
pub(super) fn message(role: &str, content: impl Into<PyValue>) -> PyValue {
    let mut message = Map::with_capacity(2);
    message.set("role", role);
    message.set("content", content);
    message.into()
}

/// A message with what a tool returned.
pub(super) fn tool_message(call: &ToolCall, content: &Text) -> PyValue {
    let mut message = Map::with_capacity(4);
    message.set("role", "tool");
    message.set("tool_call_id", call.id.as_str());
    message.set("name", call.name.as_str());
    message.set("content", content.clone());
    message.into()
}

/// A request of a conversation of the original's messages; the model is still to be named.
pub fn request(messages: &[PyValue], tools: Vec<Tool>) -> ChatRequest {
    ChatRequest { turns: messages.iter().filter_map(turn).collect(), tools, ..Default::default() }
}

/// A request of plain messages; the model is still to be named.
pub fn plain_request(messages: Vec<Message>) -> ChatRequest {
    ChatRequest { turns: messages.into_iter().map(Turn::from).collect(), ..Default::default() }
}

fn turn(message: &PyValue) -> Option<Turn> {
    let field = |of: &PyValue, name: &str| of.get(name)?.as_str().map(str::to_owned);
    let text = field(message, "content").unwrap_or_default();
    Some(match message.get("role")?.as_str()? {
        "system" => Turn::System { text },
        "user" => Turn::User { text },
        "tool" => Turn::Tool(ToolResult {
            call_id: field(message, "tool_call_id").unwrap_or_default(),
            name: field(message, "name").unwrap_or_default(),
            is_error: false,
            content: text,
        }),
        _ => {
            let words = (!text.is_empty()).then(|| Part::new(Said::Text { text }));
            let calls = message.get("tool_calls").and_then(PyValue::as_list).unwrap_or_default();
            let calls = calls.iter().filter_map(|call| {
                let function = call.get("function")?;
                Some(Part::new(Said::Call(ToolCall {
                    id: field(call, "id").unwrap_or_default(),
                    name: field(function, "name")?,
                    arguments: field(function, "arguments").unwrap_or_default(),
                })))
            });
            Turn::Assistant { parts: words.into_iter().chain(calls).collect() }
        }
    })
}

/// The tools of schemas in the shape that `OpenAI` wants.
pub(super) fn tools(schemas: &PyValue) -> Vec<Tool> {
    let tool = |schema: &PyValue| {
        let function = schema.get("function")?;
        let text = |name: &str| function.get(name)?.as_str().map(str::to_owned);
        let parameters = function.get("parameters").map(dumps_value).unwrap_or_default();
        Some(Tool {
            name: text("name")?,
            description: text("description").unwrap_or_default(),
            parameters: serde_json::from_str(&parameters).unwrap_or_default(),
        })
    };
    schemas.as_list().unwrap_or_default().iter().filter_map(tool).collect()
}
