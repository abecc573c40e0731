//! Recorded runs of the metrics that ask a judge.

use serde::Deserialize;

use super::parse;
use crate::cli::conform::record::{Mismatch, same, same_bits};
use crate::judge::{
    AgentDialogueTrace, EvaluationSample, Explanations, Job, JudgeError, JudgeOptions, JudgeReply,
    JudgeRun, JudgeWording, Metric, Next, NumericalScore, Scored, Scores, ValidationResult,
};
use crate::llm::ChatRequest;
use crate::python::PyValue;
use crate::python::shared::{Map, loads};

/// One run.
#[derive(Deserialize)]
struct Record {
    metric: String,
    config: PyValue,
    sample: EvaluationSample,
    trace: AgentDialogueTrace,
    replies: Vec<JudgeReply>,
    expect: PyValue,
    waves: Vec<usize>,
    num_requests: usize,
}

/// The prompts of one run.
#[derive(Deserialize)]
pub struct Blocks {
    pub id: String,
    blocks: Vec<Option<String>>,
}

/// What a run came to.
struct Run {
    waves: Vec<usize>,
    prompts: Vec<String>,
    scored: Scored,
}

/// Compares waves and result.
pub fn check(line: &str) -> Result<(), Mismatch> {
    let record: Record = parse(line)?;
    let run = replay(&record, &JudgeWording::default());
    // A configuration that cannot be read is Python's error at the point where it is used.
    let (waves, found) = match run {
        Ok(run) => (run.waves, run.scored.into_iter().next().map(|(_, found)| found)),
        Err(error) => (Vec::new(), Some(Err(error))),
    };
    same("waves", &record.waves, &waves)?;
    same("num_requests", &record.num_requests, &waves.iter().sum())?;
    let found = found.ok_or_else(|| Mismatch::unreadable("its metric is unknown"))?;
    match (record.expect.get("ok"), found) {
        (Some(expected), Ok(found)) => same_scores(expected, &found),
        (None, Err(found)) => {
            let expected = record.expect.get("error").cloned().unwrap_or_default();
            same_error(&expected, &found)
        }
        (Some(_), Err(found)) => same("result", "a score", found.message().as_str()),
        (None, Ok(found)) => {
            let expected = record.expect.get("error").map(PyValue::repr).unwrap_or_default();
            same("result", &expected, &format!("{found:?}"))
        }
    }
}

/// Compares the data that each wave's prompt holds.
pub fn check_blocks(line: &str, recorded: &Blocks, wording: &JudgeWording) -> Result<(), Mismatch> {
    let record: Record = parse(line)?;
    let prompts = replay(&record, wording).map(|run| run.prompts).unwrap_or_default();
    let blocks = recorded.blocks.iter().flatten().collect::<Vec<_>>();
    same("number of prompts", &blocks.len(), &prompts.len())?;
    for (at, (expected, prompt)) in blocks.into_iter().zip(&prompts).enumerate() {
        let block = prompt
            .split_once("[BEGIN DATA]\n")
            .and_then(|(_, rest)| rest.rsplit_once("[END DATA]").map(|(block, _)| block));
        let found = block.unwrap_or(prompt);
        same("block", expected.as_str(), found).map_err(|wrong| wrong.at_step(at + 1))?;
    }
    Ok(())
}

/// Lets the metric run, the recorded replies in their order.
fn replay(record: &Record, wording: &JudgeWording) -> Result<Run, JudgeError> {
    let job = Job {
        sample: record.sample.clone(),
        trace: record.trace.clone(),
        options: JudgeOptions::from_config(&record.config)?,
    };
    let metrics: Vec<Metric> = record.metric.parse().into_iter().collect();
    let mut run = JudgeRun::new(job, &metrics, wording.clone(), ChatRequest::default());
    let mut replies = record.replies.iter();
    let (mut waves, mut prompts) = (Vec::new(), Vec::new());
    loop {
        match run.next_wave() {
            Next::Done(scored) => return Ok(Run { waves, prompts, scored }),
            Next::Ask(wave) => {
                waves.push(wave.count);
                prompts.push(wave.prompt().to_owned());
                let raises = replies.as_slice().first().is_some_and(|reply| reply.raise.is_some());
                let count = if raises { 1 } else { wave.count };
                let mut heard: Vec<_> = replies.by_ref().take(count).cloned().collect();
                // More waves than were recorded show as such, and end.
                if heard.is_empty() {
                    heard.push(JudgeReply {
                        raise: Some("no more replies were recorded".to_owned()),
                        ..JudgeReply::default()
                    });
                }
                run.answer(&wave, heard);
            }
        }
    }
}

/// Compares type, code and message; Python's own errors only have to be some error.
pub fn same_error(expected: &PyValue, found: &JudgeError) -> Result<(), Mismatch> {
    let text = |field: &str| expected.get(field).map(PyValue::text).unwrap_or_default();
    if expected.get("internal_code").is_none_or(PyValue::is_none) {
        return Ok(());
    }
    same("type of the error", text("type").as_str(), found.class.as_str())?;
    let code = found.code.map(|code| code.to_string()).unwrap_or_default();
    same("code of the error", &text("internal_code"), &code)?;
    same("message of the error", &text("message"), &found.message())
}

fn same_scores(expected: &PyValue, found: &Scores) -> Result<(), Mismatch> {
    match (expected, found) {
        (PyValue::List(expected), Scores::Turns(found)) => {
            same("number of scores", &expected.len(), &found.len())?;
            for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
                same_score(expected, found).map_err(|wrong| wrong.at_step(at + 1))?;
            }
            Ok(())
        }
        (PyValue::Map(_), Scores::One(found)) => same_score(expected, found),
        _ => same("result", &expected.repr(), &format!("{found:?}")),
    }
}

fn same_score(expected: &PyValue, found: &NumericalScore) -> Result<(), Mismatch> {
    let none = PyValue::None;
    let field = |name: &str| expected.get(name).unwrap_or(&none);
    same_bits("score", number(field("score")), found.score)?;
    let sub_scores = match &found.sub_scores {
        None => PyValue::None,
        Some(scores) => {
            let scores = scores.iter().map(|(name, score)| (name, PyValue::Float(*score)));
            scores.collect::<Map>().into()
        }
    };
    // The text shows the order of the keys too.
    same("sub_scores", &as_floats(field("sub_scores")).repr(), &sub_scores.repr())?;
    let explanations = found.explanations.as_ref().map_or(PyValue::None, written);
    same("explanations", &field("explanations").repr(), &explanations.repr())?;
    if let Some(expected) = expected.get("validation_results") {
        let found = found.validation_results.as_deref();
        let found = found.map(|list| list.iter().map(result).collect::<Vec<_>>());
        let found = found.map_or(PyValue::None, PyValue::from);
        same("validation_results", &expected.repr(), &found.repr())?;
    }
    Ok(())
}

fn result(result: &ValidationResult) -> PyValue {
    let texts = result.explanations.iter().map(|text| PyValue::from(text.as_str()));
    let fields = [
        ("is_completed", PyValue::Bool(result.is_completed)),
        ("details", PyValue::from(result.about())),
        ("explanations", texts.collect::<Vec<_>>().into()),
    ];
    fields.into_iter().collect::<Map>().into()
}

fn written(explanations: &Explanations) -> PyValue {
    let json = serde_json::to_string(explanations).unwrap_or_default();
    loads(&json).unwrap_or_default()
}

fn as_floats(map: &PyValue) -> PyValue {
    match map {
        PyValue::Map(map) => {
            let floats = map.iter().map(|(name, value)| (name, PyValue::Float(number(value))));
            floats.collect::<Map>().into()
        }
        other => other.clone(),
    }
}

/// A number as a float; not a number for what is none.
pub fn number(value: &PyValue) -> f64 {
    match value {
        PyValue::Float(number) => *number,
        other => other.as_i64().map_or(f64::NAN, |number| number as f64),
    }
}
