//! GEPA in a terminal: a run from a file, stored after every iteration.

mod config;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use self::config::Config;
use super::http::block_on;
use crate::agent::prompt::PromptPack;
use crate::gepa::grid::{GridAdapter, GridTasks};
use crate::gepa::scripted::{Pupil, Reflector};
use crate::gepa::{Event, Next, Optimizer, ReflectionTemplate, Templates, tree};
use crate::llm::ChatModel;

/// Which run.
#[derive(Args)]
pub struct Optimize {
    /// What is optimised, and how: a TOML file.
    config: PathBuf,
    /// The run's folder: its state, events and result.
    #[arg(long, value_name = "FOLDER", default_value = "gepa-run")]
    out: PathBuf,
    /// Go on with the run in that folder, on the same random stream, under the stop rules of the file.
    #[arg(long)]
    resume: bool,
    /// The question to the reflecting model in the original's words: a prompt pack (.json) in place of ours.
    #[arg(long, value_name = "FILE")]
    prompt_pack: Option<PathBuf>,
}

/// Runs it; prints what happens, the tree and the best prompt.
pub fn run(arguments: &Optimize) -> ExitCode {
    match optimize(arguments, &mut io::stdout().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether the run came to its end.
fn optimize(arguments: &Optimize, out: &mut impl Write) -> Result<bool, String> {
    let text = fs::read_to_string(&arguments.config).map_err(at(&arguments.config))?;
    let config = Config::parse(&text).map_err(|error| at(&arguments.config)(error))?;
    for model in [&config.player.model, &config.reflector.model] {
        if model != "scripted" {
            return Err(format!("No model is called {model:?} here; there is: scripted."));
        }
    }
    let tasks = config.tasks()?;
    let folder = Folder(&arguments.out);
    let mut run = begin(arguments, &config, &tasks, &folder)?;
    let say = |error: io::Error| error.to_string();
    writeln!(
        out,
        "{} plays, {} reflects; {} episodes to learn from, {} to compare on",
        config.player_name(),
        config.reflector_name(),
        run.problem().train,
        run.problem().val_examples(),
    )
    .map_err(say)?;
    let sensible = run.options().sensible_metric_calls(run.problem().val_examples());
    if run.options().max_metric_calls().is_some_and(|most| most < sensible) {
        writeln!(
            out,
            "A run that is to try three proposals in full needs {sensible} metric calls."
        )
        .map_err(say)?;
    }
    let mut adapter = GridAdapter { tasks: &tasks, player: &Pupil };
    block_on(play(&mut run, &mut adapter, (&Reflector, config.reflector_name()), &folder, out))?;
    report(&mut run, &folder, out)
}

/// A fresh run, or the one in the folder.
fn begin(
    arguments: &Optimize,
    config: &Config,
    tasks: &GridTasks,
    folder: &Folder,
) -> Result<Optimizer, String> {
    let state = folder.file("state.json");
    if arguments.resume {
        let json = fs::read_to_string(&state).map_err(at(&state))?;
        let mut run = Optimizer::from_json(&json).map_err(|error| at(&state)(error))?;
        if *run.problem() != tasks.problem() {
            return Err(format!("{}: that run was about other tasks or texts", state.display()));
        }
        run.set_stop_rules(config.options().stop);
        folder.cut_events(run.iterations())?;
        return Ok(run);
    }
    if state.exists() {
        let folder = folder.0.display();
        return Err(format!("{folder}: there is a run already; --resume goes on with it"));
    }
    fs::create_dir_all(folder.0).map_err(at(folder.0))?;
    let templates = match &arguments.prompt_pack {
        Some(file) => {
            let json = fs::read_to_string(file).map_err(at(file))?;
            let pack = PromptPack::parse(&json).map_err(|error| at(file)(error))?;
            ReflectionTemplate::from_pack(&pack).map_err(|error| at(file)(error))?.into()
        }
        None => Templates::default(),
    };
    Optimizer::new(tasks.problem(), config.options(), templates).map_err(|error| error.to_string())
}

/// Goes on until nothing more is asked; stores the run between any two iterations.
async fn play<P: ChatModel, R: ChatModel>(
    run: &mut Optimizer,
    adapter: &mut GridAdapter<'_, P>,
    reflector: (&R, &str),
    folder: &Folder<'_>,
    out: &mut impl Write,
) -> Result<(), String> {
    let start = Instant::now();
    let seconds = || start.elapsed().as_secs_f64();
    while run.step(adapter, reflector, seconds()).await {
        let events = run.take_events();
        folder.append(&events)?;
        for line in events.iter().filter_map(line) {
            writeln!(out, "{line}").map_err(|error| error.to_string())?;
        }
        if run.is_between_iterations() {
            folder.write("state.json", &run.to_json())?;
        }
    }
    Ok(())
}

/// What a person wants to know of an event.
fn line(event: &Event) -> Option<String> {
    Some(match event {
        Event::Iteration { number } => format!("iteration {number}"),
        Event::Selected { parent, average } => format!("  parent {parent} ({average:.3})"),
        Event::Skipped { reason, .. } => format!("  passed over: {}", reason.as_str()),
        Event::MergeTried { parents: [one, two], .. } => format!("  merged {one} and {two}"),
        Event::Rejected { reason, .. } | Event::MergeRejected { reason, .. } => {
            format!("  rejected: {reason}")
        }
        Event::Valset { index, average, is_best, .. } => {
            let best = if *is_best { ", the best so far" } else { "" };
            format!("  candidate {index}: {average:.3} on average{best}")
        }
        Event::Error { class, text } => format!("  {class}: {text}"),
        _ => return None,
    })
}

/// Writes the result and prints the tree and the best candidate; says whether the run came to its end.
fn report(run: &mut Optimizer, folder: &Folder, out: &mut impl Write) -> Result<bool, String> {
    let failure = match run.next(0.0) {
        Next::Failed(failure) => Some(failure.to_string()),
        _ => None,
    };
    if let Some(result) = run.result() {
        let json = |value| serde_json::to_string_pretty(&value).map_err(|error| error.to_string());
        folder.write("candidates.json", &json(serde_json::json!(result.candidates))?)?;
        folder.write("result.json", &json(serde_json::json!(result))?)?;
        folder.write("run_log.json", &json(serde_json::json!(run.log()))?)?;
    }
    if failure.is_none() {
        folder.write("state.json", &run.to_json())?;
    }
    let mut text = String::new();
    if let (Some(pool), Some(best)) = (run.pool(), run.best_candidate()) {
        text.push_str(&format!("\n{}\n{} metric calls\n", tree(pool), run.metric_calls()));
        for (name, best) in best {
            text.push_str(&format!("\n{name}:\n{best}\n"));
        }
    }
    if let Some(failure) = &failure {
        text.push_str(&format!(
            "\nThe run stopped: {failure}\n--resume goes on from the last iteration.\n"
        ));
    }
    out.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(failure.is_none())
}

/// The run's folder.
struct Folder<'a>(&'a Path);

impl Folder<'_> {
    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file so that a kill at any moment leaves the old one or the new one.
    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        let (file, fresh) = (self.file(name), self.file(&format!("{name}.new")));
        fs::write(&fresh, text).map_err(at(&fresh))?;
        fs::rename(&fresh, &file).map_err(at(&file))
    }

    /// Adds events to those that happened before.
    fn append(&self, events: &[Event]) -> Result<(), String> {
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
    fn cut_events(&self, iterations: u64) -> Result<(), String> {
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
fn at<E: std::fmt::Display>(file: &Path) -> impl Fn(E) -> String {
    move |error| format!("{}: {error}", file.display())
}
