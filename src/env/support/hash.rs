//! The hash of a data base: SHA-256 of `str` of its nested tuples, sorted by key.
//!
//! The text has some megabytes, and an episode changes a few records. So the text of the data base as it comes is kept, with the
//! state of the digest at every few kilobytes of it: hashing starts at the first change, and only what follows is read again.
//!
//! Source: tau-bench, `envs/base.py`, `to_hashable`, `consistent_hash`.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::env::support::base::{Base, Place, Record};
use crate::env::support::database::Database;
use crate::python::shared::{PyValue, write_pair, write_tuples};
use crate::python::write_str_repr;

/// The text of a value between two kept states of the digest.
const STRIDE: usize = 4096;

/// A SHA-256 in hexadecimal.
pub type DataHash = String;

/// A data base as text, ready to be hashed with a few records changed.
#[derive(Debug)]
pub(super) struct Canon {
    text: String,
    /// For each table where its records' texts stand.
    tables: BTreeMap<u8, TableSpans>,
    /// Digest states; the n-th is that of the first `n * STRIDE` bytes.
    states: Vec<Sha256>,
    whole: DataHash,
}

#[derive(Debug, Default)]
struct TableSpans {
    /// Row, start and end of each record, in the order of the text.
    spans: Vec<(u32, usize, usize)>,
    /// Where the last one ends.
    end: usize,
}

impl Canon {
    /// The text of a data base as it comes.
    pub(super) fn new(base: &Arc<Base>) -> Self {
        let (text, tables) = text(&Database::new(base.clone()));
        let mut states = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut state = Sha256::new();
        for chunk in text.as_bytes().chunks(STRIDE) {
            states.push(state.clone());
            state.update(chunk);
        }
        Self { text, tables, states, whole: hex_of(&state.finalize()) }
    }

    /// The hash with some records changed or added.
    pub(super) fn hash(&self, data: &Database) -> DataHash {
        let changed = data.written();
        if changed.is_empty() {
            return self.whole.clone();
        }
        let edits: Option<Vec<Edit>> =
            changed.iter().map(|(place, record)| self.edit(data.base(), *place, record)).collect();
        let Some(mut edits) = edits else {
            return hex_of(&Sha256::digest(text(data).0.as_bytes()));
        };
        // Records added at the same place follow each other by their keys.
        edits.sort_by(|one, other| (one.start, one.key).cmp(&(other.start, other.key)));
        let from = edits.first().map_or(0, |edit| edit.start);
        let kept = (from / STRIDE).min(self.states.len() - 1);
        let mut state = self.states[kept].clone();
        let mut at = kept * STRIDE;
        let text = self.text.as_bytes();
        for edit in &edits {
            state.update(&text[at..edit.start]);
            state.update(edit.text.as_bytes());
            at = edit.end;
        }
        state.update(&text[at..]);
        hex_of(&state.finalize())
    }

    /// What a changed record does to the text; none where more than its place changes.
    fn edit<'a>(&self, base: &Base, place: Place, record: &'a Record) -> Option<Edit<'a>> {
        let table = base.table(place.table);
        let TableSpans { spans, end: table_end } = self.tables.get(&place.table)?;
        let key = record.key();
        let mut text = String::with_capacity(2048);
        write_pair(&mut text, key, record.value());
        let at = spans.partition_point(|(row, ..)| table.rows[*row as usize].key() < key);
        Some(match spans.get(at) {
            Some((row, start, end)) if *row == place.row => {
                Edit { start: *start, end: *end, key, text }
            }
            // A tuple of one element is written otherwise than others.
            _ if spans.len() < 2 => return None,
            // A record that was added stands before the next by its key, or behind the last.
            Some((_, start, _)) => Edit { start: *start, end: *start, key, text: text + ", " },
            None => Edit { start: *table_end, end: *table_end, key, text: format!(", {text}") },
        })
    }
}

/// The text of a data base, and where its records stand in it.
fn text(data: &Database) -> (String, BTreeMap<u8, TableSpans>) {
    let mut out = String::from("(");
    let mut places = BTreeMap::new();
    let mut tables: Vec<_> = data.base().tables().iter().enumerate().collect();
    tables.sort_unstable_by(|(_, one), (_, other)| one.name.cmp(&other.name));
    for (at, (number, table)) in tables.iter().enumerate() {
        out.push_str(if at == 0 { "(" } else { ", (" });
        write_str_repr(&mut out, &table.name);
        out.push_str(", (");
        let mut rows: Vec<_> = data.rows(*number as u8).enumerate().collect();
        rows.sort_unstable_by(|(_, one), (_, other)| one.key().cmp(other.key()));
        let mut spans = TableSpans::default();
        for (at, (row, record)) in rows.iter().enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            let start = out.len();
            write_pair(&mut out, record.key(), record.value());
            spans.spans.push((*row as u32, start, out.len()));
        }
        spans.end = out.len();
        places.insert(*number as u8, spans);
        out.push_str(if rows.len() == 1 { ",))" } else { "))" });
    }
    out.push_str(if tables.len() == 1 { ",)" } else { ")" });
    (out, places)
}

struct Edit<'a> {
    start: usize,
    end: usize,
    key: &'a str,
    text: String,
}

/// Bytes in hexadecimal.
fn hex_of(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The text of any value by which the original hashes it: a string alone stands bare.
pub fn hashed_text(value: &PyValue) -> String {
    let mut out = String::new();
    match value {
        PyValue::Str(text) => out.push_str(text),
        other => write_tuples(&mut out, other),
    }
    out
}

/// The hash of any value.
pub fn hash_value(value: &PyValue) -> DataHash {
    sha256_hex(hashed_text(value).as_bytes())
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> DataHash {
    hex_of(&Sha256::digest(bytes))
}
