//! Conversations that models had: their tool calls and words lead to the same results and rewards again.

use std::sync::Arc;

use super::Worlds;
use crate::agent::support::{ResultRow, read_results, write_results};
use crate::cli::conform::record::{Mismatch, same, same_bits};
use crate::env::support::{Desk, Domain, Outcome, Split, Task, World};
use crate::python::shared::{PyValue, dumps_indented};

/// Compares every tool result and the reward of one episode.
pub(super) fn check(record: &PyValue, worlds: &Worlds) -> Result<(), Mismatch> {
    let list = dumps_indented(&vec![record.clone()].into());
    let rows = read_results(&list).map_err(Mismatch::unreadable)?;
    same("the file written again", &list, &write_results(&rows))?;
    rows.iter().try_for_each(|row| check_row(row, worlds))
}

fn check_row(row: &ResultRow, worlds: &Worlds) -> Result<(), Mismatch> {
    let recorded = row.task().ok_or_else(|| Mismatch::unreadable("the row has no task"))?;
    let (world, task) = own_task(&recorded, row.task_id, worlds)?;
    let mut desk = Desk::new(world, task);
    let mut reward = 0.0;
    for (at, step) in row.steps().map_err(Mismatch::unreadable)?.iter().enumerate() {
        let seen = match desk.act(&step.action).map_err(Mismatch::unreadable)? {
            Outcome::Said(_) => desk.hear(&step.observation).map_err(Mismatch::unreadable)?,
            Outcome::Seen(seen) => {
                // The published conversations are older than a field's new name.
                let mut found = seen.observation.to_string();
                if *step.action.name == *"get_user_details" {
                    found = found.replace("\"state\":", "\"province\":");
                }
                same("observation", &*step.observation, &found)
                    .map_err(|wrong| wrong.at_step(at + 1))?;
                seen
            }
        };
        reward = seen.reward();
    }
    same_bits("reward", row.score().reward, reward)
}

/// The data's own task of a number, which has the same customer and gold actions: its wording may be newer.
fn own_task<'a>(
    recorded: &Task,
    number: i64,
    worlds: &'a Worlds,
) -> Result<(&'a Arc<World>, &'a Arc<Task>), Mismatch> {
    let number = usize::try_from(number).map_err(Mismatch::unreadable)?;
    for domain in Domain::PACKED {
        let world = worlds.of(domain)?;
        if let Some(own) = world.task(Split::Test, number)
            && (&own.user_id, &own.actions) == (&recorded.user_id, &recorded.actions)
        {
            return Ok((world, own));
        }
    }
    Err(Mismatch::unreadable("its task is none of the data's"))
}
