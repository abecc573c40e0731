//! An agent that draws its tool calls: any tool, with arguments of the right kinds, whatever the customer wants. It never speaks.
//!
//! Upstream has no such agent; it is a baseline of our own. A name or number of a record is drawn from those that the data base has in
//! a field of the same name, so that calls are mostly valid.

use std::collections::BTreeMap;

use crate::env::support::{Action, Database, Tool, World};
use crate::python::shared::{Map, PyValue, Text};
use crate::rng::{Pcg64, SeedSequence};

/// Fourth word of the agent's seed sequence, after the task's number and the trial ("desk" in ASCII).
const STREAM: u32 = 0x6465_736b;

/// At most so many values of a field are drawn from.
const MOST_VALUES: usize = 256;

/// Lists that are drawn have at most so many items.
const MOST_ITEMS: i32 = 2;

/// Chance at a desk.
#[derive(Clone, Debug)]
pub struct Chance<'a> {
    world: &'a World,
    rng: Pcg64,
    /// Texts by the field that they stand in.
    known: BTreeMap<Text, Vec<Text>>,
}

impl<'a> Chance<'a> {
    /// An agent for one trial of a task. The same task and trial give the same calls.
    pub fn new(world: &'a World, task: u64, trial: u32) -> Self {
        let words = [task as u32, (task >> 32) as u32, trial, STREAM];
        let mut known = BTreeMap::new();
        collect(&world.fresh(), &mut known);
        Self { world, rng: Pcg64::from_sequence(&SeedSequence::from_words(&words)), known }
    }

    /// The next call; none in a world without tools.
    pub fn draw(&mut self) -> Option<Action> {
        let tools = self.world.domain().tools();
        if tools.is_empty() {
            return None;
        }
        let tool = self.rng.choice(&tools.iter().collect::<Vec<&Tool>>());
        let schema = self.schema(tool.name);
        let mut arguments = Map::with_capacity(tool.parameters.len());
        for name in tool.parameters {
            let kind = schema.as_ref().and_then(|schema| schema.get(name)).cloned();
            arguments.set(name, self.value(name, kind.as_ref()));
        }
        Some(Action::new(tool.name, arguments))
    }

    /// What the tool's parameters have to be, where agents are told.
    fn schema(&self, tool: &str) -> Option<PyValue> {
        let functions = self.world.told().tools.as_list()?.iter();
        let mut functions = functions.filter_map(|entry| entry.get("function"));
        let named = |function: &&PyValue| {
            function.get("name").and_then(PyValue::as_str).is_some_and(|name| name == tool)
        };
        functions.find(named)?.get("parameters")?.get("properties").cloned()
    }

    /// A value for a parameter or a field of this name.
    fn value(&mut self, name: &str, schema: Option<&PyValue>) -> PyValue {
        let choices = schema.and_then(|schema| schema.get("enum")).and_then(PyValue::as_list);
        if let Some(choices) = choices.filter(|choices| !choices.is_empty()) {
            return choices[self.rng.range(0, choices.len() as i32) as usize].clone();
        }
        let kind = schema.and_then(|schema| schema.get("type")).and_then(PyValue::as_str);
        match kind {
            Some("array") => {
                let items = schema.and_then(|schema| schema.get("items")).cloned();
                let count = self.rng.range(1, MOST_ITEMS + 1);
                // A list of names is called by their plural.
                let one = name.strip_suffix('s').unwrap_or(name);
                (0..count).map(|_| self.value(one, items.as_ref())).collect::<Vec<_>>().into()
            }
            Some("object") => {
                let mut map = Map::default();
                let fields = schema.and_then(|schema| schema.get("properties")).cloned();
                for (field, schema) in
                    fields.as_ref().and_then(PyValue::as_map).into_iter().flat_map(Map::iter)
                {
                    map.set(field, self.value(field, Some(schema)));
                }
                map.into()
            }
            Some("integer" | "number") => i64::from(self.rng.range(0, 10)).into(),
            Some("boolean") => self.rng.coin().into(),
            _ => self.text(name).into(),
        }
    }

    /// A text that stands in a field of this name, or in any.
    fn text(&mut self, name: &str) -> Text {
        // "new_item_id" is an "item_id".
        let fits = |known: &&Text| *name == ***known || name.ends_with(&format!("_{known}"));
        let field = self.known.keys().find(fits).cloned();
        let field = field.or_else(|| {
            let fields: Vec<&Text> = self.known.keys().collect();
            (!fields.is_empty()).then(|| self.rng.choice(&fields).clone())
        });
        let values = field.and_then(|field| self.known.get(&field));
        values.map_or_else(Text::default, |values| {
            values[self.rng.range(0, values.len() as i32) as usize].clone()
        })
    }
}

/// The texts of a data base by their fields.
fn collect(data: &Database, known: &mut BTreeMap<Text, Vec<Text>>) {
    for table in 0..data.base().tables().len() {
        for record in data.rows(table as u8) {
            gather(record.value(), known);
        }
    }
}

fn gather(value: &PyValue, known: &mut BTreeMap<Text, Vec<Text>>) {
    match value {
        PyValue::Map(map) => {
            for (name, value) in map.iter() {
                if let PyValue::Str(text) = value {
                    let texts = known.entry(name.clone()).or_default();
                    if texts.len() < MOST_VALUES {
                        texts.push(text.clone());
                    }
                } else {
                    gather(value, known);
                }
            }
        }
        PyValue::List(items) => items.iter().for_each(|item| gather(item, known)),
        _ => {}
    }
}
