//! Both sides led along a session's line, up to the cursor.
//!
//! Whatever somebody else did there than the model that sits in a seat now is told to it as if it had done so itself: a call with a name of
//! ours, a message, the customer's words.

use crate::agent::support::agent::{AgentKind, ModelAgent, read_action};
use crate::agent::support::books::ScriptedCustomer;
use crate::agent::support::built_in::scripted_words;
use crate::agent::support::chat::Reply;
use crate::agent::support::customer::{Customer, CustomerKind};
use crate::agent::support::line::kept::{SupportCall, reply};
use crate::agent::support::line::seats::{AgentSeat, CustomerSeat, Seats};
use crate::agent::support::wording::Wording;
use crate::env::support::{Action, CONTENT, Sight, SupportEnv, Turn};
use crate::episode::{PlayerCard, Role, Said, Session, StepRecord, Words};
use crate::llm::ToolCall;
use crate::python::shared::{Map, PyValue, Text, dumps_value, str_value};
use std::sync::Arc;

/// Both sides where the session stands.
pub(super) struct Follow {
    /// What the agent knows.
    pub agent: ModelAgent,
    /// What the customer knows that a model plays.
    pub customer: Customer,
    /// What a scripted customer would say now.
    pub script: Text,
    /// What the agent heard: the customer's first words, then what came of each of its actions.
    pub heard: Vec<String>,
    /// Turns that the agent had.
    pub turns: u32,
}

impl Follow {
    /// Leads both sides to the session's cursor.
    ///
    /// # Errors
    ///
    /// Why the agent cannot be: it has too little to be shown.
    pub fn new(
        session: &Session<SupportEnv>,
        seats: &Seats,
        wording: &Arc<Wording>,
    ) -> Result<Self, String> {
        let mut walk = session.walk();
        let start = walk.to(0);
        let (world, task) = (start.world().clone(), start.desk().task().clone());
        let agent = match &seats.agent {
            AgentSeat::Model(model) => model.start(&world, wording),
            _ => Ok(ModelAgent::with_system(AgentKind::ToolCalling, "", Vec::new())),
        };
        let kind = match &seats.customer {
            CustomerSeat::Model(model) => model.kind,
            CustomerSeat::Person | CustomerSeat::Scripted(_) => CustomerKind::Human,
        };
        let mut part = match &seats.customer {
            CustomerSeat::Scripted(Some(script)) => Some(ScriptedCustomer::new(script.clone())),
            _ => None,
        };
        let mut follow = Self {
            agent: agent.map_err(|error| error.to_string())?,
            customer: Customer::new(kind, wording.clone()),
            script: part
                .as_ref()
                .map_or_else(|| scripted_words(&task, None), ScriptedCustomer::open),
            heard: Vec::new(),
            turns: 0,
        };
        follow.customer.open(Some(&task.instruction));
        let mut spoken: Option<Action> = None;
        for at in 1..=session.at() {
            let Some(record) = session.step(at) else { break };
            walk.to(at);
            let seen = match walk.observation() {
                Sight::Text { text, .. } => Some(text.clone()),
                Sight::Awaited | Sight::Raised(_) => None,
            };
            match &record.action {
                Turn::Customer(words) => {
                    follow.customer_spoke(session, record, words);
                    match spoken.take() {
                        None => follow.agent.open(words),
                        Some(action) => follow.agent.observe(&action, words),
                    }
                }
                Turn::Agent(action) => {
                    follow.turns += 1;
                    let reply = agent_reply(session, record, follow.agent.kind(), at);
                    follow.agent.take(reply);
                    if let Some(text) = &seen {
                        follow.agent.observe(action, text);
                    } else {
                        let said = action.kwargs.get(CONTENT).cloned().unwrap_or_default();
                        follow.customer.hear(said.as_str().unwrap_or_default());
                        let said: Text = str_value(&said).into();
                        follow.script = match &mut part {
                            Some(part) => part.hear(&said),
                            None => scripted_words(&task, Some(&said)),
                        };
                        spoken = Some(action.clone());
                    }
                }
            }
            follow.heard.extend(seen.map(|text| text.to_string()));
        }
        Ok(follow)
    }

    /// The customer said this, by its model's replies or somehow else.
    fn customer_spoke(&mut self, session: &Session<SupportEnv>, record: &Record, words: &str) {
        let kind = self.customer.kind().as_str();
        let said = record.said.as_deref();
        let replies: Vec<&str> = of_role(session, said, Role::Customer)
            .filter(|(card, _)| card.kind == kind)
            .map(|(_, words)| words.text.as_str())
            .collect();
        let mut led = self.customer.clone();
        if !replies.is_empty() && answers(&mut led, &replies).as_deref() == Some(words) {
            self.customer = led;
        } else {
            self.customer.remember(words);
        }
    }
}

type Record = StepRecord<Turn>;

/// What a customer says by its model's replies so far; none as long as one more is to come.
pub(super) fn answers(customer: &mut Customer, replies: &[&str]) -> Option<String> {
    let mut words = None;
    for reply in replies {
        words = match customer.answer(reply, 0.0) {
            Ok(words) => words,
            Err(_) => Some(unusable_words(customer.kind(), replies)),
        };
        if words.is_some() {
            break;
        }
    }
    words
}

/// What is said where no words can be made of the replies: the last one as it stands. A reflection is no words to be said; those before it are.
fn unusable_words(kind: CustomerKind, replies: &[&str]) -> String {
    let reply = if kind == CustomerKind::Reflection { replies.first() } else { replies.last() };
    reply.copied().unwrap_or_default().to_owned()
}

/// What was said by those of a role that led to a step.
fn of_role<'a>(
    session: &'a Session<SupportEnv>,
    said: Option<&'a Said>,
    role: Role,
) -> impl Iterator<Item = (&'a PlayerCard, &'a Words)> {
    let words = said.map(|said| said.words.as_slice()).unwrap_or_default();
    let words = words.iter().filter_map(|words| Some((session.card(words.by)?, words)));
    words.filter(move |(card, _)| card.role == role)
}

/// The reply that a turn of the agent's is of; one of ours where somebody else took it.
fn agent_reply(
    session: &Session<SupportEnv>,
    record: &Record,
    kind: AgentKind,
    step: usize,
) -> Reply {
    let Turn::Agent(action) = &record.action else { return Reply::default() };
    let said = record.said.as_deref();
    let calls = said.map(SupportCall::all).unwrap_or_default();
    let of_kind = |card: &PlayerCard| {
        let known = card.kind.parse::<AgentKind>();
        known.is_ok_and(|known| known.is_text() == kind.is_text())
    };
    let words = of_role(session, said, Role::Agent).filter(|(card, _)| of_kind(card)).last();
    if let Some((_, words)) = words {
        let known = reply(words, calls.last());
        if action_of(kind, &known).0 == *action {
            return known;
        }
        // An empty text and none are not the same to a provider, and words do not tell them apart.
        let empty = Reply { content: Some(String::new()), ..known };
        if action_of(kind, &empty).0 == *action {
            return empty;
        }
    }
    made_reply(action, kind, step)
}

/// The reply by which a model of a kind would have done the same.
fn made_reply(action: &Action, kind: AgentKind, step: usize) -> Reply {
    let kwargs = PyValue::from(action.kwargs.clone());
    if kind.is_text() {
        let mut call = Map::with_capacity(2);
        call.set("name", action.name.clone());
        call.set("arguments", kwargs);
        let content = Some(format!("Action:\n{}", dumps_value(&call.into())));
        return Reply { content, calls: Vec::new() };
    }
    if action.is_respond() {
        let content = action.kwargs.get(CONTENT).map(str_value);
        return Reply { content, calls: Vec::new() };
    }
    let call = ToolCall {
        id: format!("call_step_{step}"),
        name: action.name.to_string(),
        arguments: dumps_value(&kwargs),
    };
    Reply { content: None, calls: vec![call] }
}

/// What a reply does, and what is wrong with it if it does not say so in a usable way: then its call is made without arguments, so that the
/// tool answers what it misses, or its text is said.
pub(super) fn action_of(kind: AgentKind, reply: &Reply) -> (Action, Option<String>) {
    let wrong = match read_action(kind, reply) {
        Ok(action) => return (action, None),
        Err(wrong) => wrong.to_string(),
    };
    let text = reply.content.as_deref().unwrap_or_default();
    let call = reply.calls.first().filter(|_| !kind.is_text());
    let action = match call {
        Some(call) if call.name != *crate::env::support::RESPOND => {
            Action::new(call.name.as_str(), Map::default())
        }
        _ => Action::respond(text),
    };
    (action, Some(wrong))
}
