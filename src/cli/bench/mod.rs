//! Speeds in a terminal.

pub mod support;

use std::process::ExitCode;
use std::time::{Duration, Instant};

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

fn line(workload: Workload, seconds: f64) -> Result<String, &'static str> {
    let checksum = Round::checksum(workload)?;
    let speed = per_second(&mut Round::new(workload)?, seconds);
    Ok(format!("{} {speed:.0} {checksum}", workload.name))
}

/// Steps or starts in a second, by the quickest round; what prepares a round is not timed.
fn per_second(round: &mut Round, seconds: f64) -> f64 {
    let (mut all, mut quickest, mut count) = (Duration::ZERO, Duration::MAX, 0);
    while all.as_secs_f64() < seconds {
        round.prepare();
        let start = Instant::now();
        count = round.play();
        let time = start.elapsed();
        all += time;
        quickest = quickest.min(time);
    }
    f64::from(count) / quickest.as_secs_f64()
}
