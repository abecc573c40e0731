//! A grid world's state in facts: the agent, the task's parts, every cell with something in it.

use super::fact;
use crate::env::babyai::Task;
use crate::env::minigrid::{Cell, GridEnv, GridState, Kind};
use crate::episode::diff::{Fact, Inspect};

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
