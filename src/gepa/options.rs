//! How the search goes: its rules and their usual values, by upstream's names.

use serde::{Deserialize, Serialize};

use super::stop::StopRule;

/// How a parent is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParentRule {
    /// From the Pareto front, the more often the more examples a candidate is best on.
    #[default]
    Pareto,
    /// The one of the highest average.
    CurrentBest,
    /// The best, but with this chance any.
    EpsilonGreedy {
        /// The chance.
        epsilon: f64,
    },
    /// From the Pareto front of the best few.
    TopKPareto {
        /// How many.
        k: usize,
    },
}

/// What a front is kept for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrontierType {
    /// Every example.
    #[default]
    Instance,
    /// Every objective's average.
    Objective,
    /// Both of these.
    Hybrid,
    /// Every objective of every example.
    Cartesian,
}

impl FrontierType {
    /// Every type.
    pub const ALL: [Self; 4] = [Self::Instance, Self::Objective, Self::Hybrid, Self::Cartesian];

    /// Upstream's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Instance => "instance",
            Self::Objective => "objective",
            Self::Hybrid => "hybrid",
            Self::Cartesian => "cartesian",
        }
    }

    /// Whether evaluations must come with objective scores.
    pub const fn needs_objectives(self) -> bool {
        !matches!(self, Self::Instance)
    }
}

/// Which components of a candidate are written anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComponentRule {
    /// One after the other.
    #[default]
    RoundRobin,
    /// All at once.
    All,
}

/// When a child is good enough for the valset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AcceptanceRule {
    /// Its sum on the minibatch is above its parent's.
    #[default]
    StrictImprovement,
    /// Its sum on the minibatch is not below its parent's.
    ImprovementOrEqual,
}

impl AcceptanceRule {
    /// Whether a child passes.
    pub fn passes(self, parent_sum: f64, child_sum: f64) -> bool {
        match self {
            Self::StrictImprovement => child_sum > parent_sum,
            Self::ImprovementOrEqual => child_sum >= parent_sum,
        }
    }
}

/// How many proposals an iteration makes, and from what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SamplingRule {
    /// One parent, one minibatch.
    #[default]
    Single,
    /// One parent with several minibatches.
    SameParent {
        /// How many.
        n: usize,
    },
    /// Several parents, each with its own minibatch.
    Independent {
        /// How many.
        n: usize,
    },
    /// Several parents, each with several minibatches.
    #[serde(rename = "pxn")]
    ParentsByBatches {
        /// Parents.
        p: usize,
        /// Minibatches of each.
        n: usize,
    },
}

/// Which of an iteration's proposals go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelectionRule {
    /// All that pass.
    #[default]
    All,
    /// The one that gained the most.
    Best,
    /// The few that gained the most.
    TopK {
        /// How many.
        k: usize,
    },
}

impl SelectionRule {
    /// Upstream's name of the class, which its reasons for a rejection tell.
    pub const fn class(self) -> &'static str {
        match self {
            Self::All => "AllImprovements",
            Self::Best => "BestImprovement",
            Self::TopK { .. } => "TopKImprovements",
        }
    }
}

/// All rules of a search.
#[expect(clippy::struct_excessive_bools, reason = "upstream's switches, each by its name")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// How a parent is chosen.
    pub candidate_selection_strategy: ParentRule,
    /// What fronts are kept for.
    pub frontier_type: FrontierType,
    /// Whether a minibatch on which the parent is perfect is passed over.
    pub skip_perfect_score: bool,
    /// The score that counts as perfect.
    pub perfect_score: f64,
    /// Examples of a minibatch.
    pub reflection_minibatch_size: usize,
    /// Which components are written anew.
    pub module_selector: ComponentRule,
    /// Whether candidates are merged.
    pub use_merge: bool,
    /// After so many merges that were accepted no more are due.
    pub max_merge_invocations: u64,
    /// Two candidates are merged if they share at least so many examples of the valset.
    pub merge_val_overlap_floor: usize,
    /// Whether evaluations are kept and looked up.
    pub cache_evaluation: bool,
    /// Names the random stream.
    pub seed: u64,
    /// When a child passes.
    pub acceptance_criterion: AcceptanceRule,
    /// How many proposals an iteration makes.
    pub sampling_strategy: SamplingRule,
    /// Which of them go on.
    pub selection_strategy: SelectionRule,
    /// Whether the run ends when an evaluation fails. If not, it goes on after an iteration that used at least one metric call.
    pub raise_on_exception: bool,
    /// Whether the outputs of the best candidates are kept.
    pub track_best_outputs: bool,
    /// Ours, off as upstream: whether a merge whose common ancestors all have an average of zero is passed over. Upstream
    /// fails there.
    pub skip_weightless_merge: bool,
    /// Any of these ends the run.
    pub stop: Vec<StopRule>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            candidate_selection_strategy: ParentRule::default(),
            frontier_type: FrontierType::default(),
            skip_perfect_score: true,
            perfect_score: 1.0,
            reflection_minibatch_size: 3,
            module_selector: ComponentRule::default(),
            use_merge: false,
            max_merge_invocations: 5,
            merge_val_overlap_floor: 5,
            cache_evaluation: false,
            seed: 0,
            acceptance_criterion: AcceptanceRule::default(),
            sampling_strategy: SamplingRule::default(),
            selection_strategy: SelectionRule::default(),
            raise_on_exception: true,
            track_best_outputs: true,
            skip_weightless_merge: false,
            stop: Vec::new(),
        }
    }
}

impl Options {
    /// The limit of metric calls, if one of the stop rules is one.
    pub fn max_metric_calls(&self) -> Option<u64> {
        self.stop.iter().find_map(|rule| match rule {
            StopRule::MetricCalls(most) => Some(*most),
            _ => None,
        })
    }

    /// Metric calls below which no more than one proposal can be expected to be tried in full: the
    /// seed on the valset, then three proposals that are accepted.
    pub const fn sensible_metric_calls(&self, val_examples: usize) -> u64 {
        (val_examples + 3 * (self.reflection_minibatch_size + val_examples)) as u64
    }
}
