//! Keeps the episode on a Stage in this browser, so that a reload loses nothing.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Staged;
use crate::ui::app::Playground;
use crate::ui::rail::Seal;
use crate::web::{page, storage};

/// Writing waits this long for further steps, so that fast play writes seldom.
const PAUSE: Duration = Duration::from_millis(300);

/// Keeps one episode under one name. `Copy`.
#[derive(Clone, Copy)]
pub struct Keeper {
    playground: Playground,
    name: StoredValue<Option<String>>,
    unwritten: StoredValue<bool>,
    busy: StoredValue<bool>,
}

impl Keeper {
    /// Keeps an episode under the name it already has, if any.
    pub fn new(playground: Playground, name: Option<String>) -> Self {
        Self {
            playground,
            name: StoredValue::new(name),
            unwritten: StoredValue::new(false),
            busy: StoredValue::new(false),
        }
    }

    /// Writes the episode: at once, and again after a pause when more was done meanwhile. The first
    /// time it gets a name, which the address then carries.
    pub fn keep(self, stage: impl Staged) {
        if self.name.with_value(Option::is_none) {
            self.name.set_value(Some(page::fresh_name()));
            self.remember_address(stage);
        }
        self.unwritten.set_value(true);
        if self.busy.get_value() {
            return;
        }
        self.busy.set_value(true);
        spawn_local(async move {
            while self.unwritten.try_get_value() == Some(true) {
                self.write_now(stage);
                sleep(PAUSE).await;
            }
            self.busy.try_set_value(false);
        });
    }

    /// Writes what is not yet written, before the episode leaves the Stage.
    pub fn write_now(self, stage: impl Staged) {
        if self.unwritten.try_get_value() != Some(true) {
            return;
        }
        self.unwritten.set_value(false);
        let Some(name) = self.name.get_value() else { return };
        let playback = stage.playback();
        let text = match stage.file() {
            Some(Ok(text)) => text,
            Some(Err(why)) => return playback.refuse(&format!("not kept: {why}")),
            None => return,
        };
        spawn_local(async move {
            match storage::keep_episode(&name, &text).await {
                Ok(()) => self.playground.refresh_kept(),
                Err(error) => {
                    // The Stage may have gone while the browser wrote.
                    if playback.refusal.try_get_untracked().is_some() {
                        playback.refuse(&format!("not kept: {error}"));
                    }
                }
            }
        });
    }

    /// A new episode begins: it has no name until something is played.
    pub fn start_anew(self, stage: impl Staged) {
        self.name.set_value(None);
        self.remember_address(stage);
    }

    /// Writes into the address what a reload needs.
    pub fn remember_address(self, stage: impl Staged) {
        let name = self.name.get_value();
        if stage.playback().seal.with_untracked(|seal| *seal != Seal::None) && name.is_none() {
            // A shared replay that nobody touched keeps its own link.
            return;
        }
        let mut hash = stage.address();
        if let Some(name) = name {
            hash.push_str(&format!("&kept={name}"));
        }
        page::replace_hash(&hash);
        self.playground.last_stage.set(hash);
    }
}
