//! Prompt packs: the sentences that a benchmark sends to a model, as data.
//!
//! A pack is a JSON file: `pack` (its name), `source`, `commit`, `licence`, and `texts` from key to
//! text. Diorama ships packs of its own wording; with a pack of a benchmark's own wording in their
//! place, what is sent equals the benchmark byte for byte.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::llm::{Template, TemplateError};

/// No pack is longer than this, in bytes.
const MOST_BYTES: usize = 1 << 20;

/// The wording of one benchmark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptPack {
    /// Which benchmark the texts are for.
    pub pack: String,
    /// Where they come from.
    pub source: String,
    /// Which version of it, if the source has versions.
    pub commit: String,
    /// Under which terms.
    pub licence: String,
    /// The texts by their keys.
    pub texts: BTreeMap<String, String>,
}

/// Why a file is no prompt pack, or not the one that is needed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// It is larger than any pack has reason to be.
    #[error("the prompt pack has {bytes} bytes, more than {MOST_BYTES}")]
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// It is not JSON, or not of a pack's shape.
    #[error("this is no prompt pack: {0}")]
    Shape(String),
    /// It is the pack of another benchmark.
    #[error("this is the prompt pack {found:?}, not {expected:?}")]
    Other {
        /// Which was needed.
        expected: &'static str,
        /// Which it is.
        found: String,
    },
    /// A text is missing.
    #[error("the prompt pack {pack:?} has no text {key:?}")]
    NoText {
        /// Which pack.
        pack: String,
        /// Whose text.
        key: String,
    },
    /// A text cannot be filled in.
    #[error("the text {key:?} of the prompt pack {pack:?} cannot be used: {reason}")]
    Text {
        /// Which pack.
        pack: String,
        /// Whose text.
        key: String,
        /// What is wrong with it.
        reason: TemplateError,
    },
}

impl PromptPack {
    /// Reads a pack.
    ///
    /// # Errors
    ///
    /// [`PackError::TooLong`] and [`PackError::Shape`]; whether a pack has the texts that its
    /// benchmark needs shows when its wording is made.
    pub fn parse(json: &str) -> Result<Self, PackError> {
        if json.len() > MOST_BYTES {
            return Err(PackError::TooLong { bytes: json.len() });
        }
        serde_json::from_str(json).map_err(|error| PackError::Shape(error.to_string()))
    }

    /// A pack that is compiled in.
    pub(crate) fn own(json: &str) -> Self {
        Self::parse(json).expect("the packs that are compiled in were tested")
    }

    /// Says so if this is the pack of another benchmark.
    ///
    /// # Errors
    ///
    /// [`PackError::Other`].
    pub fn check_name(&self, expected: &'static str) -> Result<(), PackError> {
        if self.pack == expected {
            return Ok(());
        }
        Err(PackError::Other { expected, found: self.pack.clone() })
    }

    /// The text of a key.
    ///
    /// # Errors
    ///
    /// [`PackError::NoText`].
    pub fn text(&self, key: &str) -> Result<&str, PackError> {
        self.texts
            .get(key)
            .map(String::as_str)
            .ok_or_else(|| PackError::NoText { pack: self.pack.clone(), key: key.to_owned() })
    }

    /// The text of a key, or the words that stand in for it.
    pub fn text_or<'a>(&'a self, key: &str, otherwise: &'a str) -> &'a str {
        self.texts.get(key).map_or(otherwise, String::as_str)
    }

    /// Says which text it is that cannot be used.
    pub(crate) fn at(
        &self,
        key: &str,
        made: Result<Template, TemplateError>,
    ) -> Result<Template, PackError> {
        let (pack, key) = (self.pack.clone(), key.to_owned());
        made.map_err(|reason| PackError::Text { pack, key, reason })
    }
}
