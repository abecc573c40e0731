//! The servers that are known, as data: addresses, dialects, oddities, and whether a page may speak to them.
//!
//! Only the key and the content type are sent, and what a dialect demands: many servers refuse a page that sends any other header.
//! Which servers answer pages changes without notice; what stands here was so in August 2026.

use serde::{Deserialize, Serialize};

use crate::llm::{Dialect, Header, HeaderValue, HttpRequest, Method};

/// A server that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its name in settings and records; never changed.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// How it is spoken to.
    pub dialect: Dialect,
    /// Where its paths begin. Empty where only the user knows.
    pub base: &'static str,
    /// How it takes a key.
    pub key: Key,
    /// Headers beyond key and content type.
    pub headers: &'static [(&'static str, &'static str)],
    /// Where it differs from its dialect.
    pub quirks: &'static [Quirk],
    /// Whether a page may speak to it.
    pub cors: Cors,
    /// What to know or do first; may be empty.
    pub advice: &'static str,
}

/// How a server takes a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    /// `authorization: Bearer …`, and it must.
    Bearer,
    /// The same, if it was set up so.
    OptionalBearer,
    /// `x-api-key`, and it must.
    XApiKey,
    /// `x-goog-api-key`, and it must.
    XGoogApiKey,
}

impl Key {
    /// Every way.
    pub const ALL: [Self; 4] =
        [Self::Bearer, Self::OptionalBearer, Self::XApiKey, Self::XGoogApiKey];

    /// Whether nothing goes without.
    pub const fn is_required(self) -> bool {
        !matches!(self, Self::OptionalBearer)
    }

    fn header(self) -> Header {
        let (name, prefix) = match self {
            Self::Bearer | Self::OptionalBearer => ("authorization", "Bearer "),
            Self::XApiKey => ("x-api-key", ""),
            Self::XGoogApiKey => ("x-goog-api-key", ""),
        };
        Header { name: name.to_owned(), value: HeaderValue::Key { prefix: prefix.to_owned() } }
    }
}

/// Where a server differs from its dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quirk {
    /// The limit is called `max_completion_tokens`.
    MaxCompletionTokens,
    /// `stream_options` is refused, or not needed to learn the usage.
    NoStreamOptions,
    /// The seed is called `random_seed`.
    RandomSeed,
    /// A seed is refused.
    NoSeed,
    /// `reasoning_effort` is refused.
    NoReasoningEffort,
    /// Thoughts since the last words of the user must come back.
    ReasoningBack,
}

/// Whether a page may speak to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cors {
    /// It may.
    Open,
    /// It may, but with no header more than needed.
    Strict,
    /// It may once the server was told so; see the advice.
    AfterSetup,
    /// Nobody knows beforehand.
    Unknown,
}

const fn chat(id: &'static str, name: &'static str, base: &'static str) -> Provider {
    Provider {
        id,
        name,
        dialect: Dialect::OpenAiChat,
        base,
        key: Key::Bearer,
        headers: &[],
        quirks: &[],
        cors: Cors::Open,
        advice: "",
    }
}

const OPAQUE_401: &str =
    "A wrong key looks like a network failure here: the server hides its refusal from pages.";

static KNOWN: [Provider; 19] = Provider::ALL;

impl Provider {
    /// Every server that is known, and last any other.
    pub const ALL: [Self; 19] = [
        Self {
            quirks: &[Quirk::MaxCompletionTokens],
            advice: OPAQUE_401,
            ..chat("openai", "OpenAI", "https://api.openai.com/v1")
        },
        Self {
            dialect: Dialect::OpenAiResponses,
            advice: OPAQUE_401,
            ..chat("openai-responses", "OpenAI (responses)", "https://api.openai.com/v1")
        },
        Self {
            dialect: Dialect::Anthropic,
            key: Key::XApiKey,
            headers: &[
                ("anthropic-version", "2023-06-01"),
                ("anthropic-dangerous-direct-browser-access", "true"),
            ],
            advice: "An organisation can forbid its keys to pages.",
            ..chat("anthropic", "Anthropic", "https://api.anthropic.com/v1")
        },
        Self {
            dialect: Dialect::Gemini,
            key: Key::XGoogApiKey,
            cors: Cors::Strict,
            ..chat("gemini", "Gemini", "https://generativelanguage.googleapis.com/v1beta")
        },
        Self {
            cors: Cors::Strict,
            ..chat("openrouter", "OpenRouter", "https://openrouter.ai/api/v1")
        },
        chat("groq", "Groq", "https://api.groq.com/openai/v1"),
        chat("together", "Together", "https://api.together.xyz/v1"),
        Self {
            cors: Cors::Strict,
            quirks: &[Quirk::NoStreamOptions, Quirk::RandomSeed, Quirk::NoReasoningEffort],
            ..chat("mistral", "Mistral", "https://api.mistral.ai/v1")
        },
        Self {
            quirks: &[Quirk::NoSeed, Quirk::NoReasoningEffort, Quirk::ReasoningBack],
            ..chat("deepseek", "DeepSeek", "https://api.deepseek.com/v1")
        },
        chat("xai", "xAI", "https://api.x.ai/v1"),
        Self {
            quirks: &[Quirk::MaxCompletionTokens],
            advice: OPAQUE_401,
            ..chat("cerebras", "Cerebras", "https://api.cerebras.ai/v1")
        },
        Self {
            cors: Cors::Strict,
            ..chat("fireworks", "Fireworks", "https://api.fireworks.ai/inference/v1")
        },
        Self {
            dialect: Dialect::Ollama,
            key: Key::OptionalBearer,
            cors: Cors::AfterSetup,
            advice: "Start it with OLLAMA_ORIGINS set to this page's address; a page served from localhost needs nothing.",
            ..chat("ollama", "Ollama", "http://localhost:11434")
        },
        Self {
            key: Key::OptionalBearer,
            cors: Cors::AfterSetup,
            advice: "Start its server with `lms server start --cors`, or turn on \"Enable CORS\".",
            ..chat("lm-studio", "LM Studio", "http://localhost:1234/v1")
        },
        Self {
            key: Key::OptionalBearer,
            ..chat("llama-cpp", "llama.cpp", "http://localhost:8080/v1")
        },
        Self { key: Key::OptionalBearer, ..chat("vllm", "vLLM", "http://localhost:8000/v1") },
        Self { key: Key::OptionalBearer, ..chat("litellm", "LiteLLM", "http://localhost:4000/v1") },
        Self {
            key: Key::OptionalBearer,
            cors: Cors::AfterSetup,
            advice: "It answers no page by itself: put a reverse proxy before it that adds the CORS headers.",
            ..chat("tensorzero", "TensorZero gateway", "http://localhost:3000/openai/v1")
        },
        Self {
            key: Key::OptionalBearer,
            cors: Cors::Unknown,
            ..chat("other", "Other (OpenAI-compatible)", "")
        },
    ];

    /// The server of this name.
    pub fn find(id: &str) -> Option<&'static Self> {
        KNOWN.iter().find(|provider| provider.id == id)
    }

    /// The server of this name, or else any other.
    pub fn find_or_other(id: &str) -> &'static Self {
        Self::find(id).unwrap_or(&KNOWN[KNOWN.len() - 1])
    }

    /// The environment variable in which its key is looked for.
    pub fn key_env(&self) -> String {
        match self.id {
            "openai-responses" => "OPENAI_API_KEY".to_owned(),
            "other" => "DIORAMA_API_KEY".to_owned(),
            id => format!("{}_API_KEY", id.to_uppercase().replace('-', "_")),
        }
    }

    /// Whether its refusals cannot be read by a page, so that a wrong key looks like a broken network.
    pub fn hides_refusals(&self) -> bool {
        self.advice == OPAQUE_401
    }

    /// The server at its own address.
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint_at(self.base)
    }

    /// The server at another address: a proxy, another port. Whole addresses of a chat are cut to their base.
    pub fn endpoint_at(&self, address: &str) -> Endpoint {
        let mut base = address.trim().trim_end_matches('/');
        for path in ["/chat/completions", "/responses", "/messages", "/api/chat", "/models"] {
            base = base.strip_suffix(path).unwrap_or(base).trim_end_matches('/');
        }
        Endpoint {
            dialect: self.dialect,
            base: base.to_owned(),
            key: self.key,
            headers: self.headers.iter().map(|(name, value)| Header::plain(name, value)).collect(),
            quirks: self.quirks.to_vec(),
        }
    }
}

/// A server as it is spoken to. Holds no key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// How it is spoken to.
    pub dialect: Dialect,
    /// Where its paths begin, without a slash at the end.
    pub base: String,
    /// How it takes a key.
    pub key: Key,
    /// Headers beyond key and content type.
    pub headers: Vec<Header>,
    /// Where it differs from its dialect.
    pub quirks: Vec<Quirk>,
}

impl Endpoint {
    /// The request for its list of models: a cheap test of address and key.
    pub fn models(&self) -> HttpRequest {
        let path = if self.dialect == Dialect::Ollama { "/api/tags" } else { "/models" };
        self.http(Method::Get, path, String::new())
    }

    pub(crate) fn http(&self, method: Method, path: &str, body: String) -> HttpRequest {
        let mut headers = vec![self.key.header()];
        if method == Method::Post {
            headers.push(Header::plain("content-type", "application/json"));
        }
        headers.extend(self.headers.iter().cloned());
        HttpRequest { method, url: format!("{}{path}", self.base), headers, body }
    }
}
