//! Orders that are not on their way yet: cancelled, changed, placed.

use crate::env::support::base::Place;
use crate::env::support::books::dates::{TODAY, days_ago};
use crate::env::support::books::people::{address, words};
use crate::env::support::books::{BOOKS, CUSTOMERS, EXPRESS_CENTS, ORDERS, number, text};
use crate::env::support::database::Database;
use crate::env::support::shared::{fields, find, payment_method, put, set_payment_field};
use crate::env::support::tool::{Arguments, Failure};
use crate::python::shared::{Map, PyValue, Text};

const NO_ORDER: &str = "order not found";

const REASONS: [&str; 3] = ["changed mind", "ordered by mistake", "found elsewhere"];

/// `cancel_order`: everything that was paid goes back to where it came from.
pub(super) fn cancel(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let (place, mut order) = order_that_is("open", data, &arguments[0])?;
    let reason = words(&arguments[1], "reason")?;
    if !REASONS.contains(&reason) {
        return Err(format!("reason must be one of: {}", REASONS.join(", ")).into());
    }
    let customer = customer_of(data, &order)?;
    for (id, cents) in paid(&order) {
        charge(data, customer, &PyValue::from(id.clone()), -cents)?;
        book_payment(&mut order, -cents, &id);
    }
    order.set("status", "cancelled");
    order.set("cancel_reason", reason);
    Ok(put(data, place, order))
}

/// `change_order_address`.
pub(super) fn set_address(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let (place, mut order) = order_that_is("open", data, &arguments[0])?;
    order.set("address", address(arguments)?);
    Ok(put(data, place, order))
}

/// `change_edition`: another edition of the same book; the difference is paid, or paid back, at once.
pub(super) fn set_edition(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let (place, mut order) = order_that_is("open", data, &arguments[0])?;
    let (old, new) = (words(&arguments[1], "edition_id")?, words(&arguments[2], "new_edition_id")?);
    let line = lines(&order).iter().position(|line| has_edition(line, old));
    let line = line.ok_or_else(|| format!("edition {old} is not in the order"))?;
    let was = lines(&order)[line].as_map().cloned().unwrap_or_default();
    let now = edition(data, new)?;
    if old == new || text(&now, "book_id") != text(&was, "book_id") {
        return Err("the new edition must be another one of the same book".into());
    }
    let difference = number(&now, "price_cents") - number(&was, "price_cents");
    settle(data, &mut order, &arguments[3], difference)?;
    if let Some(lines) = order.get_mut("items").and_then(PyValue::as_list_mut) {
        lines[line] = now.into();
    }
    Ok(put(data, place, order))
}

/// `change_shipping`.
pub(super) fn set_shipping(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let (place, mut order) = order_that_is("open", data, &arguments[0])?;
    let shipping = words(&arguments[1], "shipping")?;
    let customer = customer_of(data, &order)?;
    let cents = shipping_cents(shipping, &fields(data, customer))?;
    if text(&order, "shipping") == shipping {
        return Err(format!("the order's shipping is {shipping} already").into());
    }
    let difference = cents - number(&order, "shipping_cents");
    settle(data, &mut order, &arguments[2], difference)?;
    order.set("shipping", shipping);
    order.set("shipping_cents", cents);
    Ok(put(data, place, order))
}

/// `set_gift_note`: also on an order that is packed.
pub(super) fn set_note(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = find(data, ORDERS, &arguments[0], NO_ORDER)?;
    let mut order = fields(data, place);
    if !["open", "packed"].contains(&text(&order, "status")) {
        return Err("the order has left the house".into());
    }
    let note = words(&arguments[1], "note")?;
    if note.chars().count() > 120 {
        return Err("a note has at most 120 characters".into());
    }
    order.set("gift_note", note);
    Ok(put(data, place, order))
}

/// `place_order`: to the address of the customer's profile, paid at once.
pub(super) fn place(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let customer = find(data, CUSTOMERS, &arguments[0], "customer not found")?;
    let person = fields(data, customer);
    let wanted = ids(&arguments[1], "edition_ids")?;
    let items: Vec<PyValue> = (wanted.iter())
        .map(|id| edition(data, id).map(PyValue::from))
        .collect::<Result<_, Failure>>()?;
    let shipping = words(&arguments[2], "shipping")?;
    let fee = shipping_cents(shipping, &person)?;
    let total: i64 =
        fee + items.iter().filter_map(|item| item.get("price_cents")?.as_i64()).sum::<i64>();
    charge(data, customer, &arguments[3], total)?;
    let free = (90_001..).map(|number| format!("HB-{number}"));
    let id: Text =
        free.into_iter().find(|id| data.place(ORDERS, id).is_none()).unwrap_or_default().into();
    let mut order = Map::default();
    order.set("order_id", id.clone());
    order.set("customer_id", text(&person, "customer_id"));
    order.set("status", "open");
    order.set("placed_on", TODAY);
    order.set("promised_on", PyValue::None);
    order.set("delivered_on", PyValue::None);
    order.set("address", person.get("address").cloned().unwrap_or_default());
    order.set("items", items);
    order.set("shipping", shipping);
    order.set("shipping_cents", fee);
    order.set("payments", Vec::new());
    order.set("gift_note", PyValue::None);
    order.set("late_voucher", false);
    book_payment(&mut order, total, words(&arguments[3], "payment_id")?);
    let mut person = fields(data, customer);
    if let Some(orders) = person.get_mut("orders").and_then(PyValue::as_list_mut) {
        orders.push(id.clone().into());
    }
    put(data, customer, person);
    Ok(data.set(ORDERS, &id, order.into()).json())
}

/// The order that an argument names, if it stands so.
pub(super) fn order_that_is(
    wanted: &str,
    data: &Database,
    id: &PyValue,
) -> Result<(Place, Map), Failure> {
    let place = find(data, ORDERS, id, NO_ORDER)?;
    let order = fields(data, place);
    match text(&order, "status") {
        status if status == wanted => Ok((place, order)),
        status => Err(format!("the order is {status}, not {wanted}").into()),
    }
}

/// The record of an order's customer.
pub(super) fn customer_of(data: &Database, order: &Map) -> Result<Place, Failure> {
    let id = PyValue::from(text(order, "customer_id"));
    find(data, CUSTOMERS, &id, "customer not found")
}

/// An order's lines.
pub(super) fn lines(order: &Map) -> &[PyValue] {
    order.get("items").and_then(PyValue::as_list).unwrap_or_default()
}

/// Whether a line is of this edition.
pub(super) fn has_edition(line: &PyValue, id: &str) -> bool {
    line.get("edition_id").and_then(PyValue::as_str) == Some(id)
}

/// An edition as a line of an order, if it is in stock. Its name begins with its book's.
pub(super) fn edition(data: &Database, id: &str) -> Result<Map, Failure> {
    let missing = || Failure::from(format!("edition {id} not found"));
    let (book, _) = id.split_once('-').ok_or_else(missing)?;
    let book = data.find(BOOKS, book).ok_or_else(missing)?;
    let book = fields(data, book);
    let found = book.get("editions").and_then(|editions| editions.get(id));
    let found = found.and_then(PyValue::as_map).ok_or_else(missing)?;
    if found.get("in_stock") != Some(&PyValue::Bool(true)) {
        return Err(format!("edition {id} is out of stock").into());
    }
    Ok(line(&book, found))
}

/// A line of an order.
pub(super) fn line(book: &Map, edition: &Map) -> Map {
    let mut line = Map::with_capacity(5);
    line.set("edition_id", text(edition, "edition_id"));
    line.set("book_id", text(book, "book_id"));
    line.set("title", text(book, "title"));
    line.set("format", text(edition, "format"));
    line.set("price_cents", number(edition, "price_cents"));
    line
}

/// A list of texts.
pub(super) fn ids(value: &PyValue, what: &str) -> Result<Vec<Text>, Failure> {
    let list = value.as_list().filter(|list| !list.is_empty());
    let texts = list.and_then(|list| list.iter().map(|id| id.as_str().map(Text::from)).collect());
    texts.ok_or_else(|| format!("{what} must be a list of texts").into())
}

/// Takes an amount from a payment method, or gives a negative one back to it; cards have any amount.
pub(super) fn charge(
    data: &mut Database,
    customer: Place,
    id: &PyValue,
    cents: i64,
) -> Result<(), Failure> {
    let method = payment_method(data.value(customer), id, "payment method not found")?;
    let method = method.as_map().cloned().unwrap_or_default();
    if text(&method, "kind") == "voucher" {
        let left = number(&method, "balance_cents") - cents;
        if left < 0 {
            return Err(format!("the voucher lacks {} cents", -left).into());
        }
        let id = text(&method, "payment_id");
        set_payment_field(data, customer, id, ("balance_cents", left.into()));
    }
    Ok(())
}

/// Pays a difference for an order, or pays it back.
fn settle(data: &mut Database, order: &mut Map, id: &PyValue, cents: i64) -> Result<(), Failure> {
    let customer = customer_of(data, order)?;
    charge(data, customer, id, cents)?;
    if cents != 0 {
        book_payment(order, cents, words(id, "payment_id")?);
    }
    Ok(())
}

/// Notes a payment, or with a negative amount a refund.
pub(super) fn book_payment(order: &mut Map, cents: i64, id: &str) {
    let mut entry = Map::with_capacity(3);
    entry.set("kind", if cents < 0 { "refund" } else { "payment" });
    entry.set("amount_cents", cents.abs());
    entry.set("payment_id", id);
    if let Some(payments) = order.get_mut("payments").and_then(PyValue::as_list_mut) {
        payments.push(entry.into());
    }
}

/// What each payment method paid for an order, less what it got back; in the order of their first payments.
fn paid(order: &Map) -> Vec<(String, i64)> {
    let mut sums: Vec<(String, i64)> = Vec::new();
    for entry in order.get("payments").and_then(PyValue::as_list).unwrap_or_default() {
        let Some(entry) = entry.as_map() else { continue };
        let cents = number(entry, "amount_cents");
        let cents = if text(entry, "kind") == "refund" { -cents } else { cents };
        let id = text(entry, "payment_id");
        match sums.iter_mut().find(|(known, _)| known == id) {
            Some((_, sum)) => *sum += cents,
            None => sums.push((id.to_owned(), cents)),
        }
    }
    sums.retain(|(_, sum)| *sum != 0);
    sums
}

fn shipping_cents(shipping: &str, customer: &Map) -> Result<i64, Failure> {
    match shipping {
        "standard" => Ok(0),
        "express" if text(customer, "membership") == "patron" => Ok(0),
        "express" => Ok(EXPRESS_CENTS),
        _ => Err("shipping must be standard or express".into()),
    }
}

/// The day on which an order is promised that was placed so many days ago.
pub(super) fn promised(placed_days_ago: u32) -> String {
    days_ago(placed_days_ago.saturating_sub(6))
}
