//! What a customer wants, and what would have been right to do.

use crate::python::shared::{Map, PyValue, Text, repr_value};

/// The name of the action by which an agent speaks to its customer.
pub const RESPOND: &str = "respond";

/// The field of [`RESPOND`] with what is said.
pub const CONTENT: &str = "content";

/// Something an agent does: a call of a tool, or words to the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// The tool, or [`RESPOND`].
    pub name: Text,
    /// Its arguments, as JSON said them; nothing about them is sure.
    pub kwargs: Map,
}

impl Action {
    /// A call of a tool.
    pub fn new(name: impl Into<Text>, kwargs: Map) -> Self {
        Self { name: name.into(), kwargs }
    }

    /// Words to the customer.
    pub fn respond(content: impl Into<PyValue>) -> Self {
        let mut kwargs = Map::default();
        kwargs.set(CONTENT, content);
        Self::new(RESPOND, kwargs)
    }

    /// Whether it speaks to the customer.
    pub fn is_respond(&self) -> bool {
        *self.name == *RESPOND
    }

    /// The action of a JSON object `{name, kwargs}`; without `kwargs` it has none.
    pub fn read(value: &PyValue) -> Option<Self> {
        let name = value.get("name")?.as_str()?;
        let kwargs = match value.get("kwargs") {
            Some(kwargs) => kwargs.as_map()?.clone(),
            None => Map::default(),
        };
        Some(Self::new(name, kwargs))
    }

    /// The action as a JSON object `{name, kwargs}`.
    pub fn to_value(&self) -> PyValue {
        let mut map = Map::with_capacity(2);
        map.set("name", self.name.clone());
        map.set("kwargs", self.kwargs.clone());
        map.into()
    }
}

/// One task of a split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The customer.
    pub user_id: Text,
    /// What would have been right to do: the gold actions.
    pub actions: Vec<Action>,
    /// What the customer is told about itself and its wish.
    pub instruction: Text,
    /// What the agent has to have said.
    pub outputs: Vec<Text>,
}

impl Task {
    /// The task of a JSON object `{user_id, actions, instruction, outputs}`.
    ///
    /// # Errors
    ///
    /// What is missing or of another type.
    pub fn read(value: &PyValue) -> Result<Self, String> {
        let field = |name: &str| value.get(name).ok_or_else(|| format!("{name} is missing"));
        let text = |name: &str| {
            let value = field(name)?;
            value.as_str().map(Text::from).ok_or_else(|| format!("{name} is {}", repr_value(value)))
        };
        let list = |name: &str| {
            let value = field(name)?;
            value.as_list().ok_or_else(|| format!("{name} is {}", repr_value(value)))
        };
        let action = |value| Action::read(value).ok_or_else(|| "an action is none".to_owned());
        let output = |value: &PyValue| value.as_str().map(Text::from);
        Ok(Self {
            user_id: text("user_id")?,
            actions: list("actions")?.iter().map(action).collect::<Result<_, _>>()?,
            instruction: text("instruction")?,
            outputs: (list("outputs")?.iter().map(output).collect::<Option<_>>())
                .ok_or("an output is no text")?,
        })
    }

    /// The task as a JSON object.
    pub fn to_value(&self) -> PyValue {
        let mut map = Map::with_capacity(4);
        map.set("user_id", self.user_id.clone());
        let actions: Vec<PyValue> = self.actions.iter().map(Action::to_value).collect();
        map.set("actions", actions);
        map.set("instruction", self.instruction.clone());
        let outputs: Vec<PyValue> = self.outputs.iter().cloned().map(PyValue::Str).collect();
        map.set("outputs", outputs);
        map.into()
    }
}
