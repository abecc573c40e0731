//! The terminal's client against a real server on loopback, in every dialect and every mood.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::rc::Rc;

use diorama::cli::folder_cache::FolderCache;
use diorama::cli::http::{Http, block_on};
use diorama::llm::diagnose::{Asker, Cause, Verdict};
use diorama::llm::{
    Answer, Cache, ChatModel, ChatRequest, Client, Dialect, ErrorKind, Kept, Message,
    ModelSettings, Outcome, Progress, Provider, RetryPolicy, Secret, StopReason,
};

use crate::llm::read;
use crate::llm::server::{Asked, Plan, Server};

const PLANTED: &str = "sk-planted-0123456789abcdef";

/// A provider of each dialect.
const PROVIDERS: [&str; 5] = ["openai", "openai-responses", "anthropic", "gemini", "ollama"];

fn settings(provider: &str, base: &str) -> ModelSettings {
    let provider = Provider::find(provider).expect("a provider");
    let retry = RetryPolicy { base_ms: 2, cap_ms: 4, ..RetryPolicy::default() };
    ModelSettings {
        endpoint: provider.endpoint_at(base),
        retry,
        idle_ms: 10_000,
        ..ModelSettings::new(provider, "gpt-4o-mini")
    }
}

fn client(provider: &str, server: &Server) -> Client<Http> {
    let client = Client::new(Http::new().expect("a client"), settings(provider, &server.base()));
    client.with_key(Some(Secret::new(PLANTED)))
}

fn ask(client: &Client<Http>) -> (Answer, Vec<Progress>) {
    let turns = vec![Message::user("Where is the key?").into()];
    let request = ChatRequest { turns, ..ChatRequest::default() };
    let mut seen = Vec::new();
    let answer = block_on(client.ask(&request, &mut |progress| seen.push(progress)));
    (answer, seen)
}

fn dialect(asked: &Asked) -> Dialect {
    asked.dialect().expect("a question to a model")
}

fn error_kind(answer: &Answer) -> Option<ErrorKind> {
    match &answer.outcome {
        Outcome::Reply(_) => None,
        Outcome::Error(error) => Some(error.kind),
    }
}

#[test]
fn every_dialect_is_spoken_over_a_real_connection() {
    for provider in PROVIDERS {
        let server = Server::start(|asked, _| Plan::recorded(dialect(asked), "text.stream", 0));
        let (answer, seen) = ask(&client(provider, &server));
        let asked = &server.asked()[0];
        let recording = Plan::recorded(dialect(asked), "text.stream", 0);
        let pieces = recording.pieces.iter().map(|(_, piece)| piece.as_slice());
        let (deltas, want) = read(dialect(asked), pieces);
        assert_eq!(answer.outcome, want.into(), "{provider}");
        let shown = seen.into_iter().filter_map(|progress| match progress {
            Progress::Delta(delta) => Some(delta),
            _ => None,
        });
        assert!(shown.eq(deltas), "{provider}");
        assert_eq!(asked.method, "POST");
        assert_eq!(asked.header("content-type"), Some("application/json"), "{provider}");
        let with_key = asked.headers.iter().filter(|(_, value)| value.contains(PLANTED)).count();
        assert_eq!(with_key, 1, "{provider}");
        assert!(asked.wants_stream() && !asked.path.contains(PLANTED), "{provider}");
        assert_eq!(asked.header("user-agent"), None, "only what is needed is sent");
    }
}

#[test]
fn whole_replies_are_read_whether_asked_for_or_not() {
    for provider in PROVIDERS {
        for stream in [false, true] {
            let server = Server::start(|asked, _| Plan::recorded(dialect(asked), "tools.json", 0));
            let settings = ModelSettings { stream, ..settings(provider, &server.base()) };
            let (answer, _) = ask(&Client::new(Http::new().expect("a client"), settings));
            let reply = answer.reply().unwrap_or_else(|| panic!("{provider}: {answer:?}"));
            assert!(reply.calls().count() > 0, "{provider}");
            assert_eq!(server.asked()[0].wants_stream(), stream, "{provider}");
        }
    }
}

#[test]
fn words_come_before_a_slow_stream_ends() {
    let server = Server::start(|asked, _| Plan::recorded(dialect(asked), "text.stream", 40));
    let (answer, _) = ask(&client("openai", &server));
    let first = answer.first_words_ms.expect("a streamed reply");
    assert!(answer.latency_ms > 250.0, "{}", answer.latency_ms);
    assert!(first < answer.latency_ms - 100.0, "{first} of {}", answer.latency_ms);
}

#[test]
fn a_storm_passes() {
    let server = Server::start(|asked, before| match before {
        0..3 => {
            let mut plan = Plan::json(429, "{}");
            plan.headers.push(("retry-after-ms", "3".to_owned()));
            plan
        }
        _ => Plan::recorded(dialect(asked), "text.stream", 0),
    });
    let (answer, _) = ask(&client("anthropic", &server));
    assert_eq!(answer.tries.len(), 4);
    for one in &answer.tries[..3] {
        let pause = one.pause_ms.expect("a pause");
        assert!((3..=5).contains(&pause), "{pause}");
        assert_eq!(one.error.as_ref().map(|error| error.kind), Some(ErrorKind::RateLimited));
    }
    assert!(answer.reply().is_some());
}

#[test]
fn a_cut_stream_is_asked_for_again_in_every_dialect() {
    for provider in PROVIDERS {
        let server = Server::start(|asked, before| {
            let mut plan = Plan::recorded(dialect(asked), "text.stream", 0);
            if before == 0 {
                plan.pieces.truncate(plan.pieces.len() / 2);
                plan.cut = true;
            }
            plan
        });
        let (answer, _) = ask(&client(provider, &server));
        assert_eq!(answer.tries.len(), 2, "{provider}: {answer:?}");
        let first = answer.tries[0].error.as_ref().expect("a failed try");
        assert_eq!(first.kind, ErrorKind::Truncated, "{provider}");
        assert!(answer.reply().is_some(), "{provider}");
    }
}

#[test]
fn a_broken_server_is_given_up_in_the_end() {
    let server = Server::start(|_, _| Plan::of(500, "text/html", "<h1>oops</h1>"));
    let (answer, _) = ask(&client("openai", &server));
    assert_eq!((error_kind(&answer), answer.tries.len()), (Some(ErrorKind::Server), 5));
    assert_eq!(answer.raw.as_deref(), Some("<h1>oops</h1>"));
    let server = Server::start(|_, _| Plan::json(200, "{\"choices\": [{\"mess"));
    let (answer, _) = ask(&client("openai", &server));
    assert_eq!((error_kind(&answer), answer.tries.len()), (Some(ErrorKind::Malformed), 1));
}

#[test]
fn a_refusal_is_a_reply() {
    let server = Server::start(|asked, _| Plan::recorded(dialect(asked), "refusal.stream", 0));
    for provider in ["openai", "openai-responses", "anthropic"] {
        let (answer, _) = ask(&client(provider, &server));
        let reply = answer.reply().expect("a reply");
        assert_eq!(reply.stop, StopReason::Refused, "{provider}");
    }
}

#[test]
fn silence_and_absence_are_told_apart() {
    let server = Server::start(|_, _| Plan { silent: true, ..Plan::default() });
    let retry = RetryPolicy { max_tries: 2, base_ms: 1, ..RetryPolicy::default() };
    let silent = ModelSettings { idle_ms: 60, retry, ..settings("openai", &server.base()) };
    let (answer, _) = ask(&Client::new(Http::new().expect("a client"), silent));
    assert_eq!((error_kind(&answer), answer.tries.len()), (Some(ErrorKind::Timeout), 2));

    let port = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", port.local_addr().expect("an address"));
    drop(port);
    let client = Client::new(Http::new().expect("a client"), settings("ollama", &base));
    let (answer, _) = ask(&client);
    assert_eq!((error_kind(&answer), answer.tries.len()), (Some(ErrorKind::Unreachable), 1));
    let diagnosis = client.diagnose(&block_on(client.probe()), &Asker::Terminal);
    assert_eq!(diagnosis.verdict, Verdict::Fails(Cause::NotRunning), "{diagnosis}");
}

#[test]
fn a_key_does_not_follow_to_another_host() {
    let elsewhere = Server::start(|_, _| Plan::json(200, "{}"));
    let target = elsewhere.base();
    let server = Server::start(move |asked, _| {
        let mut plan = Plan::json(307, "{}");
        let home = asked.path.ends_with("/models");
        let location = if home { format!("{target}/models") } else { target.clone() };
        plan.headers.push(("location", location));
        plan
    });
    for provider in ["openai", "anthropic", "gemini"] {
        let client = client(provider, &server);
        assert!(error_kind(&ask(&client).0).is_some(), "{provider}");
        assert!(block_on(client.models()).is_err(), "{provider}");
    }
    assert!(elsewhere.asked().is_empty(), "{:?}", elsewhere.asked());
}

#[test]
fn a_probe_of_a_real_server_is_understood() {
    let server = Server::start(|asked, _| match asked.dialect() {
        None => Plan::json(200, r#"{"data":[{"id":"gpt-4o-mini"}]}"#),
        Some(dialect) => Plan::recorded(dialect, "text.stream", 0),
    });
    let works = client("openai", &server);
    let diagnosis = works.diagnose(&block_on(works.probe()), &Asker::Terminal);
    assert_eq!(diagnosis.verdict, Verdict::Works, "{diagnosis}");

    let server = Server::start(|asked, _| match asked.dialect() {
        None => Plan::json(200, r#"{"data":[{"id":"gpt-4o-mini-2024"}]}"#),
        Some(_) => Plan::json(404, r#"{"error":{"message":"no","code":"model_not_found"}}"#),
    });
    let misspelt = client("openai", &server);
    let diagnosis = misspelt.diagnose(&block_on(misspelt.probe()), &Asker::Terminal);
    assert_eq!(diagnosis.verdict, Verdict::Fails(Cause::NoSuchModel));
    assert!(diagnosis.to_string().contains("Did you mean gpt-4o-mini-2024?"), "{diagnosis}");
}

/// A fresh folder of this test.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&folder));
    folder
}

/// Every file below a folder, as text.
fn contents(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.push(fs::read_to_string(&path).expect("a text"));
        }
    }
    found
}

#[test]
fn a_folder_keeps_answers() {
    let folder = folder("kept-answers");
    let server = Server::start(|asked, _| Plan::recorded(dialect(asked), "text.stream", 0));
    let open = || Rc::new(FolderCache::open(&folder).expect("a folder")) as Rc<dyn Cache>;
    let (first, _) = ask(&client("openai", &server).with_cache(Some(open())));
    // Another run of the program.
    let (second, _) = ask(&client("openai", &server).with_cache(Some(open())));
    assert!(!first.kept && second.kept);
    assert_eq!((second.outcome, second.raw), (first.outcome, first.raw));
    assert_eq!((second.cost_usd, server.asked().len()), (Some(0.0), 1));
    let files = contents(&folder);
    assert_eq!(files.len(), 1, "nothing half written is left");
    serde_json::from_str::<Kept>(&files[0]).expect("a kept answer");
    // A spoilt file is asked for anew, and mended.
    for file in walk(&folder) {
        fs::write(file, "{half").expect("a file");
    }
    assert!(!ask(&client("openai", &server).with_cache(Some(open()))).0.kept);
    assert!(ask(&client("openai", &server).with_cache(Some(open()))).0.kept);
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    let (folders, mut files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| walk(folder)));
    files
}

/// Runs the program with a key in its environment.
pub fn diorama(arguments: &[&str], variable: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_diorama"))
        .args(arguments)
        .env_clear()
        .env(variable, PLANTED)
        .output()
        .expect("the program runs")
}

pub fn said(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    format!("{out}\n{err}")
}

#[test]
fn the_program_asks_and_never_shows_the_key() {
    let echo = format!(r#"{{"error":{{"message":"Incorrect API key provided: {PLANTED}."}}}}"#);
    let good = Server::start(|asked, _| match asked.dialect() {
        None => Plan::json(200, r#"{"data":[{"id":"gpt-4o-mini"}]}"#),
        Some(dialect) => Plan::recorded(dialect, "text.stream", 0),
    });
    let bad = Server::start(move |_, _| Plan::json(401, echo.clone()));
    let folder = folder("program");
    let kept = folder.to_str().expect("a plain path");
    let base = good.base();
    let model = ["--provider", "openai", "--model", "gpt-4o-mini", "--cache", kept];
    let question = ["ask", "Where?", "--base-url", &base];
    let ask: Vec<&str> = question.iter().chain(&model).copied().collect();

    let first = diorama(&ask, "OPENAI_API_KEY");
    assert!(first.status.success(), "{}", said(&first));
    let (_, reply) = read(Dialect::OpenAiChat, [fs::read(recording()).expect("it").as_slice()]);
    let words = reply.expect("a reply").text();
    assert_eq!(String::from_utf8_lossy(&first.stdout).trim_end(), words);
    assert_eq!(good.asked()[0].header("authorization"), Some(&*format!("Bearer {PLANTED}")));
    let again = diorama(&ask, "OPENAI_API_KEY");
    assert_eq!(again.stdout, first.stdout);
    assert!(said(&again).contains("kept from before"), "{}", said(&again));
    assert_eq!(good.asked().len(), 1);

    let json: Vec<&str> = ask.iter().copied().chain(["--json", "--no-stream"]).collect();
    let json = diorama(&json, "OPENAI_API_KEY");
    let answer: Answer = serde_json::from_slice(&json.stdout).expect("an answer as JSON");
    assert!(answer.kept, "a whole reply is the same answer");

    let test = diorama(&["ask", "--provider", "openai", "--base-url", &base], "OPENAI_API_KEY");
    assert!(test.status.success() && said(&test).contains("choose a model"), "{}", said(&test));

    let named = ["--key-env", "MY_KEY", "--provider", "openai", "--model", "m"];
    let bad_base = bad.base();
    let wrong: Vec<&str> =
        ["ask", "Where?", "--base-url", &bad_base].into_iter().chain(named).collect();
    let refused = diorama(&wrong, "MY_KEY");
    assert!(!refused.status.success());
    assert!(said(&refused).contains("does not know this key"), "{}", said(&refused));
    assert!(said(&refused).contains("Incorrect API key provided: (secret)."), "{}", said(&refused));

    // Someone gives the key where its name belongs.
    let slip = ["ask", "Where?", "--provider", "openai", "--model", "m", "--key-env", PLANTED];
    let slip = diorama(&slip, "OTHER");
    assert!(!slip.status.success());
    let lacking = diorama(&["ask", "Hi", "--provider", "openai", "--model", "m"], "OTHER");
    assert!(said(&lacking).contains("OPENAI_API_KEY"), "{}", said(&lacking));

    let outputs = [&first, &again, &json, &test, &refused, &slip, &lacking];
    for text in outputs.into_iter().map(said).chain(contents(&folder)) {
        assert!(!text.contains(PLANTED) && !text.contains("0123456789"), "{text}");
    }
    for asked in good.asked().into_iter().chain(bad.asked()) {
        assert!(!asked.path.contains(PLANTED) && !asked.body.contains(PLANTED));
    }
}

fn recording() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/llm/openai-chat.text.stream")
}

#[test]
fn a_model_behind_a_server_plays_an_episode() {
    let reply = r#"{"choices":[{"message":{"content":"turn left"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":1000,"completion_tokens":10}}"#;
    let server = Server::start(move |_, before| match before {
        0 => Plan::json(503, "{}"),
        _ => Plan::json(200, reply),
    });
    let folder = folder("play");
    fs::create_dir_all(&folder).expect("a folder");
    let out = folder.join("episode.json");
    let out = out.to_str().expect("a plain path");
    let base = server.base();
    let who = ["--agent", "naive", "--provider", "openai", "--model", "gpt-4o-mini"];
    let how = ["--base-url", &base, "--max-steps", "3", "--out", out];
    let arguments: Vec<&str> =
        ["play", "--env", "babyai/goto", "--seed", "3"].into_iter().chain(who).chain(how).collect();
    let output = diorama(&arguments, "OPENAI_API_KEY");
    let text = said(&output);
    assert!(output.status.success(), "{text}");
    assert_eq!(text.matches("turn left").count(), 6, "action and words of three steps: {text}");
    assert!(text.contains("3 calls, 3000 tokens in, 30 out, 0.000468 US$,"), "{text}");
    assert_eq!(server.asked().len(), 4, "one was asked again");
    let file = fs::read_to_string(out).expect("the episode");
    assert!(file.contains("the server is overloaded") || file.contains("overloaded"), "{file}");
    assert!(!file.contains(PLANTED) && !text.contains(PLANTED));
}

#[test]
fn a_key_comes_from_a_file() {
    let folder = folder("key-file");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("key");
    fs::write(&file, format!("{PLANTED}\n")).expect("a file");
    let server = Server::start(|asked, _| Plan::recorded(dialect(asked), "text.stream", 0));
    let base = server.base();
    let file = file.to_str().expect("a plain path");
    let arguments = [
        "ask",
        "Where?",
        "--base-url",
        &base,
        "--model",
        "m",
        "--key-file",
        file,
        "--price",
        "1,2",
    ];
    let output = diorama(&arguments, "UNRELATED");
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("about $"), "{}", said(&output));
    assert_eq!(server.asked()[0].header("authorization"), Some(&*format!("Bearer {PLANTED}")));
}
