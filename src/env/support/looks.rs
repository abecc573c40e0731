//! What tools look up: the tables that they search, the rows that they read and write.
//!
//! Nothing of it is kept while an episode is played. Whoever asks has a call made again, on a copy of the data base that takes note:
//! [`Desk::looks`](super::Desk::looks).
//!
//! A search is one look at its table, however many rows stand there; of these the ones that it found were read. A list of all that there
//! is finds nothing in particular. Whether a name for a new row is free is no look at a row.
//!
//! Source: our own.

use std::sync::{Mutex, PoisonError};

use crate::python::shared::Text;

/// Something that a tool looked up. Tables stand by their numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Look {
    /// A table was searched as a whole.
    Searched(u8),
    /// A row was read: its table, its key.
    Read(u8, Text),
    /// A row was written, or added: its table, its key.
    Wrote(u8, Text),
}

/// Takes note of looks, each once. A copy takes none.
#[derive(Debug, Default)]
pub(super) struct Notes(Option<Box<Mutex<Vec<Look>>>>);

impl Notes {
    /// Nothing is noted.
    pub(super) const NONE: Self = Self(None);

    /// Everything is noted.
    pub(super) fn taken() -> Self {
        Self(Some(Box::default()))
    }

    /// Notes a look, where anything is noted.
    pub(super) fn add(&self, look: impl FnOnce() -> Look) {
        if let Some(list) = &self.0 {
            push(list, look());
        }
    }

    /// The looks in their order.
    pub(super) fn into_list(self) -> Vec<Look> {
        let list = self.0.map(|list| list.into_inner().unwrap_or_else(PoisonError::into_inner));
        list.unwrap_or_default()
    }
}

impl Clone for Notes {
    fn clone(&self) -> Self {
        Self::NONE
    }
}

#[cold]
fn push(list: &Mutex<Vec<Look>>, look: Look) {
    let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
    if !list.contains(&look) {
        list.push(look);
    }
}
