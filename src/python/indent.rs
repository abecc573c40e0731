//! `json.dumps` over several lines.

use serde_json::Value;

use super::{write_dumps, write_json_str};

/// `json.dumps(value, indent=2)`.
pub fn dumps_lines(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, 0);
    out
}

fn write(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Array(list) if !list.is_empty() => {
            out.push('[');
            for (at, entry) in list.iter().enumerate() {
                new_line(out, at, depth + 1);
                write(out, entry, depth + 1);
            }
            new_line(out, 0, depth);
            out.push(']');
        }
        Value::Object(map) if !map.is_empty() => {
            out.push('{');
            for (at, (name, entry)) in map.iter().enumerate() {
                new_line(out, at, depth + 1);
                write_json_str(out, name);
                out.push_str(": ");
                write(out, entry, depth + 1);
            }
            new_line(out, 0, depth);
            out.push('}');
        }
        plain => write_dumps(out, plain),
    }
}

fn new_line(out: &mut String, at: usize, depth: usize) {
    out.push_str(if at == 0 { "\n" } else { ",\n" });
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::dumps_lines;

    #[test]
    fn lists_and_maps_take_lines() {
        let value = json!({"a": [1, {"é": 1.0}], "b": [], "c": {}, "d": null});
        let expected = "{\n  \"a\": [\n    1,\n    {\n      \"\\u00e9\": 1.0\n    }\n  ],\n  \"b\": [],\n  \"c\": {},\n  \"d\": null\n}";
        assert_eq!(dumps_lines(&value), expected);
        assert_eq!(dumps_lines(&json!("text")), "\"text\"");
    }
}
