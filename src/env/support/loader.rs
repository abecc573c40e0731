//! A domain put together file by file, so that a page can rest between two.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::env::support::base::Base;
use crate::env::support::domain::{Domain, Split};
use crate::env::support::own;
use crate::env::support::pack::{Manifest, PackError};
use crate::env::support::task::Task;
use crate::env::support::world::{Told, World};
use crate::python::shared::{Map, PyValue, Text, loads};

/// A domain that is being put together.
#[derive(Debug)]
pub struct Loader {
    domain: Domain,
    /// How many files are in.
    taken: usize,
    tables: Vec<(Text, Map)>,
    base: Option<Arc<Base>>,
    tasks: BTreeMap<Split, Vec<Arc<Task>>>,
    told: Told,
}

impl Loader {
    /// One without any file yet.
    pub fn new(domain: Domain) -> Self {
        Self {
            domain,
            taken: 0,
            tables: Vec::new(),
            base: None,
            tasks: BTreeMap::new(),
            told: Told::default(),
        }
    }

    /// The path, without `.gz`, of the file that comes next; none once all are in.
    pub fn wanted(&self) -> Option<String> {
        Manifest::needed(self.domain).into_iter().nth(self.taken)
    }

    /// How many files are in, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.taken, Manifest::needed(self.domain).len())
    }

    /// The tables, once they are in.
    pub const fn base(&self) -> Option<&Arc<Base>> {
        self.base.as_ref()
    }

    /// Takes the text of the file that is wanted next; after the last, nothing.
    ///
    /// # Errors
    ///
    /// [`PackError::Unreadable`]: it does not hold what it should.
    pub fn take(&mut self, text: &str) -> Result<(), PackError> {
        let Some(path) = self.wanted() else { return Ok(()) };
        let name = path.rsplit('/').next().unwrap_or(&path);
        self.read(name, text).map_err(|reason| PackError::Unreadable { name: path, reason })?;
        self.taken += 1;
        Ok(())
    }

    /// Does without the file that is wanted next: our own words stand in for what agents would be told.
    ///
    /// # Errors
    ///
    /// `why` it cannot be had, if it is no file to do without, or if it is there and is not what it should be.
    pub fn lack(&mut self, why: PackError) -> Result<(), PackError> {
        let is_absent = matches!(why, PackError::Missing { .. } | PackError::Unlisted(_));
        let wanted = self.wanted().filter(|_| is_absent);
        let Some(text) = wanted.and_then(|path| own::stand_in(&path)) else { return Err(why) };
        self.told.lacks.push(why.to_string());
        self.take(text)
    }

    fn read(&mut self, name: &str, text: &str) -> Result<(), String> {
        let json = || loads(text).map_err(|error| error.to_string());
        match name {
            "wiki.md" => self.told.policy = text.into(),
            "tools.json" => self.told.tools = json()?,
            "rules.json" => self.told.rules = texts(&json()?),
            "few_shot.jsonl" => self.told.displays = read_displays(text)?,
            _ => {
                let stem = name.strip_suffix(".json").unwrap_or(name);
                match stem.strip_prefix("tasks_").and_then(|split| split.parse().ok()) {
                    Some(split) => drop(self.tasks.insert(split, read_tasks(&json()?)?)),
                    None => self.take_table(stem, json()?)?,
                }
            }
        }
        Ok(())
    }

    fn take_table(&mut self, name: &str, value: PyValue) -> Result<(), String> {
        let PyValue::Map(records) = value else { return Err("it is no dictionary".to_owned()) };
        self.tables.push((name.into(), Arc::unwrap_or_clone(records)));
        if self.tables.len() == self.domain.tables().len() {
            self.base = Some(Arc::new(Base::new(std::mem::take(&mut self.tables))));
        }
        Ok(())
    }

    /// The domain with all that was taken; none before the tables are in.
    pub fn finish(self) -> Option<World> {
        Some(World::new(self.domain, self.base?, self.tasks, self.told))
    }
}

fn read_tasks(value: &PyValue) -> Result<Vec<Arc<Task>>, String> {
    let list = value.as_list().ok_or("it is no list")?;
    let task = |(at, value)| {
        Task::read(value).map(Arc::new).map_err(|reason| format!("task {at}: {reason}"))
    };
    list.iter().enumerate().map(task).collect()
}

fn read_displays(text: &str) -> Result<Vec<Text>, String> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let display = |line| {
        let value = loads(line).map_err(|error| error.to_string())?;
        let display = value.get("messages_display").and_then(PyValue::as_str).map(Text::from);
        display.ok_or_else(|| "a line without messages_display".to_owned())
    };
    lines.map(display).collect()
}

fn texts(value: &PyValue) -> Vec<Text> {
    let list = value.as_list().unwrap_or_default();
    list.iter().filter_map(PyValue::as_str).map(Text::from).collect()
}
