//! What the calls of a run looked up: which rows they read and wrote, which tables they searched.
//!
//! It is what the tools themselves did, not what their results name.

use std::collections::BTreeSet;

use crate::env::support::{Base, Look};
use crate::episode::casebook::entries::Entry;
use crate::python::shared::Text;

/// What some calls looked up, by tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookedUp {
    read: BTreeSet<(u8, Text)>,
    searched: BTreeSet<u8>,
}

impl LookedUp {
    /// What the calls of the first entries of an episode looked up.
    pub fn of(entries: &[Entry]) -> Self {
        let mut all = Self::default();
        for look in entries.iter().flat_map(|entry| &entry.looks) {
            match look {
                Look::Searched(table) => {
                    all.searched.insert(*table);
                }
                Look::Read(table, key) | Look::Wrote(table, key) => {
                    all.read.insert((*table, key.clone()));
                }
            }
        }
        all
    }

    /// Whether a row was read, or written.
    pub fn has(&self, table: u8, key: &str) -> bool {
        self.read.contains(&(table, key.into()))
    }

    /// How many rows of a table were read or written.
    pub fn count(&self, table: u8) -> usize {
        self.read.iter().filter(|(of, _)| *of == table).count()
    }

    /// Whether a table was searched as a whole.
    pub fn has_searched(&self, table: u8) -> bool {
        self.searched.contains(&table)
    }
}

/// What one call did to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The table.
    pub table: Text,
    /// Whether it was searched as a whole.
    pub searched: bool,
    /// The keys of the rows that were read and left as they are.
    pub read: Vec<Text>,
    /// The keys of those that were written.
    pub wrote: Vec<Text>,
}

/// What an entry's call looked up, table by table, in the order in which it came to them.
pub fn lookups(entry: &Entry, base: &Base) -> Vec<Lookup> {
    let mut found: Vec<Lookup> = Vec::new();
    for look in &entry.looks {
        let (Look::Searched(number) | Look::Read(number, _) | Look::Wrote(number, _)) = look;
        let table = &base.table(*number).name;
        let at = found.iter().position(|lookup| lookup.table == *table).unwrap_or(found.len());
        if at == found.len() {
            let (read, wrote) = (Vec::new(), Vec::new());
            found.push(Lookup { table: table.clone(), searched: false, read, wrote });
        }
        let lookup = &mut found[at];
        match look {
            Look::Searched(_) => lookup.searched = true,
            Look::Read(_, key) => lookup.read.push(key.clone()),
            Look::Wrote(_, key) => {
                lookup.read.retain(|read| read != key);
                lookup.wrote.push(key.clone());
            }
        }
    }
    found
}
