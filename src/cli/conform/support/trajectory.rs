//! Conversations that models had: their tool calls and words lead to the same results and rewards again.

use std::sync::Arc;

use super::{Worlds, field, list, text, whole};
use crate::cli::conform::record::{Mismatch, same, same_bits};
use crate::env::support::{Action, Desk, Domain, Outcome, Split, Task, World};
use crate::python::ops::Number;
use crate::python::{PyValue, Text, loads};

/// Compares every tool result and the reward of one episode.
pub(super) fn check(record: &PyValue, worlds: &Worlds) -> Result<(), Mismatch> {
    let task = Task::read(field(field(record, "info")?, "task")?).map_err(Mismatch::unreadable)?;
    let number = whole(record, "task_id")?;
    let (world, task) = own_task(&task, number, worlds)?;
    let mut desk = Desk::new(world, task);
    let messages = list(record, "traj")?;
    let mut reward = 0.0;
    // The first two are the policy and the customer's first words.
    for (at, pair) in messages.windows(2).enumerate().skip(2) {
        let [message, answer] = pair else { continue };
        if text(message, "role")? != "assistant" {
            continue;
        }
        let action = action(message)?;
        let heard = field(answer, "content")?.as_str().unwrap_or_default();
        let outcome = desk.act(&action).map_err(Mismatch::unreadable)?;
        let seen = match outcome {
            Outcome::Seen(seen) => {
                // Upstream quirk: these were recorded before a field was renamed.
                let found = match *action.name == *"get_user_details" {
                    true => seen.observation.replace("\"state\":", "\"province\":"),
                    false => seen.observation.to_string(),
                };
                same("observation", heard, &found).map_err(|wrong| wrong.at_step(at + 1))?;
                seen
            }
            Outcome::Said(_) => desk.hear(&Text::from(heard)).map_err(Mismatch::unreadable)?,
        };
        if seen.is_done() {
            reward = seen.reward();
        }
    }
    let expected = Number::of(field(record, "reward")?).and_then(|number| number.to_f64().ok());
    same_bits("reward", expected.unwrap_or(f64::NAN), reward)
}

/// The data's own task of a number, which has the same customer and gold actions: its wording may be newer.
fn own_task<'a>(
    recorded: &Task,
    number: usize,
    worlds: &'a Worlds,
) -> Result<(&'a Arc<World>, &'a Arc<Task>), Mismatch> {
    for domain in Domain::ALL {
        let world = worlds.of(domain)?;
        if let Some(own) = world.task(Split::Test, number)
            && (&own.user_id, &own.actions) == (&recorded.user_id, &recorded.actions)
        {
            return Ok((world, own));
        }
    }
    Err(Mismatch::unreadable("its task is none of the data's"))
}

/// What a message does.
fn action(message: &PyValue) -> Result<Action, Mismatch> {
    let call = message.get("tool_calls").and_then(PyValue::as_list).and_then(<[_]>::first);
    let Some(call) = call else {
        return Ok(Action::respond(field(message, "content")?.clone()));
    };
    let function = field(call, "function")?;
    let arguments = loads(text(function, "arguments")?).map_err(Mismatch::unreadable)?;
    let PyValue::Map(arguments) = arguments else {
        return Err(Mismatch::unreadable("arguments are no dictionary"));
    };
    Ok(Action::new(text(function, "name")?, (*arguments).clone()))
}
