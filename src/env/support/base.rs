//! A data base as it comes: tables of records, shared by every episode that is played on them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::env::support::airline::Routes;
use crate::env::support::hash::Canon;
use crate::env::support::retail::Catalogue;
use crate::python::shared::{Map, PyValue, Text, write_dumps_value};

/// One record of a table. Its text is written once.
#[derive(Debug)]
pub struct Record {
    key: Text,
    value: PyValue,
    json: OnceLock<Text>,
}

impl Record {
    /// A record under a key.
    pub const fn new(key: Text, value: PyValue) -> Self {
        Self { key, value, json: OnceLock::new() }
    }

    /// Its key in the table.
    pub const fn key(&self) -> &Text {
        &self.key
    }

    /// The record.
    pub const fn value(&self) -> &PyValue {
        &self.value
    }

    /// The record as `json.dumps` writes it.
    pub fn json(&self) -> Text {
        let write = || {
            let mut out = String::with_capacity(2048);
            write_dumps_value(&mut out, &self.value);
            out.into()
        };
        self.json.get_or_init(write).clone()
    }
}

/// Where a record stands: the table, and its place there. Records that an episode adds come after all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The table.
    pub table: u8,
    /// The record, counted from 0.
    pub row: u32,
}

/// A table as it comes.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: Text,
    /// Its records, in their order.
    pub rows: Vec<Arc<Record>>,
    index: HashMap<Text, u32>,
}

impl Table {
    /// A table of a dictionary's values.
    fn new(name: Text, records: Map) -> Self {
        let record = |(key, value)| Arc::new(Record::new(key, value));
        let rows: Vec<_> = records.into_iter().map(record).collect();
        let places = rows.iter().enumerate().map(|(at, record)| (record.key.clone(), at as u32));
        let index = places.collect();
        Self { name, rows, index }
    }

    /// Where a key's record stands.
    pub fn row(&self, key: &str) -> Option<u32> {
        self.index.get(key).copied()
    }
}

/// People by what they are looked up by; tools never change it.
#[derive(Debug, Default)]
pub(super) struct People {
    /// The first with an address, in lower case.
    pub(super) by_email: HashMap<String, u32>,
    /// All with a first and last name, in lower case.
    pub(super) by_name: HashMap<(String, String), Vec<u32>>,
}

/// A data base as it comes, with what is found out about it once: its text for the hash, and what searches go by.
#[derive(Debug)]
pub struct Base {
    tables: Vec<Table>,
    canon: OnceLock<Canon>,
    people: OnceLock<People>,
    pub(super) catalogue: OnceLock<Catalogue>,
    pub(super) routes: OnceLock<Routes>,
}

impl Base {
    /// A data base of tables: name and records by key.
    pub fn new(tables: impl IntoIterator<Item = (Text, Map)>) -> Self {
        Self {
            tables: tables.into_iter().map(|(name, records)| Table::new(name, records)).collect(),
            canon: OnceLock::new(),
            people: OnceLock::new(),
            catalogue: OnceLock::new(),
            routes: OnceLock::new(),
        }
    }

    /// The tables in their order.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// A table by its number.
    pub fn table(&self, number: u8) -> &Table {
        &self.tables[usize::from(number)]
    }

    /// The number of a table.
    pub fn number(&self, name: &str) -> Option<u8> {
        let at = self.tables.iter().position(|table| *table.name == *name)?;
        u8::try_from(at).ok()
    }

    /// The whole as it is hashed.
    pub(super) fn canon(self: &Arc<Self>) -> &Canon {
        self.canon.get_or_init(|| Canon::new(self))
    }

    /// The people of a table of users.
    pub(super) fn people(&self, users: u8) -> &People {
        self.people.get_or_init(|| {
            let mut people = People::default();
            for (at, record) in self.table(users).rows.iter().enumerate() {
                let lower = |value: Option<&PyValue>| {
                    value.and_then(PyValue::as_str).unwrap_or_default().to_lowercase()
                };
                let email = lower(record.value.get("email"));
                people.by_email.entry(email).or_insert(at as u32);
                let name = record.value.get("name");
                let part = |part| lower(name.and_then(|name| name.get(part)));
                let name = (part("first_name"), part("last_name"));
                people.by_name.entry(name).or_default().push(at as u32);
            }
            people
        })
    }
}
