//! Big runs in a terminal.

pub mod conform;
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
enum Conform {
    /// Records of the grid worlds.
    Grid {
        /// Files or folders of records (.jsonl, .jsonl.gz).
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
}

/// Runs the command line.
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Conform(Conform::Grid { paths }) => conform::run(&paths),
        Command::Measure(arguments) => measure::run(&arguments),
        Command::Play(arguments) => play::play(&arguments),
        Command::Replay { link } => play::replay(&link),
    }
}
