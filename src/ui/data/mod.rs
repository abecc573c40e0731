//! Benchmarks' data in the page: where it is, how it comes, who may have it.
//!
//! The data is nobody's part of the program: a person fetches it from upstream's repository or gives files. What was made of them
//! stays in this browser, and is read from there when a Stage or a reading room wants it.

mod section;
mod view;
mod work;

use std::sync::Arc;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::parts;
use crate::data::Dataset;
use crate::env::support::tau2::{Tau2Data, Tau2Domain};
use crate::env::support::{Domain, World};
use crate::web::files::Chosen;
use crate::web::storage;
use crate::web::task::Task;

pub use section::DataSection;
pub use view::DataNeeded;
pub use work::{derive, want};

/// The page's own owner: what is made under it stays as long as the page.
#[derive(Clone)]
pub struct Home(Owner);

impl Home {
    /// The one that owns what is being made now.
    pub fn here() -> Self {
        Self(Owner::current().unwrap_or_default())
    }
}

/// Data that is in memory.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// To be played.
    World(Arc<World>),
    /// To be read.
    Tau2(Arc<Tau2Data>),
}

/// Where a data set is.
#[derive(Clone, Debug)]
pub enum DataState {
    /// It has to be fetched or given; or it is kept in this browser and nobody wanted it yet.
    Absent,
    /// It comes.
    Loading {
        /// How.
        doing: Doing,
        /// So much is done, in files.
        done: usize,
        /// Of so much.
        total: usize,
    },
    /// It is there.
    Ready(Loaded),
    /// It did not come; why, in words.
    Failed(String),
}

/// How data comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// From upstream's repository.
    Fetching,
    /// Out of files: parsed and compared.
    Checking,
    /// Into memory.
    Opening,
}

/// What this browser keeps of a data set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptData {
    /// Where it came from, in words.
    pub from: String,
    /// When, in milliseconds since 1970.
    pub at_ms: f64,
    /// Its size as it is kept, in bytes.
    pub bytes: usize,
    /// What was left out, in words; and that it could not be kept.
    pub notes: Vec<String>,
}

/// What the page knows of one data set.
#[derive(Clone, Copy)]
struct Of {
    state: RwSignal<DataState>,
    kept: RwSignal<Option<KeptData>>,
    running: StoredValue<Option<Task>, LocalStorage>,
}

/// The data, for whoever plays or reads it. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct SupportData {
    /// In the order of [`Dataset::ALL`].
    sets: [Of; Dataset::ALL.len()],
    /// What simulated customers and text agents are told, as JSON: `prompts.json` of a pack.
    prompts: RwSignal<Option<Arc<str>>>,
}

impl SupportData {
    /// The page's one.
    ///
    /// # Panics
    ///
    /// Outside the page's own components.
    pub fn here() -> Self {
        let Home(home) = expect_context::<Home>();
        home.with(|| {
            use_context().unwrap_or_else(|| {
                let of = |dataset: Dataset| Of {
                    state: RwSignal::new(DataState::Absent),
                    kept: RwSignal::new(kept(dataset)),
                    running: StoredValue::new_local(None),
                };
                let data = Self { sets: Dataset::ALL.map(of), prompts: RwSignal::new(None) };
                provide_context(data);
                data
            })
        })
    }

    fn of(self, dataset: impl Into<Dataset>) -> Of {
        let dataset = dataset.into();
        // What is in no pack is never asked for.
        let at = Dataset::ALL.iter().position(|known| *known == dataset);
        self.sets[at.unwrap_or(0)]
    }

    /// Where a data set is. Tracked.
    pub fn state(self, dataset: Dataset) -> DataState {
        self.of(dataset).state.get()
    }

    /// A domain's data, once it is there. Tracked.
    pub fn world(self, domain: Domain) -> Option<Arc<World>> {
        self.of(domain).state.with(|state| match state {
            DataState::Ready(Loaded::World(world)) => Some(Arc::clone(world)),
            _ => None,
        })
    }

    /// The data of a domain of tau2-bench, once it is there. Tracked.
    pub fn tau2(self, domain: Tau2Domain) -> Option<Arc<Tau2Data>> {
        self.of(domain).state.with(|state| match state {
            DataState::Ready(Loaded::Tau2(data)) => Some(Arc::clone(data)),
            _ => None,
        })
    }

    /// What simulated customers and text agents are told, as JSON, once a domain's data is there and has it. Tracked.
    pub fn prompts(self) -> Option<Arc<str>> {
        self.prompts.get()
    }

    /// What this browser keeps of a data set. Tracked.
    pub fn kept(self, dataset: Dataset) -> Option<KeptData> {
        self.of(dataset).kept.get()
    }

    /// Whether data is on its way. Tracked.
    pub fn is_loading(self, dataset: Dataset) -> bool {
        self.of(dataset).state.with(|state| matches!(state, DataState::Loading { .. }))
    }

    /// Loads a data set if this browser keeps it; else, and where it is there or comes already, nothing happens.
    pub fn want(self, dataset: Dataset) {
        let of = self.of(dataset);
        let is_idle = of.state.with_untracked(|state| matches!(state, DataState::Absent));
        if !is_idle || of.kept.with_untracked(Option::is_none) {
            return;
        }
        self.start(dataset, Doing::Opening, async move {
            match parts::data_want(self, dataset).await {
                Ok(work) => work.await,
                Err(missing) => self.fail(dataset, &missing.to_string()),
            }
        });
    }

    /// Fetches a data set from upstream's repository.
    pub fn fetch(self, dataset: Dataset) {
        self.start(dataset, Doing::Fetching, work::fetch(self, dataset));
    }

    /// Reads data out of files that a person chose: `wanted` must be among them, another one may.
    pub fn pick(self, files: Vec<Chosen>, wanted: Dataset) {
        self.start(wanted, Doing::Checking, work::pick(self, files, wanted));
    }

    /// Stops what is under way.
    pub fn stop(self, dataset: Dataset) {
        let of = self.of(dataset);
        of.running.set_value(None);
        of.state.set(DataState::Absent);
    }

    /// Deletes a data set from this browser.
    pub fn forget(self, dataset: Dataset) {
        self.stop(dataset);
        self.of(dataset).kept.set(None);
        storage::forget_preference(&preference(dataset));
        wasm_bindgen_futures::spawn_local(work::forget(dataset));
    }

    fn start(self, dataset: Dataset, doing: Doing, work: impl Future<Output = ()> + 'static) {
        let of = self.of(dataset);
        of.state.set(DataState::Loading { doing, done: 0, total: 1 });
        of.running.set_value(Some(Task::run(work)));
    }

    fn progress(self, dataset: Dataset, doing: Doing, done: usize, total: usize) {
        self.of(dataset).state.set(DataState::Loading { doing, done, total });
    }

    fn fail(self, dataset: Dataset, why: &str) {
        self.of(dataset).state.set(DataState::Failed(super::words::sentence(why)));
    }

    fn set_kept(self, dataset: Dataset, kept: KeptData) {
        if let Ok(text) = serde_json::to_string(&kept) {
            storage::set_preference(&preference(dataset), &text);
        }
        self.of(dataset).kept.set(Some(kept));
    }
}

fn preference(dataset: Dataset) -> String {
    format!("data.{dataset}")
}

fn kept(dataset: Dataset) -> Option<KeptData> {
    serde_json::from_str(&storage::preference(&preference(dataset))?).ok()
}
