//! Speeds of customer support: tool calls, starts, rewards, forks.

use std::hint::black_box;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::cli::data::{Pack, folders};
use crate::env::support::workload::{ToolWork, ends, grade};
use crate::env::support::{Desk, Domain, Split};

/// Measures each tool for so many seconds, then starts, rewards and forks; a line each.
pub fn run(seconds: f64, data: Option<PathBuf>) -> ExitCode {
    match measure(seconds, data) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn measure(seconds: f64, data: Option<PathBuf>) -> Result<(), String> {
    let pack = Pack::find(&folders(data))?;
    let mut speeds = Vec::new();
    for domain in Domain::PACKED {
        let world = Arc::new(pack.world(domain)?);
        for work in ToolWork::all(&world) {
            let speed = work.len() as f64 / quickest(seconds, || work.round()).as_secs_f64();
            println!("{domain} {} {speed:.0} calls/s", work.name());
            speeds.push(speed);
        }
        let task = world.task(Split::Test, 0).ok_or("there is no first task")?.clone();
        let start = quickest(seconds, || {
            for _ in 0..100 {
                black_box(Desk::new(&world, &task));
            }
        });
        println!("{domain} start {:.4} ms", start.as_secs_f64() * 10.0);
        for (name, right) in [("right", true), ("wrong", false)] {
            let desks = ends(&world, right);
            let mut times: Vec<f64> = (desks.iter())
                .map(|desk| quickest(0.01, || grade(desk)).as_secs_f64() * 1000.0)
                .collect();
            times.sort_by(f64::total_cmp);
            let (median, most) = (times[times.len() / 2], times[times.len() - 1]);
            println!("{domain} reward of {name} ends {median:.3} ms, at most {most:.3} ms");
        }
        let desks = ends(&world, true);
        let fork = quickest(seconds, || black_box(desks.clone())).as_secs_f64();
        println!("{domain} fork {:.5} ms", fork * 1000.0 / desks.len() as f64);
    }
    speeds.sort_by(f64::total_cmp);
    let (low, high) = (speeds[(speeds.len() - 1) / 2], speeds[speeds.len() / 2]);
    println!("median over {} tools {:.0} calls/s", speeds.len(), low.midpoint(high));
    Ok(())
}

/// The quickest of many rounds.
fn quickest<T>(seconds: f64, mut round: impl FnMut() -> T) -> Duration {
    let (mut all, mut quickest) = (Duration::ZERO, Duration::MAX);
    while all.as_secs_f64() < seconds {
        let start = Instant::now();
        black_box(round());
        let time = start.elapsed();
        all += time;
        quickest = quickest.min(time);
    }
    quickest
}
