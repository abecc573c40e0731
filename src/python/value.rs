//! A value as Python has it after `json.loads`: whole numbers of any length, floats apart from them.
//!
//! [`serde_json::Value`] keeps no whole number beyond 64 bits. This one is read from JSON text as it stands, and is (de)serialised
//! by `serde_json` only: within tagged or flattened enums the text is lost.

use indexmap::IndexMap;
use serde::de::Error as _;
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::python::int::PyInt;
use crate::python::json::{JsonError, Strictness, parse};
use crate::python::{write_float, write_json_str, write_str_repr};

/// What `json.loads` makes of JSON.
#[derive(Clone, Debug, Default)]
pub enum PyValue {
    /// `None`.
    #[default]
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A whole number.
    Int(PyInt),
    /// A number with a point or an exponent.
    Float(f64),
    /// A string.
    Str(String),
    /// A list.
    List(Vec<PyValue>),
    /// A dict with strings as keys, in the order in which it was filled.
    Dict(IndexMap<String, PyValue>),
}

impl PyValue {
    /// `json.loads(text)`.
    ///
    /// # Errors
    ///
    /// The text is not JSON, or nested too deeply.
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        parse(text, Strictness::Strict)
    }

    /// `json.loads(text, strict=False)`: control characters may stand in strings.
    ///
    /// # Errors
    ///
    /// The text is not JSON, or nested too deeply.
    pub fn parse_lenient(text: &str) -> Result<Self, JsonError> {
        parse(text, Strictness::Lenient)
    }

    /// `repr(value)`.
    pub fn repr(&self) -> String {
        let mut out = String::new();
        self.write_repr(&mut out);
        out
    }

    /// `str(value)`: a string stands bare, everything else as its [`PyValue::repr`].
    pub fn text(&self) -> String {
        match self {
            Self::Str(text) => text.clone(),
            other => other.repr(),
        }
    }

    /// Appends `repr(value)`.
    pub fn write_repr(&self, out: &mut String) {
        match self {
            Self::None => out.push_str("None"),
            Self::Bool(true) => out.push_str("True"),
            Self::Bool(false) => out.push_str("False"),
            Self::Int(number) => out.push_str(number.as_str()),
            Self::Float(number) => write_float(out, *number),
            Self::Str(text) => write_str_repr(out, text),
            Self::List(list) => {
                out.push('[');
                for (at, entry) in list.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { ", " });
                    entry.write_repr(out);
                }
                out.push(']');
            }
            Self::Dict(map) => {
                out.push('{');
                for (at, (name, entry)) in map.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { ", " });
                    write_str_repr(out, name);
                    out.push_str(": ");
                    entry.write_repr(out);
                }
                out.push('}');
            }
        }
    }

    /// `json.dumps(value, indent=indent)`; without an indent on one line.
    pub fn dumps(&self, indent: Option<usize>) -> String {
        let mut out = String::new();
        self.write_dumps(&mut out, indent, 0);
        out
    }

    fn write_dumps(&self, out: &mut String, indent: Option<usize>, depth: usize) {
        match self {
            Self::None => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Int(number) => out.push_str(number.as_str()),
            Self::Float(number) if number.is_nan() => out.push_str("NaN"),
            Self::Float(number) if number.is_infinite() => {
                out.push_str(if *number > 0.0 { "Infinity" } else { "-Infinity" });
            }
            Self::Float(number) => write_float(out, *number),
            Self::Str(text) => write_json_str(out, text),
            Self::List(list) if list.is_empty() => out.push_str("[]"),
            Self::Dict(map) if map.is_empty() => out.push_str("{}"),
            Self::List(list) => {
                out.push('[');
                for (at, entry) in list.iter().enumerate() {
                    separate(out, indent, depth + 1, at > 0);
                    entry.write_dumps(out, indent, depth + 1);
                }
                close(out, indent, depth);
                out.push(']');
            }
            Self::Dict(map) => {
                out.push('{');
                for (at, (name, entry)) in map.iter().enumerate() {
                    separate(out, indent, depth + 1, at > 0);
                    write_json_str(out, name);
                    out.push_str(": ");
                    entry.write_dumps(out, indent, depth + 1);
                }
                close(out, indent, depth);
                out.push('}');
            }
        }
    }

    /// `bool(value)`.
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(truth) => *truth,
            Self::Int(number) => !number.is_zero(),
            Self::Float(number) => *number != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::List(list) => !list.is_empty(),
            Self::Dict(map) => !map.is_empty(),
        }
    }

    /// Whether it is `None`.
    pub const fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if it is one of 64 bits; `True` is 1.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Bool(truth) => Some(i64::from(*truth)),
            Self::Int(number) => number.as_i64(),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The dict, if it is one.
    pub const fn as_dict(&self) -> Option<&IndexMap<String, Self>> {
        match self {
            Self::Dict(map) => Some(map),
            _ => None,
        }
    }

    /// The entry of a dict; none for a missing key and for what is no dict.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_dict()?.get(key)
    }

    /// `type(value).__name__`.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::None => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::List(_) => "list",
            Self::Dict(_) => "dict",
        }
    }
}

/// Python's `==`: `1 == 1.0 == True`, dicts without their order.
impl PartialEq for PyValue {
    fn eq(&self, other: &Self) -> bool {
        let whole = |truth: bool| PyInt::from(i64::from(truth));
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Str(one), Self::Str(other)) => one == other,
            (Self::List(one), Self::List(other)) => one == other,
            (Self::Dict(one), Self::Dict(other)) => one == other,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::Int(one), Self::Int(other)) => one == other,
            (Self::Float(one), Self::Float(other)) => one == other,
            (Self::Bool(truth), Self::Int(number)) | (Self::Int(number), Self::Bool(truth)) => {
                *number == whole(*truth)
            }
            (Self::Bool(truth), Self::Float(number)) | (Self::Float(number), Self::Bool(truth)) => {
                *number == f64::from(u8::from(*truth))
            }
            (Self::Int(whole), Self::Float(number)) | (Self::Float(number), Self::Int(whole)) => {
                whole.equals_float(*number)
            }
            _ => false,
        }
    }
}

impl From<&str> for PyValue {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

impl From<String> for PyValue {
    fn from(text: String) -> Self {
        Self::Str(text)
    }
}

impl From<i64> for PyValue {
    fn from(number: i64) -> Self {
        Self::Int(number.into())
    }
}

impl From<serde_json::Value> for PyValue {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::None,
            Value::Bool(truth) => Self::Bool(truth),
            Value::Number(number) => match number.as_f64() {
                Some(float) if number.is_f64() => Self::Float(float),
                _ => PyInt::parse(&number.to_string()).map_or(Self::None, Self::Int),
            },
            Value::String(text) => Self::Str(text),
            Value::Array(list) => Self::List(list.into_iter().map(Self::from).collect()),
            Value::Object(map) => {
                Self::Dict(map.into_iter().map(|(name, entry)| (name, entry.into())).collect())
            }
        }
    }
}

impl<'de> Deserialize<'de> for PyValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::parse(raw.get()).map_err(D::Error::custom)
    }
}

impl Serialize for PyValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Int(number) => match number.as_i64() {
                Some(number) => serializer.serialize_i64(number),
                None => RawValue::from_string(number.to_string())
                    .map_err(S::Error::custom)?
                    .serialize(serializer),
            },
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::Str(text) => serializer.serialize_str(text),
            Self::List(list) => list.serialize(serializer),
            Self::Dict(map) => {
                let mut out = serializer.serialize_map(Some(map.len()))?;
                for (name, entry) in map {
                    out.serialize_entry(name, entry)?;
                }
                out.end()
            }
        }
    }
}

fn separate(out: &mut String, indent: Option<usize>, depth: usize, comma: bool) {
    match indent {
        None => out.push_str(if comma { ", " } else { "" }),
        Some(width) => {
            out.push_str(if comma { ",\n" } else { "\n" });
            out.extend(std::iter::repeat_n(' ', width * depth));
        }
    }
}

fn close(out: &mut String, indent: Option<usize>, depth: usize) {
    if let Some(width) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', width * depth));
    }
}
