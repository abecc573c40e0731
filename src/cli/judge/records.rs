//! What is judged: dialogues in several files' forms, and episodes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::env::World;
use crate::episode::{EpisodeRecord, Replay, Session, Verdict, share};
use crate::judge::{Adapter, AgentDialogueTrace, EvaluationSample, SubGoal};
use crate::python::PyValue;
use crate::python::shared::loads;

/// No file is read further, in bytes.
const MOST_BYTES: u64 = 1 << 28;

/// One record.
pub struct Judged {
    /// A name for it: the file's, with its number if there are several.
    pub name: String,
    /// What finds its sample.
    pub id: Option<String>,
    /// What it is.
    pub what: What,
}

/// What a record is.
pub enum What {
    /// A dialogue, its task if it says so, and the reward that its benchmark gave.
    Dialogue {
        /// What was said and done.
        trace: AgentDialogueTrace,
        /// The task, where the record has one.
        sample: Option<EvaluationSample>,
        /// The benchmark's own reward.
        reward: Option<f64>,
    },
    /// An episode, played again.
    Episode(Box<Session<World>>),
}

/// Reads the records of a file.
pub fn read(path: &Path) -> Result<Vec<Judged>, String> {
    let here = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    if !path.exists()
        && let Some(link) = share::extract(&path.to_string_lossy())
    {
        return Ok(vec![of_link("link", link)?]);
    }
    let text = text_of(path).map_err(|error| here(&error))?;
    let stem = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_lines = [".jsonl", ".jsonl.gz"].iter().any(|end| stem.ends_with(end));
    let texts: Vec<&str> = if is_lines {
        text.lines().filter(|line| !line.trim().is_empty()).collect()
    } else {
        vec![&text]
    };
    let mut found = Vec::new();
    for text in &texts {
        if let Ok(record) = EpisodeRecord::from_json(text) {
            let session = record.open().map_err(|error| here(&error))?;
            let id = format!("{} seed {}", record.world, record.seed);
            found.push((Some(id), What::Episode(Box::new(session))));
            continue;
        }
        let value = match (loads(text), share::extract(text)) {
            (Ok(value), _) => value,
            (Err(_), Some(link)) => {
                let linked = of_link(&stem, link)?;
                found.push((linked.id, linked.what));
                continue;
            }
            (Err(error), None) => return Err(here(&error)),
        };
        found.extend(dialogues(&value).map_err(|error| here(&error))?);
    }
    let is_one = found.len() == 1;
    let named = |(at, (id, what)): (usize, (Option<String>, What))| {
        let name = if is_one { stem.clone() } else { format!("{stem} #{}", at + 1) };
        Judged { name, id, what }
    };
    Ok(found.into_iter().enumerate().map(named).collect())
}

/// Plays a shared link's episode again.
fn of_link(name: &str, link: &str) -> Result<Judged, String> {
    let link = share::decode(link).map_err(|error| format!("{name}: {error}"))?;
    let mut replay = Replay::open(&link).map_err(|error| format!("{name}: {error}"))?;
    let verdict = loop {
        replay.advance(usize::MAX);
        if let Some(verdict) = replay.verdict() {
            break verdict;
        }
    };
    let Verdict::Verified { .. } = verdict else { return Err(format!("{name}: {verdict}")) };
    let session = replay.into_session();
    let id = Some(format!("{} seed {}", link.spec.world.entry().id, session.seed()));
    Ok(Judged { name: name.to_owned(), id, what: What::Episode(Box::new(session)) })
}

fn text_of(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let file = File::open(path)?;
    if path.extension().is_some_and(|ending| ending == "gz") {
        MultiGzDecoder::new(file).take(MOST_BYTES).read_to_string(&mut text)?;
    } else {
        file.take(MOST_BYTES).read_to_string(&mut text)?;
    }
    Ok(text)
}

/// The dialogues in a value: a trace, a case with its sample, turns of messages, rows of τ-bench.
fn dialogues(value: &PyValue) -> Result<Vec<(Option<String>, What)>, String> {
    let id = |value: &PyValue| {
        ["id", "task_id"].iter().find_map(|key| value.get(key)).map(PyValue::text)
    };
    let one = |value: &PyValue, trace, sample, reward| {
        Ok(vec![(id(value), What::Dialogue { trace, sample, reward })])
    };
    if value.get("turns").is_some() {
        return one(value, again(value)?, None, None);
    }
    if let Some(trace) = value.get("trace") {
        let sample = value.get("sample").map(again).transpose()?;
        return one(value, again(trace)?, sample, None);
    }
    if let Some(messages) = value.get("traj") {
        let reward = match value.get("reward") {
            Some(PyValue::Float(reward)) => Some(*reward),
            other => other.and_then(PyValue::as_i64).map(|reward| reward as f64),
        };
        let turns = turns_of(messages);
        let trace = Adapter::ToolSandbox.read(&turns).map_err(|error| error.to_string())?;
        return one(value, trace, None, reward);
    }
    match value.as_list() {
        Some([first, ..]) if first.as_list().is_some() => {
            let trace = Adapter::of(value).read(value).map_err(|error| error.to_string())?;
            one(value, trace, None, None)
        }
        Some(rows) if !rows.is_empty() => {
            let found: Result<Vec<_>, String> = rows.iter().map(dialogues).collect();
            Ok(found?.into_iter().flatten().collect())
        }
        _ => Err("this is neither a dialogue, nor rows of τ-bench, nor an episode".to_owned()),
    }
}

/// Messages in `OpenAI`'s form, cut before each one of the user.
fn turns_of(messages: &PyValue) -> PyValue {
    let mut turns: Vec<Vec<PyValue>> = Vec::new();
    for message in messages.as_list().unwrap_or_default() {
        let role = message.get("role").and_then(PyValue::as_str);
        match turns.last_mut() {
            _ if role == Some("user") => turns.push(vec![message.clone()]),
            Some(turn) => turn.push(message.clone()),
            None => {}
        }
    }
    turns.into_iter().map(PyValue::from).collect::<Vec<_>>().into()
}

/// The tasks' sub-goals, by the tasks' names where they have some.
pub struct Samples(Vec<EvaluationSample>);

impl Samples {
    /// Reads evaluation samples, a list of sub-goals, or a line of words for each sub-goal.
    pub fn read(path: &Path) -> Result<Self, String> {
        let here = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = text_of(path).map_err(|error| here(&error))?;
        let Ok(value) = loads(&text) else {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            let sub_goals: Vec<SubGoal> = lines
                .map(|details| SubGoal { details: details.to_owned(), ..SubGoal::default() })
                .collect();
            return Ok(Self(vec![EvaluationSample { sub_goals, ..EvaluationSample::default() }]));
        };
        let list = value.as_list().unwrap_or(std::slice::from_ref(&value));
        let is_sample = |value: &PyValue| {
            ["metadata", "sub_goals", "input"].iter().any(|key| value.get(key).is_some())
        };
        if list.iter().all(is_sample) {
            let samples: Result<_, String> = list.iter().map(sample).collect();
            return samples.map(Self).map_err(|error| here(&error));
        }
        let sub_goals: Result<_, String> = list.iter().map(sub_goal).collect();
        let sub_goals = sub_goals.map_err(|error| here(&error))?;
        Ok(Self(vec![EvaluationSample { sub_goals, ..EvaluationSample::default() }]))
    }

    /// The sample of a record: the one of its name, or the only one.
    pub fn of(&self, id: Option<&str>) -> Option<&EvaluationSample> {
        let named = |sample: &&EvaluationSample| {
            sample.id.as_ref().is_some_and(|name| Some(name.text().as_str()) == id)
        };
        match &self.0[..] {
            [one] => Some(one),
            many => many.iter().find(named),
        }
    }
}

/// An evaluation sample: upstream's file form, or the model's own fields.
fn sample(value: &PyValue) -> Result<EvaluationSample, String> {
    let Some(metadata) = value.get("metadata") else { return again(value) };
    let goals = metadata.get("subgoals").and_then(PyValue::as_list).unwrap_or_default();
    let sub_goals: Result<_, String> = goals.iter().map(sub_goal).collect();
    let first = value.get("input").and_then(PyValue::as_list).and_then(<[_]>::first);
    let task = first.and_then(|input| input.get("content")).map(PyValue::text);
    let tools = metadata.get("expectedTools").filter(|tools| tools.is_truthy());
    Ok(EvaluationSample {
        sub_goals: sub_goals?,
        id: value.get("id").cloned(),
        expected_tool_calls: tools.map(again).transpose()?,
        user_instruction: task,
    })
}

fn sub_goal(value: &PyValue) -> Result<SubGoal, String> {
    match value {
        PyValue::Str(details) => Ok(SubGoal { details: details.to_string(), ..SubGoal::default() }),
        other => again(other),
    }
}

/// The value as what it stands for.
fn again<T: serde::de::DeserializeOwned>(value: &PyValue) -> Result<T, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}
