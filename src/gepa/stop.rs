//! When a run ends: rules that are asked at the top of every iteration.

use serde::{Deserialize, Serialize};

/// One rule. Rules are asked in their order, and none after the one that settles it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopRule {
    /// So many metric calls were made. The last iteration may go beyond.
    MetricCalls(u64),
    /// So much was paid for reflection, in US dollars.
    ReflectionCost(f64),
    /// More than so many seconds passed, by the caller's clock.
    Seconds(f64),
    /// The best average on the valset is at least this.
    ScoreThreshold(f64),
    /// The best average did not rise for so many checks.
    NoImprovement(Patience),
    /// The pool has so many candidates.
    Candidates(usize),
    /// So many iterations were begun.
    Proposals(u64),
    /// One of these holds.
    Any(Vec<StopRule>),
    /// All of these hold.
    All(Vec<StopRule>),
}

/// A rule that remembers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Patience {
    /// Checks without a better average after which the run ends.
    pub checks: u64,
    /// The best average so far.
    #[serde(default)]
    best: Option<f64>,
    /// Checks since it rose.
    #[serde(default)]
    since: u64,
}

impl Patience {
    /// Waits for so many checks.
    pub const fn new(checks: u64) -> Self {
        Self { checks, best: None, since: 0 }
    }

    fn is_over(&mut self, best: f64) -> bool {
        if self.best.is_none_or(|before| best > before) {
            self.best = Some(best);
            self.since = 0;
        } else {
            self.since += 1;
        }
        self.since >= self.checks
    }
}

/// What the rules are asked about.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Metric calls made.
    pub metric_calls: u64,
    /// Paid for reflection, in US dollars.
    pub reflection_cost_usd: f64,
    /// Seconds since the start, by the caller's clock.
    pub seconds: f64,
    /// The best average on the valset.
    pub best_average: f64,
    /// Candidates in the pool.
    pub candidates: usize,
    /// Iterations begun.
    pub iterations: u64,
}

impl StopRule {
    /// Whether the run ends here.
    pub fn holds(&mut self, standing: &Standing) -> bool {
        match self {
            Self::MetricCalls(most) => standing.metric_calls >= *most,
            Self::ReflectionCost(most) => standing.reflection_cost_usd >= *most,
            Self::Seconds(most) => standing.seconds > *most,
            Self::ScoreThreshold(threshold) => standing.best_average >= *threshold,
            Self::NoImprovement(patience) => patience.is_over(standing.best_average),
            Self::Candidates(most) => standing.candidates >= *most,
            Self::Proposals(most) => standing.iterations >= *most,
            Self::Any(rules) => rules.iter_mut().any(|rule| rule.holds(standing)),
            Self::All(rules) => rules.iter_mut().all(|rule| rule.holds(standing)),
        }
    }
}
