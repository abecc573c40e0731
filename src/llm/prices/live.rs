//! Prices that a server tells with its list of models.

use serde_json::Value;

use crate::llm::prices::{OwnPrice, PER, Price};

/// Reads prices out of a list of models: `OpenRouter`'s are text, US dollars per token, Together's are numbers per million.
/// Of a model without prices there is nothing; a free one costs 0.
pub fn read_prices(provider: &str, body: &[u8]) -> Vec<OwnPrice> {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let models = value["data"].as_array().or(value.as_array());
    let one = |model: &Value| {
        let name = model["id"].as_str()?;
        let price = match &model["pricing"] {
            Value::Object(_) => per_token(&model["pricing"]).or(per_million(&model["pricing"])),
            _ => None,
        }?;
        Some(OwnPrice { provider: provider.to_owned(), model: name.to_owned(), price })
    };
    models.into_iter().flatten().filter_map(one).collect()
}

fn per_token(pricing: &Value) -> Option<Price> {
    let number = |name: &str| {
        let price: f64 = pricing[name].as_str()?.parse().ok()?;
        // -1 is "it depends".
        (price.is_finite() && price >= 0.0).then_some(price * PER)
    };
    Some(Price {
        input: number("prompt")?,
        output: number("completion")?,
        cached_input: number("input_cache_read"),
        cache_write: number("input_cache_write"),
    })
}

fn per_million(pricing: &Value) -> Option<Price> {
    let number = |name: &str| pricing[name].as_f64().filter(|price| *price >= 0.0);
    Some(Price {
        input: number("input")?,
        output: number("output")?,
        cached_input: number("cached_input").filter(|price| *price > 0.0),
        cache_write: None,
    })
}
