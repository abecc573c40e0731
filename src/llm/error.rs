//! Why a model gave no answer, and how providers say so.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::llm::Secret;
use crate::llm::http::{HttpHead, millis};

/// At most so many characters of a server's message are kept.
const MAX_MESSAGE_CHARS: usize = 2000;

/// Why a model gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{kind}: {message}")]
pub struct ChatError {
    /// What it comes down to.
    pub kind: ErrorKind,
    /// The server's words, or ours.
    pub message: String,
    /// The HTTP status, where there was one.
    pub status: Option<u16>,
    /// How long the server wants to be left alone, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

impl ChatError {
    /// An error of our own words.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), status: None, retry_after_ms: None }
    }

    /// Whether the same question may be answered if asked again.
    pub const fn is_retryable(&self) -> bool {
        self.kind.is_retryable()
    }

    /// The error without the key, which servers like to quote.
    #[must_use]
    pub fn without(mut self, key: Option<&Secret>) -> Self {
        if let Some(key) = key {
            self.message = match self.message.strip_suffix('…') {
                Some(cut) => key.scrub_cut(cut) + "…",
                None => key.scrub(&self.message),
            };
        }
        self
    }

    /// Reads the reply to a request that was not granted.
    pub fn from_reply(head: &HttpHead, body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let mut error = match serde_json::from_str::<Value>(&text) {
            Ok(value) => Self::from_value(Some(head.status), &value),
            Err(_) => Self::from_words(Some(head.status), "", text.trim()),
        };
        error.retry_after_ms = head.retry_after_ms().or(error.retry_after_ms);
        error
    }

    /// Reads an error as JSON: the body of a reply, or a chunk of a stream.
    ///
    /// Known forms: `{error:{message,type,code}}` (`OpenAI`, Anthropic, Gemini), `{error:"…"}` (Ollama), `{message}` and
    /// `{detail:"…"|[{msg}]}` (Mistral, servers on `FastAPI`), `{code,message}` (responses), and any of them alone in an array (Gemini).
    pub(crate) fn from_value(status: Option<u16>, value: &Value) -> Self {
        let value = value.as_array().and_then(|array| array.first()).unwrap_or(value);
        let inner = match &value["error"] {
            Value::Null => value,
            inner => inner,
        };
        let number = inner["code"].as_u64().and_then(|code| u16::try_from(code).ok());
        let status = status.filter(|status| *status >= 400).or(number.filter(|code| *code >= 400));
        let mut codes = String::new();
        for code in [
            &inner["type"],
            &inner["code"],
            &inner["status"],
            &inner["details"]["error_code"],
            &value["object"],
        ] {
            codes.push_str(code.as_str().unwrap_or_default());
            codes.push(' ');
        }
        let mut retry_after_ms = None;
        for detail in inner["details"].as_array().into_iter().flatten() {
            codes.push_str(detail["reason"].as_str().unwrap_or_default());
            codes.push(' ');
            for violation in detail["violations"].as_array().into_iter().flatten() {
                codes.push_str(violation["quotaId"].as_str().unwrap_or_default());
                codes.push(' ');
            }
            retry_after_ms = retry_after_ms.or_else(|| {
                let seconds = detail["retryDelay"].as_str()?.strip_suffix('s')?;
                millis(seconds.parse::<f64>().ok()? * 1000.0)
            });
        }
        let mut error = Self::from_words(status, &codes, &words(value, inner));
        error.retry_after_ms = retry_after_ms;
        error
    }

    fn from_words(status: Option<u16>, codes: &str, message: &str) -> Self {
        let kind = classify(status.unwrap_or(0), &codes.to_lowercase(), &message.to_lowercase());
        let message = match message.char_indices().nth(MAX_MESSAGE_CHARS) {
            Some((end, _)) => format!("{}…", &message[..end]),
            None if message.is_empty() => "the server gave no reason".to_owned(),
            None => message.to_owned(),
        };
        Self { kind, message, status, retry_after_ms: None }
    }
}

/// The words for a person. `OpenRouter` hides the real provider's in `metadata.raw`.
fn words(value: &Value, inner: &Value) -> String {
    let detail = match &value["detail"] {
        Value::Array(list) => {
            let one = |entry: &Value| entry["msg"].as_str().map(str::to_owned);
            Some(list.iter().filter_map(one).collect::<Vec<_>>().join("; "))
        }
        other => other.as_str().map(str::to_owned),
    };
    let said = inner["message"].as_str().or(inner.as_str()).map(str::to_owned);
    let nested = || inner["message"]["detail"].as_array().map(|_| inner["message"].to_string());
    let said = said.or(detail).or_else(nested).unwrap_or_else(|| match inner {
        Value::Null => String::new(),
        other => other.to_string(),
    });
    match inner["metadata"]["raw"].as_str() {
        Some(raw) => format!("{said}: {raw}"),
        None => said,
    }
}

/// What it comes down to. Codes go before the status: providers disagree on the latter, and a stream has none.
fn classify(status: u16, codes: &str, message: &str) -> ErrorKind {
    const CODES: [(&str, ErrorKind); 27] = [
        ("insufficient_quota", ErrorKind::Quota),
        ("credit_balance", ErrorKind::Quota),
        ("billing", ErrorKind::Quota),
        ("spend_limit", ErrorKind::Quota),
        ("perday", ErrorKind::Quota),
        ("context_length_exceeded", ErrorKind::ContextTooLong),
        ("exceed_context_size", ErrorKind::ContextTooLong),
        ("content_filter", ErrorKind::Refused),
        ("content_policy", ErrorKind::Refused),
        ("invalid_prompt", ErrorKind::Refused),
        ("invalid_api_key", ErrorKind::BadKey),
        ("api_key_invalid", ErrorKind::BadKey),
        ("authentication", ErrorKind::BadKey),
        ("unauthenticated", ErrorKind::BadKey),
        ("permission", ErrorKind::Forbidden),
        ("model_not_found", ErrorKind::NoSuchModel),
        ("not_found", ErrorKind::NoSuchModel),
        ("request_too_large", ErrorKind::TooLarge),
        ("rate_limit", ErrorKind::RateLimited),
        ("resource_exhausted", ErrorKind::RateLimited),
        ("overloaded", ErrorKind::Overloaded),
        ("unavailable", ErrorKind::Overloaded),
        ("timeout", ErrorKind::Timeout),
        ("deadline_exceeded", ErrorKind::Timeout),
        ("api_error", ErrorKind::Server),
        ("server_error", ErrorKind::Server),
        ("internal", ErrorKind::Server),
    ];
    const WORDS: [(&str, ErrorKind); 11] = [
        ("credit balance is too low", ErrorKind::Quota),
        ("context length", ErrorKind::ContextTooLong),
        ("context window", ErrorKind::ContextTooLong),
        ("context size", ErrorKind::ContextTooLong),
        ("prompt is too long", ErrorKind::ContextTooLong),
        ("exceeds the maximum number of tokens", ErrorKind::ContextTooLong),
        ("api key not valid", ErrorKind::BadKey),
        ("incorrect api key", ErrorKind::BadKey),
        ("no such model", ErrorKind::NoSuchModel),
        ("model not found", ErrorKind::NoSuchModel),
        ("model does not exist", ErrorKind::NoSuchModel),
    ];
    let find = |table: &[(&str, ErrorKind)], text: &str| {
        table.iter().find(|(word, _)| text.contains(word)).map(|(_, kind)| *kind)
    };
    let by_status = match status {
        401 => ErrorKind::BadKey,
        402 => ErrorKind::Quota,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NoSuchModel,
        408 | 504 => ErrorKind::Timeout,
        409 | 503 | 529 => ErrorKind::Overloaded,
        413 => ErrorKind::TooLarge,
        429 => ErrorKind::RateLimited,
        0 | 500.. => ErrorKind::Server,
        _ => ErrorKind::BadRequest,
    };
    // A word in a message may be said by the way: it counts only where nothing else tells the kinds apart.
    let by_words = || matches!(status, 0 | 400 | 422 | 500).then(|| find(&WORDS, message))?;
    find(&CODES, codes).or_else(by_words).unwrap_or(by_status)
}

/// What a failure comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// No key, or a wrong one.
    BadKey,
    /// The key may not do this.
    Forbidden,
    /// The money or the day's share is used up.
    Quota,
    /// Too many questions at once.
    RateLimited,
    /// The server has too much to do.
    Overloaded,
    /// The server, or one behind it, took too long.
    Timeout,
    /// The server broke.
    Server,
    /// There is no such model, or no such address.
    NoSuchModel,
    /// The conversation is longer than the model reads.
    ContextTooLong,
    /// The request is larger than the server takes.
    TooLarge,
    /// The server does not like the request.
    BadRequest,
    /// A filter stopped the request.
    Refused,
    /// What came is no reply.
    Malformed,
    /// The reply broke off.
    Truncated,
    /// Nothing came: offline, blocked, or not allowed to be read by a page.
    Unreachable,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::BadKey,
        Self::Forbidden,
        Self::Quota,
        Self::RateLimited,
        Self::Overloaded,
        Self::Timeout,
        Self::Server,
        Self::NoSuchModel,
        Self::ContextTooLong,
        Self::TooLarge,
        Self::BadRequest,
        Self::Refused,
        Self::Malformed,
        Self::Truncated,
        Self::Unreachable,
    ];

    /// What a person reads.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadKey => "the key is missing or wrong",
            Self::Forbidden => "the key may not do this",
            Self::Quota => "the account's quota is used up",
            Self::RateLimited => "too many requests",
            Self::Overloaded => "the server is overloaded",
            Self::Timeout => "the server took too long",
            Self::Server => "the server failed",
            Self::NoSuchModel => "there is no such model or address",
            Self::ContextTooLong => "the conversation is too long for the model",
            Self::TooLarge => "the request is too large",
            Self::BadRequest => "the server rejects the request",
            Self::Refused => "a filter stopped the request",
            Self::Malformed => "the reply cannot be read",
            Self::Truncated => "the reply broke off",
            Self::Unreachable => "the server cannot be reached",
        }
    }

    /// Whether the same question may be answered if asked again. What was never reached may never be: see
    /// [`RetryPolicy`](crate::llm::RetryPolicy).
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::RateLimited | Self::Overloaded | Self::Timeout | Self::Server | Self::Truncated
        )
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
