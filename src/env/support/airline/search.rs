//! Searching flights.
//!
//! No tool changes a flight, so what searches go by, and the texts that they return, are made once.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::env::support::airline::FLIGHTS;
use crate::env::support::base::Base;
use crate::env::support::database::Database;
use crate::env::support::tool::{Arguments, Failure};
use crate::python::shared::ops::{Exception, as_key};
use crate::python::shared::{Map, PyValue, Text, dumps_value, repr_value, write_dumps_map};
use crate::python::{str_repr, write_json_str};

/// Airports and their cities.
const AIRPORTS: [(&str, &str); 20] = [
    ("SFO", "San Francisco"),
    ("JFK", "New York"),
    ("LAX", "Los Angeles"),
    ("ORD", "Chicago"),
    ("DFW", "Dallas"),
    ("DEN", "Denver"),
    ("SEA", "Seattle"),
    ("ATL", "Atlanta"),
    ("MIA", "Miami"),
    ("BOS", "Boston"),
    ("PHX", "Phoenix"),
    ("IAH", "Houston"),
    ("LAS", "Las Vegas"),
    ("MCO", "Orlando"),
    ("EWR", "Newark"),
    ("CLT", "Charlotte"),
    ("MSP", "Minneapolis"),
    ("DTW", "Detroit"),
    ("PHL", "Philadelphia"),
    ("LGA", "LaGuardia"),
];

/// The flights as searches see them.
#[derive(Debug)]
pub(in crate::env::support) struct Routes {
    flights: Vec<Flight>,
    /// Flights by where they start, in the table's order.
    from: HashMap<Text, Vec<usize>>,
    airports: Text,
}

#[derive(Debug)]
struct Flight {
    destination: Text,
    departs: Text,
    arrives: Text,
    dates: HashMap<Text, Day>,
}

/// A flight on one day, as searches return it.
#[derive(Debug)]
struct Day {
    available: bool,
    /// The flight without its dates, and what the day adds: as JSON without the brace behind it.
    json: String,
}

impl Routes {
    pub(super) fn of(base: &Base) -> &Self {
        base.routes.get_or_init(|| Self::new(base))
    }

    /// The airports as an agent reads them.
    pub(super) fn airports(&self) -> Text {
        self.airports.clone()
    }

    fn new(base: &Base) -> Self {
        let mut from: HashMap<Text, Vec<usize>> = HashMap::new();
        let rows = &base.table(FLIGHTS).rows;
        let empty = Map::default();
        let flights = rows.iter().enumerate().map(|(at, record)| {
            let fields = record.value().as_map().unwrap_or(&empty);
            let text = |name| fields.get(name).and_then(PyValue::as_str).unwrap_or_default().into();
            from.entry(text("origin")).or_default().push(at);
            Flight {
                destination: text("destination"),
                departs: text("scheduled_departure_time_est"),
                arrives: text("scheduled_arrival_time_est"),
                dates: days(fields),
            }
        });
        let flights = flights.collect();
        let airports: Map = AIRPORTS.into_iter().map(|(code, city)| (code, city.into())).collect();
        Self { flights, from, airports: dumps_value(&airports.into()).into() }
    }

    /// The flights from an airport, each with its row.
    fn from(&self, origin: &PyValue) -> impl Iterator<Item = (u32, &Flight)> {
        let list = origin.as_str().and_then(|origin| self.from.get(origin));
        list.into_iter().flatten().map(|at| (*at as u32, &self.flights[*at]))
    }
}

fn days(flight: &Map) -> HashMap<Text, Day> {
    let dates = flight.get("dates").and_then(PyValue::as_map);
    let day = |(date, fields): &(Text, PyValue)| {
        let mut offer: Map =
            flight.iter().filter(|(name, _)| **name != *"dates").cloned().collect();
        for (name, value) in fields.as_map().into_iter().flatten() {
            offer.set(name, value.clone());
        }
        let mut json = String::new();
        write_dumps_map(&mut json, &offer);
        json.pop();
        let available = fields.get("status").and_then(PyValue::as_str) == Some("available");
        (date.clone(), Day { available, json })
    };
    dates.into_iter().flatten().map(day).collect()
}

/// `search_direct_flight`.
pub(super) fn direct(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let (origin, destination, date) = (&arguments[0], &arguments[1], &arguments[2]);
    data.note_search(FLIGHTS);
    let mut out = String::from("[");
    for (row, flight) in Routes::of(data.base()).from(origin) {
        if destination.as_str() != Some(&*flight.destination) {
            continue;
        }
        let day = as_key(date)?.and_then(|date| flight.dates.get(date));
        if let Some(day) = day.filter(|day| day.available) {
            out.push_str(if out.len() == 1 { "" } else { ", " });
            out.push_str(&day.json);
            out.push('}');
            data.note_found(FLIGHTS, row);
        }
    }
    out.push(']');
    Ok(out.into())
}

/// `search_onestop_flight`.
pub(super) fn one_stop(data: &mut Database, arguments: &Arguments) -> Result<Text, Failure> {
    let (origin, destination, date) = (&arguments[0], &arguments[1], &arguments[2]);
    data.note_search(FLIGHTS);
    let routes = Routes::of(data.base());
    let next = OnceLock::new();
    let mut out = String::from("[");
    for (first_row, first) in routes.from(origin) {
        for (second_row, second) in routes.from(&PyValue::Str(first.destination.clone())) {
            if destination.as_str() != Some(&*second.destination) {
                continue;
            }
            let next_day = first.arrives.contains("+1");
            let second_date = if next_day {
                next.get_or_init(|| next_date(date)).as_ref().map_err(Clone::clone)?
            } else {
                date
            };
            // Upstream quirk: times are compared as text, "+1" or not.
            if first.arrives > second.departs {
                continue;
            }
            let Some((date, day)) = as_key(date)?.and_then(|date| first.dates.get_key_value(date))
            else {
                continue;
            };
            let there = as_key(second_date)?.and_then(|date| second.dates.get(date));
            if !day.available || !there.is_some_and(|there| there.available) {
                continue;
            }
            // Upstream quirk: the second flight is shown as it is on the first one's day.
            let shown = second.dates.get(date).ok_or_else(|| Exception::from(str_repr(date)))?;
            out.push_str(if out.len() == 1 { "[" } else { ", [" });
            push_dated(&mut out, day, date);
            out.push_str("}, ");
            push_dated(&mut out, shown, second_date.as_str().unwrap_or_default());
            out.push_str("}]");
            data.note_found(FLIGHTS, first_row);
            data.note_found(FLIGHTS, second_row);
        }
    }
    out.push(']');
    Ok(out.into())
}

fn push_dated(out: &mut String, day: &Day, date: &str) {
    out.push_str(&day.json);
    out.push_str(", \"date\": ");
    write_json_str(out, date);
}

/// The day after, in May 2024.
fn next_date(date: &PyValue) -> Result<PyValue, Exception> {
    let tail: String = match date {
        PyValue::Str(text) => {
            let skipped = text.chars().count().saturating_sub(2);
            text.chars().skip(skipped).collect()
        }
        PyValue::List(_) => {
            let text =
                "int() argument must be a string, a bytes-like object or a real number, not 'list'";
            return Err(text.into());
        }
        PyValue::Map(_) => return Err("unhashable type: 'slice'".into()),
        other => {
            return Err(format!("'{}' object is not subscriptable", other.type_name()).into());
        }
    };
    let day: Result<i64, _> = tail.trim().parse();
    let day = day.map_err(|_| {
        let tail = repr_value(&tail.into());
        format!("invalid literal for int() with base 10: {tail}")
    })?;
    // Upstream quirk: without a leading zero, so that the first days of a month are never found.
    Ok(format!("2024-05-{}", day + 1).into())
}
