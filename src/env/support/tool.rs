//! Tools: what an agent may call, and how its arguments reach them.
//!
//! A tool works on values as Python does, so that ill-typed arguments fail where and how they fail there. Whatever goes wrong
//! becomes the observation `Error: …`.
//!
//! Source: tau-bench, `envs/base.py`, `envs/tool.py`; the texts of a failed binding are CPython 3.11's.

use std::ops::Index;

use crate::env::support::database::Database;
use crate::env::support::domain::Domain;
use crate::python::shared::ops::Exception;
use crate::python::shared::{Map, PyValue, Text};

/// The most parameters that a tool has.
const MAX_PARAMETERS: usize = 11;

/// A tool.
#[derive(Clone, Copy, Debug)]
pub struct Tool {
    /// Its name, as agents call it.
    pub name: &'static str,
    /// The name of its class in the original; it stands in the texts of failed bindings.
    pub class: &'static str,
    /// Its parameters in their order; all are required.
    pub parameters: &'static [&'static str],
    /// What it can do to the data base and the episode.
    pub effect: Effect,
    /// The rule.
    pub(super) run: fn(&mut Database, &Arguments) -> Result<Text, Failure>,
}

/// What a tool can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It only looks, or computes.
    Reads,
    /// It may change records.
    Writes,
    /// It ends the episode, whatever comes of the call.
    Ends,
}

/// A call that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The text behind `Error: `.
    Said(Exception),
    /// The original returns nothing here, and its protocol breaks on it.
    Nothing,
}

impl<T: Into<Exception>> From<T> for Failure {
    fn from(text: T) -> Self {
        Self::Said(text.into())
    }
}

/// The arguments of a call, in the order of the parameters.
#[derive(Debug)]
pub(super) struct Arguments<'a>([&'a PyValue; MAX_PARAMETERS]);

impl Index<usize> for Arguments<'_> {
    type Output = PyValue;

    fn index(&self, at: usize) -> &PyValue {
        self.0[at]
    }
}

impl Tool {
    /// Calls the tool; none where the original returns nothing.
    pub(super) fn call(
        &self,
        domain: Domain,
        data: &mut Database,
        arguments: &Map,
    ) -> Option<Text> {
        let bound = self.bind(domain, arguments);
        match bound.and_then(|bound| (self.run)(data, &bound)) {
            Ok(text) => Some(text),
            Err(Failure::Said(text)) => Some(format!("Error: {text}").into()),
            Err(Failure::Nothing) => None,
        }
    }

    fn bind<'a>(&self, domain: Domain, arguments: &'a Map) -> Result<Arguments<'a>, Failure> {
        const UNSET: &PyValue = &PyValue::None;
        let mut bound = [UNSET; MAX_PARAMETERS];
        let mut missing = (1_u16 << self.parameters.len()) - 1;
        let mut unknown = None;
        for (key, value) in arguments {
            match self.parameters.iter().position(|name| **name == **key) {
                Some(at) => {
                    bound[at] = value;
                    missing &= !(1 << at);
                }
                None => {
                    unknown = unknown.or(Some(key));
                }
            }
        }
        if unknown.is_none() && missing == 0 {
            return Ok(Arguments(bound));
        }
        let Self { name, class, .. } = self;
        if arguments.get("data").is_some() {
            let path = format!("tau_bench.envs.{}.tools.{name}", domain.as_str());
            let what = "got multiple values for keyword argument 'data'";
            return Err(format!("{path}.{class}.invoke() {what}").into());
        }
        if let Some(key) = unknown {
            let what = format!("got an unexpected keyword argument '{key}'");
            return Err(format!("{class}.invoke() {what}").into());
        }
        let names = self.parameters.iter().enumerate().filter(|(at, _)| missing >> at & 1 == 1);
        Err(missing_text(class, &names.map(|(_, name)| format!("'{name}'")).collect::<Vec<_>>()))
    }
}

fn missing_text(class: &str, names: &[String]) -> Failure {
    let list = match names {
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
        [] => String::new(),
    };
    let (count, s) = (names.len(), if names.len() == 1 { "" } else { "s" });
    format!("{class}.invoke() missing {count} required positional argument{s}: {list}").into()
}
