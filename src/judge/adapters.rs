//! Dialogues as other benchmarks write them: tau2-bench and `ToolSandbox`.
//!
//! A file is a list of turns, each a list of messages. Source: agent-inspect, `models/adapters`.

use crate::judge::error::{ErrorClass, JudgeError};
use crate::judge::model::{
    AgentDialogueTrace, AgentResponse, ToolInputParameter, TraceStep, TurnTrace,
};
use crate::python::PyValue;
use crate::python::shared::loads;
use crate::python::shared::ops::equal;

/// Whose messages they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adapter {
    /// Roles user, agent and tool; arguments as maps.
    Tau2Bench,
    /// Roles user, assistant and tool; arguments as JSON text, in `OpenAI`'s form.
    ToolSandbox,
}

impl Adapter {
    /// The adapter whose roles occur in the messages; tau2-bench's if neither does.
    pub fn of(turns: &PyValue) -> Self {
        let messages = turns.as_list().unwrap_or_default().iter().flat_map(messages);
        let is_sandbox = messages.into_iter().any(|message| role(message) == "assistant");
        if is_sandbox { Self::ToolSandbox } else { Self::Tau2Bench }
    }

    /// Reads a dialogue.
    ///
    /// # Errors
    ///
    /// A `TypeError` for what is no list of turns.
    pub fn read(self, turns: &PyValue) -> Result<AgentDialogueTrace, JudgeError> {
        let list = turns.as_list().ok_or_else(|| {
            let text = format!("a list of turns is wanted, not {}", turns.type_name());
            JudgeError::python(ErrorClass::TypeError, text)
        })?;
        let turns = list.iter().enumerate().filter_map(|(at, turn)| self.turn(at, messages(turn)));
        Ok(AgentDialogueTrace { turns: Some(turns.collect()) })
    }

    /// One turn; none without a message of the user.
    fn turn(self, at: usize, messages: &[PyValue]) -> Option<TurnTrace> {
        let agent = match self {
            Self::Tau2Bench => "agent",
            Self::ToolSandbox => "assistant",
        };
        let input = messages.iter().find(|message| role(message) == "user")?;
        let said = messages.iter().filter(|message| role(message) == agent);
        let mut said = said.filter_map(|message| message.get("content"));
        let said = said.rfind(|content| content.is_truthy()).cloned();
        let said = match self {
            Self::Tau2Bench => said,
            Self::ToolSandbox => said.or_else(|| Some("Agent did not respond.".into())),
        };
        let mut steps = Vec::new();
        for message in messages.iter().filter(|message| role(message) == agent) {
            let offset = steps.len();
            let calls = message.get("tool_calls").and_then(PyValue::as_list).unwrap_or_default();
            for (place, call) in calls.iter().enumerate() {
                let index = offset + place;
                let parent = match self {
                    // Upstream quirk: the steps of the messages before this one count twice.
                    Self::Tau2Bench => (index > 0).then(|| offset + index - 1),
                    Self::ToolSandbox => (place > 0).then(|| index - 1),
                };
                steps.push(TraceStep {
                    id: format!("turn_{at}_step_{index}"),
                    parent_ids: parent
                        .map(|parent| format!("turn_{at}_step_{parent}"))
                        .into_iter()
                        .collect(),
                    ..self.step(call, messages)
                });
            }
        }
        Some(TurnTrace {
            id: format!("turn_{at}"),
            agent_input: input
                .get("content")
                .and_then(PyValue::as_str)
                .unwrap_or_default()
                .to_owned(),
            agent_response: said
                .map(|response| AgentResponse { response, status_code: Some("200".to_owned()) }),
            // Upstream quirk: the turn before, even if it was dropped.
            from_id: at.checked_sub(1).map(|before| format!("turn_{before}")),
            steps: Some(steps),
            latency_in_ms: None,
        })
    }

    fn step(self, call: &PyValue, messages: &[PyValue]) -> TraceStep {
        let id = call.get("id");
        let id_key = match self {
            Self::Tau2Bench => "tool_id",
            Self::ToolSandbox => "tool_call_id",
        };
        let answer = messages.iter().find(|message| {
            let ids = id.zip(message.get(id_key));
            role(message) == "tool" && ids.is_some_and(|(one, other)| equal(one, other))
        });
        let content = answer.and_then(|answer| answer.get("content")).cloned().unwrap_or_default();
        let (name, arguments, output) = match self {
            Self::Tau2Bench => (call.get("name"), call.get("arguments").cloned(), content),
            Self::ToolSandbox => {
                let function = call.get("function");
                let text = function.and_then(|function| function.get("arguments")).cloned();
                let parsed = text.as_ref().and_then(PyValue::as_str).map(loads);
                let parsed = match parsed {
                    Some(Ok(arguments @ PyValue::Map(_))) => Some(arguments),
                    _ => text,
                };
                let output =
                    with_details(content, answer.and_then(|answer| answer.get("tool_details")));
                (function.and_then(|function| function.get("name")), parsed, output)
            }
        };
        TraceStep {
            tool: name.and_then(PyValue::as_str).map(str::to_owned),
            tool_input_args: Some(parameters(arguments.unwrap_or_default())),
            tool_output: output,
            ..TraceStep::default()
        }
    }
}

/// The result with its details; nothing at all is null.
fn with_details(content: PyValue, details: Option<&PyValue>) -> PyValue {
    match details.filter(|details| details.is_truthy()) {
        Some(details) => {
            let content = if content.is_none() { String::new() } else { content.text() };
            format!("{content}\n{}", details.text()).into()
        }
        None if content.is_truthy() => content,
        None => PyValue::None,
    }
}

fn parameters(arguments: PyValue) -> Vec<ToolInputParameter> {
    let parameter =
        |name: &str, value| ToolInputParameter { name: name.to_owned(), value, check: None };
    match arguments {
        PyValue::Map(map) => {
            map.iter().map(|(name, value)| parameter(name, value.clone())).collect()
        }
        PyValue::None => Vec::new(),
        // What is no map stands whole under one name.
        other => vec![parameter("arguments", other)],
    }
}

fn messages(turn: &PyValue) -> &[PyValue] {
    turn.as_list().unwrap_or_default()
}

fn role(message: &PyValue) -> &str {
    message.get("role").and_then(PyValue::as_str).unwrap_or_default()
}
