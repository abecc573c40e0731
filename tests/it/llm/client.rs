//! A client asks, reads, waits and asks again, by a clock of its own.

use std::cell::RefCell;
use std::rc::Rc;

use diorama::llm::{
    Answer, ChatModel, ChatRequest, Client, Delta, Dialect, ErrorKind, Gate, HttpRequest,
    MemoryCache, Message, ModelSettings, Outcome, OwnPrice, Price, Prices, Progress, Provider,
    RetryPolicy, Secret, request_hash,
};

use crate::llm::virtual_time::{Turn, World, all};

const HELLO: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n";
const LO: &str =
    "data: {\"choices\":[{\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"}]}\n\n";
const USAGE: &str =
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100}}\n\n";
const DONE: &str = "data: [DONE]\n\n";
const STREAM: [&str; 4] = [HELLO, LO, USAGE, DONE];
const WHOLE: &str = r#"{"choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}],
    "usage":{"prompt_tokens":1000,"completion_tokens":100}}"#;

fn good() -> Turn {
    Turn::stream(0, &STREAM)
}

fn busy() -> Turn {
    Turn::reply(503, &[], r#"{"error":{"message":"busy"}}"#)
}

fn question() -> ChatRequest {
    ChatRequest { turns: vec![Message::user("Say hello").into()], ..ChatRequest::default() }
}

fn settings() -> ModelSettings {
    ModelSettings::new(Provider::find("openai").expect("a provider"), "gpt-4o-mini")
}

fn client(world: &World) -> Client<World> {
    Client::new(world.clone(), settings())
}

fn ask(world: &World, client: &Client<World>) -> (Answer, Vec<Progress>) {
    let mut seen = Vec::new();
    let answer = world.run(client.ask(&question(), &mut |progress| seen.push(progress)));
    (answer, seen)
}

fn text(answer: &Answer) -> String {
    answer.reply().map(diorama::llm::ChatReply::text).unwrap_or_default()
}

fn error_kind(answer: &Answer) -> Option<ErrorKind> {
    match &answer.outcome {
        Outcome::Reply(_) => None,
        Outcome::Error(error) => Some(error.kind),
    }
}

fn pauses(answer: &Answer) -> Vec<Option<u64>> {
    answer.tries.iter().map(|one| one.pause_ms).collect()
}

#[test]
fn a_stream_is_seen_as_it_comes() {
    let world = World::of([Turn { silence_ms: 300, ..Turn::stream(100, &STREAM) }]);
    let (answer, seen) = ask(&world, &client(&world));
    assert_eq!(text(&answer), "Hello");
    let delta = |text: &str| Progress::Delta(Delta::Text(text.into()));
    assert_eq!(seen, [Progress::Sent { number: 1 }, delta("Hel"), delta("lo")]);
    assert_eq!((answer.latency_ms, answer.first_words_ms), (700.0, Some(400.0)));
    assert_eq!(answer.tries.len(), 1);
    assert_eq!(Some(answer.tries[0].took_ms), Some(700.0));
    assert_eq!(answer.raw.as_deref(), Some(STREAM.concat().as_str()));
    assert!(!answer.kept);
    // 1000 tokens at 0.15 and 100 at 0.60 US$ per million.
    let cost = answer.cost_usd.expect("a known price");
    assert!((cost - 0.000_21).abs() < 1e-12, "{cost}");
    let body = &world.asked()[0].1.body;
    assert!(
        body.contains("\"model\":\"gpt-4o-mini\"") && body.contains("\"stream\":true"),
        "{body}"
    );
}

#[test]
fn whatever_form_a_reply_has_it_is_read() {
    let json = [("content-type", "application/json")];
    let events = [("content-type", "text/event-stream; charset=utf-8")];
    let pretty = WHOLE;
    let line = WHOLE.replace('\n', " ");
    let stream = STREAM.concat();
    let cases: [(&str, bool, Turn); 7] = [
        ("a stream as asked", true, Turn::reply(200, &events, &stream)),
        ("a stream without a type", true, Turn::reply(200, &[], &stream)),
        ("a stream of a wrong type", true, Turn::reply(200, &json, &stream)),
        ("whole though a stream was asked for", true, Turn::reply(200, &json, pretty)),
        ("whole without a type", true, Turn::reply(200, &[], pretty)),
        ("whole as one event", true, Turn::reply(200, &events, &line)),
        ("whole as asked", false, Turn::reply(200, &json, pretty)),
    ];
    for (name, stream, turn) in cases {
        let world = World::of([turn]);
        let client = Client::new(world.clone(), ModelSettings { stream, ..settings() });
        let (answer, seen) = ask(&world, &client);
        assert_eq!(text(&answer), "Hello", "{name}: {answer:?}");
        assert!(answer.cost_usd.is_some(), "{name}");
        let words: String = seen.iter().map(words).collect();
        assert_eq!(words, "Hello", "{name}");
    }
}

fn words(progress: &Progress) -> &str {
    match progress {
        Progress::Delta(Delta::Text(text)) => text,
        _ => "",
    }
}

#[test]
fn pauses_double_and_are_shortened_by_chance() {
    let world = World::of([busy(), busy(), busy(), busy(), busy()]);
    let world = world.with_jitter(&[0.5, 1.0, 0.25, 0.0]);
    let (answer, seen) = ask(&world, &client(&world));
    assert_eq!(error_kind(&answer), Some(ErrorKind::Overloaded));
    assert_eq!(pauses(&answer), [Some(500), Some(2000), Some(1000), Some(0), None]);
    assert_eq!(world.moments(), [0, 500, 2500, 3500, 3500]);
    assert_eq!(Some(answer.latency_ms), Some(3500.0));
    let announced: Vec<u64> = seen.iter().filter_map(pause).collect();
    assert_eq!(announced, [500, 2000, 1000, 0]);
    assert_eq!(answer.raw.as_deref(), Some(r#"{"error":{"message":"busy"}}"#));
}

const fn pause(progress: &Progress) -> Option<u64> {
    match progress {
        Progress::Pause { pause_ms, .. } => Some(*pause_ms),
        _ => None,
    }
}

#[test]
fn a_storm_passes_and_the_server_s_wish_is_honoured() {
    let limited = |headers: &[(&str, &str)]| Turn::reply(429, headers, "{}");
    let storm = [limited(&[("retry-after", "7")]), limited(&[("retry-after-ms", "1500")]), good()];
    let world = World::of(storm).with_jitter(&[0.5, 0.25]);
    let (answer, seen) = ask(&world, &client(&world));
    assert_eq!(text(&answer), "Hello");
    assert_eq!(pauses(&answer), [Some(7500), Some(1750), None]);
    assert_eq!(world.moments(), [0, 7500, 9250]);
    let kinds: Vec<_> = answer.tries.iter().map(|one| one.error.as_ref().map(|e| e.kind)).collect();
    assert_eq!(kinds, [Some(ErrorKind::RateLimited), Some(ErrorKind::RateLimited), None]);
    let sent: Vec<u32> = seen
        .iter()
        .filter_map(|progress| match progress {
            Progress::Sent { number } => Some(*number),
            _ => None,
        })
        .collect();
    assert_eq!(sent, [1, 2, 3]);
}

#[test]
fn what_will_not_pass_is_not_asked_again() {
    let quota = r#"{"error":{"message":"no money","type":"insufficient_quota"}}"#;
    let portal = "\n<!DOCTYPE html><title>Sign in</title>";
    let cases = [
        (Turn::reply(429, &[], quota), ErrorKind::Quota),
        (Turn::reply(429, &[("retry-after", "86400")], "{}"), ErrorKind::RateLimited),
        (Turn::reply(401, &[], "{}"), ErrorKind::BadKey),
        (Turn::reply(403, &[], "{}"), ErrorKind::Forbidden),
        (Turn::reply(404, &[], "{}"), ErrorKind::NoSuchModel),
        (Turn::reply(400, &[], "{}"), ErrorKind::BadRequest),
        (Turn::reply(200, &[], "{broken"), ErrorKind::Truncated),
        (Turn::reply(200, &[("content-type", "text/html")], portal), ErrorKind::Malformed),
        (Turn::reply(200, &[], portal), ErrorKind::Malformed),
        (
            Turn::reply(200, &[("content-type", "application/json")], "{broken"),
            ErrorKind::Malformed,
        ),
        (Turn::unreachable(), ErrorKind::Unreachable),
    ];
    for (turn, want) in cases {
        let passes = want == ErrorKind::Truncated;
        let world = World::of(vec![turn; 5]);
        let (answer, _) = ask(&world, &client(&world));
        assert_eq!(error_kind(&answer), Some(want));
        assert_eq!(answer.tries.len(), if passes { 5 } else { 1 }, "{want:?}");
        assert_eq!(answer.tries.last().expect("a try").pause_ms, None);
        assert_eq!(answer.cost_usd, None, "{want:?}");
    }
}

#[test]
fn a_server_that_was_there_before_is_tried_again() {
    let world = World::of([good(), Turn::unreachable(), Turn::unreachable(), good()]);
    let client = client(&world);
    assert_eq!(ask(&world, &client).0.tries.len(), 1);
    let (answer, _) = ask(&world, &client.clone());
    assert_eq!((answer.tries.len(), text(&answer).as_str()), (3, "Hello"));
}

#[test]
fn a_stream_that_breaks_off_is_asked_for_again() {
    let cut = Turn { breaks: true, ..Turn::stream(0, &[HELLO]) };
    let ends_early = Turn::stream(0, &[HELLO]);
    let world = World::of([cut, ends_early, good()]);
    let (answer, seen) = ask(&world, &client(&world));
    assert_eq!(text(&answer), "Hello", "only the last try counts");
    let messages: Vec<_> =
        answer.tries.iter().filter_map(|one| one.error.as_ref()).map(ToString::to_string).collect();
    assert_eq!(messages[0], "the reply broke off: the connection broke");
    assert!(messages[1].starts_with("the reply broke off: the stream ended after"), "{messages:?}");
    assert_eq!(seen.iter().map(words).collect::<String>(), "HelHelHello");
    // All that mattered had come.
    let world = World::of([Turn { breaks: true, ..Turn::stream(0, &[HELLO, LO]) }]);
    assert_eq!(text(&ask(&world, &client(&world)).0), "Hello");
}

#[test]
fn silence_has_an_end() {
    let settings = ModelSettings { idle_ms: 1000, ..settings() };
    let head_late = Turn { silence_ms: 1001, ..good() };
    let piece_late = Turn::stream(1001, &[HELLO]);
    let slow_but_alive = Turn { silence_ms: 999, ..Turn::stream(999, &STREAM) };
    let world = World::of([head_late, piece_late, slow_but_alive]).with_jitter(&[0.0, 0.0]);
    let (answer, _) = ask(&world, &Client::new(world.clone(), settings.clone()));
    assert_eq!(text(&answer), "Hello");
    let took: Vec<f64> = answer.tries.iter().map(|one| one.took_ms).collect();
    assert_eq!(took, [1000.0, 1000.0, 4995.0]);
    for one in &answer.tries[..2] {
        let error = one.error.as_ref().expect("a failed try");
        assert_eq!(error.to_string(), "the server took too long: nothing came for 1 seconds");
    }
    let patient = ModelSettings { idle_ms: 0, ..settings };
    let world = World::of([Turn { silence_ms: 3_600_000, ..good() }]);
    let (answer, _) = ask(&world, &Client::new(world.clone(), patient));
    assert_eq!((text(&answer).as_str(), answer.latency_ms), ("Hello", 3_600_000.0));
}

#[test]
fn only_so_many_are_asked_at_once() {
    let world = World::of((0..5).map(|_| Turn { silence_ms: 1000, ..good() }));
    let client = client(&world).with_gate(Gate::new(2));
    let queued = RefCell::new(0);
    let one = || {
        let (client, queued) = (client.clone(), &queued);
        Box::pin(async move {
            let mut watch =
                |progress| *queued.borrow_mut() += u32::from(progress == Progress::Queued);
            client.ask(&question(), &mut watch).await.latency_ms
        }) as std::pin::Pin<Box<dyn Future<Output = f64>>>
    };
    let latencies = world.run(all((0..5).map(|_| one()).collect()));
    assert_eq!(latencies, [1000.0, 1000.0, 2000.0, 2000.0, 3000.0], "in the order they came");
    assert_eq!(world.moments(), [0, 0, 1000, 1000, 2000]);
    assert_eq!(world.open(), (0, 2));
    assert_eq!((client.gate().inside(), client.gate().waiting()), (0, 0));
    assert_eq!(*queued.borrow(), 3);
}

#[test]
fn stopping_makes_room_at_any_moment() {
    // While it waits for the head, for a piece, in a pause, before the gate.
    for moment in [500, 1500, 2500, 3500] {
        let slow = Turn { silence_ms: 1000, ..Turn::stream(1000, &STREAM) };
        let limited = Turn::reply(429, &[("retry-after", "60")], "{}");
        let world = World::of([slow, limited, good()]);
        let client = client(&world).with_gate(Gate::new(1));
        let first = client.clone();
        let second = client.clone();
        world.run(async {
            let both = all(vec![
                Box::pin(async move { drop(first.ask(&question(), &mut |_| {}).await) })
                    as std::pin::Pin<Box<dyn Future<Output = ()>>>,
                Box::pin(async move { drop(second.ask(&question(), &mut |_| {}).await) }),
            ]);
            let stop = diorama::llm::Transport::sleep_ms(&world, moment);
            until(stop, both).await;
        });
        let gate = client.gate();
        assert_eq!((gate.inside(), gate.waiting()), (0, 0), "stopped at {moment}");
        assert_eq!(world.open().0, 0, "stopped at {moment}");
        world.run(async { drop(gate.enter().await) });
    }
}

/// Drops the second future when the first is done.
async fn until<T>(stop: impl Future<Output = ()>, other: impl Future<Output = T>) {
    let mut stop = std::pin::pin!(stop);
    let mut other = Box::pin(other);
    std::future::poll_fn(|context| {
        drop(other.as_mut().poll(context));
        stop.as_mut().poll(context)
    })
    .await;
}

#[test]
fn a_gate_lets_the_longest_waiting_in_first() {
    let world = World::default();
    let gate = Gate::new(1);
    world.run(async {
        let inside = gate.enter().await;
        let mut queue: Vec<_> = (0..3).map(|_| Box::pin(gate.enter())).collect();
        let mut passes = Vec::new();
        std::future::poll_fn(|context| {
            for one in &mut queue {
                assert!(one.as_mut().poll(context).is_pending());
            }
            std::task::Poll::Ready(())
        })
        .await;
        assert_eq!(gate.waiting(), 3);
        // The second gives up; the others move up.
        drop(queue.remove(1));
        assert_eq!((gate.inside(), gate.waiting()), (1, 2));
        drop(inside);
        std::future::poll_fn(|context| {
            assert!(queue[1].as_mut().poll(context).is_pending(), "it is not its turn");
            let first = queue[0].as_mut().poll(context);
            first.map(|pass| passes.push(pass))
        })
        .await;
        gate.set_limit(2);
        passes.push(queue.pop().expect("the last").await);
        assert_eq!((gate.inside(), gate.waiting()), (2, 0));
        drop(passes);
        assert_eq!(gate.inside(), 0);
        assert!(gate.has_room());
    });
}

#[test]
fn an_equal_question_costs_nothing() {
    let world = World::of([good(), good(), good()]);
    let cache = Rc::new(MemoryCache::default());
    let client = client(&world).with_cache(Some(cache.clone()));
    let (first, _) = ask(&world, &client);
    let (second, seen) = ask(&world, &client);
    assert!(!first.kept && second.kept);
    assert_eq!(second.outcome, first.outcome);
    assert_eq!((second.cost_usd, second.tries.len()), (Some(0.0), 0));
    assert_eq!((second.raw, seen), (first.raw, Vec::new()));
    assert_eq!(world.asked().len(), 1);
    // The second trial is another question, and is kept too.
    let again = client.clone().with_salt("trial 2");
    assert!(!ask(&world, &again).0.kept);
    assert!(ask(&world, &again).0.kept);
    let warmer = Client::new(world.clone(), ModelSettings { temperature: Some(1.0), ..settings() })
        .with_cache(Some(cache.clone()));
    assert!(!ask(&world, &warmer).0.kept);
    assert_eq!(cache.len(), 3);
}

#[test]
fn failures_are_not_kept() {
    let world = World::of([Turn::reply(401, &[], "{}"), good()]);
    let client = client(&world).with_cache(Some(Rc::new(MemoryCache::default())));
    assert_eq!(error_kind(&ask(&world, &client).0), Some(ErrorKind::BadKey));
    assert_eq!(text(&ask(&world, &client).0), "Hello");
}

#[test]
fn a_question_s_name_tells_what_matters() {
    let provider = Provider::find("openai").expect("a provider");
    let endpoint = provider.endpoint();
    let request = settings().fill(&question());
    let name = request_hash(&endpoint, &request, None);
    assert_eq!(name.len(), 64);
    let whole = ChatRequest { stream: false, ..request.clone() };
    let same = [
        request_hash(&endpoint, &whole, None),
        request_hash(&provider.endpoint_at("http://api.OPENAI.com/v1/"), &request, None),
        request_hash(&provider.endpoint_at("https://me:pw@api.openai.com/v1"), &request, None),
    ];
    assert!(same.iter().all(|other| *other == name), "{same:?}");
    let other_model = ChatRequest { model: "gpt-4o".into(), ..request.clone() };
    let warmer = ChatRequest { temperature: Some(0.7), ..request.clone() };
    let others = [
        request_hash(&endpoint, &request, Some("2")),
        request_hash(&endpoint, &request, Some("")),
        request_hash(&endpoint, &other_model, None),
        request_hash(&endpoint, &warmer, None),
        request_hash(&provider.endpoint_at("https://proxy.test/v1"), &request, None),
        request_hash(&provider.endpoint_at("https://api.openai.com/v2"), &request, None),
    ];
    for (at, other) in others.iter().enumerate() {
        assert_ne!(*other, name, "{at}");
        assert!(!others[..at].contains(other), "{at}");
    }
    // Kept answers of other people's runs must be found again: a change here needs a new version.
    let gemini = Provider::find("gemini").expect("a provider").endpoint();
    assert_eq!(gemini.dialect, Dialect::Gemini);
    let streamed = ChatRequest { stream: true, ..whole.clone() };
    assert_eq!(request_hash(&gemini, &streamed, None), request_hash(&gemini, &whole, None));
}

#[test]
fn settings_fill_what_a_request_leaves_open() {
    let filled = ModelSettings {
        temperature: Some(0.5),
        max_tokens_out: Some(99),
        seed: Some(7),
        top_p: Some(0.9),
        stream: false,
        ..settings()
    };
    let open = filled.fill(&ChatRequest { stream: true, ..question() });
    assert_eq!(open.model, "gpt-4o-mini");
    assert_eq!((open.temperature, open.max_tokens_out, open.seed), (Some(0.5), Some(99), Some(7)));
    assert!(!open.stream);
    let own = ChatRequest { model: "other".into(), temperature: Some(0.0), ..question() };
    let own = filled.fill(&own);
    assert_eq!((own.model.as_str(), own.temperature), ("other", Some(0.0)));
}

#[test]
fn a_person_s_own_price_counts() {
    let world = World::of([good()]);
    let price = Price { input: 1.0, output: 10.0, cached_input: None, cache_write: None };
    let own = OwnPrice { provider: "openai".into(), model: "gpt-4o-mini".into(), price };
    let client = client(&world).with_prices(Rc::new(Prices::built_in().with_own([own])));
    let (answer, _) = ask(&world, &client);
    assert_eq!(answer.cost_usd, Some(0.002));
}

#[test]
fn a_planted_key_is_nowhere() {
    const PLANTED: &str = "sk-planted-0123456789abcdef";
    let quoting = |status: u16| {
        let body = format!(r#"{{"error":{{"message":"wrong key {PLANTED}"}},"x":"{PLANTED}"}}"#);
        Turn::reply(status, &[], body)
    };
    // A long message is cut within the key.
    let cut = format!(r#"{{"error":{{"message":"{}{PLANTED}"}}}}"#, "x".repeat(1990));
    let says_key = format!(
        "data: {{\"id\":\"{PLANTED}\",\"choices\":[{{\"delta\":{{\"content\":\"{PLANTED}\"}},\"finish_reason\":\"stop\"}}]}}\n\n"
    );
    let in_stream = format!("data: {{\"error\":{{\"message\":\"bad {PLANTED}\"}}}}\n\n");
    let raw_cut = format!("{}{}", " ".repeat((256 << 10) - 9), cut);
    let scripts: [Vec<Turn>; 7] = [
        vec![quoting(500), quoting(503), quoting(401)],
        vec![Turn::reply(400, &[], cut)],
        vec![Turn::stream(0, &[&says_key, DONE])],
        vec![Turn::stream(0, &[&in_stream]); 5],
        vec![Turn::reply(200, &[], format!("{{broken {PLANTED}")); 5],
        vec![Turn::reply(400, &[], raw_cut)],
        vec![Turn::reply(302, &[("location", PLANTED)], PLANTED)],
    ];
    for (at, script) in scripts.into_iter().enumerate() {
        let world = World::of(script);
        let cache = Rc::new(MemoryCache::default());
        let client =
            client(&world).with_key(Some(Secret::new(PLANTED))).with_cache(Some(cache.clone()));
        let (answer, seen) = ask(&world, &client);
        let json = serde_json::to_string(&answer).expect("JSON");
        let asked: Vec<HttpRequest> = world.asked().into_iter().map(|(_, http)| http).collect();
        let all = format!("{answer:?} {json} {seen:?} {client:?} {asked:?} {cache:?}");
        for piece in [PLANTED, &PLANTED[..8], &PLANTED[PLANTED.len() - 8..]] {
            assert!(!all.contains(piece), "script {at} shows {piece}: {all}");
        }
        assert!(client.has_key());
    }
}

#[test]
fn a_policy_of_one_try_asks_once() {
    let retry = RetryPolicy { max_tries: 1, ..RetryPolicy::default() };
    let world = World::of([busy()]);
    let (answer, _) =
        ask(&world, &Client::new(world.clone(), ModelSettings { retry, ..settings() }));
    assert_eq!((answer.tries.len(), pauses(&answer)), (1, vec![None]));
}

#[test]
fn a_probe_asks_once_each_and_past_the_cache() {
    let list = r#"{"data":[{"id":"gpt-4o-mini"},{"id":"gpt-4o"}]}"#;
    let world = World::of([
        Turn::reply(200, &[], list),
        busy(),
        Turn::reply(401, &[], r#"{"error":{"message":"bad key sk-secret-12345"}}"#),
        Turn::unreachable(),
        Turn::reply(200, &[], list),
    ]);
    let client = client(&world)
        .with_key(Some(Secret::new("sk-secret-12345")))
        .with_cache(Some(Rc::new(MemoryCache::default())));
    let first = world.run(client.probe());
    assert_eq!(first.models.expect("a list"), ["gpt-4o", "gpt-4o-mini"]);
    assert_eq!(first.answer.as_ref().and_then(error_kind), Some(ErrorKind::Overloaded));
    let second = world.run(client.probe());
    let error = second.models.expect_err("a refusal");
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::BadKey, "bad key (secret)"));
    assert_eq!(second.answer.as_ref().and_then(error_kind), Some(ErrorKind::Unreachable));
    assert_eq!(world.asked()[0].1.url, "https://api.openai.com/v1/models");
    let unnamed = Client::new(world.clone(), ModelSettings { model: String::new(), ..settings() });
    assert_eq!(world.run(unnamed.probe()).answer, None);
}
