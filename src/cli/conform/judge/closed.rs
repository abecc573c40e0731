//! Recorded values of everything that asks no judge, and of the error analysis.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::json;

use super::cases::{number, same_error};
use super::parse;
use crate::cli::conform::record::{Mismatch, same, same_bits};
use crate::judge::{
    self, Adapter, AgentDialogueTrace, AnalysedSubGoal, ErrorAnalysisRun, ExactMatch, GradeParser,
    JudgeError, JudgeReply, JudgedSample, JudgedSubGoal, Next, RegexMode, Tokens, Trials, Wave,
};
use crate::llm::ChatRequest;
use crate::python::PyValue;
use crate::python::shared::{Map, loads};

#[derive(Deserialize)]
struct Record {
    kind: String,
    #[serde(rename = "in")]
    input: PyValue,
    #[serde(default)]
    out: PyValue,
    #[serde(default)]
    error: PyValue,
}

#[derive(Deserialize)]
struct Dialogue {
    trace: AgentDialogueTrace,
}

#[derive(Deserialize)]
struct SubGoals {
    subgoal_validations: Vec<JudgedSubGoal>,
}

#[derive(Deserialize)]
struct Samples {
    data_samples: Vec<JudgedSample>,
}

/// Compares one value.
pub fn check(line: &str) -> Result<(), Mismatch> {
    let record: Record = parse(line)?;
    let found = match compute(&record) {
        None => return Err(Mismatch::unreadable(format!("there is no kind {:?}", record.kind))),
        Some(found) => found?,
    };
    match found {
        Err(found) if record.error.is_truthy() => same_error(&record.error, &found),
        Err(found) => same("result", &record.out.repr(), &found.message()),
        Ok(found) if record.error.is_truthy() => {
            same("result", &record.error.repr(), &found.repr())
        }
        Ok(found) => same_value(&record, &found),
    }
}

fn same_value(record: &Record, found: &PyValue) -> Result<(), Mismatch> {
    let near = |one: &PyValue, other: &PyValue| {
        one.is_none() && other.is_none() || (number(one) - number(other)).abs() <= 1e-12
    };
    match (&record.out, found) {
        (PyValue::Float(expected), PyValue::Float(found)) => same_bits("out", *expected, *found),
        (PyValue::Int(_), PyValue::Float(found)) => same_bits("out", number(&record.out), *found),
        (expected, found) if record.kind == "statistic_analysis" => {
            let alike = ["judge_expectation", "judge_std"].iter().all(|field| {
                let none = PyValue::None;
                let (one, other) = (expected.get(field), found.get(field));
                near(one.unwrap_or(&none), other.unwrap_or(&none))
            });
            if alike { Ok(()) } else { same("out", &expected.repr(), &found.repr()) }
        }
        (expected, found) => same("out", &expected.repr(), &found.repr()),
    }
}

type Computed = Result<Result<PyValue, JudgeError>, Mismatch>;

/// The value of this build; none for an unknown kind.
fn compute(record: &Record) -> Option<Computed> {
    let input = &record.input;
    let float = |found: Result<f64, JudgeError>| Ok(found.map(PyValue::Float));
    let count = |found: Result<u64, JudgeError>| Ok(found.map(|count| PyValue::Int(count.into())));
    let of = |key: &str| input.get(key).cloned().unwrap_or_default();
    let text = |key: &str| of(key).as_str().unwrap_or_default().to_owned();
    let turns = || again::<Dialogue>(input).map(|dialogue| dialogue.trace);
    let on_turns = |compute: fn(&[judge::TurnTrace]) -> Result<PyValue, JudgeError>| {
        turns().map(|trace| compute(trace.turns()))
    };
    Some(match record.kind.as_str() {
        "pass_at_k" => float(passes(input, Trials::pass_at_k)),
        "pass_hat_k" => float(passes(input, Trials::pass_hat_k)),
        "auc" => float(judge::auc(&numbers(&of("progress")))),
        "ppt" => float(judge::ppt(&numbers(&of("progress")))),
        "total_latency" => on_turns(|turns| judge::total_latency(turns).map(PyValue::Float)),
        "average_latency" => on_turns(|turns| judge::average_latency(turns).map(PyValue::Float)),
        "input_tokens" => {
            turns().and_then(|trace| count(judge::tokens(trace.turns(), Tokens::Input)))
        }
        "output_tokens" => {
            turns().and_then(|trace| count(judge::tokens(trace.turns(), Tokens::Output)))
        }
        "reasoning_tokens" => {
            turns().and_then(|trace| count(judge::tokens(trace.turns(), Tokens::Reasoning)))
        }
        "total_tokens" => turns().and_then(|trace| count(judge::total_tokens(trace.turns()))),
        "tool_call_count" => turns().and_then(|trace| count(judge::tool_call_count(trace.turns()))),
        "statistic_analysis" => again::<SubGoals>(input).map(|goals| statistic(&goals)),
        "exact_match" => {
            let flag = |key: &str| of("config").get(key).is_none_or(PyValue::is_truthy);
            let how = ExactMatch { trim: flag("trim"), case_sensitive: flag("case_sensitive") };
            Ok(Ok(PyValue::Bool(how.matches(&text("candidate"), &text("ground_truth")))))
        }
        "regex_match" => {
            let config = of("config");
            let is_full = config.get("mode").and_then(PyValue::as_str) == Some("full");
            let mode = if is_full { RegexMode::Full } else { RegexMode::Substring };
            let found = judge::regex_match(&text("candidate"), &text("pattern"), mode);
            Ok(found.map(PyValue::Bool))
        }
        "majority_of_counts" => {
            let counts = of("counts");
            let counts = counts.as_map().into_iter().flatten();
            let counts = counts.map(|(key, count)| (&**key, count.as_i64().unwrap_or(0)));
            Ok(Ok(judge::majority_of_counts(counts).map_or(PyValue::None, PyValue::from)))
        }
        "adapter_tau2bench" => Ok(Adapter::Tau2Bench.read(input).map(|trace| written(&trace))),
        "adapter_toolsandbox" => Ok(Adapter::ToolSandbox.read(input).map(|trace| written(&trace))),
        "error_analysis" => again::<Samples>(input).map(|samples| analyse(samples.data_samples)),
        _ => return None,
    })
}

fn passes(
    input: &PyValue,
    number: fn(Trials, &[i64]) -> Result<f64, JudgeError>,
) -> Result<f64, JudgeError> {
    let config = input.get("config").cloned().unwrap_or_default();
    let scores = input.get("scores").and_then(PyValue::as_list).unwrap_or_default();
    let scores: Vec<i64> = scores.iter().filter_map(PyValue::as_i64).collect();
    number(Trials::from_config(&config)?, &scores)
}

fn statistic(goals: &SubGoals) -> Result<PyValue, JudgeError> {
    let texts: Vec<&[String]> =
        goals.subgoal_validations.iter().map(|goal| goal.explanations.as_slice()).collect();
    judge::judge_statistic(&texts, GradeParser::Upstream).map(|found| written(&found))
}

/// Lets the analysis run with the model that the records were made with.
fn analyse(samples: Vec<JudgedSample>) -> Result<PyValue, JudgeError> {
    let mut run = ErrorAnalysisRun::new(samples, ChatRequest::default());
    let mut requests = BTreeMap::<String, i64>::new();
    let analysis = loop {
        match run.next_wave() {
            Next::Done(analysis) => break analysis?,
            Next::Ask(wave) => {
                let name = wave.request.answer.as_ref().map(|shape| shape.name.clone());
                *requests.entry(name.unwrap_or_default()).or_default() += 1;
                run.answer(&wave, [JudgeReply::said(scripted(&wave))]);
            }
        }
    };
    let triple = |item: &AnalysedSubGoal| {
        let error = item.base_error.clone().map_or(PyValue::None, PyValue::from);
        let details = PyValue::from(item.subgoal_validation.details.as_str());
        PyValue::from(vec![item.data_sample_id.clone(), details, error])
    };
    let triples =
        |items: &[AnalysedSubGoal]| PyValue::from(items.iter().map(triple).collect::<Vec<_>>());
    let clusters = &analysis.analyzed_validations_clustered_by_errors;
    let clusters = clusters.iter().map(|(label, items)| (label.clone(), triples(items)));
    // As recorded: in the order in which the kinds of requests are made.
    let order = [
        "error_summarization_output_schema",
        "majority_vote_output_schema",
        "clustering_output_schema",
    ];
    let requests = order
        .iter()
        .filter_map(|name| requests.get(*name).map(|count| (*name, PyValue::from(*count))));
    let fields = [
        ("clusters", clusters.collect::<Map>().into()),
        ("completed", triples(&analysis.completed_subgoal_validations)),
        ("requests", requests.collect::<Map>().into()),
    ];
    Ok(fields.into_iter().collect::<Map>().into())
}

/// The model of the records: a function of what the prompt holds.
fn scripted(wave: &Wave) -> String {
    let prompt = wave.prompt();
    let section = |title: &str| {
        let rest = prompt.split_once(&format!("[{title}]:\n")).map_or("", |(_, rest)| rest);
        rest.split_once("\n***").map_or(rest, |(text, _)| text).to_owned()
    };
    match wave.request.answer.as_ref().map(|shape| shape.name.as_str()) {
        Some("error_summarization_output_schema") => {
            let length = section("Judge Explanation").chars().count();
            json!({ "error_type": format!(" E{} ", length % 3), "explanation": "x" }).to_string()
        }
        Some("majority_vote_output_schema") => {
            let labels: Vec<String> =
                serde_json::from_str(&section("Error Types")).unwrap_or_default();
            let mut counts = BTreeMap::<String, i64>::new();
            for label in labels {
                *counts.entry(label).or_default() += 1;
            }
            let counts = counts.iter().map(|(label, count)| (label.as_str(), *count));
            json!({ "most_probable_error_type": judge::majority_of_counts(counts) }).to_string()
        }
        _ => {
            let labels: IndexMap<String, String> =
                serde_json::from_str(section("Error Types").trim()).unwrap_or_default();
            let mut groups = BTreeMap::<String, Vec<String>>::new();
            for (id, label) in labels {
                groups.entry(label).or_default().push(id);
            }
            let clusters: Vec<_> = groups
                .into_iter()
                .enumerate()
                .map(|(at, (label, mut ids))| {
                    ids.extend((at == 0).then(|| "999".to_owned()));
                    json!({ "cluster_label": format!("cluster {label}"), "error_types": [label], "error_ids": ids })
                })
                .collect();
            json!({ "clusters": clusters }).to_string()
        }
    }
}

fn numbers(list: &PyValue) -> Vec<f64> {
    list.as_list().unwrap_or_default().iter().map(number).collect()
}

/// The same value as what it stands for.
fn again<T: serde::de::DeserializeOwned>(value: &PyValue) -> Result<T, Mismatch> {
    parse(&serde_json::to_string(value).map_err(Mismatch::unreadable)?)
}

fn written(value: &impl serde::Serialize) -> PyValue {
    let json = serde_json::to_string(value).unwrap_or_default();
    loads(&json).unwrap_or_default()
}
