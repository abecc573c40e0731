//! Results files: rows of episodes as the original writes them, and what such a file's conversations did.
//!
//! Source: tau-bench, `tau_bench/run.py`, `types.py`; the published `historical_trajectories`.

use crate::agent::support::agent::{AgentError, AgentKind, read_action};
use crate::agent::support::chat::Reply;
use crate::agent::support::metrics::Score;
use crate::env::support::{Action, Task, Turn};
use crate::llm::ToolCall;
use crate::python::float_repr;
use crate::python::shared::ops::Number;
use crate::python::shared::{Map, PyValue, Text, dumps_indented, loads};

/// An episode in a results file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow {
    /// The number of its task.
    pub task_id: i64,
    /// What it earned, as it stands in the file.
    pub reward: PyValue,
    /// Its task, where the last observation came from, why the reward is what it is; or the error that ended it.
    pub info: PyValue,
    /// The agent's conversation; empty for one that failed.
    pub traj: Vec<PyValue>,
    /// Which trial of the task it was.
    pub trial: i64,
}

/// A file that is no list of results.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResultsError {
    /// It is no JSON.
    #[error("the file is no JSON: {0}")]
    Json(String),
    /// It is JSON of something else.
    #[error("the file is no list of results of tau-bench")]
    NoList,
    /// A row lacks something.
    #[error("row {row} has no {field}")]
    Row {
        /// Which, counted from 0.
        row: usize,
        /// What it lacks.
        field: &'static str,
    },
}

/// What one turn of an agent did, and what it saw then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedStep {
    /// What it did.
    pub action: Action,
    /// What it saw: a tool's result, or the customer's words.
    pub observation: Text,
}

impl ResultRow {
    /// The row of an episode that failed for good.
    pub fn failed(task_id: i64, trial: i64, error: &str) -> Self {
        let mut info = Map::with_capacity(2);
        info.set("error", error);
        // There is no Python stack to show.
        info.set("traceback", error);
        Self { task_id, reward: 0.0.into(), info: info.into(), traj: Vec::new(), trial }
    }

    /// What counts of it.
    pub fn score(&self) -> Score {
        let reward = Number::of(&self.reward).and_then(|reward| reward.to_f64().ok());
        Score { task_id: self.task_id, trial: self.trial, reward: reward.unwrap_or(0.0) }
    }

    /// The task that stands in the row.
    pub fn task(&self) -> Option<Task> {
        Task::read(self.info.get("task")?).ok()
    }

    /// The error that ended the episode.
    pub fn error(&self) -> Option<&str> {
        self.info.get("error")?.as_str()
    }

    /// The customer's first words.
    pub fn first_words(&self) -> Option<&str> {
        let mut users = self.traj.iter().filter(|message| role(message) == Some("user"));
        users.next()?.get("content")?.as_str()
    }

    /// What the agent did, turn by turn.
    ///
    /// # Errors
    ///
    /// A turn that is no action.
    pub fn steps(&self) -> Result<Vec<RecordedStep>, AgentError> {
        let kind = self.kind();
        let mut steps = Vec::new();
        for (at, message) in self.traj.iter().enumerate() {
            if role(message) != Some("assistant") {
                continue;
            }
            let action = read_action(kind, &reply(message))?;
            let answer = self.traj.get(at + 1).and_then(|answer| answer.get("content")?.as_str());
            let answer = answer.unwrap_or_default();
            let prefix = if kind.is_text() && !action.is_respond() { "API output: " } else { "" };
            let answer = answer.strip_prefix(prefix).unwrap_or(answer);
            steps.push(RecordedStep { action, observation: answer.into() });
        }
        Ok(steps)
    }

    /// The episode as an environment takes it: the customer's words and the agent's actions, turn by turn.
    ///
    /// # Errors
    ///
    /// A turn of the agent that is no action.
    pub fn turns(&self) -> Result<Vec<Turn>, AgentError> {
        let Some(first) = self.first_words() else { return Ok(Vec::new()) };
        let mut turns = vec![Turn::Customer(first.into())];
        let is_unanswered = self.traj.last().and_then(role) == Some("assistant");
        let steps = self.steps()?;
        let count = steps.len();
        for (at, RecordedStep { action, observation }) in steps.into_iter().enumerate() {
            let is_answered = action.is_respond() && !(is_unanswered && at + 1 == count);
            turns.push(Turn::Agent(action));
            turns.extend(is_answered.then_some(Turn::Customer(observation)));
        }
        Ok(turns)
    }

    /// How the agent said what it did.
    fn kind(&self) -> AgentKind {
        let system = self.traj.first().and_then(|message| message.get("content")?.as_str());
        let in_text = system.is_some_and(|system| system.contains("\n#Available tools\n"));
        if in_text { AgentKind::React } else { AgentKind::ToolCalling }
    }

    fn to_value(&self) -> PyValue {
        let mut row = Map::with_capacity(5);
        row.set("task_id", self.task_id);
        row.set("reward", self.reward.clone());
        row.set("info", self.info.clone());
        row.set("traj", self.traj.clone());
        row.set("trial", self.trial);
        row.into()
    }
}

fn role(message: &PyValue) -> Option<&str> {
    message.get("role")?.as_str()
}

/// The reply of a message, if it is an agent's.
pub(super) fn reply_of(message: &PyValue) -> Option<Reply> {
    (role(message) == Some("assistant")).then(|| reply(message))
}

fn reply(message: &PyValue) -> Reply {
    let calls = message.get("tool_calls").and_then(PyValue::as_list).unwrap_or_default();
    let text = |of: &PyValue, name: &str| {
        of.get(name).and_then(PyValue::as_str).unwrap_or_default().to_owned()
    };
    let call = |call: &PyValue| {
        let function = call.get("function")?;
        Some(ToolCall {
            id: text(call, "id"),
            name: text(function, "name"),
            arguments: text(function, "arguments"),
        })
    };
    let content = message.get("content").and_then(PyValue::as_str).map(str::to_owned);
    Reply { content, calls: calls.iter().filter_map(call).collect() }
}

/// A results file.
pub fn write_results(rows: &[ResultRow]) -> String {
    dumps_indented(&rows.iter().map(ResultRow::to_value).collect::<Vec<_>>().into())
}

/// The rows of a results file, one of the published ones included.
///
/// # Errors
///
/// The file is something else.
pub fn read_results(text: &str) -> Result<Vec<ResultRow>, ResultsError> {
    let value = loads(text).map_err(|error| ResultsError::Json(error.to_string()))?;
    let rows = value.as_list().ok_or(ResultsError::NoList)?;
    rows.iter().enumerate().map(|(at, row)| read_row(at, row)).collect()
}

fn read_row(row: usize, value: &PyValue) -> Result<ResultRow, ResultsError> {
    let field = |field: &'static str| value.get(field).ok_or(ResultsError::Row { row, field });
    let number = |name: &'static str| match field(name)? {
        PyValue::Int(number) => {
            number.to_string().parse().map_err(|_| ResultsError::Row { row, field: name })
        }
        _ => Err(ResultsError::Row { row, field: name }),
    };
    let traj = field("traj")?.as_list().ok_or(ResultsError::Row { row, field: "traj" })?;
    Ok(ResultRow {
        task_id: number("task_id")?,
        reward: field("reward")?.clone(),
        info: field("info")?.clone(),
        traj: traj.to_vec(),
        trial: number("trial")?,
    })
}

/// The name of a run's results file; `stamp` is the time as `MMDDhhmmss`.
pub fn file_name(run: &super::RunConfig, stamp: &str) -> String {
    let model = run.model.rsplit('/').next().unwrap_or_default();
    let end = run.end_index.map_or_else(|| "-1".to_owned(), |end| end.to_string());
    format!(
        "{}-{model}-{}_range_{}-{end}_user-{}-{}_{stamp}.json",
        run.agent_strategy,
        float_repr(run.temperature),
        run.start_index,
        run.user_model,
        run.user_strategy
    )
}
