//! `diorama experiment`: runs a plan, many episodes at once; a run that was stopped goes on where it was.

mod drive;
mod folder;
mod models;
mod setup;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::OnceLock;
use std::time::Instant;

use clap::Args;

use self::drive::{End, drive};
use self::folder::{Folder, write_outputs};
use self::models::Models;
use self::setup::Setup;
use self::watch::Watch;
use crate::cli::http::block_on;
use crate::cli::model::{ModelArguments, budget};
use crate::experiment::{Estimate, Plan, Runner, Shard};

pub use folder::rows_of;

/// How a process ends that Ctrl-C stopped.
const INTERRUPTED: u8 = 130;

/// What to run.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct RunArguments {
    /// The plan: a TOML file; the multi-model Crafter run's configuration (`multi_model_config.toml`); tau-bench's `RunConfig` as JSON;
    /// or `babyai` for `TensorZero`'s BabyAI runs. With --resume it may be left out: the folder has the plan.
    plan: Option<PathBuf>,
    /// The run's folder.
    #[arg(long, value_name = "FOLDER", default_value = "experiment-run")]
    out: PathBuf,
    /// Go on with the run in that folder. What was answered is not asked again.
    #[arg(long)]
    resume: bool,
    /// Go on with the episodes that failed, too.
    #[arg(long, requires = "resume")]
    retry_failed: bool,
    /// Run a part of the plan only, such as 2/5; the other parts may run on other machines.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Print the plan and what it will take, and run nothing.
    #[arg(long, visible_alias = "estimate")]
    dry_run: bool,
    /// Spend at most so many US dollars, in place of the plan's limit.
    #[arg(long, value_name = "DOLLARS", value_parser = budget)]
    budget_usd: Option<f64>,
    /// The folder with tau-bench's data, or with its folder `tau-bench`.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Show no progress.
    #[arg(long)]
    quiet: bool,
    /// Flags of the multi-model Crafter run or of `babyai`, such as `--episodes 3 --models a b`.
    #[arg(last = true)]
    flags: Vec<String>,
    /// What the plan's models leave open; with --model, that model plays in place of the plan's.
    #[command(flatten)]
    asked: ModelArguments,
}

/// Runs it and prints the report.
pub fn run(arguments: &RunArguments) -> ExitCode {
    match experiment(arguments) {
        Ok(End::Over) => ExitCode::SUCCESS,
        Ok(End::Interrupted) => ExitCode::from(INTERRUPTED),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn experiment(arguments: &RunArguments) -> Result<End, String> {
    let folder = Folder::new(&arguments.out, arguments.shard.unwrap_or(Shard::ALL));
    let setup = Setup::read(arguments, &folder)?;
    let plan = setup.plan;
    let cells = folder.shard().cells(&plan);
    print!("{}", about(&plan, &setup.estimate));
    if arguments.dry_run {
        setup.stage.check(&plan, &cells).map_err(|error| error.to_string())?;
        println!("\n{}", plan.to_toml().map_err(|error| error.to_string())?);
        return Ok(End::Over);
    }
    let journal = folder.read(arguments.resume)?;
    let is_fresh = journal.plan.is_none();
    let models = Rc::new(Models::new(&plan, &setup.asked)?);
    let runner = Runner::new(plan, cells, setup.stage, journal, arguments.retry_failed);
    let mut runner = runner.map_err(|error| {
        let journal = folder.journal();
        if is_fresh { error.to_string() } else { format!("{}: {error}", journal.display()) }
    })?;
    runner = runner.with_clock(now_ms);
    let mut store = folder.open(runner.plan())?;
    let mut watch = Watch::new(&runner, arguments.quiet);
    let end = block_on(drive(&mut runner, &models, &mut store, &mut watch));
    watch.finish(&runner);
    drop(store);
    let end = end.map_err(|error| {
        format!("{error}\nWhat was written before is kept: --resume goes on from there.")
    })?;
    print!("\n{}", write_outputs(&folder)?);
    let progress = runner.progress();
    if end == End::Interrupted {
        let left = progress.episodes - progress.done;
        println!("Stopped; {left} episodes are not over. --resume goes on.");
    } else if progress.out_of_budget > 0 {
        let left = progress.out_of_budget;
        println!(
            "{left} episodes were given up: a budget is spent, or their model failed. --resume goes on, under other limits."
        );
    }
    Ok(end)
}

/// The time since the process first asked for it, in milliseconds.
fn now_ms() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

/// What a plan is, and what it takes.
fn about(plan: &Plan, estimate: &Estimate) -> String {
    let name = if plan.name.is_empty() { "The plan" } else { &plan.name };
    let millions = |tokens: u64| tokens as f64 / 1e6;
    let Estimate { episodes, calls, tokens_in, tokens_out, cost_usd, calls_without_price } =
        *estimate;
    let mut text = format!("{name}: {episodes} episodes");
    if calls > 0 {
        text += &format!(
            ", at most {calls} questions, about {:.2} million tokens to read and {:.2} to write, {cost_usd:.2} US$",
            millions(tokens_in),
            millions(tokens_out),
        );
    }
    text += "\n";
    if calls_without_price > 0 {
        text += &format!(
            "{calls_without_price} of the questions go to models without a known price.\n"
        );
    }
    if let Some(budget) = plan.budget_usd.filter(|budget| *budget < cost_usd) {
        text += &format!("The budget of {budget} US$ may end the run before its last episode.\n");
    }
    text
}
