//! Means and shares with their intervals.
//!
//! Sources: Wilson (1927), score interval without a continuity correction; Efron (1979), percentile bootstrap, quantiles as `NumPy`'s
//! `linear`.

use serde::{Deserialize, Serialize};

use crate::rng::Pcg64;

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Where a true value lies, as far as one can tell.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// A share of successes with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// How many succeeded.
    pub successes: u64,
    /// Of how many.
    pub n: u64,
    /// The share.
    pub share: f64,
    /// Wilson's interval.
    pub interval: Interval,
}

/// Wilson's score interval of a share; none of nothing.
pub fn wilson(successes: u64, n: u64) -> Option<Share> {
    if n == 0 {
        return None;
    }
    let successes = successes.min(n);
    let (count, share) = (n as f64, successes as f64 / n as f64);
    let scale = 1.0 + Z * Z / count;
    let middle = (share + Z * Z / (2.0 * count)) / scale;
    let half = Z * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt() / scale;
    let low = if successes == 0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if successes == n { 1.0 } else { (middle + half).min(1.0) };
    Some(Share { successes, n, share, interval: Interval { low, high } })
}

/// How some numbers lie.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// How many they are.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, as that of the whole population.
    pub std: f64,
    /// The smallest.
    pub min: f64,
    /// The median.
    pub median: f64,
    /// The largest.
    pub max: f64,
}

impl Spread {
    /// Describes numbers; none of none.
    pub fn of(numbers: &[f64]) -> Option<Self> {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let mean = mean(numbers);
        let squares: f64 = numbers.iter().map(|number| (number - mean) * (number - mean)).sum();
        let std = (squares / numbers.len() as f64).sqrt();
        Some(Self { n: numbers.len(), mean, std, min, median: quantile(&sorted, 0.5), max })
    }

    /// The standard error of the mean, from the sample's deviation; none for a single number.
    pub fn standard_error(&self) -> Option<f64> {
        (self.n > 1).then(|| self.std / ((self.n - 1) as f64).sqrt())
    }
}

/// The interval of a mean, by drawing as many of the numbers again and again; none of nothing.
pub fn bootstrap_mean(numbers: &[f64], resamples: usize, seed: u64) -> Option<Interval> {
    percentiles(draws(numbers, resamples, seed)?)
}

/// The means of the resamples.
pub(super) fn draws(numbers: &[f64], resamples: usize, seed: u64) -> Option<Vec<f64>> {
    let count = i32::try_from(numbers.len()).ok().filter(|count| *count > 0)?;
    let mut rng = Pcg64::new(seed);
    let mut draw = || {
        let sum: f64 = (0..count).map(|_| numbers[rng.range(0, count) as usize]).sum();
        sum / f64::from(count)
    };
    let means: Vec<f64> = (0..resamples).map(|_| draw()).collect();
    (!means.is_empty()).then_some(means)
}

/// The middle 95 of 100.
pub(super) fn percentiles(mut means: Vec<f64>) -> Option<Interval> {
    means.sort_by(f64::total_cmp);
    (!means.is_empty())
        .then(|| Interval { low: quantile(&means, 0.025), high: quantile(&means, 0.975) })
}

pub(super) fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// A quantile of sorted numbers, linear between its neighbours.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
}
