//! What is wrong with a connection is said in words, with what mends it.

use diorama::llm::diagnose::{
    Asker, Browser, Cause, Diagnosis, Evidence, Page, Permission, Place, Reach, Step, Verdict,
    diagnose,
};
use diorama::llm::{ChatError, ChatReply, ErrorKind, Part, Provider, Said, StopReason};
use expect_test::expect;

const CHROME: Browser = Browser::Chromium(148);
const OLD_CHROME: Browser = Browser::Chromium(141);
const SITE: &str = "https://diorama.example";

/// A case, and what is usual in it.
struct Case {
    provider: &'static str,
    base: Option<&'static str>,
    model: &'static str,
    has_key: bool,
    asker: Asker,
    models: Result<Vec<String>, ChatError>,
    answer: Option<Result<ChatReply, ChatError>>,
}

fn from(provider: &'static str, asker: Asker) -> Case {
    let nothing = || ChatError::new(ErrorKind::Unreachable, "failed to fetch");
    Case {
        provider,
        base: None,
        model: "m-1",
        has_key: true,
        asker,
        models: Err(nothing()),
        answer: Some(Err(nothing())),
    }
}

fn page(browser: Browser) -> Asker {
    page_at(SITE, browser, Permission::Unknown)
}

fn page_at(origin: &str, browser: Browser, local_network: Permission) -> Asker {
    Asker::Page(Page { origin: origin.into(), browser, local_network })
}

fn error(kind: ErrorKind, message: &str) -> ChatError {
    ChatError::new(kind, message)
}

fn reply() -> ChatReply {
    ChatReply {
        parts: vec![Part::new(Said::Text { text: "ready".into() })],
        stop: StopReason::End,
        stop_word: None,
        usage: None,
        model: Some("m-1-0801".into()),
        id: None,
    }
}

impl Case {
    fn at(self, base: &'static str) -> Self {
        Self { base: Some(base), ..self }
    }

    fn says(self, kind: ErrorKind, message: &str) -> Self {
        Self { answer: Some(Err(error(kind, message))), ..self }
    }

    fn lists(self, list: &[&str]) -> Self {
        Self { models: Ok(list.iter().map(|name| (*name).to_owned()).collect()), ..self }
    }

    fn diagnose(&self) -> Diagnosis {
        let provider = Provider::find(self.provider).expect("a provider");
        let endpoint = provider.endpoint_at(self.base.unwrap_or(provider.base));
        diagnose(&Evidence {
            provider,
            endpoint: &endpoint,
            model: self.model,
            has_key: self.has_key,
            asker: &self.asker,
            models: self.models.as_deref(),
            answer: self.answer.as_ref().map(Result::as_ref),
        })
    }
}

fn cause(diagnosis: &Diagnosis) -> Option<Cause> {
    match diagnosis.verdict {
        Verdict::Fails(cause) => Some(cause),
        Verdict::Works | Verdict::ChooseModel => None,
    }
}

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

#[test]
fn what_works_is_said() {
    let works = Case { answer: Some(Ok(reply())), ..from("ollama", Asker::Terminal) };
    assert_eq!(works.diagnose().verdict, Verdict::Works, "whatever the list did");
    assert_eq!(works.diagnose().to_string(), "Ollama answers as m-1.\nIt is m-1-0801.");
    let unnamed = |provider| Case { answer: None, model: "", ..from(provider, Asker::Terminal) };
    let listed = unnamed("ollama").lists(&["a", "b"]).diagnose();
    assert_eq!(listed.verdict, Verdict::ChooseModel);
    assert_eq!(listed.to_string(), "Ollama can be reached; choose a model.\nIt has 2: a, b");
    let gateway =
        Case { models: Err(error(ErrorKind::NoSuchModel, "404")), ..unnamed("tensorzero") };
    assert_eq!(gateway.diagnose().verdict, Verdict::ChooseModel);
}

#[test]
fn no_command_has_more_than_the_key_s_place() {
    for provider in &Provider::ALL {
        let case = from(provider.id, page(Browser::Firefox)).at("https://x.test/it's here/v1");
        for step in case.diagnose().fix {
            let Step::Run { command, .. } = step else { continue };
            if let Some(line) =
                command.lines().find(|line| line.starts_with("curl") && line.contains("KEY"))
            {
                assert_eq!(line.matches("$KEY").count(), 1, "{line}");
            }
            // The address is one word for the shell.
            if command.contains("curl") {
                assert!(command.contains(r"'https://x.test/it'\''s here/v1/"), "{command}");
            }
        }
    }
}

#[test]
fn a_diagnosis_reads_well() {
    let wrong_key = from("openai", page(CHROME)).diagnose();
    expect![[r#"
        Most likely OpenAI does not know this key.
        OpenAI hides its refusals from pages, so a wrong key looks like a broken network. If it is right, the network is down, or an extension of the browser stands between.
        - Keys are made at https://platform.openai.com/api-keys.
        - See in a terminal what the server says; type the key when the first command waits for it:
            read -rs KEY
            curl -sS -i https://api.openai.com/v1/models -H "authorization: Bearer $KEY"
        - Try a private window, where extensions rest."#]]
    .assert_eq(&wrong_key.to_string());
    let gateway = Case { has_key: false, ..from("tensorzero", page(Browser::Firefox)) }.diagnose();
    expect![[r#"
        TensorZero gateway does not answer this page.
        Either it is not running at http://localhost:3000/openai/v1, or it was not told to answer https://diorama.example.
        - The gateway sends no CORS headers. Save this as Caddyfile:
            :3001 {
            	header Access-Control-Allow-Origin "https://diorama.example"
            	header Access-Control-Allow-Headers "authorization, content-type"
            	header Access-Control-Allow-Methods "GET, POST, OPTIONS"
            	@preflight method OPTIONS
            	respond @preflight 204
            	reverse_proxy localhost:3000
            }
        - Start it beside the gateway:
            caddy run --config Caddyfile
        - Then set the address to http://localhost:3001/openai/v1.
        - See in a terminal what the server says:
            curl -sS -i http://localhost:3000/openai/v1/models"#]]
    .assert_eq(&gateway.to_string());
}

#[test]
fn addresses_are_near_or_far() {
    let cases = [
        ("http://localhost:11434", Some((Reach::Loopback, Some(11434)))),
        ("http://app.localhost", Some((Reach::Loopback, None))),
        ("http://127.8.9.1/v1", Some((Reach::Loopback, None))),
        ("http://0.0.0.0:80", Some((Reach::Loopback, Some(80)))),
        ("http://[::1]:8080/v1", Some((Reach::Loopback, Some(8080)))),
        ("http://[::ffff:127.0.0.1]", Some((Reach::Loopback, None))),
        ("http://192.168.1.2", Some((Reach::LocalNetwork, None))),
        ("http://172.16.0.1", Some((Reach::LocalNetwork, None))),
        ("http://172.32.0.1", Some((Reach::Public, None))),
        ("http://100.64.0.1", Some((Reach::LocalNetwork, None))),
        ("http://100.128.0.1", Some((Reach::Public, None))),
        ("http://169.254.1.1", Some((Reach::LocalNetwork, None))),
        ("http://[fd00::1]", Some((Reach::LocalNetwork, None))),
        ("http://[fe80::1]", Some((Reach::LocalNetwork, None))),
        ("http://[2001:db8::1]", Some((Reach::Public, None))),
        ("http://nas", Some((Reach::LocalNetwork, None))),
        ("http://NAS.Local.", Some((Reach::LocalNetwork, None))),
        ("https://api.openai.com/v1", Some((Reach::Public, None))),
        ("https://me:pw@api.openai.com:443/v1", Some((Reach::Public, Some(443)))),
        ("https://localhost.evil.example", Some((Reach::Public, None))),
        ("ftp://x.example", None),
        ("localhost:11434", None),
        ("http://", None),
        ("http://a b", None),
        ("http://x:port", None),
        ("", None),
    ];
    for (address, want) in cases {
        let found = Place::of(address).map(|place| (place.reach, place.port));
        assert_eq!(found, want, "{address:?}");
    }
}

#[test]
fn browsers_are_known_by_what_they_call_themselves() {
    let webkit =
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";
    let cases = [
        (format!("{webkit} Version/18.1 Safari/605.1.15"), Browser::Safari),
        (format!("{webkit} Chrome/148.0.0.0 Safari/537.36"), Browser::Chromium(148)),
        (format!("{webkit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"), Browser::Chromium(141)),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into(),
            Browser::Firefox,
        ),
        (
            "Mozilla/5.0 (iPhone; CPU) AppleWebKit/605 CriOS/148.0 Mobile Safari/604".into(),
            Browser::Safari,
        ),
        ("curl/8".into(), Browser::Other),
    ];
    for (agent, want) in cases {
        assert_eq!(Browser::of(&agent), want, "{agent}");
    }
    assert!(Browser::Chromium(142).guards_local_network());
    assert!(!Browser::Chromium(141).guards_local_network());
}
