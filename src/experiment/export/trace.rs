//! What was recorded of an episode, step by step, as the tables tell it.
//!
//! It is read from a run's [`Journal`]. Whoever plays writes a step's `data` as it needs it for its own replay, and puts a [`TraceStep`]
//! into it under `trace`. What that does not tell is taken from the `answer` beside it (a model's, as [`Answer`] is stored, `party`
//! saying whose) and from the seed's `step_results`, or the names in `actions`, in the episode's row.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::experiment::journal::{Episode, Journal};
use crate::experiment::row::EpisodeRow;
use crate::llm::{Answer, Message, Outcome};

/// The party that plays.
const AGENT: &str = "agent";

/// One turn: what the agent was told, what its model said, what it did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TraceStep {
    /// When it began, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<i64>,
    /// What the agent was told before all else. Only the first turn needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// What it was told in this turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observation: Option<String>,
    /// The questions to models, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<TraceCall>,
    /// The actions, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<TraceAction>,
}

/// A question to a model, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TraceCall {
    /// Who was asked, if not the agent's model: `customer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// The model, by its provider's name.
    pub model: Option<String>,
    /// The provider.
    pub provider: Option<String>,
    /// Its words.
    pub reply: String,
    /// Its thoughts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reasoning: String,
    /// The tools it called: name and arguments, as it wrote them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<(String, String)>,
    /// Tokens read.
    pub tokens_in: u64,
    /// Tokens written.
    pub tokens_out: u64,
    /// US dollars, where a price is known.
    pub cost_usd: Option<f64>,
    /// From the question to the answer, in milliseconds.
    pub latency_ms: f64,
    /// Why there is no reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl From<Answer> for TraceCall {
    fn from(answer: Answer) -> Self {
        let call =
            Self { cost_usd: answer.cost_usd, latency_ms: answer.latency_ms, ..Self::default() };
        match answer.outcome {
            Outcome::Error(error) => Self { error: Some(error.to_string()), ..call },
            Outcome::Reply(reply) => Self {
                reply: reply.text(),
                reasoning: reply.reasoning(),
                tools: reply
                    .calls()
                    .map(|call| (call.name.clone(), call.arguments.clone()))
                    .collect(),
                tokens_in: reply.usage.map_or(0, |usage| usage.tokens_in),
                tokens_out: reply.usage.map_or(0, |usage| usage.tokens_out),
                model: reply.model,
                ..call
            },
        }
    }
}

/// An action and what it led to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TraceAction {
    /// Its name.
    pub name: String,
    /// Its number among the world's actions, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<i64>,
    /// The reward.
    pub reward: f64,
    /// The task itself ended.
    pub terminated: bool,
    /// A limit ended it.
    pub truncated: bool,
    /// The model's own action was unknown or missing; this one stands in for it.
    pub invalid: bool,
    /// Achievements that it unlocked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub achievements: Vec<String>,
    /// The world afterwards, as far as it is told: `{"inventory": {"wood": 1}}`.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub state: Value,
}

impl TraceStep {
    /// Reads a journal's step.
    pub fn read(data: &Value) -> Self {
        let trace = data.get("trace").and_then(|trace| Self::deserialize(trace).ok());
        let mut step = trace.unwrap_or_default();
        let answer = data.get("answer").and_then(|answer| Answer::deserialize(answer).ok());
        if let (true, Some(call)) = (step.calls.is_empty(), answer.map(TraceCall::from)) {
            let party = data.get("party").and_then(Value::as_str).filter(|party| *party != AGENT);
            step.calls.push(TraceCall { party: party.map(str::to_owned), ..call });
        }
        step
    }

    /// Whether somebody else than the agent was asked, and the agent was not.
    fn is_others(&self) -> bool {
        !self.calls.is_empty() && self.calls.iter().all(|call| call.party.is_some())
    }

    /// How long its models took, in milliseconds.
    pub fn latency_ms(&self) -> f64 {
        self.calls.iter().map(|call| call.latency_ms).sum()
    }

    /// What the agent answered, in the seed's words where only its actions are known.
    pub fn said(&self) -> Option<String> {
        let own = self.calls.iter().filter(|call| call.party.is_none());
        let spoken = own.rev().find(|call| !call.reply.is_empty());
        spoken.map(|call| call.reply.clone()).or_else(|| {
            let names: Vec<&str> = self.actions.iter().map(|action| &*action.name).collect();
            (!names.is_empty()).then(|| format!("I'll perform actions: {}", names.join(", ")))
        })
    }
}

/// An episode that ended, with all that was recorded of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionTrace {
    /// Its name in the journal.
    pub cell: String,
    /// Its row.
    pub row: EpisodeRow,
    /// Its turns.
    pub steps: Vec<TraceStep>,
}

impl SessionTrace {
    /// The model, or the agent of an episode without one.
    pub fn player(&self) -> &str {
        self.row.model.as_deref().unwrap_or(&self.row.agent)
    }

    /// The conversation: what the agent was told and what it answered, turn by turn.
    pub fn messages(&self) -> Vec<Message> {
        let system = self.steps.iter().find_map(|step| step.system.clone()).map(Message::system);
        let turns = self.steps.iter().flat_map(|step| {
            let told = step.observation.clone().map(Message::user);
            told.into_iter().chain(step.said().map(Message::assistant))
        });
        system.into_iter().chain(turns).collect()
    }

    fn read(cell: &str, episode: &Episode) -> Option<Self> {
        let row = episode.row.clone()?;
        let mut steps: Vec<TraceStep> = Vec::new();
        let mut heard: Vec<TraceStep> = Vec::new();
        for (data, cost_usd) in &episode.steps {
            let mut step = TraceStep::read(data);
            if let [call] = step.calls.as_mut_slice() {
                call.cost_usd = call.cost_usd.or(*cost_usd);
            }
            for call in step.calls.iter_mut().filter(|call| call.party.is_none()) {
                call.model = call.model.take().or_else(|| row.model.clone());
            }
            if step.is_others() {
                heard.push(step);
            } else {
                join(&mut steps, &mut heard);
                let told: Vec<&str> =
                    heard.iter().flat_map(|step| &step.calls).map(|call| &*call.reply).collect();
                if step.observation.is_none() && !told.is_empty() {
                    step.observation = Some(told.join("\n\n"));
                }
                let first = heard.first().and_then(|step| step.at_ms);
                step.at_ms = first.or(step.at_ms);
                step.calls.splice(0..0, heard.drain(..).flat_map(|step| step.calls));
                steps.push(step);
            }
        }
        // Its last words have no answer.
        join(&mut steps, &mut heard);
        match steps.last_mut() {
            Some(last) => last.calls.extend(heard.drain(..).flat_map(|step| step.calls)),
            None => steps.append(&mut heard),
        }
        if steps.iter().all(|step| step.actions.is_empty()) {
            add_actions(&mut steps, &row);
        }
        Some(Self { cell: cell.to_owned(), row, steps })
    }
}

/// Gives the actions that were told of with a customer's words to the agent's turn before: they led to these words.
fn join(steps: &mut [TraceStep], heard: &mut [TraceStep]) {
    if let Some(last) = steps.last_mut() {
        last.actions.extend(heard.iter_mut().flat_map(|step| step.actions.drain(..)));
    }
}

/// Adds the actions that a row tells of, one to each turn. A turn with several actions is not to be told from several turns there.
fn add_actions(steps: &mut Vec<TraceStep>, row: &EpisodeRow) {
    let list = |name: &str| row.more.get(name).and_then(Value::as_array);
    let told = list("step_results").into_iter().flatten().map(told_action);
    let mut actions: Vec<TraceAction> = told.collect();
    if actions.is_empty() {
        let names = list("actions").into_iter().flatten().filter_map(Value::as_str);
        actions.extend(
            names.map(|name| TraceAction { name: name.to_owned(), ..TraceAction::default() }),
        );
        // The worlds that are told by names alone reward at their end.
        if let Some(last) = actions.last_mut() {
            last.reward = row.episode_return;
        }
    }
    if let Some(last) = actions.last_mut() {
        last.terminated = row.termination.as_deref() == Some("environment_done");
        last.truncated = !last.terminated;
    }
    for (turn, action) in actions.into_iter().enumerate() {
        if turn == steps.len() {
            steps.push(TraceStep::default());
        }
        steps[turn].actions.push(action);
    }
}

/// An action of the seed's `step_results`: what it tells beyond the action is the state.
fn told_action(told: &Value) -> TraceAction {
    const KNOWN: [&str; 5] = ["step", "action", "reward", "invalid", "achievement"];
    let text = |name: &str| told.get(name).and_then(Value::as_str).map(str::to_owned);
    let facts =
        told.as_object().into_iter().flatten().filter(|(name, _)| !KNOWN.contains(&name.as_str()));
    let facts: Map<String, Value> =
        facts.map(|(name, fact)| (name.clone(), fact.clone())).collect();
    TraceAction {
        name: text("action").unwrap_or_default(),
        index: told.get("action").and_then(Value::as_i64),
        reward: told.get("reward").and_then(Value::as_f64).unwrap_or_default(),
        invalid: told.get("invalid").and_then(Value::as_bool).unwrap_or_default(),
        achievements: text("achievement").into_iter().collect(),
        state: if facts.is_empty() { Value::Null } else { facts.into() },
        ..TraceAction::default()
    }
}

/// All episodes of a run that ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// The plan's digest; what names are made of.
    pub plan: String,
    /// When it began, in milliseconds since 1970.
    pub started_ms: i64,
    /// The episodes, in the order in which they ended.
    pub sessions: Vec<SessionTrace>,
}

impl Run {
    /// What a journal tells. `started_ms` counts for what has no time of its own.
    pub fn of_journal(journal: &Journal, started_ms: i64) -> Self {
        let sessions: Vec<SessionTrace> = journal
            .episodes
            .iter()
            .filter_map(|(cell, episode)| SessionTrace::read(cell, episode))
            .collect();
        let first =
            sessions.iter().flat_map(|session| &session.steps).filter_map(|step| step.at_ms).min();
        Self {
            plan: journal.plan.clone().unwrap_or_default(),
            started_ms: first.unwrap_or(started_ms),
            sessions,
        }
    }

    /// Every row.
    pub fn rows(&self) -> Vec<EpisodeRow> {
        self.sessions.iter().map(|session| session.row.clone()).collect()
    }

    /// When each turn of an episode began, in milliseconds since 1970: as recorded, or after what the models took before it.
    pub(super) fn times(&self, session: &SessionTrace) -> Vec<i64> {
        let mut now = self.started_ms as f64;
        let mut times = Vec::with_capacity(session.steps.len());
        for step in &session.steps {
            now = step.at_ms.map_or(now, |at| at as f64);
            times.push(now as i64);
            now += step.latency_ms();
        }
        times
    }
}
