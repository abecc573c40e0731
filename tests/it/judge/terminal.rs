//! `diorama judge` and `diorama user`, as a person runs them: offline, and with models behind a server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::llm::server::{Plan, Server};

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("diorama-{name}-{}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("a folder of our own");
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diorama"));
    command.args(arguments).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn diorama(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the command line")
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Runs it, which has to go well; what it printed.
fn well(folder: &Path, arguments: &[&str]) -> String {
    let output = diorama(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", printed(&output));
    printed(&output)
}

fn episode(folder: &Path) {
    let play = ["play", "--env", "babyai/open", "--seed", "3", "--agent", "cot"];
    well(folder, &[&play[..], &["--out", "episode.json"]].concat());
}

fn message(text: &str) -> Plan {
    let choice = json!({"message": {"content": text}, "finish_reason": "stop"});
    Plan::json(200, json!({"choices": [choice]}).to_string())
}

/// A judge that finds a door open where the agent toggled; it gives so many answers, and then hangs.
fn judge(most: usize) -> (Server, Arc<AtomicUsize>) {
    Server::for_a_while(most, |asked, _| {
        let is_done = asked.body.contains("'action': 'toggle'");
        message(if is_done { "It toggled.\n\nGRADE: C" } else { "It did not.\n\nGRADE: I" })
    })
}

const GOALS: [&str; 4] = ["--subgoal", "it opens a door", "--votes", "3"];

fn asked_judge<'a>(base: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let model = ["--base-url", base, "--model", "m", "--no-stream", "--retries", "0"];
    let more = more.iter().copied();
    ["judge", "episode.json"].into_iter().chain(GOALS).chain(model).chain(more).collect()
}

#[test]
fn the_readme_s_examples_run_as_they_stand() {
    let readme = include_str!("../../../README.md");
    let (_, rest) = readme.split_once("## Judging").expect("the chapter");
    let (chapter, _) = rest.split_once("\n## ").expect("the next one");
    let folder = folder("readme-judge");
    let mut count = 0;
    for line in chapter.lines().filter_map(|line| line.strip_prefix("cargo run --release -- ")) {
        let line = line.split(" #").next().unwrap_or_default();
        // Words in quotes are one argument.
        let arguments: Vec<String> = line
            .split('"')
            .enumerate()
            .flat_map(|(at, part)| match at % 2 {
                0 => part.split_whitespace().map(str::to_owned).collect(),
                _ => vec![part.to_owned()],
            })
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let text = well(&folder, &arguments);
        if arguments[0] == "judge" && arguments.contains(&"--subgoal") {
            assert!(text.contains("reached at turn"), "{line}: {text}");
            assert!(text.contains("judge: scripted judge (no model)"), "{line}: {text}");
        }
        count += 1;
    }
    assert!(count >= 4, "{count}");
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn an_episode_is_judged_by_its_mission_and_by_sub_goals() {
    let folder = folder("judge-episode");
    episode(&folder);
    let plain = well(&folder, &["judge", "episode.json"]);
    assert!(plain.contains("Mission     1\n") && !plain.contains("judge:"), "{plain}");
    fs::write(folder.join("goals.txt"), "it opens a door\nit flies to the moon\n").expect("a file");
    let goals = ["judge", "episode.json", "--subgoals", "goals.txt", "--out", "scores.jsonl"];
    let text = well(&folder, &goals);
    assert!(text.contains("\"it opens a door\": reached at turn 19 (5 of 5 votes)"), "{text}");
    assert!(
        text.contains("\"it flies to the moon\": not reached by turn 19 (0 of 5 votes)"),
        "{text}"
    );
    assert!(text.contains("SuccessScoreFinalTurn       0\n"), "{text}");
    let line: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("scores.jsonl")).expect("scores"))
            .expect("one line of JSON");
    let curve = line["metrics"]["ProgressScoresThroughTurns"].as_array().expect("a curve");
    let last = &curve[18];
    assert_eq!((curve.len(), &last["score"]), (19, &json!(0.5)));
    let results = last["validation_results"].as_array().expect("results");
    assert_eq!(results[0]["votes"], json!({"complete": 5, "incomplete": 0, "invalid": 0}));
    assert!(results[0]["explanations"][1].as_str().expect("words").contains("no model"));
    // Longer turns are fewer; the usual limit of dialogues can be asked for.
    let coarse = well(&folder, &[&goals[..4], &["--steps-per-turn", "5"]].concat());
    assert!(coarse.contains("Turns  0 0 0 0.5\n"), "{coarse}");
    let limited = well(&folder, &[&goals[..4], &["--max-turns", "4"]].concat());
    assert!(limited.contains("Turns  0 0 0 0\n"), "{limited}");
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn what_cannot_be_judged_is_said_in_words() {
    let folder = folder("judge-odd");
    let empty = ["play", "--env", "babyai/open", "--agent", "cot", "--max-steps", "0"];
    well(&folder, &[&empty[..], &["--out", "empty.json"]].concat());
    let text = well(&folder, &["judge", "empty.json", "--subgoal", "it opens a door"]);
    assert!(text.contains("nothing was done in it, so there is nothing to judge"), "{text}");
    assert!(!text.contains("ProgressScores"), "{text}");
    fs::write(folder.join("broken.json"), "{\"format\": 2").expect("a file");
    fs::write(folder.join("nothing.json"), "[]").expect("a file");
    for (file, want) in [
        ("broken.json", "broken.json: "),
        ("nothing.json", "neither a dialogue"),
        ("none.json", "none.json: "),
    ] {
        let output = diorama(&folder, &["judge", file, "--subgoal", "x"]);
        assert!(!output.status.success() && printed(&output).contains(want), "{file}");
    }
    episode(&folder);
    let even = diorama(&folder, &["judge", "episode.json", "--subgoal", "x", "--votes", "2"]);
    assert!(printed(&even).contains("must be a positive odd integer"), "{}", printed(&even));
    let fixed =
        ["judge", "episode.json", "--subgoal", "x", "--metrics", "success", "--max-turns", "3"];
    let text = well(&folder, &fixed);
    assert!(text.contains("\"x\" names no turn of the dialogue"), "{text}");
    fs::remove_dir_all(&folder).expect("the folder goes");
}

fn wait_for(file: &Path, lines: usize) {
    let start = Instant::now();
    let stored = || fs::read_to_string(file).map_or(0, |text| text.matches('\n').count());
    while stored() < lines {
        assert!(start.elapsed() < Duration::from_mins(1), "{} of {lines}", stored());
        thread::sleep(Duration::from_millis(10));
    }
}

fn kill(mut child: Child) {
    child.kill().expect("a running child");
    child.wait().expect("a killed child");
}

#[test]
fn a_judge_that_is_killed_goes_on_and_pays_nothing_twice() {
    let folder = folder("judge-killed");
    episode(&folder);
    let (server, counted) = judge(usize::MAX);
    let base = server.base();
    let whole = well(&folder, &asked_judge(&base, &["--out", "whole.jsonl"]));
    let needed = counted.load(Ordering::SeqCst);
    assert_eq!(needed, 19 * 3, "three votes a turn");
    assert!(whole.contains("\"it opens a door\": reached at turn 19 (3 of 3 votes)"), "{whole}");
    for most in [2, 31, needed - 1] {
        let (first, _) = judge(most);
        let (out, base) = (format!("cut-{most}.jsonl"), first.base());
        let arguments = asked_judge(&base, &["--out", &out]);
        let child = command(&folder, &arguments).spawn().expect("the command line");
        wait_for(&folder.join(&out), most);
        kill(child);
        // The kill may have come in the middle of a line.
        let mut text = fs::read_to_string(folder.join(&out)).expect("replies");
        text.push_str("{\"record\":\"epi");
        fs::write(folder.join(&out), text).expect("a file");
        let (second, counted) = judge(usize::MAX);
        let base = second.base();
        let again = well(&folder, &asked_judge(&base, &["--out", &out, "--resume"]));
        assert_eq!(counted.load(Ordering::SeqCst), needed - most, "after {most}");
        assert_eq!(again, whole, "after {most}");
        let lines = fs::read_to_string(folder.join(&out)).expect("scores");
        assert_eq!(lines.lines().count(), 1, "only the record's line stays");
    }
    // The same replies under other settings, without a question.
    let recount = ["judge", "episode.json", "--subgoal", "it opens a door", "--votes", "1"];
    let recount = well(&folder, &[&recount[..], &["--replies", "whole.jsonl"]].concat());
    assert!(recount.contains("reached at turn 19 (1 of 1 votes)"), "{recount}");
    // They answer no other question.
    let other = ["judge", "episode.json", "--subgoal", "it sings", "--replies", "whole.jsonl"];
    let other = diorama(&folder, &other);
    assert!(!other.status.success() && printed(&other).contains("answer other questions"));
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn odd_replies_of_a_judge_are_told_and_asked_for_again() {
    let folder = folder("judge-hostile");
    episode(&folder);
    // No reply of this judge can be read, and every third one fails.
    let server = Server::start(|_, before| match before % 3 {
        0 => Plan::json(503, "{}"),
        1 => message(""),
        _ => message("GRADE: perhaps\n[END DATA]\n"),
    });
    let base = server.base();
    let more = ["--out", "odd.jsonl", "--max-turns", "2"];
    let text = well(&folder, &asked_judge(&base, &more));
    assert!(text.contains("no readable grade") && text.contains("050000"), "{text}");
    let asked = server.asked().len();
    assert!(asked >= 3 * 6, "the first vote and five rounds of the open ones: {asked}");
    let reported = ["--report-ungraded", "--max-turns", "2"];
    let text = well(&folder, &asked_judge(&base, &reported));
    assert!(text.contains("(1 ungraded)"), "{text}");
    assert!(text.contains("without a verdict"), "{text}");
    fs::remove_dir_all(&folder).expect("the folder goes");
}

/// A server on which an agent and a user's model live; the user is content after two messages.
fn shop(most: usize) -> (Server, Arc<AtomicUsize>) {
    Server::for_a_while(most, |asked, _| {
        let body: Value = serde_json::from_str(&asked.body).expect("JSON");
        let turns = body["messages"].as_array().expect("messages");
        let last = turns[turns.len() - 1]["content"].as_str().expect("words");
        match body["model"].as_str() {
            Some("user") if !last.contains("[Reflection]") => message("I want a lamp."),
            Some("user") => message(match last.matches("user start]").count() {
                0 => "A lamp, please.",
                1 => "A red one.",
                _ => "END_CONVERSATION",
            }),
            _ => message(&format!("Sold, at turn {}.", turns.len())),
        }
    })
}

#[test]
fn a_simulated_user_talks_to_an_agent_and_the_judge_reads_it() {
    let folder = folder("user");
    let samples = r#"[
        {"id": "lamp", "input": [{"role": "user", "content": "Buy a red lamp", "terminating_condition": "The lamp is bought."}],
         "metadata": {"subgoals": [{"type": "gradingNotes", "details": "the agent sold a lamp", "turn": "all"}]}},
        {"id": "second", "input": [{"role": "user", "content": "Buy another"}], "metadata": {"subgoals": ["sold"]}}]"#;
    fs::write(folder.join("samples.json"), samples).expect("a file");
    let run = |base: &str, out: &str, more: &[&str]| {
        let arguments = [
            &["user", "--samples", "samples.json", "--until", "It is bought.", "--out", out][..],
            &["--base-url", base, "--model", "agent", "--user-model", "user"],
            &["--no-stream", "--retries", "0", "--persona", "non-expert"],
            more,
        ];
        command(&folder, &arguments.concat())
    };
    let (server, counted) = shop(usize::MAX);
    let output = run(&server.base(), "whole.jsonl", &[]).output().expect("the command line");
    assert!(output.status.success(), "{}", printed(&output));
    let text = printed(&output);
    assert!(
        text.contains("user talks to agent\n\nlamp, trial 1\nuser:  A lamp, please."),
        "{text}"
    );
    assert!(text.contains("the user ended it: The lamp is bought."), "{text}");
    assert!(text.contains("the user ended it: It is bought."), "{text}");
    let needed = counted.load(Ordering::SeqCst);
    assert_eq!(needed, 2 * (3 * 2 + 2));
    for asked in server.asked() {
        let body: Value = serde_json::from_str(&asked.body).expect("JSON");
        let is_user = body["model"] == "user";
        let first = body["messages"][0]["content"].as_str().expect("words");
        // The agent never reads the task.
        assert_eq!(first.contains("Buy a"), is_user, "{first}");
    }
    // Killed anywhere, it goes on with what it has.
    for most in [1, 9] {
        let (first, _) = shop(most);
        let out = format!("cut-{most}.jsonl");
        let child = run(&first.base(), &out, &[]).spawn().expect("the command line");
        wait_for(&folder.join(format!("{out}.answers")), most);
        kill(child);
        let refused = run(&first.base(), &out, &[]).output().expect("the command line");
        assert!(printed(&refused).contains("--resume goes on with it"), "{}", printed(&refused));
        let (second, counted) = shop(usize::MAX);
        let again = run(&second.base(), &out, &["--resume"]).output().expect("the command line");
        assert!(again.status.success(), "{}", printed(&again));
        assert_eq!(counted.load(Ordering::SeqCst), needed - most, "after {most}");
        let traces = |file: &str| -> Vec<Value> {
            let text = fs::read_to_string(folder.join(file)).expect("conversations");
            let line = |line: &str| serde_json::from_str::<Value>(line).expect("JSON");
            let trace = |line: Value| {
                let turns = line["trace"]["turns"].as_array().expect("turns").clone();
                turns.iter().map(|turn| turn["agent_response"].clone()).collect::<Value>()
            };
            text.lines().map(line).map(trace).collect()
        };
        assert_eq!(traces(&out), traces("whole.jsonl"), "after {most}");
    }
    let judged = well(&folder, &["judge", "whole.jsonl", "--max-turns", "2"]);
    assert!(judged.contains("\"the agent sold a lamp\": not reached by turn 2"), "{judged}");
    assert!(judged.contains("\"sold\": reached at turn 1"), "{judged}");
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn a_user_without_a_task_or_a_server_is_told_so() {
    let folder = folder("user-odd");
    let cases: [(&[&str], &str); 5] = [
        (&["--task", " ", "--until", "x"], "Task summary cannot be empty"),
        (&["--task", "x", "--until", " "], "Terminating check cannot be an empty string"),
        (&["--task", "x", "--until", "y", "--max-turns", "0"], "at least one turn"),
        (&["--task", "x", "--until", "y", "--trials", "0"], "nothing to talk about"),
        (&["--samples", "none.json"], "none.json: "),
    ];
    for (arguments, want) in cases {
        let output = diorama(&folder, &[&["user"][..], arguments].concat());
        assert!(!output.status.success() && printed(&output).contains(want), "{arguments:?}");
    }
    // Nobody answers there: the conversation is broken off, and led on by the next run.
    let talk = ["user", "--task", "Buy a lamp", "--until", "It is bought.", "--out", "t.jsonl"];
    let nobody = ["--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--retries", "0"];
    let scripted = ["--user-model", "scripted"];
    let output = diorama(&folder, &[&talk[..], &nobody, &scripted].concat());
    assert!(!output.status.success(), "{}", printed(&output));
    assert!(printed(&output).contains("broken off: the agent: "), "{}", printed(&output));
    let text = well(&folder, &[&talk[..], &["--resume"]].concat());
    assert!(text.contains("the user ended it: It is bought."), "{text}");
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn a_case_of_customer_support_is_judged_from_its_file_and_from_its_link() {
    let folder = folder("judge-case");
    let play = ["play", "--env", "books?task=7&seed=3", "--agent", "expert", "--out", "case.json"];
    let played = well(&folder, &play);
    let text = fs::read_to_string(folder.join("case.json")).expect("a record");
    let record: Value = serde_json::from_str(&text).expect("JSON");
    let actions = record["branches"][0]["actions"].as_array().expect("turns");
    let tool = actions
        .iter()
        .find_map(|turn| turn["agent"]["name"].as_str().filter(|name| *name != "respond"));
    let goal = format!("the agent calls {}", tool.expect("the agent called a tool"));
    let goals = ["--subgoal", &goal, "--subgoal", "it flies to the moon"];
    let told = well(&folder, &[&["judge", "case.json"], &goals[..]].concat());
    assert!(told.contains("Success                     1\n"), "{told}");
    assert!(told.contains(&format!("\"{goal}\": reached at turn ")), "{told}");
    assert!(told.contains("\"it flies to the moon\": not reached by turn "), "{told}");
    let link = played.lines().rev().find(|line| line.starts_with('#')).expect("a link");
    let linked = well(&folder, &[&["judge", link], &goals[..]].concat());
    let scores = |text: &str, name: &str| text.replace(name, "");
    assert_eq!(scores(&linked, "link"), scores(&told, "case.json"));
    fs::remove_dir_all(&folder).expect("the folder goes");
}
