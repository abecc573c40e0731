//! What a reply cost: a dated table, and what a person knows better.
//!
//! Prices are US dollars per million tokens. A provider's own price for a reply goes before the table, a person's own price before
//! the table's too. A model that is not known has no price: `None`, never 0. Servers on one's own machine cost nothing.

mod live;
mod name;

use serde::{Deserialize, Serialize};

use crate::llm::Usage;
use name::{fits, same_spelling};

pub use live::read_prices;

/// The table; `prices/table.txt` tells its form.
const TABLE: &str = include_str!("table.txt");

/// Tokens that a price is for.
const PER: f64 = 1e6;

/// Providers whose servers are one's own.
const LOCAL: [&str; 4] = ["ollama", "lm-studio", "llama-cpp", "vllm"];

/// Gateways take `vendor/model`, and the vendor's price.
const GATEWAYS: [&str; 4] = ["openrouter", "litellm", "tensorzero", "other"];

/// Vendors by the names that gateways give them.
const VENDORS: [(&str, &str); 9] = [
    ("openai", "openai"),
    ("anthropic", "anthropic"),
    ("google", "gemini"),
    ("google_ai_studio_gemini", "gemini"),
    ("gemini", "gemini"),
    ("x-ai", "xai"),
    ("xai", "xai"),
    ("mistral", "mistral"),
    ("groq", "groq"),
];

/// The price of a model, in US dollars per million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// Of tokens read.
    pub input: f64,
    /// Of tokens written, thoughts included.
    pub output: f64,
    /// Of tokens read from a cache; as any others if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_input: Option<f64>,
    /// Of tokens written to a cache; as any others if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write: Option<f64>,
}

impl Price {
    /// For nothing.
    pub const FREE: Self = Self { input: 0.0, output: 0.0, cached_input: None, cache_write: None };

    /// What was used, in US dollars.
    pub fn of(&self, usage: &Usage) -> f64 {
        let cached = usage.tokens_in_cached.min(usage.tokens_in);
        let stored = usage.tokens_in_stored.min(usage.tokens_in - cached);
        let plain = usage.tokens_in - cached - stored;
        let sum = plain as f64 * self.input
            + cached as f64 * self.cached_input.unwrap_or(self.input)
            + stored as f64 * self.cache_write.unwrap_or(self.input)
            + usage.tokens_out as f64 * self.output;
        sum / PER
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    provider: String,
    /// The day it was read, such as `2026-10-24`.
    as_of: String,
    model: String,
    /// For questions of more tokens than this.
    above: u64,
    price: Price,
}

/// A person's own price for a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnPrice {
    /// The provider, by its `id`.
    pub provider: String,
    /// The model, by the provider's exact name.
    pub model: String,
    /// What it costs.
    pub price: Price,
}

/// A table of prices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prices {
    rows: Vec<Row>,
    own: Vec<OwnPrice>,
}

impl Prices {
    /// The table that is compiled in.
    pub fn built_in() -> Self {
        Self { rows: rows(TABLE).flatten().collect(), own: Vec::new() }
    }

    /// The same with prices that go before it; of two for one model, the later counts.
    #[must_use]
    pub fn with_own(mut self, own: impl IntoIterator<Item = OwnPrice>) -> Self {
        self.own.extend(own);
        self
    }

    /// The day on which a provider's prices were read, such as `2026-10-24`.
    pub fn as_of(&self, provider: &str) -> Option<&str> {
        let provider = listed_as(provider);
        self.rows.iter().find(|row| row.provider == provider).map(|row| row.as_of.as_str())
    }

    /// The price of a model for a question of so many tokens.
    pub fn find(&self, provider: &str, model: &str, tokens_in: u64) -> Option<Price> {
        self.own_price(provider, model).or_else(|| self.listed(provider, model, tokens_in))
    }

    /// The price of a model for short questions, with the day on which the table's was read. A person's own has no day, nor has
    /// a server of one's own.
    pub fn dated(&self, provider: &str, model: &str) -> Option<(Price, Option<&str>)> {
        if let Some(own) = self.own_price(provider, model) {
            return Some((own, None));
        }
        let price = self.listed(provider, model, 0)?;
        let vendor = if GATEWAYS.contains(&provider) { vendor_of(model)?.0 } else { provider };
        Some((price, self.as_of(vendor)))
    }

    /// What a reply cost, in US dollars.
    ///
    /// `asked` is the model that was asked for, `exact` the one that the reply names.
    pub fn cost_usd(
        &self,
        provider: &str,
        asked: &str,
        exact: Option<&str>,
        usage: Option<&Usage>,
    ) -> Option<f64> {
        if let Some(cost) = usage.and_then(|usage| usage.cost_usd) {
            return Some(cost);
        }
        let names = [exact.unwrap_or(asked), asked];
        let own = names.iter().find_map(|model| self.own_price(provider, model));
        let tokens_in = usage.map_or(0, |usage| usage.tokens_in);
        let listed = || names.iter().find_map(|model| self.listed(provider, model, tokens_in));
        let price = own.or_else(listed)?;
        match usage {
            Some(usage) => Some(price.of(usage)),
            None => (price == Price::FREE).then_some(0.0),
        }
    }

    fn own_price(&self, provider: &str, model: &str) -> Option<Price> {
        let is_it = |own: &&OwnPrice| own.provider == provider && own.model == model;
        self.own.iter().rev().find(is_it).map(|own| own.price)
    }

    fn listed(&self, provider: &str, model: &str, tokens_in: u64) -> Option<Price> {
        // Ollama hands models of that name to its own machines, for money.
        if LOCAL.contains(&provider) {
            return (!model.ends_with("-cloud")).then_some(Price::FREE);
        }
        if GATEWAYS.contains(&provider) {
            let (vendor, model) = vendor_of(model)?;
            return self.listed(vendor, model, tokens_in);
        }
        let provider = listed_as(provider);
        let model = same_spelling(model);
        let of_model = self.rows.iter().filter(|row| {
            row.provider == provider && row.above <= tokens_in && fits(&row.model, &model)
        });
        let best = of_model.max_by_key(|row| (row.model.len(), row.above));
        best.map(|row| row.price)
    }
}

/// The provider under which prices stand.
fn listed_as(provider: &str) -> &str {
    if provider == "openai-responses" { "openai" } else { provider }
}

/// `openai/gpt-5`, `tensorzero::model_name::openai::gpt-5`: the vendor as the table calls it, and its model.
fn vendor_of(model: &str) -> Option<(&'static str, &str)> {
    let model = model.strip_prefix("tensorzero::model_name::").unwrap_or(model);
    let (vendor, model) = model.split_once("::").or_else(|| model.split_once('/'))?;
    let (_, listed) = VENDORS.iter().find(|(name, _)| *name == vendor)?;
    Some((listed, model))
}

/// The table's lines; an error names the line that cannot be read.
fn rows(table: &str) -> impl Iterator<Item = Result<Row, &str>> {
    let (mut provider, mut as_of) = ("", "");
    table.lines().filter_map(move |line| {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        if let Some(section) = line.strip_prefix('[') {
            let (name, rest) = section.split_once(']').unwrap_or((section, ""));
            provider = name;
            as_of = rest.split_whitespace().next().unwrap_or_default();
            return None;
        }
        Some(row(provider, as_of, line).ok_or(line))
    })
}

fn row(provider: &str, as_of: &str, line: &str) -> Option<Row> {
    let [name, input, output, cached, stored] =
        line.split_whitespace().collect::<Vec<_>>().try_into().ok()?;
    let (model, above) = match name.split_once('>') {
        Some((model, above)) => (model, above.parse::<u64>().ok()? + 1),
        None => (name, 0),
    };
    let number = |text: &str| text.parse::<f64>().ok().filter(|price| *price > 0.0);
    let maybe = |text: &str| match text {
        "-" => Some(None),
        text => number(text).map(Some),
    };
    Some(Row {
        provider: provider.to_owned(),
        as_of: as_of.to_owned(),
        model: same_spelling(model),
        above,
        price: Price {
            input: number(input)?,
            output: number(output)?,
            cached_input: maybe(cached)?,
            cache_write: maybe(stored)?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::{TABLE, rows};
    use crate::llm::Provider;

    #[test]
    fn every_line_of_the_table_reads() {
        let mut count = 0;
        for row in rows(TABLE) {
            let row = row.expect("a line of the table");
            assert!(Provider::find(&row.provider).is_some(), "{}", row.provider);
            let digits: Vec<&str> = row.as_of.split('-').collect();
            assert!(digits.len() == 3 && row.as_of.len() == 10, "{}: {}", row.provider, row.as_of);
            assert!(row.price.cached_input.is_none_or(|price| price <= row.price.input), "{row:?}");
            assert!(row.price.output >= row.price.input, "{row:?}");
            count += 1;
        }
        assert!(count > 50, "{count}");
    }
}
