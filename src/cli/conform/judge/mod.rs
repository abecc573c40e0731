//! Whether the judge's metrics do what agent-inspect did: recorded runs with a scripted model.
//!
//! A record is one line of JSON; its kind shows in its fields.

mod cases;
mod closed;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::Value;

use super::packs::Packs;
use super::record::Mismatch;
use super::{Report, collect_files, lines};
use crate::judge::{GradeParser, JudgeWording};
use crate::python::PyValue;

/// Replays the records of files and folders; prints what failed, then the count.
pub fn run(paths: &[PathBuf], packs: &Packs) -> ExitCode {
    match replay(paths, packs, &mut io::stdout().lock()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Replays everything; returns how many failed.
fn replay(paths: &[PathBuf], packs: &Packs, out: &mut impl Write) -> io::Result<usize> {
    let mut files = Vec::new();
    for path in paths {
        let here =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        collect_files(path, &mut files).map_err(here)?;
    }
    let (mut passed, mut failed) = (0, 0);
    for file in files {
        for (kind, report) in check_file(&file, packs)? {
            passed += report.tally.passed;
            failed += report.tally.failed;
            let (good, bad) = (report.tally.passed, report.tally.failed);
            writeln!(out, "{}, {kind}: {good} passed, {bad} failed", file.display())?;
            if let Some((name, mismatch)) = report.first {
                writeln!(out, "  {name}: {mismatch}")?;
            }
        }
    }
    writeln!(out, "{passed} passed, {failed} failed")?;
    Ok(failed)
}

/// Replays the records of one file, by their kinds.
///
/// # Errors
///
/// The file cannot be read.
pub fn check_file(path: &Path, packs: &Packs) -> io::Result<BTreeMap<String, Report>> {
    let mut reports = BTreeMap::<String, Report>::new();
    let mut recorded = None;
    for line in lines(path)? {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let record = serde_json::from_str::<Value>(&line).unwrap_or_default();
        let text = |field: &str| record[field].as_str().map(str::to_owned);
        let (kind, checked) = if record.get("waves").is_some() {
            (text("metric").unwrap_or_default(), cases::check(&line))
        } else if record.get("blocks").is_some() {
            let cases = recorded.get_or_insert_with(|| cases_beside(path));
            ("prompt blocks".to_owned(), check_blocks(&line, cases, packs))
        } else if record.get("kind").is_some() {
            (text("kind").unwrap_or_default(), closed::check(&line))
        } else if record.get("grade").is_some() {
            ("grade".to_owned(), check_grade(&record))
        } else if record.get("repr").is_some() {
            ("repr".to_owned(), check_repr(&line))
        } else {
            ("unknown".to_owned(), Err(Mismatch::unreadable("its fields fit no kind of record")))
        };
        let report = reports.entry(kind).or_default();
        match checked {
            Ok(()) => report.tally.passed += 1,
            Err(mismatch) => {
                report.tally.failed += 1;
                let name = || text("id").unwrap_or_else(|| line.chars().take(120).collect());
                report.first.get_or_insert_with(|| (name(), mismatch));
            }
        }
    }
    Ok(reports)
}

/// The recorded runs beside a file of prompts, by their names.
fn cases_beside(path: &Path) -> BTreeMap<String, String> {
    let names = ["cases.jsonl", "cases.jsonl.gz"].map(|name| path.with_file_name(name));
    let file = names.iter().find_map(|file| lines(file).ok());
    let found = file.into_iter().flatten().map_while(Result::ok);
    let named = found.filter_map(|line| {
        let id = serde_json::from_str::<Value>(&line).ok()?["id"].as_str()?.to_owned();
        Some((id, line))
    });
    named.collect()
}

/// Compares the prompts with our wording, and with upstream's where its pack is at hand.
fn check_blocks(
    line: &str,
    recorded: &BTreeMap<String, String>,
    packs: &Packs,
) -> Result<(), Mismatch> {
    let blocks: cases::Blocks = parse(line)?;
    let case = recorded.get(&blocks.id);
    let case =
        case.ok_or_else(|| Mismatch::unreadable("its run is not in cases.jsonl beside it"))?;
    cases::check_blocks(case, &blocks, &JudgeWording::default())?;
    let wording = JudgeWording::new(packs.agent_inspect()?).map_err(Mismatch::unreadable)?;
    cases::check_blocks(case, &blocks, &wording)
}

fn check_grade(record: &Value) -> Result<(), Mismatch> {
    let completion = record["completion"].as_str().unwrap_or_default();
    let grade = GradeParser::Upstream.read(completion);
    let found = grade.map(|grade| u64::from(grade == crate::judge::Grade::Complete));
    super::record::same("grade", &record["grade"].as_u64(), &found)
}

fn check_repr(line: &str) -> Result<(), Mismatch> {
    let record: Repr = parse(line)?;
    super::record::same("repr", record.repr.as_str(), record.value.repr().as_str())
}

#[derive(serde::Deserialize)]
struct Repr {
    value: PyValue,
    repr: String,
}

fn parse<T: serde::de::DeserializeOwned>(line: &str) -> Result<T, Mismatch> {
    serde_json::from_str(line).map_err(Mismatch::unreadable)
}
