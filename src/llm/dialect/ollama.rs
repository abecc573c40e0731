//! Ollama's own chat: JSON lines, arguments as objects, calls without names.

use serde_json::{Map, Value, json};

use crate::llm::dialect::draft::Draft;
use crate::llm::dialect::{count, text};
use crate::llm::{ChatError, ChatRequest, Said, StopReason, Thinking, Turn, Usage};

/// The body of a request.
pub fn body(request: &ChatRequest) -> Value {
    let messages: Vec<Value> = request.turns.iter().map(message).collect();
    let mut body = Map::new();
    body.insert("model".into(), json!(request.model));
    body.insert("messages".into(), Value::Array(messages));
    // Without the word it streams.
    body.insert("stream".into(), json!(request.stream));
    if !request.tools.is_empty() {
        let tools = request.tools.iter().map(|tool| {
            json!({ "type": "function", "function": {
                "name": tool.name, "description": tool.description, "parameters": tool.parameters,
            } })
        });
        body.insert("tools".into(), tools.collect());
    }
    if let Some(answer) = &request.answer {
        body.insert("format".into(), answer.schema.clone());
    }
    if let Some(thinking) = request.thinking {
        let thinks = !matches!(thinking, Thinking::Off | Thinking::Budget(0));
        body.insert("think".into(), json!(thinks));
    }
    let mut options = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            options.insert(name.into(), value);
        }
    };
    set("temperature", request.temperature.map(Value::from));
    set("top_p", request.top_p.map(Value::from));
    set("num_predict", request.max_tokens_out.map(Value::from));
    set("seed", request.seed.map(|seed| json!(seed & 0x7fff_ffff)));
    set("stop", (!request.stop.is_empty()).then(|| json!(request.stop)));
    if !options.is_empty() {
        body.insert("options".into(), Value::Object(options));
    }
    Value::Object(body)
}

fn message(turn: &Turn) -> Value {
    match turn {
        Turn::System { text } => json!({ "role": "system", "content": text }),
        Turn::User { text } => json!({ "role": "user", "content": text }),
        Turn::Tool(result) => {
            json!({ "role": "tool", "tool_name": result.name, "content": result.content })
        }
        Turn::Assistant { parts } => {
            let (mut words, mut thoughts, mut calls) = (String::new(), String::new(), Vec::new());
            for part in parts {
                match &part.said {
                    Said::Text { text } => words.push_str(text),
                    Said::Reasoning { text } => thoughts.push_str(text),
                    Said::Call(call) => calls.push(json!({
                        "function": { "name": call.name, "arguments": call.object() }
                    })),
                }
            }
            let mut message = json!({ "role": "assistant", "content": words });
            if !thoughts.is_empty() {
                message["thinking"] = json!(thoughts);
            }
            if !calls.is_empty() {
                message["tool_calls"] = Value::Array(calls);
            }
            message
        }
    }
}

/// Reads a whole reply, or a line of a stream.
#[expect(clippy::unnecessary_wraps, reason = "all dialects read alike")]
pub fn chunk(draft: &mut Draft, value: &Value) -> Result<(), ChatError> {
    draft.name_reply(&Value::Null, &value["model"]);
    let message = &value["message"];
    if let Some(thoughts) = text(&message["thinking"]) {
        draft.reasoning(thoughts);
    }
    if let Some(words) = text(&message["content"]) {
        draft.text(words);
    }
    for call in message["tool_calls"].as_array().into_iter().flatten() {
        let function = &call["function"];
        let id = call["id"].as_str().unwrap_or_default();
        let name = function["name"].as_str().unwrap_or_default();
        draft.whole_call(id, name, &function["arguments"]);
    }
    if value["done"] == true {
        let word = text(&value["done_reason"]).unwrap_or("stop");
        let stop = match word {
            "stop" => StopReason::End,
            "length" => StopReason::Length,
            _ => StopReason::Other,
        };
        draft.stop = Some((stop, word.to_owned()));
        draft.usage = Some(Usage {
            tokens_in: count(&value["prompt_eval_count"]),
            tokens_out: count(&value["eval_count"]),
            ..Usage::default()
        });
        draft.ended = true;
    }
    Ok(())
}
