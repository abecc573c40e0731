//! Finding users, and their addresses.

use crate::env::support::database::Database;
use crate::env::support::retail::USERS;
use crate::env::support::shared::{fields, find, put};
use crate::env::support::tool::{Arguments, Failure};
use crate::python::shared::ops::{equal, lower, member};
use crate::python::shared::{Map, Text};

const NOT_FOUND: &str = "user not found";

/// `find_user_id_by_email`: the first user with it, whatever the case of its letters.
pub(super) fn by_email(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    data.note_search(USERS);
    let email = lower(&arguments[0])?;
    let table = data.base().table(USERS);
    let row = data.base().people(USERS).by_email.get(&email);
    let row = row.ok_or(NOT_FOUND)?;
    data.note_found(USERS, *row);
    Ok(table.rows[*row as usize].key().clone())
}

/// `find_user_id_by_name_zip`: the first user with both names, whatever their case, and the very zip code.
pub(super) fn by_name_zip(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    data.note_search(USERS);
    let people = data.base().people(USERS);
    let first = lower(&arguments[0])?;
    if arguments[1].as_str().is_none() && !people.by_name.keys().any(|(name, _)| *name == first) {
        // The last name is looked at only where the first one fits.
        return Err(NOT_FOUND.into());
    }
    let name = (first, lower(&arguments[1])?);
    for row in people.by_name.get(&name).into_iter().flatten() {
        let key = data.base().table(USERS).rows[*row as usize].key();
        let place = data.place(USERS, key).ok_or(NOT_FOUND)?;
        let address = member(data.value(place), "address")?;
        if equal(member(address, "zip")?, &arguments[2]) {
            data.note_found(USERS, *row);
            return Ok(key.clone());
        }
    }
    Err(NOT_FOUND.into())
}

/// `modify_user_address`.
pub(super) fn set_address(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = find(data, USERS, &arguments[0], NOT_FOUND)?;
    let mut user = fields(data, place);
    user.set("address", address(arguments));
    Ok(put(data, place, user))
}

/// A new address, from the second argument on.
pub(super) fn address(arguments: &Arguments) -> Map {
    // Upstream quirk: the state stands before the country, in the tables behind it.
    let parts = ["address1", "address2", "city", "state", "country", "zip"];
    let parts = parts.into_iter().enumerate();
    parts.map(|(at, part)| (part, arguments[at + 1].clone())).collect()
}
