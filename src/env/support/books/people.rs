//! Customers, and looking for books.

use crate::env::support::books::orders::charge;
use crate::env::support::books::{BOOKS, CUSTOMERS, PATRON_CENTS, text};
use crate::env::support::database::Database;
use crate::env::support::shared::{fields, find, put};
use crate::env::support::tool::{Arguments, Failure};
use crate::python::shared::{Map, PyValue, Text, dumps_value};

const NOT_FOUND: &str = "customer not found";

/// An argument that has to be a text.
pub(super) fn words<'a>(value: &'a PyValue, what: &str) -> Result<&'a str, Failure> {
    value.as_str().ok_or_else(|| format!("{what} must be a text").into())
}

/// `find_customer_by_email`, whatever the case of its letters.
pub(super) fn by_email(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let email = words(&arguments[0], "email")?.to_lowercase();
    data.note_search(CUSTOMERS);
    let row = data.base().people(CUSTOMERS).by_email.get(&email).ok_or(NOT_FOUND)?;
    data.note_found(CUSTOMERS, *row);
    Ok(data.base().table(CUSTOMERS).rows[*row as usize].key().clone())
}

/// `find_customer_by_name_zip`: names whatever their case, and the ZIP code of the profile as it is now.
pub(super) fn by_name_zip(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let first = words(&arguments[0], "first_name")?.to_lowercase();
    let last = words(&arguments[1], "last_name")?.to_lowercase();
    let zip = words(&arguments[2], "zip")?;
    data.note_search(CUSTOMERS);
    let rows = data.base().people(CUSTOMERS).by_name.get(&(first, last));
    for row in rows.into_iter().flatten() {
        let key = data.base().table(CUSTOMERS).rows[*row as usize].key();
        let place = data.place(CUSTOMERS, key).ok_or(NOT_FOUND)?;
        let address = data.value(place).get("address");
        if address.and_then(|address| address.get("zip")).and_then(PyValue::as_str) == Some(zip) {
            data.note_found(CUSTOMERS, *row);
            return Ok(key.clone());
        }
    }
    Err(NOT_FOUND.into())
}

/// `search_books`: titles and authors that have these words in them, whatever their case.
pub(super) fn search(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let wanted = words(&arguments[0], "words")?.trim().to_lowercase();
    if wanted.is_empty() {
        return Err("words must not be empty".into());
    }
    data.note_search(BOOKS);
    let mut found = Vec::new();
    // No tool adds a book.
    for (row, record) in (0_u32..).zip(data.rows(BOOKS)) {
        let Some(book) = record.value().as_map() else { continue };
        let has = |field| text(book, field).to_lowercase().contains(&wanted);
        if has("title") || has("author") {
            let fields = ["book_id", "title", "author"];
            let shown: Map =
                fields.map(|field| (field, text(book, field).into())).into_iter().collect();
            found.push(PyValue::from(shown));
            data.note_found(BOOKS, row);
        }
    }
    Ok(dumps_value(&found.into()).into())
}

/// `update_profile_address`; orders keep theirs.
pub(super) fn set_address(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = find(data, CUSTOMERS, &arguments[0], NOT_FOUND)?;
    let mut customer = fields(data, place);
    customer.set("address", address(arguments)?);
    Ok(put(data, place, customer))
}

/// A new address, from the second argument on.
pub(super) fn address(arguments: &Arguments) -> Result<Map, Failure> {
    let mut address = Map::default();
    for (at, part) in ["street", "city", "zip"].into_iter().enumerate() {
        address.set(part, words(&arguments[at + 1], part)?);
    }
    Ok(address)
}

/// `set_membership`: the fee is paid at once, and nothing is paid back.
pub(super) fn set_membership(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = find(data, CUSTOMERS, &arguments[0], NOT_FOUND)?;
    let wanted = words(&arguments[1], "membership")?;
    if !["reader", "patron"].contains(&wanted) {
        return Err("membership must be reader or patron".into());
    }
    if text(&fields(data, place), "membership") == wanted {
        return Err(format!("the customer is a {wanted} already").into());
    }
    if wanted == "patron" {
        charge(data, place, &arguments[2], PATRON_CENTS)?;
    }
    let mut customer = fields(data, place);
    customer.set("membership", wanted);
    if wanted == "patron" {
        customer.set("membership_paid_by", arguments[2].clone());
    }
    Ok(put(data, place, customer))
}
