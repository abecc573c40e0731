//! What is judged: a sample with its sub-goals, and the dialogue that an agent led.
//!
//! A turn is one message of the user, the agent's steps and its final response. Turns count from 0, what is shown counts from 1.
//! Field names are upstream's. Source: agent-inspect, `models`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::python::PyValue;

/// A task and what of it can be checked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EvaluationSample {
    /// What the agent has to reach.
    #[serde(default)]
    pub sub_goals: Vec<SubGoal>,
    /// Its name.
    #[serde(default)]
    pub id: Option<PyValue>,
    /// The tools that it has to call.
    #[serde(default)]
    pub expected_tool_calls: Option<Vec<ExpectedToolCall>>,
    /// The user's whole task, where the user was simulated.
    #[serde(default)]
    pub user_instruction: Option<String>,
}

/// One checkable part of a task; also called a grading note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubGoal {
    /// What must hold, in words.
    #[serde(default)]
    pub details: String,
    /// Its kind; data files say `gradingNotes`.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// After which turn it must hold, in static dialogues.
    #[serde(default)]
    pub turn: Option<TurnLabel>,
}

/// Names a turn, or says something else in its place, such as `all`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TurnLabel {
    /// A turn, from 0.
    Index(i64),
    /// A word.
    Word(String),
}

impl TurnLabel {
    /// Whether it names this turn.
    pub fn is(&self, turn: usize) -> bool {
        matches!(self, Self::Index(index) if usize::try_from(*index) == Ok(turn))
    }
}

/// A tool that the agent has to call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExpectedToolCall {
    /// Its name.
    #[serde(default)]
    pub tool: String,
    /// The arguments that matter.
    #[serde(default)]
    pub expected_parameters: Option<Vec<ToolInputParameter>>,
    /// What it has to return.
    #[serde(default)]
    pub expected_output: Option<ToolOutput>,
    /// In which turn.
    #[serde(default)]
    pub turn: Option<TurnLabel>,
}

/// An argument of a tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ToolInputParameter {
    /// Its name.
    pub name: String,
    /// Its value.
    #[serde(default)]
    pub value: PyValue,
    /// What must hold of it, in words for the judge, in place of a value.
    #[serde(default)]
    pub check: Option<String>,
}

/// What a tool has to return.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ToolOutput {
    /// The value.
    #[serde(default)]
    pub value: PyValue,
    /// What must hold of it, in words for the judge, in place of a value.
    #[serde(default)]
    pub check: Option<String>,
}

/// A dialogue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AgentDialogueTrace {
    /// Its turns.
    #[serde(default)]
    pub turns: Option<Vec<TurnTrace>>,
}

impl AgentDialogueTrace {
    /// Its turns; none where there are none.
    pub fn turns(&self) -> &[TurnTrace] {
        self.turns.as_deref().unwrap_or_default()
    }
}

/// One turn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TurnTrace {
    /// Its name.
    #[serde(default)]
    pub id: String,
    /// What the user said.
    #[serde(default)]
    pub agent_input: String,
    /// What the agent said in the end.
    #[serde(default)]
    pub agent_response: Option<AgentResponse>,
    /// The turn before it.
    #[serde(default)]
    pub from_id: Option<String>,
    /// What the agent did.
    #[serde(default)]
    pub steps: Option<Vec<TraceStep>>,
    /// How long it took.
    #[serde(default)]
    pub latency_in_ms: Option<f64>,
}

/// What an agent said at the end of a turn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AgentResponse {
    /// The words.
    #[serde(default)]
    pub response: PyValue,
    /// The status of the call to the agent.
    #[serde(default)]
    pub status_code: Option<String>,
}

/// One thing that an agent did or thought.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TraceStep {
    /// Its name.
    #[serde(default)]
    pub id: String,
    /// The steps that it follows.
    #[serde(default)]
    pub parent_ids: Vec<String>,
    /// The tool that was called.
    #[serde(default)]
    pub tool: Option<String>,
    /// With which arguments.
    #[serde(default)]
    pub tool_input_args: Option<Vec<ToolInputParameter>>,
    /// What the tool returned.
    #[serde(default)]
    pub tool_output: PyValue,
    /// What the agent thought.
    #[serde(default)]
    pub agent_thought: Option<String>,
    /// Tokens read.
    #[serde(default)]
    pub input_token_consumption: Option<u64>,
    /// Tokens written.
    #[serde(default)]
    pub output_token_consumption: Option<u64>,
    /// Tokens thought.
    #[serde(default)]
    pub reasoning_token_consumption: Option<u64>,
}

/// The first argument's place and the last value of each name: a dict that was filled with them.
pub(super) fn by_name(arguments: &[ToolInputParameter]) -> indexmap::IndexMap<&str, &PyValue> {
    arguments.iter().map(|argument| (argument.name.as_str(), &argument.value)).collect()
}

impl fmt::Display for SubGoal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.details)
    }
}
