//! A case of customer support told as a conversation, so that whatever judges dialogues can judge it.
//!
//! A turn begins with the customer's words; its steps are the tools that the agent then called, each with what it returned, and its
//! response is what the agent said to the customer. The customer's last words, which nobody answers, are no turn.

use crate::env::support::{Sight, SupportEnv, Turn};
use crate::episode::{Role, Session, Transcript};
use crate::judge::checklist::{Checklist, PartState};
use crate::judge::model::{
    AgentDialogueTrace, AgentResponse, ToolInputParameter, TraceStep, TurnTrace,
};
use crate::python::PyValue;

/// What an agent that has no words for its customer is taken to have said; upstream's words.
const SILENCE: &str = "Agent did not respond.";

/// The conversation of a session's current line. `words` are those along it: thoughts are taken from them.
pub fn case_trace(session: &Session<SupportEnv>, words: &Transcript) -> AgentDialogueTrace {
    let mut walk = session.walk();
    let mut turns: Vec<TurnTrace> = Vec::new();
    for step in 1..=session.line_len() {
        let Some(record) = session.step(step) else { break };
        walk.to(step);
        let action = match &record.action {
            Turn::Customer(text) => {
                turns.push(begun(turns.len(), text));
                continue;
            }
            Turn::Agent(action) => action,
        };
        if turns.is_empty() {
            turns.push(begun(0, "(nothing was said)"));
        }
        let at = turns.len() - 1;
        let Some(turn) = turns.last_mut() else { continue };
        let steps = turn.steps.get_or_insert_default();
        let thought = thought(words, step);
        if let Some(said) = record.action.words() {
            let before = turn.agent_response.as_ref().map(|said| said.response.text());
            let said = before.map_or_else(|| said.to_owned(), |before| format!("{before}\n{said}"));
            turn.agent_response = Some(response(&said));
            let Some(thought) = thought else { continue };
            steps.push(TraceStep { agent_thought: Some(thought), ..named(at, steps.len()) });
            continue;
        }
        let argument = |name: &str, value: &PyValue| ToolInputParameter {
            name: name.to_owned(),
            value: value.clone(),
            check: None,
        };
        let arguments = action.kwargs.iter().map(|(name, value)| argument(name, value));
        let output = match walk.observation() {
            Sight::Awaited => PyValue::None,
            Sight::Text { text, .. } => text.clone().into(),
            Sight::Raised(text) => format!("raised: {text}").into(),
        };
        steps.push(TraceStep {
            tool: Some(action.name.to_string()),
            tool_input_args: Some(arguments.collect()),
            tool_output: output,
            agent_thought: thought,
            ..named(at, steps.len())
        });
    }
    let is_left = |turn: &TurnTrace| {
        turn.agent_response.is_none() && turn.steps.as_ref().is_none_or(Vec::is_empty)
    };
    if turns.last().is_some_and(is_left) {
        turns.pop();
    }
    for turn in &mut turns {
        turn.agent_response.get_or_insert_with(|| response(SILENCE));
    }
    AgentDialogueTrace { turns: Some(turns) }
}

fn begun(at: usize, input: &str) -> TurnTrace {
    TurnTrace {
        id: format!("turn_{at}"),
        agent_input: input.to_owned(),
        from_id: at.checked_sub(1).map(|before| format!("turn_{before}")),
        steps: Some(Vec::new()),
        ..TurnTrace::default()
    }
}

fn named(turn: usize, step: usize) -> TraceStep {
    let parent = step.checked_sub(1).map(|before| format!("turn_{turn}_step_{before}"));
    TraceStep {
        id: format!("turn_{turn}_step_{step}"),
        parent_ids: parent.into_iter().collect(),
        ..TraceStep::default()
    }
}

fn response(said: &str) -> AgentResponse {
    AgentResponse { response: said.into(), status_code: Some("200".to_owned()) }
}

/// What the agent thought before a step, where its model tells that apart.
fn thought(words: &Transcript, step: usize) -> Option<String> {
    let there = words.steps.get(step.checked_sub(1)?)?;
    let is_agent = |role: Option<Role>| role == Some(Role::Agent);
    let said = there.iter().rfind(|said| is_agent(words.card(said).map(|card| card.role)))?;
    said.reasoning.clone()
}

impl Checklist for SupportEnv {
    fn parts(&self) -> Vec<PartState> {
        self.desk().parts()
    }
}
