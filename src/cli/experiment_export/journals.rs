//! The journals of a run, put together.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::experiment::Journal;
use crate::experiment::export::Run;

/// What every journal starts with.
const START: &str = r#"{"event":"begin""#;

/// Reads a journal, or all journals of a folder. An episode that stands in several counts once: as it ended without an error, if it did.
pub fn read(path: &Path) -> Result<Run, String> {
    let files = if path.is_dir() { files(path)? } else { vec![path.to_owned()] };
    let mut all = Journal::default();
    let mut started = None;
    for file in files {
        let here = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let text = fs::read_to_string(&file).map_err(|error| here(&error))?;
        if path.is_dir() && !text.starts_with(START) {
            continue;
        }
        let journal = Journal::read(&text).map_err(|error| here(&error))?;
        if all.plan.is_some() && journal.plan != all.plan {
            return Err(here(&"another plan's journal; export each by itself"));
        }
        let at = began(&file).map_err(|error| here(&error))?;
        started = Some(started.map_or(at, |first: i64| first.min(at)));
        all.plan = journal.plan;
        for (cell, episode) in journal.episodes {
            let known = all.episodes.entry(cell).or_default();
            // One that failed may have been tried again.
            if known.row.as_ref().is_none_or(|row| row.error.is_some()) {
                *known = episode;
            }
        }
    }
    let started = started.ok_or_else(|| format!("{}: there is no journal", path.display()))?;
    Ok(Run::of_journal(&all, started))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let here = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(here)? {
        let path = entry.map_err(here)?.path();
        if path.extension().is_some_and(|ending| ending == "jsonl") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// When a file was made, or last written where its system does not say; milliseconds since 1970.
fn began(file: &Path) -> std::io::Result<i64> {
    let about = fs::metadata(file)?;
    let at = about.created().or_else(|_| about.modified())?;
    Ok(at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64))
}
