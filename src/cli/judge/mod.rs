//! `diorama judge`: scores of recorded dialogues and episodes.

mod asker;
mod goals;
mod out;
mod passes;
mod records;
pub mod samples;
mod scores;
mod settings;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use crate::cli::model::ModelArguments;
use crate::judge::{
    AgentDialogueTrace, EvaluationSample, Job, JudgeOptions, JudgeRun, JudgeWording, Ledger, Next,
    Scored, Telling, case_trace, episode_sample,
};
use crate::llm::ChatRequest;
use asker::Asker;
use out::{Out, Replies, about};
use records::{Judged, What};
use samples::Samples;
use scores::{Name, Row};

/// What to judge, and how.
#[derive(Args)]
pub struct Judge {
    /// Records (.json, .jsonl, .gz): saved episodes of any world, links to episodes, conversations of `diorama user`, traces, turns of messages of
    /// tau2-bench or `ToolSandbox`, rows of τ-bench.
    #[arg(required = true)]
    records: Vec<PathBuf>,
    /// Which metrics, by upstream's names or these: `progress`, `progress_turns`, `success`, `success_final`, `auc`, `ppt`,
    /// `tool_correctness`, `total_latency`, `average_latency`, `input_tokens`, `output_tokens`, `reasoning_tokens`, `total_tokens`,
    /// `tool_calls`, `judge_statistic`, `reward`, `pass_at_k`, `pass_hat_k`. What fits the records, if none is named; episodes are
    /// always judged by their missions, too.
    #[arg(long, value_delimiter = ',')]
    metrics: Vec<Name>,
    /// Sub-goals: evaluation samples (.json), a list of sub-goals (.json), or one line of words for each.
    #[arg(long, value_name = "FILE")]
    subgoals: Option<PathBuf>,
    /// A sub-goal in words, beside those of the file; may be given several times.
    #[arg(long, value_name = "WORDS")]
    subgoal: Vec<String>,
    /// In episodes: a turn takes in at least so many steps. Longer turns are fewer questions.
    #[arg(long, value_name = "N", default_value_t = Telling::default().steps_per_turn)]
    steps_per_turn: usize,
    /// Print what the judge said about each sub-goal.
    #[arg(long)]
    explain: bool,
    /// Write scores, explanations and every reply of the judge to this file: each reply as it comes, and a line of JSON for each record.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Go on with the --out file of a run that was broken off: no reply in it is asked for again.
    #[arg(long, requires = "out", conflicts_with = "replies")]
    resume: bool,
    /// Count the replies of an earlier --out file again, under other settings; only what they do not answer is asked.
    #[arg(long, value_name = "FILE")]
    replies: Option<PathBuf>,
    /// How the judge is asked.
    #[command(flatten)]
    settings: settings::Arguments,
    /// The folder with tau-bench's data, or with its folder `tau-bench`, for cases of customer support that want it.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// For pass@k and pass^k; all trials of a task, if it is not given.
    #[arg(long, value_name = "K")]
    k: Option<i64>,
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
    /// What the replies are about.
    about: &'a str,
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
    let earlier = if arguments.resume { &arguments.out } else { &arguments.replies };
    let mut replies = match earlier.as_deref() {
        // Nothing was written yet: a run that goes on from its start.
        Some(path) if arguments.resume && !path.exists() => Replies::default(),
        Some(path) => Replies::read(path)?,
        None => Replies::default(),
    };
    if arguments.resume {
        // What failed costs nothing, and may be mended now.
        replies.drop_failures();
    }
    let court = Court {
        arguments,
        options: arguments.settings.options()?,
        wording: arguments.settings.wording()?,
        asker: Asker::new(&arguments.model)?,
        samples: Samples::new(arguments.subgoals.as_deref(), &arguments.subgoal)?,
    };
    let here = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let out = arguments.out.as_deref();
    let out =
        out.map(|path| Out::begin(path, earlier.as_deref()).map_err(|error| here(path, error)));
    let mut out = out.transpose()?;
    let judge_name = court.asker.name();
    let (mut rows, mut said) = (Vec::new(), Vec::new());
    for record in records::read_all(&arguments.records, arguments.data.as_ref())? {
        let found = court.judge(&record, &replies, out.as_mut())?;
        let metrics = found.rows.iter().map(|row| (row.metric.clone(), row.value.clone()));
        if let (Some(out), Some(path)) = (&mut out, &arguments.out) {
            let line = Line {
                record: &record.name,
                id: record.id.as_deref(),
                judge: &judge_name,
                about: &found.about,
                metrics: metrics.collect(),
                replies: &found.ledger,
            };
            let line = serde_json::to_string(&line).map_err(|error| error.to_string())?;
            out.add(&line).map_err(|error| here(path, error))?;
        }
        said.extend(goals::lines(&record.name, &found.scored, arguments.explain));
        rows.extend(found.rows);
    }
    scores::print_table(&rows);
    said.iter().for_each(|line| println!("{line}"));
    if rows.iter().any(|row| row.asked_judge) {
        println!("judge: {judge_name}");
    }
    for (name, label) in [(Name::PassAtK, "pass@"), (Name::PassHatK, "pass^")] {
        if arguments.metrics.contains(&name) {
            println!("{}", passes::passes(&rows, name, label, arguments.k)?);
        }
    }
    if let (Some(out), Some(path)) = (out, &arguments.out) {
        out.end().map_err(|error| here(path, error))?;
    }
    Ok(())
}

/// Where nothing was said or done, a judge has nothing to be asked about: says so, and leaves its metrics out.
fn only_what_was_done(record: &str, trace: &AgentDialogueTrace, wanted: &mut Vec<Name>) {
    if trace.turns().is_empty() && Name::asks(wanted) {
        eprintln!("{record}: nothing was done in it, so there is nothing to judge");
        wanted.retain(|name| !name.asks_judge());
    }
}

/// Who judges, and by what.
struct Court<'a> {
    arguments: &'a Judge,
    options: JudgeOptions,
    wording: JudgeWording,
    asker: Asker,
    samples: Samples,
}

/// An episode that was played again.
struct Played {
    /// What its world says of it.
    rows: Vec<Row>,
    /// What was said and done.
    trace: AgentDialogueTrace,
    /// What it asked for.
    task: Option<String>,
}

/// What came of a record.
#[derive(Default)]
struct Found {
    rows: Vec<Row>,
    scored: Scored,
    ledger: Ledger,
    about: String,
}

impl Court<'_> {
    fn judge(
        &self,
        record: &Judged,
        replies: &Replies,
        out: Option<&mut Out>,
    ) -> Result<Found, String> {
        let id = record.id.as_deref();
        match &record.what {
            What::Episode(episode) => {
                let telling = Telling { steps_per_turn: self.arguments.steps_per_turn };
                let played = Played {
                    rows: scores::of_episode(&record.name, id, &episode.session),
                    trace: episode.trace(telling),
                    task: episode_sample(&episode.session, Vec::new()).user_instruction,
                };
                self.played(record, played, replies, out)
            }
            What::Case(session) => {
                let played = Played {
                    rows: scores::of_case(&record.name, id, session),
                    trace: case_trace(session, &session.transcript()),
                    task: Some(session.env().desk().task().instruction.to_string()),
                };
                self.played(record, played, replies, out)
            }
            What::Dialogue { trace, sample, reward, task } => {
                let sample = self.samples.of(record.id.as_deref(), sample.as_ref());
                let sample = sample.map(|sample| EvaluationSample {
                    user_instruction: sample.user_instruction.clone().or_else(|| task.clone()),
                    ..sample
                });
                let has_goals = sample.is_some();
                let mut wanted = if self.arguments.metrics.is_empty() {
                    Name::usual(has_goals, reward.is_some())
                } else {
                    self.arguments.metrics.clone()
                };
                only_what_was_done(&record.name, trace, &mut wanted);
                if Name::asks(&wanted) && !has_goals {
                    return Err(format!(
                        "{}: no sub-goals; name them with --subgoal or --subgoals",
                        record.name
                    ));
                }
                let options = self.options.clone();
                let sample = sample.unwrap_or_default();
                self.dialogue(record, trace, sample, options, &wanted, *reward, replies, out)
            }
        }
    }

    /// An episode: what its world says of it, and, where there are sub-goals, the judge's metrics on it as a conversation.
    fn played(
        &self,
        record: &Judged,
        played: Played,
        replies: &Replies,
        out: Option<&mut Out>,
    ) -> Result<Found, String> {
        let Played { mut rows, trace, task } = played;
        let sample = self.samples.of(record.id.as_deref(), None);
        let has_goals = sample.is_some();
        let mut wanted = self.arguments.metrics.clone();
        if wanted.is_empty() && has_goals {
            wanted = Name::usual(true, false);
        }
        only_what_was_done(&record.name, &trace, &mut wanted);
        if !has_goals {
            wanted.retain(|name| !name.asks_judge());
        }
        let mut options = self.options.clone();
        if !self.arguments.settings.has_max_turns()? {
            // An episode has as many turns as it has: the usual limit is for talks.
            options.max_turns = Some(trace.turns().len() as i64);
        }
        let sample = sample.map_or_else(EvaluationSample::default, |sample| EvaluationSample {
            user_instruction: sample.user_instruction.or(task),
            ..sample
        });
        let found = self.dialogue(record, &trace, sample, options, &wanted, None, replies, out)?;
        rows.extend(found.rows);
        Ok(Found { rows, ..found })
    }

    #[expect(clippy::too_many_arguments, reason = "what is judged, by what, and where it is kept")]
    fn dialogue(
        &self,
        record: &Judged,
        trace: &AgentDialogueTrace,
        sample: EvaluationSample,
        options: JudgeOptions,
        wanted: &[Name],
        reward: Option<f64>,
        replies: &Replies,
        mut out: Option<&mut Out>,
    ) -> Result<Found, String> {
        let id = record.id.as_deref();
        let (metrics, others) = Name::split(wanted);
        for line in goals::warnings(&record.name, &sample, &metrics, trace) {
            eprintln!("{line}");
        }
        let about = about(trace, &sample);
        let ledger = replies.of(&record.name, &about)?;
        let job = Job { sample, trace: trace.clone(), options };
        let mut run = JudgeRun::new(job, &metrics, self.wording.clone(), ChatRequest::default())
            .with_ledger(ledger);
        let scored = loop {
            match run.next_wave() {
                Next::Done(scored) => break scored,
                Next::Ask(wave) => {
                    let heard = run.ledger().replies(&wave.question).len();
                    let mut note = |reply: &crate::judge::JudgeReply| match &mut out {
                        Some(out) => out.heard(&record.name, &about, &wave.question, reply),
                        None => Ok(()),
                    };
                    let replies = self.asker.ask(&wave, heard, &mut note);
                    run.answer(&wave, replies.map_err(|error| error.to_string())?);
                }
            }
        };
        let mut rows = scores::of_judge(&record.name, id, &scored);
        let options = &run.job().options;
        rows.extend(scores::of_trace(&record.name, id, trace, reward, &others, &scored, options));
        Ok(Found { rows, scored, ledger: run.ledger().clone(), about })
    }
}
