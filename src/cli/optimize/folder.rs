//! The folder of a run: its state, events and result.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::gepa::{Event, Optimizer};

/// The run's folder.
pub struct Folder<'a>(pub &'a Path);

impl Folder<'_> {
    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file so that a kill at any moment leaves the old one or the new one.
    pub fn write(&self, name: &str, text: &str) -> Result<(), String> {
        let (file, fresh) = (self.file(name), self.file(&format!("{name}.new")));
        fs::write(&fresh, text).map_err(at(&fresh))?;
        fs::rename(&fresh, &file).map_err(at(&file))
    }

    /// Adds events to those that happened before.
    pub fn append(&self, events: &[Event]) -> Result<(), String> {
        let file = self.file("events.jsonl");
        let mut text = String::new();
        for event in events {
            text.push_str(&serde_json::to_string(event).map_err(|error| error.to_string())?);
            text.push('\n');
        }
        let mut open =
            fs::File::options().create(true).append(true).open(&file).map_err(at(&file))?;
        open.write_all(text.as_bytes()).map_err(at(&file))
    }

    /// Drops the events of an iteration that did not come to its end: it is played again.
    pub fn cut_events(&self, run: &Optimizer) -> Result<(), String> {
        if run.pool().is_none() {
            return self.write("events.jsonl", "");
        }
        let iterations = run.iterations();
        let file = self.file("events.jsonl");
        let text = fs::read_to_string(&file).map_err(at(&file))?;
        let mut ended = 0;
        let mut kept = String::new();
        for line in text.lines() {
            let event = serde_json::from_str::<Event>(line).ok();
            // Before the first iteration there are only the seed's scores.
            let is_seed = matches!(event, Some(Event::Run { .. } | Event::Valset { .. }));
            if ended >= iterations && (iterations > 0 || !is_seed) {
                break;
            }
            ended += u64::from(matches!(event, Some(Event::End { .. })));
            kept.push_str(line);
            kept.push('\n');
        }
        self.write("events.jsonl", &kept)
    }
}

/// An error with the file that it is about.
pub fn at<E: std::fmt::Display>(file: &Path) -> impl Fn(E) -> String {
    move |error| format!("{}: {error}", file.display())
}
