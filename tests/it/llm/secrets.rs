//! A planted key shows up nowhere but in the header that is sent.

use diorama::llm::{
    ChatError, ChatRequest, Endpoint, HeaderValue, HttpHead, HttpRequest, Provider, Secret, Turn,
};

const PLANTED: &str = "sk-planted-0123456789";

fn request() -> ChatRequest {
    let turns = vec![Turn::User { text: "Hello".into() }];
    ChatRequest { model: "m".into(), turns, ..ChatRequest::default() }
}

fn assert_hidden(what: &str, text: &str) {
    assert!(!text.contains(PLANTED), "{what} shows the key: {text}");
}

#[test]
fn a_secret_does_not_show_itself() {
    let secret = Secret::new(&format!(" {PLANTED}\n"));
    assert_eq!(secret.expose(), PLANTED);
    assert_eq!(format!("{secret:?} {secret} {secret:#?}"), "(secret) (secret) (secret)");
    assert_eq!(serde_json::to_string(&Some(&secret)).expect("JSON"), "\"(secret)\"");
}

#[test]
fn requests_hold_no_key_until_they_are_sent() {
    let secret = Secret::new(PLANTED);
    for provider in &Provider::ALL {
        let endpoint = provider.endpoint_at("https://example.test/v1/");
        for http in [endpoint.chat(&request()), endpoint.models()] {
            let json = serde_json::to_string(&http).expect("JSON");
            assert_hidden(provider.id, &format!("{http:?} {json} {endpoint:?}"));
            let back: HttpRequest = serde_json::from_str(&json).expect("the same request");
            assert_eq!(back, http, "{}", provider.id);

            let sent = http.headers_with(Some(&secret));
            let with_key = sent.iter().filter(|(_, value)| value.contains(PLANTED)).count();
            assert_eq!(with_key, 1, "{}", provider.id);
            assert!(!http.url.contains("key"), "{}", provider.id);
            for empty in [None, Some(&Secret::new(""))] {
                let without = http.headers_with(empty);
                assert_eq!(without.len() + 1, sent.len(), "{}", provider.id);
            }
        }
    }
}

#[test]
fn a_server_that_quotes_the_key_is_not_repeated() {
    let secret = Secret::new(PLANTED);
    let bodies = [
        format!(r#"{{"error":{{"message":"Incorrect API key provided: {PLANTED}."}}}}"#),
        format!("<html>{PLANTED}</html>"),
    ];
    for body in bodies {
        let error = ChatError::from_reply(&HttpHead::of(401), body.as_bytes());
        let error = error.without(Some(&secret));
        let json = serde_json::to_string(&error).expect("JSON");
        assert_hidden("the error", &format!("{error} {error:?} {json}"));
        assert!(error.message.contains("(secret)"), "{error}");
    }
    let error = ChatError::from_reply(&HttpHead::of(401), b"no").without(None);
    assert_eq!(error.without(Some(&Secret::new(""))).message, "no");
}

#[test]
fn only_what_is_needed_is_sent() {
    for provider in &Provider::ALL {
        let endpoint: Endpoint = provider.endpoint();
        let http = endpoint.chat(&request());
        for header in &http.headers {
            let named = ["authorization", "x-api-key", "x-goog-api-key", "content-type"];
            let is_known = named.contains(&header.name.as_str());
            let is_anthropic = provider.id == "anthropic" && header.name.starts_with("anthropic-");
            assert!(is_known || is_anthropic, "{} sends {}", provider.id, header.name);
            let is_key = matches!(header.value, HeaderValue::Key { .. });
            assert_eq!(is_key, named[..3].contains(&header.name.as_str()), "{}", provider.id);
        }
    }
}
