//! The numbers of customer support's worlds, from 2048 on: in one row with those of the other worlds, never given to another.

use crate::env::support::{Domain, Split};

/// Each split of tasks that there is, and its number in links and records.
pub const SUPPORT: [(u16, Domain, Split); 5] = [
    (2048, Domain::Books, Split::Test),
    (2049, Domain::Retail, Split::Test),
    (2050, Domain::Retail, Split::Train),
    (2051, Domain::Retail, Split::Dev),
    (2052, Domain::Airline, Split::Test),
];

/// The number of a domain's split; none for a split that the domain does not have.
pub fn support_number(domain: Domain, split: Split) -> Option<u16> {
    let found = SUPPORT.iter().find(|(_, known, of)| (*known, *of) == (domain, split));
    found.map(|(number, ..)| *number)
}

/// The domain and the split of a number.
pub fn support_by_number(number: u16) -> Option<(Domain, Split)> {
    let found = SUPPORT.iter().find(|(known, ..)| *known == number);
    found.map(|(_, domain, split)| (*domain, *split))
}
