//! What replies cost.

use diorama::llm::{OwnPrice, Price, Prices, Provider, Usage, read_prices};

fn input_price(provider: &str, model: &str) -> Option<f64> {
    Prices::built_in().find(provider, model, 0).map(|price| price.input)
}

#[test]
fn a_name_means_its_dated_versions_and_no_other_model() {
    let cases = [
        ("openai", "gpt-4o", Some(2.5)),
        ("openai", "gpt-4o-2024-08-06", Some(2.5)),
        ("openai", "gpt-4o-2024-05-13", Some(5.0)),
        ("openai", "gpt-4o-mini-2024-07-18", Some(0.15)),
        ("openai-responses", "gpt-4o-mini", Some(0.15)),
        ("openai", "gpt-4o-audio", None),
        ("openai", "gpt-4ox", None),
        ("openai", "gpt-4.1", Some(2.0)),
        ("openai", "gpt-4-0613", Some(30.0)),
        ("openai", "gpt-4.7", None),
        ("openai", "o1-preview", Some(15.0)),
        ("openai", "", None),
        ("anthropic", "claude-opus-4-1-20250805", Some(15.0)),
        ("anthropic", "claude-opus-4-5@20251101", Some(5.0)),
        ("anthropic", "claude-opus-4-9", None),
        ("anthropic", "claude-3-5-haiku-latest", Some(0.8)),
        ("gemini", "gemini-2.5-pro-preview-05-06", Some(1.25)),
        ("gemini", "gemini-2.5-flash-lite-preview-09-2025", Some(0.1)),
        ("gemini", "gemini-2.5-flash-image", None),
        ("groq", "OpenAI/GPT-OSS-120B", Some(0.15)),
        ("mistral", "gpt-4o", None),
        ("openrouter", "anthropic/claude-sonnet-4.5", Some(3.0)),
        ("openrouter", "meta-llama/llama-3.3-70b-instruct", None),
        ("litellm", "openai/gpt-4o", Some(2.5)),
        ("litellm", "gpt-4o", None),
        ("tensorzero", "tensorzero::model_name::openai::gpt-4o-mini", Some(0.15)),
        ("tensorzero", "tensorzero::function_name::act", None),
        ("ollama", "llama3.2:3b", Some(0.0)),
        ("ollama", "gpt-oss:120b-cloud", None),
        ("vllm", "anything", Some(0.0)),
        ("lm-studio", "anything", Some(0.0)),
        ("llama-cpp", "anything", Some(0.0)),
        ("other", "anything", None),
        ("nobody", "gpt-4o", None),
    ];
    for (provider, model, want) in cases {
        assert_eq!(input_price(provider, model), want, "{provider} {model}");
    }
}

#[test]
fn a_price_is_told_with_its_day() {
    let prices = Prices::built_in();
    let day = |provider, model| prices.dated(provider, model).map(|(_, day)| day.is_some());
    assert_eq!(day("openai", "gpt-4o"), Some(true));
    assert_eq!(day("openrouter", "anthropic/claude-sonnet-4.5"), Some(true));
    assert_eq!(day("ollama", "llama3.2:3b"), Some(false));
    assert_eq!(day("other", "anything"), None);
    let own = OwnPrice { provider: "other".into(), model: "anything".into(), price: Price::FREE };
    assert_eq!(
        Prices::built_in().with_own([own]).dated("other", "anything"),
        Some((Price::FREE, None))
    );
}

#[test]
fn every_price_has_a_day() {
    let prices = Prices::built_in();
    for provider in &Provider::ALL {
        let has_day = prices.as_of(provider.id).is_some();
        let is_paid = !["openrouter", "ollama", "lm-studio", "llama-cpp", "vllm", "litellm"]
            .into_iter()
            .chain(["tensorzero", "other"])
            .any(|id| id == provider.id);
        assert_eq!(has_day, is_paid, "{}", provider.id);
    }
}

#[test]
fn long_questions_cost_more() {
    let prices = Prices::built_in();
    let input = |tokens| Some(prices.find("gemini", "gemini-2.5-pro", tokens)?.input);
    assert_eq!([input(0), input(200_000), input(200_001)], [Some(1.25), Some(1.25), Some(2.5)]);
}

#[test]
fn tokens_are_paid_by_their_kind() {
    let price =
        Price { input: 3.0, output: 15.0, cached_input: Some(0.3), cache_write: Some(3.75) };
    let usage = Usage {
        tokens_in: 1_000_000,
        tokens_in_cached: 500_000,
        tokens_in_stored: 100_000,
        tokens_out: 200_000,
        tokens_reasoning: 150_000,
        cost_usd: None,
    };
    // 400 k at 3, 500 k at 0.3, 100 k at 3.75, 200 k at 15; thoughts are among the last.
    assert!((price.of(&usage) - 4.725).abs() < 1e-9, "{}", price.of(&usage));
    let plain = Price { cached_input: None, cache_write: None, ..price };
    assert!((plain.of(&usage) - 6.0).abs() < 1e-9);
    let odd =
        Usage { tokens_in: 10, tokens_in_cached: 99, tokens_in_stored: 99, ..Usage::default() };
    assert!((price.of(&odd) - 3e-6).abs() < 1e-15, "no more is cached than was read");
}

#[test]
fn who_knows_better_goes_first() {
    let usage = Usage { tokens_in: 1_000_000, ..Usage::default() };
    let cost = |prices: &Prices, provider: &str, model: &str, usage: Option<&Usage>| {
        prices.cost_usd(provider, model, None, usage)
    };
    let listed = Prices::built_in();
    assert_eq!(cost(&listed, "openai", "gpt-4o", Some(&usage)), Some(2.5));
    let told = Usage { cost_usd: Some(0.7), ..usage };
    assert_eq!(cost(&listed, "openai", "gpt-4o", Some(&told)), Some(0.7), "the provider's own");
    let own = |input| OwnPrice {
        provider: "openai".into(),
        model: "gpt-4o".into(),
        price: Price { input, output: 0.0, cached_input: None, cache_write: None },
    };
    let prices = Prices::built_in().with_own([own(9.0), own(1.0)]);
    assert_eq!(cost(&prices, "openai", "gpt-4o", Some(&usage)), Some(1.0), "the later");
    assert_eq!(cost(&prices, "openai", "gpt-4o-mini", Some(&usage)), Some(0.15));
    assert_eq!(cost(&prices, "openai", "gpt-4o", Some(&told)), Some(0.7));
    // The exact name tells the price where the one that was asked for does not, and the other way round.
    assert_eq!(listed.cost_usd("openai", "best", Some("gpt-4o"), Some(&usage)), Some(2.5));
    assert_eq!(listed.cost_usd("openai", "gpt-4o", Some("x-1"), Some(&usage)), Some(2.5));
    // Without usage nothing is known, but what is free.
    assert_eq!(cost(&listed, "openai", "gpt-4o", None), None);
    assert_eq!(cost(&listed, "ollama", "llama3", None), Some(0.0));
    assert_eq!(cost(&listed, "openai", "unknown", Some(&usage)), None, "never 0");
}

#[test]
fn servers_tell_prices_with_their_models() {
    let openrouter = r#"{"data":[
        {"id":"a/b","pricing":{"prompt":"0.0000025","completion":"0.00001","input_cache_read":"0.00000125"}},
        {"id":"a/free","pricing":{"prompt":"0","completion":"0"}},
        {"id":"auto","pricing":{"prompt":"-1","completion":"-1"}},
        {"id":"none"}]}"#;
    let found = read_prices("openrouter", openrouter.as_bytes());
    let names: Vec<&str> = found.iter().map(|own| own.model.as_str()).collect();
    assert_eq!(names, ["a/b", "a/free"]);
    let price = found[0].price;
    assert!((price.input - 2.5).abs() < 1e-9 && (price.output - 10.0).abs() < 1e-9);
    assert!((price.cached_input.expect("a price") - 1.25).abs() < 1e-9);
    let prices = Prices::built_in().with_own(found);
    assert_eq!(prices.find("openrouter", "a/free", 0).map(|price| price.output), Some(0.0));
    let together = r#"[{"id":"m/n","pricing":{"input":0.88,"output":0.9,"hourly":0}}]"#;
    let found = read_prices("together", together.as_bytes());
    assert_eq!((found[0].price.input, found[0].price.output), (0.88, 0.9));
    for junk in ["", "{}", "[1]", r#"{"data":[{"id":1,"pricing":"no"}]}"#] {
        assert_eq!(read_prices("x", junk.as_bytes()), [], "{junk}");
    }
}
