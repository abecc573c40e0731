//! A dialogue with a customer as GEPA sees it: a score, and what a reflecting model is shown.
//!
//! Source: the sample "GEPA on tau-bench" of Google's ADK, `experiment.py`. There a dialogue that failed has no feedback, and the
//! reflection fails; here its error is the feedback.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::agent::support::ResultRow;
use crate::gepa::problem::{EvaluationBatch, Failure, ReflectiveDataset};
use crate::judge::feedback_of_reward;
use crate::python::dumps_lines;
use crate::python::shared::{PyValue, dumps_value};

/// A dialogue and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dialogue {
    /// The number of its task.
    #[serde(default)]
    pub task_id: i64,
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
    /// The dialogue of a run's row, with these tools on offer.
    pub fn of_row(row: &ResultRow, tools: &Value) -> Self {
        let of = |name: &str| row.info.get("metrics")?.get(name);
        let rating = of("rating").map(to_json);
        Self {
            task_id: row.task_id,
            reward: of("reward").map_or_else(|| row.score().reward, reward),
            rating: rating.and_then(|rating| rating.as_object().cloned()),
            error: row.error().map(str::to_owned),
            messages: row.traj.iter().map(to_json).collect(),
            tools: tools.clone(),
        }
    }

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
        Value::from(feedback_of_reward(self.reward))
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
    let output = |dialogue: &Dialogue| {
        json!({
            "task_id": dialogue.task_id,
            "reward": dialogue.score(),
            "env_reward": dialogue.reward,
            "feedback": dialogue.feedback(),
        })
    };
    EvaluationBatch {
        outputs: dialogues.iter().map(output).collect(),
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

fn reward(value: &PyValue) -> f64 {
    to_json(value).as_f64().unwrap_or(0.0)
}

/// A value as the rest of the program has it. What JSON cannot say becomes its text.
pub fn to_json(value: &PyValue) -> Value {
    let text = dumps_value(value);
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}
