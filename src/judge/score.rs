//! What a metric came to: numbers with their explanations.
//!
//! Field names are upstream's. Source: agent-inspect, `models/metrics`.

use std::fmt;
use std::str::FromStr;

use indexmap::IndexMap;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::judge::model::{ExpectedToolCall, SubGoal};
use crate::judge::vote::Split;

/// The metrics that ask a judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Metric {
    /// Which share of the sub-goals is reached, each at its turn.
    ProgressScore,
    /// Which share is reached after each turn.
    ProgressScoresThroughTurns,
    /// Whether all are reached, each at its turn.
    SuccessScore,
    /// Whether all are reached in the end.
    SuccessScoreFinalTurn,
    /// The area under the progress through turns.
    Auc,
    /// The best progress by the number of turns that it took.
    Ppt,
    /// Which share of the expected tool calls was made.
    ToolCorrectness,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Self; 7] = [
        Self::ProgressScore,
        Self::ProgressScoresThroughTurns,
        Self::SuccessScore,
        Self::SuccessScoreFinalTurn,
        Self::Auc,
        Self::Ppt,
        Self::ToolCorrectness,
    ];

    /// Upstream's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProgressScore => "ProgressScore",
            Self::ProgressScoresThroughTurns => "ProgressScoresThroughTurns",
            Self::SuccessScore => "SuccessScore",
            Self::SuccessScoreFinalTurn => "SuccessScoreFinalTurn",
            Self::Auc => "AUC",
            Self::Ppt => "PPT",
            Self::ToolCorrectness => "ToolCorrectness",
        }
    }

    /// A short name for the command line.
    pub const fn short(self) -> &'static str {
        match self {
            Self::ProgressScore => "progress",
            Self::ProgressScoresThroughTurns => "progress_turns",
            Self::SuccessScore => "success",
            Self::SuccessScoreFinalTurn => "success_final",
            Self::Auc => "auc",
            Self::Ppt => "ppt",
            Self::ToolCorrectness => "tool_correctness",
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Metric {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|metric| {
            metric.as_str().eq_ignore_ascii_case(name) || metric.short().eq_ignore_ascii_case(name)
        });
        found.ok_or_else(|| format!("there is no metric {name:?}"))
    }
}

/// A number and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct NumericalScore {
    /// The number.
    pub score: f64,
    /// Numbers that it was made from.
    pub sub_scores: Option<IndexMap<String, f64>>,
    /// Why.
    pub explanations: Option<Explanations>,
    /// The results that it was made from, where they are wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_results: Option<Vec<ValidationResult>>,
    /// Sub-goals without a verdict: they count as not passed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ungraded: Vec<String>,
}

/// Why a score is what it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Explanations {
    /// What was checked.
    Checks(Vec<Check>),
    /// What was checked after each turn.
    Turns(Vec<Vec<Check>>),
}

/// What was found about one sub-goal or tool; in JSON a map with one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The sub-goal's words, or the tool's name.
    pub about: String,
    /// What was found: a summary first, the judge's replies after it.
    pub texts: Vec<String>,
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(&self.about, &self.texts)?;
        map.end()
    }
}

/// The result on one sub-goal or one expected tool call.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ValidationResult {
    /// It was reached.
    pub is_completed: bool,
    /// A summary first, the judge's replies after it.
    pub explanations: Vec<String>,
    /// The sub-goal, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_goal: Option<SubGoal>,
    /// The expected call, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_tool_call: Option<ExpectedToolCall>,
    /// What the judge was asked, where that is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_sent_to_llmj: Option<String>,
    /// How the votes fell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub votes: Option<Split>,
    /// After which turn it was judged, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<usize>,
    /// There was no verdict.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_ungraded: bool,
}

impl ValidationResult {
    /// The sub-goal's words, or the tool's name.
    pub fn about(&self) -> &str {
        let goal = self.sub_goal.as_ref().map(|goal| goal.details.as_str());
        let tool = || self.expected_tool_call.as_ref().map(|call| call.tool.as_str());
        goal.or_else(tool).unwrap_or_default()
    }

    /// Its explanations under its name.
    pub fn check(&self) -> Check {
        Check { about: self.about().to_owned(), texts: self.explanations.clone() }
    }
}

/// Python's `round(number, 4)`.
pub fn round4(number: f64) -> f64 {
    // Both round the exact binary value, ties to even.
    format!("{number:.4}").parse().unwrap_or(number)
}

/// The rounded share of completed results; none if there are no results.
pub(super) fn share(results: &[ValidationResult]) -> Option<f64> {
    let passed = results.iter().filter(|result| result.is_completed).count();
    (!results.is_empty()).then(|| round4(passed as f64 / results.len() as f64))
}

/// A score from results: their share, their explanations, and which are ungraded.
pub(super) fn score_of(results: &[ValidationResult]) -> Option<NumericalScore> {
    let ungraded = results.iter().filter(|result| result.is_ungraded);
    Some(NumericalScore {
        score: share(results)?,
        sub_scores: None,
        explanations: Some(Explanations::Checks(
            results.iter().map(ValidationResult::check).collect(),
        )),
        validation_results: None,
        ungraded: ungraded.map(|result| result.about().to_owned()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_as_python_does() {
        // By Python: round(x, 4). 0.03125 and 0.09375 are exact ties.
        let cases = [
            (0.03125, 0.0312),
            (0.09375, 0.0938),
            (2.0 / 3.0, 0.6667),
            (0.000_05, 0.0001),
            (0.000_15, 0.0001),
            (1.0, 1.0),
        ];
        for (number, rounded) in cases {
            assert_eq!(round4(number).to_bits(), f64::to_bits(rounded), "{number}");
        }
    }
}
