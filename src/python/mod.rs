//! How `CPython` 3.11 writes values: `repr` and `json.dumps`, byte for byte.
//!
//! Benchmarks compare, hash and show such text, so it has to be theirs. Maps keep the order in which they were filled.
//!
//! Source: `CPython`, `unicode_repr`, `float_repr` (`dtoa` mode 0, format `r`), `json.encoder`.

mod float;
mod pickle;
mod set;
pub mod shared;
mod string;
mod unicode;

use serde_json::Value;

pub use float::{float_repr, round2, write_float};
pub use pickle::{Pickle, PickleError, Pickled};
pub use set::IntSet;
pub use shared::{Int, PyValue, binomial_ratio};
pub use string::{is_space, str_repr, write_json_str, write_str_repr};

/// `str(value)` of what `json.loads` makes of a JSON value.
pub fn str(value: &Value) -> String {
    shared::str_value(&value.into())
}

/// `json.dumps(value, indent=2)` of the same.
pub fn dumps_lines(value: &Value) -> String {
    shared::dumps_indented(&value.into())
}

/// `text.strip()`.
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::shared::{dumps_value, repr_value};
    use serde_json::json;

    #[test]
    fn values_are_written_as_python_does() {
        let text = r#"{"b": [1, 2.0, -0.0, 1e22, null], "a": {"x": true, "it's": "say \"hi\""}, "é": "\u0007\n日\ud83d\ude00"}"#;
        let value: Value = serde_json::from_str(text).expect("JSON");
        let value = PyValue::from(&value);
        assert_eq!(
            repr_value(&value),
            "{'b': [1, 2.0, -0.0, 1e+22, None], 'a': {'x': True, \"it's\": 'say \"hi\"'}, 'é': '\\x07\\n日😀'}"
        );
        assert_eq!(
            dumps_value(&value),
            r#"{"b": [1, 2.0, -0.0, 1e+22, null], "a": {"x": true, "it's": "say \"hi\""}, "\u00e9": "\u0007\n\u65e5\ud83d\ude00"}"#
        );
        assert_eq!(str(&Value::from("bare")), "bare");
        assert_eq!(str(&Value::from(u64::MAX)), "18446744073709551615");
    }

    #[test]
    fn lists_and_maps_take_lines() {
        let value = json!({"a": [1, {"é": 1.0}], "b": [], "c": {}, "d": null});
        let expected = "{\n  \"a\": [\n    1,\n    {\n      \"\\u00e9\": 1.0\n    }\n  ],\n  \"b\": [],\n  \"c\": {},\n  \"d\": null\n}";
        assert_eq!(dumps_lines(&value), expected);
        assert_eq!(dumps_lines(&json!("text")), "\"text\"");
    }
}
