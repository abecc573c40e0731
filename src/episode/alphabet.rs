//! Actions as numbers: what records and links hold.

use crate::env::{crafter, minigrid};

/// A closed set of actions, each with a number that is never given to another.
pub trait Alphabet: Sized {
    /// How many actions there are; their numbers run from 0.
    const SIZE: u8;

    /// The number of this action, below [`Self::SIZE`].
    fn number(&self) -> u8;

    /// The action of a number.
    fn from_number(number: u8) -> Option<Self>;
}

impl Alphabet for minigrid::Action {
    const SIZE: u8 = Self::ALL.len() as u8;

    fn number(&self) -> u8 {
        *self as u8
    }

    fn from_number(number: u8) -> Option<Self> {
        Self::from_index(number)
    }
}

impl Alphabet for crafter::Action {
    const SIZE: u8 = Self::ALL.len() as u8;

    fn number(&self) -> u8 {
        *self as u8
    }

    fn from_number(number: u8) -> Option<Self> {
        Self::from_index(number)
    }
}
