//! `diorama judge`: scores of recorded dialogues and episodes.

mod asker;
mod out;
mod records;
mod scores;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use crate::cli::conform::Packs;
use crate::cli::model::ModelArguments;
use crate::judge::{
    GradeParser, Job, JudgeOptions, JudgeRun, JudgeWording, Ledger, Next, Trials, Ungraded,
};
use crate::llm::{ChatRequest, PromptPack};
use crate::python::shared::loads;
use asker::Asker;
use out::Out;
use records::{Judged, Samples, What};
use scores::{Name, Row};

/// What to judge, and how.
#[derive(Args)]
pub struct Judge {
    /// Records (.json, .jsonl, .gz): traces, turns of messages of tau2-bench or `ToolSandbox`, rows of τ-bench, saved
    /// episodes, links to episodes.
    #[arg(required = true)]
    records: Vec<PathBuf>,
    /// Which metrics, by upstream's names or these: `progress`, `progress_turns`, `success`, `success_final`, `auc`, `ppt`,
    /// `tool_correctness`, `total_latency`, `average_latency`, `input_tokens`, `output_tokens`, `reasoning_tokens`, `total_tokens`,
    /// `tool_calls`, `judge_statistic`, `reward`, `pass_at_k`, `pass_hat_k`. What fits the records, if none is named; episodes are
    /// always judged by their missions.
    #[arg(long, value_delimiter = ',')]
    metrics: Vec<Name>,
    /// Sub-goals: evaluation samples (.json), a list of sub-goals (.json), or one line of words for each.
    #[arg(long, value_name = "FILE")]
    subgoals: Option<PathBuf>,
    /// Write scores, explanations and every reply of the judge to this file, a line of JSON for each record as soon as it is judged.
    /// After a break, name it as --replies, too: nothing is asked twice.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Count the replies of an earlier --out file again, under other settings; only what they do not answer is asked.
    #[arg(long, value_name = "FILE")]
    replies: Option<PathBuf>,
    /// Upstream's configuration map (.json), by upstream's names; the flags below win.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Votes for each question: odd.
    #[arg(long, value_name = "N")]
    votes: Option<i64>,
    /// Stop a vote once its majority is certain.
    #[arg(long)]
    early_stop: bool,
    /// Turns that are judged, the last score being carried forward.
    #[arg(long, value_name = "N")]
    max_turns: Option<i64>,
    /// How grades are read: upstream or robust.
    #[arg(long, default_value = "upstream")]
    parser: GradeParser,
    /// Report questions without a verdict as ungraded where the metric would fail.
    #[arg(long)]
    report_ungraded: bool,
    /// For pass@k and pass^k; all trials of a task, if it is not given.
    #[arg(long, value_name = "K")]
    k: Option<i64>,
    /// The prompt pack with the original judge's wording; ours, if it is not given.
    #[arg(long, value_name = "FILE")]
    prompt_pack: Option<PathBuf>,
    /// The judge's model; without one a script without a model judges, and says so.
    #[command(flatten)]
    model: ModelArguments,
}

/// One line of the output.
#[derive(Serialize)]
struct Line<'a> {
    record: &'a str,
    id: Option<&'a str>,
    judge: &'a str,
    metrics: serde_json::Map<String, Value>,
    replies: &'a Ledger,
}

/// Judges every record; prints a table, and writes the output if one is wanted.
pub fn run(arguments: &Judge) -> ExitCode {
    match judged(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn judged(arguments: &Judge) -> Result<(), String> {
    let options = options(arguments)?;
    let wording = wording(arguments.prompt_pack.as_deref())?;
    let asker = Asker::new(&arguments.model)?;
    let judge_name = asker.name();
    let samples = arguments.subgoals.as_deref().map(Samples::read).transpose()?;
    let kept = arguments.replies.as_deref().map(kept_replies).transpose()?.unwrap_or_default();
    let here = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let out = arguments.out.as_deref().map(|path| {
        Out::begin(path, arguments.replies.as_deref()).map_err(|error| here(path, error))
    });
    let mut out = out.transpose()?;
    let mut rows = Vec::new();
    for path in &arguments.records {
        for record in records::read(path)? {
            let ledger = kept.iter().rfind(|(name, _)| *name == record.name);
            let ledger = ledger.map(|(_, ledger)| ledger.clone()).unwrap_or_default();
            let (found, ledger) = judge(
                &record,
                samples.as_ref(),
                &arguments.metrics,
                &options,
                &wording,
                ledger,
                &asker,
            )?;
            let metrics = found.iter().map(|row| (row.metric.clone(), row.value.clone())).collect();
            let line = Line {
                record: &record.name,
                id: record.id.as_deref(),
                judge: &judge_name,
                metrics,
                replies: &ledger,
            };
            if let (Some(out), Some(path)) = (&mut out, &arguments.out) {
                let line = serde_json::to_string(&line).map_err(|error| error.to_string())?;
                out.add(&line).map_err(|error| here(path, error))?;
            }
            rows.extend(found);
        }
    }
    print_table(&rows, &judge_name);
    let asked = |name: &Name| arguments.metrics.contains(name);
    for (name, label) in [(Name::PassAtK, "pass@"), (Name::PassHatK, "pass^")] {
        if asked(&name) {
            println!("{}", passes(&rows, name, label, arguments.k)?);
        }
    }
    if let (Some(out), Some(path)) = (out, &arguments.out) {
        out.end().map_err(|error| here(path, error))?;
    }
    Ok(())
}

fn options(arguments: &Judge) -> Result<JudgeOptions, String> {
    let mut options = JudgeOptions::default();
    if let Some(path) = &arguments.config {
        let here = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| here(&error))?;
        let config = loads(&text).map_err(|error| here(&error))?;
        options = JudgeOptions::from_config(&config).map_err(|error| here(&error))?;
    }
    options.num_judge_trials = arguments.votes.or(options.num_judge_trials);
    options.max_turns = arguments.max_turns.or(options.max_turns);
    options.optimize_judge_trials |= arguments.early_stop;
    options.parser = arguments.parser;
    if arguments.report_ungraded {
        options.ungraded = Ungraded::Report;
    }
    // The file shows what the judge said, and the judge's statistic reads it.
    options.include_judge_explanation = true;
    options.include_validation_results = true;
    Ok(options)
}

fn wording(pack: Option<&Path>) -> Result<JudgeWording, String> {
    let Some(path) = pack else { return Ok(JudgeWording::default()) };
    let packs = Packs::at(vec![path.to_owned()]);
    let pack: &PromptPack = packs.agent_inspect().map_err(|wrong| wrong.found)?;
    JudgeWording::new(pack).map_err(|error| error.to_string())
}

/// The replies of an earlier output, by the records' names.
fn kept_replies(path: &Path) -> Result<Vec<(String, Ledger)>, String> {
    #[derive(serde::Deserialize)]
    struct Kept {
        record: String,
        replies: Ledger,
    }
    let here = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(path).map_err(|error| here(&error))?;
    let line = |line: &str| -> Result<(String, Ledger), String> {
        let kept: Kept = serde_json::from_str(line).map_err(|error| here(&error))?;
        Ok((kept.record, kept.replies))
    };
    // A last line without an end was cut off by a break.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
}

/// Judges one record.
fn judge(
    record: &Judged,
    samples: Option<&Samples>,
    wanted: &[Name],
    options: &JudgeOptions,
    wording: &JudgeWording,
    ledger: Ledger,
    asker: &Asker,
) -> Result<(Vec<Row>, Ledger), String> {
    let id = record.id.as_deref();
    match &record.what {
        What::Episode(session) => {
            let rows = scores::of_episode(&record.name, id, session);
            Ok((rows, ledger))
        }
        What::Dialogue { trace, sample, reward } => {
            let sample = samples.and_then(|samples| samples.of(id)).or(sample.as_ref()).cloned();
            let has_goals = sample.is_some();
            let wanted = if wanted.is_empty() {
                Name::usual(has_goals, reward.is_some())
            } else {
                wanted.to_vec()
            };
            let (metrics, others) = Name::split(&wanted);
            if !metrics.is_empty() && !has_goals {
                return Err(format!("{}: no sub-goals; name them with --subgoals", record.name));
            }
            let job = Job {
                sample: sample.unwrap_or_default(),
                trace: trace.clone(),
                options: options.clone(),
            };
            let mut run = JudgeRun::new(job, &metrics, wording.clone(), ChatRequest::default())
                .with_ledger(ledger);
            let scored = loop {
                match run.next_wave() {
                    Next::Done(scored) => break scored,
                    Next::Ask(wave) => {
                        let heard = run.ledger().replies(&wave.question).len();
                        let replies = asker.ask(&wave, heard);
                        run.answer(&wave, replies);
                    }
                }
            };
            let mut rows = scores::of_judge(&record.name, id, &scored);
            rows.extend(scores::of_trace(
                &record.name,
                id,
                trace,
                *reward,
                &others,
                &scored,
                options,
            ));
            Ok((rows, run.ledger().clone()))
        }
    }
}

fn print_table(rows: &[Row], judge: &str) {
    let width = |of: fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let (record, metric) = (width(|row| row.record.chars().count()), width(|row| row.metric.len()));
    for row in rows {
        println!("{:record$}  {:metric$}  {}", row.record, row.metric, row.shown);
    }
    if rows.iter().any(|row| row.asked_judge) {
        println!("judge: {judge}");
    }
}

/// pass@k or pass^k: the mean over the tasks that have trials enough.
fn passes(rows: &[Row], name: Name, label: &str, k: Option<i64>) -> Result<String, String> {
    let mut tasks: indexmap::IndexMap<&str, Vec<i64>> = indexmap::IndexMap::new();
    // A benchmark's own reward goes before a judge's verdict.
    let has_rewards = rows.iter().any(|row| row.is_verdict && !row.asked_judge);
    for row in rows.iter().filter(|row| row.is_verdict && row.asked_judge != has_rewards) {
        let task = row.id.as_deref().unwrap_or(&row.record);
        let solved = row.number.is_some_and(|number| (number - 1.0).abs() <= 1e-6);
        tasks.entry(task).or_default().push(i64::from(solved));
    }
    let most = tasks.values().map(Vec::len).max().unwrap_or(0) as i64;
    let k = k.unwrap_or(most);
    let mut numbers = Vec::new();
    for scores in tasks.values().filter(|scores| scores.len() as i64 >= k) {
        let trials = Trials::new(scores.len() as i64, k).map_err(|error| error.to_string())?;
        let number = match name {
            Name::PassAtK => trials.pass_at_k(scores),
            _ => trials.pass_hat_k(scores),
        };
        numbers.push(number.map_err(|error| error.to_string())?);
    }
    if numbers.is_empty() {
        return Err(format!("{label}{k}: no task has {k} trials with a reward or a final success"));
    }
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    Ok(format!("{label}{k} = {mean:.4} over {} of {} tasks", numbers.len(), tasks.len()))
}
