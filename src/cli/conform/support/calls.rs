//! Sequences of tool calls on a fresh data base.

use std::collections::BTreeMap;

use super::{Exact, Worlds, field, list, same_text, text};
use crate::cli::conform::record::{Mismatch, same};
use crate::env::support::{Action, Desk, Domain, Outcome, Task};
use crate::python::shared::PyValue;

/// Compares every call of a sequence, and the data base at its end.
///
/// A call with ill-typed arguments may come to another error's text; it still has to come to one.
pub(super) fn check(
    record: &PyValue,
    worlds: &Worlds,
    exact: &mut BTreeMap<String, Exact>,
) -> Result<(), Mismatch> {
    let domain: Domain = text(record, "domain")?.parse().map_err(Mismatch::unreadable)?;
    let world = worlds.of(domain)?;
    let none = Task {
        user_id: "".into(),
        actions: Vec::new(),
        instruction: "".into(),
        outputs: Vec::new(),
    };
    let mut desk = Desk::new(world, &none.into());
    let mut data = None;
    for (at, call) in list(record, "calls")?.iter().enumerate() {
        let category = text(call, "cat")?;
        let action = Action::read(call);
        let action = action.ok_or_else(|| Mismatch::unreadable("a call is none"))?;
        // An ending call grades the episode, which puts the gold data in place; the sequence goes on with its own.
        let before = desk.clone();
        let came = desk.act(&action);
        if let Ok(Outcome::Seen(seen)) = &came
            && seen.is_done()
        {
            desk = before;
        }
        data = Some(desk.data().clone());
        let compared = match (call.get("raises"), came) {
            (Some(_), Err(_)) => Ok(()),
            (Some(class), Ok(_)) => same("raises", class.as_str().unwrap_or("?"), "nothing"),
            (None, Err(raised)) => same("out", "an observation", &raised.to_string()),
            (None, Ok(Outcome::Said(_))) => same("out", "an observation", "words"),
            (None, Ok(Outcome::Seen(seen))) => {
                same_text("out", field(call, "out")?, &seen.observation)
            }
        };
        let tally = exact.entry(format!("{category} calls")).or_default();
        tally.all += 1;
        tally.exact += usize::from(compared.is_ok());
        compared.map_err(|wrong| wrong.at_step(at + 1))?;
    }
    let hash = data.unwrap_or_else(|| world.fresh()).hash();
    same("final_hash", text(record, "final_hash")?, &hash)
}
