//! Model set-ups: what a person chose once, under a name, to play with often.
//!
//! A set-up holds no key; keys are kept apart, by the address that they are sent to. Set-ups are stored as a JSON list; one that
//! cannot be read is left out, the others stay.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::llm::{Endpoint, Price, Provider, Thinking};

/// A name may not be longer, in characters.
const MAX_NAME_CHARS: usize = 60;

/// A model with its settings, under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelSetup {
    /// Its name for people; no two are alike.
    pub name: String,
    /// Who answers.
    pub source: Source,
    /// The model, by its provider's name; empty where there is only one.
    #[serde(default)]
    pub model: String,
    /// Spread of the sampling. Left to the provider if `None`, as are the next two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// At most so many tokens in a reply, thoughts included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens_out: Option<u32>,
    /// How much to think first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thinking: Option<Thinking>,
    /// Whether replies come as a stream.
    pub stream: bool,
    /// At most so many questions at once.
    pub at_once: u32,
    /// The price, where the table's is wrong or missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// Whether answers are kept, so that an equal question costs nothing.
    #[serde(default)]
    pub keep_answers: bool,
}

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Source {
    /// A script that is built in and needs no model.
    Scripted,
    /// The model that the browser has built in.
    Browser,
    /// A server.
    Server {
        /// Its [`Provider::id`].
        provider: String,
        /// Its address; empty for the provider's own.
        #[serde(default)]
        base: String,
    },
}

/// Why a set-up cannot be used; each says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// It has no name.
    #[error("give it a name, by which you choose it on the Stage")]
    NoName,
    /// Its name is long.
    #[error("the name is longer than {MAX_NAME_CHARS} characters")]
    LongName,
    /// Its name is taken.
    #[error("another model is called “{0}” already: choose another name")]
    NameTaken(String),
    /// Nobody knows its provider, perhaps a newer version of this program.
    #[error("no server here is called “{0}”")]
    UnknownProvider(String),
    /// It has no address.
    #[error("give the server’s address, such as http://localhost:8000/v1")]
    NoAddress,
    /// Its address is none.
    #[error("“{0}” is no address: it begins with http:// or https:// and names a host")]
    BadAddress(String),
    /// Its address has a part that paths cannot follow, perhaps with a key. That part is not repeated.
    #[error("an address ends before its “?” or “#”; a key has a field of its own")]
    LongAddress,
    /// It has no model.
    #[error("name a model: “List models” shows which the server has")]
    NoModel,
    /// A number is out of its range.
    #[error("{what} is a number from {least} to {most}")]
    OutOfRange {
        /// Of what.
        what: &'static str,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
}

impl ModelSetup {
    /// A provider's model at the provider's own address, all else as usual.
    pub fn new(name: &str, provider: &Provider, model: &str) -> Self {
        let source = Source::Server { provider: provider.id.to_owned(), base: String::new() };
        Self { model: model.to_owned(), ..Self::of(name, source) }
    }

    /// The script that stands in for a model.
    pub fn scripted() -> Self {
        Self::of("Scripted model", Source::Scripted)
    }

    /// The browser's own model.
    pub fn browser() -> Self {
        Self::of("Chrome’s model", Source::Browser)
    }

    fn of(name: &str, source: Source) -> Self {
        Self {
            name: name.to_owned(),
            source,
            model: String::new(),
            temperature: None,
            max_tokens_out: None,
            thinking: None,
            stream: true,
            at_once: 4,
            price: None,
            keep_answers: false,
        }
    }

    /// The provider, where a known server answers.
    pub fn provider(&self) -> Option<&'static Provider> {
        match &self.source {
            Source::Server { provider, .. } => Provider::find(provider),
            Source::Scripted | Source::Browser => None,
        }
    }

    /// The server, where one answers.
    pub fn endpoint(&self) -> Option<Endpoint> {
        let provider = self.provider()?;
        match &self.source {
            Source::Server { base, .. } if !base.is_empty() => Some(provider.endpoint_at(base)),
            _ => Some(provider.endpoint()),
        }
    }

    /// Who answers, in a few words: "Ollama, qwen3:8b".
    pub fn about(&self) -> String {
        match &self.source {
            Source::Scripted => "answers by a script; no key, no network".to_owned(),
            Source::Browser => "runs on this computer; no key".to_owned(),
            Source::Server { provider, .. } => {
                let server = self.provider().map_or(provider.as_str(), |provider| provider.name);
                format!("{server}, {}", self.model)
            }
        }
    }

    /// Says what is missing or wrong.
    ///
    /// # Errors
    ///
    /// The first [`SetupError`]; [`SetupError::NameTaken`] is for whoever holds the others.
    pub fn check(&self) -> Result<(), SetupError> {
        if let Source::Server { provider, .. } = &self.source {
            let Some(endpoint) = self.endpoint() else {
                return Err(SetupError::UnknownProvider(provider.clone()));
            };
            check_address(&endpoint.base)?;
            if self.model.trim().is_empty() {
                return Err(SetupError::NoModel);
            }
        }
        match self.name.trim().chars().count() {
            0 => return Err(SetupError::NoName),
            1..=MAX_NAME_CHARS => {}
            _ => return Err(SetupError::LongName),
        }
        let range = |what, least, most, is_in: bool| {
            is_in.then_some(()).ok_or(SetupError::OutOfRange { what, least, most })
        };
        let temperature = self.temperature.unwrap_or(0.0);
        range("the temperature", 0, 2, (0.0..=2.0).contains(&temperature))?;
        range("questions at once", 1, 64, (1..=64).contains(&self.at_once))?;
        let tokens = self.max_tokens_out.unwrap_or(1);
        range("the limit of tokens", 1, 1_000_000, (1..=1_000_000).contains(&tokens))?;
        let prices = self.price.map_or([0.0, 0.0], |price| [price.input, price.output]);
        let all_in = prices.into_iter().all(|price| (0.0..=10_000.0).contains(&price));
        range("a price", 0, 10_000, all_in)
    }

    /// Reads a stored list.
    pub fn read_list(json: &str) -> Vec<Self> {
        let list: Vec<Value> = serde_json::from_str(json).unwrap_or_default();
        list.into_iter().filter_map(|one| serde_json::from_value(one).ok()).collect()
    }

    /// The list as it is stored.
    pub fn write_list(list: &[Self]) -> String {
        serde_json::to_string(list).unwrap_or_default()
    }
}

/// Says whether a page can speak to an address at all.
///
/// # Errors
///
/// [`SetupError::NoAddress`], [`SetupError::LongAddress`] and [`SetupError::BadAddress`].
pub fn check_address(base: &str) -> Result<(), SetupError> {
    if base.is_empty() {
        return Err(SetupError::NoAddress);
    }
    if base.contains(['?', '#']) {
        return Err(SetupError::LongAddress);
    }
    let rest = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split('/').next().unwrap_or_default());
    match host {
        // A name and a password in an address would be a key that everyone sees.
        Some(host) if !host.is_empty() && !host.contains(['@', ' ', '\\']) => Ok(()),
        _ => Err(SetupError::BadAddress(base.to_owned())),
    }
}
