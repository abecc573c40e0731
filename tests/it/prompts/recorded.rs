//! Dialogues recorded from the originals, assembled again with the originals' own wording.
//!
//! That wording is never part of this repository; where it is not at hand, these tests say so and
//! check nothing.

use std::path::{Path, PathBuf};

use diorama::agent::prompt::PromptPack;
use diorama::cli::conform::{Packs, check_file};

/// The folder beside the repository that holds recordings and prompt packs; none if there is none.
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let is_there = folder.is_dir();
    if !is_there {
        println!("skipped: there is no folder {}", folder.display());
    }
    is_there.then_some(folder)
}

#[test]
fn recorded_dialogues_are_assembled_byte_for_byte() {
    let Some(shared) = shared() else { return };
    let packs = Packs::at(vec![shared.join("data/prompt-packs")]);
    for (file, count) in [("prompts.jsonl", 40), ("tensorzero.jsonl", 20)] {
        let path = shared.join("fixtures/grid").join(file);
        for (kind, report) in check_file(&path, &packs).expect("a readable file") {
            let first = report.first.map(|(episode, wrong)| format!("{episode}: {wrong}"));
            assert_eq!(first, None, "{file}, {}", kind.as_str());
            assert_eq!(report.tally.passed, count, "{file}");
        }
    }
}

#[test]
fn a_missing_pack_is_named_with_the_places() {
    let Some(shared) = shared() else { return };
    let path = shared.join("fixtures/grid/prompts.jsonl");
    let packs = Packs::at(vec![PathBuf::from("no/such/place"), PathBuf::from("nor/this.json")]);
    for report in check_file(&path, &packs).expect("a readable file").values() {
        assert_eq!((report.tally.passed, report.tally.failed), (0, 40));
        let (_, wrong) = report.first.as_ref().expect("the first that failed");
        let places = "the prompt pack balrog.json is missing: it is not in no/such/place nor in \
                      nor/this.json; --prompt-pack names the place";
        assert_eq!(wrong.found, places);
    }
}

#[test]
fn our_wording_is_our_own() {
    let Some(shared) = shared() else { return };
    for (own, file) in
        [(PromptPack::balrog(), "balrog.json"), (PromptPack::tensorzero(), "tensorzero.json")]
    {
        let path = shared.join("data/prompt-packs").join(file);
        let json = std::fs::read_to_string(path).expect("a readable file");
        let theirs = PromptPack::parse(&json).expect("a prompt pack");
        for (key, text) in &theirs.texts {
            // Short lines are labels and forms of answers: both have to be alike.
            for line in text.lines().filter(|line| line.len() > 30) {
                for (ours, text) in &own.texts {
                    assert!(!text.contains(line), "{ours} has a line of {key}: {line}");
                }
            }
        }
        let missing = theirs.texts.keys().filter(|key| !key.starts_with("crafter."));
        let missing: Vec<_> = missing.filter(|key| !own.texts.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{file}: we have no words for {missing:?}");
    }
}
