//! A tool's form, made from its JSON schema, and what a person typed into it.

use crate::python::shared::{Map, PyValue, loads};

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Truth,
    /// Texts, one a line.
    Texts,
    /// Anything else, as JSON.
    Json,
}

/// A parameter of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it is, as agents are told.
    pub told: String,
    /// What it takes.
    pub kind: Kind,
    /// The only values that the schema allows; none if it allows all.
    pub choices: Vec<String>,
    /// Whether the schema asks for it.
    pub is_required: bool,
}

/// A tool as a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolForm {
    /// Its name.
    pub name: String,
    /// What it does, as agents are told.
    pub told: String,
    /// Its parameters in their order.
    pub parameters: Vec<Parameter>,
}

/// The forms of a list of tools in the shape that `OpenAI` wants; what is no tool is passed over.
pub fn forms(tools: &PyValue) -> Vec<ToolForm> {
    tools.as_list().unwrap_or_default().iter().filter_map(form).collect()
}

/// The forms in whose names or descriptions all words stand, whatever their case, and `_` is a space: first the tool of that very
/// name, then those whose names begin so, then those whose names have it, then the others; alike ones keep their order.
pub fn find_forms<'a>(forms: &'a [ToolForm], wanted: &str) -> Vec<&'a ToolForm> {
    let plain = |text: &str| text.to_lowercase().replace('_', " ");
    let wanted = plain(wanted);
    let wanted = wanted.trim();
    let fits = |form: &&ToolForm| {
        let text = plain(&format!("{} {}", form.name, form.told));
        wanted.split_whitespace().all(|word| text.contains(word))
    };
    let mut found: Vec<&ToolForm> = forms.iter().filter(fits).collect();
    found.sort_by_key(|form| {
        let name = plain(&form.name);
        match () {
            () if name == wanted => 0,
            () if name.starts_with(wanted) => 1,
            () if name.contains(wanted) => 2,
            () => 3,
        }
    });
    found
}

fn text(value: &PyValue, field: &str) -> String {
    value.get(field).and_then(PyValue::as_str).unwrap_or_default().to_owned()
}

fn form(tool: &PyValue) -> Option<ToolForm> {
    let function = tool.get("function").unwrap_or(tool);
    let name = function.get("name")?.as_str()?.to_owned();
    let schema = function.get("parameters");
    let properties = schema.and_then(|schema| schema.get("properties")).and_then(PyValue::as_map);
    let required = schema.and_then(|schema| schema.get("required")).and_then(PyValue::as_list);
    let is_required = |name: &str| {
        required.unwrap_or_default().iter().any(|required| required.as_str() == Some(name))
    };
    let parameter = |(name, schema): (&crate::python::shared::Text, &PyValue)| Parameter {
        name: name.to_string(),
        told: text(schema, "description"),
        kind: kind(schema),
        choices: (schema.get("enum").and_then(PyValue::as_list).unwrap_or_default().iter())
            .map(super::word)
            .collect(),
        is_required: is_required(name),
    };
    let parameters =
        properties.into_iter().flatten().map(|(name, schema)| parameter((name, schema)));
    Some(ToolForm { name, told: text(function, "description"), parameters: parameters.collect() })
}

fn kind(schema: &PyValue) -> Kind {
    let is = |schema: Option<&PyValue>, name: &str| {
        schema.and_then(|schema| schema.get("type")).and_then(PyValue::as_str) == Some(name)
    };
    match schema.get("type").and_then(PyValue::as_str) {
        Some("string") => Kind::Text,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Truth,
        Some("array") if is(schema.get("items"), "string") => Kind::Texts,
        _ => Kind::Json,
    }
}

impl Parameter {
    /// Whether an empty field is an empty text: agents are told of `''` as a value, as for the second line of an address.
    pub fn may_be_empty(&self) -> bool {
        self.is_required && self.kind == Kind::Text && self.told.contains("''")
    }

    /// The value of what was typed; none for an empty field that may be left out.
    ///
    /// # Errors
    ///
    /// What is wrong, in words.
    pub fn read(&self, typed: &str) -> Result<Option<PyValue>, String> {
        let name = &self.name;
        let trimmed = typed.trim();
        if trimmed.is_empty() && self.kind != Kind::Texts {
            return match () {
                () if self.may_be_empty() => Ok(Some("".into())),
                () if self.is_required => Err(format!("{name} is missing")),
                () => Ok(None),
            };
        }
        let number = |what: &str| match loads(trimmed) {
            Ok(value @ PyValue::Int(_)) => Ok(value),
            Ok(value @ PyValue::Float(_)) if what == "a number" => Ok(value),
            _ => Err(format!("{name} is {what}, and “{trimmed}” is none")),
        };
        let value = match self.kind {
            Kind::Text => typed.into(),
            Kind::Integer => number("a whole number")?,
            Kind::Number => number("a number")?,
            Kind::Truth => (trimmed == "true").into(),
            Kind::Texts => {
                let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
                let values: Vec<PyValue> = lines.map(PyValue::from).collect();
                if values.is_empty() && !self.is_required {
                    return Ok(None);
                }
                values.into()
            }
            Kind::Json => loads(trimmed).map_err(|error| format!("{name} is not JSON: {error}"))?,
        };
        Ok(Some(value))
    }
}

/// Arguments that were typed as a JSON object.
///
/// # Errors
///
/// What is wrong, in words.
pub fn read_arguments(typed: &str) -> Result<Map, String> {
    let value = loads(typed).map_err(|error| format!("that is not JSON: {error}"))?;
    match value {
        PyValue::Map(map) => Ok((*map).clone()),
        other => Err(format!(
            "arguments are a JSON object in braces, and that is a {}",
            match other {
                PyValue::List(_) => "list",
                PyValue::Str(_) => "text",
                PyValue::Bool(_) => "truth value",
                PyValue::None => "null",
                _ => "number",
            }
        )),
    }
}
