//! Big runs in a terminal.

mod answers;
mod ask;
mod asked;
mod bench;
mod cast;
pub mod conform;
pub mod data;
mod experiment;
pub mod experiment_export;
pub mod folder_cache;
pub mod http;
mod judge;
mod measure;
pub mod model;
mod optimize;
pub mod pack;
mod party;
mod play;
mod report;
mod rollout;
mod run;
mod share;
mod support;
mod survive;
mod tasks;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// Small worlds for language agents, under glass.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Ask a model one question, or test the connection to it.
    Ask(ask::Ask),
    /// Measure speeds.
    #[command(subcommand)]
    Bench(Bench),
    /// Replay recorded episodes and compare.
    #[command(subcommand)]
    Conform(Conform),
    /// Run a plan: models, agents and worlds, many episodes at once; a run that was stopped goes on where it was.
    Experiment(Experiments),
    /// Print what experiments came to.
    Report(report::Report),
    /// Judge recorded dialogues and episodes.
    Judge(judge::Judge),
    /// Let the expert and the random agent play many episodes of each world; says how hard it is.
    Measure(measure::Measure),
    /// Extract a benchmark's own wording from a checkout of it, as a prompt pack.
    Pack(pack::Pack),
    /// Let GEPA write better prompts: candidates are played, reflected on, and kept on a Pareto front.
    Optimize(optimize::Optimize),
    /// Let a built-in agent or a model play an episode; prints its steps and a link to it.
    Play(play::Play),
    /// Let an agent play many episodes of a benchmark, as its own runner does.
    #[command(subcommand)]
    Run(run::Run),
    /// Let the survivor or chance play many episodes of Crafter; says what they achieve.
    Survive(survive::Survive),
    /// Replay a shared link or a file: prints the words in it, and whether it is verified.
    Replay {
        /// The link, a text with the link in it, or the name of a file (.json, .json.gz).
        link: String,
        /// What to print of the words.
        #[arg(long, value_enum, default_value_t = share::Show::All)]
        show: share::Show,
        /// The folder with a benchmark's data, for episodes of customer support that need it.
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    /// Print a link to an episode in a file, how long it is and where it fits.
    Share(share::Share),
    /// List the tasks of a benchmark that is read and not played, or print one with what an agent is judged by.
    #[command(subcommand)]
    Tasks(tasks::Tasks),
    /// Let a simulated user talk to an agent about a task; writes conversations that `judge` reads.
    User(Box<user::User>),
}

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
struct Experiments {
    #[command(subcommand)]
    recorded: Option<Recorded>,
    #[command(flatten)]
    run: experiment::RunArguments,
}

/// What was recorded of experiments.
#[derive(Subcommand)]
enum Recorded {
    /// Write a run as results, lines, tables (Parquet), a data base (DuckDB) or conversations to learn from.
    Export(experiment_export::Export),
}

#[derive(Subcommand)]
enum Bench {
    /// Steps, texts and starts of the grid worlds: prints name, count per second, checksum.
    Grid {
        /// How long each is measured.
        #[arg(long, default_value_t = 0.5)]
        seconds: f64,
        /// What to measure; everything, if nothing is named.
        names: Vec<String>,
    },
    /// The same of Crafter.
    Crafter {
        /// How long each is measured.
        #[arg(long, default_value_t = 0.5)]
        seconds: f64,
        /// What to measure; everything, if nothing is named.
        names: Vec<String>,
    },
    /// The grid worlds and Crafter after one another: what a browser is compared with.
    Worlds {
        /// How long each is measured.
        #[arg(long, default_value_t = 0.5)]
        seconds: f64,
    },
    /// Tool calls, starts, rewards and forks of tau-bench's customer support.
    #[command(name = "tau-bench")]
    Support {
        /// How long each is measured.
        #[arg(long, default_value_t = 0.1)]
        seconds: f64,
        /// The folder with the benchmark's data, or with its folder `tau-bench`.
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum Conform {
    /// Records of the grid worlds.
    Grid {
        /// Files or folders of records (.jsonl, .jsonl.gz).
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// A prompt pack (.json), or a folder of them: the benchmarks' own wording, which records of
        /// dialogues are compared with. May be given more than once. Without it, packs are looked for
        /// in `DIORAMA_DATA/prompt-packs`, then in `../shared/data/prompt-packs`.
        #[arg(long, value_name = "FILE")]
        prompt_pack: Vec<PathBuf>,
    },
    /// Records of Crafter.
    Crafter {
        /// Files or folders of records (.jsonl, .jsonl.gz); states are found in `traces` beside them.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// A prompt pack (.json), or a folder of them, as for the grid worlds.
        #[arg(long, value_name = "FILE")]
        prompt_pack: Vec<PathBuf>,
    },
    /// Records of GEPA's runs and of what they stand on: Python's generator and sets, prompts, replies.
    Gepa {
        /// Files or folders of records (.jsonl, .jsonl.gz).
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Records of agent-inspect's metrics: runs with a scripted judge, prompts, values.
    Judge {
        /// Files or folders of records (.jsonl, .jsonl.gz).
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// The prompt pack with the judge's own wording, or its folder; see `conform grid`.
        #[arg(long, value_name = "FILE")]
        prompt_pack: Vec<PathBuf>,
    },
    /// Records of tau-bench's customer support, published conversations included.
    TauBench {
        /// Files or folders of records (.jsonl, .jsonl.gz), or of results (.json, .json.gz).
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// The folder with the benchmark's data, or with its folder `tau-bench`. Without it, it is looked for
        /// in `DIORAMA_DATA`, then in `../shared/data`.
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

/// Runs the command line.
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Ask(arguments) => ask::run(&arguments),
        Command::Bench(Bench::Grid { seconds, names }) => bench::grid(seconds, &names),
        Command::Bench(Bench::Crafter { seconds, names }) => bench::crafter(seconds, &names),
        Command::Bench(Bench::Worlds { seconds }) => {
            let grids = bench::grid(seconds, &[]);
            if grids == ExitCode::SUCCESS { bench::crafter(seconds, &[]) } else { grids }
        }
        Command::Survive(arguments) => survive::run(&arguments),
        Command::Conform(
            Conform::Grid { paths, prompt_pack } | Conform::Crafter { paths, prompt_pack },
        ) => {
            let packs = conform::Packs::named_or_usual(prompt_pack);
            conform::run(&paths, &packs)
        }
        Command::Conform(Conform::Gepa { paths }) => conform::run(&paths, &conform::Packs::usual()),
        Command::Conform(Conform::Judge { paths, prompt_pack }) => {
            let packs = conform::Packs::named_or_usual(prompt_pack);
            conform::judge::run(&paths, &packs)
        }
        Command::Experiment(Experiments {
            recorded: Some(Recorded::Export(arguments)), ..
        }) => experiment_export::run(&arguments),
        Command::Experiment(Experiments { run, .. }) => experiment::run(&run),
        Command::Report(arguments) => report::run(&arguments),
        Command::Judge(arguments) => judge::run(&arguments),
        Command::Bench(Bench::Support { seconds, data }) => bench::support::run(seconds, data),
        Command::Conform(Conform::TauBench { paths, data }) => conform::support::run(&paths, data),
        Command::Measure(arguments) => measure::run(&arguments),
        Command::Pack(arguments) => pack::run(&arguments),
        Command::Optimize(arguments) => optimize::run(&arguments),
        Command::Play(arguments) => play::play(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Replay { link, show, data } => share::replay(&link, show, data),
        Command::Share(arguments) => share::share(&arguments),
        Command::Tasks(arguments) => tasks::run(&arguments),
        Command::User(arguments) => user::run(&arguments),
    }
}
