//! Values as text: `json.dumps`, `repr`, `str`, and the nested tuples by which benchmarks hash data.

use crate::python::shared::Int;
use crate::python::shared::{Map, PyValue};
use crate::python::{write_float, write_json_str, write_str_repr};

/// `json.dumps(value)`.
pub fn dumps_value(value: &PyValue) -> String {
    let mut out = String::new();
    write_dumps_value(&mut out, value);
    out
}

/// Appends `json.dumps(value)`.
pub fn write_dumps_value(out: &mut String, value: &PyValue) {
    match value {
        PyValue::None => out.push_str("null"),
        PyValue::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        PyValue::Int(number) => write_int(out, number),
        PyValue::Float(number) => write_json_float(out, *number),
        PyValue::Str(text) => write_json_str(out, text),
        PyValue::List(list) => {
            out.push('[');
            for (at, entry) in list.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_dumps_value(out, entry);
            }
            out.push(']');
        }
        PyValue::Map(map) => write_dumps_map(out, map),
    }
}

/// Appends `json.dumps(map)`.
pub fn write_dumps_map(out: &mut String, map: &Map) {
    out.push('{');
    for (at, (key, value)) in map.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { ", " });
        write_json_str(out, key);
        out.push_str(": ");
        write_dumps_value(out, value);
    }
    out.push('}');
}

/// `json.dumps(value, indent=2)`.
pub fn dumps_indented(value: &PyValue) -> String {
    let mut out = String::new();
    write_indented(&mut out, value, 0);
    out
}

fn write_indented(out: &mut String, value: &PyValue, depth: usize) {
    let line = |out: &mut String, at: usize, depth: usize| {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.extend(std::iter::repeat_n("  ", depth));
    };
    match value {
        PyValue::List(list) if !list.is_empty() => {
            out.push('[');
            for (at, entry) in list.iter().enumerate() {
                line(out, at, depth + 1);
                write_indented(out, entry, depth + 1);
            }
            line(out, 0, depth);
            out.push(']');
        }
        PyValue::Map(map) if !map.is_empty() => {
            out.push('{');
            for (at, (key, entry)) in map.iter().enumerate() {
                line(out, at, depth + 1);
                write_json_str(out, key);
                out.push_str(": ");
                write_indented(out, entry, depth + 1);
            }
            line(out, 0, depth);
            out.push('}');
        }
        other => write_dumps_value(out, other),
    }
}

/// `repr(value)`.
pub fn repr_value(value: &PyValue) -> String {
    let mut out = String::new();
    write_repr_value(&mut out, value);
    out
}

/// `str(value)`: a string stands bare, everything else as its [`repr_value`].
pub fn str_value(value: &PyValue) -> String {
    match value {
        PyValue::Str(text) => text.to_string(),
        other => repr_value(other),
    }
}

/// Appends `repr(value)`.
pub fn write_repr_value(out: &mut String, value: &PyValue) {
    match value {
        PyValue::List(list) => {
            out.push('[');
            for (at, entry) in list.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_repr_value(out, entry);
            }
            out.push(']');
        }
        PyValue::Map(map) => {
            out.push('{');
            for (at, (key, entry)) in map.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_str_repr(out, key);
                out.push_str(": ");
                write_repr_value(out, entry);
            }
            out.push('}');
        }
        scalar => write_scalar_repr(out, scalar),
    }
}

/// Appends `repr` of the value with its lists as tuples and its maps as tuples of pairs, sorted by key.
pub fn write_tuples(out: &mut String, value: &PyValue) {
    match value {
        PyValue::List(list) => {
            write_tuple(out, list.iter(), write_tuples);
        }
        PyValue::Map(map) => {
            let mut members: Vec<_> = map.iter().collect();
            members.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
            write_tuple(out, members.into_iter(), |out, (key, value)| {
                write_pair(out, key, value);
            });
        }
        scalar => write_scalar_repr(out, scalar),
    }
}

/// Appends `repr` of a pair of key and value, as [`write_tuples`] does.
pub fn write_pair(out: &mut String, key: &str, value: &PyValue) {
    out.push('(');
    write_str_repr(out, key);
    out.push_str(", ");
    write_tuples(out, value);
    out.push(')');
}

/// Appends the `repr` of a tuple: one element alone has a comma behind it.
fn write_tuple<T>(
    out: &mut String,
    elements: impl ExactSizeIterator<Item = T>,
    write: impl Fn(&mut String, T),
) {
    let count = elements.len();
    out.push('(');
    for (at, element) in elements.enumerate() {
        out.push_str(if at == 0 { "" } else { ", " });
        write(out, element);
    }
    out.push_str(if count == 1 { ",)" } else { ")" });
}

fn write_scalar_repr(out: &mut String, value: &PyValue) {
    match value {
        PyValue::Bool(flag) => out.push_str(if *flag { "True" } else { "False" }),
        PyValue::Int(number) => write_int(out, number),
        PyValue::Float(number) => write_float(out, *number),
        PyValue::Str(text) => write_str_repr(out, text),
        PyValue::None | PyValue::List(_) | PyValue::Map(_) => out.push_str("None"),
    }
}

fn write_int(out: &mut String, number: &Int) {
    // Prices and counts are small: their digits are put down at once.
    if let Int::Small(small @ 0..=9) = number {
        out.push(char::from(b'0' + *small as u8));
    } else if let Int::Small(small) = number {
        let mut digits = [0; 20];
        let mut at = digits.len();
        let mut rest = small.unsigned_abs();
        while rest > 0 {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        out.push_str(if *small < 0 { "-" } else { "" });
        out.extend(digits[at..].iter().map(|digit| char::from(*digit)));
    } else {
        out.push_str(&number.to_string());
    }
}

fn write_json_float(out: &mut String, number: f64) {
    match number {
        _ if number.is_nan() => out.push_str("NaN"),
        f64::INFINITY => out.push_str("Infinity"),
        f64::NEG_INFINITY => out.push_str("-Infinity"),
        _ => write_float(out, number),
    }
}
