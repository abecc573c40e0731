//! `json.loads`: JSON with `NaN`, `Infinity` and whole numbers of any length.
//!
//! Source: `CPython`, `json.decoder` and `json.scanner`.

use indexmap::IndexMap;

use crate::python::int::PyInt;
use crate::python::value::PyValue;

/// At most so many lists and dicts within each other.
const MAX_DEPTH: usize = 200;

/// Whether control characters may stand in strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// They may not.
    Strict,
    /// They may: `strict=False`.
    Lenient,
}

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at}: {what}")]
pub struct JsonError {
    /// Where, in bytes from the start.
    pub at: usize,
    /// What is wrong there.
    pub what: &'static str,
}

/// Reads a text.
pub fn parse(text: &str, strictness: Strictness) -> Result<PyValue, JsonError> {
    let mut reader = Reader { text, at: 0, strictness };
    reader.skip_space();
    let value = reader.value(0)?;
    reader.skip_space();
    if reader.at == text.len() { Ok(value) } else { Err(reader.error("more after the value")) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    strictness: Strictness,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<PyValue, JsonError> {
        if depth > MAX_DEPTH {
            return Err(self.error("nested too deeply"));
        }
        for (word, value) in [
            ("null", PyValue::None),
            ("true", PyValue::Bool(true)),
            ("false", PyValue::Bool(false)),
            ("NaN", PyValue::Float(f64::NAN)),
            ("Infinity", PyValue::Float(f64::INFINITY)),
            ("-Infinity", PyValue::Float(f64::NEG_INFINITY)),
        ] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        match self.peek() {
            Some(b'"') => self.string().map(PyValue::Str),
            Some(b'[') => self.list(depth),
            Some(b'{') => self.dict(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.error("a value is missing")),
        }
    }

    fn list(&mut self, depth: usize) -> Result<PyValue, JsonError> {
        let mut list = Vec::new();
        self.at += 1;
        self.skip_space();
        while self.peek() != Some(b']') || !list.is_empty() {
            list.push(self.value(depth + 1)?);
            if !self.comma(b']')? {
                break;
            }
        }
        self.at += 1;
        Ok(PyValue::List(list))
    }

    fn dict(&mut self, depth: usize) -> Result<PyValue, JsonError> {
        let mut map = IndexMap::new();
        self.at += 1;
        self.skip_space();
        while self.peek() != Some(b'}') || !map.is_empty() {
            if self.peek() != Some(b'"') {
                return Err(self.error("a key is missing"));
            }
            let name = self.string()?;
            self.skip_space();
            if self.peek() != Some(b':') {
                return Err(self.error("a colon is missing"));
            }
            self.at += 1;
            self.skip_space();
            let entry = self.value(depth + 1)?;
            // A repeated key keeps its first place and its last value.
            map.insert(name, entry);
            if !self.comma(b'}')? {
                break;
            }
        }
        self.at += 1;
        Ok(PyValue::Dict(map))
    }

    /// Passes a comma; false before the closing sign.
    fn comma(&mut self, close: u8) -> Result<bool, JsonError> {
        self.skip_space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                self.skip_space();
                Ok(true)
            }
            Some(sign) if sign == close => Ok(false),
            _ => Err(self.error("a comma or the end of a list or map is missing")),
        }
    }

    fn number(&mut self) -> Result<PyValue, JsonError> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ if self.digits() > 0 => {}
            _ => return Err(self.error("a digit is missing")),
        }
        let whole = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                self.at = whole;
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) && (self.at == whole || self.at > whole + 1) {
            let before = self.at;
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            if self.digits() == 0 {
                self.at = before;
            }
        }
        let text = &self.text[start..self.at];
        let number = if self.at == whole {
            PyInt::parse(text).map(PyValue::Int)
        } else {
            text.parse().ok().map(PyValue::Float)
        };
        number.ok_or_else(|| self.error("not a number"))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Result<String, JsonError> {
        let mut text = String::new();
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let plain = rest
                .find(|letter: char| matches!(letter, '"' | '\\' | '\0'..='\x1f'))
                .ok_or_else(|| self.error("a string does not end"))?;
            text.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(control) if self.strictness == Strictness::Lenient => {
                    text.push(char::from(control));
                    self.at += 1;
                }
                _ => return Err(self.error("a control character in a string")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        self.at += 1;
        let sign = self.peek();
        self.at += 1;
        Ok(match sign {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let high = self.unit()?;
                let rest = &self.text[self.at..];
                if !(0xd800..0xdc00).contains(&high) || !rest.starts_with("\\u") {
                    return Ok(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                let back = self.at;
                self.at += 2;
                let low = self.unit()?;
                if !(0xdc00..0xe000).contains(&low) {
                    // A lone half: Python keeps it, no text of ours can.
                    self.at = back;
                    return Ok(char::REPLACEMENT_CHARACTER);
                }
                let letter = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                char::from_u32(letter).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => {
                self.at -= 2;
                return Err(self.error("an unknown escape in a string"));
            }
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.get(self.at..self.at + 4);
        let digits = digits.filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.error("four hexadecimal digits are missing"))?;
        self.at += 4;
        Ok(unit)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    const fn error(&self, what: &'static str) -> JsonError {
        JsonError { at: self.at, what }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_as_python_does() {
        let read = |text: &str| parse(text, Strictness::Strict).map(|value| value.repr());
        let cases = [
            ("[]", "[]"),
            (" [ 1 , -0, -0.0, 1e3 ] ", "[1, 0, -0.0, 1000.0]"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            (r#"{"b": 1, "a": NaN, "b": [true]}"#, "{'b': [True], 'a': nan}"),
            (r#""\u00e9\ud83d\ude00\n\ud800x""#, "'é😀\\n\u{fffd}x'"),
            ("[Infinity, -Infinity, null]", "[inf, -inf, None]"),
        ];
        for (text, written) in cases {
            assert_eq!(read(text).as_deref(), Ok(written), "{text}");
        }
        for text in [
            "",
            "[1,]",
            "{\"a\":1,}",
            "01",
            "1.",
            "1.e3",
            "\"\n\"",
            "\"\\x\"",
            "[1",
            "\"é",
            "nul",
            "1 2",
            "{1:2}",
            "\"\\ud8é\"",
        ] {
            assert!(read(text).is_err(), "{text:?}");
        }
        assert!(parse("\"\n\"", Strictness::Lenient).is_ok());
        assert!(read(&"[".repeat(100_000)).is_err());
    }
}
