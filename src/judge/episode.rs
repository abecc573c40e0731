//! An episode told as a conversation, so that whatever judges dialogues can judge it: what the agent was shown, said and did.
//!
//! A turn begins where the agent spoke, or was asked: its input is what was shown then, its steps are the actions that followed, its
//! response is what the agent said. An agent that says nothing (a built-in one, a person) begins a turn with every action. Each action
//! is a call of the tool [`ACT`]; its output says what the world paid, what it noted, and, for the turn's last action, what was seen.

use crate::env::crafter::text::BalrogText;
use crate::env::world::Observation;
use crate::env::{World, babyai};
use crate::episode::{Player, Role, Session, Transcript, Words};
use crate::judge::checklist::{Checklist, PartState};
use crate::judge::model::{
    AgentDialogueTrace, AgentResponse, EvaluationSample, SubGoal, ToolInputParameter, TraceStep,
    TurnTrace,
};
use crate::llm::Usage;
use crate::python::PyValue;
use crate::python::shared::Map;

/// The tool that every action is a call of.
pub const ACT: &str = "act";

/// The key under which an action's output holds what was seen after it.
pub(super) const SEEN: &str = "seen";

/// What a model used for its words before a step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Effort {
    /// How long it took, in milliseconds.
    pub latency_ms: f64,
    /// Tokens.
    pub usage: Usage,
}

/// How an episode is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling {
    /// A turn takes in at least so many steps, if there are as many; 0 counts as 1. Longer turns are fewer questions to a judge.
    pub steps_per_turn: usize,
}

impl Default for Telling {
    fn default() -> Self {
        Self { steps_per_turn: 1 }
    }
}

impl Telling {
    /// The conversation of a session's current line. `words` are those along it; `effort` is what a step's words took, where that is
    /// known.
    pub fn trace(
        self,
        session: &Session<World>,
        words: &Transcript,
        effort: impl Fn(usize) -> Option<Effort>,
    ) -> AgentDialogueTrace {
        let starts = self.starts(session, words);
        let ends = starts.iter().skip(1).copied().chain([session.line_len() + 1]);
        let mut walk = session.walk();
        let mut turns: Vec<TurnTrace> = Vec::new();
        for (at, (&start, end)) in starts.iter().zip(ends).enumerate() {
            walk.to(start - 1);
            let shown = told(walk.env(), walk.observation());
            let agent_input = match at {
                0 => format!("Task: {}\n\n{shown}", walk.env().mission()),
                _ => shown,
            };
            let mut steps: Vec<TraceStep> = Vec::new();
            let (mut said, mut latency) = (None, None);
            for step in start..end {
                let Some(record) = session.step(step) else { break };
                let before = walk.to(step - 1).parts();
                let after = walk.to(step).parts();
                let mut output = Map::with_capacity(5);
                if record.reward != 0.0 {
                    output.set("reward", record.reward);
                }
                let achieved = newly_done(&before, &after);
                if !achieved.is_empty() {
                    output.set("achieved", achieved);
                }
                if record.invalid {
                    output.set("changed_nothing", true);
                }
                if let Some(note) = record.note.as_deref() {
                    output.set("note", note);
                }
                if record.terminated || record.truncated {
                    let ended = if record.terminated { "the task ended" } else { "a limit" };
                    output.set("ended_by", ended);
                }
                if step + 1 == end {
                    output.set(SEEN, told(walk.env(), walk.observation()));
                }
                let spoken = spoken(words, step);
                let effort = effort(step);
                latency = add(latency, effort.map(|effort| effort.latency_ms));
                let usage = effort.map(|effort| effort.usage);
                let parent = steps.last().map(|step| step.id.clone());
                steps.push(TraceStep {
                    id: format!("turn_{at}_step_{}", steps.len()),
                    parent_ids: parent.into_iter().collect(),
                    tool: Some(ACT.to_owned()),
                    tool_input_args: Some(vec![ToolInputParameter {
                        name: "action".to_owned(),
                        value: record.action.as_str().into(),
                        check: None,
                    }]),
                    tool_output: output.into(),
                    agent_thought: spoken.and_then(|words| words.reasoning.clone()),
                    input_token_consumption: usage.map(|usage| usage.tokens_in),
                    output_token_consumption: usage.map(|usage| usage.tokens_out),
                    reasoning_token_consumption: usage.map(|usage| usage.tokens_reasoning),
                });
                said = add_words(said, spoken);
            }
            let response = said.unwrap_or_else(|| actions(&steps));
            turns.push(TurnTrace {
                id: format!("turn_{at}"),
                agent_input,
                agent_response: Some(AgentResponse {
                    response: response.into(),
                    status_code: Some("200".to_owned()),
                }),
                from_id: at.checked_sub(1).map(|before| format!("turn_{before}")),
                steps: Some(steps),
                latency_in_ms: latency,
            });
        }
        AgentDialogueTrace { turns: Some(turns) }
    }

    /// The first step of each turn.
    fn starts(self, session: &Session<World>, words: &Transcript) -> Vec<usize> {
        let mut starts: Vec<usize> = Vec::new();
        let mut has_spoken = false;
        for step in 1..=session.line_len() {
            let player = session.step(step).map(|record| record.player);
            let speaks = words.player_speaks(step);
            // A link does not say who played; after words, a step without any is what they named, too.
            let goes_on =
                has_spoken && !speaks && matches!(player, Some(Player::Model | Player::Replay));
            has_spoken = speaks || goes_on;
            let length = starts.last().map_or(usize::MAX, |start| step - start);
            if !goes_on && length >= self.steps_per_turn.max(1) {
                starts.push(step);
            }
        }
        starts
    }
}

/// The sample of an episode: its task, and what of it is to be checked.
pub fn episode_sample(session: &Session<World>, sub_goals: Vec<SubGoal>) -> EvaluationSample {
    let user_instruction = Some(session.env_at(0).mission().to_owned());
    EvaluationSample { sub_goals, user_instruction, ..EvaluationSample::default() }
}

/// What an agent is shown, as BALROG tells it.
fn told(env: &World, observation: &Observation) -> String {
    let text = match (env, observation) {
        (World::Grid(_), Observation::Grid(seen)) => babyai::text::describe(seen),
        (World::Crafter(env), _) => {
            let text = BalrogText::default();
            format!("{}\n\n{}", text.short(env.game()), text.long(env.game()))
        }
        // Another world's: there is nothing to tell of it here.
        (World::Grid(_), Observation::Crafter(_)) => String::new(),
    };
    // A turn needs an input, and nothing in sight is worth saying.
    if text.is_empty() { "nothing in sight".to_owned() } else { text }
}

/// The agent's words that led to a step.
fn spoken(words: &Transcript, step: usize) -> Option<&Words> {
    let words_there = words.steps.get(step.checked_sub(1)?)?;
    let is_agent = |said: &&Words| words.card(said).is_some_and(|card| card.role == Role::Agent);
    words_there.iter().rfind(is_agent)
}

/// The words of a turn so far with those of one more step.
fn add_words(said: Option<String>, more: Option<&Words>) -> Option<String> {
    let more = more.map(|words| match words.text.trim() {
        _ if words.unanswered => "(no answer)".to_owned(),
        "" => {
            let calls = words.tools.iter().map(|call| format!("{}({})", call.name, call.arguments));
            calls.collect::<Vec<_>>().join("; ")
        }
        text => text.to_owned(),
    });
    let more = more.filter(|more| !more.is_empty());
    match (said, more) {
        (Some(said), Some(more)) => Some(format!("{said}\n{more}")),
        (said, more) => said.or(more),
    }
}

/// What someone who says nothing did, in place of words.
fn actions(steps: &[TraceStep]) -> String {
    let arguments = steps.iter().filter_map(|step| step.tool_input_args.as_ref()?.first());
    arguments.map(|argument| argument.value.text()).collect::<Vec<_>>().join(", ")
}

fn newly_done(before: &[PartState], after: &[PartState]) -> Vec<PyValue> {
    let was_done =
        |part: &PartState| before.iter().any(|old| old.is_done && old.details == part.details);
    let new = after.iter().filter(|part| part.is_done && !was_done(part));
    new.map(|part| part.details.as_str().into()).collect()
}

fn add(sum: Option<f64>, more: Option<f64>) -> Option<f64> {
    match (sum, more) {
        (Some(sum), Some(more)) => Some(sum + more),
        (sum, more) => sum.or(more),
    }
}
