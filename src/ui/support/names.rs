//! What domains and episodes of customer support are called, and where they are.

use super::seats::{CustomerSeat, Seats};
use crate::env::support::Domain;
use crate::episode::support::Case;

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
