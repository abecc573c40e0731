//! A whole episode: an agent that is a model serves a customer.
//!
//! A step machine between two replies. [`SupportEpisode::next`] says whom to ask what; [`SupportEpisode::answer`] takes the answer.
//! It is a value: it can be copied, kept and gone on with, and it sends nothing itself.
//!
//! Source: tau-bench, `agents/*.py`, `solve`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::agent::support::agent::ModelAgent;
use crate::agent::support::chat::{Reply, plain_request};
use crate::agent::support::customer::{Customer, CustomerKind};
use crate::env::support::{Action, Desk, Outcome, Seen, Task, World};
use crate::llm::Outcome as Answered;
use crate::llm::{Answer, ChatRequest};
use crate::python::shared::{Map, PyValue, Text, str_value};

/// How many turns of its model an agent has, unless one says otherwise.
pub const MAX_STEPS: u32 = 30;

/// Who is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Party {
    /// The agent.
    #[default]
    Agent,
    /// The customer, or whoever checks its words.
    Customer,
}

/// What an episode waits for.
#[derive(Clone, Debug)]
pub enum Next {
    /// A model is to be asked.
    Ask {
        /// As whom.
        party: Party,
        /// What; its model and temperature are still to be set.
        request: Box<ChatRequest>,
    },
    /// A person speaks for the customer: [`SupportEpisode::say`].
    Person {
        /// What the agent said; none at the start.
        heard: Option<Text>,
    },
    /// It is over: [`SupportEpisode::result`].
    Over,
}

/// Why an episode was broken off; the original raises here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Broken(pub String);

/// What an episode came to.
#[derive(Clone, Debug)]
pub struct SupportResult {
    /// What it earned: the reward of its last step.
    pub reward: f64,
    /// The agent's conversation, in the original's shape.
    pub messages: Vec<PyValue>,
    /// The original's `info`: task, source, what the customer cost, why the reward is what it is.
    pub info: PyValue,
    /// What the agent's model cost in US dollars. Upstream quirk: agents in text do not say.
    pub total_cost: Option<f64>,
}

/// An episode being played.
#[derive(Clone, Debug)]
pub struct SupportEpisode {
    desk: Desk,
    agent: ModelAgent,
    customer: Customer,
    max_steps: u32,
    steps: u32,
    waits: Waits,
    /// What the last step showed.
    seen: Option<Seen>,
    cost_usd: f64,
    /// What the customer cost, where a person or a script says so.
    customer_cost: Option<f64>,
}

#[derive(Clone, Debug)]
enum Waits {
    /// For the customer's first words.
    Opening,
    /// For the agent's model.
    Agent,
    /// For the customer's answer to this action.
    Answer(Action),
    /// For nothing.
    Over,
    /// For nothing: it was broken off.
    Broken(Broken),
}

impl SupportEpisode {
    /// An episode of a task. The customer begins.
    pub fn new(
        world: &Arc<World>,
        task: &Arc<Task>,
        agent: ModelAgent,
        mut customer: Customer,
    ) -> Self {
        customer.open(Some(&task.instruction));
        Self {
            desk: Desk::new(world, task),
            agent,
            customer,
            max_steps: MAX_STEPS,
            steps: 0,
            waits: Waits::Opening,
            seen: None,
            cost_usd: 0.0,
            customer_cost: None,
        }
    }

    /// The same with another limit of turns.
    #[must_use]
    pub const fn with_max_steps(mut self, max_steps: u32) -> Self {
        self.max_steps = max_steps;
        self
    }

    /// The desk.
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The agent.
    pub const fn agent(&self) -> &ModelAgent {
        &self.agent
    }

    /// The customer.
    pub const fn customer(&self) -> &Customer {
        &self.customer
    }

    /// What is to be done now.
    pub fn next(&self) -> Next {
        let ask = |party, request| Next::Ask { party, request: Box::new(request) };
        match &self.waits {
            Waits::Agent => ask(Party::Agent, self.agent.request()),
            Waits::Opening | Waits::Answer(_) => match self.customer.question() {
                Some(messages) => ask(Party::Customer, plain_request(messages)),
                None => Next::Person { heard: self.heard() },
            },
            Waits::Over | Waits::Broken(_) => Next::Over,
        }
    }

    fn heard(&self) -> Option<Text> {
        match &self.waits {
            Waits::Answer(action) => {
                action.kwargs.get("content").map(|content| str_value(content).into())
            }
            _ => None,
        }
    }

    /// Takes the answer to what [`Self::next`] asked.
    pub fn answer(&mut self, answer: &Answer) {
        let reply = match &answer.outcome {
            Answered::Reply(reply) => Reply::from(reply),
            Answered::Error(error) => return self.break_off(error.to_string()),
        };
        let cost = answer.cost_usd.unwrap_or(0.0);
        match self.waits {
            Waits::Agent => self.act(reply, cost),
            Waits::Opening | Waits::Answer(_) => {
                let content = reply.content.unwrap_or_default();
                match self.customer.answer(&content, cost) {
                    Ok(Some(words)) => self.hear(&words.into()),
                    Ok(None) => {}
                    Err(error) => self.break_off(error.to_string()),
                }
            }
            Waits::Over | Waits::Broken(_) => {}
        }
    }

    /// Takes a person's words for the customer, and what they cost.
    pub fn say(&mut self, words: &Text, cost_usd: f64) {
        if matches!(self.waits, Waits::Opening | Waits::Answer(_)) {
            self.customer_cost = Some(cost_usd);
            self.hear(words);
        }
    }

    fn act(&mut self, reply: Reply, cost_usd: f64) {
        self.steps += 1;
        self.cost_usd += cost_usd;
        let action = match self.agent.read(reply) {
            Ok(action) => action,
            Err(error) => return self.break_off(error.to_string()),
        };
        match self.desk.act(&action) {
            Ok(Outcome::Seen(seen)) => self.see(&action, seen),
            Ok(Outcome::Said(content)) => {
                self.customer_cost = None;
                self.customer.hear(&content.as_str().map_or_else(String::new, str::to_owned));
                self.waits = Waits::Answer(action);
            }
            Err(raised) => self.break_off(raised.to_string()),
        }
    }

    fn hear(&mut self, words: &Text) {
        match std::mem::replace(&mut self.waits, Waits::Agent) {
            Waits::Opening => self.agent.open(words),
            Waits::Answer(action) => match self.desk.hear(words) {
                Ok(seen) => self.see(&action, seen),
                Err(raised) => self.break_off(raised.to_string()),
            },
            waits => self.waits = waits,
        }
    }

    fn see(&mut self, action: &Action, seen: Seen) {
        self.agent.observe(action, &seen.observation);
        let is_over = seen.is_done() || self.steps >= self.max_steps;
        self.waits = if is_over { Waits::Over } else { Waits::Agent };
        self.seen = Some(seen);
    }

    fn break_off(&mut self, reason: String) {
        self.waits = Waits::Broken(Broken(reason));
    }

    /// What the episode came to so far.
    ///
    /// # Errors
    ///
    /// Why it was broken off.
    pub fn result(&self) -> Result<SupportResult, Broken> {
        if let Waits::Broken(broken) = &self.waits {
            return Err(broken.clone());
        }
        let is_text = self.agent.kind().is_text();
        let task = self.desk.task();
        let mut info = Map::default();
        if self.seen.is_some() || !is_text {
            info.set("task", task.to_value());
            info.set("source", "user");
            info.set("user_cost", PyValue::None);
            info.set("reward_info", PyValue::None);
        }
        if let Some(seen) = &self.seen {
            let cost = self.customer_cost.unwrap_or_else(|| self.customer.cost_usd());
            let response = seen.to_value(task, cost);
            for (name, value) in
                response.get("info").and_then(PyValue::as_map).into_iter().flatten()
            {
                info.set(name, value.clone());
            }
        }
        Ok(SupportResult {
            reward: self.seen.as_ref().map_or(0.0, Seen::reward),
            messages: self.agent.messages().to_vec(),
            info: info.into(),
            total_cost: (!is_text).then_some(self.cost_usd),
        })
    }

    /// Whether a person speaks for the customer.
    pub fn is_with_person(&self) -> bool {
        self.customer.kind() == CustomerKind::Human
    }
}
