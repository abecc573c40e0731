//! What a run came to, in upstream's form (`GEPAResult.to_dict`).

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::optimizer::Optimizer;
use super::pool::{BestOutputs, Front, Pool};
use super::problem::{Candidate, Objectives};

/// The version of the form.
const SCHEMA_VERSION: u32 = 2;

/// A run's outcome, as upstream writes and reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunResult {
    /// All candidates; the seed is the first.
    pub candidates: Vec<Candidate>,
    /// What each was made of; `[null]` for the seed.
    pub parents: Vec<Vec<Option<usize>>>,
    /// The average of each on the valset.
    pub val_aggregate_scores: Vec<f64>,
    /// The scores of each by example.
    pub val_subscores: Vec<IndexMap<usize, f64>>,
    /// For each example the best candidates with their outputs, in the order in which they came.
    #[serde(default)]
    pub best_outputs_valset: Option<BestOutputs>,
    /// For each example the best candidates, in the order of Python's sets.
    pub per_val_instance_best_candidates: IndexMap<usize, Vec<usize>>,
    /// The averages of each candidate by objective, if any has some.
    #[serde(default)]
    pub val_aggregate_subscores: Option<Vec<Objectives>>,
    /// For each objective the best candidates, in the order of Python's sets.
    #[serde(default)]
    pub per_objective_best_candidates: Option<IndexMap<String, Vec<usize>>>,
    /// The best average of each objective.
    #[serde(default)]
    pub objective_pareto_front: Option<Objectives>,
    /// Metric calls before each candidate was evaluated on the valset.
    pub discovery_eval_counts: Vec<u64>,
    /// Metric calls in all.
    #[serde(default)]
    pub total_metric_calls: Option<u64>,
    /// Candidates evaluated on the valset.
    #[serde(default)]
    pub num_full_val_evals: Option<u64>,
    /// The folder of the run.
    #[serde(default)]
    pub run_dir: Option<String>,
    /// The random stream's name.
    #[serde(default)]
    pub seed: Option<u64>,
    /// The component that stands for a candidate given as bare text.
    #[serde(default, rename = "_str_candidate_key")]
    pub str_candidate_key: Option<String>,
    /// The first candidate of the highest average.
    pub best_idx: usize,
    /// The version of this form.
    pub validation_schema_version: u32,
}

impl RunResult {
    /// What is known so far of the candidates of a pool.
    pub fn of_pool(pool: &Pool) -> Self {
        let members = &pool.members;
        let parents = |parents: &[usize]| {
            if parents.is_empty() {
                vec![None]
            } else {
                parents.iter().copied().map(Some).collect()
            }
        };
        let has_objectives = members.iter().any(|member| !member.objectives.is_empty());
        let objectives = || members.iter().map(|member| member.objectives.clone()).collect();
        let fronts = &pool.objective_fronts;
        let by_objective =
            || fronts.iter().map(|(objective, front)| (objective.clone(), listed(front))).collect();
        let bests =
            || fronts.iter().map(|(objective, front)| (objective.clone(), front.best)).collect();
        Self {
            candidates: members.iter().map(|member| member.texts.clone()).collect(),
            parents: members.iter().map(|member| parents(&member.parents)).collect(),
            val_aggregate_scores: pool.averages(),
            val_subscores: members.iter().map(|member| member.scores.clone()).collect(),
            best_outputs_valset: pool.best_outputs.clone(),
            per_val_instance_best_candidates: pool
                .fronts
                .iter()
                .map(|(&id, front)| (id, listed(front)))
                .collect(),
            val_aggregate_subscores: has_objectives.then(objectives),
            per_objective_best_candidates: (!fronts.is_empty()).then(by_objective),
            objective_pareto_front: (!fronts.is_empty()).then(bests),
            discovery_eval_counts: members.iter().map(|member| member.metric_calls).collect(),
            total_metric_calls: None,
            num_full_val_evals: None,
            run_dir: None,
            seed: None,
            str_candidate_key: None,
            best_idx: pool.best(),
            validation_schema_version: SCHEMA_VERSION,
        }
    }

    /// The best candidate.
    pub fn best(&self) -> Option<&Candidate> {
        self.candidates.get(self.best_idx)
    }
}

impl Optimizer {
    /// What the run came to so far; none before the seed was evaluated.
    pub fn result(&self) -> Option<RunResult> {
        let result = RunResult::of_pool(self.pool()?);
        Some(RunResult {
            total_metric_calls: Some(self.metric_calls()),
            num_full_val_evals: Some(self.full_evaluations()),
            seed: Some(self.options().seed),
            ..result
        })
    }
}

/// A front as upstream lists it: the set is copied first.
fn listed(front: &Front) -> Vec<usize> {
    front.members.copied().iter().map(|index| index as usize).collect()
}
