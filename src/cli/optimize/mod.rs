//! GEPA in a terminal: a run from a file, stored after every iteration, its answers as they come.

mod config;
mod folder;
mod report;
mod support;

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Instant;

use clap::Args;
use serde_json::json;

use self::config::{Config, Tasks};
use self::folder::{Folder, at};
use super::answers::Answers;
use super::asked::{Asked, Player};
use super::http::block_on;
use super::model::ModelArguments;
use crate::agent::prompt::PromptPack;
use crate::gepa::scripted::{Pupil, Reflector};
use crate::gepa::worlds::WorldAdapter;
use crate::gepa::{Adapter, Next, Optimizer, Problem, ReflectionTemplate, Templates};
use crate::llm::ChatModel;

/// Which run.
#[derive(Args)]
pub struct Optimize {
    /// What is optimised, and how: a TOML file.
    config: PathBuf,
    /// The run's folder: its state, events, answers and result.
    #[arg(long, value_name = "FOLDER", default_value = "gepa-run")]
    out: PathBuf,
    /// Go on with the run in that folder, on the same random stream, under the stop rules of the file. What was paid for is
    /// not asked again.
    #[arg(long)]
    resume: bool,
    /// The question to the reflecting model in the original's words: a prompt pack (.json) in place of ours.
    #[arg(long, value_name = "FILE")]
    prompt_pack: Option<PathBuf>,
    /// Customer support: play the tasks that were kept for the end by the best instruction of the run in that folder.
    #[arg(long)]
    evaluate: bool,
    /// The instruction for --evaluate, in place of the run's best.
    #[arg(long, value_name = "FILE", requires = "evaluate")]
    instruction: Option<PathBuf>,
    /// The folder with tau-bench's data, or with its folder `tau-bench`.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The models that the file does not name; without any, scripts play and reflect.
    #[command(flatten)]
    model: ModelArguments,
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
    match (&config.tasks, &config.tau_bench) {
        (_, Some(settings)) => support::optimize(arguments, &config, settings, out),
        (Some(tasks), None) => worlds(arguments, &config, tasks, out),
        // The file was refused.
        (None, None) => Ok(false),
    }
}

/// A run in the grid worlds, or in Crafter.
fn worlds(
    arguments: &Optimize,
    config: &Config,
    tasks: &Tasks,
    out: &mut impl Write,
) -> Result<bool, String> {
    if arguments.evaluate {
        return Err("--evaluate is for customer support".to_owned());
    }
    let folder = Folder(&arguments.out);
    let player = config.player(&arguments.model)?;
    let reflector = config.reflector(&arguments.model)?;
    check_models([&player, &reflector])?;
    let name = player.as_ref().and_then(|player| player.model.clone());
    let name = name.unwrap_or_else(|| Pupil::NAME.to_owned());
    let played = config.worlds(tasks, &name)?;
    let identity = json!({
        "tasks": tasks, "strategy": config.player.strategy, "max_steps": config.player.max_steps,
    });
    let run = begin(arguments, config, &played.problem(), &identity, &folder)?;
    let answers = answers(&folder)?;
    let player = match player {
        Some(named) => Player::Model(Asked::new(&named, "player", Some(&answers))?),
        None => Player::Scripted(Pupil),
    };
    let reflector = match reflector {
        Some(named) => Player::Model(Asked::new(&named, "reflector", Some(&answers))?),
        None => Player::Scripted(Reflector),
    };
    let names = [name, reflector_name(&reflector)];
    let mut session = Session { run, answers, folder, names };
    session.play(&mut WorldAdapter { tasks: &played, player: &player }, &reflector, out)
}

/// Whatever is wrong with the models is said before there is a run.
fn check_models<const N: usize>(models: [&Option<ModelArguments>; N]) -> Result<(), String> {
    for model in models.into_iter().flatten() {
        model.client().map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn reflector_name<S>(reflector: &Player<S>) -> String {
    match reflector {
        Player::Model(model) => model.name().to_owned(),
        Player::Scripted(_) => Reflector::NAME.to_owned(),
    }
}

fn answers(folder: &Folder) -> Result<Rc<Answers>, String> {
    Answers::open(&folder.file("answers.jsonl")).map(Rc::new)
}

/// A fresh run, or the one in the folder. `identity` says what is played.
fn begin(
    arguments: &Optimize,
    config: &Config,
    problem: &Problem,
    identity: &serde_json::Value,
    folder: &Folder,
) -> Result<Optimizer, String> {
    let state = folder.file("state.json");
    if arguments.resume {
        let mut run = stored(folder)?;
        let before = fs::read_to_string(folder.file("tasks.json")).ok();
        let before = before.and_then(|json| serde_json::from_str(&json).ok());
        let is_same = before.is_none_or(|before: serde_json::Value| before == *identity);
        if *run.problem() != *problem || !is_same {
            return Err(format!("{}: that run was about other tasks or texts", state.display()));
        }
        run.set_stop_rules(config.options().stop);
        folder.cut_events(&run)?;
        return Ok(run);
    }
    if state.exists() {
        let folder = folder.0.display();
        return Err(format!("{folder}: there is a run already; --resume goes on with it"));
    }
    let templates = match &arguments.prompt_pack {
        Some(file) => {
            let json = fs::read_to_string(file).map_err(at(file))?;
            let pack = PromptPack::parse(&json).map_err(|error| at(file)(error))?;
            ReflectionTemplate::from_pack(&pack).map_err(|error| at(file)(error))?.into()
        }
        None => Templates::default(),
    };
    let run = Optimizer::new(problem.clone(), config.options(), templates);
    let run = run.map_err(|error| error.to_string())?;
    fs::create_dir_all(folder.0).map_err(at(folder.0))?;
    // What lies here without a state is no run's.
    for name in ["answers.jsonl", "events.jsonl"] {
        folder.write(name, "")?;
    }
    folder.write("tasks.json", &identity.to_string())?;
    folder.write("state.json", &run.to_json())?;
    Ok(run)
}

/// The run in a folder.
fn stored(folder: &Folder) -> Result<Optimizer, String> {
    let state = folder.file("state.json");
    let json = fs::read_to_string(&state).map_err(at(&state))?;
    Optimizer::from_json(&json).map_err(|error| at(&state)(error))
}

/// A run with what belongs to it.
struct Session<'a> {
    run: Optimizer,
    answers: Rc<Answers>,
    folder: Folder<'a>,
    /// Who plays, and who reflects.
    names: [String; 2],
}

impl Session<'_> {
    /// Plays the run to its end; says whether it got there.
    fn play<A: Adapter, R: ChatModel>(
        &mut self,
        adapter: &mut A,
        reflector: &R,
        out: &mut impl Write,
    ) -> Result<bool, String> {
        let say = |error: io::Error| error.to_string();
        let [player, reflects] = &self.names;
        let (learn, compare) = (self.run.problem().train, self.run.problem().val_examples());
        writeln!(
            out,
            "{player} plays, {reflects} reflects; {learn} episodes to learn from, {compare} to compare on"
        )
        .map_err(say)?;
        let sensible = self.run.options().sensible_metric_calls(compare);
        if self.run.options().max_metric_calls().is_some_and(|most| most < sensible) {
            let what = "A run that is to try three proposals in full needs";
            writeln!(out, "{what} {sensible} metric calls.").map_err(say)?;
        }
        block_on(self.steps(adapter, reflector, out))?;
        report::report(&mut self.run, &self.answers, &self.folder, out)
    }

    /// Goes on until nothing more is asked; stores the run between any two iterations.
    async fn steps<A: Adapter, R: ChatModel>(
        &mut self,
        adapter: &mut A,
        reflector: &R,
        out: &mut impl Write,
    ) -> Result<(), String> {
        let start = Instant::now();
        let seconds = || start.elapsed().as_secs_f64();
        let (run, name) = (&mut self.run, &self.names[1]);
        let (mut iteration, mut question) = (None, 0);
        loop {
            let is_over = matches!(run.next(seconds()), Next::Done | Next::Failed(_));
            // An iteration that was not stored is played again from its answers.
            if iteration.replace(run.iterations()) == Some(run.iterations()) {
                question += 1;
            } else {
                question = 0;
            }
            self.answers.begin(format!("{}.{question}", run.iterations()));
            if is_over || !run.step(adapter, (reflector, name), seconds()).await {
                return Ok(());
            }
            if let Some(fault) = self.answers.fault() {
                return Err(fault);
            }
            let events = run.take_events();
            self.folder.append(&events)?;
            for line in events.iter().filter_map(report::line) {
                writeln!(out, "{line}").map_err(|error| error.to_string())?;
            }
            if run.is_between_iterations() {
                self.folder.write("state.json", &run.to_json())?;
            }
        }
    }
}
