//! A run's folder: its plan, its journal, what came of it.
//!
//! The journal is appended to and flushed, an event or two at a time: a kill leaves at most a line cut off, which is dropped when the
//! run goes on. Shards have a journal each, so that their files can be put into one folder.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::setup::at;
use crate::agent::support::{ResultRow, read_results, write_results};
use crate::experiment::export::rows_jsonl;
use crate::experiment::report::report;
use crate::experiment::{EpisodeRow, Event, Journal, Plan, Shard};

/// What was written stands against a loss of power after so long.
const SYNC: Duration = Duration::from_secs(2);

/// The folder of one shard's run.
pub(super) struct Folder {
    path: PathBuf,
    shard: Shard,
}

impl Folder {
    pub fn new(path: &Path, shard: Shard) -> Self {
        Self { path: path.to_owned(), shard }
    }

    pub const fn shard(&self) -> Shard {
        self.shard
    }

    /// The file of the plan.
    pub fn plan(&self) -> PathBuf {
        self.path.join("plan.toml")
    }

    /// The file of the journal.
    pub fn journal(&self) -> PathBuf {
        self.path.join(format!("journal{}.jsonl", self.suffix()))
    }

    fn suffix(&self) -> String {
        if self.shard == Shard::ALL {
            return String::new();
        }
        format!("-{}", self.shard.to_string().replace('/', "-of-"))
    }

    /// What the folder knows of the run; nothing for a fresh one.
    pub fn read(&self, resume: bool) -> Result<Journal, String> {
        let file = self.journal();
        let journal = read(&file)?.unwrap_or_default();
        if !resume && journal.plan.is_some() {
            let folder = self.path.display();
            return Err(format!("{folder}: there is a run already; --resume goes on with it"));
        }
        Ok(journal)
    }

    /// Opens the journal to go on with it, for this process alone; cuts off half a line.
    pub fn open(&self, plan: &Plan) -> Result<Store, String> {
        fs::create_dir_all(&self.path).map_err(at(&self.path))?;
        let path = self.journal();
        let options =
            File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let file = options.map_err(at(&path))?;
        // Some file systems know no locks; there any process may go on.
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(format!("{}: another process goes on with this run", path.display()));
        }
        // Read again behind the lock: another process may have ended meanwhile.
        let journal = read(&path)?.unwrap_or_default();
        journal.check_plan(plan).map_err(at(&path))?;
        file.set_len(journal.whole_bytes as u64).map_err(at(&path))?;
        let mut store = Store { file, path, is_synced: true, synced: Instant::now() };
        store.file.seek(SeekFrom::End(0)).map_err(at(&store.path))?;
        if journal.plan.is_none() {
            let text = plan.to_toml().map_err(|error| error.to_string())?;
            write(&self.plan(), &text)?;
            store.append(&[Journal::begin(plan)])?;
        }
        Ok(store)
    }
}

/// A journal that is written.
pub(super) struct Store {
    file: File,
    path: PathBuf,
    is_synced: bool,
    synced: Instant,
}

impl Store {
    /// Writes events down; when this returns, a kill of the process does not undo it.
    pub fn append(&mut self, events: &[Event]) -> Result<(), String> {
        let text: String = events.iter().map(Event::line).collect();
        self.file.write_all(text.as_bytes()).map_err(|error| self.failed(&error))?;
        self.is_synced = false;
        Ok(())
    }

    /// Hands what was written to the disk itself.
    pub fn sync(&mut self) -> Result<(), String> {
        if !self.is_synced {
            self.file.sync_data().map_err(|error| self.failed(&error))?;
            (self.is_synced, self.synced) = (true, Instant::now());
        }
        Ok(())
    }

    /// The same, if the last time is a while ago.
    pub fn sync_now_and_then(&mut self) -> Result<(), String> {
        if self.synced.elapsed() < SYNC { Ok(()) } else { self.sync() }
    }

    fn failed(&self, error: &std::io::Error) -> String {
        let path = self.path.display();
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                format!("{path}: the disk is full ({error}); make room")
            }
            _ => format!("{path}: {error}"),
        }
    }
}

/// A journal; none where there is no file, and an empty one where not even its first line was written.
fn read(path: &Path) -> Result<Option<Journal>, String> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(at(path)(error)),
    };
    // The last line may have been cut off in the middle of a letter.
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    let text = std::str::from_utf8(&bytes[..whole]).map_err(at(path))?;
    Journal::read(text).map(Some).map_err(at(path))
}

/// The rows of a run's folder, all its shards together, in the order of its plan.
///
/// # Errors
///
/// There is no journal, or one cannot be read.
pub fn rows_of(folder: &Path) -> Result<Vec<EpisodeRow>, String> {
    let mut rows: BTreeMap<(usize, String), EpisodeRow> = BTreeMap::new();
    let plan = folder.join("plan.toml");
    let plan = fs::read_to_string(plan).ok().and_then(|text| Plan::parse(&text).ok());
    let order: BTreeMap<String, usize> = plan
        .map(|plan| plan.cells().iter().map(|cell| (cell.key(&plan), cell.index)).collect())
        .unwrap_or_default();
    let mut journals = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("journal") && path.extension().is_some_and(|end| end == "jsonl") {
            journals.push(path);
        }
    }
    if journals.is_empty() {
        return Err(format!("{}: there is no run in this folder", folder.display()));
    }
    journals.sort();
    for path in journals {
        for (key, episode) in read(&path)?.unwrap_or_default().episodes {
            let place = order.get(&key).copied().unwrap_or(usize::MAX);
            if let Some(row) = episode.row {
                rows.entry((place, key)).or_insert(row);
            }
        }
    }
    Ok(rows.into_values().collect())
}

/// Writes the episodes' rows, the report and tau-bench's results; returns the report.
pub(super) fn write_outputs(folder: &Folder) -> Result<String, String> {
    let rows = rows_of(&folder.path)?;
    let text = report(&rows);
    write(&folder.path.join("episodes.jsonl"), &rows_jsonl(&rows))?;
    write(&folder.path.join("report.txt"), &text)?;
    for (name, results) in support_results(&rows) {
        write(&folder.path.join(name), &write_results(&results))?;
    }
    Ok(text)
}

/// Results of customer support in tau-bench's own form, a file for each player and domain.
fn support_results(rows: &[EpisodeRow]) -> BTreeMap<String, Vec<ResultRow>> {
    let mut files: BTreeMap<String, Vec<ResultRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.world.starts_with("tau-bench/")) {
        let Some(model) = &row.model else { continue };
        let domain = row.world.trim_start_matches("tau-bench/");
        let name =
            format!("tau-bench-{domain}-{}-{model}.json", row.agent).replace(['/', '\\', ':'], "_");
        let kept = row.more.get("result").map(|result| format!("[{result}]"));
        let kept = kept.and_then(|text| read_results(&text).ok()?.into_iter().next());
        let failed = row
            .error
            .as_ref()
            .map(|error| ResultRow::failed(row.seed as i64, i64::from(row.trial), error));
        files.entry(name).or_default().extend(failed.or(kept));
    }
    files
}

/// Writes a file so that a kill at any moment leaves the old one or the new one.
fn write(file: &Path, text: &str) -> Result<(), String> {
    let fresh = file.with_extension(format!("new.{}", std::process::id()));
    fs::write(&fresh, text).map_err(at(&fresh))?;
    fs::rename(&fresh, file).map_err(at(file))
}
