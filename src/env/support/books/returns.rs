//! Orders that were delivered: returned, replaced, made good for being late.

use crate::env::support::books::orders::{
    customer_of, edition, has_edition, ids, lines, order_that_is,
};
use crate::env::support::books::people::words;
use crate::env::support::books::{LATE_CENTS, text};
use crate::env::support::database::Database;
use crate::env::support::shared::{fields, payment_method, put};
use crate::env::support::tool::{Arguments, Failure};
use crate::python::shared::{Map, PyValue, Text};

/// `return_items`: asks for it; the money moves when the books are back.
pub(super) fn take_back(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let (place, mut order) = order_that_is("delivered", data, &arguments[0])?;
    let mut wanted = ids(&arguments[1], "edition_ids")?;
    wanted.sort_unstable();
    let count = wanted.len();
    wanted.dedup();
    if wanted.len() != count {
        return Err("an edition is named twice".into());
    }
    for id in &wanted {
        if !lines(&order).iter().any(|line| has_edition(line, id)) {
            return Err(format!("edition {id} is not in the order").into());
        }
    }
    let customer = customer_of(data, &order)?;
    let method = payment_method(data.value(customer), &arguments[2], "payment method not found")?;
    let is_voucher = method.get("kind").and_then(PyValue::as_str) == Some("voucher");
    let to = words(&arguments[2], "refund_to")?;
    let payments = order.get("payments").and_then(PyValue::as_list).unwrap_or_default();
    let paid = |entry: &PyValue| entry.get("payment_id").and_then(PyValue::as_str) == Some(to);
    if !is_voucher && !payments.iter().any(paid) {
        return Err("a refund goes to what the order was paid with, or to a voucher".into());
    }
    order.set("status", "return requested");
    order.set("return_items", wanted.into_iter().map(PyValue::from).collect::<Vec<_>>());
    order.set("refund_to", to);
    Ok(put(data, place, order))
}

/// `replace_damaged`: another copy is sent, if there is one.
pub(super) fn replace_damaged(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let (place, mut order) = order_that_is("delivered", data, &arguments[0])?;
    let id = words(&arguments[1], "edition_id")?;
    if !lines(&order).iter().any(|line| has_edition(line, id)) {
        return Err(format!("edition {id} is not in the order").into());
    }
    edition(data, id)?;
    let mut sent =
        order.get("replacements").and_then(PyValue::as_list).unwrap_or_default().to_vec();
    if sent.iter().any(|sent| sent.as_str() == Some(id)) {
        return Err(format!("edition {id} was replaced already").into());
    }
    sent.push(id.into());
    order.set("replacements", sent);
    Ok(put(data, place, order))
}

/// `grant_late_voucher`: once for an order; whether it was late is not looked at.
pub(super) fn grant_late_voucher(
    data: &mut Database,
    arguments: &Arguments,
) -> Result<Text, Failure> {
    let (place, mut order) = order_that_is("delivered", data, &arguments[0])?;
    if order.get("late_voucher") == Some(&PyValue::Bool(true)) {
        return Err("the order has its voucher already".into());
    }
    let customer = customer_of(data, &order)?;
    let mut person = fields(data, customer);
    let is_patron = text(&person, "membership") == "patron";
    let id = format!("voucher_late_{}", text(&order, "order_id").trim_start_matches("HB-"));
    let mut voucher = Map::with_capacity(3);
    voucher.set("payment_id", id.as_str());
    voucher.set("kind", "voucher");
    voucher.set("balance_cents", LATE_CENTS[usize::from(is_patron)]);
    if let Some(methods) = person.get_mut("payment_methods").and_then(PyValue::as_map_mut) {
        methods.set(&id, voucher);
    }
    put(data, customer, person);
    order.set("late_voucher", true);
    Ok(put(data, place, order))
}
