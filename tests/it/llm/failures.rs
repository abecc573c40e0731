//! What went wrong, and whether to ask again.

use diorama::llm::{ChatError, Dialect, ErrorKind, HttpHead, RetryPolicy};

/// Names and values.
type Headers = &'static [(&'static str, &'static str)];

fn failure(status: u16, headers: Headers, body: &str) -> ChatError {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let head = HttpHead { status, headers };
    Dialect::OpenAiChat.reply(&head, body.as_bytes()).expect_err(body)
}

#[test]
#[expect(clippy::too_many_lines, reason = "one row per error of a provider")]
fn every_provider_s_errors_are_understood() {
    use ErrorKind as Kind;
    let cases = [
        // OpenAI and those who follow it.
        (
            401,
            r#"{"error":{"message":"Incorrect API key","type":"invalid_request_error","code":"invalid_api_key"}}"#,
            Kind::BadKey,
        ),
        (
            429,
            r#"{"error":{"message":"You exceeded your quota","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            Kind::Quota,
        ),
        (
            429,
            r#"{"error":{"message":"Slow down","type":"tokens","code":"rate_limit_exceeded"}}"#,
            Kind::RateLimited,
        ),
        (
            400,
            r#"{"error":{"message":"Too long","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            Kind::ContextTooLong,
        ),
        (
            400,
            r#"{"error":{"message":"This model's maximum context length is 8192 tokens","type":"BadRequestError","code":400}}"#,
            Kind::ContextTooLong,
        ),
        (
            404,
            r#"{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}"#,
            Kind::NoSuchModel,
        ),
        (400, r#"{"error":{"message":"Filtered","code":"content_filter"}}"#, Kind::Refused),
        (
            400,
            r#"{"error":{"message":"Unknown parameter","type":"invalid_request_error","code":null}}"#,
            Kind::BadRequest,
        ),
        (500, r#"{"error":{"message":"Oops","type":"server_error"}}"#, Kind::Server),
        // OpenRouter.
        (402, r#"{"error":{"code":402,"message":"Insufficient credits"}}"#, Kind::Quota),
        (200, r#"{"error":{"code":429,"message":"Rate limited upstream"}}"#, Kind::RateLimited),
        // Anthropic.
        (
            529,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            Kind::Overloaded,
        ),
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API"}}"#,
            Kind::Quota,
        ),
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 300000 tokens > 200000"}}"#,
            Kind::ContextTooLong,
        ),
        (
            403,
            r#"{"type":"error","error":{"type":"permission_error","message":"No"}}"#,
            Kind::Forbidden,
        ),
        (
            413,
            r#"{"type":"error","error":{"type":"request_too_large","message":"No"}}"#,
            Kind::TooLarge,
        ),
        (
            429,
            r#"{"type":"error","error":{"type":"rate_limit_error","message":"No","details":{"error_code":"enforced_spend_limit_reached"}}}"#,
            Kind::Quota,
        ),
        // Gemini.
        (
            400,
            r#"{"error":{"code":400,"message":"API key not valid. Please pass one.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#,
            Kind::BadKey,
        ),
        (
            400,
            r#"[{"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}}]"#,
            Kind::ContextTooLong,
        ),
        (
            429,
            r#"{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"RequestsPerMinute"}]}]}}"#,
            Kind::RateLimited,
        ),
        (
            429,
            r#"{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"RequestsPerDayPerProject"}]}]}}"#,
            Kind::Quota,
        ),
        (
            503,
            r#"{"error":{"code":503,"message":"Later","status":"UNAVAILABLE"}}"#,
            Kind::Overloaded,
        ),
        // Mistral and servers on FastAPI.
        (401, r#"{"message":"Unauthorized","request_id":"1"}"#, Kind::BadKey),
        (
            422,
            r#"{"detail":[{"type":"extra_forbidden","msg":"Extra inputs are not permitted"}]}"#,
            Kind::BadRequest,
        ),
        (404, r#"{"detail":"Not Found"}"#, Kind::NoSuchModel),
        // Ollama.
        (404, r#"{"error":"model 'x' not found"}"#, Kind::NoSuchModel),
        // Whatever stands between.
        (502, "<html>Bad Gateway</html>", Kind::Server),
        (504, "", Kind::Timeout),
        (403, "", Kind::Forbidden),
        (408, "{}", Kind::Timeout),
        (429, "null", Kind::RateLimited),
        (200, "<html>", Kind::Malformed),
        (200, "{}", Kind::Malformed),
    ];
    for (status, body, want) in cases {
        let error = failure(status, &[], body);
        assert_eq!(error.kind, want, "{status} {body}: {error}");
        assert!(!error.message.is_empty(), "{status} {body}");
    }
}

#[test]
fn what_is_no_reply_is_malformed_in_every_dialect() {
    for dialect in Dialect::ALL {
        for body in ["", "{}", "[]", "null", "3", "\"hello\"", "{\"choices\":[]}"] {
            let found = dialect.reply(&HttpHead::of(200), body.as_bytes());
            let kind = found.map_err(|error| error.kind);
            assert_eq!(kind, Err(ErrorKind::Malformed), "{dialect} {body:?}");
        }
    }
}

#[test]
fn errors_say_what_a_person_needs() {
    let cases = [
        (
            r#"{"error":{"message":"Wrong","code":"invalid_api_key"}}"#,
            "the key is missing or wrong: Wrong",
        ),
        (r#"{"detail":[{"msg":"a"},{"msg":"b"}]}"#, "the server rejects the request: a; b"),
        (
            r#"{"error":{"message":"Provider error","metadata":{"raw":"bad tool"}}}"#,
            "the server rejects the request: Provider error: bad tool",
        ),
        ("", "the server rejects the request: the server gave no reason"),
    ];
    for (body, want) in cases {
        assert_eq!(failure(400, &[], body).to_string(), want, "{body}");
    }
    let long = failure(500, &[], &"ü".repeat(100_000));
    assert_eq!(long.message.chars().count(), 2001);
}

/// A date counts from the reply's own.
const UNTIL: (&str, &str) = ("Retry-After", "Sun, 01 Mar 2020 00:00:01 GMT");

#[test]
fn servers_say_how_long_to_wait() {
    let gemini = r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"37.5s"}]}}"#;
    let cases: [(Headers, &str, Option<u64>); 11] = [
        (&[], "", None),
        (&[("Retry-After", "3")], "", Some(3000)),
        (&[("retry-after", " 0.5 ")], "", Some(500)),
        (&[("retry-after", "9"), ("retry-after-ms", "120")], "", Some(120)),
        (&[("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")], "", None),
        (&[UNTIL, ("Date", "Sat, 29 Feb 2020 23:59:58 GMT")], "", Some(3_000)),
        (&[UNTIL, ("Date", "Fri, 28 Feb 2020 00:00:01 GMT")], "", Some(172_800_000)),
        (&[UNTIL, ("Date", "Mon, 02 Mar 2020 00:00:01 GMT")], "", Some(0)),
        (&[UNTIL, ("Date", "yesterday")], "", None),
        (&[("retry-after", "-1")], "", None),
        (&[], gemini, Some(37_500)),
    ];
    for (headers, body, want) in cases {
        assert_eq!(failure(429, headers, body).retry_after_ms, want, "{headers:?} {body}");
    }
}

#[test]
fn pauses_grow_and_end() {
    let policy = RetryPolicy::default();
    let longest = [None, Some(1000), Some(2000), Some(4000), Some(8000), None, None];
    assert!(pauses_of(policy, 1.0).eq(longest), "the longest");
    let half = [None, Some(500), Some(1000), Some(2000), Some(4000), None, None];
    assert!(pauses_of(policy, 0.5).eq(half), "half of it");
    assert!(pauses_of(policy, 0.0).flatten().all(|pause| pause == 0), "none");
    let patient = RetryPolicy { max_tries: 200, ..policy };
    for tries in [7, 64, 65, 199] {
        let error = ChatError::new(ErrorKind::Overloaded, "");
        assert_eq!(patient.pause_ms(tries, &error, true, 1.0), Some(60_000), "{tries}");
    }
    assert!(pauses_of(policy, f64::NAN).flatten().all(|pause| pause == 0), "no number");
}

fn pauses_of(policy: RetryPolicy, jitter: f64) -> impl Iterator<Item = Option<u64>> {
    let error = ChatError::new(ErrorKind::Overloaded, "");
    (0..=6).map(move |tries| policy.pause_ms(tries, &error, true, jitter))
}

#[test]
fn a_server_s_own_pause_is_honoured() {
    let policy = RetryPolicy::default();
    let mut error = ChatError::new(ErrorKind::RateLimited, "");
    error.retry_after_ms = Some(20_000);
    assert_eq!(policy.pause_ms(1, &error, true, 0.0), Some(20_000));
    assert_eq!(policy.pause_ms(4, &error, true, 0.5), Some(20_500));
    error.retry_after_ms = Some(policy.patience_ms + 1);
    assert_eq!(policy.pause_ms(1, &error, true, 0.0), None, "too long to wait");
}

#[test]
fn only_what_may_pass_is_asked_again() {
    use ErrorKind::{Overloaded, RateLimited, Server, Timeout, Truncated, Unreachable};
    let policy = RetryPolicy::default();
    for kind in ErrorKind::ALL {
        let error = ChatError::new(kind, "");
        let passes = [RateLimited, Overloaded, Timeout, Server, Truncated].contains(&kind);
        assert_eq!(error.is_retryable(), passes, "{kind:?}");
        assert_eq!(policy.pause_ms(1, &error, false, 0.5).is_some(), passes, "{kind:?}");
        let passes = passes || kind == Unreachable;
        assert_eq!(policy.pause_ms(1, &error, true, 0.5).is_some(), passes, "{kind:?} reached");
    }
}
