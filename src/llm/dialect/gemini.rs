//! Gemini `generateContent`.
//!
//! Each event of a stream is a whole reply that holds only what is new; calls come whole. A part's `thoughtSignature` must come
//! back on the same part, so that a signed part is never joined with the next.

use serde_json::{Map, Value, json};

use crate::llm::dialect::draft::Draft;
use crate::llm::dialect::gemini_schema::simplified;
use crate::llm::dialect::{count, text};
use crate::llm::message::is_made_id;
use crate::llm::{
    ChatError, ChatRequest, Effort, Part, Said, Seal, StopReason, Thinking, ToolChoice, Turn, Usage,
};

/// The path of a request: it names the model.
pub fn path(request: &ChatRequest) -> String {
    let model = request.model.strip_prefix("models/").unwrap_or(&request.model);
    let mut path = String::from("/models/");
    for byte in model.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                path.push(char::from(byte));
            }
            _ => path.push_str(&format!("%{byte:02X}")),
        }
    }
    path.push_str(if request.stream {
        ":streamGenerateContent?alt=sse"
    } else {
        ":generateContent"
    });
    path
}

/// The body of a request.
pub fn body(request: &ChatRequest) -> Value {
    let (system, contents) = contents(&request.turns);
    let mut body = Map::new();
    body.insert("contents".into(), Value::Array(contents));
    if !system.is_empty() {
        body.insert("systemInstruction".into(), json!({ "parts": [{ "text": system }] }));
    }
    if !request.tools.is_empty() {
        let tools: Vec<Value> = request.tools.iter().map(tool).collect();
        body.insert("tools".into(), json!([{ "functionDeclarations": tools }]));
        let config = match &request.tool_choice {
            ToolChoice::Auto => json!({ "mode": "AUTO" }),
            ToolChoice::None => json!({ "mode": "NONE" }),
            ToolChoice::Any => json!({ "mode": "ANY" }),
            ToolChoice::Named(name) => json!({ "mode": "ANY", "allowedFunctionNames": [name] }),
        };
        body.insert("toolConfig".into(), json!({ "functionCallingConfig": config }));
    }
    let config = generation(request);
    if !config.is_empty() {
        body.insert("generationConfig".into(), Value::Object(config));
    }
    Value::Object(body)
}

fn tool(tool: &crate::llm::Tool) -> Value {
    let mut declaration = json!({ "name": tool.name, "description": tool.description });
    // An object without properties is refused; a tool without arguments has no parameters.
    if tool.parameters["properties"].as_object().is_some_and(|fields| !fields.is_empty()) {
        declaration["parameters"] = simplified(&tool.parameters);
    }
    declaration
}

fn generation(request: &ChatRequest) -> Map<String, Value> {
    let mut config = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            config.insert(name.into(), value);
        }
    };
    set("temperature", request.temperature.map(Value::from));
    set("topP", request.top_p.map(Value::from));
    set("maxOutputTokens", request.max_tokens_out.map(Value::from));
    set("stopSequences", (!request.stop.is_empty()).then(|| json!(request.stop)));
    // The seed is a 32-bit number there.
    set("seed", request.seed.map(|seed| json!(seed & 0x7fff_ffff)));
    let thinking = request.thinking.map(|thinking| match thinking {
        Thinking::Off => json!({ "thinkingBudget": 0 }),
        Thinking::Budget(budget) => json!({ "thinkingBudget": budget, "includeThoughts": true }),
        // Two levels are all that every model knows.
        Thinking::Effort(Effort::Low) => json!({ "thinkingLevel": "low", "includeThoughts": true }),
        Thinking::Effort(_) => json!({ "thinkingLevel": "high", "includeThoughts": true }),
    });
    set("thinkingConfig", thinking);
    if let Some(answer) = &request.answer {
        set("responseMimeType", Some(json!("application/json")));
        set("responseSchema", Some(simplified(&answer.schema)));
    }
    config
}

fn contents(turns: &[Turn]) -> (String, Vec<Value>) {
    let mut system = Vec::new();
    let mut contents: Vec<(&str, Vec<Value>)> = Vec::new();
    for turn in turns {
        let (role, parts) = match turn {
            Turn::System { text } => {
                system.push(text.as_str());
                continue;
            }
            Turn::User { text } => ("user", vec![json!({ "text": text })]),
            Turn::Tool(result) => {
                let key = if result.is_error { "error" } else { "result" };
                let mut response =
                    json!({ "name": result.name, "response": { key: result.content } });
                if !is_made_id(&result.call_id) {
                    response["id"] = json!(result.call_id);
                }
                ("user", vec![json!({ "functionResponse": response })])
            }
            Turn::Assistant { parts } => ("model", parts.iter().filter_map(part).collect()),
        };
        match contents.last_mut() {
            Some((last, list)) if *last == role => list.extend(parts),
            _ if parts.is_empty() => {}
            _ => contents.push((role, parts)),
        }
    }
    let contents =
        contents.into_iter().map(|(role, parts)| json!({ "role": role, "parts": parts }));
    (system.join("\n\n"), contents.collect())
}

fn part(part: &Part) -> Option<Value> {
    let signature = match &part.seal {
        Some(Seal::GeminiSignature { text }) => Some(text),
        _ => None,
    };
    let mut said = match &part.said {
        Said::Text { text } if text.is_empty() && signature.is_none() => return None,
        Said::Text { text } => json!({ "text": text }),
        Said::Reasoning { text } => {
            signature?;
            json!({ "text": text, "thought": true })
        }
        Said::Call(call) => {
            let mut said = json!({ "name": call.name, "args": call.object() });
            if !call.has_made_id() {
                said["id"] = json!(call.id);
            }
            json!({ "functionCall": said })
        }
    };
    if let Some(signature) = signature {
        said["thoughtSignature"] = json!(signature);
    }
    Some(said)
}

/// Reads a whole reply, or an event of a stream.
#[expect(clippy::unnecessary_wraps, reason = "all dialects read alike")]
pub fn chunk(draft: &mut Draft, value: &Value) -> Result<(), ChatError> {
    draft.name_reply(&value["responseId"], &value["modelVersion"]);
    let candidate = &value["candidates"][0];
    for part in candidate["content"]["parts"].as_array().into_iter().flatten() {
        read_part(draft, part);
    }
    if let Some(word) = text(&candidate["finishReason"]) {
        draft.stop = Some((stop_reason(word), word.to_owned()));
    }
    if let Some(word) = text(&value["promptFeedback"]["blockReason"]) {
        draft.stop = Some((StopReason::Refused, word.to_owned()));
    }
    if value["usageMetadata"].is_object() {
        draft.usage = Some(read_usage(&value["usageMetadata"]));
    }
    Ok(())
}

fn read_part(draft: &mut Draft, part: &Value) {
    let call = &part["functionCall"];
    if call.is_object() {
        let id = call["id"].as_str().unwrap_or_default();
        draft.whole_call(id, call["name"].as_str().unwrap_or_default(), &call["args"]);
    } else if let Some(words) = part["text"].as_str() {
        let signed = part["thoughtSignature"].is_string();
        // Nothing said: but a signature needs a part to stand on.
        if words.is_empty() && !signed {
            return;
        }
        let is_thought = part["thought"] == true;
        if words.is_empty() && !is_thought {
            draft.parts.push(Part::new(Said::Text { text: String::new() }));
        } else if is_thought {
            draft.reasoning(words);
        } else {
            draft.text(words);
        }
    } else {
        return;
    }
    if let Some(signature) = text(&part["thoughtSignature"]) {
        draft.seal(Seal::GeminiSignature { text: signature.to_owned() });
    }
}

fn stop_reason(word: &str) -> StopReason {
    match word {
        "STOP" => StopReason::End,
        "MAX_TOKENS" => StopReason::Length,
        "SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" | "LANGUAGE" => {
            StopReason::Refused
        }
        _ => StopReason::Other,
    }
}

/// Thoughts are told beside the reply.
fn read_usage(usage: &Value) -> Usage {
    let thoughts = count(&usage["thoughtsTokenCount"]);
    Usage {
        tokens_in: count(&usage["promptTokenCount"])
            .saturating_add(count(&usage["toolUsePromptTokenCount"])),
        tokens_in_cached: count(&usage["cachedContentTokenCount"]),
        tokens_in_stored: 0,
        tokens_out: count(&usage["candidatesTokenCount"]).saturating_add(thoughts),
        tokens_reasoning: thoughts,
        cost_usd: None,
    }
}
