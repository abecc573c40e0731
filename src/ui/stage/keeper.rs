//! Keeps the episode on the Stage in this browser, so that a reload loses nothing.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::playing::Stage;
use crate::agent::rollout::PlayedFile;
use crate::episode::{EpisodeRecord, Player};
use crate::ui::app::Playground;
use crate::ui::parts::{self, PartMissing};
use crate::ui::route::StageQuery;
use crate::web::{page, storage, task};

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
    pub fn keep(self, stage: Stage) {
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
    pub fn write_now(self, stage: Stage) {
        if self.unwritten.try_get_value() != Some(true) {
            return;
        }
        self.unwritten.set_value(false);
        let Some(name) = self.name.get_value() else { return };
        let text = match Self::text(stage) {
            Some(Ok(text)) => text,
            Some(Err(why)) => return stage.refuse(&format!("not kept: {why}")),
            None => return,
        };
        spawn_local(async move {
            match storage::keep_episode(&name, &text).await {
                Ok(()) => self.playground.refresh_kept(),
                Err(error) => {
                    // The Stage may have gone while the browser wrote.
                    if stage.refusal.try_get_untracked().is_some() {
                        stage.refuse(&format!("not kept: {error}"));
                    }
                }
            }
        });
    }

    /// The episode as it is kept and saved, with every call of a model that played; why it cannot be.
    pub fn text(stage: Stage) -> Option<Result<String, String>> {
        let has_calls = stage.model.rollout.try_with_untracked(|all| !all.calls().is_empty())?;
        if has_calls {
            // Whatever made or read the calls has brought the part for this, too.
            let text = task::at_once(parts::played(stage));
            return Some(text.unwrap_or(Err(PartMissing)).unwrap_or_else(|e| Err(e.to_string())));
        }
        let now = page::now_ms() as u64;
        stage.session.try_with_untracked(|session| {
            let record = EpisodeRecord::new(session, stage.spec, now);
            record.to_json().map_err(|error| error.to_string())
        })
    }

    /// The same where a model played.
    ///
    /// # Errors
    ///
    /// In words.
    pub fn played(stage: Stage) -> Result<String, String> {
        let now = page::now_ms() as u64;
        stage.session.with_untracked(|session| {
            stage.model.rollout.with_untracked(|rollout| {
                let file = PlayedFile::new(session, rollout, stage.spec, now);
                file.to_json().map_err(|error| error.to_string())
            })
        })
    }

    /// A new episode begins: it has no name until something is played.
    pub fn start_anew(self, stage: Stage) {
        self.name.set_value(None);
        self.remember_address(stage);
    }

    /// Writes into the address what a reload needs.
    pub fn remember_address(self, stage: Stage) {
        let name = self.name.get_value();
        if stage.player.get_untracked() == Player::Replay && name.is_none() {
            // A shared replay that nobody touched keeps its own link.
            return;
        }
        let query = StageQuery {
            spec: stage.spec,
            seed: stage.seed(),
            player: stage.player.get_untracked(),
            kept: name,
        };
        let hash = query.to_hash();
        page::replace_hash(&hash);
        self.playground.last_stage.set(hash);
    }
}
