//! What became of each sub-goal, in a line: when it was reached, how the votes fell, what the judge said.

use crate::judge::{
    AgentDialogueTrace, EvaluationSample, Metric, NumericalScore, Scored, Scores, TurnLabel,
    ValidationResult,
};

/// At most so many characters of what the judge said are shown.
const SHOWN: usize = 300;

/// A line for each sub-goal that was judged, with the judge's first reply below it if that is wanted.
pub fn lines(record: &str, scored: &Scored, explain: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for result in results(scored) {
        let what = match (result.is_completed, result.is_ungraded, result.turn) {
            (true, _, Some(turn)) => format!("reached at turn {}", turn + 1),
            (true, _, None) => "reached".to_owned(),
            (false, true, _) => "without a verdict".to_owned(),
            (false, false, Some(turn)) => format!("not reached by turn {}", turn + 1),
            (false, false, None) => "not reached".to_owned(),
        };
        let votes = result.votes.map_or(String::new(), |split| {
            let all = split.complete + split.incomplete;
            let invalid = match split.invalid {
                0 => String::new(),
                count => format!(", {count} unreadable"),
            };
            format!(" ({} of {all} votes{invalid})", split.complete)
        });
        lines.push(format!("{record}  {:?}: {what}{votes}", result.about()));
        // The summary comes first, the judge's replies after it.
        if let Some(said) = result.explanations.get(1).filter(|_| explain) {
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            let shown: String = said.chars().take(SHOWN).collect();
            let dots = if shown.len() < said.len() { "…" } else { "" };
            lines.push(format!("    {shown}{dots}"));
        }
    }
    lines
}

/// What will not be judged, and why. In a static dialogue a sub-goal is judged at its turn alone.
pub fn warnings(
    record: &str,
    sample: &EvaluationSample,
    metrics: &[Metric],
    trace: &AgentDialogueTrace,
) -> Vec<String> {
    let is_static =
        |metric: &Metric| matches!(metric, Metric::ProgressScore | Metric::SuccessScore);
    if !metrics.iter().any(is_static) {
        return Vec::new();
    }
    let turns = trace.turns().len();
    let has_turn = |label: Option<&TurnLabel>| {
        label.is_some_and(|label| (0..turns).any(|turn| label.is(turn)))
    };
    let left_out = sample.sub_goals.iter().filter(|goal| !has_turn(goal.turn.as_ref()));
    let line = |goal: &crate::judge::SubGoal| {
        format!(
            "{record}: {:?} names no turn of the dialogue, so ProgressScore and SuccessScore leave it out",
            goal.details
        )
    };
    left_out.map(line).collect()
}

/// The results on the sub-goals: through turns, if that was judged, else those of the static metrics.
fn results(scored: &Scored) -> &[ValidationResult] {
    let last = |metric: Metric| {
        let found = scored.iter().find(|(name, _)| *name == metric)?;
        let score: &NumericalScore = match &found.1 {
            Ok(Scores::Turns(scores)) => scores.last()?,
            Ok(Scores::One(score)) => score,
            Err(_) => return None,
        };
        score.validation_results.as_deref()
    };
    let metrics = [Metric::ProgressScoresThroughTurns, Metric::ProgressScore, Metric::SuccessScore];
    metrics.into_iter().find_map(last).unwrap_or_default()
}
