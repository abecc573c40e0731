//! One of several models that take part in something, as a file or flags name it, beside the one that the common flags name.

use std::path::PathBuf;

use serde::Deserialize;

use super::model::{ModelArguments, price};

/// A model; what is left out is as the common flags say.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Party {
    /// The model, by its provider's name; "scripted" needs no key.
    pub model: Option<String>,
    /// Who serves it.
    pub provider: Option<String>,
    /// The server's address.
    pub base_url: Option<String>,
    /// The environment variable that holds the key.
    pub key_env: Option<String>,
    /// A file that holds the key.
    pub key_file: Option<PathBuf>,
    /// Spread of the sampling.
    pub temperature: Option<f64>,
    /// Nucleus of the sampling.
    pub top_p: Option<f64>,
    /// At most so many tokens in a reply.
    pub max_tokens: Option<u32>,
    /// A wish for the same answer twice.
    pub sampling_seed: Option<u64>,
    /// How much to think first.
    pub thinking: Option<String>,
    /// Its price, as the flag takes it.
    pub price: Option<String>,
    /// At most so many questions at once.
    pub at_once: Option<usize>,
}

/// Puts what is there into a place.
fn put<T: Clone>(place: &mut Option<T>, own: Option<&T>) {
    if let Some(own) = own {
        *place = Some(own.clone());
    }
}

/// The name of models that are none.
pub const SCRIPTED: &str = "scripted";

impl Party {
    /// A party of a name, as sample files give it.
    pub fn named(model: &str, provider: &str) -> Self {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self { model: text(model), provider: text(provider), ..Self::default() }
    }

    /// Whether it names somebody.
    pub const fn is_named(&self) -> bool {
        self.model.is_some() || self.provider.is_some() || self.base_url.is_some()
    }

    /// What the common flags say, with this in place; none for a scripted one.
    ///
    /// # Errors
    ///
    /// A price or thinking that cannot be read.
    pub fn arguments(&self, common: &ModelArguments) -> Result<Option<ModelArguments>, String> {
        let named = self.model.as_ref().or(common.model.as_ref());
        let has_server = self.provider.is_some()
            || self.base_url.is_some()
            || common.provider.is_some()
            || common.base_url.is_some();
        if named.is_none_or(|name| name == SCRIPTED) && (!has_server || self.model.is_some()) {
            return Ok(None);
        }
        let mut found = common.clone();
        if self.provider.is_some() || self.base_url.is_some() {
            // A key belongs to the server that the common flags name.
            found = ModelArguments {
                provider: None,
                base_url: None,
                key_env: None,
                key_file: None,
                price: None,
                ..found
            };
        }
        if self.model.is_some() {
            found.price = None;
        }
        put(&mut found.model, self.model.as_ref());
        put(&mut found.provider, self.provider.as_ref());
        put(&mut found.base_url, self.base_url.as_ref());
        put(&mut found.key_env, self.key_env.as_ref());
        put(&mut found.key_file, self.key_file.as_ref());
        put(&mut found.temperature, self.temperature.as_ref());
        put(&mut found.top_p, self.top_p.as_ref());
        put(&mut found.max_tokens, self.max_tokens.as_ref());
        put(&mut found.sampling_seed, self.sampling_seed.as_ref());
        put(&mut found.thinking, self.thinking.as_ref());
        if let Some(text) = &self.price {
            found.price = Some(price(text)?);
        }
        if let Some(word) = found.thinking.as_deref()
            && !["off", "low", "medium", "high"].contains(&word)
        {
            return Err(format!("thinking is off, low, medium or high, not {word:?}"));
        }
        found.at_once = self.at_once.unwrap_or(found.at_once);
        Ok(Some(found))
    }
}
