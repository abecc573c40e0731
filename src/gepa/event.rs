//! What happened in a run, in order: what a page draws its tree from.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::problem::{Candidate, Split};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Examples were evaluated.
    Run {
        /// Which list they are from.
        split: Split,
        /// Which they are.
        ids: Vec<usize>,
        /// One score each.
        scores: Vec<f64>,
    },
    /// An iteration began.
    Iteration {
        /// Counted from 1.
        number: u64,
    },
    /// The random generator was used.
    Draw(Draw),
    /// A parent was chosen.
    Selected {
        /// Its place in the pool.
        parent: usize,
        /// Its average on the valset.
        average: f64,
    },
    /// A minibatch was drawn, for the parent before.
    Batch {
        /// Places in the trainset.
        ids: Vec<usize>,
    },
    /// Nothing is proposed for a parent and its minibatch.
    Skipped {
        /// The parent.
        parent: usize,
        /// Why.
        reason: SkipReason,
    },
    /// New texts came.
    Proposed {
        /// Which of the iteration's pairs of parent and minibatch they are for.
        task: usize,
        /// The new text of each component.
        texts: Candidate,
        /// What the model was asked for each; nothing where the adapter wrote the texts itself.
        prompts: IndexMap<String, String>,
    },
    /// Metric calls were made.
    Budget {
        /// All so far.
        used: u64,
        /// Of these, how many just now.
        delta: u64,
        /// How many are left, if there is a limit.
        remaining: Option<u64>,
    },
    /// A candidate came into the pool.
    Accepted {
        /// Its place.
        index: usize,
        /// Its sum on the minibatch, of a merged one on the subsample.
        sum: f64,
        /// What it was made of.
        parents: Vec<usize>,
        /// Which of the iteration's pairs it came from; none for a merged one.
        task: Option<usize>,
    },
    /// A child was not good enough.
    Rejected {
        /// Its parent's sum on the minibatch.
        old_sum: f64,
        /// Its own.
        new_sum: f64,
        /// Why, in upstream's words.
        reason: String,
        /// Which of the iteration's pairs it came from.
        task: usize,
    },
    /// Two candidates were merged and tried.
    MergeTried {
        /// The two.
        parents: [usize; 2],
        /// The outcome.
        texts: Candidate,
    },
    /// A merged candidate came into the pool.
    MergeAccepted {
        /// Its place.
        index: usize,
        /// The two.
        parents: [usize; 2],
    },
    /// A merged candidate was not good enough.
    MergeRejected {
        /// The two.
        parents: [usize; 2],
        /// Why, in upstream's words.
        reason: String,
    },
    /// The fronts changed hands.
    Front {
        /// Candidates on any front, ascending.
        members: Vec<usize>,
        /// Those on none any more.
        displaced: Vec<usize>,
    },
    /// A candidate was evaluated on the valset.
    Valset {
        /// Its place in the pool.
        index: usize,
        /// Its scores by ascending example.
        scores: Vec<f64>,
        /// Their average.
        average: f64,
        /// Whether no other is better.
        is_best: bool,
    },
    /// An iteration ended.
    End {
        /// Whether a candidate came into the pool.
        accepted: bool,
        /// For each example of the valset the best candidates, ascending.
        fronts: Vec<Vec<usize>>,
    },
    /// Something failed.
    Error {
        /// Its kind.
        class: String,
        /// What is wrong.
        text: String,
    },
}

/// One use of the random generator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "draw", rename_all = "snake_case")]
pub enum Draw {
    /// One of a list.
    Choice {
        /// The list.
        list: Vec<usize>,
        /// The one.
        value: usize,
    },
    /// A list in another order.
    Shuffle {
        /// The order.
        list: Vec<usize>,
    },
    /// Some of a list, each once.
    Sample {
        /// The list.
        list: Vec<usize>,
        /// How many.
        count: usize,
        /// Which.
        result: Vec<usize>,
    },
    /// Some of a list, maybe more than once.
    Choices {
        /// The list.
        list: Vec<usize>,
        /// How often each should come, if not alike.
        weights: Option<Vec<f64>>,
        /// How many.
        count: usize,
        /// Which.
        result: Vec<usize>,
    },
    /// A number in `[0, 1)`.
    Random {
        /// The number.
        value: f64,
    },
    /// A whole number.
    Randint {
        /// The lowest that can come.
        low: i64,
        /// The highest.
        high: i64,
        /// The number.
        value: i64,
    },
}

/// Why nothing is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// The adapter gave no trajectories.
    NoTrajectories,
    /// The parent is perfect on its minibatch.
    AllScoresPerfect,
}

impl SkipReason {
    /// Upstream's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoTrajectories => "no_trajectories",
            Self::AllScoresPerfect => "all_scores_perfect",
        }
    }
}

impl Event {
    /// The event as the recordings of the original write it: a list whose first element is its kind. A prompt stands there as
    /// what `prompt_hash` makes of it.
    pub fn to_record(&self, prompt_hash: impl Fn(&str) -> String) -> Value {
        match self {
            Self::Run { split, ids, scores } => {
                let ids: Vec<_> = ids.iter().map(|id| json!([split.as_str(), id])).collect();
                json!(["run", ids, scores])
            }
            Self::Iteration { number } => json!(["iter", number]),
            Self::Draw(draw) => draw.to_record(),
            Self::Selected { parent, average } => json!(["select", parent, average]),
            Self::Batch { ids } => json!(["batch", ids]),
            Self::Skipped { parent, reason } => json!(["skip", parent, reason.as_str()]),
            Self::Proposed { texts, prompts, .. } => {
                let hashes: IndexMap<&String, String> =
                    prompts.iter().map(|(name, prompt)| (name, prompt_hash(prompt))).collect();
                json!(["propose", texts, hashes])
            }
            Self::Budget { used, delta, remaining } => json!(["budget", used, delta, remaining]),
            Self::Accepted { index, sum, parents, .. } => json!(["accept", index, sum, parents]),
            Self::Rejected { old_sum, new_sum, reason, .. } => {
                json!(["reject", old_sum, new_sum, reason])
            }
            Self::MergeTried { parents, texts } => json!(["merge_try", parents, texts]),
            Self::MergeAccepted { index, parents } => json!(["merge_accept", index, parents]),
            Self::MergeRejected { parents, reason } => json!(["merge_reject", parents, reason]),
            Self::Front { members, displaced } => json!(["front", members, displaced]),
            Self::Valset { index, scores, average, is_best } => {
                json!(["val", index, scores, average, is_best])
            }
            Self::End { accepted, fronts } => json!(["end", accepted, fronts]),
            Self::Error { class, text } => json!(["error", class, text]),
        }
    }
}

impl Draw {
    fn to_record(&self) -> Value {
        match self {
            Self::Choice { list, value } => json!(["rng", "choice", list, value]),
            Self::Shuffle { list } => json!(["rng", "shuffle", list]),
            Self::Sample { list, count, result } => json!(["rng", "sample", list, count, result]),
            Self::Choices { list, weights, count, result } => {
                json!(["rng", "choices", list, weights, count, result])
            }
            Self::Random { value } => json!(["rng", "random", value]),
            Self::Randint { low, high, value } => json!(["rng", "randint", low, high, value]),
        }
    }
}
