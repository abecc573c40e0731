//! The tools that every domain has, and what the others have in common.

use crate::env::support::base::Place;
use crate::env::support::calculate;
use crate::env::support::database::Database;
use crate::env::support::tool::{Effect, Failure, Tool};
use crate::python::shared::ops::{as_key, elements, member};
use crate::python::shared::{Map, PyValue, Text};
use crate::python::str_repr;

/// Evaluates an expression.
pub(super) const CALCULATE: Tool = Tool {
    name: "calculate",
    class: "Calculate",
    parameters: &["expression"],
    effect: Effect::Reads,
    run: |_, arguments| calculate(&arguments[0]),
};

/// Notes a thought; nothing comes of it.
pub(super) const THINK: Tool = Tool {
    name: "think",
    class: "Think",
    parameters: &["thought"],
    effect: Effect::Reads,
    run: |_, _| Ok("".into()),
};

/// Hands the customer over, which ends the episode.
pub(super) const TRANSFER: Tool = Tool {
    name: "transfer_to_human_agents",
    class: "TransferToHumanAgents",
    parameters: &["summary"],
    effect: Effect::Ends,
    run: |_, _| Ok("Transfer successful".into()),
};

fn calculate(expression: &PyValue) -> Result<Text, Failure> {
    const ALLOWED: &str = "0123456789+-*/(). ";
    let invalid = || Failure::from("invalid characters in expression");
    let Some(text) = expression.as_str() else {
        for part in elements(expression)?.iter() {
            let Some(part) = part.as_str() else {
                let name = part.type_name();
                return Err(
                    format!("'in <string>' requires string as left operand, not {name}").into()
                );
            };
            if !ALLOWED.contains(part) {
                return Err(invalid());
            }
        }
        return Err("eval() arg 1 must be a string, bytes or code object".into());
    };
    if !text.chars().all(|sign| ALLOWED.contains(sign)) {
        return Err(invalid());
    }
    Ok(calculate::evaluate(text)?.into())
}

/// Finds the record that an argument names.
pub(super) fn find(
    data: &Database,
    table: u8,
    key: &PyValue,
    missing: &'static str,
) -> Result<Place, Failure> {
    let place = as_key(key)?.and_then(|key| data.find(table, key));
    place.ok_or(Failure::Said(missing.into()))
}

/// The record of the user to whom a record belongs.
pub(super) fn owner(data: &Database, users: u8, record: &PyValue) -> Result<Place, Failure> {
    let user = member(record, "user_id")?;
    let place = as_key(user)?.and_then(|key| data.find(users, key));
    place.ok_or_else(|| str_repr(user.as_str().unwrap_or_default()).into())
}

/// A payment method of a user.
pub(super) fn payment_method<'a>(
    user: &'a PyValue,
    id: &PyValue,
    missing: &'static str,
) -> Result<&'a PyValue, Failure> {
    let methods = member(user, "payment_methods")?;
    let found = as_key(id)?.and_then(|id| methods.get(id));
    found.ok_or(Failure::Said(missing.into()))
}

/// Sets a field of a user's payment method.
pub(super) fn set_payment_field(
    data: &mut Database,
    user: Place,
    id: &str,
    (field, value): (&str, PyValue),
) {
    let mut record = data.value(user).clone();
    let methods = record.as_map_mut().and_then(|map| map.get_mut("payment_methods"));
    let method = methods.and_then(PyValue::as_map_mut).and_then(|map| map.get_mut(id));
    if let Some(method) = method.and_then(PyValue::as_map_mut) {
        method.set(field, value);
        data.put(user, record);
    }
}

/// A record's fields, to be changed.
pub(super) fn fields(data: &Database, place: Place) -> Map {
    data.value(place).as_map().cloned().unwrap_or_default()
}

/// Replaces a record's fields; returns its JSON text.
pub(super) fn put(data: &mut Database, place: Place, fields: Map) -> Text {
    data.put(place, fields.into()).json()
}

/// The JSON text of the record that an argument names.
pub(super) fn details(
    data: &Database,
    table: u8,
    key: &PyValue,
    missing: &'static str,
) -> Result<Text, Failure> {
    Ok(data.record(find(data, table, key, missing)?).json())
}

/// Whether a field is this text.
pub(super) fn is(record: &PyValue, field: &str, text: &str) -> Result<bool, Failure> {
    Ok(member(record, field)?.as_str() == Some(text))
}
