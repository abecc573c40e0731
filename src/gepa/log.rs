//! What each iteration did, in the form of upstream's `run_log.json`.

use serde::{Deserialize, Serialize};

/// One iteration. Fields that do not apply are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogEntry {
    /// Counted from 0.
    pub i: u64,
    /// A merge was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoked_merge: Option<bool>,
    /// A merge was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged: Option<bool>,
    /// The two candidates and their ancestor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_entities: Option<(usize, usize, usize)>,
    /// The first parent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected_program_candidate: Option<usize>,
    /// The first minibatch, or the examples on which a merge was tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subsample_ids: Option<Vec<usize>>,
    /// Pairs of parent and minibatch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n_tasks: Option<usize>,
    /// The pairs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tasks: Option<Vec<LoggedTask>>,
    /// The scores of the parent of the first proposal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subsample_scores: Option<Vec<f64>>,
    /// The scores of the first proposal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_subsample_scores: Option<Vec<f64>>,
    /// The scores of the first of two merged candidates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id1_subsample_scores: Option<Vec<f64>>,
    /// The scores of the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id2_subsample_scores: Option<Vec<f64>>,
    /// The scores of the merged candidate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_program_subsample_scores: Option<Vec<f64>>,
    /// The last candidate that came into the pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_program_idx: Option<usize>,
    /// All of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_program_indices: Option<Vec<usize>>,
    /// The examples on which the last one was evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluated_val_indices: Option<Vec<usize>>,
}

/// One pair of parent and minibatch; scores only where something was proposed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LoggedTask {
    /// The parent.
    pub parent_idx: usize,
    /// The minibatch.
    pub subsample_ids: Vec<usize>,
    /// The parent's scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subsample_scores: Option<Vec<f64>>,
    /// The child's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_subsample_scores: Option<Vec<f64>>,
}
