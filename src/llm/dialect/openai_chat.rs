//! `OpenAI` chat completions, and what others make of them.
//!
//! A chunk's `delta` and a whole reply's `message` have the same form, so one function reads both. Only the first choice is read.

use serde_json::{Map, Value, json};

use crate::llm::dialect::draft::Draft;
use crate::llm::dialect::{count, text};
use crate::llm::{
    ChatError, ChatRequest, Endpoint, ErrorKind, Part, Quirk, Said, StopReason, Thinking,
    ToolChoice, Turn, Usage,
};

/// The body of a request.
pub fn body(request: &ChatRequest, endpoint: &Endpoint) -> Value {
    let mut body = Map::new();
    body.insert("model".into(), json!(request.model));
    body.insert("messages".into(), messages(request, endpoint));
    if !request.tools.is_empty() {
        let tools = request.tools.iter().map(|tool| {
            json!({ "type": "function", "function": {
                "name": tool.name, "description": tool.description, "parameters": tool.parameters,
            } })
        });
        body.insert("tools".into(), tools.collect());
        let choice = match &request.tool_choice {
            ToolChoice::Auto => json!("auto"),
            ToolChoice::None => json!("none"),
            ToolChoice::Any => json!("required"),
            ToolChoice::Named(name) => json!({ "type": "function", "function": { "name": name } }),
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
    let has = |quirk| endpoint.quirks.contains(&quirk);
    let limit =
        if has(Quirk::MaxCompletionTokens) { "max_completion_tokens" } else { "max_tokens" };
    set(limit, request.max_tokens_out.map(Value::from));
    set("stop", (!request.stop.is_empty()).then(|| json!(request.stop)));
    let seed = if has(Quirk::RandomSeed) { "random_seed" } else { "seed" };
    set(seed, request.seed.filter(|_| !has(Quirk::NoSeed)).map(Value::from));
    let effort = request.thinking.and_then(Thinking::effort);
    let effort = effort.filter(|_| !has(Quirk::NoReasoningEffort));
    set("reasoning_effort", effort.map(|effort| json!(effort.as_str())));
    let shape = request.answer.as_ref().map(|answer| {
        json!({ "type": "json_schema", "json_schema": {
            "name": answer.name, "schema": answer.schema, "strict": true,
        } })
    });
    set("response_format", shape);
    if request.stream {
        set("stream", Some(json!(true)));
        let options = (!has(Quirk::NoStreamOptions)).then(|| json!({ "include_usage": true }));
        set("stream_options", options);
    }
    Value::Object(body)
}

fn messages(request: &ChatRequest, endpoint: &Endpoint) -> Value {
    let last_user = request.turns.iter().rposition(|turn| matches!(turn, Turn::User { .. }));
    let one = |(at, turn): (usize, &Turn)| match turn {
        Turn::System { text } => json!({ "role": "system", "content": text }),
        Turn::User { text } => json!({ "role": "user", "content": text }),
        Turn::Tool(result) => {
            json!({ "role": "tool", "tool_call_id": result.call_id, "content": result.content })
        }
        Turn::Assistant { parts } => {
            let wants_thoughts = endpoint.quirks.contains(&Quirk::ReasoningBack);
            assistant(parts, wants_thoughts && last_user.is_none_or(|user| at > user))
        }
    };
    request.turns.iter().enumerate().map(one).collect()
}

fn assistant(parts: &[Part], with_thoughts: bool) -> Value {
    let (mut words, mut thoughts, mut calls) = (String::new(), String::new(), Vec::new());
    for part in parts {
        match &part.said {
            Said::Text { text } => words.push_str(text),
            Said::Reasoning { text } => thoughts.push_str(text),
            Said::Call(call) => calls.push(json!({ "id": call.id, "type": "function",
                "function": { "name": call.name, "arguments": call.text() } })),
        }
    }
    let mut message = json!({ "role": "assistant", "content": words });
    if !calls.is_empty() {
        if words.is_empty() {
            message["content"] = Value::Null;
        }
        message["tool_calls"] = Value::Array(calls);
    }
    if with_thoughts && !thoughts.is_empty() {
        message["reasoning_content"] = json!(thoughts);
    }
    message
}

/// Reads a whole reply.
pub fn whole(draft: &mut Draft, value: &Value) -> Result<(), ChatError> {
    if !value["choices"][0]["message"].is_object() {
        return Err(ChatError::new(ErrorKind::Malformed, "the reply has no choices"));
    }
    chunk(draft, value)
}

/// Reads a chunk of a stream.
#[expect(clippy::unnecessary_wraps, reason = "all dialects read alike")]
pub fn chunk(draft: &mut Draft, value: &Value) -> Result<(), ChatError> {
    draft.name_reply(&value["id"], &value["model"]);
    let choice = &value["choices"][0];
    for usage in [&value["usage"], &value["x_groq"]["usage"], &choice["usage"]] {
        if usage.is_object() {
            draft.usage = Some(read_usage(usage));
            break;
        }
    }
    if count(&choice["index"]) != 0 {
        return Ok(());
    }
    let delta = if choice["delta"].is_object() { &choice["delta"] } else { &choice["message"] };
    let thoughts = text(&delta["reasoning_content"]).or(text(&delta["reasoning"]));
    if let Some(thoughts) = thoughts {
        draft.reasoning(thoughts);
    }
    content(draft, &delta["content"]);
    if let Some(refusal) = text(&delta["refusal"]) {
        draft.text(refusal);
        draft.stop = Some((StopReason::Refused, "refusal".into()));
    }
    for call in delta["tool_calls"].as_array().into_iter().flatten() {
        tool_call(draft, call);
    }
    if delta["function_call"].is_object() {
        tool_call(draft, &json!({ "index": 0, "function": delta["function_call"] }));
    }
    if let Some(word) = text(&choice["finish_reason"]) {
        let refused = matches!(draft.stop, Some((StopReason::Refused, _)));
        let stop = if refused { StopReason::Refused } else { stop_reason(word) };
        draft.stop = Some((stop, word.to_owned()));
    }
    Ok(())
}

/// Words are a text, or (Mistral's reasoning models) a list of parts.
fn content(draft: &mut Draft, content: &Value) {
    if let Some(words) = text(content) {
        draft.text(words);
    }
    for part in content.as_array().into_iter().flatten() {
        if let Some(words) = text(&part["text"]) {
            draft.text(words);
        }
        if let Some(thoughts) = text(&part["thinking"]) {
            draft.reasoning(thoughts);
        }
        for thought in part["thinking"].as_array().into_iter().flatten() {
            if let Some(thoughts) = text(&thought["text"]) {
                draft.reasoning(thoughts);
            }
        }
    }
}

/// A call, or a piece of one. Pieces belong together by their index; where servers leave it out, by their id, and where they leave
/// out both, by following each other. One index with two ids is two calls all the same (Gemini's imitation).
fn tool_call(draft: &mut Draft, call: &Value) {
    let id = text(&call["id"]).unwrap_or_default();
    let name = text(&call["function"]["name"]).unwrap_or_default();
    let last = draft.numbered.last_key_value().map(|(key, _)| *key);
    let by_id = || {
        let found = draft.numbered.iter().find(|(_, part)| id_of(draft, **part) == id);
        found.map(|(key, _)| *key)
    };
    // Our own numbers begin above any that a server may give.
    let next = last.map_or(1 << 32, |last| last.max(1 << 32) + 1);
    let key = match call["index"].as_u64().filter(|index| *index < 1 << 32) {
        Some(index) => match draft.numbered.get(&index).map(|part| id_of(draft, *part)) {
            Some(known) if !id.is_empty() && !name.is_empty() && known != id => {
                by_id().unwrap_or(next)
            }
            _ => index,
        },
        None if !id.is_empty() => by_id().unwrap_or(next),
        None if !name.is_empty() => next,
        None => last.unwrap_or(next),
    };
    let part = if let Some(part) = draft.numbered.get(&key) {
        *part
    } else {
        let part = draft.call(id, name);
        draft.numbered.insert(key, part);
        part
    };
    match &call["function"]["arguments"] {
        Value::String(text) => draft.arguments(part, text),
        Value::Null => {}
        other => draft.arguments(part, &other.to_string()),
    }
}

fn id_of(draft: &Draft, part: usize) -> &str {
    match draft.parts.get(part).map(|part| &part.said) {
        Some(Said::Call(call)) => &call.id,
        _ => "",
    }
}

fn stop_reason(word: &str) -> StopReason {
    match word {
        "stop" | "eos" | "end_turn" | "stop_sequence" => StopReason::End,
        "tool_calls" | "function_call" => StopReason::ToolCalls,
        "length" | "model_length" | "max_tokens" => StopReason::Length,
        "content_filter" | "refusal" => StopReason::Refused,
        _ => StopReason::Other,
    }
}

fn read_usage(usage: &Value) -> Usage {
    let details = &usage["prompt_tokens_details"];
    let tokens_in = count(&usage["prompt_tokens"]);
    let tokens_reasoning = count(&usage["completion_tokens_details"]["reasoning_tokens"]);
    let mut tokens_out = count(&usage["completion_tokens"]);
    // xAI counts thoughts beside the reply, not in it; the sum tells.
    let beside = tokens_in.saturating_add(tokens_out).saturating_add(tokens_reasoning);
    if tokens_reasoning > 0 && count(&usage["total_tokens"]) == beside {
        tokens_out = tokens_out.saturating_add(tokens_reasoning);
    }
    Usage {
        tokens_in,
        tokens_in_cached: count(&details["cached_tokens"])
            .max(count(&usage["prompt_cache_hit_tokens"])),
        tokens_in_stored: count(&details["cache_write_tokens"]),
        tokens_out,
        tokens_reasoning,
        cost_usd: usage["cost"].as_f64(),
    }
}
