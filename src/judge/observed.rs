//! What a dialogue took: time, tokens, calls of tools.
//!
//! Source: agent-inspect, `metrics/observed`.

use crate::judge::error::{Fault, JudgeError};
use crate::judge::model::{TraceStep, TurnTrace};
use crate::judge::prompt::is_blank;
use crate::judge::score::round4;

/// Which tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tokens {
    /// Those read.
    Input,
    /// Those written.
    Output,
    /// Those thought.
    Reasoning,
}

impl Tokens {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Input, Self::Output, Self::Reasoning];

    const fn of(self, step: &TraceStep) -> Option<u64> {
        match self {
            Self::Input => step.input_token_consumption,
            Self::Output => step.output_token_consumption,
            Self::Reasoning => step.reasoning_token_consumption,
        }
    }
}

/// How long all turns took, in milliseconds.
///
/// # Errors
///
/// 050008 with the turns that have no latency.
pub fn total_latency(turns: &[TurnTrace]) -> Result<f64, JudgeError> {
    let missing: Vec<&str> = turns
        .iter()
        .filter(|turn| turn.latency_in_ms.is_none())
        .map(|turn| turn.id.as_str())
        .collect();
    if !missing.is_empty() {
        let text = format!("Turn(s): {} are missing latency values.", missing.join(", "));
        return Err(JudgeError::input(Fault::MissingValue, text));
    }
    Ok(round4(turns.iter().filter_map(|turn| turn.latency_in_ms).fold(0.0, |sum, ms| sum + ms)))
}

/// How long a turn took on average, in milliseconds; 0 without turns.
///
/// # Errors
///
/// As for [`total_latency`].
pub fn average_latency(turns: &[TurnTrace]) -> Result<f64, JudgeError> {
    let total = total_latency(turns)?;
    Ok(if turns.is_empty() { 0.0 } else { round4(total / turns.len() as f64) })
}

/// How many tokens of a kind were used; steps that do not say count as none.
///
/// # Errors
///
/// 050008 for the first turn without steps.
pub fn tokens(turns: &[TurnTrace], kind: Tokens) -> Result<u64, JudgeError> {
    let mut sum = 0_u64;
    for turn in turns {
        let steps = turn.steps.as_deref().filter(|steps| !steps.is_empty());
        let text = || format!("Turn: {} has no steps.", turn.id);
        let steps = steps.ok_or_else(|| JudgeError::input(Fault::MissingValue, text()))?;
        let used = steps.iter().filter_map(|step| kind.of(step));
        sum = used.fold(sum, u64::saturating_add);
    }
    Ok(sum)
}

/// How many tokens of all kinds were used.
///
/// # Errors
///
/// As for [`tokens`].
pub fn total_tokens(turns: &[TurnTrace]) -> Result<u64, JudgeError> {
    let parts: Result<Vec<u64>, _> =
        Tokens::ALL.into_iter().map(|kind| tokens(turns, kind)).collect();
    Ok(parts?.into_iter().fold(0, u64::saturating_add))
}

/// How often tools were called.
///
/// # Errors
///
/// Python's `TypeError` for a turn without a list of steps.
pub fn tool_call_count(turns: &[TurnTrace]) -> Result<u64, JudgeError> {
    let mut count = 0;
    for turn in turns {
        let steps = turn.steps.as_ref().ok_or_else(JudgeError::not_iterable)?;
        let called = |step: &&TraceStep| step.tool.as_deref().is_some_and(|tool| !is_blank(tool));
        count += steps.iter().filter(called).count() as u64;
    }
    Ok(count)
}
