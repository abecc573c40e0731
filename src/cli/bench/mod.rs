//! Speeds in a terminal.

pub mod support;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::env::crafter::workload as crafter;
use crate::env::workload::{Round, Workload};

/// Measures workloads for so many seconds each, after a checksum that warms them up; a line each.
pub fn grid(seconds: f64, names: &[String]) -> ExitCode {
    if let Some(other) = names.iter().find(|name| Workload::ALL.iter().all(|w| w.name != **name)) {
        let known = Workload::ALL.map(|workload| workload.name).join(", ");
        eprintln!("Nothing called {other:?} is measured. There are: {known}.");
        return ExitCode::FAILURE;
    }
    let chosen =
        |workload: &Workload| names.is_empty() || names.iter().any(|name| *name == workload.name);
    for workload in Workload::ALL.into_iter().filter(chosen) {
        match line(workload, seconds) {
            Ok(line) => println!("{line}"),
            Err(world) => {
                eprintln!("No world is called {world:?}.");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

/// As [`grid`], of Crafter.
pub fn crafter(seconds: f64, names: &[String]) -> ExitCode {
    let known = crafter::Workload::ALL.map(|workload| workload.name);
    if let Some(other) = names.iter().find(|name| !known.contains(&name.as_str())) {
        eprintln!("Nothing called {other:?} is measured. There are: {}.", known.join(", "));
        return ExitCode::FAILURE;
    }
    let chosen = |workload: &crafter::Workload| {
        names.is_empty() || names.iter().any(|name| *name == workload.name)
    };
    for workload in crafter::Workload::ALL.into_iter().filter(chosen) {
        let checksum = crafter::Round::checksum(workload);
        let mut round = crafter::Round::new(workload);
        let speed = per_second(seconds, || {
            round.prepare();
            let start = Instant::now();
            let count = round.play();
            (count, start.elapsed())
        });
        println!("{} {speed:.0} {checksum}", workload.name);
    }
    ExitCode::SUCCESS
}

fn line(workload: Workload, seconds: f64) -> Result<String, &'static str> {
    let checksum = Round::checksum(workload)?;
    let mut round = Round::new(workload)?;
    let speed = per_second(seconds, || {
        round.prepare();
        let start = Instant::now();
        let count = round.play();
        (count, start.elapsed())
    });
    Ok(format!("{} {speed:.0} {checksum}", workload.name))
}

/// Steps or starts in a second, by the quickest round; a round tells how many there were and how long
/// they took.
fn per_second(seconds: f64, mut round: impl FnMut() -> (u32, Duration)) -> f64 {
    let (mut all, mut quickest, mut count) = (Duration::ZERO, Duration::MAX, 0);
    while all.as_secs_f64() < seconds {
        let time;
        (count, time) = round();
        all += time;
        quickest = quickest.min(time);
    }
    f64::from(count) / quickest.as_secs_f64()
}
