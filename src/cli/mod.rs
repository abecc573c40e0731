//! Big runs in a terminal.

mod bench;
pub mod conform;
pub mod data;
mod measure;
mod play;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Small worlds for language agents, under glass.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure speeds.
    #[command(subcommand)]
    Bench(Bench),
    /// Replay recorded episodes and compare.
    #[command(subcommand)]
    Conform(Conform),
    /// Let the expert and the random agent play many episodes of each world; says how hard it is.
    Measure(measure::Measure),
    /// Let a built-in agent play an episode; prints its steps and a link to it.
    Play(play::Play),
    /// Replay a shared link and say whether it is verified.
    Replay {
        /// The link, or a text with the link in it.
        link: String,
    },
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
    /// Tool calls, starts, rewards and forks of tau-bench's customer support.
    TauBench {
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
        Command::Bench(Bench::Grid { seconds, names }) => bench::grid(seconds, &names),
        Command::Bench(Bench::TauBench { seconds, data }) => bench::support::run(seconds, data),
        Command::Conform(Conform::Grid { paths, prompt_pack }) => {
            let packs = conform::Packs::named_or_usual(prompt_pack);
            conform::run(&paths, &packs)
        }
        Command::Conform(Conform::TauBench { paths, data }) => conform::support::run(&paths, data),
        Command::Measure(arguments) => measure::run(&arguments),
        Command::Play(arguments) => play::play(&arguments),
        Command::Replay { link } => play::replay(&link),
    }
}
