//! A conversation that is led again from its beginning at every turn.
//!
//! What came of the actions so far is known; the first action of which nothing is known yet is the one to take now. So a plain
//! function that calls and asks in its order is a step machine, and undoing a turn needs no care.

use crate::env::support::Action;
use crate::python::shared::{Map, PyValue, loads};

/// What came back so far.
#[derive(Debug)]
pub(super) struct Talk<'a> {
    heard: &'a [String],
    at: usize,
}

/// A result, or the action that has to be taken for it.
pub(super) type Turn<T> = Result<T, Action>;

impl<'a> Talk<'a> {
    /// The conversation; the customer's first words are the first that was heard.
    pub(super) const fn new(heard: &'a [String]) -> Self {
        Self { heard, at: 0 }
    }

    pub(super) fn opening(&self) -> &'a str {
        self.heard.first().map_or("", String::as_str)
    }

    fn outcome(&mut self, action: impl FnOnce() -> Action) -> Turn<&'a str> {
        self.at += 1;
        self.heard.get(self.at).map(String::as_str).ok_or_else(action)
    }

    /// Says something; the customer's answer.
    pub(super) fn say(&mut self, words: &str) -> Turn<&'a str> {
        self.outcome(|| Action::respond(words))
    }

    /// Says what is about to happen; whether the customer wants it.
    pub(super) fn confirm(&mut self, words: &str) -> Turn<bool> {
        let answer = self.say(&format!("{words} Shall I go ahead?"))?;
        Ok(answer.to_lowercase().contains("yes"))
    }

    /// Calls a tool; the text that it returns.
    pub(super) fn call(&mut self, name: &str, arguments: &[(&str, PyValue)]) -> Turn<&'a str> {
        self.outcome(|| {
            let kwargs: Map =
                arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
            Action::new(name, kwargs)
        })
    }

    /// Calls a tool with texts alone.
    pub(super) fn text(&mut self, name: &str, arguments: &[(&str, &str)]) -> Turn<&'a str> {
        let arguments: Vec<_> =
            arguments.iter().map(|(name, value)| (*name, PyValue::from(*value))).collect();
        self.call(name, &arguments)
    }

    /// Calls a tool that shows a record; none if there is none.
    pub(super) fn record(&mut self, name: &str, argument: (&str, &str)) -> Turn<Option<Map>> {
        let shown = self.text(name, &[argument])?;
        let value = if is_error(shown) { None } else { loads(shown).ok() };
        Ok(value.as_ref().and_then(PyValue::as_map).cloned())
    }
}

/// Whether a tool says that it failed.
pub(super) fn is_error(shown: &str) -> bool {
    shown.starts_with("Error: ")
}
