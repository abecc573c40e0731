//! Checks of one text without a judge's prompt: equal, matching a pattern, most frequent.
//!
//! Source: agent-inspect, `metrics/validator` and `tools`.

use fancy_regex::Regex;
use serde::{Deserialize, Serialize};

use crate::judge::error::{ErrorClass, JudgeError};
use crate::python::is_space;

/// How two texts are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExactMatch {
    /// White space around them does not count.
    pub trim: bool,
    /// Capital letters count.
    pub case_sensitive: bool,
}

impl Default for ExactMatch {
    fn default() -> Self {
        Self { trim: true, case_sensitive: true }
    }
}

impl ExactMatch {
    /// Whether two texts are alike.
    pub fn matches(self, candidate: &str, truth: &str) -> bool {
        let trimmed = |text: &str| {
            let text = if self.trim { text.trim_matches(is_space) } else { text };
            if self.case_sensitive { text.to_owned() } else { text.to_lowercase() }
        };
        trimmed(candidate) == trimmed(truth)
    }
}

/// How much of a text a pattern has to fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RegexMode {
    /// Some part: Python's `re.search`.
    #[default]
    Substring,
    /// All of it: Python's `re.fullmatch`.
    Full,
}

/// Whether a text fits a pattern of Python's.
///
/// # Errors
///
/// A `ValueError` for a pattern that cannot be read.
pub fn regex_match(candidate: &str, pattern: &str, mode: RegexMode) -> Result<bool, JudgeError> {
    let pattern = translated(pattern);
    let pattern = match mode {
        RegexMode::Substring => pattern,
        RegexMode::Full => format!(r"\A(?:{pattern})\z"),
    };
    let wrong = |error: fancy_regex::Error| {
        JudgeError::python(ErrorClass::ValueError, format!("the pattern cannot be used: {error}"))
    };
    Regex::new(&pattern).map_err(wrong)?.is_match(candidate).map_err(wrong)
}

/// The pattern with Python's ends: `$` may stand before a last line break, `\Z` may not.
fn translated(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('Z') if !in_class => out.push_str(r"\z"),
                next => {
                    out.push('\\');
                    out.extend(next);
                }
            },
            '$' if !in_class => out.push_str(r"(?=\n?\z)"),
            other => {
                in_class = (in_class || other == '[') && other != ']';
                out.push(other);
            }
        }
    }
    out
}

/// The first of the keys with the highest count; none of none.
pub fn majority_of_counts<'a>(counts: impl IntoIterator<Item = (&'a str, i64)>) -> Option<&'a str> {
    let more =
        |best: (&'a str, i64), next: (&'a str, i64)| if next.1 > best.1 { next } else { best };
    counts.into_iter().reduce(more).map(|(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_read_as_python_does() {
        let cases = [
            ("ab\n", "b$", true),
            ("ab\n", r"b\Z", false),
            ("$5", "[$]5", true),
            ("ab", "(?<=a)b", true),
            ("aa", r"(a)\1", true),
            ("٣", r"\d", true),
        ];
        for (text, pattern, fits) in cases {
            let found = regex_match(text, pattern, RegexMode::Substring);
            assert_eq!(found, Ok(fits), "{text:?} {pattern:?}");
        }
        assert!(regex_match("a", "(", RegexMode::Substring).is_err());
    }
}
