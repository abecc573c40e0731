//! Values from and to what `serde_json` reads and writes.

use serde::de::Error as _;
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::python::shared::{Int, Map, PyValue, loads};

impl From<&Value> for PyValue {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::None,
            Value::Bool(truth) => Self::Bool(*truth),
            Value::Number(number) => match number.as_f64() {
                Some(float) if number.is_f64() => Self::Float(float),
                _ => Int::parse(&number.to_string()).map_or(Self::None, Self::Int),
            },
            Value::String(text) => Self::from(text.as_str()),
            Value::Array(list) => list.iter().map(Self::from).collect::<Vec<_>>().into(),
            Value::Object(map) => {
                let members = map.iter().map(|(name, entry)| (name.as_str().into(), entry.into()));
                Map::from_distinct(members.collect()).into()
            }
        }
    }
}

impl<'de> Deserialize<'de> for PyValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        loads(raw.get()).map_err(D::Error::custom)
    }
}

impl Serialize for PyValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Int(Int::Small(number)) => serializer.serialize_i64(*number),
            Self::Int(number) => RawValue::from_string(number.to_string())
                .map_err(S::Error::custom)?
                .serialize(serializer),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::Str(text) => serializer.serialize_str(text),
            Self::List(list) => list.as_slice().serialize(serializer),
            Self::Map(map) => {
                let mut out = serializer.serialize_map(Some(map.len()))?;
                for (name, entry) in map.iter() {
                    out.serialize_entry(&**name, entry)?;
                }
                out.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_from_json_whatever_their_size() {
        for text in
            ["[1,-2.5,null,true]", r#"{"b":1,"a":{"c":"\n"}}"#, "123456789012345678901234567890"]
        {
            let value: PyValue = serde_json::from_str(text).expect("JSON");
            assert_eq!(serde_json::to_string(&value).expect("no odd keys"), text);
        }
    }
}
