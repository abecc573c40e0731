//! An experiment's settings, and which tasks it takes in which order.
//!
//! Source: the sample "GEPA on tau-bench" of Google's ADK, `experiment.py`.

use serde::{Deserialize, Serialize};

use crate::rng::PythonRandom;

/// The settings of an experiment, by the sample's names. What is left out is as in the sample; models are nobody's then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExperimentConfig {
    /// Which world: retail or airline.
    pub tau_bench_env: String,
    /// Who serves.
    pub agent_model: String,
    /// Whose model that is.
    pub agent_model_provider: String,
    /// Who plays the customer.
    pub user_model: String,
    /// Whose model that is.
    pub user_model_provider: String,
    /// Dialogues at once.
    pub max_concurrency: usize,
    /// Trials of each task at the end.
    pub num_eval_trials: usize,
    /// Names the order of the tasks.
    pub rnd_seed: u64,
    /// Dialogues in all.
    pub max_metric_calls: u64,
    /// Who reflects.
    pub reflection_model: String,
    /// Dialogues in a minibatch.
    pub reflection_minibatch_size: usize,
    /// Whether a rater's score counts, and not the world's.
    pub use_rater: bool,
    /// Tasks to learn from.
    pub feedback_dataset: Dataset,
    /// Tasks on which candidates are compared.
    pub pareto_dataset: Dataset,
    /// Tasks on which the best one is tried.
    pub eval_dataset: Dataset,
}

impl Default for ExperimentConfig {
    fn default() -> Self {
        Self {
            tau_bench_env: "retail".to_owned(),
            agent_model: String::new(),
            agent_model_provider: String::new(),
            user_model: String::new(),
            user_model_provider: String::new(),
            max_concurrency: 8,
            num_eval_trials: 4,
            rnd_seed: 42,
            max_metric_calls: 500,
            reflection_model: String::new(),
            reflection_minibatch_size: 3,
            use_rater: false,
            feedback_dataset: Dataset::whole("train"),
            pareto_dataset: Dataset::whole("dev"),
            eval_dataset: Dataset::whole("test"),
        }
    }
}

/// Some tasks of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dataset {
    /// Which split: train, dev or test.
    pub split: String,
    /// Which tasks; all, if none are named.
    #[serde(default)]
    pub indexes: Option<Vec<usize>>,
    /// No more than these.
    #[serde(default)]
    pub max_size: Option<usize>,
}

impl Dataset {
    fn whole(split: &str) -> Self {
        Self { split: split.to_owned(), indexes: None, max_size: None }
    }

    /// The tasks in their order, of a split with so many.
    fn shuffled(&self, count: usize, random: &mut PythonRandom) -> Vec<usize> {
        // Upstream quirk: an empty list of tasks names all of them.
        let named = self.indexes.clone().filter(|ids| !ids.is_empty());
        let mut ids = named.unwrap_or_else(|| (0..count).collect());
        // Upstream quirk: cut before it is shuffled, so that the first ones always come.
        ids.truncate(self.max_size.unwrap_or(usize::MAX));
        random.shuffle(&mut ids);
        ids
    }
}

/// The tasks of an experiment, each list in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splits {
    /// Tasks to learn from.
    pub feedback: Vec<usize>,
    /// Tasks on which candidates are compared.
    pub pareto: Vec<usize>,
    /// Tasks on which the best one is tried.
    pub eval: Vec<usize>,
}

impl ExperimentConfig {
    /// The tasks in their order; `count` tells how many tasks a split has.
    pub fn splits(&self, count: impl Fn(&str) -> usize) -> Splits {
        let mut random = PythonRandom::new(self.rnd_seed);
        let mut list = |dataset: &Dataset| dataset.shuffled(count(&dataset.split), &mut random);
        Splits {
            feedback: list(&self.feedback_dataset),
            pareto: list(&self.pareto_dataset),
            eval: list(&self.eval_dataset),
        }
    }
}
