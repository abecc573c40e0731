//! How things are called: episodes, houses, entries, addresses.

use super::seats::{CustomerSeat, Seats};
use crate::env::support::Domain;
use crate::episode::casebook::{Entry, What};
use crate::episode::support::Case;
use crate::ui::words;

/// An entry as a screen reader says it.
pub fn spoken(entry: &Entry) -> String {
    let mut text = match &entry.what {
        What::Customer(words) => format!("Customer: {words}"),
        What::Agent(words) => format!("Agent: {words}"),
        What::Call { name, .. } => {
            let failed = if entry.is_error() { ", which failed" } else { "" };
            let changed = match entry.edits.len() {
                0 => String::new(),
                edits => format!(", which changed {}", words::count(edits, "record")),
            };
            format!("The agent calls {name}{failed}{changed}.")
        }
    };
    if entry.is_over {
        text += &format!(" The episode is over, reward {}.", words::reward(entry.reward));
    }
    text
}

/// The address of an episode, with its `#`.
pub fn address(case: Case, seats: Seats) -> String {
    let mut hash = format!("#/stage/{case}&player={}", seats.agent.as_str());
    if seats.customer != CustomerSeat::Scripted {
        hash.push_str(&format!("&customer={}", seats.customer.as_str()));
    }
    hash
}

/// What a domain is called.
pub const fn house(domain: Domain) -> &'static str {
    match domain {
        Domain::Books => "Harbor Books",
        Domain::Retail => "τ-bench retail",
        Domain::Airline => "τ-bench airline",
    }
}

/// What an episode is called.
pub fn title(case: Case) -> String {
    format!("{}, task {}", house(case.domain), case.task)
}
