//! The items of an order: exchanged, modified, returned.

use crate::env::support::database::Database;
use crate::env::support::retail::orders::{
    NO_METHOD, NO_ORDER, NOT_PENDING, entry, extend_payments, first_payment, is_gift_card,
    move_balance,
};
use crate::env::support::retail::{ORDERS, PRODUCTS, USERS};
use crate::env::support::shared::{fields, find, is, owner, payment_method, put};
use crate::env::support::tool::{Arguments, Failure};
use crate::python::shared::ops::{
    Sum, absolute, as_key, combine, count, elements, equal, len, less, member, round_hundredths,
    sorted,
};
use crate::python::shared::{PyValue, Text, str_value};

/// `exchange_delivered_order_items`: asks for it; no money moves, and the items stay.
pub(super) fn exchange(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = find(data, ORDERS, &arguments[0], NO_ORDER)?;
    let order = data.value(place);
    if !is(order, "status", "delivered")? {
        return Err("non-delivered order cannot be exchanged".into());
    }
    let (old, new, id) = (&arguments[1], &arguments[2], &arguments[3]);
    let difference = round_hundredths(&price_difference(data, order, old, new)?);
    let user = owner(data, USERS, order)?;
    let method = payment_method(data.value(user), id, NO_METHOD)?;
    if is(method, "source", "gift_card")? && less(member(method, "balance")?, &difference)? {
        return Err("insufficient gift card balance to pay for the price difference".into());
    }
    let mut order = fields(data, place);
    order.set("status", "exchange requested");
    order.set("exchange_items", sorted(old)?);
    order.set("exchange_new_items", sorted(new)?);
    order.set("exchange_payment_method_id", id.clone());
    order.set("exchange_price_difference", difference);
    Ok(put(data, place, order))
}

/// `modify_pending_order_items`: other variants of the same products, paid or paid back at once.
pub(super) fn modify(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = find(data, ORDERS, &arguments[0], NO_ORDER)?;
    let order = data.value(place).clone();
    if !is(&order, "status", "pending")? {
        return Err(NOT_PENDING.into());
    }
    let (old, new, id) = (&arguments[1], &arguments[2], &arguments[3]);
    // Upstream quirk: the difference is not rounded here, so a sum's noise reaches the history.
    let difference = price_difference(data, &order, old, new)?;
    let user = owner(data, USERS, &order)?;
    let method = payment_method(data.value(user), id, NO_METHOD)?;
    let by_gift_card = is(method, "source", "gift_card")?;
    if by_gift_card && less(member(method, "balance")?, &difference)? {
        return Err("insufficient gift card balance to pay for the new item".into());
    }
    if let Some(id) = id.as_str().filter(|_| by_gift_card) {
        move_balance(data, user, id, (Sum::Minus, &difference))?;
    }
    let mut order = fields(data, place);
    let is_payment = less(&PyValue::from(0_i64), &difference)?;
    let kind = if is_payment { "payment" } else { "refund" };
    extend_payments(&mut order, vec![entry(kind, &absolute(&difference), id)]);
    if let Some(items) = order.get_mut("items").and_then(PyValue::as_list_mut) {
        for (old, new) in elements(old)?.iter().zip(elements(new)?.iter()) {
            // Upstream quirk: a pair sees what the pairs before it did.
            let item = items.iter_mut().find(|item| has_id(item, old));
            replace(data, item.ok_or("list index out of range")?, new)?;
        }
    }
    order.set("status", "pending (item modified)");
    Ok(put(data, place, order))
}

/// `return_delivered_order_items`: asks for it; no money moves.
pub(super) fn take_back(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = find(data, ORDERS, &arguments[0], NO_ORDER)?;
    let order = data.value(place);
    if !is(order, "status", "delivered")? {
        return Err("non-delivered order cannot be returned".into());
    }
    let (items, id) = (&arguments[1], &arguments[2]);
    let user = owner(data, USERS, order)?;
    payment_method(data.value(user), id, NO_METHOD)?;
    let paid_by = member(first_payment(order)?, "payment_method_id")?;
    if !id.as_str().is_some_and(is_gift_card) && !equal(id, paid_by) {
        let text = "payment method should be either the original payment method or a gift card";
        return Err(text.into());
    }
    if missing_item(order, items)?.is_some() {
        return Err("some item not found".into());
    }
    let mut order = fields(data, place);
    order.set("status", "return requested");
    order.set("return_items", sorted(items)?);
    order.set("return_payment_method_id", id.clone());
    Ok(put(data, place, order))
}

/// What the new items cost more than the old ones; from the integer 0, left to right.
fn price_difference(
    data: &Database,
    order: &PyValue,
    old: &PyValue,
    new: &PyValue,
) -> Result<PyValue, Failure> {
    if let Some(missing) = missing_item(order, old)? {
        return Err(format!("{} not found", str_value(&missing)).into());
    }
    if len(old)? != len(new)? {
        return Err("the number of items to be exchanged should match".into());
    }
    let mut difference = PyValue::from(0_i64);
    for (old, new) in elements(old)?.iter().zip(elements(new)?.iter()) {
        let items = member(order, "items")?.as_list().unwrap_or_default();
        let item = items.iter().find(|item| has_id(item, old)).ok_or("list index out of range")?;
        let variant = match variant(data, item, new)? {
            Some(variant) if member(variant, "available")? == &PyValue::Bool(true) => variant,
            _ => {
                let text = format!("new item {} not found or available", str_value(new));
                return Err(text.into());
            }
        };
        let (price, paid) = (member(variant, "price")?, member(item, "price")?);
        let more = combine(Sum::Minus, "-", price, paid)?;
        difference = combine(Sum::Plus, "+=", &difference, &more)?;
    }
    Ok(difference)
}

/// The first of some items that is named more often than the order has it.
fn missing_item(order: &PyValue, named: &PyValue) -> Result<Option<PyValue>, Failure> {
    let items = member(order, "items")?.as_list().unwrap_or_default();
    for id in elements(named)?.iter() {
        let there = items.iter().filter(|item| has_id(item, id)).count();
        if count(named, id)? > there {
            return Ok(Some(id.clone()));
        }
    }
    Ok(None)
}

fn has_id(item: &PyValue, id: &PyValue) -> bool {
    item.get("item_id").is_some_and(|own| equal(own, id))
}

/// A variant of the product that an item is one of.
fn variant<'a>(
    data: &'a Database,
    item: &PyValue,
    id: &PyValue,
) -> Result<Option<&'a PyValue>, Failure> {
    let product = find(data, PRODUCTS, member(item, "product_id")?, "product not found")?;
    let variants = member(data.value(product), "variants")?;
    Ok(as_key(id)?.and_then(|id| variants.get(id)))
}

/// Puts a variant in an item's place; the item's fields keep their order.
fn replace(data: &Database, item: &mut PyValue, id: &PyValue) -> Result<(), Failure> {
    let variant = variant(data, item, id)?.ok_or("list index out of range")?;
    let (price, options) = (member(variant, "price")?, member(variant, "options")?);
    if let Some(item) = item.as_map_mut() {
        item.set("item_id", id.clone());
        item.set("price", price.clone());
        item.set("options", options.clone());
    }
    Ok(())
}
