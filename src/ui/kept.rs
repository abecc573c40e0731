//! The episodes that this browser keeps, as lists show them.

use serde::Deserialize;

use crate::episode::EpisodeRecord;
use crate::episode::record::Outcome;
use crate::ui::route::SUPPORT;

/// An episode that this browser keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its name in the store.
    pub name: String,
    /// What it holds.
    pub what: What,
}

/// What a kept episode holds.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// An episode of a world.
    World(EpisodeRecord),
    /// An episode of customer support.
    Support(KeptCase),
}

/// What a list shows of an episode of customer support; its own part of the program reads the rest.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct KeptCase {
    world: String,
    split: String,
    task: u32,
    seed: String,
    saved_ms: u64,
    /// What came of it.
    pub outcome: Outcome,
}

impl Kept {
    /// The episode in a stored text; none if an older or newer version wrote it.
    pub fn read((name, text): (String, String)) -> Option<Self> {
        let what = match EpisodeRecord::from_json(&text) {
            Ok(record) => What::World(record),
            Err(_) => What::Support(KeptCase::read(&text)?),
        };
        Some(Self { name, what })
    }

    /// When it was saved, in milliseconds since 1970.
    pub const fn saved_ms(&self) -> u64 {
        match &self.what {
            What::World(record) => record.saved_ms,
            What::Support(case) => case.saved_ms,
        }
    }

    /// What came of it.
    pub const fn outcome(&self) -> Outcome {
        match &self.what {
            What::World(record) => record.outcome,
            What::Support(case) => case.outcome,
        }
    }
}

impl KeptCase {
    /// The case of a file's text, if it is one of customer support.
    pub fn read(text: &str) -> Option<Self> {
        let case: Self = serde_json::from_str(text).ok()?;
        SUPPORT.contains(&case.world.as_str()).then_some(case)
    }

    /// What it is called.
    pub fn title(&self) -> String {
        let house = match self.world.as_str() {
            "books" => "Harbor Books",
            "retail" => "τ-bench retail",
            _ => "τ-bench airline",
        };
        format!("{house}, task {}", self.task)
    }

    /// Where it is opened, kept under a name.
    pub fn hash(&self, name: &str) -> String {
        let Self { world, split, task, seed, .. } = self;
        let seed = if world == "books" { format!("&seed={seed}") } else { String::new() };
        format!("#/stage/{world}?split={split}&task={task}{seed}&kept={name}")
    }
}
