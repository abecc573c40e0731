//! Set-ups of models: stored, read again, checked.

use diorama::llm::{Effort, ModelSetup, Price, Provider, SetupError, Source, Thinking};

fn known() -> ModelSetup {
    let provider = Provider::find("groq").expect("a known provider");
    ModelSetup {
        temperature: Some(0.3),
        max_tokens_out: Some(512),
        thinking: Some(Thinking::Effort(Effort::Low)),
        price: Some(Price { input: 0.15, output: 0.6, ..Price::FREE }),
        keep_answers: true,
        ..ModelSetup::new("quick", provider, "gpt-oss-20b")
    }
}

fn at(base: &str) -> ModelSetup {
    let source = Source::Server { provider: "other".into(), base: base.into() };
    ModelSetup { source, ..known() }
}

#[test]
fn a_list_comes_back_as_it_was_stored() {
    let list =
        [known(), ModelSetup::scripted(), ModelSetup::browser(), at("http://10.0.0.2:80/v1")];
    assert_eq!(ModelSetup::read_list(&ModelSetup::write_list(&list)), list);
}

#[test]
fn what_cannot_be_read_is_left_out_and_the_others_stay() {
    let good = serde_json::to_string(&known()).unwrap();
    let json =
        format!(r#"[{{"name":"from tomorrow","source":{{"kind":"telepathy"}}}}, 7, {good}]"#);
    assert_eq!(ModelSetup::read_list(&json), [known()]);
    for broken in ["", "{}", "[", "null"] {
        assert_eq!(ModelSetup::read_list(broken), [], "{broken:?}");
    }
}

#[test]
fn a_set_up_says_what_is_wrong_with_it() {
    let bad = |base: &str| Err(SetupError::BadAddress(base.to_owned()));
    let cases = [
        (known(), Ok(())),
        (ModelSetup::scripted(), Ok(())),
        (ModelSetup { name: " ".into(), ..known() }, Err(SetupError::NoName)),
        (ModelSetup { name: "x".repeat(61), ..known() }, Err(SetupError::LongName)),
        (ModelSetup { model: String::new(), ..known() }, Err(SetupError::NoModel)),
        (at(""), Err(SetupError::NoAddress)),
        (at("localhost:8000"), bad("localhost:8000")),
        (at("ftp://host"), bad("ftp://host")),
        (at("https://"), bad("https:")),
        (at("https://host/v1?key=abc"), Err(SetupError::LongAddress)),
        (at("https://host#v1"), Err(SetupError::LongAddress)),
        (at("https://me:key@host/v1"), bad("https://me:key@host/v1")),
        (at("http://[::1]:8080/v1"), Ok(())),
        (
            ModelSetup {
                source: Source::Server { provider: "none".into(), base: String::new() },
                ..known()
            },
            Err(SetupError::UnknownProvider("none".into())),
        ),
    ];
    for (setup, outcome) in cases {
        assert_eq!(setup.check(), outcome, "{setup:?}");
    }
    let out_of_range = [
        ModelSetup { temperature: Some(2.5), ..known() },
        ModelSetup { temperature: Some(f64::NAN), ..known() },
        ModelSetup { max_tokens_out: Some(0), ..known() },
        ModelSetup { at_once: 0, ..known() },
        ModelSetup { price: Some(Price { input: -1.0, ..Price::FREE }), ..known() },
    ];
    for setup in out_of_range {
        assert!(matches!(setup.check(), Err(SetupError::OutOfRange { .. })), "{setup:?}");
    }
}

#[test]
fn the_address_of_a_set_up_is_the_providers_unless_another_is_given() {
    assert_eq!(known().endpoint().unwrap().base, "https://api.groq.com/openai/v1");
    let own = at("http://localhost:9/v1/chat/completions/").endpoint().unwrap();
    assert_eq!(own.base, "http://localhost:9/v1");
    assert_eq!(ModelSetup::scripted().endpoint(), None);
}
