//! Settings: the benchmarks' data that this browser keeps.

use leptos::prelude::*;

use super::view::{Ways, about};
use super::{DataState, KeptData, SupportData};
use crate::env::support::{COMMIT, Domain, UPSTREAM};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::words;
use crate::web::page;

/// The section.
#[component]
pub fn DataSection() -> impl IntoView {
    view! {
        <section>
            <h2>"Data"</h2>
            <p class="note">
                {format!("τ-bench’s retail and airline tasks are Sierra’s work (MIT licence, © 2024 Sierra) and no part of Diorama. Fetch them from github.com/{UPSTREAM} at {}, about 0.4 MB each, or give a checkout’s folder, its zip, or a pack. They are compared with that version’s hashes and kept in this browser only.", &COMMIT[..7])}
            </p>
            {Domain::PACKED.map(|domain| view! { <Row domain /> })}
        </section>
    }
}

#[component]
fn Row(domain: Domain) -> impl IntoView {
    let data = SupportData::here();
    let name = words::capital(domain.as_str());
    let label = name.clone();
    let kept = move || data.kept(domain);
    let is_there = move || {
        let state = data.state(domain);
        matches!(state, DataState::Ready(_))
            || (kept().is_some() && matches!(state, DataState::Absent))
    };
    view! {
        <div class="data-row" role="group" aria-label=label>
            <div class="setup">
                <p><b>{name.clone()}</b> <small>{move || kept().map_or_else(|| about(domain).to_owned(), told)}</small></p>
                <Show when=is_there>
                    <a class="link" href=format!("#/stage/{domain}?task=0")>"Play"</a>
                </Show>
                <Show when=move || kept().is_some()>
                    <button
                        class="icon-button"
                        aria-label=format!("Delete the {domain} data")
                        title="Delete"
                        on:click=move |_| data.forget(domain)
                    >
                        <Pictogram icon=Icon::Trash2 />
                    </button>
                </Show>
            </div>
            {move || kept().map(|kept| kept.notes.into_iter().map(|note| view! {
                <p class="note">{words::sentence(&note)}</p>
            }).collect_view())}
            <Show when=move || !is_there()>
                <Ways domain />
            </Show>
        </div>
    }
}

/// What is kept, in words.
fn told(kept: KeptData) -> String {
    let day = page::day(kept.at_ms);
    format!("{} kB, {}, {day}", words::thousands(kept.bytes.div_ceil(1000)), kept.from)
}
