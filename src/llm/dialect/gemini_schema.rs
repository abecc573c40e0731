//! JSON schema as Gemini takes it.
//!
//! Its schemas know no references, no constants and no unions of types: references are written out, a constant is a list of one,
//! and `["string", "null"]` is a nullable string. What it does not know is left out.

use serde_json::{Map, Value, json};

/// Schemas are written out to this depth; one that holds itself ends there,
const MAX_DEPTH: usize = 16;
/// or after so many pieces, for it may hold itself many times over.
const MAX_PIECES: usize = 10_000;
/// Of the words of a schema, those that hold another schema or say something about values.
const KNOWN: [&str; 17] = [
    "type",
    "format",
    "title",
    "description",
    "nullable",
    "enum",
    "minItems",
    "maxItems",
    "required",
    "minProperties",
    "maxProperties",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "default",
];

/// The schema in the words that are known there.
pub fn simplified(schema: &Value) -> Value {
    Writer { root: schema, pieces: 0 }.write(schema, MAX_DEPTH)
}

struct Writer<'a> {
    root: &'a Value,
    pieces: usize,
}

impl Writer<'_> {
    fn write(&mut self, schema: &Value, depth: usize) -> Value {
        let Some(fields) = schema.as_object() else { return json!({}) };
        self.pieces += 1;
        if depth == 0 || self.pieces > MAX_PIECES {
            return json!({});
        }
        if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
            let target = target.strip_prefix('#').and_then(|path| self.root.pointer(path));
            return target.map_or_else(|| json!({}), |target| self.write(target, depth - 1));
        }
        let mut simple = Map::new();
        for (word, value) in fields {
            self.field(&mut simple, word, value, depth - 1);
        }
        // A list of values needs a type.
        let is_text = |list: &Value| list[0].is_string();
        if !simple.contains_key("type") && simple.get("enum").is_some_and(is_text) {
            simple.insert("type".into(), json!("string"));
        }
        Value::Object(simple)
    }

    fn field(&mut self, simple: &mut Map<String, Value>, word: &str, value: &Value, depth: usize) {
        let (word, value) = match (word, value) {
            ("type", Value::Array(types)) => {
                if types.iter().any(|kind| kind == "null") {
                    simple.insert("nullable".into(), json!(true));
                }
                let real = types.iter().find(|kind| *kind != "null");
                (word, real.cloned().unwrap_or_else(|| json!("string")))
            }
            ("const", value) => ("enum", json!([value])),
            ("properties", Value::Object(list)) => {
                let one =
                    |(name, schema): (&String, &Value)| (name.clone(), self.write(schema, depth));
                (word, Value::Object(list.iter().map(one).collect()))
            }
            ("items", schema @ Value::Object(_)) => (word, self.write(schema, depth)),
            ("anyOf" | "oneOf", Value::Array(list)) => {
                ("anyOf", list.iter().map(|schema| self.write(schema, depth)).collect())
            }
            (word, value) if KNOWN.contains(&word) => (word, value.clone()),
            _ => return,
        };
        simple.insert(word.into(), value);
    }
}
