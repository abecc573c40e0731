//! Recorded episodes: our own copies, and the full set where it lies beside the repository.

use std::path::{Path, PathBuf};

use diorama::cli::conform::{Kind, check_file};

const FOLDERS: [&str; 2] = ["tests/fixtures/grid", "../shared/fixtures/grid"];

/// Replays every recording whose name begins so; at least `least` records in our own copies.
pub fn assert_conforms(name: &str, kind: Kind, least: usize) {
    for folder in FOLDERS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let file = [".jsonl", ".jsonl.gz"].map(|end| folder.join(format!("{name}{end}")));
        let Some(file) = file.into_iter().find(|file| file.exists()) else {
            // The full set need not be there; our own copies must.
            assert!(folder.starts_with("..") || !is_own(&folder), "no {name} in {folder:?}");
            continue;
        };
        assert_file_conforms(&file, kind, least);
    }
}

fn is_own(folder: &Path) -> bool {
    folder.ends_with(FOLDERS[0])
}

fn assert_file_conforms(file: &PathBuf, kind: Kind, least: usize) {
    let mut reports = check_file(file).expect("a readable file");
    let report = reports.remove(&kind).unwrap_or_default();
    if let Some((episode, mismatch)) = report.first {
        panic!("{}: {episode}: {mismatch}", file.display());
    }
    assert!(report.tally.passed >= least, "only {} in {}", report.tally.passed, file.display());
    assert!(reports.is_empty(), "other kinds in {}: {:?}", file.display(), reports.keys());
}
