//! Settings: models and keys, prompt packs, benchmarks' data, how things look, what this browser keeps.

mod models;
mod packs;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::models::ModelsSection;
use self::packs::PacksSection;
use super::app::Playground;
use super::parts;
use super::prefs::Theme;
use super::shell::TopBar;
use super::words;
use crate::web::storage;

/// The place.
#[component]
pub fn Settings() -> impl IntoView {
    let prefs = expect_context::<Playground>().prefs;
    let theme = move |value: Theme, name: &'static str| {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="theme"
                    prop:checked=move || prefs.theme.get() == value
                    on:change=move |_| prefs.theme.set(value)
                />
                {name}
            </label>
        }
    };
    let switch = |signal: RwSignal<bool>, name: &'static str| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || signal.get()
                    on:change=move |event| signal.set(event_target_checked(&event))
                />
                {name}
            </label>
        }
    };
    view! {
        <TopBar />
        <main class="settings">
            <h1>"Settings"</h1>
            <ModelsSection />
            <PacksSection />
            {parts::data_section()}
            <section>
                <h2>"Light"</h2>
                <fieldset>
                    <legend class="hidden-text">"Theme"</legend>
                    {theme(Theme::System, "as the system")}
                    {theme(Theme::Light, "paper")}
                    {theme(Theme::Dark, "lamp light")}
                </fieldset>
            </section>
            <section>
                <h2>"The board"</h2>
                {switch(prefs.letters, "Letters on objects: r, g, b, p, y, e for the colours")}
                {switch(prefs.original_colors, "The original’s own colours")}
                {switch(prefs.show_all, "Show all: no shade over what the agent does not see")}
            </section>
            <Kept />
            <section>
                <h2>"Speed"</h2>
                <p><a class="link" href="#/bench">"Measure how quick the worlds are in this browser"</a></p>
            </section>
        </main>
    }
}

/// What this browser keeps, and how to make it forget.
#[component]
fn Kept() -> impl IntoView {
    let playground = expect_context::<Playground>();
    let asked = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let text = move || match playground.kept.get() {
        None => "Counting …".to_owned(),
        Some(Ok(kept)) if kept.is_empty() => {
            "Nothing yet. Episodes that you play are kept here, in this browser only.".to_owned()
        }
        Some(Ok(kept)) => format!("{}, in this browser only.", words::count(kept.len(), "episode")),
        Some(Err(error)) => words::sentence(&error.to_string()),
    };
    let some =
        move || playground.kept.with(|kept| matches!(kept, Some(Ok(kept)) if !kept.is_empty()));
    let forget = move |_| {
        asked.set(false);
        spawn_local(async move {
            if let Err(error) = storage::forget_all_episodes().await {
                failed.try_set(Some(words::sentence(&error.to_string())));
            }
            playground.refresh_kept();
        });
    };
    view! {
        <section>
            <h2>"Your episodes"</h2>
            <p>{text}</p>
            <Show when=some>
                <div class="actions">
                    <Show
                        when=move || asked.get()
                        fallback=move || view! { <button class="button" on:click=move |_| asked.set(true)>"Delete all …"</button> }
                    >
                        <span>"Delete them for good?"</span>
                        <button class="button" on:click=forget>"Yes, delete all"</button>
                        <button class="button plain" on:click=move |_| asked.set(false)>"No, keep them"</button>
                    </Show>
                </div>
            </Show>
            <p class="bad" role="alert">{move || failed.get()}</p>
        </section>
    }
}
