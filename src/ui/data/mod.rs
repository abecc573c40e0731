//! Customer support's data in the page: where it is, how it comes, who may have it.
//!
//! The data is nobody's part of the program: a person fetches it from upstream's repository or gives files. What was made of them
//! stays in this browser, and is read from there when a Stage wants it.

mod section;
mod view;
mod work;

use std::sync::Arc;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::parts;
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

/// Where a domain's data is.
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
    Ready(Arc<World>),
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

/// What this browser keeps of a domain.
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

/// What the page knows of one domain.
#[derive(Clone, Copy)]
struct Of {
    state: RwSignal<DataState>,
    kept: RwSignal<Option<KeptData>>,
    running: StoredValue<Option<Task>, LocalStorage>,
}

/// The data, for whoever plays customer support. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct SupportData {
    retail: Of,
    airline: Of,
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
                let of = |domain: Domain| Of {
                    state: RwSignal::new(DataState::Absent),
                    kept: RwSignal::new(kept(domain)),
                    running: StoredValue::new_local(None),
                };
                let data = Self {
                    retail: of(Domain::Retail),
                    airline: of(Domain::Airline),
                    prompts: RwSignal::new(None),
                };
                provide_context(data);
                data
            })
        })
    }

    const fn of(self, domain: Domain) -> Of {
        match domain {
            Domain::Airline => self.airline,
            Domain::Retail | Domain::Books => self.retail,
        }
    }

    /// Where a domain's data is. Tracked.
    pub fn state(self, domain: Domain) -> DataState {
        self.of(domain).state.get()
    }

    /// A domain's data, once it is there. Tracked.
    pub fn world(self, domain: Domain) -> Option<Arc<World>> {
        self.of(domain).state.with(|state| match state {
            DataState::Ready(world) => Some(Arc::clone(world)),
            _ => None,
        })
    }

    /// What simulated customers and text agents are told, as JSON, once a domain's data is there and has it. Tracked.
    pub fn prompts(self) -> Option<Arc<str>> {
        self.prompts.get()
    }

    /// What this browser keeps of a domain. Tracked.
    pub fn kept(self, domain: Domain) -> Option<KeptData> {
        self.of(domain).kept.get()
    }

    /// Whether data is on its way. Tracked.
    pub fn is_loading(self, domain: Domain) -> bool {
        self.of(domain).state.with(|state| matches!(state, DataState::Loading { .. }))
    }

    /// Loads a domain's data if this browser keeps it; else, and where it is there or comes already, nothing happens.
    pub fn want(self, domain: Domain) {
        let of = self.of(domain);
        let is_idle = of.state.with_untracked(|state| matches!(state, DataState::Absent));
        if !is_idle || of.kept.with_untracked(Option::is_none) {
            return;
        }
        self.start(domain, Doing::Opening, async move {
            match parts::data_want(self, domain).await {
                Ok(work) => work.await,
                Err(missing) => self.fail(domain, &missing.to_string()),
            }
        });
    }

    /// Fetches a domain's data from upstream's repository.
    pub fn fetch(self, domain: Domain) {
        self.start(domain, Doing::Fetching, work::fetch(self, domain));
    }

    /// Reads data out of files that a person chose: `wanted` must be among them, another domain may.
    pub fn pick(self, files: Vec<Chosen>, wanted: Domain) {
        self.start(wanted, Doing::Checking, work::pick(self, files, wanted));
    }

    /// Stops what is under way.
    pub fn stop(self, domain: Domain) {
        let of = self.of(domain);
        of.running.set_value(None);
        of.state.set(DataState::Absent);
    }

    /// Deletes a domain's data from this browser.
    pub fn forget(self, domain: Domain) {
        self.stop(domain);
        self.of(domain).kept.set(None);
        storage::forget_preference(&preference(domain));
        wasm_bindgen_futures::spawn_local(work::forget(domain));
    }

    fn start(self, domain: Domain, doing: Doing, work: impl Future<Output = ()> + 'static) {
        let of = self.of(domain);
        of.state.set(DataState::Loading { doing, done: 0, total: 1 });
        of.running.set_value(Some(Task::run(work)));
    }

    fn progress(self, domain: Domain, doing: Doing, done: usize, total: usize) {
        self.of(domain).state.set(DataState::Loading { doing, done, total });
    }

    fn fail(self, domain: Domain, why: &str) {
        self.of(domain).state.set(DataState::Failed(super::words::sentence(why)));
    }

    fn set_kept(self, domain: Domain, kept: KeptData) {
        if let Ok(text) = serde_json::to_string(&kept) {
            storage::set_preference(&preference(domain), &text);
        }
        self.of(domain).kept.set(Some(kept));
    }
}

fn preference(domain: Domain) -> String {
    format!("data.{domain}")
}

fn kept(domain: Domain) -> Option<KeptData> {
    serde_json::from_str(&storage::preference(&preference(domain))?).ok()
}
