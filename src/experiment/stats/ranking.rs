//! Who comes first.

use serde::{Deserialize, Serialize};

/// A place in a ranking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// From 1; those with the same number share the better place.
    pub place: usize,
    /// Who.
    pub name: String,
    /// By what.
    pub number: f64,
}

/// Ranks by a number: the largest first, or the smallest if `ascending`. Those with the same number stay in their order.
pub fn rank(numbers: &[(String, f64)], ascending: bool) -> Vec<Ranked> {
    let mut sorted: Vec<&(String, f64)> = numbers.iter().collect();
    sorted.sort_by(|one, other| {
        let up = one.1.total_cmp(&other.1);
        if ascending { up } else { up.reverse() }
    });
    let mut ranked: Vec<Ranked> = Vec::new();
    for (at, (name, number)) in sorted.into_iter().enumerate() {
        let shared = ranked.last().filter(|last| last.number.total_cmp(number).is_eq());
        let place = shared.map_or(at + 1, |last| last.place);
        ranked.push(Ranked { place, name: name.clone(), number: *number });
    }
    ranked
}
