//! `diorama experiment` and `diorama report`, as a person runs them, with the scripted model.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub const PLAN: &str = r#"
name = "first"
[[model]]
model = "scripted"
[[agent]]
strategy = "robust_naive"
[[agent]]
strategy = "random"
[[world]]
id = "babyai/goto"
seeds = "200..202"
"#;

/// A fresh folder of a test's own, with its plan.
pub fn folder(name: &str, plan: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("diorama-{name}-{}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("a folder of our own");
    fs::write(folder.join("plan.toml"), plan).expect("a file of our own");
    folder
}

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diorama"));
    command.args(arguments);
    command
}

pub fn diorama(arguments: &[&str]) -> Output {
    command(arguments).output().expect("it runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

#[test]
fn a_plan_runs_offline_and_goes_on_only_if_that_is_asked_for() {
    let folder = folder("experiment", PLAN);
    let (plan, run) = (folder.join("plan.toml"), folder.join("run"));
    let (plan, run) = (text(&plan), text(&run));
    let dry = diorama(&["experiment", plan, "--out", run, "--dry-run"]);
    assert!(dry.status.success(), "{}", err(&dry));
    assert!(out(&dry).contains("first: 6 episodes, at most 192 questions"), "{}", out(&dry));
    assert!(out(&dry).contains("[[world]]") && !Path::new(run).exists());
    let first = diorama(&["experiment", plan, "--out", run]);
    assert!(first.status.success(), "{}", err(&first));
    assert!(
        out(&first).contains("scripted / robust_naive         3       0     100.0"),
        "{}",
        out(&first)
    );
    // Not a terminal: plain lines.
    assert!(
        err(&first).contains("6 of 6 episodes") && !err(&first).contains('\u{1b}'),
        "{}",
        err(&first)
    );
    let told = diorama(&["report", run]);
    assert!(out(&first).ends_with(&out(&told)), "{}", out(&told));
    let json: serde_json::Value =
        serde_json::from_str(&out(&diorama(&["report", run, "--json"]))).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(2));
    let journal = fs::read(Path::new(run).join("journal.jsonl")).expect("a journal");
    let refused = diorama(&["experiment", plan, "--out", run]);
    assert!(!refused.status.success() && err(&refused).contains("--resume goes on with it"));
    // The folder has the plan.
    let again = diorama(&["experiment", "--out", run, "--resume", "--quiet"]);
    assert!(again.status.success(), "{}", err(&again));
    assert_eq!(fs::read(Path::new(run).join("journal.jsonl")).expect("a journal"), journal);
    fs::write(folder.join("other.toml"), PLAN.replace("202", "203")).expect("a file of our own");
    let other = folder.join("other.toml");
    let other = diorama(&["experiment", text(&other), "--out", run, "--resume"]);
    assert!(!other.status.success(), "{}", out(&other));
    assert!(err(&other).contains("the journal belongs to another plan"), "{}", err(&other));
    // Exports read the same journal.
    let lines = folder.join("learn.jsonl");
    let export = diorama(&[
        "experiment",
        "export",
        run,
        "--format",
        "fine-tuning",
        "--min-reward",
        "0.1",
        "--out",
        text(&lines),
    ]);
    assert!(export.status.success(), "{}", err(&export));
    let lines = fs::read_to_string(lines).expect("conversations");
    assert_eq!(lines.lines().count(), 3, "{lines}");
    assert!(lines.contains("<|ACTION|>") && lines.contains("go to the"), "{lines}");
    let rows = fs::read_to_string(Path::new(run).join("episodes.jsonl")).expect("rows");
    assert_eq!(rows.lines().count(), 6);
    fs::remove_dir_all(&folder).expect("a folder of our own");
}

#[test]
fn the_readme_s_example_runs_as_it_stands() {
    let readme = include_str!("../../../README.md");
    let (_, rest) = readme.split_once("```toml\n").expect("a plan in the README");
    let (plan, _) = rest.split_once("```").expect("its end");
    let folder = folder("readme", plan);
    let (plan, run) = (folder.join("plan.toml"), folder.join("first"));
    let output = diorama(&["experiment", text(&plan), "--out", text(&run)]);
    assert!(output.status.success(), "{}", err(&output));
    for line in [
        "scripted / robust_naive        12       0",
        "random                         12       0",
        "Crafter score",
    ] {
        assert!(out(&output).contains(line), "{line}: {}", out(&output));
    }
    fs::remove_dir_all(&folder).expect("a folder of our own");
}

#[test]
fn shards_are_told_together() {
    let folder = folder("shards", PLAN);
    let (plan, run) = (folder.join("plan.toml"), folder.join("run"));
    for shard in ["1/2", "2/2"] {
        let output =
            diorama(&["experiment", text(&plan), "--out", text(&run), "--shard", shard, "--quiet"]);
        assert!(output.status.success(), "{}", err(&output));
        assert_eq!(err(&output), "");
    }
    let whole = folder.join("whole");
    assert!(
        diorama(&["experiment", text(&plan), "--out", text(&whole), "--quiet"]).status.success()
    );
    let told = |run: &Path| out(&diorama(&["report", text(run)]));
    assert!(told(&whole).contains("Players"));
    assert_eq!(told(&run), told(&whole));
    fs::remove_dir_all(&folder).expect("a folder of our own");
}

#[test]
fn wrong_plans_are_refused_in_words() {
    let none = "name = \"x\"";
    let cases = [
        ("", "the plan has no agent"),
        (none, "the plan has no agent"),
        ("[[agent", "this is no plan"),
        ("[[agent]]\nstrategy = \"random\"\n", "the plan has no world"),
        (
            "[[agent]]\nstrategy = \"random\"\n[[world]]\nid = \"x\"\nseeds = []\n",
            "the plan has no seed",
        ),
        ("[[agent]]\nstrategy = \"random\"\n[[world]]\nid = \"x\"\n", "no world is called \"x\""),
        (
            "[[agent]]\nstrategy = \"cot\"\n[[model]]\nmodel = \"m\"\n[[world]]\nid = \"babyai/goto\"\n",
            "m: no model is named: give --provider",
        ),
        ("colour = 1", "unknown field"),
    ];
    for (plan, want) in cases {
        let folder = folder("wrong", plan);
        let (plan_file, run) = (folder.join("plan.toml"), folder.join("run"));
        let output = diorama(&["experiment", text(&plan_file), "--out", text(&run)]);
        assert!(!output.status.success(), "{plan}");
        assert!(err(&output).contains(want), "{plan:?}: {}", err(&output));
        assert!(!run.join("journal.jsonl").exists(), "{plan:?}");
    }
    let missing = diorama(&["experiment"]);
    assert!(!missing.status.success() && err(&missing).contains("name a plan"));
    let empty = diorama(&["report", text(&std::env::temp_dir().join("diorama-no-such-run"))]);
    assert!(!empty.status.success());
}

#[test]
fn the_seeds_set_ups_are_plans() {
    let config = "[experiment]\nepisodes = 2\nmax_turns = 8\nmodels = [\"gpt-4o-mini\"]\n[services]\ncrafter_service_url = \"http://localhost:8901\"\n";
    let folder = folder("seeds", config);
    let (plan, run) = (folder.join("plan.toml"), folder.join("run"));
    let dry = diorama(&[
        "experiment",
        text(&plan),
        "--dry-run",
        "--",
        "--episodes",
        "3",
        "--models",
        "a",
        "b",
    ]);
    assert!(
        out(&dry).contains("crafter: 6 episodes, at most 48 questions"),
        "{}{}",
        out(&dry),
        err(&dry)
    );
    let babyai = diorama(&["experiment", "babyai", "--dry-run", "--", "--models", "gpt-4o-mini"]);
    assert!(
        out(&babyai).contains("babyai: 400 episodes, at most "),
        "{}{}",
        out(&babyai),
        err(&babyai)
    );
    assert!(!out(&babyai).contains("without a known price"), "{}", out(&babyai));
    let output = diorama(&[
        "experiment",
        text(&plan),
        "--out",
        text(&run),
        "--model",
        "scripted",
        "--quiet",
    ]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(out(&output).contains("scripted             2          100.0%"), "{}", out(&output));
    fs::remove_dir_all(&folder).expect("a folder of our own");
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_what_was_written_is_kept() {
    let folder = folder("full", PLAN);
    let (plan, run) = (folder.join("plan.toml"), folder.join("run"));
    let (plan, run) = (text(&plan), text(&run));
    // A limit on files' sizes, with its signal ignored, is what a full disk looks like: a write that fails.
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
    let binary = env!("CARGO_BIN_EXE_diorama");
    let shell = Command::new("bash")
        .args(["-c", script, "bash", binary, "experiment", plan, "--out", run, "--quiet"])
        .output();
    let Ok(output) = shell else {
        println!("bash is absent: a full disk was not tried");
        return;
    };
    assert!(!output.status.success(), "{}", out(&output));
    assert!(
        err(&output).contains("the disk is full") && err(&output).contains("--resume"),
        "{}",
        err(&output)
    );
    let again = diorama(&["experiment", plan, "--out", run, "--resume", "--quiet"]);
    assert!(again.status.success(), "{}", err(&again));
    assert!(
        out(&again).contains("scripted / robust_naive         3       0     100.0"),
        "{}",
        out(&again)
    );
    fs::remove_dir_all(&folder).expect("a folder of our own");
}
