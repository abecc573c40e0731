//! The reward under a microscope: what it is made of, and where each part of it was won or lost.

use std::sync::Arc;

use crate::env::support::{Action, Database, Desk, Outcome, STOP, SupportEnv, Task, World};
use crate::episode::Session;
use crate::episode::casebook::entries::{Entry, What, may_write};
use crate::episode::casebook::fields::{ThreeWays, three_ways};
use crate::python::shared::Text;

/// How an episode ended, as far as one looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It goes on.
    Open,
    /// The customer said the last word.
    Stopped,
    /// The agent handed the customer over.
    Transferred,
    /// The original raises an exception there.
    Broken(Text),
}

/// A record that this run leaves otherwise than the gold run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its table.
    pub table: Text,
    /// Its key.
    pub key: Text,
    /// The fields that differ.
    pub fields: Vec<ThreeWays>,
    /// The last step of this run that changed it; none where it should have been changed and was not.
    pub step: Option<usize>,
}

/// An output that the agent has to have said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The text.
    pub text: Text,
    /// Whether it counts as said.
    pub is_said: bool,
    /// The first message with it. Upstream quirk: what the gold actions say counts as said, too, and has no message.
    pub step: Option<usize>,
}

/// A gold action, and whether this run took it.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldAction {
    /// The action.
    pub action: Action,
    /// The first step that is the very same.
    pub step: Option<usize>,
}

/// What a reward is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// The reward; before the end, what it would be if it ended here.
    pub reward: f64,
    /// How it ended.
    pub ending: Ending,
    /// The hash of the data base as the agent leaves it.
    pub end_hash: String,
    /// And as the gold run leaves it.
    pub gold_hash: String,
    /// The records of all tables.
    pub rows_in_all: usize,
    /// Those that differ.
    pub rows: Vec<Row>,
    /// What has to have been said.
    pub outputs: Vec<Output>,
    /// The gold actions but for words.
    pub gold: Vec<GoldAction>,
    /// Steps that changed something and are no gold action.
    pub stray: Vec<usize>,
}

impl Scope {
    /// Whether the data base is as it should be.
    pub fn data_is_right(&self) -> bool {
        self.end_hash == self.gold_hash
    }

    /// How many outputs were said.
    pub fn said(&self) -> usize {
        self.outputs.iter().filter(|output| output.is_said).count()
    }
}

/// What the reward is made of at the session's cursor; an error where it cannot be graded, as the original says it.
///
/// # Errors
///
/// What the original raises.
pub fn scope(session: &Session<SupportEnv>, entries: &[Entry]) -> Result<Scope, String> {
    let env = session.env();
    let desk = env.desk();
    let entries = &entries[..session.at().min(entries.len())];
    let verdict = match desk.verdict() {
        Some(verdict) => verdict.clone(),
        None => desk.judge().map_err(|raised| raised.to_string())?,
    };
    let last_edit = |table: &str, key: &str| {
        let has = |entry: &&Entry| {
            entry.edits.iter().any(|edit| *edit.table == *table && *edit.key == *key)
        };
        entries.iter().rev().find(has).map(|entry| entry.step)
    };
    let rows = verdict.end.differences(&verdict.gold).into_iter().filter_map(|difference| {
        let key = difference.one.as_ref().or(difference.other.as_ref())?.key().clone();
        let [start, run, gold] = [&difference.start, &difference.one, &difference.other]
            .map(|record| record.as_ref().map(|record| record.value()));
        Some(Row {
            fields: three_ways(start, run, gold),
            step: last_edit(&difference.table, &key),
            table: difference.table.clone(),
            key,
        })
    });
    let rows = rows.collect();
    let outputs = verdict.outputs.iter().map(|(text, is_said)| {
        let wanted = text.to_lowercase();
        let has = |entry: &&Entry| match &entry.what {
            What::Agent(words) => words.to_lowercase().replace(',', "").contains(&wanted),
            What::Customer(_) | What::Call { .. } => false,
        };
        let step = entries.iter().find(has).map(|entry| entry.step);
        Output { text: text.clone(), is_said: *is_said, step }
    });
    let outputs = outputs.collect();
    let is_call = |entry: &Entry, action: &Action| matches!(&entry.what, What::Call { name, kwargs, .. } if *name == action.name && *kwargs == action.kwargs);
    let gold = desk.task().actions.iter().filter(|action| !action.is_respond()).map(|action| {
        let step = entries.iter().find(|entry| is_call(entry, action)).map(|entry| entry.step);
        GoldAction { action: action.clone(), step }
    });
    let gold = gold.collect();
    let writes = |entry: &&Entry| {
        let What::Call { name, is_gold, .. } = &entry.what else { return false };
        !is_gold && (!entry.edits.is_empty() || (may_write(env, name) && !entry.is_error()))
    };
    let stray = entries.iter().filter(writes).map(|entry| entry.step).collect();
    Ok(Scope {
        reward: verdict.reward,
        ending: ending(entries, desk),
        end_hash: verdict.end_hash.clone(),
        gold_hash: verdict.gold_hash.clone(),
        rows_in_all: rows_in_all(&verdict.end),
        rows,
        outputs,
        gold,
        stray,
    })
}

fn rows_in_all(data: &Database) -> usize {
    data.base().tables().iter().map(|table| table.rows.len()).sum()
}

fn ending(entries: &[Entry], desk: &Desk) -> Ending {
    let Some(last) = entries.last().filter(|entry| entry.is_over) else { return Ending::Open };
    match (&last.raised, &last.what) {
        (Some(text), _) => Ending::Broken(text.clone()),
        (None, What::Call { name, .. }) if desk.world().ends(name) => Ending::Transferred,
        (None, _) => Ending::Stopped,
    }
}

/// What an agent earns that says a sentence and does nothing, to a customer that is content with it.
pub fn do_nothing(world: &Arc<World>, task: &Arc<Task>) -> f64 {
    let mut desk = Desk::new(world, task);
    match desk.act(&Action::respond("That is all.")) {
        Ok(Outcome::Said(_)) => desk.hear(&STOP.into()).map_or(0.0, |seen| seen.reward()),
        Ok(Outcome::Seen(_)) | Err(_) => 0.0,
    }
}
