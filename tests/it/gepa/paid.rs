//! `diorama optimize` with models behind a server: what was paid for is not asked again, however the run ended.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

use serde_json::{Value, json};

use crate::llm::server::{Plan, Server};

const CONFIG: &str = r#"
max_metric_calls = 14

[tasks]
worlds = ["babyai/goto", "babyai/pickup"]
train_seeds = [0, 1]
val_seeds = [100]

[player]
model = "player"
strategy = "naive"
max_steps = 4

[reflector]
model = "reflector"

[options]
reflection_minibatch_size = 2
skip_perfect_score = false
acceptance_criterion = "improvement_or_equal"
"#;

/// Answers by the question alone, so many times; then it is silent.
fn server(most: usize) -> (Server, Arc<AtomicUsize>) {
    Server::for_a_while(most, |asked, _| {
        let body: Value = serde_json::from_str(&asked.body).expect("JSON");
        let turns = body["messages"].as_array().expect("messages");
        let text = if body["model"] == "reflector" {
            // The present text, with a line more.
            let question = turns[0]["content"].as_str().expect("words");
            let current = question.split("\n```\n").nth(1).expect("a text between fences");
            format!("```\n{current}\nLook twice.\n```")
        } else {
            ["go forward", "turn left", "turn right"][asked.body.len() % 3].to_owned()
        };
        let choice = json!({"message": {"content": text}, "finish_reason": "stop"});
        Plan::json(200, json!({"choices": [choice]}).to_string())
    })
}

fn start(folder: &Path, out: &str, server: &Server, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_diorama"))
        .arg("optimize")
        .arg(folder.join("config.toml"))
        .arg("--out")
        .arg(folder.join(out))
        .args(["--no-stream", "--price", "1,1", "--base-url", &server.base()])
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command line")
}

fn folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("diorama-{name}-{}", process::id()));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("config.toml"), CONFIG).expect("a file");
    folder
}

fn finish(child: Child) -> String {
    let output = child.wait_with_output().expect("the command line");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// Waits until so many answers are stored; the rest of the questions hang.
fn wait_for(file: &Path, answers: usize) {
    let start = Instant::now();
    let stored = || fs::read_to_string(file).map_or(0, |text| text.matches('\n').count());
    while stored() < answers {
        assert!(start.elapsed() < Duration::from_mins(1), "{} of {answers}", stored());
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_run_that_is_killed_goes_on_and_pays_nothing_twice() {
    let folder = folder("paid");
    let (whole, counted) = server(usize::MAX);
    let text = finish(start(&folder, "whole", &whole, &[]));
    let needed = counted.load(Ordering::SeqCst);
    assert!(text.contains("player plays, reflector reflects"), "{text}");
    assert!(text.contains(&format!("\n{needed} questions, ")), "{text}");
    assert!(needed > 40, "{needed}");
    // In the seed's evaluation, inside an iteration, near the end.
    for most in [3, needed / 2, needed - 2] {
        let out = format!("cut-{most}");
        let (first, _) = server(most);
        let mut child = start(&folder, &out, &first, &[]);
        let answers = folder.join(&out).join("answers.jsonl");
        wait_for(&answers, most);
        child.kill().expect("a running child");
        child.wait().expect("a killed child");
        // The kill may have come in the middle of a line.
        let mut lines = fs::read_to_string(&answers).expect("answers");
        lines.push_str("{\"part\":\"9.9\",\"wh");
        fs::write(&answers, lines).expect("a file");
        let (second, counted) = server(usize::MAX);
        let text = finish(start(&folder, &out, &second, &["--resume"]));
        assert_eq!(counted.load(Ordering::SeqCst), needed - most, "{text}");
        for file in ["result.json", "candidates.json", "run_log.json", "events.jsonl"] {
            let read = |run: &str| fs::read_to_string(folder.join(run).join(file)).expect("a file");
            assert_eq!(read(&out), read("whole"), "{file} after {most}");
        }
    }
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn another_run_is_not_gone_on_with() {
    let folder = folder("other");
    let (server, _) = server(usize::MAX);
    finish(start(&folder, "run", &server, &[]));
    let other = CONFIG.replace("train_seeds = [0, 1]", "train_seeds = [0, 2]");
    fs::write(folder.join("config.toml"), other).expect("a file");
    let child = start(&folder, "run", &server, &["--resume"]);
    let output = child.wait_with_output().expect("the command line");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("other tasks"), "{said}");
    let cases = [
        ("strategy = \"naive\"", "stratgy = \"naive\"", "unknown field"),
        ("[tasks]", "[tau_bench]\n[tasks]", "two runs"),
        ("train_seeds = [0, 1]", "train_seeds = []", "the trainset has no examples"),
        ("model = \"reflector\"", "model = \"r\"\nthinking = \"very\"", "thinking is off, low"),
        ("model = \"reflector\"", "provider = \"nobody\"", "no model is named"),
    ];
    for (from, to, want) in cases {
        fs::write(folder.join("config.toml"), CONFIG.replace(from, to)).expect("a file");
        let output = start(&folder, "none", &server, &[]).wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(want), "{to}: {said}");
    }
    fs::remove_dir_all(&folder).expect("the folder goes");
}
