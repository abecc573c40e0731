//! Which model is asked, where and how: what a person chooses once for many questions.

use serde::{Deserialize, Serialize};

use crate::llm::{ChatRequest, Endpoint, Provider, RetryPolicy, Thinking};

/// Without a single byte for so long, a try is given up, unless the settings say otherwise. In milliseconds.
pub const IDLE_MS: u64 = 120_000;

/// Which model is asked, where and how. Holds no key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelSettings {
    /// The provider's name, [`Provider::id`]: for the price.
    pub provider: String,
    /// The server.
    pub endpoint: Endpoint,
    /// The model, by its provider's name.
    pub model: String,
    /// Spread of the sampling. Left to the provider if `None`, as are the next four.
    #[serde(default)]
    pub temperature: Option<f64>,
    /// Nucleus of the sampling.
    #[serde(default)]
    pub top_p: Option<f64>,
    /// At most so many tokens in a reply, thoughts included.
    #[serde(default)]
    pub max_tokens_out: Option<u32>,
    /// A wish for the same answer twice.
    #[serde(default)]
    pub seed: Option<u64>,
    /// How much to think first.
    #[serde(default)]
    pub thinking: Option<Thinking>,
    /// Whether replies come as a stream.
    pub stream: bool,
    /// How often and how patiently a question is asked again.
    pub retry: RetryPolicy,
    /// A try that brings no byte for so many milliseconds is given up; 0 for endless patience.
    pub idle_ms: u64,
}

impl ModelSettings {
    /// A provider's model at the provider's own address, all else as usual.
    pub fn new(provider: &Provider, model: &str) -> Self {
        Self {
            provider: provider.id.to_owned(),
            endpoint: provider.endpoint(),
            model: model.to_owned(),
            temperature: None,
            top_p: None,
            max_tokens_out: None,
            seed: None,
            thinking: None,
            stream: true,
            retry: RetryPolicy::default(),
            idle_ms: IDLE_MS,
        }
    }

    /// The request with what it leaves open filled in. What it says itself stays, but for `stream`: how a reply comes is no
    /// matter of whoever asks.
    #[must_use]
    pub fn fill(&self, request: &ChatRequest) -> ChatRequest {
        let mut request = request.clone();
        if request.model.is_empty() {
            request.model.clone_from(&self.model);
        }
        request.temperature = request.temperature.or(self.temperature);
        request.top_p = request.top_p.or(self.top_p);
        request.max_tokens_out = request.max_tokens_out.or(self.max_tokens_out);
        request.seed = request.seed.or(self.seed);
        request.thinking = request.thinking.or(self.thinking);
        request.stream = self.stream;
        request
    }
}
