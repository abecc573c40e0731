//! What is optimised and how it is scored: candidates, examples, evaluations.

use std::cmp::Ordering;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A candidate: the text of each component, in the order of declaration.
pub type Candidate = IndexMap<String, String>;

/// The scores of one example or one candidate, by objective.
pub type Objectives = IndexMap<String, f64>;

/// What a model is shown of a minibatch: for each component records of named fields, usually `Inputs`, `Generated Outputs`
/// and `Feedback`.
pub type ReflectiveDataset = IndexMap<String, Vec<Map<String, Value>>>;

/// Which list an example is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// The trainset: minibatches, whose feedback is reflected on.
    Train,
    /// The valset, on which candidates are compared.
    Val,
}

impl Split {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Val => "val",
        }
    }
}

/// What a run starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The first candidate.
    pub seed_candidate: Candidate,
    /// Examples in the trainset; their numbers are `0..train`.
    pub train: usize,
    /// Examples in the valset; without one the trainset serves.
    pub val: Option<usize>,
}

impl Problem {
    /// How many examples candidates are compared on.
    pub const fn val_examples(&self) -> usize {
        match self.val {
            Some(count) => count,
            None => self.train,
        }
    }

    /// Which list these are from.
    pub const fn val_split(&self) -> Split {
        match self.val {
            Some(_) => Split::Val,
            None => Split::Train,
        }
    }
}

/// A question to an adapter: how does a candidate do on these examples?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The candidate.
    pub candidate: Candidate,
    /// Which list the examples are from.
    pub split: Split,
    /// Which they are; one may come more than once.
    pub ids: Vec<usize>,
    /// Whether trajectories are needed.
    pub capture_traces: bool,
}

/// The answer to an [`Evaluation`]: one entry for each example, in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EvaluationBatch {
    /// What the candidate's program gave out.
    pub outputs: Vec<Value>,
    /// How good that is; the higher the better.
    pub scores: Vec<f64>,
    /// How it came about, in whatever form the adapter reads back.
    #[serde(default)]
    pub trajectories: Option<Vec<Value>>,
    /// Scores by objective.
    #[serde(default)]
    pub objective_scores: Option<Vec<Objectives>>,
    /// Metric calls that it took, if not one for each example. Counts for minibatches only.
    #[serde(default)]
    pub num_metric_calls: Option<u64>,
}

impl EvaluationBatch {
    /// Metric calls of a minibatch.
    pub fn metric_calls(&self) -> u64 {
        self.num_metric_calls.unwrap_or(self.scores.len() as u64)
    }

    /// Python's `sum(scores)`: from the left, without compensation as before 3.12.
    pub fn sum(&self) -> f64 {
        sum(self.scores.iter().copied())
    }

    /// What is wrong with it as the answer about so many examples.
    pub(super) fn fault(&self, examples: usize) -> Option<Failure> {
        let wrong = |what: &str, found: usize| {
            let text = format!("{found} {what} for {examples} examples");
            Some(Failure { class: "ValueError".to_owned(), text })
        };
        if self.scores.len() != examples {
            return wrong("scores", self.scores.len());
        }
        if self.outputs.len() != examples {
            return wrong("outputs", self.outputs.len());
        }
        if let Some(objectives) = &self.objective_scores
            && !objectives.is_empty()
            && objectives.len() != examples
        {
            return wrong("objective scores", objectives.len());
        }
        let objectives = self.objective_scores.iter().flatten().flat_map(IndexMap::values);
        if self.scores.iter().chain(objectives).any(|score| !score.is_finite()) {
            let text = "a score is not finite".to_owned();
            return Some(Failure { class: "ValueError".to_owned(), text });
        }
        None
    }
}

/// A question to an adapter: what can be learnt from a minibatch?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// The candidate that was evaluated.
    pub candidate: Candidate,
    /// On which examples of the trainset.
    pub ids: Vec<usize>,
    /// How it did.
    pub batch: EvaluationBatch,
    /// The components that will be written anew.
    pub components: Vec<String>,
}

/// The answer to a [`Description`].
#[derive(Clone, Debug, PartialEq)]
pub enum Described {
    /// Records that a model reflects on.
    Records(ReflectiveDataset),
    /// The new texts themselves, from an adapter that writes them on its own.
    Texts(Candidate),
}

/// A question to a model: a better text for a component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reflection {
    /// The component.
    pub component: String,
    /// The whole prompt: one message of the user.
    pub prompt: String,
}

/// Something that an adapter or a model could not do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{class}: {text}")]
pub struct Failure {
    /// Its kind; for upstream the name of the exception's class.
    pub class: String,
    /// What is wrong.
    pub text: String,
}

/// Python's `sum` of floats, which starts at the whole number 0.
pub(super) fn sum(scores: impl Iterator<Item = f64>) -> f64 {
    scores.fold(0.0, |sum, score| sum + score)
}

/// How two finite scores compare; the two zeros are equal.
pub(super) fn order(one: f64, two: f64) -> Ordering {
    one.partial_cmp(&two).unwrap_or(Ordering::Equal)
}
