//! The airline: flights, reservations, users.
//!
//! Checks run in the order in which they stand, and the first that fails is what the agent hears.
//!
//! Source: tau-bench, `envs/airline/tools`.

mod book;
mod change;
mod search;

pub(super) use search::Routes;

use crate::env::support::base::Place;
use crate::env::support::database::Database;
use crate::env::support::shared::{CALCULATE, THINK, TRANSFER, details, fields, find};
use crate::env::support::tool::{Arguments, Effect, Failure, Tool};
use crate::python::shared::{Map, PyValue, Text, str_value};

pub(super) const FLIGHTS: u8 = 0;
pub(super) const RESERVATIONS: u8 = 1;
pub(super) const USERS: u8 = 2;

/// The tools, in the order in which agents are told of them.
pub(super) static TOOLS: [Tool; 14] = [
    Tool {
        name: "book_reservation",
        class: "BookReservation",
        parameters: &[
            "user_id",
            "origin",
            "destination",
            "flight_type",
            "cabin",
            "flights",
            "passengers",
            "payment_methods",
            "total_baggages",
            "nonfree_baggages",
            "insurance",
        ],
        effect: Effect::Writes,
        run: book::book,
    },
    CALCULATE,
    Tool {
        name: "cancel_reservation",
        class: "CancelReservation",
        parameters: &["reservation_id"],
        effect: Effect::Writes,
        run: change::cancel,
    },
    Tool {
        name: "get_reservation_details",
        class: "GetReservationDetails",
        parameters: &["reservation_id"],
        effect: Effect::Reads,
        // Upstream quirk: it is the reservation that was not found.
        run: |data, arguments| details(data, RESERVATIONS, &arguments[0], NO_USER),
    },
    Tool {
        name: "get_user_details",
        class: "GetUserDetails",
        parameters: &["user_id"],
        effect: Effect::Reads,
        run: |data, arguments| details(data, USERS, &arguments[0], NO_USER),
    },
    Tool {
        name: "list_all_airports",
        class: "ListAllAirports",
        parameters: &[],
        effect: Effect::Reads,
        run: |data, _| Ok(Routes::of(data.base()).airports()),
    },
    Tool {
        name: "search_direct_flight",
        class: "SearchDirectFlight",
        parameters: &["origin", "destination", "date"],
        effect: Effect::Reads,
        run: search::direct,
    },
    Tool {
        name: "search_onestop_flight",
        class: "SearchOnestopFlight",
        parameters: &["origin", "destination", "date"],
        effect: Effect::Reads,
        run: search::one_stop,
    },
    Tool {
        name: "send_certificate",
        class: "SendCertificate",
        parameters: &["user_id", "amount"],
        effect: Effect::Writes,
        run: send_certificate,
    },
    THINK,
    TRANSFER,
    Tool {
        name: "update_reservation_baggages",
        class: "UpdateReservationBaggages",
        parameters: &["reservation_id", "total_baggages", "nonfree_baggages", "payment_id"],
        effect: Effect::Writes,
        run: change::set_baggages,
    },
    Tool {
        name: "update_reservation_flights",
        class: "UpdateReservationFlights",
        parameters: &["reservation_id", "cabin", "flights", "payment_id"],
        effect: Effect::Writes,
        run: change::set_flights,
    },
    Tool {
        name: "update_reservation_passengers",
        class: "UpdateReservationPassengers",
        parameters: &["reservation_id", "passengers"],
        effect: Effect::Writes,
        run: change::set_passengers,
    },
];

const NO_USER: &str = "user not found";
const NO_RESERVATION: &str = "reservation not found";

/// The certificates that can be sent to a user, in their order.
const CERTIFICATES: [&str; 3] =
    ["certificate_3221322", "certificate_3221323", "certificate_3221324"];

/// `send_certificate`: the first of three that the user does not have yet.
fn send_certificate(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let place = find(data, USERS, &arguments[0], NO_USER)?;
    let (user_id, amount) = (&arguments[0], &arguments[1]);
    let mut user = fields(data, place);
    let methods = user.get_mut("payment_methods").and_then(PyValue::as_map_mut);
    let methods = methods.ok_or("'payment_methods'")?;
    // Upstream quirk: a fourth certificate is not refused; the tool returns nothing, which its protocol cannot carry.
    let free = CERTIFICATES.into_iter().find(|id| methods.get(id).is_none());
    let id = free.ok_or(Failure::Nothing)?;
    let mut certificate = Map::with_capacity(3);
    certificate.set("source", "certificate");
    certificate.set("amount", amount.clone());
    certificate.set("id", id);
    methods.set(id, certificate);
    data.put(place, user.into());
    let (user_id, amount) = (str_value(user_id), str_value(amount));
    Ok(format!("Certificate {id} added to user {user_id} with amount {amount}.").into())
}

/// The reservation that an argument names.
fn reservation(data: &Database, id: &PyValue) -> Result<Place, Failure> {
    find(data, RESERVATIONS, id, NO_RESERVATION)
}
