//! Records of GEPA: whole runs of a toy problem, and what they stand on.

mod draws;
mod run;
mod texts;
pub mod toy;

use serde_json::Value;

use super::record::{Mismatch, parse};

/// The kinds of these records, told apart by their fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A whole run: every event, and the result.
    Run,
    /// Draws of Python's generator.
    Draws,
    /// The order of Python's sets.
    Sets,
    /// What is taken from a model's reply.
    Extract,
    /// A question to a model.
    Render,
}

impl Kind {
    /// What a person calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Run => "gepa runs",
            Self::Draws => "python random",
            Self::Sets => "python sets",
            Self::Extract => "gepa replies",
            Self::Render => "gepa prompts",
        }
    }

    /// The kind of a record, if it is one of these.
    pub fn of(record: &Value) -> Option<Self> {
        let has = |fields: &[&str]| fields.iter().all(|field| record.get(field).is_some());
        match () {
            () if has(&["config", "events", "result"]) => Some(Self::Run),
            () if has(&["seed", "ops"]) => Some(Self::Draws),
            () if has(&["adds", "order"]) => Some(Self::Sets),
            () if has(&["lm_out", "new_instruction"]) => Some(Self::Extract),
            () if has(&["template", "dataset", "prompt"]) => Some(Self::Render),
            () => None,
        }
    }
}

/// Compares a whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(kind: Kind, record: &Value) -> Result<(), Mismatch> {
    match kind {
        Kind::Run => run::check(record),
        Kind::Draws => draws::check(&parse(record)?),
        Kind::Sets => draws::check_set(&parse(record)?),
        Kind::Extract => texts::check_extract(&parse(record)?),
        Kind::Render => texts::check_render(&parse(record)?),
    }
}
