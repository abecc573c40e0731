//! The seed's experiment on customer support: its settings, its splits, and what a reflecting model is shown of a dialogue.
//!
//! Pure texts and lists; the dialogues themselves are played elsewhere. The candidate's one component takes the place of the
//! policy.
//!
//! Source: the sample "GEPA on tau-bench" of Google's ADK. There a dialogue that failed has no feedback, and the reflection
//! fails; here its error is the feedback.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::problem::{EvaluationBatch, Failure, ReflectiveDataset};
use crate::python::dumps_lines;
use crate::rng::PythonRandom;

/// The component that is optimised.
pub const COMPONENT: &str = "system_instruction";

/// The settings of an experiment, by the sample's names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// Some tasks of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The tasks in their order, of a split with so many.
    fn shuffled(&self, count: usize, random: &mut PythonRandom) -> Vec<usize> {
        let mut ids = self.indexes.clone().unwrap_or_else(|| (0..count).collect());
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

/// A dialogue and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dialogue {
    /// The world's reward.
    pub reward: f64,
    /// A rater's report with its `score`, if one was asked.
    #[serde(default)]
    pub rating: Option<Map<String, Value>>,
    /// Why it could not be played to its end.
    #[serde(default)]
    pub error: Option<String>,
    /// What was said, in the world's own form.
    pub messages: Vec<Value>,
    /// The tools on offer.
    pub tools: Value,
}

impl Dialogue {
    /// How good it was: the rater's score if there is a rating, else the reward.
    pub fn score(&self) -> f64 {
        let rated = self.rating.as_ref().map(|rating| &rating["score"]);
        rated.map_or(self.reward, |score| score.as_f64().unwrap_or(0.0))
    }

    /// What is said about it: the rating without its score, or whether the world was content.
    pub fn feedback(&self) -> Value {
        if let Some(error) = &self.error {
            return Value::from(error.as_str());
        }
        if let Some(rating) = &self.rating {
            let kept = rating.iter().filter(|(name, _)| *name != "score");
            return kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        }
        Value::from(if self.reward > 0.0 {
            "The agent successfully resolved all customer issues"
        } else {
            "The agent failed to resolve all customer issues correctly"
        })
    }

    /// What a reflecting model is shown of it.
    pub fn record(&self, instruction: &str) -> Map<String, Value> {
        // The first message is the instruction again.
        let shown = if self.messages.len() > 1 { &self.messages[1..] } else { &self.messages[..] };
        let inputs = format!(
            "# System Instruction\n{instruction}\n\n# Tool Definitions\n{}",
            dumps_lines(&self.tools)
        );
        let outputs = dumps_lines(&Value::from(shown));
        let feedback = dumps_lines(&self.feedback());
        Map::from_iter([
            ("Inputs".to_owned(), Value::from(inputs)),
            ("Generated Outputs".to_owned(), Value::from(outputs)),
            ("Feedback".to_owned(), Value::from(feedback)),
        ])
    }
}

/// The answer to an evaluation, from its dialogues. Trajectories always come along.
pub fn batch(dialogues: &[Dialogue]) -> EvaluationBatch {
    let whole = |dialogue| serde_json::to_value(dialogue).unwrap_or_default();
    EvaluationBatch {
        outputs: dialogues.iter().map(|dialogue| dialogue.reward.into()).collect(),
        scores: dialogues.iter().map(Dialogue::score).collect(),
        trajectories: Some(dialogues.iter().map(whole).collect()),
        ..EvaluationBatch::default()
    }
}

/// What a reflecting model is shown of an answer's dialogues; the same for every component.
///
/// # Errors
///
/// A [`Failure`] if there are none.
pub fn records(
    instruction: &str,
    batch: &EvaluationBatch,
    components: &[String],
) -> Result<ReflectiveDataset, Failure> {
    let dialogues = batch.trajectories.iter().flatten();
    let record = |dialogue| Some(Dialogue::deserialize(dialogue).ok()?.record(instruction));
    let records: Vec<_> = dialogues.filter_map(record).collect();
    if records.is_empty() {
        let text = "no dialogue to learn from".to_owned();
        return Err(Failure { class: "AssertionError".to_owned(), text });
    }
    Ok(components.iter().map(|name| (name.clone(), records.clone())).collect())
}
