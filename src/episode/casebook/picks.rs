//! What a person may want to fill in: values that stood in the conversation and in what the tools showed, then the data base's keys.

use std::collections::BTreeSet;

use crate::env::support::{Base, Database};
use crate::episode::casebook::entries::{Entry, What};
use crate::python::shared::{Map, PyValue, Text, loads};

/// What an episode has shown so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// Field and value, the newest last.
    values: Vec<(String, String)>,
    /// Records by the numbers of their tables and their keys.
    records: BTreeSet<(u8, Text)>,
}

impl Seen {
    /// What the first entries of an episode have shown.
    pub fn of(entries: &[Entry], base: &Base) -> Self {
        let mut seen = Self::default();
        for entry in entries {
            match &entry.what {
                What::Customer(words) | What::Agent(words) => seen.hear(words, base),
                What::Call { kwargs, .. } => {
                    seen.look_into(kwargs, base);
                    if let Some(Ok(value)) = entry.result.as_ref().map(|text| loads(text)) {
                        seen.look("", &value, base);
                    } else if let Some(text) = &entry.result {
                        seen.hear(text, base);
                    }
                }
            }
        }
        seen
    }

    /// What texts and the arguments of calls name.
    pub fn named<'a>(
        words: impl IntoIterator<Item = &'a str>,
        arguments: impl IntoIterator<Item = &'a Map>,
        base: &Base,
    ) -> Self {
        let mut seen = Self::default();
        words.into_iter().for_each(|words| seen.hear(words, base));
        arguments.into_iter().for_each(|arguments| seen.look_into(arguments, base));
        seen
    }

    /// The records: numbers of their tables, and keys.
    pub fn records(&self) -> impl Iterator<Item = (u8, &str)> {
        self.records.iter().map(|(table, key)| (*table, &**key))
    }

    /// Whether a record was named in what was said, called or shown.
    pub fn has(&self, table: u8, key: &str) -> bool {
        self.records.contains(&(table, key.into()))
    }

    fn hear(&mut self, words: &str, base: &Base) {
        for word in words.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#');
            for bare in [word, word.trim_start_matches('#')] {
                self.meet(bare, base);
            }
            // A shop's own habit: numbers of orders begin with `#`, and customers leave it out.
            self.meet(&format!("#{word}"), base);
        }
    }

    /// Notes the record of a key.
    fn meet(&mut self, key: &str, base: &Base) {
        for (number, table) in (0_u8..).zip(base.tables()) {
            if table.row(key).is_some() && self.records.insert((number, key.into())) {
                self.values.push((stem(&table.name), key.to_owned()));
            }
        }
    }

    fn look(&mut self, field: &str, value: &PyValue, base: &Base) {
        match value {
            PyValue::Map(map) => {
                for key in map.keys() {
                    self.values.push((stem(field), key.to_string()));
                }
                self.look_into(map, base);
            }
            PyValue::List(list) => {
                for value in list.iter() {
                    self.look(field, value, base);
                }
            }
            PyValue::Str(text) => {
                self.meet(text, base);
                self.values.push((stem(field), text.to_string()));
            }
            PyValue::Int(_) | PyValue::Float(_) => {
                self.values.push((stem(field), super::word(value)));
            }
            PyValue::None | PyValue::Bool(_) => {}
        }
    }

    fn look_into(&mut self, map: &Map, base: &Base) {
        for (key, value) in map {
            self.meet(key, base);
            self.look(key, value, base);
        }
    }

    /// What a parameter may be: what was shown last comes first, then keys of its table; at most so many. `told` is what agents are
    /// told of it, by which one is known that is called otherwise than the field.
    pub fn picks(&self, parameter: &str, told: &str, data: &Database, most: usize) -> Vec<String> {
        let wanted = stem(parameter);
        let named = |field: &str| {
            field == wanted
                || (wanted.len() > 3 && field.starts_with(&format!("{wanted}_")))
                || (field.len() > 3 && wanted.ends_with(&format!("_{field}")))
        };
        let told = told.to_lowercase();
        let meant = |field: &str| field.contains('_') && told.contains(&field.replace('_', " "));
        let found = self.fitting(&named, data, most);
        if found.is_empty() { self.fitting(&meant, data, most) } else { found }
    }

    fn fitting(&self, fits: &dyn Fn(&str) -> bool, data: &Database, most: usize) -> Vec<String> {
        let mut known = BTreeSet::new();
        let shown = self.values.iter().rev().filter(|(field, _)| fits(field));
        let mut found: Vec<String> = (shown.map(|(_, value)| value.clone()))
            .filter(|value| !value.is_empty() && known.insert(value.clone()))
            .take(most)
            .collect();
        let tables = (0_u8..).zip(data.base().tables());
        for (number, _) in tables.filter(|(_, table)| fits(&stem(&table.name))) {
            let keys = data.rows(number).map(|record| record.key().to_string());
            let room = most.saturating_sub(found.len());
            found.extend(keys.filter(|key| known.insert(key.clone())).take(room));
        }
        found
    }
}

/// What a field is about, whatever it is called there: `order_ids`, `orders` and `new_order_id` are about an `order`.
fn stem(field: &str) -> String {
    let field = field.strip_prefix("new_").unwrap_or(field);
    let field = field.strip_suffix("_ids").or_else(|| field.strip_suffix("_id")).unwrap_or(field);
    field.strip_suffix('s').filter(|rest| !rest.ends_with('s')).unwrap_or(field).to_owned()
}
