//! How reliably a task is solved in several trials: pass@k and pass^k.
//!
//! Source: agent-inspect, `metrics/multi_samples`; the estimators are those of the `HumanEval` and τ-bench papers.

use crate::judge::error::{ErrorClass, Fault, JudgeError};
use crate::python::{PyValue, binomial_ratio};

/// How many trials there are, and how many of them count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trials {
    trials: u32,
    k: u32,
}

impl Trials {
    /// `k` of so many trials.
    ///
    /// # Errors
    ///
    /// 050009 unless `0 < k <= trials`.
    pub fn new(trials: i64, k: i64) -> Result<Self, JudgeError> {
        let wrong = |text: String| Err(JudgeError::evaluation(Fault::InvalidValue, text));
        if trials == 0 {
            return wrong("num_trials is invalid and must be provided.".to_owned());
        }
        if k <= 0 {
            return wrong(format!("k_value ({k}) must be greater than 0"));
        }
        if trials <= 0 {
            return wrong(format!("num_trials ({trials}) must be greater than 0"));
        }
        if k > trials {
            return wrong(format!("k_value ({k}) cannot be greater than num_trials ({trials})"));
        }
        match (u32::try_from(trials), u32::try_from(k)) {
            (Ok(trials), Ok(k)) => Ok(Self { trials, k }),
            _ => wrong(format!("num_trials ({trials}) is too large")),
        }
    }

    /// Reads `no_of_trials` and `k_value`; without the latter, all trials count.
    ///
    /// # Errors
    ///
    /// 050009 as for [`Trials::new`]; a `TypeError` for what is no number.
    pub fn from_config(config: &PyValue) -> Result<Self, JudgeError> {
        let trials = match config.get("no_of_trials") {
            None | Some(PyValue::None) => 0,
            Some(value) => number(value)?,
        };
        let k = config.get("k_value").map_or(Ok(trials), |value| match value {
            // An invalid number of trials is told first.
            _ if trials == 0 => Ok(0),
            value => number(value),
        })?;
        Self::new(trials, k)
    }

    /// The chance that at least one of `k` trials is solved.
    ///
    /// # Errors
    ///
    /// 050009 for fewer scores than trials. Upstream quirk: more are taken, and all are summed.
    pub fn pass_at_k(self, scores: &[i64]) -> Result<f64, JudgeError> {
        let solved = self.solved(scores)?;
        let failed = self.trials.saturating_sub(solved);
        Ok(match solved {
            0 => 0.0,
            _ if solved > self.trials || failed < self.k => 1.0,
            _ => 1.0 - binomial_ratio(failed, self.trials, self.k),
        })
    }

    /// The chance that all of `k` trials are solved.
    ///
    /// # Errors
    ///
    /// As for [`Trials::pass_at_k`]; with more scores than trials the number may pass 1.
    pub fn pass_hat_k(self, scores: &[i64]) -> Result<f64, JudgeError> {
        let solved = self.solved(scores)?;
        Ok(if solved < self.k { 0.0 } else { binomial_ratio(solved, self.trials, self.k) })
    }

    fn solved(self, scores: &[i64]) -> Result<u32, JudgeError> {
        if scores.len() < self.trials as usize {
            let text = format!(
                "Success scores should have the same length as num_trials ({}), but got {}",
                self.trials,
                scores.len()
            );
            return Err(JudgeError::evaluation(Fault::InvalidValue, text));
        }
        Ok(u32::try_from(scores.iter().sum::<i64>().max(0)).unwrap_or(u32::MAX))
    }
}

fn number(value: &PyValue) -> Result<i64, JudgeError> {
    let text = || format!("a number of trials is wanted, not {}", value.type_name());
    value.as_i64().ok_or_else(|| JudgeError::python(ErrorClass::TypeError, text()))
}
