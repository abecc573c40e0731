//! What is sent, in every dialect's words.

use std::path::Path;

use diorama::llm::{
    AnswerShape, ChatRequest, Dialect, Effort, Endpoint, HttpHead, Message, Method, Part, Provider,
    Quirk, Said, Seal, Thinking, Tool, ToolCall, ToolChoice, ToolResult, Turn, read_models,
};
use expect_test::expect_file;
use serde_json::{Value, json};

use crate::llm::read_whole;

/// A server that speaks this dialect and has no quirks but these.
fn endpoint(dialect: Dialect, quirks: &[Quirk]) -> Endpoint {
    let provider = Provider::ALL.iter().find(|provider| provider.dialect == dialect);
    let endpoint = provider.expect("a provider of each dialect").endpoint();
    Endpoint { quirks: quirks.to_vec(), ..endpoint }
}

fn body(dialect: Dialect, quirks: &[Quirk], request: &ChatRequest) -> Value {
    let http = endpoint(dialect, quirks).chat(request);
    serde_json::from_str(&http.body).expect("a body of JSON")
}

fn call(id: &str, name: &str, arguments: &str) -> Part {
    Part::new(Said::Call(ToolCall {
        id: id.into(),
        name: name.into(),
        arguments: arguments.into(),
    }))
}

fn thought(text: &str, seal: Seal) -> Part {
    Part { said: Said::Reasoning { text: text.into() }, seal: Some(seal) }
}

fn result(call_id: &str, name: &str, content: &str, is_error: bool) -> Turn {
    let (call_id, name, content) = (call_id.into(), name.into(), content.into());
    Turn::Tool(ToolResult { call_id, name, content, is_error })
}

/// A conversation with everything in it: thoughts sealed by every provider, a broken call, a failed tool.
fn conversation() -> ChatRequest {
    let mut signed = call("made_0", "look", "{}");
    signed.seal = Some(Seal::GeminiSignature { text: "gemini".into() });
    let parts = vec![
        thought("Thought A.", Seal::AnthropicSignature { text: "anthropic".into() }),
        thought("", Seal::AnthropicRedacted { data: "hidden".into() }),
        thought("Thought G.", Seal::GeminiSignature { text: "gemini".into() }),
        thought(
            "Thought O.",
            Seal::OpenAiReasoning { id: "rs".into(), encrypted: Some("x".into()) },
        ),
        Part::new(Said::Reasoning { text: "Thought, unsealed.".into() }),
        Part::new(Said::Text { text: "I look.".into() }),
        signed,
        call("call_1", "go", r#"{"to": "door""#),
    ];
    let parameters = json!({
        "type": "object",
        "properties": { "to": { "$ref": "#/$defs/place" }, "fast": { "type": ["boolean", "null"] } },
        "required": ["to"],
        "additionalProperties": false,
        "$defs": { "place": { "anyOf": [{ "const": "door" }, { "type": "string" }] } },
    });
    let tool = |name: &str, parameters: Value| Tool {
        name: name.into(),
        description: format!("To {name}."),
        parameters,
    };
    ChatRequest {
        model: "model-1".into(),
        turns: vec![
            Turn::from(Message::system("Rules.")),
            Turn::from(Message::user("Find the door.")),
            Turn::Assistant { parts },
            result("made_0", "look", "A door.", false),
            result("call_1", "go", "No such place.", true),
            Turn::from(Message::user("Go on.")),
        ],
        tools: vec![
            tool("go", parameters),
            tool("look", json!({ "type": "object", "properties": {} })),
        ],
        tool_choice: ToolChoice::Auto,
        temperature: Some(0.5),
        top_p: Some(0.9),
        max_tokens_out: Some(300),
        stop: vec!["END".into()],
        seed: Some(7),
        thinking: None,
        answer: None,
        stream: true,
    }
}

#[test]
fn a_whole_conversation_in_every_dialect() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/llm/requests");
    for dialect in Dialect::ALL {
        let http = endpoint(dialect, &[]).chat(&conversation());
        let body: Value = serde_json::from_str(&http.body).expect("a body of JSON");
        let found = format!("{} {}\n{body:#}\n", http.method.as_str(), http.url);
        expect_file![folder.join(format!("{dialect}.txt"))].assert_eq(&found);
    }
}

#[test]
fn what_is_not_asked_for_is_not_sent() {
    let turns = vec![Turn::from(Message::user("Hello"))];
    let request = ChatRequest { model: "m".into(), turns, ..ChatRequest::default() };
    let hello = json!({ "role": "user", "content": "Hello" });
    let cases = [
        (Dialect::OpenAiChat, json!({ "model": "m", "messages": [hello] })),
        (Dialect::OpenAiResponses, json!({ "model": "m", "input": [hello], "store": false })),
        (
            Dialect::Anthropic,
            json!({ "model": "m", "max_tokens": 4096, "messages": [
                { "role": "user", "content": [{ "type": "text", "text": "Hello" }] }] }),
        ),
        (
            Dialect::Gemini,
            json!({ "contents": [{ "role": "user", "parts": [{ "text": "Hello" }] }] }),
        ),
        (Dialect::Ollama, json!({ "model": "m", "messages": [hello], "stream": false })),
    ];
    for (dialect, want) in cases {
        assert_eq!(body(dialect, &[], &request), want, "{dialect}");
    }
}

#[test]
fn thinking_is_asked_for_in_each_one_s_words() {
    use Dialect::{Anthropic, Gemini, Ollama, OpenAiChat, OpenAiResponses};
    let of = |thinking| ChatRequest { thinking: Some(thinking), ..conversation() };
    let effort = of(Thinking::Effort(Effort::Medium));
    let budget = of(Thinking::Budget(2000));
    let off = of(Thinking::Off);
    let at = |dialect, request: &ChatRequest, path: &str| {
        body(dialect, &[], request).pointer(path).cloned().unwrap_or(Value::Null)
    };
    let cases = [
        (OpenAiChat, &effort, "/reasoning_effort", json!("medium")),
        (OpenAiChat, &budget, "/reasoning_effort", json!("low")),
        (OpenAiChat, &off, "/reasoning_effort", Value::Null),
        (OpenAiResponses, &effort, "/reasoning/effort", json!("medium")),
        (OpenAiResponses, &effort, "/include/0", json!("reasoning.encrypted_content")),
        (Anthropic, &effort, "/thinking", json!({ "type": "adaptive" })),
        (Anthropic, &effort, "/output_config/effort", json!("medium")),
        (Anthropic, &budget, "/thinking", json!({ "type": "enabled", "budget_tokens": 2000 })),
        (Anthropic, &budget, "/max_tokens", json!(3024)),
        (Anthropic, &budget, "/temperature", Value::Null),
        (Anthropic, &off, "/thinking", Value::Null),
        (Anthropic, &off, "/temperature", json!(0.5)),
        (Gemini, &effort, "/generationConfig/thinkingConfig/thinkingLevel", json!("high")),
        (Gemini, &budget, "/generationConfig/thinkingConfig/thinkingBudget", json!(2000)),
        (Gemini, &off, "/generationConfig/thinkingConfig/thinkingBudget", json!(0)),
        (Ollama, &effort, "/think", json!(true)),
        (Ollama, &off, "/think", json!(false)),
    ];
    for (dialect, request, path, want) in cases {
        assert_eq!(at(dialect, request, path), want, "{dialect} {path} {:?}", request.thinking);
    }
}

#[test]
fn tools_are_forced_and_forbidden() {
    let of = |tool_choice| ChatRequest { tool_choice, ..conversation() };
    let named = || ToolChoice::Named("go".into());
    let path = |dialect| match dialect {
        Dialect::Gemini => "/toolConfig/functionCallingConfig",
        _ => "/tool_choice",
    };
    let cases = [
        (Dialect::OpenAiChat, ToolChoice::Any, json!("required")),
        (Dialect::OpenAiChat, named(), json!({ "type": "function", "function": { "name": "go" } })),
        (Dialect::OpenAiResponses, ToolChoice::None, json!("none")),
        (Dialect::OpenAiResponses, named(), json!({ "type": "function", "name": "go" })),
        (Dialect::Anthropic, ToolChoice::Any, json!({ "type": "any" })),
        (Dialect::Anthropic, named(), json!({ "type": "tool", "name": "go" })),
        (Dialect::Gemini, ToolChoice::None, json!({ "mode": "NONE" })),
        (Dialect::Gemini, named(), json!({ "mode": "ANY", "allowedFunctionNames": ["go"] })),
    ];
    for (dialect, choice, want) in cases {
        let body = body(dialect, &[], &of(choice.clone()));
        assert_eq!(body.pointer(path(dialect)), Some(&want), "{dialect} {choice:?}");
    }
    let forced = ChatRequest { thinking: Some(Thinking::Budget(2000)), ..of(ToolChoice::Any) };
    let body = body(Dialect::Anthropic, &[], &forced);
    assert_eq!(body["tool_choice"]["type"], "auto", "thoughts and force exclude each other");
}

#[test]
fn an_answer_s_shape_is_asked_for() {
    let schema = json!({ "type": "object", "properties": { "act": { "const": "left" } } });
    let answer = Some(AnswerShape { name: "act".into(), schema: schema.clone() });
    let request = ChatRequest { answer, ..conversation() };
    let cases = [
        (Dialect::OpenAiChat, "/response_format/json_schema/schema"),
        (Dialect::OpenAiResponses, "/text/format/schema"),
        (Dialect::Anthropic, "/output_config/format/schema"),
        (Dialect::Ollama, "/format"),
    ];
    for (dialect, path) in cases {
        let body = body(dialect, &[], &request);
        assert_eq!(body.pointer(path), Some(&schema), "{dialect}");
    }
    let config = &body(Dialect::Gemini, &[], &request)["generationConfig"];
    assert_eq!(config["responseMimeType"], "application/json");
    assert_eq!(config["responseSchema"]["properties"]["act"]["enum"], json!(["left"]));
}

#[test]
fn quirks_change_what_is_sent() {
    let request = ChatRequest { thinking: Some(Thinking::Effort(Effort::Low)), ..conversation() };
    let cases = [
        (Quirk::MaxCompletionTokens, "/max_completion_tokens", "/max_tokens"),
        (Quirk::RandomSeed, "/random_seed", "/seed"),
        (Quirk::NoSeed, "", "/seed"),
        (Quirk::NoStreamOptions, "", "/stream_options"),
        (Quirk::NoReasoningEffort, "", "/reasoning_effort"),
    ];
    for (quirk, new, old) in cases {
        let plain = body(Dialect::OpenAiChat, &[], &request);
        let with = body(Dialect::OpenAiChat, &[quirk], &request);
        assert!(plain.pointer(old).is_some(), "{quirk:?}");
        assert!(with.pointer(old).is_none(), "{quirk:?}");
        assert!(new.is_empty() || with.pointer(new).is_some(), "{quirk:?}");
    }
}

#[test]
fn thoughts_go_back_only_until_the_user_speaks() {
    let thoughts = |request: &ChatRequest, quirks: &[Quirk]| {
        body(Dialect::OpenAiChat, quirks, request)["messages"][2]["reasoning_content"].clone()
    };
    let mut request = conversation();
    let back = [Quirk::ReasoningBack];
    assert_eq!(thoughts(&request, &back), Value::Null, "the user spoke");
    request.turns.pop();
    let all = "Thought A.Thought G.Thought O.Thought, unsealed.";
    assert_eq!(thoughts(&request, &back), json!(all));
    assert_eq!(thoughts(&request, &[]), Value::Null, "nobody wants them");
}

/// A reply with thoughts and calls goes back as it came, in its own dialect.
#[test]
fn replies_go_back_as_they_came() {
    let anthropic = json!([
        { "type": "thinking", "thinking": "Hm.", "signature": "s" },
        { "type": "redacted_thinking", "data": "d" },
        { "type": "text", "text": "So." },
        { "type": "tool_use", "id": "t", "name": "go", "input": { "to": "door" } },
    ]);
    let gemini = json!([
        { "text": "So." },
        { "functionCall": { "name": "go", "args": { "to": "door" } }, "thoughtSignature": "s" },
        { "functionCall": { "name": "look", "args": {}, "id": "f" } },
        { "text": "", "thoughtSignature": "s2" },
    ]);
    let responses = json!([
        { "type": "reasoning", "id": "r", "summary": [{ "type": "summary_text", "text": "Hm." }],
            "encrypted_content": "c" },
        { "type": "function_call", "call_id": "t", "name": "go", "arguments": "{\"to\":1}" },
    ]);
    let cases = [
        (Dialect::Anthropic, json!({ "content": anthropic }), "/messages/0/content", anthropic),
        (
            Dialect::Gemini,
            json!({ "candidates": [{ "content": { "parts": gemini } }] }),
            "/contents/0/parts",
            gemini,
        ),
        (Dialect::OpenAiResponses, json!({ "output": responses }), "/input", responses),
    ];
    for (dialect, reply, path, want) in cases {
        let reply = read_whole(dialect, reply.to_string().as_bytes()).expect("a reply");
        let json = serde_json::to_string(&reply).expect("JSON");
        assert_eq!(serde_json::from_str::<diorama::llm::ChatReply>(&json).expect("a reply"), reply);
        let request = ChatRequest { turns: vec![reply.into_turn()], ..ChatRequest::default() };
        assert_eq!(body(dialect, &[], &request).pointer(path), Some(&want), "{dialect}");
    }
}

#[test]
fn requests_survive_being_kept() {
    let request = conversation();
    let json = serde_json::to_string(&request).expect("JSON");
    assert_eq!(serde_json::from_str::<ChatRequest>(&json).expect("a request"), request);
}

#[test]
fn a_schema_that_holds_itself_ends() {
    let itself = json!({ "$ref": "#" });
    let many: serde_json::Map<String, Value> =
        (0..9).map(|at| (format!("p{at}"), itself.clone())).collect();
    let schema = json!({ "type": "object", "properties": many });
    let tools = vec![Tool { name: "t".into(), description: String::new(), parameters: schema }];
    let request = ChatRequest { tools, ..ChatRequest::default() };
    let text = body(Dialect::Gemini, &[], &request).to_string();
    assert!(text.len() < 1_000_000 && !text.contains("$ref"), "{text}");
}

#[test]
fn addresses_are_put_together() {
    let request = ChatRequest { model: "models/a/b c?".into(), ..ChatRequest::default() };
    let at = |id: &str, address: &str| {
        let provider = Provider::find(id).expect(id);
        provider.endpoint_at(address).chat(&request).url
    };
    let cases = [
        ("other", " https://a.test/v1/ ", "https://a.test/v1/chat/completions"),
        ("other", "https://a.test/v1/chat/completions", "https://a.test/v1/chat/completions"),
        ("other", "https://a.test/v1/models/", "https://a.test/v1/chat/completions"),
        ("openai-responses", "https://a.test/v1/responses", "https://a.test/v1/responses"),
        ("anthropic", "https://a.test/v1/messages", "https://a.test/v1/messages"),
        ("ollama", "http://a.test:1/", "http://a.test:1/api/chat"),
        ("gemini", "https://a.test/v1", "https://a.test/v1/models/a%2Fb%20c%3F:generateContent"),
    ];
    for (id, address, want) in cases {
        assert_eq!(at(id, address), want, "{id} {address}");
    }
}

#[test]
fn providers_are_told_apart() {
    for provider in &Provider::ALL {
        assert_eq!(Provider::find(provider.id), Some(provider));
        let is_known = provider.base.starts_with("https://")
            || provider.base.starts_with("http://localhost:") && !provider.key.is_required();
        assert!(is_known || provider.id == "other", "{}", provider.id);
        assert!(!provider.base.ends_with('/'), "{}", provider.id);
    }
    assert_eq!(Provider::find("nobody"), None);
}

#[test]
fn lists_of_models_are_read() {
    let cases = [
        (r#"{"data":[{"id":"b"},{"id":"a"}]}"#, Some(vec!["a", "b"])),
        (r#"[{"id":"x"}]"#, Some(vec!["x"])),
        (r#"{"models":[{"name":"models/flash"}]}"#, Some(vec!["flash"])),
        (r#"{"models":[{"name":"tiny:1b"},{}]}"#, Some(vec!["tiny:1b"])),
        (r#"{"data":[]}"#, Some(vec![])),
        ("{}", None),
        ("<html>", None),
    ];
    for (body, want) in cases {
        let found = read_models(&HttpHead::of(200), body.as_bytes()).ok();
        let found = found.as_ref().map(|names| names.iter().map(String::as_str).collect());
        assert_eq!(found, want, "{body}");
    }
    let http = endpoint(Dialect::Ollama, &[]).models();
    assert_eq!((http.method, http.url.as_str()), (Method::Get, "http://localhost:11434/api/tags"));
}
