//! Customer support in a terminal: `diorama play`, `run books --records`, `replay`, `share`.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use diorama::episode::support::SupportRecord;
use serde_json::{Value, json};

use crate::llm::server::{Plan, Server};

fn diorama(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diorama"));
    command.args(arguments).stdin(Stdio::null()).output().expect("it runs")
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("diorama-{name}-{}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn a_case_is_played_and_its_link_is_verified() {
    let output = diorama(&["play", "--env", "books?task=7&seed=3"]);
    let text = printed(&output);
    assert!(output.status.success(), "{}", said(&output));
    assert!(text.starts_with("books?task=7&seed=3\n   1  customer\n"), "{text}");
    assert!(text.contains("      find_customer_by_email{\"email\": "), "{text}");
    assert!(text.contains("      = cust_"), "{text}");
    assert!(text.contains(" turns, reward 1\n#1."), "{text}");
    let link = text.lines().last().expect("a link");
    let again = diorama(&["replay", &format!("see https://example.org/{link}")]);
    assert!(again.status.success());
    let again = printed(&again);
    let told = |text: &str| text.lines().take(20).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(told(&again), told(&text));
    assert!(again.ends_with("\nverified\n"), "{again}");
    assert_eq!(printed(&diorama(&["replay", link, "--show", "nothing"])), "verified\n");
    let nothing = diorama(&["play", "--env", "books?task=7&seed=3", "--agent", "do-nothing"]);
    assert!(printed(&nothing).contains(" turns, reward 0\n#1."));
}

#[test]
fn a_run_writes_records_that_become_links_and_records_again() {
    let folder = folder("records");
    let at = |name: &str| folder.join(name).to_str().expect("a plain name").to_owned();
    let (log, records) = (at("log"), at("records"));
    let flags = ["--agent-strategy", "scripted", "--end-index", "3", "--world-seed", "5"];
    let run = ["run", "books", "--log-dir", &log, "--records", &records];
    let output = diorama(&[&run[..], &flags[..]].concat());
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(fs::read_dir(&records).expect("records").count(), 3);
    let file = at("records/books-test-2-0.json");
    let record = fs::read_to_string(&file).expect("a record");
    let record = SupportRecord::from_json(&record).expect("a record");
    assert_eq!(record.case().expect("a case").to_string(), "books?task=2&seed=5");
    assert!((record.outcome.reward_sum - 1.0).abs() < 1e-9);
    assert_eq!(printed(&diorama(&["replay", &file, "--show", "nothing"])), "verified\n");
    let moves = diorama(&["share", &file, "--level", "1"]);
    assert!(said(&moves).starts_with("the moves, without the words: "), "{}", said(&moves));
    let words = diorama(&["share", &file, "--address", "https://example.org/"]);
    let (moves, words) = (printed(&moves), printed(&words));
    assert!(words.starts_with("https://example.org/#1.") && moves.len() < words.len(), "{words}");
    for link in [moves.trim(), words.trim()] {
        assert_eq!(printed(&diorama(&["replay", link, "--show", "nothing"])), "verified\n");
    }
    let whole = printed(&diorama(&["share", words.trim(), "--level", "3"]));
    let again = SupportRecord::from_json(&whole).expect("a record");
    assert_eq!(again.digest, record.digest);
    fs::remove_dir_all(&folder).expect("our own folder");
}

#[test]
fn runs_of_the_same_second_have_a_file_each() {
    let folder = folder("same-second");
    let log = folder.to_str().expect("a plain name");
    let flags = ["--agent-strategy", "do-nothing", "--end-index", "2", "--log-dir", log];
    for runs in 1..=4 {
        let output = diorama(&[&["run", "books"], &flags[..]].concat());
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(fs::read_dir(&folder).expect("results").count(), runs);
    }
    // What cannot be run leaves nothing behind.
    let none = diorama(&[&["run", "books", "--start-index", "9"], &flags[..]].concat());
    assert!(said(&none).contains("There is no task to be played."), "{}", said(&none));
    assert_eq!(fs::read_dir(&folder).expect("results").count(), 4);
    fs::remove_dir_all(&folder).expect("our own folder");
}

#[test]
fn what_cannot_be_played_is_said() {
    let cases = [
        ("books?task=99", "books has no task 99 in test"),
        ("books?task=x", "\"x\" is no number of a task"),
        ("bakery?task=1", "No world is called \"bakery?task=1\""),
    ];
    for (case, want) in cases {
        let output = diorama(&["play", "--env", case]);
        assert!(!output.status.success() && said(&output).contains(want), "{}", said(&output));
    }
    let output = diorama(&["play", "--env", "books", "--agent", "random"]);
    assert!(said(&output).starts_with("Nobody serves as \"random\""), "{}", said(&output));
    let output = diorama(&["play", "--env", "retail", "--data", "/nowhere"]);
    assert!(said(&output).contains("data is missing"), "{}", said(&output));
}

/// A server on which an agent and a customer live.
fn server() -> Server {
    Server::start(|asked, _| {
        let body: Value = serde_json::from_str(&asked.body).expect("JSON");
        let messages = body["messages"].as_array().expect("messages");
        let says = |message: Value| {
            let choice = json!({"message": message, "finish_reason": "stop"});
            Plan::json(200, json!({"choices": [choice]}).to_string())
        };
        if body["model"] == "customer" {
            let words = if messages.len() == 2 { "I want tea." } else { "Bye. ###STOP###" };
            return says(json!({"content": words}));
        }
        if messages.iter().any(|message| message["role"] == "tool") {
            return says(json!({"content": "We have none."}));
        }
        let function = json!({"name": "search_books", "arguments": "{\"words\":\"tea\"}"});
        let call = json!({"id": "c7", "type": "function", "function": function});
        says(json!({"content": null, "tool_calls": [call]}))
    })
}

#[test]
fn models_play_a_case_and_everything_is_kept() {
    let server = server();
    let folder = folder("models");
    let file = folder.join("episode.json");
    let (file, base) = (file.to_str().expect("a plain name"), server.base());
    let output = diorama(&[
        "play",
        "--env",
        "books?task=3&seed=3",
        "--agent",
        "tool-calling",
        "--customer",
        "llm",
        "--base-url",
        &base,
        "--model",
        "agent",
        "--customer-model",
        "customer",
        "--no-stream",
        "--retries",
        "0",
        "--out",
        file,
    ]);
    let text = printed(&output);
    assert!(output.status.success(), "{text}{}", said(&output));
    assert!(
        text.contains("   2  agent tool-calling agent\n      search_books{\"words\": \"tea\"}\n"),
        "{text}"
    );
    assert!(
        text.contains("   4  customer llm customer\n      Bye. ###STOP###\n      reward 0\n"),
        "{text}"
    );
    let json = fs::read_to_string(file).expect("a record");
    let record = SupportRecord::from_json(&json).expect("a record");
    assert_eq!(record.cards.len(), 2);
    assert!(json.contains("\"id\":\"c7\"") && json.contains("\"voice\":\"customer\""), "{json}");
    let again = printed(&diorama(&["replay", file]));
    assert!(again.contains("   2  agent tool-calling agent\n") && again.ends_with("verified\n"));
    let link = text.lines().last().expect("a link");
    let shared = printed(&diorama(&["replay", link]));
    assert!(shared.contains("   4  customer llm customer\n"), "{shared}");
    fs::remove_dir_all(&folder).expect("our own folder");
}

#[test]
fn a_few_shot_agent_is_shown_dialogues_of_the_shop_s_own() {
    let server = Server::start(|asked, _| {
        let body: Value = serde_json::from_str(&asked.body).expect("JSON");
        let told = body["messages"][0]["content"].as_str().expect("a policy");
        let is_shown = told.contains("\n\nExample 5:\nuser: ");
        let words = if is_shown { "I was shown five." } else { "I was shown nothing." };
        let choice = json!({"message": {"content": words}, "finish_reason": "stop"});
        Plan::json(200, json!({"choices": [choice]}).to_string())
    });
    let base = server.base();
    let model = ["--base-url", &base, "--model", "agent", "--no-stream", "--retries", "0"];
    let play = ["play", "--env", "books?task=22&seed=3", "--agent", "few-shot"];
    let output = diorama(&[&play[..], &model[..]].concat());
    let text = printed(&output);
    assert!(output.status.success(), "{text}{}", said(&output));
    assert!(text.contains("      I was shown five.\n") && text.contains("reward 1\n"), "{text}");

    let folder = folder("few-shot");
    let log = folder.to_str().expect("a plain name");
    let run = ["run", "books", "--agent-strategy", "few-shot", "--user-strategy", "scripted"];
    let only = ["--start-index", "22", "--end-index", "23", "--log-dir", log];
    let output = diorama(&[&run[..], &only[..], &model[..]].concat());
    let text = printed(&output);
    assert!(output.status.success(), "{text}{}", said(&output));
    assert!(text.contains("Average reward: 1.0"), "{text}");
    fs::remove_dir_all(&folder).expect("our own folder");
}
