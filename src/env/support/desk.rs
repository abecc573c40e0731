//! The desk: an agent works for a customer, tool call by tool call and sentence by sentence.
//!
//! The customer's words come in as input, so an episode replays without a model.
//!
//! Source: tau-bench, `envs/base.py`.

use std::sync::Arc;

use crate::env::support::database::Database;
use crate::env::support::looks::Look;
use crate::env::support::reward::{Verdict, grade, replay_gold};
use crate::env::support::task::{Action, CONTENT, Task};
use crate::env::support::world::World;
use crate::python::shared::ops::Exception;
use crate::python::shared::{Map, PyValue, Text};
use crate::python::str_repr;

/// A customer whose words have this in them has said the last ones.
pub const STOP: &str = "###STOP###";

/// What comes of an action.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The agent spoke; the customer's answer is awaited: [`Desk::hear`].
    Said(PyValue),
    /// Something came back.
    Seen(Seen),
}

/// What an agent sees after an action.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The text.
    pub observation: Text,
    /// Where it is from: a tool's name, or `user`.
    pub source: Text,
    /// The episode ended with it; the verdict stands here then.
    pub verdict: Option<Box<Verdict>>,
}

impl Seen {
    /// Whether the episode ended.
    pub const fn is_done(&self) -> bool {
        self.verdict.is_some()
    }

    /// What was earned with it.
    pub fn reward(&self) -> f64 {
        self.verdict.as_ref().map_or(0.0, |verdict| verdict.reward)
    }

    /// The original's response: `observation`, `reward`, `done` and `info` with its `source`, what the customer cost, and why the
    /// reward is what it is.
    pub fn to_value(&self, task: &Task, user_cost: f64) -> PyValue {
        let mut info = Map::default();
        info.set("source", self.source.clone());
        let verdict = self.verdict.as_ref();
        info.set("user_cost", verdict.map_or(PyValue::None, |_| user_cost.into()));
        info.set("reward_info", verdict.map_or(PyValue::None, |verdict| verdict.info(task)));
        let mut response = Map::default();
        response.set("observation", self.observation.clone());
        response.set("reward", self.reward());
        response.set("done", self.is_done());
        response.set("info", info);
        response.into()
    }
}

/// What the original raises out of a step. The action was taken all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{class}: {text}")]
pub struct Raised {
    /// The exception's class.
    pub class: &'static str,
    /// Its text.
    pub text: Exception,
}

impl Raised {
    pub(super) fn key_error(key: &str) -> Self {
        Self { class: "KeyError", text: str_repr(key).into() }
    }

    pub(super) const fn attribute_error(text: Exception) -> Self {
        Self { class: "AttributeError", text }
    }
}

/// An episode. A copy is a fork: it shares the data base with the original until one of them changes something.
#[derive(Clone, Debug)]
pub struct Desk {
    world: Arc<World>,
    task: Arc<Task>,
    data: Database,
    actions: Vec<Action>,
    graded: Option<Graded>,
}

/// What grading found; it leaves the gold actions' data base and adds them to those taken.
#[derive(Clone, Debug)]
struct Graded {
    /// So many actions were the agent's own.
    own: usize,
    verdict: Box<Verdict>,
}

impl Desk {
    /// An episode of a task, before anything happened.
    pub fn new(world: &Arc<World>, task: &Arc<Task>) -> Self {
        let data = world.fresh();
        Self { world: world.clone(), task: task.clone(), data, actions: Vec::new(), graded: None }
    }

    /// The world.
    pub const fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// The task.
    pub const fn task(&self) -> &Arc<Task> {
        &self.task
    }

    /// The data base as it is. Upstream quirk: once graded, it is that of the gold actions; the agent's stands in the verdict.
    pub const fn data(&self) -> &Database {
        &self.data
    }

    /// Everything done so far. Upstream quirk: once graded, the gold actions too.
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// What the agent itself did so far.
    pub fn own_actions(&self) -> &[Action] {
        let own = self.graded.as_ref().map_or(self.actions.len(), |graded| graded.own);
        &self.actions[..own]
    }

    /// What the last grading found; none before it.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.graded.as_ref().map(|graded| graded.verdict.as_ref())
    }

    /// The gold actions but for words to the customer, and whether the agent took each with the same arguments.
    pub fn gold_actions(&self) -> impl Iterator<Item = (&Action, bool)> {
        let gold = self.task.actions.iter().filter(|action| !action.is_respond());
        gold.map(|action| (action, self.own_actions().contains(action)))
    }

    /// Takes an action. Nothing keeps an agent from acting on after the end.
    ///
    /// # Errors
    ///
    /// What the original raises: words without words, a fourth certificate, an answer that cannot be graded.
    pub fn act(&mut self, action: &Action) -> Result<Outcome, Raised> {
        self.actions.push(action.clone());
        if action.is_respond() {
            let content = action.kwargs.get(CONTENT);
            return content.cloned().map(Outcome::Said).ok_or_else(|| Raised::key_error(CONTENT));
        }
        let domain = self.world.domain();
        let Some(tool) = domain.tool(&action.name) else {
            let observation = format!("Unknown action {}", action.name).into();
            return Ok(Outcome::Seen(Seen {
                observation,
                source: action.name.clone(),
                verdict: None,
            }));
        };
        let observation = tool.call(domain, &mut self.data, &action.kwargs);
        let ends = self.world.ends(&action.name);
        let verdict = if ends { Some(Box::new(self.grade()?)) } else { None };
        let observation = observation.ok_or_else(|| Raised {
            class: "ValidationError",
            text: "the tool returned nothing, which is no observation".into(),
        })?;
        Ok(Outcome::Seen(Seen { observation, source: action.name.clone(), verdict }))
    }

    /// What an action looks up from here, in its order. Nothing is done: the call is made on a copy. Words look up nothing, and neither
    /// does a call whose arguments do not fit its tool.
    pub fn looks(&self, action: &Action) -> Vec<Look> {
        let domain = self.world.domain();
        let tool = domain.tool(&action.name).filter(|_| !action.is_respond());
        let Some(tool) = tool else { return Vec::new() };
        let mut data = self.data.noting();
        // What comes of it is seen when it is done.
        tool.call(domain, &mut data, &action.kwargs);
        data.into_looks()
    }

    /// Takes the customer's first words. Upstream quirk: even [`STOP`] ends nothing here.
    pub fn open(words: &Text) -> Seen {
        Seen { observation: words.clone(), source: "user".into(), verdict: None }
    }

    /// Takes the customer's answer to what the agent said.
    ///
    /// # Errors
    ///
    /// What the original raises where the episode ends with it and cannot be graded.
    pub fn hear(&mut self, words: &Text) -> Result<Seen, Raised> {
        let verdict = if words.contains(STOP) { Some(Box::new(self.grade()?)) } else { None };
        Ok(Seen { observation: words.clone(), source: "user".into(), verdict })
    }

    /// Grades the episode as if it ended here; changes nothing.
    ///
    /// # Errors
    ///
    /// What the original raises where an answer without words has to be searched for an output.
    pub fn judge(&self) -> Result<Verdict, Raised> {
        let (gold, taken) = replay_gold(&self.world, &self.task);
        let said = self.actions.iter().chain(&taken).filter(|action| action.is_respond());
        let said: Vec<Action> = said.cloned().collect();
        grade(&self.task, (self.data.clone(), gold), &said)
    }

    fn grade(&mut self) -> Result<Verdict, Raised> {
        let (gold, taken) = replay_gold(&self.world, &self.task);
        let end = std::mem::replace(&mut self.data, gold.clone());
        let own = self.actions.len();
        self.actions.extend(taken);
        let verdict = grade(&self.task, (end, gold), &self.actions)?;
        self.graded = Some(Graded { own, verdict: Box::new(verdict.clone()) });
        Ok(verdict)
    }
}
