//! JSON as Python's `json.loads` reads it.
//!
//! A number is an integer unless it is written with a point or an exponent; `NaN` and `Infinity` are read; of equal keys the last
//! value counts, in the first one's place. Escapes that name half a character, which Python keeps, become U+FFFD: no text of ours holds one.
//!
//! Source: CPython, `json.scanner`, `json.decoder`.

use std::collections::HashSet;

use crate::python::shared::Int;
use crate::python::shared::{Map, PyValue, Text};

/// Nesting beyond this is refused.
const MAX_DEPTH: usize = 500;

/// Up to so many keys are looked through one by one for equal ones.
const FEW_KEYS: usize = 24;

/// Why a text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no JSON at byte {at}: {what}")]
pub struct ReadError {
    /// Where, counted in bytes.
    pub at: usize,
    /// What is wrong there.
    pub what: &'static str,
}

/// `json.loads(text)`.
///
/// # Errors
///
/// [`ReadError`] where the text is no JSON.
pub fn loads(text: &str) -> Result<PyValue, ReadError> {
    read(text, true)
}

/// `json.loads(text, strict=False)`: control characters may stand in strings.
///
/// # Errors
///
/// [`ReadError`] where the text is no JSON.
pub fn loads_lenient(text: &str) -> Result<PyValue, ReadError> {
    read(text, false)
}

fn read(text: &str, is_strict: bool) -> Result<PyValue, ReadError> {
    let mut reader = Reader { text, is_strict, at: 0, depth: 0, keys: HashSet::new() };
    reader.skip_space();
    let value = reader.value()?;
    reader.skip_space();
    if reader.at == text.len() {
        Ok(value)
    } else {
        Err(reader.error("something follows the value"))
    }
}

struct Reader<'a> {
    text: &'a str,
    is_strict: bool,
    at: usize,
    depth: usize,
    /// Keys met before: records repeat them by the thousand.
    keys: HashSet<Text>,
}

impl Reader<'_> {
    const fn error(&self, what: &'static str) -> ReadError {
        ReadError { at: self.at, what }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    fn value(&mut self) -> Result<PyValue, ReadError> {
        match self.peek() {
            Some(b'"') => Ok(PyValue::Str(self.string()?.into())),
            Some(b'{') => self.nested(Self::map),
            Some(b'[') => self.nested(Self::list),
            Some(b'-' | b'0'..=b'9') if !self.text[self.at..].starts_with("-I") => self.number(),
            _ if self.take("null") => Ok(PyValue::None),
            _ if self.take("true") => Ok(PyValue::Bool(true)),
            _ if self.take("false") => Ok(PyValue::Bool(false)),
            _ if self.take("NaN") => Ok(PyValue::Float(f64::NAN)),
            _ if self.take("Infinity") => Ok(PyValue::Float(f64::INFINITY)),
            _ if self.take("-Infinity") => Ok(PyValue::Float(f64::NEG_INFINITY)),
            _ => Err(self.error("a value is expected")),
        }
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<PyValue, ReadError>,
    ) -> Result<PyValue, ReadError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error("it is nested too deeply"));
        }
        self.depth += 1;
        self.at += 1;
        self.skip_space();
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn list(&mut self) -> Result<PyValue, ReadError> {
        let mut list = Vec::new();
        if self.take("]") {
            return Ok(list.into());
        }
        loop {
            self.skip_space();
            list.push(self.value()?);
            self.skip_space();
            match () {
                () if self.take(",") => {}
                () if self.take("]") => return Ok(list.into()),
                () => return Err(self.error("`,` or `]` is expected")),
            }
        }
    }

    fn map(&mut self) -> Result<PyValue, ReadError> {
        let mut members: Vec<(Text, PyValue)> = Vec::new();
        let mut many = HashSet::new();
        if self.take("}") {
            return Ok(Map::default().into());
        }
        loop {
            self.skip_space();
            let key = self.key()?;
            self.skip_space();
            if !self.take(":") {
                return Err(self.error("`:` is expected"));
            }
            self.skip_space();
            let value = self.value()?;
            if members.len() == FEW_KEYS {
                many.extend(members.iter().map(|(key, _)| key.clone()));
            }
            let is_new = members.len() < FEW_KEYS || many.insert(key.clone());
            let surely_new = is_new && members.len() >= FEW_KEYS;
            let same = |(name, _): &(Text, PyValue)| !surely_new && *name == key;
            match members.iter().position(same) {
                Some(place) => members[place].1 = value,
                None => members.push((key, value)),
            }
            self.skip_space();
            match () {
                () if self.take(",") => {}
                () if self.take("}") => return Ok(Map::from_distinct(members).into()),
                () => return Err(self.error("`,` or `}` is expected")),
            }
        }
    }

    fn key(&mut self) -> Result<Text, ReadError> {
        if self.peek() != Some(b'"') {
            return Err(self.error("a key in double quotes is expected"));
        }
        let key = self.string()?;
        if let Some(known) = self.keys.get(key.as_str()) {
            return Ok(known.clone());
        }
        let key: Text = key.into();
        self.keys.insert(key.clone());
        Ok(key)
    }

    fn number(&mut self) -> Result<PyValue, ReadError> {
        let start = self.at;
        self.take("-");
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.error("a digit is expected")),
        }
        let whole_end = self.at;
        let next = |at: usize| self.text.as_bytes().get(at).copied();
        let is_digit = |at: usize| next(at).is_some_and(|byte| byte.is_ascii_digit());
        let point = next(whole_end) == Some(b'.') && is_digit(whole_end + 1);
        if point {
            self.at += 1;
            self.digits();
        }
        let next = |at: usize| self.text.as_bytes().get(at).copied();
        let is_digit = |at: usize| next(at).is_some_and(|byte| byte.is_ascii_digit());
        let signed = matches!(next(self.at + 1), Some(b'+' | b'-'));
        let first = self.at + 1 + usize::from(signed);
        let exponent = matches!(next(self.at), Some(b'e' | b'E')) && is_digit(first);
        if exponent {
            self.at = first;
            self.digits();
        }
        let text = &self.text[start..self.at];
        if point || exponent {
            return text
                .parse()
                .map(PyValue::Float)
                .map_err(|_| self.error("an unreadable number"));
        }
        Int::parse(text).map(PyValue::Int).ok_or(self.error("an unreadable number"))
    }

    fn digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
    }

    fn string(&mut self) -> Result<String, ReadError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            out.push_str(&self.text[start..self.at]);
            match self.peek() {
                None => return Err(self.error("a string without an end")),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                Some(_) if self.is_strict => {
                    return Err(self.error("a control character in a string"));
                }
                Some(control) => {
                    self.at += 1;
                    out.push(char::from(control));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, ReadError> {
        let letter = self.peek().ok_or(self.error("a string without an end"))?;
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.unit()?;
                let after = self.at;
                if (0xd800..0xdc00).contains(&code) && self.take("\\u") {
                    let low = self.unit()?;
                    if (0xdc00..0xe000).contains(&low) {
                        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                    } else {
                        self.at = after;
                    }
                }
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return Err(self.error("an unknown escape")),
        })
    }

    fn unit(&mut self) -> Result<u32, ReadError> {
        let wrong = self.error("four hexadecimal digits are expected");
        let digits = self.text.get(self.at..self.at + 4).ok_or(wrong)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong);
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::{loads, loads_lenient};
    use crate::python::shared::Map;
    use crate::python::shared::dumps_value;

    #[test]
    fn json_is_read_as_python_does() {
        let cases = [
            ("-0", "0"),
            ("-0.0", "-0.0"),
            ("1E2", "100.0"),
            ("1e999", "Infinity"),
            ("[NaN, -Infinity]", "[NaN, -Infinity]"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            (r#"{"a": 1, "b": 2, "a": 3}"#, r#"{"a": 3, "b": 2}"#),
            (" [ ] ", "[]"),
            (r#""\ud83d\ude00\/""#, r#""\ud83d\ude00/""#),
            (r#""\ud800x\ud83d\u0041""#, r#""\ufffdx\ufffdA""#),
        ];
        for (text, written) in cases {
            assert_eq!(
                loads(text).map(|value| dumps_value(&value)),
                Ok(written.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let cases = [
            "",
            "[1,]",
            "{'a': 1}",
            "01",
            "1.",
            ".5",
            "+1",
            "nul",
            "\"\t\"",
            "\"\\ud8é\"",
            "\"é",
            "1.e3",
            "{1:2}",
            "{\"a\":1,}",
            "{} {}",
            "\"\\u+123\"",
        ];
        for text in cases {
            assert!(loads(text).is_err(), "{text}");
        }
        assert!(loads(&"[".repeat(100_000)).is_err());
        let lenient = loads_lenient("\"\t\n\"").map(|value| value.text());
        assert_eq!(lenient.as_deref(), Ok("\t\n"));
    }

    #[test]
    fn many_keys_keep_their_places() {
        let members: Vec<String> = (0..100).map(|at| format!("\"k{at}\": {at}")).collect();
        let text = format!("{{{}, \"k7\": \"again\"}}", members.join(", "));
        let value = loads(&text).expect("JSON");
        assert_eq!(value.as_map().map(Map::len), Some(100));
        assert_eq!(value.get("k7").and_then(|value| value.as_str()), Some("again"));
    }
}
