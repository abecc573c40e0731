//! The recorded runs, and what they stand on, repeat exactly.

use std::path::Path;

use diorama::cli::conform::gepa::Kind;
use diorama::cli::conform::{self, Packs};
use diorama::rng::PythonRandom;

fn assert_conforms(name: &str, kind: Kind, least: usize) {
    let own = Path::new("tests/fixtures/gepa");
    for folder in [own, Path::new("../shared/fixtures/gepa")] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let file = [".jsonl", ".jsonl.gz"].map(|end| folder.join(format!("{name}{end}")));
        let Some(file) = file.into_iter().find(|file| file.exists()) else {
            // The full set need not be there; our own copies must.
            assert!(!folder.ends_with(own), "no {name} in {}", own.display());
            continue;
        };
        let mut reports = conform::check_file(&file, &Packs::usual()).expect("a readable file");
        let report = reports.remove(&conform::Kind::Gepa(kind)).unwrap_or_default();
        if let Some((record, mismatch)) = report.first {
            panic!("{}: {record}: {mismatch}", file.display());
        }
        assert!(report.tally.passed >= least, "only {} in {}", report.tally.passed, file.display());
        assert!(reports.is_empty(), "other kinds in {}: {:?}", file.display(), reports.keys());
    }
}

#[test]
fn whole_runs() {
    assert_conforms("runs", Kind::Run, 25);
}

#[test]
fn draws_of_pythons_generator() {
    assert_conforms("mt19937", Kind::Draws, 8);
}

#[test]
fn the_order_of_pythons_sets() {
    assert_conforms("pyset", Kind::Sets, 100);
}

#[test]
fn texts_in_replies() {
    assert_conforms("extract", Kind::Extract, 160);
}

#[test]
fn questions_to_a_model() {
    assert_conforms("render", Kind::Render, 60);
}

#[test]
fn a_record_that_differs_fails() {
    let folder = std::env::temp_dir().join(format!("diorama-gepa-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let cases = [
        (r#"{"lm_out": "```\na\n```", "new_instruction": "b"}"#, Kind::Extract),
        (r#"{"seed": "0", "ops": [["random", 0.5]]}"#, Kind::Draws),
        (
            r#"{"adds": [8, 0], "order": [0, 8], "copy_order": [8, 0], "keep": [], "filter_order": [],
            "filter_of_copy_order": [], "and_adds": [], "and_order": []}"#,
            Kind::Sets,
        ),
        (r#"{"config": {}, "events": [], "result": {}}"#, Kind::Run),
        (
            r#"{"template": "<curr_param><side_info>", "current": "a", "dataset": [], "prompt": "b"}"#,
            Kind::Render,
        ),
    ];
    for (line, kind) in cases {
        let file = folder.join(format!("{}.jsonl", kind.as_str()));
        std::fs::write(&file, line.replace('\n', " ")).expect("a file");
        let reports = conform::check_file(&file, &Packs::usual()).expect("a readable file");
        let report = &reports[&conform::Kind::Gepa(kind)];
        assert_eq!((report.tally.passed, report.tally.failed), (0, 1), "{line}");
    }
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn seeds_of_any_size() {
    // Python 3.11: random.Random(n).random()
    let first = |seed: &str| PythonRandom::from_decimal(seed).map(|mut random| random.random());
    assert_eq!(first("0"), Some(PythonRandom::new(0).random()));
    assert_eq!(first("-5"), Some(PythonRandom::new(5).random()));
    assert_eq!(first("18446744073709551616"), Some(PYTHON_2_POW_64));
    assert_eq!(first("007"), Some(PythonRandom::new(7).random()));
    for wrong in ["", "-", "1.5", "a", "+-1"] {
        assert_eq!(first(wrong), None, "{wrong:?}");
    }
}

/// `random.Random(2 ** 64).random()`
const PYTHON_2_POW_64: f64 = 0.977_646_274_383_850_5;
