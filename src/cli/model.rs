//! The flags that name a model, and the client that they make. Every command that asks a model has them.
//!
//! Keys come from the environment, a file or standard input, never from a flag: flags stand in histories and process lists.

use std::env;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::OnceLock;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::agent::rollout::Sampling;
use crate::cli::folder_cache::FolderCache;
use crate::cli::http::Http;
use crate::llm::diagnose::Place;
use crate::llm::{
    Cache, Client, Effort, Gate, ModelSettings, OwnPrice, Price, Prices, Provider, RetryPolicy,
    Secret, Thinking,
};

/// The key from standard input, once it was read.
static TYPED: OnceLock<Secret> = OnceLock::new();

/// Nobody's key is longer, in bytes.
const MAX_KEY_BYTES: u64 = 64 << 10;

/// Which model is asked, and how.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Model")]
pub struct ModelArguments {
    /// Who serves the model; with --base-url alone: any OpenAI-compatible server.
    #[arg(long, value_parser = PossibleValuesParser::new(Provider::ALL.map(|known| known.id)))]
    pub provider: Option<String>,
    /// The model, by its provider's name.
    #[arg(long)]
    pub model: Option<String>,
    /// The server's address, where it is not the provider's own.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// The environment variable that holds the key, such as `OPENAI_API_KEY`; each provider has a usual one.
    #[arg(long, value_name = "NAME")]
    pub key_env: Option<String>,
    /// A file that holds the key and nothing else; "-" is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "key_env")]
    pub key_file: Option<PathBuf>,
    /// Spread of the sampling.
    #[arg(long)]
    pub temperature: Option<f64>,
    /// Nucleus of the sampling.
    #[arg(long)]
    pub top_p: Option<f64>,
    /// At most so many tokens in a reply, thoughts included.
    #[arg(long, value_name = "N")]
    pub max_tokens: Option<u32>,
    /// A wish for the same answer twice; providers promise little.
    #[arg(long, value_name = "N")]
    pub sampling_seed: Option<u64>,
    /// How much to think first.
    #[arg(long, value_parser = ["off", "low", "medium", "high"])]
    pub thinking: Option<String>,
    /// Ask for whole replies, not for streams.
    #[arg(long)]
    pub no_stream: bool,
    /// Keep answers in this folder, and take them from there when a question is asked again.
    #[arg(long, value_name = "FOLDER")]
    pub cache: Option<PathBuf>,
    /// How often a failed question is asked again.
    #[arg(long, value_name = "N", default_value_t = RetryPolicy::default().max_tries - 1)]
    pub retries: u32,
    /// Give a try up when nothing comes for so many seconds; 0 waits for ever.
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    pub idle: u64,
    /// Ask at most so many questions at once.
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub at_once: usize,
    /// The model's price in US dollars per million tokens: input,output[,cached input[,written to the cache]].
    #[arg(long, value_name = "PRICES", value_parser = price)]
    pub price: Option<Price>,
}

/// Why there is no client.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Neither provider nor address.
    #[error("no model is named: give --provider or --base-url")]
    NoProvider,
    /// A provider whose address only the user knows.
    #[error("give the server's address with --base-url")]
    NoAddress,
    /// The address is none.
    #[error(
        "{0:?} is no address of a server: give --base-url one that begins with http:// or https://"
    )]
    BadAddress(String),
    /// The address goes on behind a question mark, perhaps with a key: it is not repeated.
    #[error("--base-url ends before its ? or #; a key goes into the environment or a file")]
    LongAddress,
    /// The model is missing.
    #[error("give the model's name with --model")]
    NoModel,
    /// The key is missing.
    #[error(
        "{name} wants a key: put it into the environment variable {variable}, or name a file with --key-file"
    )]
    NoKey {
        /// The provider, for people.
        name: &'static str,
        /// Where the key was looked for.
        variable: String,
    },
    /// The named variable is not there. What was named is not repeated: it may be the key itself.
    #[error("the environment variable that --key-env names is not set; it takes a name, not a key")]
    NoVariable,
    /// The key's file cannot be read.
    #[error("the key cannot be read from {file}: {reason}")]
    KeyFile {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
    /// The folder of kept answers cannot be used.
    #[error("answers cannot be kept in {folder}: {reason}")]
    Cache {
        /// The folder.
        folder: String,
        /// Why.
        reason: String,
    },
    /// The system lacks what a client needs.
    #[error("{0}")]
    Http(String),
}

impl ModelArguments {
    /// Whether a model was asked for at all.
    pub const fn is_given(&self) -> bool {
        self.provider.is_some() || self.base_url.is_some() || self.model.is_some()
    }

    /// The provider.
    ///
    /// # Errors
    ///
    /// [`ModelError::NoProvider`] where neither it nor an address is given.
    pub fn provider(&self) -> Result<&'static Provider, ModelError> {
        let id = match (&self.provider, &self.base_url) {
            (Some(id), _) => id,
            (None, Some(_)) => "other",
            (None, None) => return Err(ModelError::NoProvider),
        };
        Provider::find(id).ok_or(ModelError::NoProvider)
    }

    /// How much is thought first.
    pub fn thinking(&self) -> Option<Thinking> {
        let word = self.thinking.as_deref()?;
        let effort = Effort::ALL.into_iter().find(|effort| effort.as_str() == word);
        Some(effort.map_or(Thinking::Off, Thinking::Effort))
    }

    /// Which model, and how it chooses its words.
    pub fn sampling(&self) -> Sampling {
        Sampling {
            model: self.model.clone().unwrap_or_default(),
            temperature: self.temperature,
            top_p: self.top_p,
            max_tokens_out: self.max_tokens,
            seed: self.sampling_seed,
            thinking: self.thinking(),
            stream: !self.no_stream,
        }
    }

    /// The settings that these flags say.
    ///
    /// # Errors
    ///
    /// What is missing in them.
    pub fn settings(&self) -> Result<ModelSettings, ModelError> {
        let provider = self.provider()?;
        let address = self.base_url.as_deref().unwrap_or(provider.base);
        if address.is_empty() {
            return Err(ModelError::NoAddress);
        }
        let retry =
            RetryPolicy { max_tries: self.retries.saturating_add(1), ..RetryPolicy::default() };
        Ok(ModelSettings {
            endpoint: provider.endpoint_at(address),
            temperature: self.temperature,
            top_p: self.top_p,
            max_tokens_out: self.max_tokens,
            seed: self.sampling_seed,
            thinking: self.thinking(),
            stream: !self.no_stream,
            retry,
            idle_ms: self.idle.saturating_mul(1000),
            ..ModelSettings::new(provider, self.model.as_deref().unwrap_or_default())
        })
    }

    /// The key, from where the flags say.
    ///
    /// # Errors
    ///
    /// Where it is missing though the provider's own server wants one, or cannot be read. Never says the key.
    pub fn key(&self) -> Result<Option<Secret>, ModelError> {
        if let Some(file) = &self.key_file {
            return key_file(file).map(Some);
        }
        if let Some(variable) = &self.key_env {
            let key = env::var(variable).map_err(|_| ModelError::NoVariable)?;
            return Ok(Some(Secret::new(&key)));
        }
        let provider = self.provider()?;
        let variable = provider.key_env();
        match env::var(&variable) {
            Ok(key) if !key.trim().is_empty() => Ok(Some(Secret::new(&key))),
            // Another server than the provider's own may want none.
            _ if provider.key.is_required() && self.base_url.is_none() => {
                Err(ModelError::NoKey { name: provider.name, variable })
            }
            _ => Ok(None),
        }
    }

    /// A client that is ready to ask. It may lack a model; see [`Self::client`].
    ///
    /// # Errors
    ///
    /// What is missing or cannot be used.
    pub fn connection(&self) -> Result<Client<Http>, ModelError> {
        let settings = self.settings()?;
        let own = self.price.map(|price| OwnPrice {
            provider: settings.provider.clone(),
            model: settings.model.clone(),
            price,
        });
        let cache = self.cache.as_ref().map(|folder| {
            let open = FolderCache::open(folder);
            open.map(|cache| Rc::new(cache) as Rc<dyn Cache>).map_err(|error| ModelError::Cache {
                folder: folder.display().to_string(),
                reason: error.to_string(),
            })
        });
        let client = Client::new(Http::new().map_err(ModelError::Http)?, settings)
            .with_key(self.key()?)
            .with_gate(Gate::new(self.at_once))
            .with_cache(cache.transpose()?)
            .with_prices(Rc::new(Prices::built_in().with_own(own)));
        Ok(client)
    }

    /// A client of a model.
    ///
    /// # Errors
    ///
    /// What is missing or cannot be used.
    pub fn client(&self) -> Result<Client<Http>, ModelError> {
        self.provider()?;
        if self.model.is_none() {
            return Err(ModelError::NoModel);
        }
        let client = self.connection()?;
        let base = &client.settings().endpoint.base;
        if base.contains(['?', '#']) {
            return Err(ModelError::LongAddress);
        }
        match Place::of(base) {
            Some(_) => Ok(client),
            None => Err(ModelError::BadAddress(base.clone())),
        }
    }
}

/// Reads a budget in US dollars.
///
/// # Errors
///
/// It is no amount of money.
pub fn budget(text: &str) -> Result<f64, String> {
    let amount = text.parse().ok().filter(|amount: &f64| amount.is_finite() && *amount >= 0.0);
    amount.ok_or_else(|| "an amount of US dollars is wanted, such as 0.5".to_owned())
}

/// An amount of US dollars with three digits that count.
pub fn dollars(amount: f64) -> String {
    let (mut places, mut grown) = (2, amount);
    while grown > 0.0 && grown < 1.0 && places < 12 {
        grown *= 10.0;
        places += 1;
    }
    format!("{amount:.places$}")
}

fn key_file(file: &Path) -> Result<Secret, ModelError> {
    let failed = |error: io::Error| ModelError::KeyFile {
        file: file.display().to_string(),
        reason: error.to_string(),
    };
    let mut text = String::new();
    if file == Path::new("-") {
        // Several models may be asked with one key; it can be read but once.
        if let Some(key) = TYPED.get() {
            return Ok(key.clone());
        }
        io::stdin().take(MAX_KEY_BYTES).read_to_string(&mut text).map_err(failed)?;
        return Ok(TYPED.get_or_init(|| Secret::new(&text)).clone());
    }
    let opened = fs::File::open(file).map_err(failed)?;
    opened.take(MAX_KEY_BYTES).read_to_string(&mut text).map_err(failed)?;
    Ok(Secret::new(&text))
}

/// Reads `1.25,10,0.125`.
///
/// # Errors
///
/// It is no list of two to four prices.
pub fn price(text: &str) -> Result<Price, String> {
    let numbers: Option<Vec<f64>> = text
        .split(',')
        .map(|number| {
            number.trim().parse().ok().filter(|price: &f64| price.is_finite() && *price >= 0.0)
        })
        .collect();
    match numbers.unwrap_or_default().as_slice() {
        [input, output, rest @ ..] if rest.len() <= 2 => Ok(Price {
            input: *input,
            output: *output,
            cached_input: rest.first().copied(),
            cache_write: rest.get(1).copied(),
        }),
        _ => Err("two to four prices are wanted, such as 1.25,10,0.125".to_owned()),
    }
}
