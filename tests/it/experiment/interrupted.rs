//! Runs that are killed, stopped, or refused by their server: a real process against a real server on loopback.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::terminal::{command, folder, text};
use crate::llm::server::{Plan, Server};

const STEPS: usize = 10;
const EPISODES: usize = 14;
const AT_ONCE: usize = 3;

/// Nothing is won by turning left: every episode goes to its last step.
const REPLY: &str = r#"{"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop",
    "message":{"role":"assistant","content":"<|ACTION|>turn left<|END|>"}}],
    "usage":{"prompt_tokens":100,"completion_tokens":5,"total_tokens":105}}"#;

fn plan(base: &str) -> String {
    format!(
        "name = \"kill\"\n[[agent]]\nstrategy = \"robust_naive\"\n[[model]]\nmodel = \"m\"\nprovider = \"other\"\n\
         base_url = \"{base}\"\nat_once = {AT_ONCE}\nprice = [1.0, 1.0]\n\
         [[world]]\nid = \"babyai/putnext\"\nseeds = \"0..{}\"\nmax_steps = {STEPS}\n",
        EPISODES - 1
    )
}

/// Steps in the journal: whole lines only.
fn written(run: &Path) -> usize {
    let text = fs::read_to_string(run.join("journal.jsonl")).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().filter(|line| line.starts_with(r#"{"event":"step""#)).count()
}

fn slow_server() -> Server {
    Server::start(|_, _| Plan { pieces: vec![(15, REPLY.into())], ..Plan::json(200, "") })
}

/// Waits until the server was asked so often.
fn wait_for(server: &Server, count: usize) {
    let start = Instant::now();
    while server.asked().len() < count {
        assert!(start.elapsed() < Duration::from_mins(2), "it asks nothing");
        sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_run_that_is_killed_at_any_moment_pays_no_answer_twice() {
    let server = slow_server();
    let folder = folder("killed", &plan(&server.base()));
    let (plan, run) = (folder.join("plan.toml"), folder.join("run"));
    let arguments =
        ["experiment", text(&plan), "--out", text(&run), "--resume", "--no-stream", "--quiet"];
    for kill in 0..6_u64 {
        let before = server.asked().len();
        let known = written(&run);
        let mut child = command(&arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        wait_for(&server, before + 1 + (kill as usize * 5) % 12);
        sleep(Duration::from_millis(kill * 7 % 31));
        child.kill().expect("it lives");
        child.wait().expect("it ended");
        server.catch_up();
        // Every answer but those in flight is on disk.
        let asked = server.asked().len() - before;
        let new = written(&run) - known;
        assert!(asked <= new + AT_ONCE, "kill {kill}: {asked} asked, {new} written");
    }
    let (before, known) = (server.asked().len(), written(&run));
    assert!(known > 0 && known < STEPS * EPISODES, "{known} steps before the last run");
    let last = command(&arguments).output().expect("it runs");
    assert!(last.status.success(), "{}", String::from_utf8_lossy(&last.stderr));
    assert_eq!(server.asked().len() - before, STEPS * EPISODES - known);
    assert_eq!(written(&run), STEPS * EPISODES);
    let rows = fs::read_to_string(run.join("episodes.jsonl")).expect("rows");
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).expect("a row");
        let used = (row["steps"].as_u64(), row["tokens_in"].as_u64(), row["tokens_out"].as_u64());
        assert_eq!(used, (Some(10), Some(1000), Some(50)), "{row}");
        assert!(
            (row["cost_usd"].as_f64().unwrap_or_default() - 1050.0 / 1e6).abs() < 1e-12,
            "{row}"
        );
    }
    assert_eq!(rows.lines().count(), EPISODES);
    // Whoever comes too late has nothing to do.
    let before = server.asked().len();
    assert!(command(&arguments).output().expect("it runs").status.success());
    assert_eq!(server.asked().len(), before);
    fs::remove_dir_all(&folder).expect("a folder of our own");
}

#[cfg(unix)]
#[test]
fn ctrl_c_waits_for_what_is_in_flight_and_leaves_the_rest_for_later() {
    let server = slow_server();
    let folder = folder("stopped", &plan(&server.base()));
    let (plan, run) = (folder.join("plan.toml"), folder.join("run"));
    let arguments = ["experiment", text(&plan), "--out", text(&run), "--resume", "--no-stream"];
    let child =
        command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    wait_for(&server, 12);
    let second = command(&arguments).output().expect("it runs");
    let refused = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(refused.contains("another process goes on with this run"), "{refused}");
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("a system with kill").success());
    let output = child.wait_with_output().expect("it ended");
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("episodes are not over. --resume goes on."), "{said}");
    // Nothing that was asked was lost.
    assert_eq!(written(&run), server.asked().len());
    let known = written(&run);
    assert!(command(&arguments).output().expect("it runs").status.success());
    assert_eq!(server.asked().len(), STEPS * EPISODES, "{known} before");
    fs::remove_dir_all(&folder).expect("a folder of our own");
}

#[test]
fn a_server_that_refuses_is_asked_no_thousand_times() {
    let server = Server::start(|_, _| {
        Plan::json(401, r#"{"error":{"message":"Incorrect API key provided"}}"#)
    });
    let folder = folder("refused", &plan(&server.base()));
    let (plan, run) = (folder.join("plan.toml"), folder.join("run"));
    let output =
        command(&["experiment", text(&plan), "--out", text(&run)]).output().expect("it runs");
    let (said, errors) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{errors}");
    assert!(errors.contains("m is asked nothing more: "), "{errors}");
    assert!(said.contains("episodes were given up"), "{said}");
    assert!(server.asked().len() <= 3 + AT_ONCE, "{}", server.asked().len());
    fs::remove_dir_all(&folder).expect("a folder of our own");
}

#[test]
fn a_budget_ends_a_run_and_more_money_goes_on() {
    let server = slow_server();
    let folder = folder("budget", &plan(&server.base()));
    let (plan, run) = (folder.join("plan.toml"), folder.join("run"));
    let with = |budget: &str| {
        let mut command = command(&[
            "experiment",
            text(&plan),
            "--out",
            text(&run),
            "--resume",
            "--no-stream",
            "--quiet",
        ]);
        command.args(["--budget-usd", budget]).output().expect("it runs")
    };
    // 105 tokens at a dollar a million each.
    let first = with("0.0021");
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    assert!(String::from_utf8_lossy(&first.stdout).contains("a budget is spent"));
    assert!((15..=20).contains(&server.asked().len()), "{}", server.asked().len());
    let second = with("1");
    assert!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
    assert_eq!(server.asked().len(), STEPS * EPISODES);
    fs::remove_dir_all(&folder).expect("a folder of our own");
}
