//! The state as facts, and what changed between two states.

use crate::env::babyai::Task;
use crate::env::minigrid::{Cell, GridEnv, GridState, Kind};

/// What a fact's value is while there is no such fact: the cell is empty, the hand holds nothing.
pub const ABSENT: &str = "empty";

/// Something that holds of a state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact {
    /// What it is about; dots part levels: `agent.carrying`, `cell 3, 3`.
    pub path: String,
    /// What holds of it, in words: `grey box`.
    pub value: String,
}

/// A fact that is another one afterwards.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Change {
    /// What it is about.
    pub path: String,
    /// What held; [`ABSENT`] for what was not there.
    pub before: String,
    /// What holds now; [`ABSENT`] for what is not there.
    pub after: String,
}

/// A state that can be told in facts.
pub trait Inspect {
    /// The facts, each path once, in an order that does not depend on the past: the agent first.
    fn facts(&self) -> Vec<Fact>;
}

/// What changed, in the order of the facts.
pub fn diff(before: &impl Inspect, after: &impl Inspect) -> Vec<Change> {
    diff_facts(&before.facts(), &after.facts())
}

/// What changed between two lists of facts, in their order; what is gone comes before what is new.
pub fn diff_facts(before: &[Fact], after: &[Fact]) -> Vec<Change> {
    let index = |facts: &[Fact]| -> std::collections::BTreeMap<String, usize> {
        facts.iter().enumerate().map(|(at, fact)| (fact.path.clone(), at)).collect()
    };
    let (in_before, in_after) = (index(before), index(after));
    let mut changes = Vec::new();
    let mut olds = before.iter().filter(|fact| !in_after.contains_key(&fact.path)).peekable();
    let place = |fact: &Fact| in_before.get(&fact.path);
    for fact in after {
        let old = place(fact);
        // What is gone is told before the first fact that stood after it.
        while let (Some(&at), Some(gone)) = (old, olds.peek()) {
            if place(gone).is_none_or(|&gone| gone > at) {
                break;
            }
            changes.extend(olds.next().map(|gone| change(&gone.path, &gone.value, ABSENT)));
        }
        match old {
            Some(&at) if before[at].value == fact.value => {}
            Some(&at) => changes.push(change(&fact.path, &before[at].value, &fact.value)),
            None => changes.push(change(&fact.path, ABSENT, &fact.value)),
        }
    }
    changes.extend(olds.map(|gone| change(&gone.path, &gone.value, ABSENT)));
    changes
}

fn change(path: &str, before: &str, after: &str) -> Change {
    Change { path: path.to_owned(), before: before.to_owned(), after: after.to_owned() }
}

impl Inspect for GridEnv {
    fn facts(&self) -> Vec<Fact> {
        let mut facts = self.state().facts();
        let cells =
            facts.iter().position(|fact| fact.path.starts_with("cell ")).unwrap_or(facts.len());
        let parts = self.task().map(Task::parts).unwrap_or_default();
        let parts = parts.into_iter().enumerate().map(|(at, part)| {
            let progress = match (part.done, part.failed, part.open) {
                (true, ..) => "done",
                (_, true, _) => "failed",
                (.., true) => "to do",
                _ => "later",
            };
            fact(format!("task.{}", at + 1), format!("{}: {progress}", part.text))
        });
        facts.splice(cells..cells, parts);
        facts
    }
}

impl Inspect for GridState {
    /// The agent, the step count, then every cell that is neither empty nor a wall, row by row.
    fn facts(&self) -> Vec<Fact> {
        let carrying = if self.carrying.is_empty() {
            "nothing".to_owned()
        } else {
            describe(self, self.carrying)
        };
        let mut facts = vec![
            fact("agent.at", format!("{}, {}", self.agent.x, self.agent.y)),
            fact("agent.faces", self.dir.as_str()),
            fact("agent.carrying", carrying),
            fact("step", self.step_count.to_string()),
            fact("max_steps", self.max_steps.to_string()),
        ];
        for at in self.grid.positions() {
            let cell = self.grid.get(at);
            if !matches!(cell.kind, Kind::Empty | Kind::Wall) {
                facts.push(fact(format!("cell {}, {}", at.x, at.y), describe(self, cell)));
            }
        }
        facts
    }
}

fn fact(path: impl Into<String>, value: impl Into<String>) -> Fact {
    Fact { path: path.into(), value: value.into() }
}

/// A thing in words: "locked red door", "grey box holding a blue key".
fn describe(state: &GridState, cell: Cell) -> String {
    let name = format!("{} {}", cell.color.as_str(), cell.kind.as_str());
    match cell.kind {
        Kind::Door if cell.is_open => format!("open {name}"),
        Kind::Door if cell.is_locked => format!("locked {name}"),
        Kind::Door => format!("closed {name}"),
        Kind::Lava => cell.kind.as_str().to_owned(),
        Kind::Box => {
            let content = state.objects.info(cell.id).content;
            if content.is_empty() {
                name
            } else {
                format!("{name} holding a {}", describe(state, content))
            }
        }
        _ => name,
    }
}
