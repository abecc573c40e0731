//! Records of customer support: what tools, episodes, customers and agents of the original did.

mod calls;
mod dialogues;
mod episodes;
mod trajectory;
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use super::record::{Mismatch, same};
use super::{Report, Tally};
use crate::agent::support::Wording;
use crate::cli::data::{Pack, folders, read};
use crate::env::support::{Domain, Split, Task, World, sha256_hex};
use crate::python::shared::{PyValue, loads};

/// The kinds of records, told apart by their fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A task's gold actions.
    Gold,
    /// A sequence of tool calls.
    Calls,
    /// An expression.
    Calculate,
    /// Rewards and what they come to.
    PassK,
    /// A value as text and as hash.
    Hash,
    /// An episode, step by step.
    Protocol,
    /// A simulated customer with a scripted model.
    Customer,
    /// An agent with a scripted model.
    Agent,
    /// A conversation that a model had.
    Trajectory,
    /// Something else.
    Unknown,
}

impl Kind {
    /// What a person calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gold => "gold",
            Self::Calls => "calls",
            Self::Calculate => "calculate",
            Self::PassK => "pass^k",
            Self::Hash => "hash and repr",
            Self::Protocol => "protocol",
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Trajectory => "trajectory",
            Self::Unknown => "unknown",
        }
    }

    /// The kind of a record.
    pub fn of(record: &PyValue) -> Self {
        let has = |fields: &[&str]| fields.iter().all(|field| record.get(field).is_some());
        match () {
            () if has(&["gold_hash", "outs"]) => Self::Gold,
            () if has(&["calls", "seq"]) => Self::Calls,
            () if has(&["expression", "out"]) => Self::Calculate,
            () if has(&["results", "stdout"]) => Self::PassK,
            () if has(&["value", "repr", "dumps"]) => Self::Hash,
            () if has(&["user_script", "steps"]) => Self::Protocol,
            () if has(&["agent_lines", "events"]) => Self::Customer,
            () if has(&["llm_script", "strategy"]) => Self::Agent,
            () if has(&["traj", "task_id", "reward"]) => Self::Trajectory,
            () => Self::Unknown,
        }
    }
}

/// The worlds that records are compared with; each is read when first needed.
#[derive(Debug)]
pub struct Worlds {
    pack: Result<Pack, String>,
    retail: OnceLock<Result<Arc<World>, String>>,
    airline: OnceLock<Result<Arc<World>, String>>,
}

impl Worlds {
    /// Worlds with the data of a folder, or of the usual places.
    pub fn new(data: Option<PathBuf>) -> Self {
        let pack = Pack::find(&folders(data));
        Self { pack, retail: OnceLock::new(), airline: OnceLock::new() }
    }

    /// Whether there is data, and if not, why.
    ///
    /// # Errors
    ///
    /// Where it was looked for, or what is wrong with it.
    pub fn pack(&self) -> Result<&Pack, &str> {
        self.pack.as_ref().map_err(String::as_str)
    }

    /// What the original's customers and text agents are told.
    ///
    /// # Errors
    ///
    /// A [`Mismatch`] that says what data is missing or wrong.
    pub fn wording(&self) -> Result<Wording, Mismatch> {
        let pack = self.pack.as_ref().map_err(Mismatch::unreadable)?;
        let json = pack.text("prompts.json").map_err(Mismatch::unreadable)?;
        Wording::parse(&json).map_err(Mismatch::unreadable)
    }

    /// A world.
    ///
    /// # Errors
    ///
    /// A [`Mismatch`] that says what data is missing or wrong.
    pub fn of(&self, domain: Domain) -> Result<&Arc<World>, Mismatch> {
        let place = match domain {
            Domain::Retail => &self.retail,
            Domain::Airline => &self.airline,
            Domain::Books => return Err(Mismatch::unreadable("Harbor Books is not tau-bench's")),
        };
        let read = || self.pack.as_ref().map_err(String::clone)?.world(domain).map(Arc::new);
        place.get_or_init(read).as_ref().map_err(|reason| Mismatch {
            field: "data",
            step: None,
            expected: format!("tau-bench's {domain} data"),
            found: reason.clone(),
        })
    }
}

/// How exact the tool calls of some records are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exact {
    /// Calls that return the very text.
    pub exact: usize,
    /// All calls.
    pub all: usize,
}

/// What replaying a file came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// For each kind of record.
    pub reports: BTreeMap<Kind, Report>,
    /// For each category of call or expression, where records name one.
    pub exact: BTreeMap<String, Exact>,
}

/// Replays the records of files and folders; prints what failed, then the count.
pub fn run(paths: &[PathBuf], data: Option<PathBuf>) -> ExitCode {
    let worlds = Worlds::new(data);
    match replay(paths, &worlds, &mut io::stdout().lock()) {
        Ok(Tally { failed: 0, .. }) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn replay(paths: &[PathBuf], worlds: &Worlds, out: &mut impl Write) -> io::Result<Tally> {
    let mut total = Tally::default();
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files).map_err(|error| named(path, &error))?;
    }
    for file in files {
        let outcome = check_file(&file, worlds).map_err(|error| named(&file, &error))?;
        for (kind, report) in outcome.reports {
            let Tally { passed, failed } = report.tally;
            total.passed += passed;
            total.failed += failed;
            let (file, kind) = (file.display(), kind.as_str());
            writeln!(out, "{file}, {kind}: {passed} passed, {failed} failed")?;
            if let Some((record, mismatch)) = report.first {
                writeln!(out, "  {record}: {mismatch}")?;
            }
        }
        for (category, Exact { exact, all }) in outcome.exact {
            writeln!(out, "  {category}: {exact} of {all} exact")?;
        }
    }
    writeln!(out, "{} passed, {} failed", total.passed, total.failed)?;
    Ok(total)
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries: io::Result<Vec<_>> = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect();
    let mut entries = entries?;
    entries.sort();
    for entry in entries {
        let name = entry.to_string_lossy().into_owned();
        let is_record = [".jsonl", ".jsonl.gz"].iter().any(|end| name.ends_with(end))
            && !name.contains("few_shot");
        if entry.is_dir() || is_record || name.contains("trajectories") {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

/// Replays the records of one file: lines, or one list.
///
/// # Errors
///
/// The file cannot be read.
pub fn check_file(path: &Path, worlds: &Worlds) -> io::Result<Outcome> {
    let text = String::from_utf8(read(path)?).map_err(io::Error::other)?;
    let mut outcome = Outcome::default();
    let mut note = |record: Result<PyValue, Mismatch>| {
        let (kind, name, checked) = match record {
            Ok(record) => {
                let checked = check(&record, worlds, &mut outcome.exact);
                (Kind::of(&record), name(&record), checked)
            }
            Err(mismatch) => (Kind::Unknown, "a line".to_owned(), Err(mismatch)),
        };
        let report = outcome.reports.entry(kind).or_default();
        match checked {
            Ok(()) => report.tally.passed += 1,
            Err(mismatch) => {
                report.tally.failed += 1;
                report.first.get_or_insert((name, mismatch));
            }
        }
    };
    if text.trim_start().starts_with('[') {
        match loads(&text) {
            Ok(list) => {
                list.as_list().unwrap_or_default().iter().cloned().map(Ok).for_each(&mut note);
            }
            Err(error) => note(Err(Mismatch::unreadable(error))),
        }
        return Ok(outcome);
    }
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        note(loads(line).map_err(Mismatch::unreadable));
    }
    Ok(outcome)
}

fn check(
    record: &PyValue,
    worlds: &Worlds,
    exact: &mut BTreeMap<String, Exact>,
) -> Result<(), Mismatch> {
    match Kind::of(record) {
        Kind::Gold => episodes::gold(record, worlds),
        Kind::Calls => calls::check(record, worlds, exact),
        Kind::Calculate => values::calculate(record, exact),
        Kind::PassK => values::pass_k(record),
        Kind::Hash => values::hash(record),
        Kind::Protocol => episodes::protocol(record, worlds),
        Kind::Customer => dialogues::customer(record, worlds),
        Kind::Agent => dialogues::agent(record, worlds),
        Kind::Trajectory => trajectory::check(record, worlds),
        Kind::Unknown => Err(Mismatch::unreadable("its fields fit no kind of record")),
    }
}

/// Names a record.
fn name(record: &PyValue) -> String {
    let part = |field: &str| match record.get(field) {
        Some(PyValue::Str(text)) => Some(text.to_string()),
        Some(PyValue::Int(number)) => Some(format!("{field} {number}")),
        _ => None,
    };
    let fields = ["domain", "split", "task", "task_id", "trial", "seq", "kind", "strategy", "mode"];
    let parts = fields.into_iter().filter_map(part).chain(part("expression"));
    parts.collect::<Vec<_>>().join(", ")
}

/// A field that a record must have.
fn field<'a>(record: &'a PyValue, name: &str) -> Result<&'a PyValue, Mismatch> {
    record.get(name).ok_or_else(|| Mismatch::unreadable(format!("{name} is missing")))
}

fn text<'a>(record: &'a PyValue, name: &str) -> Result<&'a str, Mismatch> {
    let wrong = || Mismatch::unreadable(format!("{name} is no text"));
    field(record, name)?.as_str().ok_or_else(wrong)
}

fn list<'a>(record: &'a PyValue, name: &str) -> Result<&'a [PyValue], Mismatch> {
    let wrong = || Mismatch::unreadable(format!("{name} is no list"));
    field(record, name)?.as_list().ok_or_else(wrong)
}

fn whole(record: &PyValue, name: &str) -> Result<usize, Mismatch> {
    let wrong = || Mismatch::unreadable(format!("{name} is no number"));
    match field(record, name)? {
        PyValue::Int(number) => number.to_string().parse().map_err(|_| wrong()),
        _ => Err(wrong()),
    }
}

/// The world and the task of a record.
fn place<'a>(
    record: &PyValue,
    worlds: &'a Worlds,
) -> Result<(&'a Arc<World>, &'a Arc<Task>), Mismatch> {
    let domain: Domain = text(record, "domain")?.parse().map_err(Mismatch::unreadable)?;
    let split: Split = text(record, "split")?.parse().map_err(Mismatch::unreadable)?;
    let world = worlds.of(domain)?;
    let task = world.task(split, whole(record, "task")?);
    Ok((world, task.ok_or_else(|| Mismatch::unreadable("there is no such task"))?))
}

/// Compares a text with a recorded one, which stands as its hash where it is long.
fn same_text(field: &'static str, expected: &PyValue, found: &str) -> Result<(), Mismatch> {
    if let Some(hash) = expected.get("sha256").and_then(PyValue::as_str) {
        return same(field, hash, &sha256_hex(found.as_bytes()));
    }
    match expected.as_str() {
        Some(expected) => same(field, expected, found),
        None => Err(Mismatch::unreadable(format!("{field} is no text"))),
    }
}

/// Compares two values by their JSON text.
fn same_value(field: &'static str, expected: &PyValue, found: &PyValue) -> Result<(), Mismatch> {
    use crate::python::shared::dumps_value;
    same(field, &dumps_value(expected), &dumps_value(found))
}
