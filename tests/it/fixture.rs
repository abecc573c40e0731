//! Recorded episodes: our own copies, and the full set where it lies beside the repository.

use std::path::Path;

use diorama::cli::conform::{Kind, Packs, check_file};

const OWN: &str = "tests/fixtures/grid";
const FOLDERS: [&str; 2] = [OWN, "../shared/fixtures/grid"];

/// Replays every recording whose name begins so; at least `least` records in our own copies.
pub fn assert_conforms(name: &str, kind: Kind, least: usize) {
    for folder in FOLDERS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let file = [".jsonl", ".jsonl.gz"].map(|end| folder.join(format!("{name}{end}")));
        match file.into_iter().find(|file| file.exists()) {
            Some(file) => assert_file_conforms(&file, kind, least),
            // The full set need not be there; our own copies must.
            None => assert!(!folder.ends_with(OWN), "no {name} in {OWN}"),
        }
    }
}

fn assert_file_conforms(file: &Path, kind: Kind, least: usize) {
    let mut reports = check_file(file, &Packs::usual()).expect("a readable file");
    let report = reports.remove(&kind).unwrap_or_default();
    if let Some((episode, mismatch)) = report.first {
        panic!("{}: {episode}: {mismatch}", file.display());
    }
    assert!(report.tally.passed >= least, "only {} in {}", report.tally.passed, file.display());
    assert!(reports.is_empty(), "other kinds in {}: {:?}", file.display(), reports.keys());
}
