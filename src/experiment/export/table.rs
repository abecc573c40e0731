//! A table: named columns of one kind each, and rows.

use serde_json::{Map, Value, json};

use crate::experiment::export::date::utc_text;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// JSON, as text.
    Json,
    /// Whole numbers.
    Int,
    /// Numbers.
    Float,
    /// True or false.
    Bool,
    /// Points in time, milliseconds since 1970 in UTC.
    Time,
}

impl Kind {
    /// The type that the seed's trace store gives it.
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Text => "VARCHAR",
            Self::Json => "JSON",
            Self::Int => "INTEGER",
            Self::Float => "DOUBLE",
            Self::Bool => "BOOLEAN",
            Self::Time => "TIMESTAMP",
        }
    }
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What a data base holds it to, in SQL: `NOT NULL`.
    pub rule: &'static str,
}

impl Column {
    /// A column that may hold nothing.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, rule: "" }
    }

    /// A column with a rule.
    pub const fn ruled(name: &'static str, kind: Kind, rule: &'static str) -> Self {
        Self { name, kind, rule }
    }
}

/// One entry of a row. Its kind is its column's.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// Nothing.
    Null,
    /// Text, or JSON as text.
    Text(String),
    /// A whole number, or a point in time.
    Int(i64),
    /// A number.
    Float(f64),
    /// True or false.
    Bool(bool),
}

impl Datum {
    /// JSON as text.
    pub fn json(value: &Value) -> Self {
        Self::Text(value.to_string())
    }

    /// A count; the largest that a table holds, where it is larger.
    pub fn count(number: u64) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Datum {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for Datum {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<bool> for Datum {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl<T: Into<Self>> From<Option<T>> for Datum {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A table. Every row has as many entries as there are columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its rows.
    pub rows: Vec<Vec<Datum>>,
}

impl Table {
    /// A table without rows.
    pub const fn new(name: &'static str, columns: &'static [Column]) -> Self {
        Self { name, columns, rows: Vec::new() }
    }

    /// A line of JSON for each row, as readers of JSON lines have it: points in time are texts, and JSON is JSON.
    pub fn jsonl(&self) -> String {
        let mut out = String::new();
        for row in &self.rows {
            let entry = |(column, datum): (&Column, &Datum)| {
                (column.name.to_owned(), as_json(column.kind, datum))
            };
            let object: Map<String, Value> = self.columns.iter().zip(row).map(entry).collect();
            out.push_str(&Value::Object(object).to_string());
            out.push('\n');
        }
        out
    }
}

fn as_json(kind: Kind, datum: &Datum) -> Value {
    match (kind, datum) {
        (_, Datum::Null) => Value::Null,
        (Kind::Json, Datum::Text(text)) => serde_json::from_str(text).unwrap_or_default(),
        (Kind::Time, Datum::Int(ms)) => json!(utc_text(*ms)),
        (_, Datum::Text(text)) => json!(text),
        (_, Datum::Int(number)) => json!(number),
        (_, Datum::Float(number)) => json!(number),
        (_, Datum::Bool(truth)) => json!(truth),
    }
}
