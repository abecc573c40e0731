//! Booking, and what booking and changing have in common: finding seats on flights.

use crate::env::support::airline::{FLIGHTS, NO_USER, RESERVATIONS, USERS};
use crate::env::support::base::Place;
use crate::env::support::database::Database;
use crate::env::support::shared::{fields, find, is};
use crate::env::support::tool::{Arguments, Failure};
use crate::python::shared::ops::{
    Exception, Sum, append, as_key, combine, elements, equal, item, len, less, member, sum,
    unsupported,
};
use crate::python::shared::{Map, PyValue, Text, str_value};

/// The names of booked reservations, in their order. Upstream quirk: a fourth takes the place of the third.
const NEW_IDS: [&str; 3] = ["HATHAT", "HATHAU", "HATHAV"];

/// `book_reservation`. Upstream quirk: no seat is taken by it.
pub(super) fn book(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let user = find(data, USERS, &arguments[0], NO_USER)?;
    let (cabin, passengers, payments) = (&arguments[4], &arguments[6], &arguments[7]);
    let is_free = |id: &&str| data.place(RESERVATIONS, id).is_none();
    let id = NEW_IDS.into_iter().find(is_free).unwrap_or(NEW_IDS[2]);
    let mut total = PyValue::from(0_i64);
    let flights = each_flight(&arguments[5], |flight| {
        let offer = seats(data, flight, cabin, || Ok(len(passengers)?))?;
        let price = offer.price.clone();
        let heads = PyValue::from(len(passengers)?);
        total = combine(Sum::Plus, "+=", &total, &combine(Sum::Times, "*", &price, &heads)?)?;
        Ok(offer)
    })?;
    if arguments[10].as_str() == Some("yes") {
        let price = PyValue::from(30 * len(passengers)?);
        total = combine(Sum::Plus, "+=", &total, &price)?;
    }
    total = combine(Sum::Plus, "+=", &total, &fifty_each(&arguments[9], &total)?)?;
    check_payments(data.value(user), payments, &total)?;
    pay(data, user, payments)?;

    let mut reservation = Map::with_capacity(14);
    reservation.set("reservation_id", id);
    let told = ["user_id", "origin", "destination", "flight_type", "cabin"];
    for (at, field) in told.into_iter().enumerate() {
        reservation.set(field, arguments[at].clone());
    }
    reservation.set("flights", flights);
    reservation.set("passengers", passengers.clone());
    reservation.set("payment_history", payments.clone());
    reservation.set("created_at", "2024-05-15T15:00:00");
    reservation.set("total_baggages", arguments[8].clone());
    reservation.set("nonfree_baggages", arguments[9].clone());
    reservation.set("insurance", arguments[10].clone());
    let record = data.set(RESERVATIONS, &id.into(), reservation.into());
    let mut user_fields = fields(data, user);
    if let Some(list) = user_fields.get_mut("reservations") {
        append(list, id.into())?;
    }
    data.put(user, user_fields.into());
    Ok(record.json())
}

/// What a flight costs, and where it goes.
pub(super) struct Offer {
    pub(super) price: PyValue,
    pub(super) origin: PyValue,
    pub(super) destination: PyValue,
}

/// Goes through the flights of a call; each gets its price, origin and destination behind its own fields.
pub(super) fn each_flight(
    flights: &PyValue,
    mut offer: impl FnMut(&PyValue) -> Result<Offer, Failure>,
) -> Result<PyValue, Failure> {
    let mut priced = flights.clone();
    for (at, flight) in elements(flights)?.iter().enumerate() {
        let offer = offer(flight)?;
        let copy = priced.as_list_mut().and_then(|list| list.get_mut(at));
        if let Some(copy) = copy.and_then(PyValue::as_map_mut) {
            copy.set("price", offer.price);
            copy.set("origin", offer.origin);
            copy.set("destination", offer.destination);
        }
    }
    Ok(priced)
}

/// Finds seats on a flight in a cabin for so many passengers.
pub(super) fn seats(
    data: &Database,
    flight: &PyValue,
    cabin: &PyValue,
    heads: impl FnOnce() -> Result<usize, Failure>,
) -> Result<Offer, Failure> {
    let number = member(flight, "flight_number")?;
    let name = || str_value(number);
    let place = as_key(number)?.and_then(|key| data.find(FLIGHTS, key));
    let place = place.ok_or_else(|| Exception::from(format!("flight {} not found", name())))?;
    let table = data.value(place);
    let date = member(flight, "date")?;
    let day = as_key(date)?.and_then(|date| table.get("dates")?.get(date));
    let day = day.ok_or_else(|| {
        Exception::from(format!("flight {} not found on date {}", name(), str_value(date)))
    })?;
    if !is(day, "status", "available")? {
        let text = format!("flight {} not available on date {}", name(), str_value(date));
        return Err(text.into());
    }
    let free = of_cabin(day, "available_seats", cabin)?;
    if less(free, &heads()?.into())? {
        return Err(format!("not enough seats on flight {}", name()).into());
    }
    Ok(Offer {
        price: of_cabin(day, "prices", cabin)?.clone(),
        origin: member(table, "origin")?.clone(),
        destination: member(table, "destination")?.clone(),
    })
}

fn of_cabin<'a>(day: &'a PyValue, what: &str, cabin: &PyValue) -> Result<&'a PyValue, Failure> {
    let cabins = member(day, what)?.as_map().ok_or("the cabins are no dictionary")?;
    Ok(item(cabins, cabin)?)
}

/// `50 * count`, to be added to `total`.
fn fifty_each(count: &PyValue, total: &PyValue) -> Result<PyValue, Exception> {
    // A text or a list is repeated, and then cannot be added.
    if matches!(count, PyValue::Str(_) | PyValue::List(_)) {
        return Err(unsupported("+=", total.type_name(), count.type_name()));
    }
    combine(Sum::Times, "*", &PyValue::from(50_i64), count)
}

/// Every payment is checked against what the user has before any money moves.
fn check_payments(user: &PyValue, payments: &PyValue, total: &PyValue) -> Result<(), Failure> {
    let methods = member(user, "payment_methods")?;
    let payments = elements(payments)?;
    for payment in payments.iter() {
        let id = member(payment, "payment_id")?;
        let amount = member(payment, "amount")?;
        let Some(method) = as_key(id)?.and_then(|id| methods.get(id)) else {
            return Err(format!("payment method {} not found", str_value(id)).into());
        };
        let source = member(method, "source")?.as_str();
        if matches!(source, Some("gift_card" | "certificate"))
            && less(member(method, "amount")?, amount)?
        {
            let text = format!("not enough balance in payment method {}", str_value(id));
            return Err(text.into());
        }
    }
    let amounts: Vec<&PyValue> =
        payments.iter().filter_map(|payment| payment.get("amount")).collect();
    let paid = sum(amounts)?;
    if !equal(&paid, total) {
        let (total, paid) = (str_value(total), str_value(&paid));
        let text = "payment amount does not add up, total price is";
        return Err(format!("{text} {total}, but paid {paid}").into());
    }
    Ok(())
}

/// Takes the money: from gift cards what is paid, certificates whole.
fn pay(data: &mut Database, user: Place, payments: &PyValue) -> Result<(), Failure> {
    let mut record = data.value(user).clone();
    let done = pay_each(&mut record, payments);
    // Upstream quirk: a certificate that is listed twice fails at its second turn, and what was taken until then is gone.
    if record != *data.value(user) {
        data.put(user, record);
    }
    done
}

fn pay_each(user: &mut PyValue, payments: &PyValue) -> Result<(), Failure> {
    for payment in elements(payments)?.iter() {
        let id = member(payment, "payment_id")?;
        let amount = member(payment, "amount")?;
        let methods = member(user, "payment_methods")?.as_map().ok_or("'payment_methods'")?;
        let method = item(methods, id)?;
        let left = match member(method, "source")?.as_str() {
            Some("gift_card") => {
                Some(combine(Sum::Minus, "-=", member(method, "amount")?, amount)?)
            }
            Some("certificate") => None,
            _ => continue,
        };
        let methods = user.as_map_mut().and_then(|user| user.get_mut("payment_methods"));
        if let (Some(methods), Some(id)) = (methods.and_then(PyValue::as_map_mut), id.as_str()) {
            match left {
                Some(left) => {
                    if let Some(method) = methods.get_mut(id).and_then(PyValue::as_map_mut) {
                        method.set("amount", left);
                    }
                }
                None => {
                    methods.remove(id);
                }
            }
        }
    }
    Ok(())
}
