//! A value as Python's `json.loads` makes it: integers of any size and floats are kept apart, maps keep their order.
//!
//! Cloning is cheap: what holds something is shared, and copied when one of its owners changes it.

use std::sync::Arc;

use crate::python::shared::{Int, repr_value, str_value};

/// A shared string.
pub type Text = Arc<str>;

/// A value. Equality here is of the very same values: `1`, `1.0` and `True` differ, as do maps in another order. Python's own `==` is
/// [`ops::equal`](crate::python::shared::ops::equal).
///
/// It is (de)serialised by `serde_json` only, which is asked for the JSON text as it stands; within tagged or flattened enums the text is
/// lost.
#[derive(Clone, Debug, Default)]
pub enum PyValue {
    /// `None`.
    #[default]
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An integer.
    Int(Int),
    /// A float.
    Float(f64),
    /// A string.
    Str(Text),
    /// A list.
    List(Arc<Vec<PyValue>>),
    /// A dictionary.
    Map(Arc<Map>),
}

impl PyValue {
    /// What Python calls the type of the value.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::None => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::List(_) => "list",
            Self::Map(_) => "dict",
        }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The dictionary, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The dictionary to change, if it is one; copied first if others share it.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match self {
            Self::Map(map) => Some(Arc::make_mut(map)),
            _ => None,
        }
    }

    /// The list to change, if it is one; copied first if others share it.
    pub fn as_list_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::List(list) => Some(Arc::make_mut(list)),
            _ => None,
        }
    }

    /// A member of a dictionary; none of anything else.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// The integer, if it is one of 64 bits; `True` is 1.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Bool(truth) => Some(i64::from(*truth)),
            Self::Int(Int::Small(number)) => Some(*number),
            _ => None,
        }
    }

    /// Whether it is `None`.
    pub const fn is_none(&self) -> bool {
        matches!(self, Self::None)
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
            Self::Map(map) => !map.is_empty(),
        }
    }

    /// `repr(value)`.
    pub fn repr(&self) -> String {
        repr_value(self)
    }

    /// `str(value)`: a string stands bare, everything else as its [`PyValue::repr`].
    pub fn text(&self) -> String {
        str_value(self)
    }
}

impl PartialEq for PyValue {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::Int(one), Self::Int(other)) => one == other,
            (Self::Float(one), Self::Float(other)) => one.to_bits() == other.to_bits(),
            (Self::Str(one), Self::Str(other)) => one == other,
            (Self::List(one), Self::List(other)) => Arc::ptr_eq(one, other) || one == other,
            (Self::Map(one), Self::Map(other)) => Arc::ptr_eq(one, other) || one == other,
            _ => false,
        }
    }
}

impl Eq for PyValue {}

impl From<&str> for PyValue {
    fn from(text: &str) -> Self {
        Self::Str(text.into())
    }
}

impl From<String> for PyValue {
    fn from(text: String) -> Self {
        Self::Str(text.into())
    }
}

impl From<Text> for PyValue {
    fn from(text: Text) -> Self {
        Self::Str(text)
    }
}

impl From<i64> for PyValue {
    fn from(number: i64) -> Self {
        Self::Int(number.into())
    }
}

impl From<usize> for PyValue {
    fn from(number: usize) -> Self {
        Self::Int(Int::Small(number as i64))
    }
}

impl From<f64> for PyValue {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<bool> for PyValue {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<Map> for PyValue {
    fn from(map: Map) -> Self {
        Self::Map(Arc::new(map))
    }
}

impl From<Vec<PyValue>> for PyValue {
    fn from(list: Vec<PyValue>) -> Self {
        Self::List(Arc::new(list))
    }
}

/// A dictionary with string keys, in the order in which they were first set. Made for few keys: it looks through them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map(Vec<(Text, PyValue)>);

impl Map {
    /// An empty one with room for so many keys.
    pub fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// A dictionary of these members; the keys must differ.
    pub(crate) const fn from_distinct(members: Vec<(Text, PyValue)>) -> Self {
        Self(members)
    }

    /// How many keys it has.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&PyValue> {
        self.0.iter().find(|(name, _)| **name == *key).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut PyValue> {
        self.0.iter_mut().find(|(name, _)| **name == *key).map(|(_, value)| value)
    }

    /// Sets a key: in its place if it is there, else at the end.
    pub fn set(&mut self, key: &str, value: impl Into<PyValue>) {
        match self.get_mut(key) {
            Some(place) => *place = value.into(),
            None => self.0.push((key.into(), value.into())),
        }
    }

    /// Removes a key; those behind it move up.
    pub fn remove(&mut self, key: &str) -> Option<PyValue> {
        let at = self.0.iter().position(|(name, _)| **name == *key)?;
        Some(self.0.remove(at).1)
    }

    /// Keys and values in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, (Text, PyValue)> {
        self.0.iter()
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl Iterator<Item = &Text> {
        self.0.iter().map(|(key, _)| key)
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a (Text, PyValue);
    type IntoIter = std::slice::Iter<'a, (Text, PyValue)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Map {
    type Item = (Text, PyValue);
    type IntoIter = std::vec::IntoIter<(Text, PyValue)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: AsRef<str>> FromIterator<(K, PyValue)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, PyValue)>>(members: I) -> Self {
        let mut map = Self::default();
        for (key, value) in members {
            map.set(key.as_ref(), value);
        }
        map
    }
}
