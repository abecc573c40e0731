//! What is said besides, and how addresses and browsers are told apart.

use diorama::llm::diagnose::{Asker, Browser, Place, Reach, Step, Verdict};
use diorama::llm::{ErrorKind, Provider};
use expect_test::expect;

use super::{CHROME, Case, error, from, page, reply};

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
fn a_key_in_an_address_is_not_repeated() {
    for asker in [Asker::Terminal, page(CHROME)] {
        let told = from("gemini", asker).at("https://x.test/v1beta/?key=AIza-0123").diagnose();
        assert!(told.to_string().contains("- Try the address https://x.test/v1beta."), "{told}");
        assert!(!told.to_string().contains("AIza"), "{told}");
    }
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
