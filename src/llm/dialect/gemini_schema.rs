//! JSON schema as Gemini takes it.
//!
//! Its schemas know no references, no constants and no unions of types: references are written out, a constant is a list of one,
//! and `["string", "null"]` is a nullable string. What it does not know is left out.

use serde_json::{Map, Value, json};

/// References are written out to this depth; a schema that holds itself ends there.
const MAX_DEPTH: usize = 16;
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
    simplify(schema, schema, MAX_DEPTH)
}

fn simplify(schema: &Value, root: &Value, depth: usize) -> Value {
    let Some(fields) = schema.as_object() else { return json!({}) };
    let Some(depth) = depth.checked_sub(1) else { return json!({}) };
    if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
        let target = target.strip_prefix('#').and_then(|path| root.pointer(path));
        return target.map_or_else(|| json!({}), |target| simplify(target, root, depth));
    }
    let mut simple = Map::new();
    let inner = |schema: &Value| simplify(schema, root, depth);
    for (word, value) in fields {
        match (word.as_str(), value) {
            ("type", Value::Array(types)) => {
                let real = types.iter().find(|kind| *kind != "null");
                simple.insert("type".into(), real.cloned().unwrap_or_else(|| json!("string")));
                if types.iter().any(|kind| kind == "null") {
                    simple.insert("nullable".into(), json!(true));
                }
            }
            ("const", value) => {
                simple.insert("enum".into(), json!([value]));
            }
            ("properties", Value::Object(list)) => {
                let list = list.iter().map(|(name, schema)| (name.clone(), inner(schema)));
                simple.insert("properties".into(), Value::Object(list.collect()));
            }
            ("items", schema @ Value::Object(_)) => {
                simple.insert("items".into(), inner(schema));
            }
            ("anyOf" | "oneOf", Value::Array(list)) => {
                simple.insert("anyOf".into(), list.iter().map(inner).collect());
            }
            (word, value) if KNOWN.contains(&word) => {
                simple.insert(word.into(), value.clone());
            }
            _ => {}
        }
    }
    Value::Object(simple)
}
