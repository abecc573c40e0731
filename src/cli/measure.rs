//! How hard the worlds are: the expert and the random agent play many episodes of each.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::agent::measure::{Record, difficulty};
use crate::env::catalog::{self, Difficulty, Entry, WorldSpec};
use crate::episode::Player;

/// How much is played, and where.
#[derive(Args)]
pub struct Measure {
    /// Episodes of each world and agent: the seeds from 0 on.
    #[arg(long, default_value_t = 200)]
    episodes: u32,
    /// Only worlds whose name has one of these words in it.
    #[arg(long, num_args = 1..)]
    worlds: Vec<String>,
    /// Writes the numbers to this file (src/env/catalog/difficulty.txt is the one that is compiled in);
    /// lines of worlds that were not measured stay.
    #[arg(long)]
    save: Option<PathBuf>,
}

/// Plays, prints a table and, if asked, saves the numbers.
pub fn run(arguments: &Measure) -> ExitCode {
    let wanted = |entry: &&Entry| {
        let has = |word: &String| entry.id.contains(word.as_str());
        arguments.worlds.is_empty() || arguments.worlds.iter().any(has)
    };
    let entries: Vec<&Entry> = catalog::all().iter().filter(wanted).collect();
    println!(
        "{} episodes each; won in %, with the 95 % interval by Wilson's score",
        arguments.episodes
    );
    println!("{:42} {:>26} {:>26}  level", "world", "expert, steps", "random, steps");
    let mut measured = Vec::new();
    for entry in entries {
        let spec = WorldSpec::new(entry.world());
        let [expert, random] = [Player::Expert, Player::Random]
            .map(|player| Record::of(player, &spec, arguments.episodes));
        let difficulty = difficulty(expert, random);
        println!("{:42} {} {}  {}", entry.id, cell(expert), cell(random), difficulty.level());
        measured.push((entry.id, difficulty));
    }
    let Some(path) = &arguments.save else { return ExitCode::SUCCESS };
    let before = fs::read_to_string(path).unwrap_or_default();
    match fs::write(path, updated(&before, &measured)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}

/// "98.5 (95.7 – 99.5)   12.3".
fn cell(record: Record) -> String {
    let (low, high) = record.rate.interval();
    let [share, low, high] = [record.rate.share(), low, high].map(|share| 100.0 * share);
    let steps = record.mean_steps().map_or("-".to_owned(), |steps| format!("{steps:.1}"));
    format!("{share:5.1} ({low:4.1} – {high:5.1}) {steps:>6}")
}

/// The data file with the lines of the measured worlds made new, in the order of the catalog.
fn updated(before: &str, measured: &[(&str, Difficulty)]) -> String {
    let line = |entry: &Entry| {
        let fresh = measured.iter().find(|(id, _)| *id == entry.id).map(|it| it.1);
        let known = fresh.or_else(|| Difficulty::read(before, entry.id))?;
        Some(known.line(entry.id) + "\n")
    };
    let lines: String = catalog::all().iter().filter_map(line).collect();
    format!("{}\n{lines}", Difficulty::HEAD)
}
