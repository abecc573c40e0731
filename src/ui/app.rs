//! The page as a whole: the place one is at, and what every place shares.

use std::cmp::Reverse;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::data::Home;
use super::gallery::Gallery;
use super::kept::Kept;
use super::keys::KeysDialog;
use super::model_dialog::ModelDialog;
use super::models::Models;
use super::packs::Packs;
use super::parts;
use super::prefs::{Prefs, Theme};
use super::route::{self, Route};
use super::shell::{Shell, TopBar};
use crate::web::storage::StorageError;
use crate::web::{openrouter, page, storage};

/// What every place shares. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct Playground {
    /// Where one is.
    pub route: RwSignal<Route>,
    /// What the person prefers.
    pub prefs: Prefs,
    /// The episodes that this browser keeps, newest first; none while they load.
    pub kept: RwSignal<Option<Result<Vec<Kept>, StorageError>>>,
    /// Whether the list of keys is open.
    pub keys_open: RwSignal<bool>,
    /// The address of the episode that was last on the Stage.
    pub last_stage: RwSignal<String>,
}

impl Playground {
    fn new() -> Self {
        Self {
            route: RwSignal::new(route::parse(&page::hash())),
            prefs: Prefs::load(),
            kept: RwSignal::new(None),
            keys_open: RwSignal::new(false),
            last_stage: RwSignal::new("#/stage".to_owned()),
        }
    }

    /// Reads the kept episodes anew.
    pub fn refresh_kept(self) {
        spawn_local(async move {
            let kept = storage::kept_episodes().await.map(|texts| {
                // What an older or newer version wrote and this one cannot read stays in the
                // store, unseen, for the version that can.
                let mut kept: Vec<Kept> = texts.into_iter().filter_map(Kept::read).collect();
                kept.sort_by_key(|kept| Reverse(kept.saved_ms()));
                kept
            });
            self.kept.set(Some(kept));
        });
    }
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    // Before anything reads the address: the code of a sign-in must leave it.
    let signed_in = openrouter::came_back("#/settings");
    let playground = Playground::new();
    provide_context(playground);
    provide_context(Home::here());
    provide_context(Models::load(signed_in));
    provide_context(Packs::load());
    playground.refresh_kept();
    Effect::new(move |_| {
        if matches!(playground.route.get(), Route::Stage(_) | Route::Support(_) | Route::Shared(_))
        {
            playground.last_stage.set(page::hash());
        }
    });
    let moved = window_event_listener(ev::hashchange, move |_| {
        playground.route.set(route::parse(&page::hash()));
    });
    on_cleanup(move || moved.remove());
    follow_theme(playground.prefs);

    let place = Memo::new(move |_| playground.route.get());
    view! {
        <Shell>
            {move || match place.get() {
                Route::Gallery => {
                    page::set_title("Diorama: small worlds for language agents");
                    view! { <Gallery /> }.into_any()
                }
                Route::Stage(_) | Route::Shared(_) => parts::stage(place.get()),
                Route::Support(name) => parts::support(name),
                Route::Reading(name) => parts::reading(name),
                Route::Settings => {
                    page::set_title("Settings · Diorama");
                    parts::settings()
                }
                Route::Bench => {
                    page::set_title("Speed · Diorama");
                    parts::bench()
                }
                Route::Unknown(why) => view! { <Lost why /> }.into_any(),
            }}
        </Shell>
        <KeysDialog open=playground.keys_open />
        <ModelDialog />
    }
}

/// Keeps the document's theme as preferred, or as the system says.
fn follow_theme(prefs: Prefs) {
    let system_is_dark = RwSignal::new(page::media("(prefers-color-scheme: dark)"));
    page::on_media_change("(prefers-color-scheme: dark)", move |dark| system_is_dark.set(dark));
    Effect::new(move |_| {
        let dark = match prefs.theme.get() {
            Theme::System => system_is_dark.get(),
            Theme::Light => false,
            Theme::Dark => true,
        };
        page::set_root_attribute("data-theme", if dark { "dark" } else { "light" });
    });
}

/// An address that leads nowhere.
#[component]
fn Lost(why: String) -> impl IntoView {
    page::set_title("Not found · Diorama");
    view! {
        <TopBar />
        <main class="plain-page">
            <h1>"Nothing stands here."</h1>
            <p>{why}</p>
            <p>
                <a class="button" href="#/">"To the gallery"</a>
            </p>
        </main>
    }
}
