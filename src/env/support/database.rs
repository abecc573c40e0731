//! A data base as an episode leaves it: the one it began with, and the few records that it changed.
//!
//! A copy shares everything with the original, so a fork costs next to nothing.

use std::sync::Arc;

use crate::env::support::base::{Base, Place, Record};
use crate::env::support::hash::DataHash;
use crate::env::support::looks::{Look, Notes};
use crate::python::shared::{PyValue, Text, write_pair};

/// A data base with an episode's changes.
#[derive(Clone, Debug)]
pub struct Database {
    base: Arc<Base>,
    /// Changed and added records, by their places.
    changed: Vec<(Place, Arc<Record>)>,
    /// What is looked up, where someone wants to know.
    notes: Notes,
}

impl Database {
    /// The data base as it comes.
    pub const fn new(base: Arc<Base>) -> Self {
        Self { base, changed: Vec::new(), notes: Notes::NONE }
    }

    /// What it began as.
    pub const fn base(&self) -> &Arc<Base> {
        &self.base
    }

    /// Records that differ in place from what it began as; written ones too that are the same again.
    pub fn written(&self) -> &[(Place, Arc<Record>)] {
        &self.changed
    }

    /// A copy that takes note of what is looked up in it from now on.
    pub(super) fn noting(&self) -> Self {
        Self { notes: Notes::taken(), ..self.clone() }
    }

    /// What was looked up, in its order; nothing where no note was taken.
    pub(super) fn into_looks(self) -> Vec<Look> {
        self.notes.into_list()
    }

    /// Takes note that a table is searched.
    pub(super) fn note_search(&self, table: u8) {
        self.notes.add(|| Look::Searched(table));
    }

    /// Takes note that a search found a row as it comes.
    pub(super) fn note_found(&self, table: u8, row: u32) {
        self.notes
            .add(|| Look::Read(table, self.base.table(table).rows[row as usize].key().clone()));
    }

    /// Where a key's record stands. This is a look at the record.
    pub fn find(&self, table: u8, key: &str) -> Option<Place> {
        let place = self.place(table, key)?;
        self.notes.add(|| Look::Read(table, self.record(place).key().clone()));
        Some(place)
    }

    /// The same without a look at it.
    pub(super) fn place(&self, table: u8, key: &str) -> Option<Place> {
        if let Some(row) = self.base.table(table).row(key) {
            return Some(Place { table, row });
        }
        let first = self.base.table(table).rows.len() as u32;
        let added = self.changed.iter().find(|(place, record)| {
            place.table == table && place.row >= first && **record.key() == *key
        });
        added.map(|(place, _)| *place)
    }

    /// The record at a place that [`Self::find`] gave.
    pub fn record(&self, place: Place) -> &Arc<Record> {
        match self.changed.binary_search_by_key(&place, |(place, _)| *place) {
            Ok(at) => &self.changed[at].1,
            Err(_) => &self.base.table(place.table).rows[place.row as usize],
        }
    }

    /// The value of a record.
    pub fn value(&self, place: Place) -> &PyValue {
        self.record(place).value()
    }

    /// Puts another value in a record's place; returns its JSON text.
    pub(super) fn put(&mut self, place: Place, value: PyValue) -> Arc<Record> {
        let record = Arc::new(Record::new(self.record(place).key().clone(), value));
        self.write(place, record.clone());
        record
    }

    /// Sets a key's record: in its place, or behind all others.
    pub(super) fn set(&mut self, table: u8, key: &Text, value: PyValue) -> Arc<Record> {
        let place = self.place(table, key).unwrap_or_else(|| self.free_place(table));
        let record = Arc::new(Record::new(key.clone(), value));
        self.write(place, record.clone());
        record
    }

    fn free_place(&self, table: u8) -> Place {
        let of_table = self.changed.iter().filter(|(place, _)| place.table == table);
        let after = of_table.map(|(place, _)| place.row + 1).max().unwrap_or(0);
        Place { table, row: after.max(self.base.table(table).rows.len() as u32) }
    }

    fn write(&mut self, place: Place, record: Arc<Record>) {
        self.notes.add(|| Look::Wrote(place.table, record.key().clone()));
        match self.changed.binary_search_by_key(&place, |(place, _)| *place) {
            Ok(at) => self.changed[at].1 = record,
            Err(at) => self.changed.insert(at, (place, record)),
        }
    }

    /// The records of a table in their order, as they are now.
    pub fn rows(&self, table: u8) -> impl Iterator<Item = &Arc<Record>> {
        let rows = self.base.table(table).rows.len() as u32;
        let known = (0..rows).map(move |row| self.record(Place { table, row }));
        let added =
            self.changed.iter().filter(move |(place, _)| place.table == table && place.row >= rows);
        known.chain(added.map(|(_, record)| record))
    }

    /// The hash by which an episode is graded.
    pub fn hash(&self) -> DataHash {
        self.base.canon().hash(self)
    }

    /// Where two data bases of the same beginning differ, whatever the order of keys in a record.
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let mut keys: Vec<(u8, &Text)> = (self.changed.iter().chain(&other.changed))
            .map(|(place, record)| (place.table, record.key()))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        let mut found = Vec::new();
        for (table, key) in keys {
            let (one, two) = (self.of_key(table, key), other.of_key(table, key));
            if !is_same(one, two) {
                let table = self.base.table(table);
                let start = table.row(key).map(|row| table.rows[row as usize].clone());
                let (one, other) = (one.cloned(), two.cloned());
                found.push(Difference { table: table.name.clone(), start, one, other });
            }
        }
        found
    }

    /// Whether two data bases of the same beginning have the same hash.
    pub fn is_same(&self, other: &Self) -> bool {
        let lacks = |one: &Self, other: &Self| {
            one.changed.iter().any(|(place, record)| {
                !is_same(Some(record), other.of_key(place.table, record.key()))
            })
        };
        !lacks(self, other) && !lacks(other, self)
    }

    fn of_key(&self, table: u8, key: &str) -> Option<&Arc<Record>> {
        self.place(table, key).map(|place| self.record(place))
    }
}

/// A record that two data bases have otherwise.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Its table.
    pub table: Text,
    /// What both began with; none for one that was added.
    pub start: Option<Arc<Record>>,
    /// What the one has.
    pub one: Option<Arc<Record>>,
    /// What the other has.
    pub other: Option<Arc<Record>>,
}

/// Whether two records read the same in the text that is hashed.
fn is_same(one: Option<&Arc<Record>>, other: Option<&Arc<Record>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            Arc::ptr_eq(one, other) || one.value() == other.value() || text(one) == text(other)
        }
        _ => false,
    }
}

fn text(record: &Record) -> String {
    let mut out = String::new();
    write_pair(&mut out, record.key(), record.value());
    out
}
