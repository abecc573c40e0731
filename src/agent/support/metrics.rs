//! Average reward and pass^k, as the original computes and prints them.
//!
//! Source: tau-bench, `tau_bench/run.py`, `display_metrics`.

use crate::python::float_repr;
use crate::python::shared::Int;

/// What counts of one episode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The number of its task.
    pub task_id: i64,
    /// Which trial of the task it was.
    pub trial: i64,
    /// What it earned.
    pub reward: f64,
}

impl Score {
    /// Whether the episode succeeded: its reward is 1, but for rounding.
    pub fn is_success(&self) -> bool {
        (1.0 - 1e-6..=1.0 + 1e-6).contains(&self.reward)
    }
}

/// What many episodes come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Metrics {
    /// The mean of all rewards.
    pub average: f64,
    /// For k = 1, 2, … the chance that k trials of a task all succeed.
    pub pass_hat: Vec<f64>,
}

impl Metrics {
    /// The metrics of episodes, in the order of their rows; none without any.
    ///
    /// A task with missing trials still counts as many as there are in all, and repeated rows count again.
    pub fn of(scores: &[Score]) -> Option<Self> {
        if scores.is_empty() {
            return None;
        }
        // Sums run from left to right: another order would show in the last digit.
        let total = scores.iter().fold(0.0, |total, score| total + score.reward);
        let mut trials: Vec<i64> = scores.iter().map(|score| score.trial).collect();
        trials.sort_unstable();
        trials.dedup();
        let mut tasks: Vec<(i64, u32)> = Vec::new();
        for score in scores {
            let success = u32::from(score.is_success());
            match tasks.iter_mut().find(|(task, _)| *task == score.task_id) {
                Some((_, count)) => *count += success,
                None => tasks.push((score.task_id, success)),
            }
        }
        let count = trials.len() as u32;
        let pass_hat = (1..=count).map(|k| {
            let all = choose(count, k);
            let share = |successes| choose(successes, k).true_div(&all).unwrap_or(0.0);
            let sum = tasks.iter().fold(0.0, |sum, (_, successes)| sum + share(*successes));
            sum / tasks.len() as f64
        });
        Some(Self { average: total / scores.len() as f64, pass_hat: pass_hat.collect() })
    }

    /// The lines that the original prints.
    pub fn display(&self) -> String {
        let mut out = format!("🏆 Average reward: {}\n📈 Pass^k\n", float_repr(self.average));
        for (at, share) in self.pass_hat.iter().enumerate() {
            out.push_str(&format!("  k={}: {}\n", at + 1, float_repr(*share)));
        }
        out
    }
}

/// How many ways there are to choose `k` of `n`.
fn choose(n: u32, k: u32) -> Int {
    if k > n {
        return Int::Small(0);
    }
    (0..k).fold(Int::Small(1), |ways, at| {
        let next = ways.times(&Int::Small(i64::from(n - at)));
        next.floor_div(&Int::Small(i64::from(at + 1))).unwrap_or(next)
    })
}
