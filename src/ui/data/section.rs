//! Settings: the benchmarks' data that this browser keeps.

use leptos::prelude::*;

use super::view::{Ways, about, title};
use super::{DataState, KeptData, SupportData};
use crate::data::Dataset;
use crate::env::support::tau2::Tau2Domain;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::words;
use crate::web::page;

/// The section.
#[component]
pub fn DataSection() -> impl IntoView {
    let rows = |is_read: bool| {
        let sets = Dataset::ALL.into_iter();
        let sets = sets.filter(move |dataset| matches!(dataset, Dataset::Tau2(_)) == is_read);
        sets.map(|dataset| view! { <Row dataset /> }).collect_view()
    };
    let about = |dataset: Dataset| {
        format!("from github.com/{} at {}", dataset.upstream(), &dataset.commit()[..7])
    };
    let [tau, .., tau2] = Dataset::ALL;
    let telecom = Tau2Domain::Telecom;
    view! {
        <section>
            <h2>"Data"</h2>
            <p class="note">
                "τ-bench’s and τ²-bench’s tasks are Sierra’s work (MIT licence, © 2024 Sierra and © 2025 Sierra Research) and no part of Diorama. Fetch them from GitHub, 0.3 to 0.5 MB each, or give a checkout’s folder, its zip, or a pack. They are compared with that version’s hashes and kept in this browser only."
            </p>
            <h3 class="label">{format!("τ-bench, to play: {}", about(tau))}</h3>
            {rows(false)}
            <h3 class="label">{format!("τ²-bench, to read: {}", about(tau2))}</h3>
            {rows(true)}
            <div class="data-row" role="group" aria-label="τ²-bench telecom">
                <div class="setup">
                    <p>
                        <b>{words::capital(telecom.as_str())}</b>
                        <small>{telecom.not_offered().map(|reason| format!("Not offered: {reason}."))}</small>
                    </p>
                </div>
            </div>
        </section>
    }
}

#[component]
fn Row(dataset: Dataset) -> impl IntoView {
    let data = SupportData::here();
    let name = words::capital(dataset.domain());
    let (label, place, action) = match dataset {
        Dataset::Tau(domain) => (name.clone(), format!("#/stage/{domain}?task=0"), "Play"),
        Dataset::Tau2(domain) => {
            (format!("{} {domain}", title(dataset)), format!("#/data/tau2/{domain}"), "Read")
        }
    };
    let delete = match dataset {
        Dataset::Tau(domain) => format!("Delete the {domain} data"),
        Dataset::Tau2(_) => format!("Delete the {label} data"),
    };
    let delete = StoredValue::new(delete);
    let place = StoredValue::new(place);
    let kept = move || data.kept(dataset);
    let is_there = move || {
        let state = data.state(dataset);
        matches!(state, DataState::Ready(_))
            || (kept().is_some() && matches!(state, DataState::Absent))
    };
    view! {
        <div class="data-row" role="group" aria-label=label>
            <div class="setup">
                <p><b>{name}</b> <small>{move || kept().map_or_else(|| about(dataset).to_owned(), told)}</small></p>
                <Show when=is_there>
                    <a class="link" href=place.get_value()>{action}</a>
                </Show>
                <Show when=move || kept().is_some()>
                    <button
                        class="icon-button"
                        aria-label=delete.get_value()
                        title="Delete"
                        on:click=move |_| data.forget(dataset)
                    >
                        <Pictogram icon=Icon::Trash2 />
                    </button>
                </Show>
            </div>
            {move || kept().map(|kept| kept.notes.into_iter().map(|note| view! {
                <p class="note">{words::sentence(&note)}</p>
            }).collect_view())}
            <Show when=move || !is_there()>
                <Ways dataset />
            </Show>
        </div>
    }
}

/// What is kept, in words.
fn told(kept: KeptData) -> String {
    let day = page::day(kept.at_ms);
    format!("{} kB, {}, {day}", words::thousands(kept.bytes.div_ceil(1000)), kept.from)
}
