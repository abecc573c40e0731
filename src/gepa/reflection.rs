//! What a model is asked to write a better text, and how the text is taken from its reply.
//!
//! Source: gepa, `strategies/instruction_proposal.py`. The words of the question are a prompt pack's.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::problem::Reflection;
use crate::agent::prompt::{PackError, PromptPack};
use crate::llm::{ChatRequest, Message};
use crate::python;

/// The key of the question in the pack `gepa`.
const KEY: &str = "instruction_proposal.default_prompt_template";
/// Where the present text goes.
const CURRENT: &str = "<curr_param>";
/// Where the records go.
const RECORDS: &str = "<side_info>";
const FENCE: &str = "```";
/// Headings go no deeper.
const DEEPEST: usize = 6;

/// A template lacks places to fill in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Missing placeholder(s) in prompt template: {}", .missing.join(", "))]
pub struct MissingPlaceholders {
    /// Which.
    pub missing: Vec<&'static str>,
}

/// The question, with two places to fill in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReflectionTemplate(String);

impl ReflectionTemplate {
    /// A template.
    ///
    /// # Errors
    ///
    /// [`MissingPlaceholders`].
    pub fn new(text: impl Into<String>) -> Result<Self, MissingPlaceholders> {
        let text = text.into();
        let missing: Vec<_> =
            [CURRENT, RECORDS].into_iter().filter(|place| !text.contains(place)).collect();
        if missing.is_empty() { Ok(Self(text)) } else { Err(MissingPlaceholders { missing }) }
    }

    /// The template of a prompt pack.
    ///
    /// # Errors
    ///
    /// [`PackError`] if it is another pack, has no such text, or one without the places to fill in.
    pub fn from_pack(pack: &PromptPack) -> Result<Self, PackError> {
        pack.check_name("gepa")?;
        Self::new(pack.text(KEY)?).map_err(|error| PackError::Shape(error.to_string()))
    }

    /// The question about a text and its records.
    pub fn fill(&self, current: &str, records: &[Map<String, Value>]) -> String {
        // Upstream quirk: a mark for the records inside the present text is filled in too.
        self.0.replace(CURRENT, current).replace(RECORDS, &render(records))
    }
}

/// Our own words.
impl Default for ReflectionTemplate {
    fn default() -> Self {
        Self::from_pack(&PromptPack::gepa()).expect("the packs that are compiled in were tested")
    }
}

impl TryFrom<String> for ReflectionTemplate {
    type Error = MissingPlaceholders;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl From<ReflectionTemplate> for String {
    fn from(template: ReflectionTemplate) -> Self {
        template.0
    }
}

/// The templates of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Templates {
    /// For all components that have none of their own.
    #[serde(default)]
    pub general: ReflectionTemplate,
    /// For single components.
    #[serde(default)]
    pub by_component: IndexMap<String, ReflectionTemplate>,
}

impl Templates {
    /// The template for a component.
    pub fn of(&self, component: &str) -> &ReflectionTemplate {
        self.by_component.get(component).unwrap_or(&self.general)
    }
}

impl From<ReflectionTemplate> for Templates {
    fn from(general: ReflectionTemplate) -> Self {
        Self { general, by_component: IndexMap::new() }
    }
}

impl Reflection {
    /// The question to a model.
    pub fn request(&self, model: &str) -> ChatRequest {
        let turns = vec![Message::user(self.prompt.clone()).into()];
        ChatRequest { model: model.to_owned(), turns, ..ChatRequest::default() }
    }
}

/// The records as the model sees them: headings for numbers, fields and what is inside.
pub fn render(records: &[Map<String, Value>]) -> String {
    let mut out = String::new();
    for (at, record) in records.iter().enumerate() {
        if at > 0 {
            out.push_str("\n\n");
        }
        out.push_str(&format!("# Example {}\n", at + 1));
        for (field, value) in record {
            out.push_str(&format!("## {field}\n"));
            render_value(&mut out, value, 3);
        }
    }
    out
}

fn render_value(out: &mut String, value: &Value, level: usize) {
    let heading = |out: &mut String, name: &str| {
        out.extend(std::iter::repeat_n('#', level));
        out.push(' ');
        out.push_str(name);
        out.push('\n');
    };
    let inside = (level + 1).min(DEEPEST);
    match value {
        Value::Object(map) if map.is_empty() => out.push('\n'),
        Value::Array(list) if list.is_empty() => out.push('\n'),
        Value::Object(map) => {
            for (key, value) in map {
                heading(out, key);
                render_value(out, value, inside);
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                heading(out, &format!("Item {}", at + 1));
                render_value(out, value, inside);
            }
        }
        Value::String(text) => {
            out.push_str(python::strip(text));
            out.push_str("\n\n");
        }
        other => {
            out.push_str(python::strip(&python::str(other)));
            out.push_str("\n\n");
        }
    }
}

/// The new text in a reply: what stands between the first fence and the last, without the name of a language.
pub fn extract(reply: &str) -> &str {
    let reply = python::strip(reply);
    let first = reply.find(FENCE).map(|at| at + FENCE.len());
    let last = reply.rfind(FENCE);
    if let (Some(start), Some(end)) = (first, last)
        && start < end
    {
        let content = &reply[start..end];
        let word = content.find(python::is_space).unwrap_or(content.len());
        let content = content[word..].strip_prefix('\n').unwrap_or(content);
        return python::strip(content);
    }
    if let Some(rest) = reply.strip_prefix(FENCE) {
        let word = rest.find(python::is_space).unwrap_or(rest.len());
        let rest = &rest[word..];
        return python::strip(rest.strip_prefix('\n').unwrap_or(rest));
    }
    python::strip(reply.strip_suffix(FENCE).unwrap_or(reply))
}
