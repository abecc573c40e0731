//! The line of an episode, entry by entry: who said or called what, what came back, which records it looked up and changed.

use std::collections::BTreeSet;

use crate::env::Env;
use crate::env::support::{
    Action, CONTENT, Database, Desk, Difference, Effect, Look, RESPOND, Sight, SupportEnv, Turn,
};
use crate::episode::casebook::fields::{FieldChange, changes, is_same};
use crate::episode::{Mark, MarkKind, Player, Session, Watched};
use crate::python::shared::{Map, Text};

/// What a step was.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The customer spoke.
    Customer(Text),
    /// The agent spoke.
    Agent(Text),
    /// The agent called a tool.
    Call {
        /// The tool.
        name: Text,
        /// Its arguments.
        kwargs: Map,
        /// Whether the gold actions have this very call.
        is_gold: bool,
    },
}

/// A record that a step changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Its table.
    pub table: Text,
    /// Its key.
    pub key: Text,
    /// Whether the step added it.
    pub is_new: bool,
    /// The fields that changed.
    pub fields: Vec<FieldChange>,
    /// How the gold run leaves the record.
    pub gold: Gold,
}

/// How the gold run leaves a record that a step changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gold {
    /// As this step does.
    Same,
    /// As it was at the start.
    Untouched,
    /// Changed too, but otherwise.
    Otherwise,
}

/// A step of the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The step, from 1.
    pub step: usize,
    /// Who took it.
    pub player: Player,
    /// What it was.
    pub what: What,
    /// What a tool returned.
    pub result: Option<Text>,
    /// What broke the episode off.
    pub raised: Option<Text>,
    /// What it looked up, in its order.
    pub looks: Vec<Look>,
    /// The records that it changed.
    pub edits: Vec<Edit>,
    /// Parts of the task that are done after it: gold actions taken and required outputs said, of [`parts`].
    pub parts_done: usize,
    /// What it earned.
    pub reward: f64,
    /// Whether the episode ended with it.
    pub is_over: bool,
}

impl Entry {
    /// Whether a tool said that it failed, or there is no such tool.
    pub fn is_error(&self) -> bool {
        let failed =
            |text: &Text| text.starts_with("Error: ") || text.starts_with("Unknown action ");
        self.raised.is_some() || self.result.as_ref().is_some_and(failed)
    }

    /// Whether it changed records, and the gold run has neither the call nor what came of it.
    pub fn is_stray(&self) -> bool {
        let is_gold = matches!(self.what, What::Call { is_gold: true, .. });
        !is_gold && self.edits.iter().any(|edit| edit.gold != Gold::Same)
    }
}

/// The data base as the agent has it. Once an episode is graded, the desk holds the gold run's, and the agent's stands in the verdict.
pub fn data_of(desk: &Desk) -> &Database {
    desk.verdict().map_or_else(|| desk.data(), |verdict| &verdict.end)
}

/// The entries of the session's line, to its end. `gold` is the data base as the gold run leaves it.
pub fn entries(session: &Session<SupportEnv>, gold: &Database) -> Vec<Entry> {
    let mut env = session.env_at(0);
    let task = env.desk().task().clone();
    let mut found = Vec::with_capacity(session.line_len());
    for (at, record) in session.line().enumerate() {
        let before = env.desk().data().clone();
        let looks = match &record.action {
            Turn::Customer(_) => Vec::new(),
            Turn::Agent(action) => env.desk().looks(action),
        };
        // What was recorded was possible, so it is again.
        let Ok(led_to) = env.step(&record.action) else { break };
        let after = data_of(env.desk());
        let (what, is_call) = match &record.action {
            Turn::Customer(words) => (What::Customer(words.clone()), false),
            Turn::Agent(action) if *action.name == *RESPOND => (What::Agent(said(action)), false),
            Turn::Agent(action) => {
                let is_gold = task.actions.contains(action);
                let (name, kwargs) = (action.name.clone(), action.kwargs.clone());
                (What::Call { name, kwargs, is_gold }, true)
            }
        };
        let (mut result, mut raised) = (None, None);
        match led_to.observation {
            Sight::Text { text, .. } if is_call => result = Some(text),
            Sight::Raised(text) => raised = Some(text),
            Sight::Text { .. } | Sight::Awaited => {}
        }
        found.push(Entry {
            step: at + 1,
            player: record.player,
            what,
            result,
            raised,
            looks,
            edits: edits(&before, after, gold),
            parts_done: env.subgoals_done(),
            reward: record.reward,
            is_over: record.is_over(),
        });
    }
    found
}

/// Parts of an episode's task: its gold actions but for words, and its required outputs.
pub fn parts(env: &SupportEnv) -> usize {
    env.desk().gold_actions().count() + env.desk().task().outputs.len()
}

/// What an agent says; what is no text stands as Python writes it.
fn said(action: &Action) -> Text {
    action.kwargs.get(CONTENT).map_or_else(|| "".into(), |content| content.text().into())
}

fn edits(before: &Database, after: &Database, gold: &Database) -> Vec<Edit> {
    let differing = before.differences(after).into_iter();
    let edit = |difference: Difference| {
        let (old, new) = (difference.one.as_ref(), difference.other.as_ref());
        let key = new.or(old)?.key().clone();
        let number = gold.base().number(&difference.table)?;
        let wanted = gold.find(number, &key).map(|place| gold.value(place));
        let start = difference.start.as_ref().map(|record| record.value());
        let now = new.map(|record| record.value());
        let against = match () {
            () if is_same(now, wanted) => Gold::Same,
            () if is_same(start, wanted) => Gold::Untouched,
            () => Gold::Otherwise,
        };
        Some(Edit {
            table: difference.table.clone(),
            key,
            is_new: old.is_none(),
            fields: changes(old.map(|record| record.value()), now),
            gold: against,
        })
    };
    differing.filter_map(edit).collect()
}

/// The marks of a line, by step, then by kind. `forks` are the steps after which other branches leave it.
pub fn marks(entries: &[Entry], forks: impl IntoIterator<Item = usize>) -> Vec<Mark> {
    let mut marks = BTreeSet::new();
    for entry in entries {
        let mut mark = |kind| marks.insert(Mark { step: entry.step, kind });
        if entry.is_error() {
            mark(MarkKind::Damage);
        }
        if !entry.edits.is_empty() {
            mark(if entry.is_stray() { MarkKind::StrayWrite } else { MarkKind::Write });
        }
        if matches!(entry.what, What::Agent(_)) {
            mark(MarkKind::Respond);
        }
        if entry.is_over {
            mark(if entry.reward > 0.0 { MarkKind::Reward } else { MarkKind::End });
        }
    }
    marks.extend(forks.into_iter().map(|step| Mark { step, kind: MarkKind::Fork }));
    marks.into_iter().collect()
}

/// Whether a tool may change records, as far as its kind says.
pub(super) fn may_write(env: &SupportEnv, name: &str) -> bool {
    let tool = env.desk().world().domain().tool(name);
    tool.is_some_and(|tool| tool.effect == Effect::Writes)
}
