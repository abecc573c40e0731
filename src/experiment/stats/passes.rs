//! pass^k and pass@k over many tasks with several trials each.

use serde::{Deserialize, Serialize};

use crate::judge::{JudgeError, Trials};

/// The means over tasks for every `k`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PassCurve {
    /// Tasks.
    pub tasks: usize,
    /// Trials of the task with the fewest: the largest `k`.
    pub trials: usize,
    /// The chance that all of `k` trials are solved, for `k` from 1.
    pub pass_hat: Vec<f64>,
    /// The chance that at least one of `k` trials is solved, for `k` from 1.
    pub pass_at: Vec<f64>,
}

/// Both curves of tasks, each with its trials' outcomes.
///
/// # Errors
///
/// None, as the number of trials is that of the outcomes.
pub fn pass_curve(tasks: &[Vec<bool>]) -> Result<PassCurve, JudgeError> {
    let trials = tasks.iter().map(Vec::len).min().unwrap_or(0);
    let mut curve = PassCurve { tasks: tasks.len(), trials, ..PassCurve::default() };
    for k in 1..=trials {
        let (mut all, mut any) = (0.0, 0.0);
        for outcomes in tasks {
            let scores: Vec<i64> = outcomes.iter().map(|solved| i64::from(*solved)).collect();
            let counted = Trials::new(scores.len() as i64, k as i64)?;
            all += counted.pass_hat_k(&scores)?;
            any += counted.pass_at_k(&scores)?;
        }
        curve.pass_hat.push(all / tasks.len() as f64);
        curve.pass_at.push(any / tasks.len() as f64);
    }
    Ok(curve)
}
