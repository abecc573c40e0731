//! Why agents fail: each failed sub-goal gets a kind of error, and kinds that belong together are brought together.
//!
//! A model is asked for a label, for the likeliest of several labels, and for clusters of labels, each time as JSON of a shape. It needs
//! the judge's replies in the explanations. Source: agent-inspect, `tools/error_analysis`.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::judge::error::{Fault, JudgeError};
use crate::judge::format::format;
use crate::judge::grade::{Grade, GradeParser};
use crate::judge::hearing::{Hearing, Stop};
use crate::judge::ledger::{JudgeReply, Ledger, Question, Wave};
use crate::judge::run::Next;
use crate::judge::wording::own_text;
use crate::llm::{AnswerShape, ChatRequest};
use crate::python::shared::{Map, dumps_indented, dumps_value, loads_lenient};
use crate::python::{PyValue, is_space};

/// A reply that is not JSON is asked for again, this often in all.
const ATTEMPTS: usize = 5;

/// The judged sub-goals of one sample.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JudgedSample {
    /// Its name.
    #[serde(default)]
    pub data_sample_id: PyValue,
    /// The run it belongs to.
    #[serde(default)]
    pub agent_run_id: PyValue,
    /// Its sub-goals.
    #[serde(default)]
    pub subgoal_validations: Vec<JudgedSubGoal>,
}

/// A judged sub-goal with the judge's replies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedSubGoal {
    /// It was reached.
    pub is_completed: bool,
    /// Its words.
    pub details: String,
    /// A summary first, the judge's replies after it.
    #[serde(default)]
    pub explanations: Vec<String>,
}

/// A sub-goal with its kind of error.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnalysedSubGoal {
    /// The sample's name.
    pub data_sample_id: PyValue,
    /// The run it belongs to.
    pub agent_run_id: PyValue,
    /// The sub-goal.
    pub subgoal_validation: JudgedSubGoal,
    /// The kind of error; none if it was reached.
    pub base_error: Option<String>,
}

/// What went wrong, by clusters.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ErrorAnalysis {
    /// Failed sub-goals by the label of their cluster.
    pub analyzed_validations_clustered_by_errors: IndexMap<String, Vec<AnalysedSubGoal>>,
    /// Sub-goals that were reached.
    pub completed_subgoal_validations: Vec<AnalysedSubGoal>,
}

/// An analysis as a step machine, like [`JudgeRun`](crate::judge::JudgeRun).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorAnalysisRun {
    samples: Vec<JudgedSample>,
    base: ChatRequest,
    ledger: Ledger,
}

impl ErrorAnalysisRun {
    /// An analysis of samples; each question gets the settings of `base`.
    pub fn new(samples: Vec<JudgedSample>, base: ChatRequest) -> Self {
        Self { samples, base, ledger: Ledger::default() }
    }

    /// The next wave, or the analysis.
    pub fn next_wave(&self) -> Next<Result<ErrorAnalysis, JudgeError>> {
        self.analyse(&Hearing::new(&self.ledger, &self.base, true)).into()
    }

    /// Takes the replies to a wave.
    pub fn answer(&mut self, wave: &Wave, replies: impl IntoIterator<Item = JudgeReply>) {
        self.ledger.add(wave.question.clone(), replies);
    }

    /// What was heard so far.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn analyse(&self, hearing: &Hearing) -> Result<ErrorAnalysis, Stop> {
        let mut analysis = ErrorAnalysis::default();
        let mut failed = Vec::new();
        for sample in &self.samples {
            for goal in &sample.subgoal_validations {
                let mut item = AnalysedSubGoal {
                    data_sample_id: sample.data_sample_id.clone(),
                    agent_run_id: sample.agent_run_id.clone(),
                    subgoal_validation: goal.clone(),
                    base_error: None,
                };
                if goal.is_completed {
                    analysis.completed_subgoal_validations.push(item);
                } else {
                    item.base_error = Some(base_error(hearing, failed.len(), goal)?);
                    failed.push(item);
                }
            }
        }
        for (label, ids) in clusters(hearing, &failed)? {
            let items = ids.into_iter().filter_map(|id| failed.get(id).cloned());
            analysis.analyzed_validations_clustered_by_errors.insert(label, items.collect());
        }
        Ok(analysis)
    }
}

/// The kind of error of one failed sub-goal.
fn base_error(hearing: &Hearing, item: usize, goal: &JudgedSubGoal) -> Result<String, Stop> {
    let replies = goal.explanations.get(1..).filter(|replies| !replies.is_empty());
    let text = "A failed sub-goal has no judge explanation besides the summarized one.";
    let replies = replies.ok_or_else(|| JudgeError::tool_input(Fault::MissingValue, text))?;
    let is_split =
        replies.iter().any(|reply| GradeParser::Upstream.read(reply) == Some(Grade::Complete));
    let asked = if is_split { replies } else { &replies[..1] };
    let labels: Result<Vec<String>, Stop> = asked
        .iter()
        .enumerate()
        .map(|(trial, reply)| {
            let question = Question::Summary { item, trial };
            let values = [("subgoal", goal.details.as_str()), ("explanation", reply)];
            let prompt = || format(&own_text("error_analysis.summarise"), &values);
            let shape = shape("error_summarization_output_schema", &["error_type", "explanation"]);
            let answer = ask_json(hearing, &question, shape, prompt)?;
            label(&answer, "error_type", Fault::Summarise)
        })
        .collect();
    let mut labels = labels?;
    if !is_split {
        return Ok(labels.swap_remove(0));
    }
    let list = dumps_value(&labels.into_iter().map(PyValue::from).collect::<Vec<_>>().into());
    let values = [("subgoal", goal.details.as_str()), ("error_types", &list)];
    let prompt = || format(&own_text("error_analysis.majority"), &values);
    let shape = shape("majority_vote_output_schema", &["most_probable_error_type"]);
    let answer = ask_json(hearing, &Question::Majority { item }, shape, prompt)?;
    label(&answer, "most_probable_error_type", Fault::Majority)
}

/// The clusters' labels and the numbers of the failed sub-goals in each.
fn clusters(
    hearing: &Hearing,
    failed: &[AnalysedSubGoal],
) -> Result<Vec<(String, Vec<usize>)>, Stop> {
    let labels = failed.iter().enumerate().map(|(at, item)| {
        (at.to_string(), PyValue::from(item.base_error.clone().unwrap_or_default()))
    });
    let labels = dumps_indented(&labels.collect::<Map>().into());
    let mut goals: Vec<PyValue> = Vec::new();
    for item in failed {
        let goal = PyValue::from(item.subgoal_validation.details.as_str());
        if !goals.contains(&goal) {
            goals.push(goal);
        }
    }
    let goals = dumps_indented(&goals.into());
    let values = [("error_types", labels.as_str()), ("subgoals", &goals)];
    let prompt = || format(&own_text("error_analysis.clusters"), &values);
    let answer = ask_json(hearing, &Question::Clusters, clusters_shape(), prompt)?;
    let text = "The clustering has no list of clusters.";
    let list = answer.get("clusters").and_then(PyValue::as_list);
    let list = list.ok_or_else(|| JudgeError::tool(Fault::BadReplyFormat, text))?;
    let mut found = Vec::new();
    for cluster in list {
        let name = label(cluster, "cluster_label", Fault::BadReplyFormat)?;
        let ids = cluster.get("error_ids").and_then(PyValue::as_list).unwrap_or_default();
        let id = |id: &PyValue| id.text().trim_matches(is_space).parse::<usize>().ok();
        found.push((name, ids.iter().filter_map(id).collect()));
    }
    Ok(found)
}

fn label(answer: &PyValue, key: &str, fault: Fault) -> Result<String, Stop> {
    let text = answer.get(key).map(|text| text.text().trim_matches(is_space).to_owned());
    let missing = || JudgeError::tool(fault, format!("The reply has no {key}."));
    Ok(text.ok_or_else(missing)?)
}

/// Asks for JSON until it is some.
fn ask_json(
    hearing: &Hearing,
    question: &Question,
    shape: AnswerShape,
    prompt: impl Fn() -> Result<String, JudgeError>,
) -> Result<PyValue, Stop> {
    for attempt in 0..ATTEMPTS {
        let shape = Some(shape.clone());
        for reply in hearing.ask_shaped(question, attempt, 1, shape, &prompt)? {
            if reply.status != 200 {
                let reason = reply.error_message.as_deref().unwrap_or("no reason was given");
                let text = format!("The model could not be asked: {} {reason}", reply.status);
                return Err(JudgeError::tool(Fault::ClientRequest, text).into());
            }
            // Control characters may stand in its strings.
            let parsed = reply.completion.as_deref().map(loads_lenient);
            if let Some(Ok(answer)) = parsed {
                return Ok(answer);
            }
        }
    }
    let text = format!("The reply could not be read as JSON in {ATTEMPTS} attempts.");
    Err(JudgeError::tool(Fault::JsonDecode, text).into())
}

/// An object of texts.
fn shape(name: &str, fields: &[&str]) -> AnswerShape {
    let properties = fields.iter().map(|field| ((*field).to_owned(), json!({ "type": "string" })));
    object(name, properties.collect(), fields)
}

fn clusters_shape() -> AnswerShape {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let fields = ["cluster_label", "error_types", "error_ids"];
    let cluster = json!({
        "type": "object",
        "properties": { "cluster_label": { "type": "string" }, "error_types": texts, "error_ids": texts },
        "required": fields,
        "additionalProperties": false,
    });
    let clusters = json!({ "type": "array", "items": cluster });
    let properties = [("clusters".to_owned(), clusters)].into_iter().collect();
    object("clustering_output_schema", properties, &["clusters"])
}

fn object(name: &str, properties: serde_json::Map<String, Value>, fields: &[&str]) -> AnswerShape {
    let schema = json!({
        "type": "object",
        "properties": properties,
        "required": fields,
        "additionalProperties": false,
    });
    AnswerShape { name: name.to_owned(), schema }
}
