//! Every cause, told with what mends it.

use diorama::llm::ErrorKind;
use diorama::llm::diagnose::{Asker, Browser, Cause, Permission};

use super::{CHROME, Case, OLD_CHROME, SITE, cause, from, page, page_at};

/// The cases: what they are called, the cause, and a piece of what is said or to be done.
#[test]
#[expect(clippy::too_many_lines, reason = "one line a case")]
fn every_cause_is_told_with_what_mends_it() {
    use ErrorKind as Kind;
    let denied = || page_at(SITE, CHROME, Permission::Denied);
    let asked = || page_at(SITE, CHROME, Permission::Prompt);
    let granted = || page_at(SITE, CHROME, Permission::Granted);
    let here = |browser| page_at("http://localhost:8765", browser, Permission::Unknown);
    let no_key = |case: Case| Case { has_key: false, ..case };
    let unnamed = |case: Case| Case { model: "", answer: None, ..case };
    let cases: Vec<(&str, Case, Cause, &str)> = vec![
        // A page, and a provider far away.
        ("wrong key that looks like CORS", from("openai", page(CHROME)), Cause::WrongKey, "$KEY"),
        (
            "the same for responses",
            from("openai-responses", page(CHROME)),
            Cause::WrongKey,
            "platform.openai.com",
        ),
        (
            "the same at Cerebras",
            from("cerebras", page(Browser::Safari)),
            Cause::WrongKey,
            "hides its refusals",
        ),
        (
            "blocked though the list came",
            from("openai", page(CHROME)).lists(&["m-1"]),
            Cause::NoReply,
            "list of models came",
        ),
        ("no key", no_key(from("openai", page(CHROME))), Cause::NoKey, "Keys are made at"),
        ("no key, Groq", no_key(from("groq", page(CHROME))), Cause::NoKey, "console.groq.com"),
        ("blocked or offline", from("groq", page(CHROME)), Cause::NoReply, "private window"),
        (
            "blocked or offline, strict",
            from("mistral", page(Browser::Firefox)),
            Cause::NoReply,
            "curl",
        ),
        (
            "another provider far away",
            from("other", page(CHROME)).at("https://llm.example/v1"),
            Cause::OriginRefused,
            "origin: https://diorama.example",
        ),
        (
            "a gateway far away",
            from("tensorzero", page(CHROME)).at("https://tz.example/openai/v1"),
            Cause::OriginRefused,
            "Caddyfile",
        ),
        (
            "an organisation forbids pages",
            from("anthropic", page(CHROME))
                .says(Kind::BadKey, "CORS requests are not allowed for this Organization"),
            Cause::OriginRefused,
            "organisation",
        ),
        // A page, and a server at home.
        (
            "Ollama and the site",
            from("ollama", page(OLD_CHROME)),
            Cause::OriginRefused,
            "OLLAMA_ORIGINS=https://diorama.example ollama serve",
        ),
        (
            "Ollama and the site, macOS",
            from("ollama", page(Browser::Firefox)),
            Cause::OriginRefused,
            "launchctl setenv OLLAMA_ORIGINS",
        ),
        (
            "Ollama and a page of this machine",
            from("ollama", here(CHROME)),
            Cause::NotRunning,
            "ollama serve",
        ),
        ("Ollama, permitted", from("ollama", granted()), Cause::OriginRefused, "OLLAMA_ORIGINS"),
        (
            "Ollama, nobody knows",
            from("ollama", page(CHROME)),
            Cause::OriginRefused,
            "answer Allow",
        ),
        (
            "permission denied",
            from("ollama", denied()),
            Cause::LocalNetwork,
            "Local network access",
        ),
        ("permission not given", from("lm-studio", asked()), Cause::LocalNetwork, "Test again"),
        (
            "an old Chrome asks nobody",
            from("ollama", page_at(SITE, OLD_CHROME, Permission::Denied)),
            Cause::OriginRefused,
            "OLLAMA_ORIGINS",
        ),
        (
            "insecure page, guarded",
            from("ollama", page_at("http://diorama.example", CHROME, Permission::Unknown)),
            Cause::LocalNetwork,
            "https",
        ),
        (
            "a page of the house asks this machine",
            from("ollama", page_at("http://nas.local", CHROME, Permission::Unknown)),
            Cause::LocalNetwork,
            "https",
        ),
        (
            "a page of this machine asks the house",
            from("ollama", here(CHROME)).at("http://192.168.1.5:11434"),
            Cause::NotRunning,
            "OLLAMA_HOST=0.0.0.0",
        ),
        (
            "LM Studio",
            from("lm-studio", page(Browser::Firefox)),
            Cause::OriginRefused,
            "lms server start --cors",
        ),
        (
            "LM Studio at another port",
            from("lm-studio", granted()).at("http://localhost:4321/v1"),
            Cause::OriginRefused,
            "--cors --port 4321",
        ),
        (
            "llama.cpp",
            from("llama-cpp", granted()),
            Cause::NotRunning,
            "llama-server -m MODEL.gguf --port 8080",
        ),
        (
            "llama.cpp lists but does not answer",
            from("llama-cpp", granted()).lists(&["m-1"]),
            Cause::OriginRefused,
            "llama-server",
        ),
        (
            "vLLM",
            from("vllm", granted()),
            Cause::NotRunning,
            "--allowed-origins '[\"https://diorama.example\"]'",
        ),
        (
            "LiteLLM",
            from("litellm", granted()),
            Cause::NotRunning,
            "litellm --model MODEL --port 4000",
        ),
        (
            "TensorZero",
            from("tensorzero", granted()),
            Cause::OriginRefused,
            "reverse_proxy localhost:3000",
        ),
        (
            "another server at home",
            from("other", granted()).at("http://127.0.0.1:9999/v1"),
            Cause::OriginRefused,
            "curl -sS -i -X OPTIONS",
        ),
        // Mixed content.
        (
            "Safari and this machine",
            from("ollama", page(Browser::Safari)),
            Cause::MixedContent,
            "Chrome, Edge or Firefox",
        ),
        (
            "Safari at home",
            from("ollama", here(Browser::Safari)),
            Cause::NotRunning,
            "ollama serve",
        ),
        (
            "Firefox and the house",
            from("ollama", page(Browser::Firefox)).at("http://10.0.0.7:11434"),
            Cause::MixedContent,
            "Chrome or Edge",
        ),
        (
            "Chrome and the house",
            from("ollama", granted()).at("http://10.0.0.7:11434"),
            Cause::OriginRefused,
            "OLLAMA_HOST=0.0.0.0",
        ),
        (
            "an insecure server far away",
            from("other", page(CHROME)).at("http://llm.example/v1"),
            Cause::MixedContent,
            "https://llm.example/v1",
        ),
        // A terminal.
        (
            "Ollama is not running",
            from("ollama", Asker::Terminal),
            Cause::NotRunning,
            "ollama serve",
        ),
        (
            "LM Studio is not running",
            from("lm-studio", Asker::Terminal),
            Cause::NotRunning,
            "lms server start",
        ),
        (
            "the gateway is not running",
            from("tensorzero", Asker::Terminal),
            Cause::NotRunning,
            "docker compose up",
        ),
        ("offline", from("openai", Asker::Terminal), Cause::NoReply, "HTTPS_PROXY"),
        (
            "the server breaks down",
            from("vllm", Asker::Terminal).lists(&["m-1"]),
            Cause::ServerFailed,
            "memory",
        ),
        (
            "no key in a terminal",
            no_key(from("openai", Asker::Terminal)).says(Kind::BadKey, "no key"),
            Cause::NoKey,
            "export OPENAI_API_KEY",
        ),
        // The server says it.
        (
            "wrong key",
            from("openrouter", page(CHROME)).says(Kind::BadKey, "No auth"),
            Cause::WrongKey,
            "It says: No auth",
        ),
        (
            "no rights",
            from("gemini", Asker::Terminal).says(Kind::Forbidden, "denied"),
            Cause::Forbidden,
            "rights",
        ),
        (
            "no money",
            from("openai", Asker::Terminal).says(Kind::Quota, "billing"),
            Cause::Quota,
            "credit",
        ),
        (
            "too many",
            from("groq", Asker::Terminal).says(Kind::RateLimited, "slow down"),
            Cause::Busy,
            "Wait",
        ),
        (
            "too much to do",
            from("anthropic", Asker::Terminal).says(Kind::Overloaded, "busy"),
            Cause::Busy,
            "Wait",
        ),
        (
            "still loading",
            from("ollama", granted()).says(Kind::Timeout, "nothing came"),
            Cause::Slow,
            "loading",
        ),
        (
            "slow",
            from("openai", Asker::Terminal).says(Kind::Timeout, "nothing came"),
            Cause::Slow,
            "faster",
        ),
        (
            "broken",
            from("vllm", Asker::Terminal).says(Kind::Server, "CUDA"),
            Cause::ServerFailed,
            "log",
        ),
        (
            "a misspelt model",
            from("ollama", Asker::Terminal)
                .says(Kind::NoSuchModel, "no")
                .lists(&["m-12", "llama3"]),
            Cause::NoSuchModel,
            "Did you mean m-12?",
        ),
        (
            "a model to fetch",
            from("ollama", Asker::Terminal).says(Kind::NoSuchModel, "no").lists(&["llama3"]),
            Cause::NoSuchModel,
            "ollama pull m-1",
        ),
        (
            "a model for responses only",
            from("openai", Asker::Terminal).says(Kind::NoSuchModel, "no").lists(&["m-1"]),
            Cause::NoSuchModel,
            "responses",
        ),
        (
            "a wrong address",
            from("other", Asker::Terminal)
                .at("http://localhost:8080")
                .says(Kind::NoSuchModel, "404"),
            Cause::WrongAddress,
            "http://localhost:8080/v1.",
        ),
        (
            "Ollama's other address",
            from("ollama", Asker::Terminal)
                .at("http://localhost:11434/v1")
                .says(Kind::NoSuchModel, "404"),
            Cause::WrongAddress,
            "http://localhost:11434.",
        ),
        (
            "a web page",
            from("other", page(CHROME))
                .at("https://site.example/api")
                .says(Kind::Malformed, "not JSON"),
            Cause::WrongAddress,
            "/api/v1",
        ),
        (
            "a setting it does not like",
            from("openai", Asker::Terminal)
                .says(Kind::BadRequest, "Unsupported value: 'temperature'"),
            Cause::BadRequest,
            "temperature",
        ),
        (
            "a limit it does not like",
            from("openai", Asker::Terminal).says(Kind::BadRequest, "max_tokens is too large"),
            Cause::BadRequest,
            "limit of tokens",
        ),
        (
            "a short context",
            from("ollama", Asker::Terminal).says(Kind::ContextTooLong, "n_ctx"),
            Cause::BadRequest,
            "context",
        ),
        (
            "a filter",
            from("openai", Asker::Terminal).says(Kind::Refused, "policy"),
            Cause::BadRequest,
            "another model",
        ),
        ("no address", from("other", page(CHROME)), Cause::NoAddress, "http://"),
        (
            "half an address",
            from("other", page(CHROME)).at("localhost:8080/v1"),
            Cause::NoAddress,
            "http://",
        ),
        (
            "only the list was asked for",
            unnamed(from("groq", page(CHROME))),
            Cause::NoReply,
            "curl",
        ),
    ];
    for (name, case, want, piece) in &cases {
        let diagnosis = case.diagnose();
        assert_eq!(cause(&diagnosis), Some(*want), "{name}: {diagnosis}");
        let text = diagnosis.to_string();
        assert!(text.contains(piece), "{name} lacks {piece:?}: {text}");
        assert!(!diagnosis.headline.is_empty() && !diagnosis.explanation.is_empty(), "{name}");
        assert!(!diagnosis.fix.is_empty(), "{name} is mended by nothing");
        assert!(diagnosis.headline.ends_with('.'), "{name}: {}", diagnosis.headline);
    }
}
