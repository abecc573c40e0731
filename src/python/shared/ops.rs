//! Python's operators on values, with the very texts of its exceptions.
//!
//! Each returns the text of `str(exception)` as its error: tools of benchmarks hand it to the agent.
//!
//! Source: CPython 3.11, `Objects/abstract.c`, `dictobject.c`, `listobject.c`, `unicodeobject.c`.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::python::shared::{Int, Map, PyValue, repr_value};
use crate::python::{round2, str_repr};

/// The text of an exception.
pub type Exception = Cow<'static, str>;

/// A number as Python computes with it: `True` counts as 1.
#[derive(Clone, Debug)]
pub enum Number {
    /// An integer.
    Int(Int),
    /// A float.
    Float(f64),
}

impl Number {
    /// The number in a value, if it is one.
    pub fn of(value: &PyValue) -> Option<Self> {
        match value {
            PyValue::Bool(flag) => Some(Self::Int(Int::Small(i64::from(*flag)))),
            PyValue::Int(number) => Some(Self::Int(number.clone())),
            PyValue::Float(number) => Some(Self::Float(*number)),
            _ => None,
        }
    }

    /// The number as a float.
    ///
    /// # Errors
    ///
    /// An integer that is too large for one.
    pub fn to_f64(&self) -> Result<f64, Exception> {
        match self {
            Self::Int(number) => number.to_f64().ok_or("int too large to convert to float".into()),
            Self::Float(number) => Ok(*number),
        }
    }

    /// How two numbers stand to each other, exactly; none where one is no number.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(one), Self::Int(other)) => Some(one.cmp(other)),
            (Self::Int(one), Self::Float(other)) => one.compare_float(*other),
            (Self::Float(one), Self::Int(other)) => {
                other.compare_float(*one).map(Ordering::reverse)
            }
            (Self::Float(one), Self::Float(other)) => one.partial_cmp(other),
        }
    }

    /// Whether it is 0.
    pub const fn is_zero(&self) -> bool {
        match self {
            Self::Int(number) => number.is_zero(),
            Self::Float(number) => *number == 0.0,
        }
    }
}

impl From<Number> for PyValue {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(number) => Self::Int(number),
            Number::Float(number) => Self::Float(number),
        }
    }
}

/// An operator on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
}

impl Sum {
    /// The sign.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
        }
    }

    /// The result for two numbers.
    ///
    /// # Errors
    ///
    /// An integer that meets a float and is too large for one.
    pub fn apply(self, one: &Number, other: &Number) -> Result<Number, Exception> {
        if let (Number::Int(one), Number::Int(other)) = (one, other) {
            return Ok(Number::Int(match self {
                Self::Plus => one.plus(other),
                Self::Minus => one.minus(other),
                Self::Times => one.times(other),
            }));
        }
        let (one, other) = (one.to_f64()?, other.to_f64()?);
        Ok(Number::Float(match self {
            Self::Plus => one + other,
            Self::Minus => one - other,
            Self::Times => one * other,
        }))
    }
}

/// `one <sign> other` for what must be numbers; `sign` is how the operator is written, `+` or `+=`.
///
/// # Errors
///
/// `unsupported operand type(s) for …` unless both are numbers.
pub fn combine(sum: Sum, sign: &str, one: &PyValue, other: &PyValue) -> Result<PyValue, Exception> {
    match (Number::of(one), Number::of(other)) {
        (Some(left), Some(right)) => sum.apply(&left, &right).map(PyValue::from),
        _ => Err(unsupported(sign, one.type_name(), other.type_name())),
    }
}

/// The exception of an operator that two types do not have.
pub fn unsupported(sign: &str, one: &str, other: &str) -> Exception {
    format!("unsupported operand type(s) for {sign}: '{one}' and '{other}'").into()
}

/// `sum(values)`: from the integer 0, left to right.
///
/// # Errors
///
/// Where one is no number.
pub fn sum<'a>(values: impl IntoIterator<Item = &'a PyValue>) -> Result<PyValue, Exception> {
    let start = PyValue::from(0_i64);
    values.into_iter().try_fold(start, |total, value| combine(Sum::Plus, "+", &total, value))
}

/// `-value`.
///
/// # Errors
///
/// Where it is no number.
pub fn negate(value: &PyValue) -> Result<PyValue, Exception> {
    match Number::of(value) {
        Some(Number::Int(number)) => Ok(PyValue::Int(number.negated())),
        Some(Number::Float(number)) => Ok(PyValue::Float(-number)),
        None => Err(format!("bad operand type for unary -: '{}'", value.type_name()).into()),
    }
}

/// `abs(number)` of what is a number.
pub fn absolute(value: &PyValue) -> PyValue {
    match Number::of(value) {
        Some(Number::Int(number)) => PyValue::Int(number.absolute()),
        Some(Number::Float(number)) => PyValue::Float(number.abs()),
        None => value.clone(),
    }
}

/// `round(number, 2)` of what is a number: an integer stays as it is.
pub fn round_hundredths(value: &PyValue) -> PyValue {
    match Number::of(value) {
        Some(Number::Int(number)) => PyValue::Int(number),
        Some(Number::Float(number)) => PyValue::Float(round2(number)),
        None => value.clone(),
    }
}

/// `one == other`: numbers by their size, maps whatever their order.
pub fn equal(one: &PyValue, other: &PyValue) -> bool {
    match (one, other) {
        (PyValue::Str(one), PyValue::Str(other)) => one == other,
        (PyValue::None, PyValue::None) => true,
        (PyValue::List(one), PyValue::List(other)) => {
            one.len() == other.len()
                && one.iter().zip(other.iter()).all(|(one, other)| equal(one, other))
        }
        (PyValue::Map(one), PyValue::Map(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, value)| other.get(key).is_some_and(|there| equal(value, there)))
        }
        _ => match (Number::of(one), Number::of(other)) {
            (Some(one), Some(other)) => one.compare(&other) == Some(Ordering::Equal),
            _ => false,
        },
    }
}

/// `one < other`.
///
/// # Errors
///
/// Where the two have no order.
pub fn less(one: &PyValue, other: &PyValue) -> Result<bool, Exception> {
    match (one, other) {
        (PyValue::Str(one), PyValue::Str(other)) => return Ok(one < other),
        (PyValue::List(one), PyValue::List(other)) => {
            let apart = one.iter().zip(other.iter()).find(|(one, other)| !equal(one, other));
            return match apart {
                Some((one, other)) => less(one, other),
                None => Ok(one.len() < other.len()),
            };
        }
        _ => {}
    }
    if let (Some(left), Some(right)) = (Number::of(one), Number::of(other)) {
        return Ok(left.compare(&right) == Some(Ordering::Less));
    }
    let (one, other) = (one.type_name(), other.type_name());
    Err(format!("'<' not supported between instances of '{one}' and '{other}'").into())
}

/// The string by which a dictionary with string keys is asked; none for a key that it cannot have.
///
/// # Errors
///
/// A list or dictionary is no key at all.
pub fn as_key(value: &PyValue) -> Result<Option<&str>, Exception> {
    match value {
        PyValue::Str(text) => Ok(Some(text)),
        PyValue::List(_) | PyValue::Map(_) => {
            Err(format!("unhashable type: '{}'", value.type_name()).into())
        }
        _ => Ok(None),
    }
}

/// `map[key]` for any value as key.
///
/// # Errors
///
/// A key that is missing, or is none.
pub fn item<'a>(map: &'a Map, key: &PyValue) -> Result<&'a PyValue, Exception> {
    let found = as_key(key)?.and_then(|name| map.get(name));
    found.ok_or_else(|| repr_value(key).into())
}

/// `value["name"]` for any value.
///
/// # Errors
///
/// A missing key, or a value that is no dictionary.
pub fn member<'a>(value: &'a PyValue, name: &str) -> Result<&'a PyValue, Exception> {
    match value {
        PyValue::Map(map) => map.get(name).ok_or_else(|| str_repr(name).into()),
        PyValue::Str(_) => Err("string indices must be integers, not 'str'".into()),
        PyValue::List(_) => Err("list indices must be integers or slices, not str".into()),
        _ => Err(format!("'{}' object is not subscriptable", value.type_name()).into()),
    }
}

/// `len(value)`.
///
/// # Errors
///
/// Where it has none.
pub fn len(value: &PyValue) -> Result<usize, Exception> {
    match value {
        PyValue::Str(text) => Ok(text.chars().count()),
        PyValue::List(list) => Ok(list.len()),
        PyValue::Map(map) => Ok(map.len()),
        _ => Err(format!("object of type '{}' has no len()", value.type_name()).into()),
    }
}

/// What `for element in value` goes through: elements, characters or keys.
///
/// # Errors
///
/// Where there is nothing to go through.
pub fn elements(value: &PyValue) -> Result<Cow<'_, [PyValue]>, Exception> {
    match value {
        PyValue::List(list) => Ok(Cow::Borrowed(list)),
        PyValue::Str(text) => {
            let letter = |letter: char| PyValue::from(&*letter.encode_utf8(&mut [0; 4]));
            Ok(text.chars().map(letter).collect())
        }
        PyValue::Map(map) => Ok(map.keys().map(|key| PyValue::Str(key.clone())).collect()),
        _ => Err(format!("'{}' object is not iterable", value.type_name()).into()),
    }
}

/// `value.count(element)`.
///
/// # Errors
///
/// Where the value has no such method.
pub fn count(value: &PyValue, element: &PyValue) -> Result<usize, Exception> {
    match (value, element) {
        (PyValue::List(list), _) => {
            Ok(list.iter().filter(|other| is_or_equal(other, element)).count())
        }
        (PyValue::Str(text), PyValue::Str(part)) if part.is_empty() => Ok(text.chars().count() + 1),
        (PyValue::Str(text), PyValue::Str(part)) => Ok(text.matches(&**part).count()),
        (PyValue::Str(_), _) => Err(format!("must be str, not {}", element.type_name()).into()),
        _ => Err(no_attribute(value, "count")),
    }
}

/// Equal, or the very same object: a NaN of a list is found in it.
fn is_or_equal(one: &PyValue, other: &PyValue) -> bool {
    equal(one, other)
        || matches!((one, other), (PyValue::Float(_), PyValue::Float(_)) if one == other)
}

/// `value.lower()`.
///
/// # Errors
///
/// Where it is no string.
pub fn lower(value: &PyValue) -> Result<String, Exception> {
    match value {
        PyValue::Str(text) => Ok(text.to_lowercase()),
        _ => Err(no_attribute(value, "lower")),
    }
}

/// The exception of a method or field that a value's type does not have.
pub fn no_attribute(value: &PyValue, name: &str) -> Exception {
    format!("'{}' object has no attribute '{name}'", value.type_name()).into()
}

/// `sorted(value)`; equal elements keep their order.
///
/// # Errors
///
/// Where there is nothing to go through, or two elements have no order.
pub fn sorted(value: &PyValue) -> Result<PyValue, Exception> {
    let mut list: Vec<PyValue> = Vec::new();
    // Not the library's sort, which may panic where an order is none: NaN has no place.
    for element in elements(value)?.iter() {
        let mut at = list.len();
        while at > 0 && less(element, &list[at - 1])? {
            at -= 1;
        }
        list.insert(at, element.clone());
    }
    Ok(list.into())
}

/// `list.append(element)` in place.
///
/// # Errors
///
/// Where the value is no list.
pub fn append(value: &mut PyValue, element: PyValue) -> Result<(), Exception> {
    match value.as_list_mut() {
        Some(list) => list.push(element),
        None => return Err(no_attribute(value, "append")),
    }
    Ok(())
}
