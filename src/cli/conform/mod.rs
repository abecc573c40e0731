//! Whether the worlds do what the originals did: replays recorded episodes.
//!
//! A record is one line of JSON; its kind shows in its fields, not in the name of its file.

mod balrog;
mod bot;
mod crafter;
mod frames;
pub mod gepa;
pub mod judge;
mod levels;
mod notation;
mod packs;
mod pixels;
mod prompts;
mod record;
mod rng;
pub mod support;
mod tensorzero;
mod tiles;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use flate2::read::MultiGzDecoder;
use serde_json::Value;

pub use crafter::CrafterKind;
pub use packs::Packs;
pub use record::{Kind, Mismatch, check, name};

/// What replaying records came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records that this build repeats exactly.
    pub passed: usize,
    /// All others.
    pub failed: usize,
}

/// The records of one kind in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many passed and failed.
    pub tally: Tally,
    /// The first that failed: which episode, and why.
    pub first: Option<(String, Mismatch)>,
}

/// Replays the records of files and folders; prints what failed, then the count.
pub fn run(paths: &[PathBuf], packs: &Packs) -> ExitCode {
    match replay(paths, packs, &mut io::stdout().lock()) {
        Ok(Tally { failed: 0, .. }) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn replay(paths: &[PathBuf], packs: &Packs, out: &mut impl Write) -> io::Result<Tally> {
    let mut files = Vec::new();
    for path in paths {
        let here =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        collect_files(path, &mut files).map_err(here)?;
    }
    let mut total = Tally::default();
    for file in files {
        let here =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", file.display()));
        for (kind, report) in check_file(&file, packs).map_err(here)? {
            let Tally { passed, failed } = report.tally;
            total.passed += passed;
            total.failed += failed;
            writeln!(
                out,
                "{}, {}: {passed} passed, {failed} failed",
                file.display(),
                kind.as_str()
            )?;
            if let Some(note) = packs.note(kind) {
                writeln!(out, "  {note}")?;
            }
            if let Some((episode, mismatch)) = report.first {
                writeln!(out, "  {episode}: {mismatch}")?;
            }
        }
    }
    writeln!(out, "{} passed, {} failed", total.passed, total.failed)?;
    Ok(total)
}

/// Adds a file of records, or those of a folder and its folders, by name.
fn collect_files(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if fs::metadata(path)?.is_dir() {
        let entries: io::Result<Vec<_>> =
            fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect();
        let mut entries = entries?;
        entries.sort();
        entries.iter().try_for_each(|entry| collect_files(entry, files))
    } else {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let endings = [".jsonl", ".jsonl.gz", "_tables.json"];
        if endings.iter().any(|ending| name.ends_with(ending)) {
            files.push(path.to_owned());
        }
        Ok(())
    }
}

/// Replays the records of one file.
///
/// # Errors
///
/// The file cannot be read.
pub fn check_file(path: &Path, packs: &Packs) -> io::Result<BTreeMap<Kind, Report>> {
    let mut reports = BTreeMap::<Kind, Report>::new();
    for line in lines(path)? {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let (kind, episode, checked) = match serde_json::from_str::<Value>(&line) {
            Ok(record) => {
                (Kind::of(&record), name(&record), record::check_of(path, &record, packs))
            }
            Err(error) => (Kind::Unknown, "a line".to_owned(), Err(Mismatch::unreadable(error))),
        };
        let report = reports.entry(kind).or_default();
        match checked {
            Ok(()) => report.tally.passed += 1,
            Err(mismatch) => {
                report.tally.failed += 1;
                report.first.get_or_insert((episode, mismatch));
            }
        }
    }
    Ok(reports)
}

/// The lines of a file, gzipped or not.
fn lines(path: &Path) -> io::Result<io::Lines<Box<dyn BufRead>>> {
    let file = BufReader::new(File::open(path)?);
    let reader: Box<dyn BufRead> = if path.extension().is_some_and(|extension| extension == "gz") {
        Box::new(BufReader::new(MultiGzDecoder::new(file)))
    } else {
        Box::new(file)
    };
    Ok(reader.lines())
}
