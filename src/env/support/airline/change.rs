//! Changing and cancelling reservations.

use crate::env::support::airline::book::{Offer, each_flight, seats};
use crate::env::support::airline::{USERS, reservation};
use crate::env::support::base::Place;
use crate::env::support::database::Database;
use crate::env::support::shared::{fields, is, owner, payment_method, put, set_payment_field};
use crate::env::support::tool::{Arguments, Failure};
use crate::python::shared::ops::{
    Sum, append, combine, elements, equal, len, less, member, negate, no_attribute, sum,
};
use crate::python::shared::{Map, PyValue, Text};

/// `cancel_reservation`. Upstream quirk: nothing is checked, and no card gets money back; twice is possible.
pub(super) fn cancel(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = reservation(data, &arguments[0])?;
    let mut reservation = fields(data, place);
    let history = member(data.value(place), "payment_history")?;
    let mut refunds = Vec::new();
    for payment in elements(history)?.iter() {
        let id = member(payment, "payment_id")?;
        refunds.push(entry(id, &negate(member(payment, "amount")?)?));
    }
    match reservation.get_mut("payment_history").and_then(PyValue::as_list_mut) {
        Some(history) => history.append(&mut refunds),
        None => return Err(no_attribute(history, "extend").into()),
    }
    reservation.set("status", "cancelled");
    Ok(put(data, place, reservation))
}

/// `update_reservation_baggages`: bags can be added and, against the policy, removed.
pub(super) fn set_baggages(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = reservation(data, &arguments[0])?;
    let (bags, paid_bags, id) = (&arguments[1], &arguments[2], &arguments[3]);
    let now = member(data.value(place), "nonfree_baggages")?;
    let more = combine(Sum::Minus, "-", paid_bags, now)?;
    let none = PyValue::from(0_i64);
    let more = if less(&none, &more)? { more } else { none };
    let price = combine(Sum::Times, "*", &PyValue::from(50_i64), &more)?;
    let payer = Payer::find(data, place, id, &price)?;
    let mut reservation = fields(data, place);
    reservation.set("total_baggages", bags.clone());
    reservation.set("nonfree_baggages", paid_bags.clone());
    payer.pay(data, &price)?;
    settle(data, place, reservation, (id, &price))
}

/// `update_reservation_flights`. Upstream quirk: the reservation's cabin stays, and no seat moves.
pub(super) fn set_flights(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = reservation(data, &arguments[0])?;
    let (cabin, id) = (&arguments[1], &arguments[3]);
    let record = data.value(place).clone();
    let current = elements(member(&record, "flights")?)?;
    let mut total = PyValue::from(0_i64);
    let flights = each_flight(&arguments[2], |flight| {
        let heads = || Ok(len(member(&record, "passengers")?)?);
        let offer = match kept(&record, &current, flight, cabin)? {
            Some(offer) => offer,
            None => seats(data, flight, cabin, heads)?,
        };
        let price = combine(Sum::Times, "*", &offer.price, &heads()?.into())?;
        total = combine(Sum::Plus, "+=", &total, &price)?;
        Ok(offer)
    })?;
    let prices: Result<Vec<&PyValue>, _> =
        current.iter().map(|flight| member(flight, "price")).collect();
    let heads = |record| Ok::<_, Failure>(PyValue::from(len(member(record, "passengers")?)?));
    let paid = combine(Sum::Times, "*", &sum(prices?)?, &heads(&record)?)?;
    let total = combine(Sum::Minus, "-=", &total, &paid)?;
    let payer = Payer::find(data, place, id, &total)?;
    payer.pay(data, &total)?;
    let mut reservation = fields(data, place);
    reservation.set("flights", flights);
    settle(data, place, reservation, (id, &total))
}

/// `update_reservation_passengers`: as many as before.
pub(super) fn set_passengers(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = reservation(data, &arguments[0])?;
    let passengers = &arguments[1];
    if len(passengers)? != len(member(data.value(place), "passengers")?)? {
        return Err("number of passengers does not match".into());
    }
    let mut reservation = fields(data, place);
    reservation.set("passengers", passengers.clone());
    Ok(put(data, place, reservation))
}

/// A flight that the reservation has already, in the same cabin: it keeps its price.
fn kept(
    reservation: &PyValue,
    current: &[PyValue],
    flight: &PyValue,
    cabin: &PyValue,
) -> Result<Option<Offer>, Failure> {
    let mut found = None;
    for old in current {
        if equal(member(old, "flight_number")?, member(flight, "flight_number")?)
            && equal(member(old, "date")?, member(flight, "date")?)
            && equal(cabin, member(reservation, "cabin")?)
        {
            found = found.or(Some(old));
        }
    }
    let Some(old) = found else { return Ok(None) };
    Ok(Some(Offer {
        price: member(old, "price")?.clone(),
        origin: member(old, "origin")?.clone(),
        destination: member(old, "destination")?.clone(),
    }))
}

/// Who pays for a change, by what.
struct Payer {
    user: Place,
    /// The gift card and what is on it, if it is one.
    gift_card: Option<(Text, PyValue)>,
}

impl Payer {
    fn find(
        data: &Database,
        reservation: Place,
        id: &PyValue,
        price: &PyValue,
    ) -> Result<Self, Failure> {
        let user = owner(data, USERS, data.value(reservation))?;
        let method = payment_method(data.value(user), id, "payment method not found")?;
        if is(method, "source", "certificate")? {
            return Err("certificate cannot be used to update reservation".into());
        }
        let mut gift_card = None;
        if is(method, "source", "gift_card")? {
            let amount = member(method, "amount")?;
            if less(amount, price)? {
                return Err("gift card balance is not enough".into());
            }
            gift_card = id.as_str().map(|id| (id.into(), amount.clone()));
        }
        Ok(Self { user, gift_card })
    }

    /// Takes the price from a gift card; a refund goes onto it.
    fn pay(&self, data: &mut Database, price: &PyValue) -> Result<(), Failure> {
        if let Some((id, amount)) = &self.gift_card {
            let left = combine(Sum::Minus, "-=", amount, price)?;
            set_payment_field(data, self.user, id, ("amount", left));
        }
        Ok(())
    }
}

/// Notes what was paid, if anything was, and writes the reservation.
fn settle(
    data: &mut Database,
    place: Place,
    mut reservation: Map,
    (id, price): (&PyValue, &PyValue),
) -> Result<Text, Failure> {
    let mut noted = Ok(());
    if !equal(price, &PyValue::from(0_i64))
        && let Some(history) = reservation.get_mut("payment_history")
    {
        noted = append(history, entry(id, price));
    }
    let text = put(data, place, reservation);
    noted?;
    Ok(text)
}

/// An entry of a reservation's payment history.
fn entry(id: &PyValue, amount: &PyValue) -> PyValue {
    let mut entry = Map::with_capacity(2);
    entry.set("payment_id", id.clone());
    entry.set("amount", amount.clone());
    entry.into()
}
