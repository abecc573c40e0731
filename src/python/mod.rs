//! How `CPython` 3.11 writes values: `repr` and `json.dumps`, byte for byte.
//!
//! Benchmarks compare, hash and show such text, so it has to be theirs. Maps keep the order in which they were filled.
//!
//! Source: `CPython`, `unicode_repr`, `float_repr` (`dtoa` mode 0, format `r`), `json.encoder`.

mod float;
mod indent;
mod int;
mod json;
mod pickle;
mod set;
pub mod shared;
mod string;
mod unicode;
mod value;

use serde_json::Value;

pub use float::{float_repr, round2, write_float};
pub use indent::dumps_lines;
pub use int::{PyInt, binomial_ratio};
pub use json::JsonError;
pub use pickle::{Pickle, PickleError, Pickled};
pub use set::IntSet;
pub use string::{is_space, str_repr, write_json_str, write_str_repr};
pub use value::PyValue;

/// `repr(value)` of what `json.loads` makes of a JSON value.
pub fn repr(value: &Value) -> String {
    let mut out = String::new();
    write_repr(&mut out, value);
    out
}

/// `str(value)`: a string stands bare, everything else as its [`repr`].
pub fn str(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => repr(other),
    }
}

/// Appends `repr(value)`.
pub fn write_repr(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("None"),
        Value::Bool(true) => out.push_str("True"),
        Value::Bool(false) => out.push_str("False"),
        Value::Number(number) => write_number(out, number),
        Value::String(text) => write_str_repr(out, text),
        Value::Array(list) => {
            out.push('[');
            for (at, entry) in list.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_repr(out, entry);
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            for (at, (name, entry)) in map.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_str_repr(out, name);
                out.push_str(": ");
                write_repr(out, entry);
            }
            out.push('}');
        }
    }
}

/// `json.dumps(value)` with its defaults: a space after `,` and `:`, everything beyond ASCII escaped.
pub fn dumps(value: &Value) -> String {
    let mut out = String::new();
    write_dumps(&mut out, value);
    out
}

/// Appends `json.dumps(value)`.
pub fn write_dumps(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(out, number),
        Value::String(text) => write_json_str(out, text),
        Value::Array(list) => {
            out.push('[');
            for (at, entry) in list.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_dumps(out, entry);
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            for (at, (name, entry)) in map.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_json_str(out, name);
                out.push_str(": ");
                write_dumps(out, entry);
            }
            out.push('}');
        }
    }
}

/// `text.strip()`.
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

fn write_number(out: &mut String, number: &serde_json::Number) {
    match number.as_f64() {
        Some(float) if number.is_f64() => write_float(out, float),
        _ => out.push_str(&number.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_python_does() {
        let text = r#"{"b": [1, 2.0, -0.0, 1e22, null], "a": {"x": true, "it's": "say \"hi\""}, "é": "\u0007\n日\ud83d\ude00"}"#;
        let value: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(
            repr(&value),
            "{'b': [1, 2.0, -0.0, 1e+22, None], 'a': {'x': True, \"it's\": 'say \"hi\"'}, 'é': '\\x07\\n日😀'}"
        );
        assert_eq!(
            dumps(&value),
            r#"{"b": [1, 2.0, -0.0, 1e+22, null], "a": {"x": true, "it's": "say \"hi\""}, "\u00e9": "\u0007\n\u65e5\ud83d\ude00"}"#
        );
        assert_eq!(str(&Value::from("bare")), "bare");
    }
}
