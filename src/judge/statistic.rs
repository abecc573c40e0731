//! How far a judge agrees with itself over the votes on one sample.
//!
//! Source: agent-inspect, `tools/statistic_analysis`.

use serde::Serialize;

use crate::judge::error::{Fault, JudgeError};
use crate::judge::grade::{Grade, GradeParser};

/// What to expect of the judge, and how it varies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct JudgeStatistic {
    /// The mean share of votes for complete; none without sub-goals.
    pub judge_expectation: Option<f64>,
    /// The standard deviation of the score, the votes taken as independent draws.
    pub judge_std: Option<f64>,
}

/// Reads the votes of each sub-goal from its explanations: a summary, then the judge's replies. Replies without a grade are skipped.
///
/// # Errors
///
/// 080008 for a sub-goal without votes, 080009 for different numbers of votes.
pub fn judge_statistic(
    explanations: &[&[String]],
    parser: GradeParser,
) -> Result<JudgeStatistic, JudgeError> {
    if explanations.iter().any(|texts| texts.len() < 2) {
        let text = "Each SubGoalValidationResult must contain at least one judge explanation besides the summarized one.";
        return Err(JudgeError::tool_input(Fault::MissingValue, text));
    }
    let votes = |texts: &&[String]| -> Vec<Grade> {
        texts[1..].iter().filter_map(|text| parser.read(text)).collect()
    };
    let votes: Vec<Vec<Grade>> = explanations.iter().map(votes).collect();
    let Some(first) = votes.first() else { return Ok(JudgeStatistic::default()) };
    if votes.iter().any(|others| others.len() != first.len()) {
        let text = "Binary matrix must be homogeneous. Expected all inner lists to have same length. Ensure that you run our metrics by disabling judge optimization.";
        return Err(JudgeError::tool_input(Fault::InvalidValue, text));
    }
    if first.is_empty() {
        let text = "The judge's explanations hold no vote.";
        return Err(JudgeError::tool_input(Fault::MissingValue, text));
    }
    let shares = votes.iter().map(|votes| {
        let complete = votes.iter().filter(|vote| **vote == Grade::Complete).count();
        complete as f64 / votes.len() as f64
    });
    let shares: Vec<f64> = shares.collect();
    let count = shares.len() as f64;
    let variance: f64 = shares.iter().map(|share| share * (1.0 - share)).sum();
    Ok(JudgeStatistic {
        judge_expectation: Some(shares.iter().sum::<f64>() / count),
        judge_std: Some((variance / (count * count)).sqrt()),
    })
}
