//! Whole episodes: gold actions replayed, and the protocol step by step.

use super::{Worlds, field, list, place, same_text, same_value, text, whole};
use crate::cli::conform::record::{Mismatch, same, same_bits};
use crate::env::support::{Action, Database, Desk, Outcome, STOP, Seen, Verdict, replay_gold};
use crate::python::shared::ops::Number;
use crate::python::shared::{Map, PyValue, Text};

/// A task's gold actions: what they return, change and earn.
pub(super) fn gold(record: &PyValue, worlds: &Worlds) -> Result<(), Mismatch> {
    let (world, task) = place(record, worlds)?;
    let desk = Desk::new(world, task);
    same("initial_hash", text(record, "initial_hash")?, &world.fresh().hash())?;
    same("n_actions", &whole(record, "n_actions")?, &task.actions.len())?;
    let mut data = world.fresh();
    let mut writes = Vec::new();
    for (at, (action, out)) in task.actions.iter().zip(list(record, "outs")?).enumerate() {
        if world.ends(&action.name) {
            same("outs", &true, &(*out == PyValue::None)).map_err(|wrong| wrong.at_step(at + 1))?;
            continue;
        }
        let before = data.clone();
        let found = world.call(&mut data, &action.name, &action.kwargs).unwrap_or_default();
        same_text("outs", out, &found).map_err(|wrong| wrong.at_step(at + 1))?;
        if writes_between(&before, &data) {
            writes.push(PyValue::from(at));
        }
    }
    same_value("writes", field(record, "writes")?, &writes.clone().into())?;
    same("gold_hash", text(record, "gold_hash")?, &data.hash())?;
    same(
        "gold_hash of the replay",
        text(record, "gold_hash")?,
        &replay_gold(world, task).0.hash(),
    )?;

    let taken: Vec<&Action> =
        task.actions.iter().filter(|action| !world.ends(&action.name)).collect();
    let said = text(record, "said")?;
    let verdict = ended(&desk, &taken, &[said.to_owned()])?;
    same_reward("reward_said", record, verdict.reward)?;
    let info = verdict.info(task);
    same_value("reward_info", field(record, "reward_info")?, field(&info, "info")?)?;
    same_reward("reward_silent", record, ended(&desk, &taken, &["Done.".to_owned()])?.reward)?;
    same_reward("reward_transfer_end", record, transferred(&desk, &taken)?.reward)?;
    if record.get("reward_said_upper_split").is_some() {
        let upper: Vec<String> = task.outputs.iter().map(|output| output.to_uppercase()).collect();
        same_reward("reward_said_upper_split", record, ended(&desk, &taken, &upper)?.reward)?;
        let commas = list(record, "said_commas")?.iter();
        let commas: Vec<String> = commas.filter_map(PyValue::as_str).map(str::to_owned).collect();
        same_reward("reward_said_commas", record, ended(&desk, &taken, &commas)?.reward)?;
    }
    let dropped = field(record, "drop_last_write")?;
    if *dropped != PyValue::None {
        let at = whole(dropped, "action")?;
        let actions = task.actions.iter().enumerate();
        let taken: Vec<&Action> = actions
            .filter(|(number, action)| *number != at && !world.ends(&action.name))
            .map(|(_, action)| action)
            .collect();
        let verdict = ended(&desk, &taken, &[said.to_owned()])?;
        same("drop_last_write hash", text(dropped, "hash")?, &verdict.end_hash)?;
        same_reward("reward", dropped, verdict.reward)?;
    }
    Ok(())
}

/// Whether any record's text differs, the order of its keys included.
fn writes_between(before: &Database, after: &Database) -> bool {
    after.written().iter().any(|(place, record)| {
        let there = before.find(place.table, record.key());
        there.is_none_or(|there| before.record(there).json() != record.json())
    })
}

fn same_reward(name: &'static str, record: &PyValue, found: f64) -> Result<(), Mismatch> {
    let expected = Number::of(field(record, name)?).and_then(|number| number.to_f64().ok());
    let expected = expected.ok_or_else(|| Mismatch::unreadable("a reward is no number"))?;
    same_bits(name, expected, found)
}

/// The verdict on an episode of these actions, then these words, the last of which the customer answers with its last.
fn ended(desk: &Desk, actions: &[&Action], words: &[String]) -> Result<Verdict, Mismatch> {
    let mut desk = desk.clone();
    for action in actions {
        desk.act(action).map_err(Mismatch::unreadable)?;
    }
    let mut verdict = None;
    for (at, said) in words.iter().enumerate() {
        desk.act(&Action::respond(said.as_str())).map_err(Mismatch::unreadable)?;
        let answer = if at + 1 == words.len() { STOP } else { "ok" };
        verdict = desk.hear(&answer.into()).map_err(Mismatch::unreadable)?.verdict;
    }
    verdict.map(|verdict| *verdict).ok_or_else(|| Mismatch::unreadable("the episode did not end"))
}

fn transferred(desk: &Desk, actions: &[&Action]) -> Result<Verdict, Mismatch> {
    let mut desk = desk.clone();
    for action in actions {
        desk.act(action).map_err(Mismatch::unreadable)?;
    }
    let mut summary = Map::default();
    summary.set("summary", "x");
    let action = Action::new("transfer_to_human_agents", summary);
    match desk.act(&action).map_err(Mismatch::unreadable)? {
        Outcome::Seen(Seen { verdict: Some(verdict), .. }) => Ok(*verdict),
        _ => Err(Mismatch::unreadable("the episode did not end")),
    }
}

/// An episode, step by step.
pub(super) fn protocol(record: &PyValue, worlds: &Worlds) -> Result<(), Mismatch> {
    let (world, task) = place(record, worlds)?;
    let mut desk = Desk::new(world, task);
    let first: Text = text(record, "reset_observation")?.into();
    let seen = Desk::open(&first);
    same("reset_source", text(record, "reset_source")?, &seen.source)?;
    let mut script = list(record, "user_script")?.iter();
    for (at, step) in list(record, "steps")?.iter().enumerate() {
        let action = Action::read(field(step, "action")?);
        let action = action.ok_or_else(|| Mismatch::unreadable("an action is none"))?;
        let came = desk.act(&action).and_then(|outcome| match outcome {
            Outcome::Seen(seen) => Ok(seen),
            Outcome::Said(_) => {
                let words = script.next().and_then(PyValue::as_str).unwrap_or(STOP);
                desk.hear(&words.into())
            }
        });
        let compared = match (step.get("raises"), came) {
            (Some(raises), Err(raised)) => same_text("raises", raises, &raised.to_string()),
            (Some(raises), Ok(_)) => same_text("raises", raises, "nothing"),
            (None, Err(raised)) => same("response", "a response", &raised.to_string()),
            (None, Ok(seen)) => same_response(step, &seen, &desk),
        };
        compared.map_err(|wrong| wrong.at_step(at + 1))?;
    }
    let recorded = whole(record, "n_actions_recorded")?;
    same("n_actions_recorded", &recorded, &desk.actions().len())?;
    same("end_hash", text(record, "end_hash")?, &desk.data().hash())
}

fn same_response(step: &PyValue, seen: &Seen, desk: &Desk) -> Result<(), Mismatch> {
    let expected = field(step, "response")?;
    let found = seen.to_value(desk.task(), 0.0);
    same_text("observation", field(expected, "observation")?, &seen.observation)?;
    for name in ["reward", "done", "info"] {
        same_value(name, field(expected, name)?, field(&found, name)?)?;
    }
    Ok(())
}
