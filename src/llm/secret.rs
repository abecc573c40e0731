//! A key that is never shown.

use std::fmt;

use serde::{Serialize, Serializer};

/// What stands in the place of a key wherever one could be read.
const HIDDEN: &str = "(secret)";
/// A shorter start of a key, such as `sk-`, tells nothing.
const MIN_CUT_BYTES: usize = 4;

/// A key. Printed or serialised it is only `(secret)`; it cannot be read back from there.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a key; space around it, a slip of copying, is dropped.
    pub fn new(key: &str) -> Self {
        Self(key.trim().to_owned())
    }

    /// The key itself, for the header of a request and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text without the key: servers like to quote what they were sent.
    pub fn scrub(&self, text: &str) -> String {
        match self.0.as_str() {
            "" => text.to_owned(),
            key => text.replace(key, HIDDEN),
        }
    }

    /// The same for a text whose end was cut off: nor does it end with the start of the key.
    pub fn scrub_cut(&self, text: &str) -> String {
        let mut text = self.scrub(text);
        let cut = self.0.char_indices().map(|(at, _)| at).rev();
        let found = cut.filter(|at| *at >= MIN_CUT_BYTES).find(|at| text.ends_with(&self.0[..*at]));
        if let Some(at) = found {
            text.truncate(text.len() - at);
            text.push_str(HIDDEN);
        }
        text
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(HIDDEN)
    }
}
