//! The picker of worlds.

use leptos::prelude::*;

use super::bar::fresh_player;
use super::playing::{Stage, go_to};
use crate::env::catalog::{self, Entry, Family, WorldSpec};
use crate::ui::dialog::Dialog;
use crate::ui::miniature::still;
use crate::ui::route::StageQuery;
use crate::ui::words;

/// The dialog in which one chooses another world.
#[component]
pub fn PickerDialog() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        <Dialog open=stage.picker_open title="Choose a world" width=620>
            <Picker />
        </Dialog>
    }
}

#[component]
fn Picker() -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let found = move || {
        wanted.with(|wanted| {
            catalog::all().iter().filter(|entry| fits(entry, wanted)).collect::<Vec<_>>()
        })
    };
    let groups = move || {
        let found = found();
        if found.is_empty() {
            return view! { <p class="empty">"No world’s name or task has these words. Try “key”, “lava” or “Boss”."</p> }.into_any();
        }
        let searching = wanted.with(|wanted| !wanted.trim().is_empty());
        let group = |family: Family| {
            let entries: Vec<_> =
                found.iter().copied().filter(|entry| entry.family == family).collect();
            (!entries.is_empty()).then(
                || view! { <Group family entries open={searching || family == Family::Balrog} /> },
            )
        };
        Family::ALL.into_iter().filter_map(group).collect_view().into_any()
    };
    view! {
        <input
            class="field"
            type="search"
            aria-label="Search the worlds"
            placeholder=format!("Search {}", words::count(catalog::all().len(), "world"))
            autofocus
            on:input=move |event| wanted.set(event_target_value(&event))
        />
        {groups}
    }
}

/// Whether an entry has all the words.
fn fits(entry: &Entry, wanted: &str) -> bool {
    let text = format!("{} {} {}", entry.id, entry.title, entry.about).to_lowercase();
    wanted.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// The worlds of a family; pictures are drawn once it stands open.
#[component]
fn Group(family: Family, entries: Vec<&'static Entry>, open: bool) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let shown = RwSignal::new(open);
    let distractors = RwSignal::new(stage.spec.distractors);
    let toggled = move |event: web_sys::Event| {
        let details = event_target::<web_sys::Element>(&event);
        shown.set(details.has_attribute("open"));
    };
    let heading = format!("{}, {}", family.as_str(), words::count(entries.len(), "world"));
    let has_distractors = entries.iter().any(|entry| entry.most_distractors > 0);
    let entries = StoredValue::new(entries);
    view! {
        <details class="picker-group" open=open on:toggle=toggled>
            <summary class="label">{heading}</summary>
            <Show when=move || shown.get()>
                <div class="picker">
                    {entries.with_value(|entries| entries.iter().map(|entry| view! { <Choice entry distractors /> }).collect_view())}
                </div>
                {has_distractors.then(|| view! { <Distractors distractors /> })}
            </Show>
        </details>
    }
}

#[component]
fn Choice(entry: &'static Entry, distractors: RwSignal<u8>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let seed = stage.seed();
    let spec = move || WorldSpec {
        distractors: distractors.get().min(entry.most_distractors),
        ..WorldSpec::new(entry.world())
    };
    let choose = move |_| {
        stage.picker_open.set(false);
        go_to(&StageQuery::new(spec(), seed, fresh_player(stage)));
    };
    let current = (entry.number == stage.spec.world.number()).then_some("true");
    view! {
        <button aria-current=current on:click=choose>
            <span class="thumb" inner_html=move || still(spec(), seed) aria-hidden="true"></span>
            <span class="title">{entry.title}</span>
            <span class="about">{entry.about}</span>
        </button>
    }
}

/// How many further objects lie about in the tasks that take them.
#[component]
fn Distractors(distractors: RwSignal<u8>) -> impl IntoView {
    let most = catalog::all().iter().map(|entry| entry.most_distractors).max().unwrap_or(0);
    let typed = move |event: web_sys::Event| {
        if let Ok(count) = event_target_value(&event).parse::<u8>() {
            distractors.set(count.min(most));
        }
    };
    view! {
        <div class="picker-options">
            <label for="distractors">"Further objects lying about"</label>
            <input
                id="distractors"
                class="field"
                type="number"
                min="0"
                max=most
                prop:value=move || distractors.get()
                on:input=typed
            />
            <span class="note">"The benchmark itself uses 0."</span>
        </div>
    }
}
