//! Anthropic messages.
//!
//! System words stand apart, turns alternate, and all results of one turn's calls go first into one user message. Thoughts are
//! sent back only with their signature. With thoughts on, the sampling is the provider's and no tool can be forced.

use serde_json::{Map, Value, json};

use crate::llm::dialect::draft::Draft;
use crate::llm::dialect::{count, text};
use crate::llm::{
    ChatError, ChatRequest, ErrorKind, Part, Said, Seal, StopReason, Thinking, ToolChoice, Turn,
    Usage,
};

/// The dialect wants a limit; this one stands where the request has none.
const USUAL_MAX_TOKENS: u32 = 4096;
/// The smallest budget that is taken.
const LEAST_BUDGET: u32 = 1024;

/// The body of a request.
pub fn body(request: &ChatRequest) -> Value {
    let mut body = Map::new();
    body.insert("model".into(), json!(request.model));
    let (system, messages) = messages(&request.turns);
    if !system.is_empty() {
        body.insert("system".into(), json!(system));
    }
    body.insert("messages".into(), Value::Array(messages));
    let mut limit = request.max_tokens_out.unwrap_or(USUAL_MAX_TOKENS);
    let mut format = Map::new();
    match request.thinking {
        Some(Thinking::Budget(budget)) if budget > 0 => {
            let budget = budget.max(LEAST_BUDGET);
            // The limit counts thoughts and must leave room for words.
            limit = limit.max(budget.saturating_add(LEAST_BUDGET));
            let thinking = json!({ "type": "enabled", "budget_tokens": budget });
            body.insert("thinking".into(), thinking);
        }
        Some(Thinking::Effort(effort)) => {
            body.insert("thinking".into(), json!({ "type": "adaptive" }));
            format.insert("effort".into(), json!(effort.as_str()));
        }
        Some(Thinking::Off | Thinking::Budget(_)) | None => {}
    }
    body.insert("max_tokens".into(), json!(limit));
    let thinks = body.contains_key("thinking");
    if let Some(answer) = &request.answer {
        format.insert("format".into(), json!({ "type": "json_schema", "schema": answer.schema }));
    }
    if !format.is_empty() {
        body.insert("output_config".into(), Value::Object(format));
    }
    if let Some(temperature) = request.temperature.filter(|_| !thinks) {
        body.insert("temperature".into(), json!(temperature));
    }
    if let Some(top_p) = request.top_p.filter(|_| !thinks) {
        body.insert("top_p".into(), json!(top_p));
    }
    if !request.stop.is_empty() {
        body.insert("stop_sequences".into(), json!(request.stop));
    }
    if !request.tools.is_empty() {
        let tools = request.tools.iter().map(|tool| {
            json!({ "name": tool.name, "description": tool.description, "input_schema": tool.parameters })
        });
        body.insert("tools".into(), tools.collect());
        let choice = match &request.tool_choice {
            ToolChoice::None => json!({ "type": "none" }),
            ToolChoice::Any if !thinks => json!({ "type": "any" }),
            ToolChoice::Named(name) if !thinks => json!({ "type": "tool", "name": name }),
            ToolChoice::Auto | ToolChoice::Any | ToolChoice::Named(_) => json!({ "type": "auto" }),
        };
        body.insert("tool_choice".into(), choice);
    }
    if request.stream {
        body.insert("stream".into(), json!(true));
    }
    Value::Object(body)
}

fn messages(turns: &[Turn]) -> (String, Vec<Value>) {
    let mut system = Vec::new();
    let mut messages: Vec<(&str, Vec<Value>)> = Vec::new();
    for turn in turns {
        let (role, blocks) = match turn {
            Turn::System { text } => {
                system.push(text.as_str());
                continue;
            }
            Turn::User { text } => ("user", vec![json!({ "type": "text", "text": text })]),
            Turn::Tool(result) => {
                let mut block = json!({ "type": "tool_result",
                    "tool_use_id": result.call_id, "content": result.content });
                if result.is_error {
                    block["is_error"] = json!(true);
                }
                ("user", vec![block])
            }
            Turn::Assistant { parts } => ("assistant", parts.iter().filter_map(block).collect()),
        };
        match messages.last_mut() {
            Some((last, list)) if *last == role => list.extend(blocks),
            _ if blocks.is_empty() => {}
            _ => messages.push((role, blocks)),
        }
    }
    let messages = messages.into_iter().map(|(role, mut blocks)| {
        if role == "user" {
            blocks.sort_by_key(|block| block["type"] != "tool_result");
        }
        json!({ "role": role, "content": blocks })
    });
    (system.join("\n\n"), messages.collect())
}

fn block(part: &Part) -> Option<Value> {
    match (&part.said, &part.seal) {
        (Said::Text { text }, _) => {
            (!text.is_empty()).then(|| json!({ "type": "text", "text": text }))
        }
        (Said::Reasoning { text }, Some(Seal::AnthropicSignature { text: signature })) => {
            Some(json!({ "type": "thinking", "thinking": text, "signature": signature }))
        }
        (Said::Reasoning { .. }, Some(Seal::AnthropicRedacted { data })) => {
            Some(json!({ "type": "redacted_thinking", "data": data }))
        }
        (Said::Reasoning { .. }, _) => None,
        (Said::Call(call), _) => Some(
            json!({ "type": "tool_use", "id": call.id, "name": call.name, "input": call.object() }),
        ),
    }
}

/// Reads a whole reply.
pub fn whole(draft: &mut Draft, value: &Value) -> Result<(), ChatError> {
    let Some(blocks) = value["content"].as_array() else {
        return Err(ChatError::new(ErrorKind::Malformed, "the reply has no content"));
    };
    draft.name_reply(&value["id"], &value["model"]);
    for (at, block) in (0..).zip(blocks) {
        start(draft, at, block);
    }
    usage(draft, &value["usage"]);
    stop(draft, value);
    Ok(())
}

/// Reads an event of a stream. Kinds that are not known are left out: new ones may come.
pub fn event(draft: &mut Draft, value: &Value) -> Result<(), ChatError> {
    let at = count(&value["index"]);
    match value["type"].as_str().unwrap_or_default() {
        "message_start" => {
            let message = &value["message"];
            draft.name_reply(&message["id"], &message["model"]);
            usage(draft, &message["usage"]);
        }
        "content_block_start" => start(draft, at, &value["content_block"]),
        "content_block_delta" => delta(draft, at, &value["delta"]),
        "message_delta" => {
            usage(draft, &value["usage"]);
            stop(draft, &value["delta"]);
        }
        "message_stop" => draft.ended = true,
        "error" => return Err(ChatError::from_value(None, value)),
        _ => {}
    }
    Ok(())
}

/// A block begins; in a whole reply it is also all of it.
fn start(draft: &mut Draft, at: u64, block: &Value) {
    let words = |name: &str| block[name].as_str().unwrap_or_default();
    match words("type") {
        // Each block stays a part of its own: signatures cover them one by one.
        "text" => {
            draft.parts.push(Part::new(Said::Text { text: String::new() }));
            draft.text(words("text"));
        }
        "thinking" => {
            draft.parts.push(Part::new(Said::Reasoning { text: String::new() }));
            draft.reasoning(words("thinking"));
            if let Some(signature) = text(&block["signature"]) {
                draft.seal(Seal::AnthropicSignature { text: signature.to_owned() });
            }
        }
        "redacted_thinking" => {
            draft.parts.push(Part::new(Said::Reasoning { text: String::new() }));
            draft.seal(Seal::AnthropicRedacted { data: words("data").to_owned() });
        }
        "tool_use" => {
            let input = &block["input"];
            // A stream begins with an empty object and sends the real one in pieces.
            let is_whole = input.as_object().is_some_and(|fields| !fields.is_empty());
            let input = if is_whole { input } else { &Value::Null };
            draft.whole_call(words("id"), words("name"), input);
        }
        _ => return,
    }
    draft.numbered.insert(at, draft.parts.len() - 1);
}

fn delta(draft: &mut Draft, at: u64, delta: &Value) {
    let Some(&part) = draft.numbered.get(&at) else { return };
    let words = |name: &str| delta[name].as_str().unwrap_or_default();
    match words("type") {
        // Blocks come one after the other, so that the last part is meant.
        "text_delta" if part + 1 == draft.parts.len() => draft.text(words("text")),
        "thinking_delta" if part + 1 == draft.parts.len() => draft.reasoning(words("thinking")),
        "signature_delta" => match &mut draft.parts[part].seal {
            Some(Seal::AnthropicSignature { text }) => text.push_str(words("signature")),
            seal => *seal = Some(Seal::AnthropicSignature { text: words("signature").to_owned() }),
        },
        "input_json_delta" => draft.arguments(part, words("partial_json")),
        _ => {}
    }
}

/// Counts grow while a stream runs; what is told last holds. The input is told without what was cached.
fn usage(draft: &mut Draft, told: &Value) {
    if !told.is_object() {
        return;
    }
    let known = draft.usage.unwrap_or_default();
    let number = |name: &str, known: u64| told[name].as_u64().unwrap_or(known);
    let cached = number("cache_read_input_tokens", known.tokens_in_cached);
    let stored = number("cache_creation_input_tokens", known.tokens_in_stored);
    let plain = known.tokens_in.saturating_sub(known.tokens_in_cached + known.tokens_in_stored);
    let plain = number("input_tokens", plain);
    draft.usage = Some(Usage {
        tokens_in: plain.saturating_add(cached).saturating_add(stored),
        tokens_in_cached: cached,
        tokens_in_stored: stored,
        tokens_out: number("output_tokens", known.tokens_out),
        tokens_reasoning: 0,
        cost_usd: None,
    });
}

fn stop(draft: &mut Draft, value: &Value) {
    if let Some(word) = text(&value["stop_reason"]) {
        let stop = match word {
            "end_turn" | "stop_sequence" => StopReason::End,
            "tool_use" => StopReason::ToolCalls,
            "max_tokens" | "model_context_window_exceeded" => StopReason::Length,
            "refusal" => StopReason::Refused,
            "pause_turn" => StopReason::Paused,
            _ => StopReason::Other,
        };
        draft.stop = Some((stop, word.to_owned()));
    }
}
