//! Records as fields: a path and a plain value each.
//!
//! Paths go down maps by `.` and lists by `[0]`, `[1]`, ….

use std::collections::BTreeSet;

use crate::python::shared::ops::equal;
use crate::python::shared::{PyValue, dumps_value};

/// A field of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The way to it.
    pub path: String,
    /// Its value: plain, or an empty list or map.
    pub value: PyValue,
}

/// A field that is another one afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The way to it.
    pub path: String,
    /// What it was; none where it was not there.
    pub before: Option<String>,
    /// What it is; none where it is gone.
    pub after: Option<String>,
}

/// A field that this run has otherwise than the gold run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreeWays {
    /// The way to it.
    pub path: String,
    /// At the start.
    pub start: Option<String>,
    /// In this run.
    pub run: Option<String>,
    /// In the gold run.
    pub gold: Option<String>,
}

/// A plain value as one reads it: texts bare, all else as JSON.
pub fn word(value: &PyValue) -> String {
    value.as_str().map_or_else(|| dumps_value(value), str::to_owned)
}

/// A record's fields in their order.
pub fn fields(value: &PyValue) -> Vec<Field> {
    let mut found = Vec::new();
    collect(&mut found, "", value);
    found
}

fn collect(found: &mut Vec<Field>, path: &str, value: &PyValue) {
    match value {
        PyValue::Map(map) if !map.is_empty() => {
            for (key, value) in map.iter() {
                let path = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
                collect(found, &path, value);
            }
        }
        PyValue::List(list) if !list.is_empty() => {
            for (at, value) in list.iter().enumerate() {
                collect(found, &format!("{path}[{at}]"), value);
            }
        }
        value => found.push(Field { path: path.to_owned(), value: value.clone() }),
    }
}

fn at<'a>(fields: &'a [Field], path: &str) -> Option<&'a PyValue> {
    fields.iter().find(|field| field.path == path).map(|field| &field.value)
}

/// Whether two fields or records are equal, or both not there.
pub(super) fn is_same(one: Option<&PyValue>, other: Option<&PyValue>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => equal(one, other),
        (None, None) => true,
        _ => false,
    }
}

/// What changed from one record to another; either may not be there.
pub fn changes(before: Option<&PyValue>, after: Option<&PyValue>) -> Vec<FieldChange> {
    let (before, after) = (before.map(fields), after.map(fields));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let change = |path: &str| {
        let (old, new) = (at(&before, path), at(&after, path));
        let path = path.to_owned();
        (!is_same(old, new)).then(|| FieldChange {
            path,
            before: old.map(word),
            after: new.map(word),
        })
    };
    paths([&before, &after]).iter().filter_map(|path| change(path)).collect()
}

/// Where a run's record differs from the gold run's.
pub fn three_ways(
    start: Option<&PyValue>,
    run: Option<&PyValue>,
    gold: Option<&PyValue>,
) -> Vec<ThreeWays> {
    let [start, run, gold] = [start, run, gold].map(|value| value.map(fields).unwrap_or_default());
    let row = |path: &str| {
        let (ours, theirs) = (at(&run, path), at(&gold, path));
        (!is_same(ours, theirs)).then(|| ThreeWays {
            path: path.to_owned(),
            start: at(&start, path).map(word),
            run: ours.map(word),
            gold: theirs.map(word),
        })
    };
    paths([&run, &gold]).iter().filter_map(|path| row(path)).collect()
}

/// The paths of two records, each once: the second's order, then what the first has more.
fn paths(of: [&[Field]; 2]) -> Vec<String> {
    let [first, second] = of;
    let mut known = BTreeSet::new();
    let all = second.iter().chain(first).map(|field| field.path.clone());
    all.filter(|path| known.insert(path.clone())).collect()
}
