//! Cancelling an order; its address and its payment.

use crate::env::support::base::Place;
use crate::env::support::database::Database;
use crate::env::support::retail::users::address;
use crate::env::support::retail::{ORDERS, USERS};
use crate::env::support::shared::{
    fields, find, is, owner, payment_method, put, set_payment_field,
};
use crate::env::support::tool::{Arguments, Failure};
use crate::python::shared::ops::{
    Sum, combine, elements, equal, item, len, less, member, round_hundredths,
};
use crate::python::shared::{Map, PyValue, Text};

pub(super) const NO_ORDER: &str = "order not found";
pub(super) const NO_METHOD: &str = "payment method not found";
pub(super) const NOT_PENDING: &str = "non-pending order cannot be modified";

const REASONS: [&str; 2] = ["no longer needed", "ordered by mistake"];

/// `cancel_pending_order`: what was paid by gift card is there again at once.
pub(super) fn cancel(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = find(data, ORDERS, &arguments[0], NO_ORDER)?;
    let order = data.value(place).clone();
    if !is(&order, "status", "pending")? {
        return Err("non-pending order cannot be cancelled".into());
    }
    let reason = &arguments[1];
    if !reason.as_str().is_some_and(|reason| REASONS.contains(&reason)) {
        return Err("invalid reason".into());
    }
    let mut refunds = Vec::new();
    for payment in elements(member(&order, "payment_history")?)?.iter() {
        let id = member(payment, "payment_method_id")?;
        let amount = member(payment, "amount")?;
        refunds.push(entry("refund", amount, id));
        if let Some(id) = id.as_str().filter(|id| is_gift_card(id)) {
            let user = owner(data, USERS, &order)?;
            move_balance(data, user, id, (Sum::Plus, amount))?;
        }
    }
    let mut order = fields(data, place);
    order.set("status", "cancelled");
    order.set("cancel_reason", reason.clone());
    extend_payments(&mut order, refunds);
    Ok(put(data, place, order))
}

/// `modify_pending_order_address`.
pub(super) fn set_address(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = find(data, ORDERS, &arguments[0], NO_ORDER)?;
    if !is(data.value(place), "status", "pending")? {
        return Err(NOT_PENDING.into());
    }
    let mut order = fields(data, place);
    order.set("address", address(arguments));
    Ok(put(data, place, order))
}

/// `modify_pending_order_payment`: the new method pays, the old one gets the money back.
pub(super) fn set_payment(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = find(data, ORDERS, &arguments[0], NO_ORDER)?;
    let order = data.value(place).clone();
    if !is(&order, "status", "pending")? {
        return Err(NOT_PENDING.into());
    }
    let id = &arguments[1];
    let user = owner(data, USERS, &order)?;
    let method = payment_method(data.value(user), id, NO_METHOD)?;
    let payment = first_payment(&order)?;
    let paid_once = len(member(&order, "payment_history")?)? <= 1;
    if !paid_once || !is(payment, "transaction_type", "payment")? {
        return Err("there should be exactly one payment for a pending order".into());
    }
    let old = member(payment, "payment_method_id")?;
    if equal(old, id) {
        return Err("the new payment method should be different from the current one".into());
    }
    let amount = member(payment, "amount")?;
    let by_gift_card = is(method, "source", "gift_card")?;
    if by_gift_card && less(member(method, "balance")?, amount)? {
        return Err("insufficient gift card balance to pay for the order".into());
    }
    if let Some(id) = id.as_str().filter(|_| by_gift_card) {
        move_balance(data, user, id, (Sum::Minus, amount))?;
    }
    if let Some(old) = old.as_str().filter(|old| is_gift_card(old)) {
        move_balance(data, user, old, (Sum::Plus, amount))?;
    }
    let mut changed = fields(data, place);
    let entries = vec![entry("payment", amount, id), entry("refund", amount, old)];
    extend_payments(&mut changed, entries);
    Ok(put(data, place, changed))
}

/// An entry of an order's payment history.
pub(super) fn entry(kind: &str, amount: &PyValue, id: &PyValue) -> PyValue {
    let mut entry = Map::with_capacity(3);
    entry.set("transaction_type", kind);
    entry.set("amount", amount.clone());
    entry.set("payment_method_id", id.clone());
    entry.into()
}

/// Adds entries to an order's payment history.
pub(super) fn extend_payments(order: &mut Map, entries: Vec<PyValue>) {
    if let Some(history) = order.get_mut("payment_history").and_then(PyValue::as_list_mut) {
        history.extend(entries);
    }
}

/// An order's first payment.
pub(super) fn first_payment(order: &PyValue) -> Result<&PyValue, Failure> {
    let history = member(order, "payment_history")?;
    Ok(history.as_list().and_then(<[_]>::first).ok_or("list index out of range")?)
}

/// Whether a payment method's name says that it is a gift card.
pub(super) fn is_gift_card(id: &str) -> bool {
    // Upstream quirk: the name decides here, elsewhere the source.
    id.contains("gift_card")
}

/// Adds to the balance of a gift card, or takes from it; then rounds it to cents.
pub(super) fn move_balance(
    data: &mut Database,
    user: Place,
    id: &str,
    (sum, amount): (Sum, &PyValue),
) -> Result<(), Failure> {
    let sign = if sum == Sum::Plus { "+=" } else { "-=" };
    let methods = member(data.value(user), "payment_methods")?;
    let method = methods.as_map().map(|methods| item(methods, &id.into())).transpose()?;
    let balance = method.map_or(Ok(&PyValue::None), |method| member(method, "balance"))?;
    let moved = combine(sum, sign, balance, amount)?;
    set_payment_field(data, user, id, ("balance", round_hundredths(&moved)));
    Ok(())
}
