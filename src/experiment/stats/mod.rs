//! What numbers over many episodes say, and how sure they are.
//!
//! Intervals hold the true value in 95 of 100 cases. What draws at random takes a seed: the same seed, the same numbers, everywhere.

mod achievements;
mod interval;
mod paired;
mod passes;
mod ranking;

pub use achievements::{Achievements, Bucket, Counts, Unlock, achievements, crafter_score};
pub use interval::{Interval, Share, Spread, bootstrap_mean, wilson};
pub use paired::{McNemar, PairedDifference, mcnemar, paired_bootstrap};
pub use passes::{PassCurve, pass_curve};
pub use ranking::{Ranked, rank};

/// Resamplings of a bootstrap, unless one says otherwise.
pub const RESAMPLES: usize = 10_000;

/// Actions that were invalid, over some episodes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InvalidActions {
    /// Actions that were executed.
    pub total: u64,
    /// Of these, invalid: unknown, or none was named.
    pub invalid: u64,
    /// The mean of the episodes' rates.
    pub mean_rate: f64,
    /// The population's standard deviation of the episodes' rates.
    pub std_rate: f64,
}

impl InvalidActions {
    /// Sums `(invalid, total)` of each episode; an episode without actions has the rate 0.
    pub fn of(episodes: &[(u64, u64)]) -> Self {
        let rate = |(invalid, total): &(u64, u64)| match total {
            0 => 0.0,
            total => *invalid as f64 / *total as f64,
        };
        let spread = Spread::of(&episodes.iter().map(rate).collect::<Vec<_>>());
        Self {
            total: episodes.iter().map(|(_, total)| total).sum(),
            invalid: episodes.iter().map(|(invalid, _)| invalid).sum(),
            mean_rate: spread.map_or(0.0, |spread| spread.mean),
            std_rate: spread.map_or(0.0, |spread| spread.std),
        }
    }

    /// All invalid actions by all actions.
    pub fn overall_rate(&self) -> f64 {
        if self.total == 0 { 0.0 } else { self.invalid as f64 / self.total as f64 }
    }
}
