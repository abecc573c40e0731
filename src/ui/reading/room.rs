//! What the reading room shows: the task, the split, the words that are searched for, what lies beside the task.

use std::sync::Arc;

use leptos::prelude::*;

use crate::env::support::tau2::{Tau2Data, Tau2Domain, Tau2Task};
use crate::env::support::{Base, Database};
use crate::ui::tables::Chosen;
use crate::web::page;

/// What lies beside the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The data base.
    Base,
    /// The policy.
    Policy,
    /// The task as it stands in the file.
    Json,
}

impl Side {
    pub const ALL: [Self; 3] = [Self::Base, Self::Policy, Self::Json];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Base => "Data base",
            Self::Policy => "Policy",
            Self::Json => "JSON",
        }
    }

    /// Its name in an address.
    const fn name(self) -> &'static str {
        match self {
            Self::Base => "data",
            Self::Policy => "policy",
            Self::Json => "json",
        }
    }
}

/// What a narrow window shows of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The tasks.
    List,
    /// The task.
    Task,
    /// What lies beside it.
    Side,
}

impl Place {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Task => "task",
            Self::Side => "side",
        }
    }
}

/// The room. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct Room {
    pub domain: Tau2Domain,
    data: StoredValue<Arc<Tau2Data>>,
    base: StoredValue<Arc<Base>>,
    /// The task, counted from 0.
    pub at: RwSignal<usize>,
    /// The split that is listed; all tasks where it is none.
    pub split: RwSignal<Option<String>>,
    /// What is searched for.
    pub words: RwSignal<String>,
    /// The tasks that are listed.
    pub found: Memo<Vec<usize>>,
    pub side: RwSignal<Side>,
    pub place: RwSignal<Place>,
    /// The record that is looked at.
    pub record: Chosen,
}

impl Room {
    /// The room as an address names it; what it names and is not there is passed over.
    pub fn new(domain: Tau2Domain, data: Arc<Tau2Data>, query: &str) -> Self {
        let option = |name: &str| -> Option<String> {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let (_, value) = pairs.find(|(other, _)| *other == name)?;
            Some(js_sys::decode_uri_component(value).ok()?.into())
        };
        let task = option("task").and_then(|id| data.position(&id));
        let split =
            option("split").filter(|split| data.splits.iter().any(|(name, _)| **name == **split));
        let side =
            option("view").and_then(|name| Side::ALL.into_iter().find(|side| side.name() == name));
        let base = Arc::new(Base::new(data.tables.iter().cloned()));
        let record = option("row").and_then(|row| {
            let (table, key) = row.split_once('/')?;
            let number = base.number(table)?;
            base.table(number).row(key)?;
            Some((number, key.to_owned()))
        });
        let place = match task {
            _ if side.is_some() || record.is_some() => Place::Side,
            Some(_) => Place::Task,
            None => Place::List,
        };
        let data = StoredValue::new(data);
        let (split, words) = (RwSignal::new(split), RwSignal::new(String::new()));
        let found = Memo::new(move |_| {
            let split = split.get();
            words.with(|words| data.with_value(|data| data.search(split.as_deref(), words)))
        });
        let first = found.with_untracked(|found| found.first().copied()).unwrap_or(0);
        Self {
            domain,
            data,
            base: StoredValue::new(base),
            at: RwSignal::new(task.unwrap_or(first)),
            split,
            words,
            found,
            side: RwSignal::new(side.unwrap_or(Side::Base)),
            place: RwSignal::new(place),
            record: RwSignal::new(record),
        }
    }

    /// Looks at the data.
    pub fn with<T>(self, look: impl FnOnce(&Tau2Data) -> T) -> T {
        self.data.with_value(|data| look(data))
    }

    /// The task that is shown. Tracked; none where there is no task at all.
    pub fn task(self) -> Option<Tau2Task> {
        let at = self.at.get();
        self.with(|data| data.tasks.get(at).cloned())
    }

    /// The data base as it comes.
    pub fn base(self) -> Arc<Base> {
        self.base.get_value()
    }

    /// The same, for whoever shows one that may change.
    pub fn database(self) -> Callback<(), Database> {
        Callback::new(move |()| Database::new(self.base()))
    }

    /// Shows a task.
    pub fn open(self, at: usize) {
        self.at.set(at);
        self.place.set(Place::Task);
    }

    /// Shows what lies beside the task.
    pub fn show(self, side: Side) {
        self.side.set(side);
        self.place.set(Place::Side);
    }

    /// The next of the listed tasks, or the one before; at an end nothing.
    pub fn step(self, forward: bool) -> Option<usize> {
        let at = self.at.get();
        self.found.with(|found| {
            let mut found = found.iter().copied();
            if forward { found.find(|other| *other > at) } else { found.rfind(|other| *other < at) }
        })
    }

    /// Goes to the next of the listed tasks, or to the one before.
    pub fn walk(self, forward: bool) {
        if let Some(at) = untrack(|| self.step(forward)) {
            self.open(at);
        }
    }

    /// The address of a task, with its `#`.
    pub fn address(self, at: usize) -> String {
        let id = self.with(|data| data.tasks.get(at).map(|task| task.id.to_string()));
        format!("#/data/tau2/{}?task={}", self.domain, encoded(&id.unwrap_or_default()))
    }

    /// Keeps the address and the title with what is shown; a record that is chosen is shown.
    pub fn follow(self) {
        Effect::new(move |_| {
            let (at, side) = (self.at.get(), self.side.get());
            let mut hash = self.address(at);
            if let Some(split) = self.split.get() {
                hash.push_str(&format!("&split={}", encoded(&split)));
            }
            if side != Side::Base {
                hash.push_str(&format!("&view={}", side.name()));
            }
            if let Some((number, key)) = self.record.get() {
                let name = self.base().table(number).name.to_string();
                hash.push_str(&format!("&row={name}/{}", encoded(&key)));
            }
            page::replace_hash(&hash);
        });
        Effect::new(move |_| {
            let id = self.task().map(|task| task.id.to_string()).unwrap_or_default();
            page::set_title(&format!("Task {id} · τ²-bench {} · Diorama", self.domain));
        });
        Effect::new(move |before: Option<_>| {
            let record = self.record.get();
            if before.is_some_and(|before| before != record) && record.is_some() {
                self.show(Side::Base);
            }
            record
        });
    }
}

fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
