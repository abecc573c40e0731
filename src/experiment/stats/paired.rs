//! Whether one agent is better than another on the same tasks.
//!
//! Sources: McNemar (1947), exact and two-sided by the binomial distribution; the paired percentile bootstrap.

use serde::{Deserialize, Serialize};

use super::interval::{Interval, draws, mean, percentiles};

/// Two agents on the same tasks, solved or not.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct McNemar {
    /// Tasks that only the first one solved.
    pub only_first: u64,
    /// Tasks that only the second one solved.
    pub only_second: u64,
    /// Tasks that both or neither solved.
    pub ties: u64,
    /// How likely so uneven a split is if neither is better.
    pub p: f64,
}

/// McNemar's exact test on pairs of outcomes.
pub fn mcnemar(pairs: &[(bool, bool)]) -> McNemar {
    let count = |wanted: (bool, bool)| pairs.iter().filter(|pair| **pair == wanted).count() as u64;
    let (only_first, only_second) = (count((true, false)), count((false, true)));
    let ties = pairs.len() as u64 - only_first - only_second;
    McNemar { only_first, only_second, ties, p: two_sided(only_first, only_second) }
}

/// Twice the chance of at most the smaller count among `one + other` throws of a fair coin; at most 1.
fn two_sided(one: u64, other: u64) -> f64 {
    let (throws, less) = (one + other, one.min(other));
    if one == other {
        return 1.0;
    }
    // The sum of binomials by 2^throws, halved on the way so that nothing overflows.
    let (mut term, mut sum, mut halvings) = (1.0_f64, 1.0_f64, throws);
    for at in 0..less {
        term *= (throws - at) as f64 / (at + 1) as f64;
        sum += term;
        while sum > 1.0e100 && halvings > 0 {
            (term, sum, halvings) = (term / 2.0, sum / 2.0, halvings - 1);
        }
    }
    for _ in 0..halvings {
        sum /= 2.0;
    }
    (2.0 * sum).min(1.0)
}

/// How much better the first one is on average, task by task.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairedDifference {
    /// Tasks.
    pub n: usize,
    /// The mean of first minus second.
    pub mean: f64,
    /// Its interval.
    pub interval: Interval,
    /// Twice the share of resamples on the other side of zero; at most 1.
    pub p: f64,
}

/// The paired bootstrap on scores of the same tasks; none of nothing.
pub fn paired_bootstrap(
    pairs: &[(f64, f64)],
    resamples: usize,
    seed: u64,
) -> Option<PairedDifference> {
    let differences: Vec<f64> = pairs.iter().map(|(first, second)| first - second).collect();
    let means = draws(&differences, resamples, seed)?;
    let share = |is_beyond: fn(&f64) -> bool| {
        means.iter().filter(|mean| is_beyond(mean)).count() as f64 / means.len() as f64
    };
    let p = (2.0 * share(|mean| *mean <= 0.0).min(share(|mean| *mean >= 0.0))).min(1.0);
    let interval = percentiles(means)?;
    Some(PairedDifference { n: pairs.len(), mean: mean(&differences), interval, p })
}
