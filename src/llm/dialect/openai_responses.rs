//! `OpenAI` responses: a list of items, both ways.
//!
//! Nothing is kept on the server (`store: false`), so thoughts come encrypted and go back as they came. The last event of a
//! stream holds the whole reply; items that came whole before it stand in where a gateway leaves that one empty.

use serde_json::{Map, Value, json};

use crate::llm::dialect::draft::Draft;
use crate::llm::dialect::{count, text};
use crate::llm::{
    ChatError, ChatRequest, Delta, Endpoint, ErrorKind, Part, Quirk, Said, Seal, StopReason,
    Thinking, ToolChoice, Turn, Usage,
};

/// The body of a request. Stop words and seeds are not known here.
pub fn body(request: &ChatRequest, endpoint: &Endpoint) -> Value {
    let mut body = Map::new();
    body.insert("model".into(), json!(request.model));
    body.insert("input".into(), request.turns.iter().flat_map(items).collect());
    body.insert("store".into(), json!(false));
    if !request.tools.is_empty() {
        let tools = request.tools.iter().map(|tool| {
            json!({ "type": "function", "name": tool.name, "description": tool.description,
                "parameters": tool.parameters, "strict": false })
        });
        body.insert("tools".into(), tools.collect());
        let choice = match &request.tool_choice {
            ToolChoice::Auto => json!("auto"),
            ToolChoice::None => json!("none"),
            ToolChoice::Any => json!("required"),
            ToolChoice::Named(name) => json!({ "type": "function", "name": name }),
        };
        body.insert("tool_choice".into(), choice);
    }
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(name.into(), value);
        }
    };
    set("temperature", request.temperature.map(Value::from));
    set("top_p", request.top_p.map(Value::from));
    set("max_output_tokens", request.max_tokens_out.map(Value::from));
    let effort = request.thinking.and_then(Thinking::effort);
    if let Some(effort) = effort.filter(|_| !endpoint.quirks.contains(&Quirk::NoReasoningEffort)) {
        set("reasoning", Some(json!({ "effort": effort.as_str(), "summary": "auto" })));
        set("include", Some(json!(["reasoning.encrypted_content"])));
    }
    let shape = request.answer.as_ref().map(|answer| {
        json!({ "format": { "type": "json_schema", "name": answer.name,
            "schema": answer.schema, "strict": true } })
    });
    set("text", shape);
    set("stream", request.stream.then_some(Value::Bool(true)));
    Value::Object(body)
}

fn items(turn: &Turn) -> Vec<Value> {
    match turn {
        Turn::System { text } => vec![json!({ "role": "system", "content": text })],
        Turn::User { text } => vec![json!({ "role": "user", "content": text })],
        Turn::Tool(result) => vec![json!({ "type": "function_call_output",
            "call_id": result.call_id, "output": result.content })],
        Turn::Assistant { parts } => parts.iter().filter_map(item).collect(),
    }
}

fn item(part: &Part) -> Option<Value> {
    match (&part.said, &part.seal) {
        (Said::Text { text }, _) => {
            (!text.is_empty()).then(|| json!({ "role": "assistant", "content": text }))
        }
        (Said::Call(call), _) => Some(json!({ "type": "function_call",
            "call_id": call.id, "name": call.name, "arguments": call.text() })),
        (
            Said::Reasoning { text },
            Some(Seal::OpenAiReasoning { id, encrypted: Some(encrypted) }),
        ) => {
            let summary = match text.as_str() {
                "" => json!([]),
                text => json!([{ "type": "summary_text", "text": text }]),
            };
            Some(json!({ "type": "reasoning", "id": id, "summary": summary,
                "encrypted_content": encrypted }))
        }
        // The server knows nothing of thoughts that it did not encrypt.
        (Said::Reasoning { .. }, _) => None,
    }
}

/// Reads a whole reply.
pub fn whole(draft: &mut Draft, value: &Value) -> Result<(), ChatError> {
    let status = value["status"].as_str().unwrap_or_default();
    if status == "failed" || status == "cancelled" {
        return Err(ChatError::from_value(None, value));
    }
    let Some(output) = value["output"].as_array() else {
        return Err(ChatError::new(ErrorKind::Malformed, "the reply has no output"));
    };
    draft.name_reply(&value["id"], &value["model"]);
    let mut refused = false;
    if !output.is_empty() {
        draft.parts.clear();
        for item in output {
            refused |= read_item(draft, item);
        }
    }
    let word = text(&value["incomplete_details"]["reason"]).unwrap_or(status);
    let stop = match word {
        _ if refused => StopReason::Refused,
        "completed" | "" => StopReason::End,
        "max_output_tokens" => StopReason::Length,
        "content_filter" => StopReason::Refused,
        _ => StopReason::Other,
    };
    draft.stop = Some((stop, word.to_owned()));
    let usage = &value["usage"];
    if usage.is_object() {
        draft.usage = Some(Usage {
            tokens_in: count(&usage["input_tokens"]),
            tokens_in_cached: count(&usage["input_tokens_details"]["cached_tokens"]),
            tokens_in_stored: 0,
            tokens_out: count(&usage["output_tokens"]),
            tokens_reasoning: count(&usage["output_tokens_details"]["reasoning_tokens"]),
            cost_usd: usage["cost"].as_f64(),
        });
    }
    Ok(())
}

/// Reads an event of a stream. Kinds that are not known are left out: new ones may come.
pub fn event(draft: &mut Draft, value: &Value) -> Result<(), ChatError> {
    let words = value["delta"].as_str().unwrap_or_default();
    match value["type"].as_str().unwrap_or_default() {
        "response.created" => {
            draft.name_reply(&value["response"]["id"], &value["response"]["model"]);
        }
        "response.output_item.added" if value["item"]["type"] == "function_call" => {
            let at = draft.numbered.len();
            draft.numbered.insert(count(&value["output_index"]), at);
            let name = value["item"]["name"].as_str().unwrap_or_default().to_owned();
            draft.deltas.push(Delta::Call { at, name });
        }
        "response.output_text.delta" | "response.refusal.delta" if !words.is_empty() => {
            draft.deltas.push(Delta::Text(words.to_owned()));
        }
        "response.reasoning_summary_text.delta" | "response.reasoning_text.delta"
            if !words.is_empty() =>
        {
            draft.deltas.push(Delta::Reasoning(words.to_owned()));
        }
        "response.function_call_arguments.delta" if !words.is_empty() => {
            if let Some(&at) = draft.numbered.get(&count(&value["output_index"])) {
                draft.deltas.push(Delta::Arguments { at, text: words.to_owned() });
            }
        }
        // Watchers saw the pieces already.
        "response.output_item.done" => quietly(draft, |draft| {
            read_item(draft, &value["item"]);
        }),
        "response.completed" | "response.incomplete" | "response.failed" => {
            let mut outcome = Ok(());
            quietly(draft, |draft| outcome = whole(draft, &value["response"]));
            outcome?;
            draft.ended = true;
        }
        "error" => return Err(ChatError::from_value(None, value)),
        _ => {}
    }
    Ok(())
}

fn quietly(draft: &mut Draft, change: impl FnOnce(&mut Draft)) {
    let seen = draft.deltas.len();
    change(draft);
    draft.deltas.truncate(seen);
}

/// Reads one item of the reply; whether it is a refusal.
fn read_item(draft: &mut Draft, item: &Value) -> bool {
    let words = |name: &str| item[name].as_str().unwrap_or_default();
    let mut refused = false;
    match words("type") {
        "message" => {
            // Each message stays a part of its own.
            draft.parts.push(Part::new(Said::Text { text: String::new() }));
            for part in item["content"].as_array().into_iter().flatten() {
                if let Some(refusal) = text(&part["refusal"]) {
                    draft.text(refusal);
                    refused = true;
                }
                draft.text(part["text"].as_str().unwrap_or_default());
            }
        }
        "function_call" => {
            draft.whole_call(words("call_id"), words("name"), &item["arguments"]);
        }
        "reasoning" => {
            let list = |name: &str| item[name].as_array().cloned().unwrap_or_default();
            let thoughts: Vec<String> = [list("summary"), list("content")]
                .concat()
                .iter()
                .filter_map(|part| text(&part["text"]).map(str::to_owned))
                .collect();
            draft.parts.push(Part::new(Said::Reasoning { text: String::new() }));
            draft.reasoning(&thoughts.join("\n\n"));
            draft.seal(Seal::OpenAiReasoning {
                id: words("id").to_owned(),
                encrypted: text(&item["encrypted_content"]).map(str::to_owned),
            });
        }
        _ => {}
    }
    refused
}
