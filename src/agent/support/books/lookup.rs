//! What the scripted agent looks up and reads out of words: orders, books, payment methods.

use crate::agent::support::books::talk::{Talk, Turn};
use crate::env::support::books::{TODAY, days_of};
use crate::python::shared::{Map, PyValue, loads};

/// The customer's own order that is spoken of; or why not.
pub(super) fn own_order(talk: &mut Talk, customer: &Map, wish: &str) -> Turn<Result<Map, String>> {
    let Some(id) = order_id(wish) else {
        let named = titles(wish);
        for id in order_ids(customer) {
            let order = talk.record("get_order", ("order_id", &id))?.unwrap_or_default();
            if list(&order, "items").iter().any(|line| named.contains(&text(line, "title"))) {
                return Ok(Ok(order));
            }
        }
        return Ok(Err("I cannot find that in your orders.".to_owned()));
    };
    let order = talk.record("get_order", ("order_id", id))?;
    let own = order.filter(|order| text(order, "customer_id") == text(customer, "customer_id"));
    Ok(own.ok_or_else(|| {
        "I am sorry: that order is not one of yours, so I cannot do anything about it.".to_owned()
    }))
}

/// The same, if it is open.
pub(super) fn open_order(talk: &mut Talk, customer: &Map, wish: &str) -> Turn<Result<Map, String>> {
    let order = own_order(talk, customer, wish)?;
    Ok(order.and_then(|order| match text(&order, "status") {
        "open" => Ok(order),
        status => {
            Err(format!("I am sorry: the order is {status}, so it cannot be changed any more."))
        }
    }))
}

/// Why an order can no longer come back, if it cannot.
pub(super) fn too_late(order: &Map, limit: u32) -> Option<String> {
    let today = days_of(TODAY).unwrap_or_default();
    match days_of(text(order, "delivered_on")) {
        Some(day) if day + limit >= today => None,
        Some(_) => Some(format!(
            "I am sorry: it came more than {limit} days ago, so that cannot be done any more."
        )),
        None => Some("It was not delivered yet, so that cannot be done.".to_owned()),
    }
}

pub(super) fn is_printed(line: &Map) -> bool {
    ["hardcover", "paperback"].contains(&text(line, "format"))
}

/// Asks for a payment method.
pub(super) fn method(talk: &mut Talk, customer: &Map) -> Turn<String> {
    let answer = talk.say("How would you like to pay for that: by card or by voucher?")?;
    let named = named_method(customer, answer).map(|(_, id)| id);
    Ok(named.or_else(|| of_kind(customer, "card")).unwrap_or_default())
}

/// The payment method of which words speak first.
pub(super) fn named_method(customer: &Map, words: &str) -> Option<(&'static str, String)> {
    let words = words.to_lowercase();
    let kinds = ["card", "voucher"].into_iter();
    let named = kinds.filter_map(|kind| words.find(kind).map(|at| (at, kind))).min();
    let (_, kind) = named?;
    Some((kind, of_kind(customer, kind)?))
}

/// The customer's first payment method of a kind.
pub(super) fn of_kind(customer: &Map, kind: &str) -> Option<String> {
    let methods = customer.get("payment_methods")?.as_map()?;
    let found = methods.iter().filter_map(|(_, method)| method.as_map());
    let mut found = found.filter(|method| text(method, "kind") == kind);
    found.next().map(|method| text(method, "payment_id").to_owned())
}

/// What is on a voucher.
pub(super) fn balance(customer: &Map, id: &str) -> Option<i64> {
    customer.get("payment_methods")?.get(id)?.get("balance_cents")?.as_i64()
}

/// The book whose title stands in quotation marks.
pub(super) fn book(talk: &mut Talk, wish: &str) -> Turn<Option<Map>> {
    let Some(title) = titles(wish).first().copied() else { return Ok(None) };
    let shown = talk.text("search_books", &[("words", title)])?;
    let found = loads(shown).unwrap_or_default();
    let id = found.as_list().and_then(<[_]>::first).and_then(|book| book.get("book_id")).cloned();
    match id.as_ref().and_then(PyValue::as_str) {
        Some(id) => talk.record("get_book", ("book_id", id)),
        None => Ok(None),
    }
}

/// The edition of a book that words name by its format.
pub(super) fn edition(book: &Map, words: &str) -> Option<Map> {
    let words = words.to_lowercase();
    let editions = book.get("editions")?.as_map()?.iter().filter_map(|(_, one)| one.as_map());
    editions
        .filter(|one| words.contains(text(one, "format")))
        .find(|one| one.get("in_stock") == Some(&PyValue::Bool(true)))
        .cloned()
}

/// The number of an order in some words.
pub(super) fn order_id(words: &str) -> Option<&str> {
    let from = &words[words.find("HB-")?..];
    let end = from[3..].find(|sign: char| !sign.is_ascii_digit()).map_or(from.len(), |at| at + 3);
    Some(&from[..end])
}

/// What stands in quotation marks.
pub(super) fn titles(words: &str) -> Vec<&str> {
    words.split('"').skip(1).step_by(2).collect()
}

pub(super) fn order_ids(customer: &Map) -> Vec<String> {
    let orders = customer.get("orders").and_then(PyValue::as_list).unwrap_or_default();
    orders.iter().filter_map(PyValue::as_str).map(str::to_owned).collect()
}

pub(super) fn list(map: &Map, field: &str) -> Vec<Map> {
    let list = map.get(field).and_then(PyValue::as_list).unwrap_or_default();
    list.iter().filter_map(PyValue::as_map).cloned().collect()
}

pub(super) fn text<'a>(map: &'a Map, field: &str) -> &'a str {
    map.get(field).and_then(PyValue::as_str).unwrap_or_default()
}

pub(super) fn number(map: &Map, field: &str) -> i64 {
    map.get(field).and_then(PyValue::as_i64).unwrap_or_default()
}
