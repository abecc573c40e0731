//! The sub-goals that records are judged by, and the tasks that users talk about.

use std::path::Path;

use super::records::{again, text_of};
use crate::judge::{EvaluationSample, SubGoal};
use crate::python::PyValue;
use crate::python::shared::loads;

/// The tasks' sub-goals, by the tasks' names where they have some, and those that hold for every record.
#[derive(Debug, Default)]
pub struct Samples {
    tasks: Vec<EvaluationSample>,
    all: Vec<SubGoal>,
}

impl Samples {
    /// Reads a file, if one is named: evaluation samples, a list of sub-goals, or a line of words for each sub-goal. `words` are
    /// sub-goals of every record.
    ///
    /// # Errors
    ///
    /// What is wrong with the file.
    pub fn new(path: Option<&Path>, words: &[String]) -> Result<Self, String> {
        let of = |details: &String| SubGoal { details: details.clone(), ..SubGoal::default() };
        let mut samples = Self { tasks: Vec::new(), all: words.iter().map(of).collect() };
        if let Some(path) = path {
            samples.tasks = read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(samples)
    }

    /// The sample of a record: the one of its name, the only one, or the record's `own`, with the sub-goals of every record. None
    /// without a sub-goal and without a tool that has to be called.
    pub fn of(&self, id: Option<&str>, own: Option<&EvaluationSample>) -> Option<EvaluationSample> {
        let named = |sample: &&EvaluationSample| {
            sample.id.as_ref().is_some_and(|name| Some(name.text().as_str()) == id)
        };
        let found = match &self.tasks[..] {
            [one] => Some(one),
            many => many.iter().find(named),
        };
        let mut sample = found.or(own).cloned().unwrap_or_default();
        sample.sub_goals.extend_from_slice(&self.all);
        let is_empty = sample.sub_goals.is_empty() && sample.expected_tool_calls.is_none();
        (!is_empty).then_some(sample)
    }
}

fn read(path: &Path) -> Result<Vec<EvaluationSample>, String> {
    let text = text_of(path).map_err(|error| error.to_string())?;
    parse(&text)
}

/// The samples in a file's text.
///
/// # Errors
///
/// A field of the wrong kind.
pub fn parse(text: &str) -> Result<Vec<EvaluationSample>, String> {
    let of_goals = |sub_goals| vec![EvaluationSample { sub_goals, ..EvaluationSample::default() }];
    let Ok(value) = loads(text) else {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let goal = |details: &str| SubGoal { details: details.to_owned(), ..SubGoal::default() };
        return Ok(of_goals(lines.map(goal).collect()));
    };
    let list = value.as_list().unwrap_or(std::slice::from_ref(&value));
    let is_sample = |value: &PyValue| {
        ["metadata", "sub_goals", "input"].iter().any(|key| value.get(key).is_some())
    };
    if list.iter().all(is_sample) {
        return list.iter().map(sample).collect();
    }
    list.iter().map(sub_goal).collect::<Result<_, _>>().map(of_goals)
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

/// What a simulated user talks about.
#[expect(clippy::struct_field_names, reason = "a task has a task in words")]
#[derive(Clone, Debug)]
pub struct Task {
    /// The sample's name.
    pub id: String,
    /// What it is judged by.
    pub sample: EvaluationSample,
    /// What the user wants.
    pub task: String,
    /// When it is content.
    pub check: String,
}

impl Task {
    /// A task in words.
    pub fn new(task: &str, check: &str) -> Self {
        let id = "task".to_owned();
        let sample = EvaluationSample {
            id: Some(id.as_str().into()),
            user_instruction: Some(task.to_owned()),
            ..EvaluationSample::default()
        };
        Self { id, sample, task: task.to_owned(), check: check.to_owned() }
    }

    /// Adds sub-goals in words.
    pub fn add_goals(&mut self, words: &[String]) {
        let of = |details: &String| SubGoal { details: details.clone(), ..SubGoal::default() };
        self.sample.sub_goals.extend(words.iter().map(of));
    }
}

/// The tasks in a file of evaluation samples; `check` holds where a sample names no end.
///
/// # Errors
///
/// The file cannot be read, or a sample in it has no task or no end.
pub fn tasks(path: &Path, check: Option<&str>) -> Result<Vec<Task>, String> {
    let here = |error: String| format!("{}: {error}", path.display());
    let text = text_of(path).map_err(|error| here(error.to_string()))?;
    let value = loads(&text).map_err(|error| here(error.to_string()))?;
    let list = value.as_list().unwrap_or(std::slice::from_ref(&value));
    let task = |(at, value): (usize, &PyValue)| {
        let found = sample(value)?;
        let id = found.id.as_ref().map_or_else(|| (at + 1).to_string(), PyValue::text);
        let input = value.get("input").and_then(PyValue::as_list).and_then(<[_]>::first);
        let own = input.and_then(|input| input.get("terminating_condition"));
        let own = own.filter(|own| own.is_truthy()).map(PyValue::text);
        let check = own.or_else(|| check.map(str::to_owned));
        let check =
            check.ok_or_else(|| format!("sample {id} names no end; give one with --until"))?;
        let task = found.user_instruction.clone();
        let task = task.ok_or_else(|| format!("sample {id} has no task for a user"))?;
        Ok(Task { id, sample: found, task, check })
    };
    list.iter().enumerate().map(task).collect::<Result<_, String>>().map_err(here)
}
