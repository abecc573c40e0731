//! The program's own promises where models are paid for: budgets hold, failures are failures, nothing is lost.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use crate::llm::native::{diorama, folder, said};
use crate::llm::server::{Plan, Server};

const REPLY: &str = r#"{"choices":[{"message":{"content":"turn left"},"finish_reason":"stop"}],
    "usage":{"prompt_tokens":1000,"completion_tokens":10}}"#;

/// A server that turns left.
fn server() -> Server {
    Server::start(|_, _| Plan::json(200, REPLY))
}

/// Plays by a server's model, with more flags.
fn play(server: &Server, more: &[&str]) -> Output {
    let base = server.base();
    let start = ["play", "--env", "babyai/goto", "--model", "tiny", "--base-url", &base];
    let arguments: Vec<&str> = start.iter().chain(more).copied().collect();
    diorama(&arguments, "NO_KEY")
}

#[test]
fn a_model_that_would_not_be_asked_is_refused() {
    let server = server();
    for more in [&[][..], &["--agent", "random"], &["--agent", "expert"]] {
        let output = play(&server, more);
        assert!(!output.status.success(), "{}", said(&output));
        assert!(said(&output).contains("asks no model: say with --agent"), "{}", said(&output));
    }
    assert_eq!(server.asked().len(), 0);
}

#[test]
fn a_model_that_fails_is_a_failure_and_a_limit_is_none() {
    let server = Server::start(|_, before| match before {
        0..2 => Plan::json(200, REPLY),
        _ => Plan::json(404, r#"{"error":{"message":"gone","code":"model_not_found"}}"#),
    });
    let limited = play(&server, &["--agent", "naive", "--max-steps", "1"]);
    assert!(limited.status.success(), "{}", said(&limited));
    let failed = play(&server, &["--agent", "naive"]);
    assert!(!failed.status.success(), "{}", said(&failed));
    // What was played before is told all the same.
    assert!(
        said(&failed).contains("1 steps") && said(&failed).contains("\n#1."),
        "{}",
        said(&failed)
    );
}

#[test]
fn a_budget_holds_or_is_refused() {
    let server = server();
    let refused = |more: &[&str], why: &str| {
        let output = play(&server, &[&["--agent", "naive"], more].concat());
        assert!(!output.status.success() && said(&output).contains(why), "{}", said(&output));
    };
    refused(&["--budget-usd", "nan"], "an amount of US dollars is wanted");
    refused(&["--budget-usd=-1"], "an amount of US dollars is wanted");
    refused(&["--budget-usd", "0.5"], "No price is known for tiny");
    assert_eq!(server.asked().len(), 0);
    let paid = ["--agent", "naive", "--budget-usd", "0.0025", "--price", "1,2"];
    let output = play(&server, &paid);
    assert!(said(&output).contains("the budget of 0.0025 US$ is spent"), "{}", said(&output));
    assert!(
        said(&output).contains("3 calls, 3000 tokens in, 30 out, 0.00306 US$,"),
        "{}",
        said(&output)
    );
    assert_eq!(server.asked().len(), 3);
}

#[test]
fn limits_hold_in_customer_support_too() {
    for (limit, asked) in [(["--max-calls", "2"], 2), (["--budget-tokens", "2500"], 3)] {
        let server = server();
        let base = server.base();
        let start = ["play", "--env", "books?task=1&seed=3", "--agent", "act", "--customer", "llm"];
        let model = ["--model", "tiny", "--base-url", &base];
        let arguments: Vec<&str> = start.iter().chain(&model).chain(&limit).copied().collect();
        let output = diorama(&arguments, "NO_KEY");
        assert!(said(&output).contains("paused: the "), "{}", said(&output));
        assert!(
            said(&output).contains(&format!("{asked} calls, {asked}000 tokens in")),
            "{}",
            said(&output)
        );
        assert_eq!(server.asked().len(), asked, "{}", said(&output));
    }
}

#[test]
fn a_model_that_fails_in_customer_support_is_a_failure_and_nothing_is_lost() {
    let server = Server::start(|_, before| match before {
        0..2 => Plan::json(200, REPLY),
        _ => Plan::json(404, r#"{"error":{"message":"gone","code":"model_not_found"}}"#),
    });
    let (base, folder) = (server.base(), folder("support-fails"));
    fs::create_dir_all(&folder).expect("a folder");
    let out = folder.join("episode.json");
    let out = out.to_str().expect("plain");
    let start = ["play", "--env", "books?task=1&seed=3", "--agent", "act", "--customer", "llm"];
    let model = ["--model", "tiny", "--base-url", &base, "--out", out];
    let arguments: Vec<&str> = start.iter().chain(&model).copied().collect();
    let output = diorama(&arguments, "NO_KEY");
    assert!(!output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("paused: the model failed"), "{}", said(&output));
    assert!(said(&output).contains("2 turns, reward 0"), "{}", said(&output));
    let again = diorama(&["replay", out], "NO_KEY");
    assert!(again.status.success() && said(&again).contains("verified"), "{}", said(&again));
}

#[test]
fn what_cannot_work_is_said_before_anything_is_asked() {
    let server = server();
    let nowhere = folder("program-out").join("no-such-folder/episode.json");
    let output = play(&server, &["--agent", "naive", "--out", nowhere.to_str().expect("plain")]);
    assert!(
        !output.status.success() && said(&output).contains("no-such-folder"),
        "{}",
        said(&output)
    );
    assert_eq!(server.asked().len(), 0);
    let bare = [
        "play",
        "--env",
        "babyai/goto",
        "--agent",
        "cot",
        "--model",
        "tiny",
        "--base-url",
        "127.0.0.1:1/v1",
    ];
    let output = diorama(&bare, "NO_KEY");
    assert!(!output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("begins with http:// or https://"), "{}", said(&output));
    let long = format!("{}?key=AIza-0123", server.base());
    for start in [&["play", "--env", "babyai/goto", "--agent", "cot"][..], &["ask", "Hi"], &["ask"]]
    {
        let model = ["--model", "tiny", "--base-url", &long];
        let arguments: Vec<&str> = start.iter().chain(&model).copied().collect();
        let output = diorama(&arguments, "NO_KEY");
        assert!(!output.status.success() && !said(&output).contains("AIza"), "{}", said(&output));
    }
}

#[test]
fn a_pipe_gets_the_reply_and_nothing_of_a_try_that_failed() {
    let piece = |words: &str, end: &str| {
        format!(
            "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{words}\"}},\"finish_reason\":{end}}}]}}\n\n"
        )
    };
    let (half, whole) = (piece("half a ", "null"), piece("all of it", "\"stop\""));
    let server = Server::start(move |_, before| {
        let body = if before == 0 { &half } else { &whole };
        Plan { cut: before == 0, ..Plan::of(200, "text/event-stream", body.as_str()) }
    });
    let base = server.base();
    let output = diorama(&["ask", "Hi", "--model", "tiny", "--base-url", &base], "NO_KEY");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "all of it\n", "{}", said(&output));
    assert!(said(&output).contains("; again in "), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn stopping_loses_nothing_that_was_paid_for() {
    let (server, answered) = Server::for_a_while(2, |_, _| Plan::json(200, REPLY));
    let folder = folder("stopped");
    fs::create_dir_all(&folder).expect("a folder");
    let out = folder.join("episode.json");
    let program = Command::new(env!("CARGO_BIN_EXE_diorama"))
        .args(["play", "--env", "babyai/goto", "--agent", "naive", "--model", "tiny"])
        .args(["--base-url", &server.base(), "--out"])
        .arg(&out)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    // The third question is asked and never answered.
    while answered.load(Ordering::SeqCst) < 3 {
        thread::sleep(Duration::from_millis(5));
    }
    let killed = Command::new("kill").args(["-INT", &program.id().to_string()]).status();
    assert!(killed.expect("a system with kill").success());
    let output = program.wait_with_output().expect("it ends");
    assert!(!output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("stopped\nnot over: 2 steps"), "{}", said(&output));
    assert_eq!(calls(&out), 2);
}

/// How many calls a saved episode holds.
fn calls(file: &Path) -> usize {
    let text = fs::read_to_string(file).expect("the episode");
    let episode: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    episode["rollout"]["calls"].as_array().map_or(0, Vec::len)
}
