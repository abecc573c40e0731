//! Prompt packs: our own wording, and the packs that a person opened.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::agent::prompt::{BalrogWording, PackError, PromptPack, TensorZeroWording, Variant};
use crate::web::storage::{self, Store};

/// The packs, for whoever plays. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct Packs {
    opened: RwSignal<Vec<PromptPack>>,
}

impl Packs {
    /// Reads the packs that this browser keeps.
    pub fn load() -> Self {
        let packs = Self { opened: RwSignal::new(Vec::new()) };
        spawn_local(async move {
            // A browser that keeps nothing has kept no pack.
            let kept = storage::all(Store::Packs).await.unwrap_or_default();
            let read = |(_, text): (String, String)| PromptPack::parse(&text).ok();
            let found = kept.into_iter().filter_map(read).filter(|pack| check(pack).is_ok());
            packs.opened.set(found.collect());
        });
        packs
    }

    /// The packs that were opened. Tracked.
    pub fn opened(self) -> Vec<PromptPack> {
        self.opened.get()
    }

    /// The packs for a benchmark, `balrog` for instance: our own wording first, where there is one. Tracked.
    pub fn of(self, benchmark: &str) -> Vec<PromptPack> {
        let own = match benchmark {
            "balrog" => Some(PromptPack::balrog()),
            "tensorzero" => Some(PromptPack::tensorzero()),
            _ => None,
        };
        let opened = self.opened.get().into_iter().filter(|pack| pack.pack == benchmark);
        own.into_iter().chain(opened).collect()
    }

    /// Takes a pack's text, in place of the same pack from before, and keeps it.
    ///
    /// # Errors
    ///
    /// In words: what is no pack, or lacks what its benchmark needs, or cannot be kept. In the last case it is there until the
    /// page is closed.
    pub async fn open(self, text: &str) -> Result<PromptPack, String> {
        let pack = PromptPack::parse(text).map_err(|error| error.to_string())?;
        check(&pack).map_err(|error| error.to_string())?;
        let name = name_of(&pack);
        self.opened.update(|opened| {
            opened.retain(|other| name_of(other) != name);
            opened.push(pack.clone());
        });
        let kept = storage::put(Store::Packs, &name, text).await;
        kept.map_err(|error| error.to_string())?;
        Ok(pack)
    }

    /// Forgets a pack that was opened.
    pub fn remove(self, pack: &PromptPack) {
        let name = name_of(pack);
        self.opened.update(|opened| opened.retain(|other| name_of(other) != name));
        spawn_local(async move {
            // Where nothing is kept, nothing is to be forgotten.
            storage::forget(Store::Packs, &name).await.unwrap_or_default();
        });
    }
}

/// A benchmark's packs differ by their version.
fn name_of(pack: &PromptPack) -> String {
    format!("{} {}", pack.pack, pack.commit)
}

/// Whether the texts are there that this program fills in. Packs of benchmarks that it does not know are kept as they are.
fn check(pack: &PromptPack) -> Result<(), PackError> {
    match pack.pack.as_str() {
        "balrog" => BalrogWording::new(pack.clone()).map(drop),
        "tensorzero" => Variant::ALL
            .into_iter()
            .try_for_each(|variant| TensorZeroWording::new(pack, variant).map(drop)),
        _ => Ok(()),
    }
}
