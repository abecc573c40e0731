//! The order in which `CPython` walks a set of small whole numbers.
//!
//! A set's order follows from its hash table, and so from how it was filled: 8 and 0 added to an empty set come back as 8, 0.
//! What is drawn from a list made of a set depends on it.
//!
//! Source: `CPython` 3.11, `Objects/setobject.c`; the hash of a small whole number is itself. Nothing is ever removed here.

use serde::{Deserialize, Serialize};

const EMPTY: u32 = u32::MAX;
/// Slots after the first that are looked at before the next jump.
const PROBES: usize = 9;

/// A set of whole numbers below `u32::MAX`, in Python's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u32>", into = "Vec<u32>")]
pub struct IntSet {
    /// A power of two of slots, 8 at least.
    table: Vec<u32>,
    count: usize,
}

impl Default for IntSet {
    fn default() -> Self {
        Self { table: vec![EMPTY; 8], count: 0 }
    }
}

impl IntSet {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many numbers are in it.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether nothing is in it.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The numbers in the order in which Python walks them.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.table.iter().copied().filter(|&value| value != EMPTY)
    }

    /// Whether a number is in it.
    pub fn contains(&self, value: u32) -> bool {
        value != EMPTY && self.table[self.slot(value)] == value
    }

    /// Adds a number; says whether it is new.
    pub fn add(&mut self, value: u32) -> bool {
        debug_assert!(value != EMPTY, "the mark of an empty slot");
        let slot = self.slot(value);
        if self.table[slot] == value || value == EMPTY {
            return false;
        }
        self.table[slot] = value;
        self.count += 1;
        if 5 * self.count >= 3 * (self.table.len() - 1) {
            self.resize(if self.count > 50_000 { 2 * self.count } else { 4 * self.count });
        }
        true
    }

    /// `set(other)`: a copy may walk in another order than what it was copied from.
    #[must_use]
    pub fn copied(&self) -> Self {
        let mut copy = Self::new();
        if 5 * self.count >= 3 * (copy.table.len() - 1) {
            copy.resize(2 * self.count);
        }
        if copy.table.len() == self.table.len() {
            return self.clone();
        }
        for value in self.iter() {
            let slot = copy.slot(value);
            copy.table[slot] = value;
        }
        copy.count = self.count;
        copy
    }

    /// `self & other`.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (walked, asked) = if other.count > self.count { (self, other) } else { (other, self) };
        walked.iter().filter(|&value| asked.contains(value)).collect()
    }

    /// Where a number is, or would be put.
    fn slot(&self, value: u32) -> usize {
        let mask = self.table.len() - 1;
        let mut perturb = value as usize;
        let mut at = perturb & mask;
        loop {
            let last = if at + PROBES <= mask { at + PROBES } else { at };
            let found = |slot: &usize| self.table[*slot] == value || self.table[*slot] == EMPTY;
            if let Some(slot) = (at..=last).find(found) {
                return slot;
            }
            perturb >>= 5;
            at = (at.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb)) & mask;
        }
    }

    /// Makes the table larger than `least` slots and puts everything in anew.
    fn resize(&mut self, least: usize) {
        let mut size = 8;
        while size <= least {
            size *= 2;
        }
        let before = std::mem::replace(&mut self.table, vec![EMPTY; size]);
        for value in before.into_iter().filter(|&value| value != EMPTY) {
            let slot = self.slot(value);
            self.table[slot] = value;
        }
    }
}

/// A set from a list: one number after the other into an empty set.
impl FromIterator<u32> for IntSet {
    fn from_iter<I: IntoIterator<Item = u32>>(values: I) -> Self {
        let mut set = Self::new();
        for value in values {
            set.add(value);
        }
        set
    }
}

/// The table itself, so that a stored set keeps its order.
impl From<IntSet> for Vec<u32> {
    fn from(set: IntSet) -> Self {
        set.table
    }
}

impl TryFrom<Vec<u32>> for IntSet {
    type Error = &'static str;

    fn try_from(table: Vec<u32>) -> Result<Self, Self::Error> {
        let count = table.iter().filter(|&&value| value != EMPTY).count();
        let set = Self { table, count };
        let is_table = set.table.len().is_power_of_two() && set.table.len() >= 8;
        if !is_table || 5 * count >= 3 * (set.table.len() - 1) {
            return Err("this is no table of a set");
        }
        // Each number must be where a search for it ends, and there once.
        let found = set.table.iter().enumerate().filter(|(_, value)| **value != EMPTY);
        let lost = found.filter(|(at, value)| set.slot(**value) != *at).count();
        if lost == 0 { Ok(set) } else { Err("a number of a set is not in its place") }
    }
}
