//! Runs recorded from agent-inspect with a scripted model, and its wording.

use std::path::{Path, PathBuf};

use diorama::cli::conform::Packs;
use diorama::cli::conform::judge::check_file;
use diorama::judge::JudgeWording;
use diorama::llm::PromptPack;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of prompt packs beside the repository; none, said plainly, if there is none.
pub fn upstream_packs() -> Option<PathBuf> {
    let data = std::env::var_os("DIORAMA_DATA").map(PathBuf::from);
    let folder = data.unwrap_or_else(|| root().join("../shared/data")).join("prompt-packs");
    let is_there = folder.join("agent-inspect.json").is_file();
    if !is_there {
        println!("skipped: there is no agent-inspect.json in {}", folder.display());
    }
    is_there.then_some(folder)
}

#[test]
fn recorded_runs_repeat_exactly() {
    // Without upstream's pack the prompts are compared with our wording alone: the data in them are the same.
    let pack = upstream_packs().unwrap_or_else(|| root().join("src/judge/packs"));
    let packs = Packs::at(vec![pack]);
    for (name, count) in [
        ("cases", 350),
        ("closed_form", 947),
        ("grades", 248),
        ("prompt_blocks", 88),
        ("pyrepr", 192),
    ] {
        let path = root().join("tests/fixtures/judge").join(format!("{name}.jsonl.gz"));
        let mut passed = 0;
        for (kind, report) in check_file(&path, &packs).expect("a readable file") {
            let first = report.first.map(|(record, wrong)| format!("{record}: {wrong}"));
            assert_eq!(first, None, "{name}, {kind}");
            passed += report.tally.passed;
        }
        assert_eq!(passed, count, "{name}");
    }
}

#[test]
fn our_wording_is_our_own() {
    let own = JudgeWording::own_pack();
    assert_eq!(JudgeWording::new(&own), Ok(JudgeWording::default()));
    let Some(folder) = upstream_packs() else { return };
    let json = std::fs::read_to_string(folder.join("agent-inspect.json")).expect("a readable file");
    let theirs = PromptPack::parse(&json).expect("a prompt pack");
    assert!(JudgeWording::new(&theirs).is_ok());
    for (key, text) in &theirs.texts {
        // Short lines are the titles of the sections, which have to be alike.
        for line in text.lines().filter(|line| line.len() > 35) {
            for (ours, text) in &own.texts {
                assert!(!text.contains(line), "{ours} has a line of {key}: {line}");
            }
        }
    }
}

#[test]
fn a_wrong_pack_is_refused() {
    let mut pack = JudgeWording::own_pack();
    pack.pack = "balrog".to_owned();
    assert!(JudgeWording::new(&pack).is_err());
    let mut pack = JudgeWording::own_pack();
    for text in pack.texts.values_mut() {
        text.push_str("{surprise}");
    }
    let error = JudgeWording::new(&pack).expect_err("an unknown placeholder").to_string();
    assert!(error.contains("surprise"), "{error}");
}
