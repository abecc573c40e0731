//! What one sees: the shell and its places.

mod app;
mod bench;
pub mod data;
mod dialog;
mod episode_bar;
mod gallery;
mod icons;
mod kept;
mod keys;
mod marks;
mod messages;
mod miniature;
mod model_dialog;
pub mod models;
mod opening;
pub mod packs;
mod panel;
mod parts;
mod play_dialog;
mod playback;
mod policy;
mod prefs;
mod rail;
mod reading;
mod route;
mod settings;
mod share;
mod shell;
mod stage;
mod support;
mod tables;
mod words;

use leptos::prelude::*;

use crate::web::{page, worker};

/// Mounts the page and takes the waiting one away; in a worker, does what the page asks.
pub fn mount() {
    console_error_panic_hook::set_once();
    if worker::is_worker() {
        wasm_bindgen_futures::spawn_local(parts::serve());
        return;
    }
    mount_to_body(app::App);
    // Only now: had mounting failed, the waiting page would have to say so.
    if let Some(waiting) = page::document().get_element_by_id("boot") {
        waiting.remove();
    }
}
