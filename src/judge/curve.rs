//! One number from a whole progress curve: the area under it, and the progress per turn.
//!
//! Source: agent-inspect, `metrics/scorer/auc.py` and `ppt.py`.

use crate::judge::error::{ErrorClass, Fault, JudgeError};
use crate::judge::score::round4;

/// What NumPy-minded upstream says of a single point.
const ONE_POINT: &str = "At least 2 points are needed to compute area under curve, but x.shape = 1";

/// The area under progress through turns, the turns laid evenly from 0 to 1; rounded to four digits.
///
/// # Errors
///
/// Upstream's: 050005 without a turn, 050006 for a single one.
pub fn auc(progress: &[f64]) -> Result<f64, JudgeError> {
    match progress {
        [] => Err(empty("AUC")),
        [_] => {
            let text = format!("Error calculating AUC: {ONE_POINT}");
            Err(JudgeError::evaluation(Fault::Auc, text))
        }
        _ => Ok(area(progress)),
    }
}

/// The same as the metric computes it, with the metric's own errors.
pub(super) fn auc_of_metric(progress: &[f64]) -> Result<f64, JudgeError> {
    match progress {
        [] => Err(none_produced("AUC")),
        [_] => Err(JudgeError::python(ErrorClass::ValueError, ONE_POINT)),
        _ => Ok(area(progress)),
    }
}

/// The best progress divided by the number of turns that it took; not rounded.
///
/// # Errors
///
/// 050005 without a turn.
pub fn ppt(progress: &[f64]) -> Result<f64, JudgeError> {
    per_turn(progress).ok_or_else(|| empty("PPT"))
}

/// The same as the metric computes it: rounded, with the metric's own error.
pub(super) fn ppt_of_metric(progress: &[f64]) -> Result<f64, JudgeError> {
    per_turn(progress).map(round4).ok_or_else(|| none_produced("PPT"))
}

fn area(progress: &[f64]) -> f64 {
    let last = (progress.len() - 1) as f64;
    let strips = progress.windows(2).enumerate().map(|(at, pair)| {
        let (from, to) = (at as f64 / last, (at + 1) as f64 / last);
        (to - from) * (pair[1] + pair[0]) / 2.0
    });
    round4(sum(&strips.collect::<Vec<_>>()))
}

/// `numpy.sum`: eight sums side by side, in blocks of at most 128. The order of the additions shows where a fourth digit is a tie.
fn sum(numbers: &[f64]) -> f64 {
    let plain = |numbers: &[f64]| numbers.iter().fold(0.0, |sum, number| sum + number);
    if numbers.len() < 8 {
        return plain(numbers);
    }
    if numbers.len() > 128 {
        let (one, other) = numbers.split_at(numbers.len() / 2 / 8 * 8);
        return sum(one) + sum(other);
    }
    let (eights, rest) = numbers.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for eight in eights {
        for (sum, number) in sums.iter_mut().zip(eight) {
            *sum += number;
        }
    }
    let pair = |at: usize| sums[at] + sums[at + 1];
    let all = (pair(0) + pair(2)) + (pair(4) + pair(6));
    rest.iter().fold(all, |sum, number| sum + number)
}

fn per_turn(progress: &[f64]) -> Option<f64> {
    let best =
        progress.iter().copied().reduce(|best, next| if next > best { next } else { best })?;
    let turn = progress.iter().position(|score| *score >= best)?;
    Some(best / (turn + 1) as f64)
}

fn empty(what: &str) -> JudgeError {
    let text = format!("No progress score provided for {what} calculation.");
    JudgeError::input(Fault::EmptyProgress, text)
}

fn none_produced(what: &str) -> JudgeError {
    let text = format!("No progress score produced for {what} calculation.");
    JudgeError::evaluation(Fault::EmptyProgress, text)
}
