//! What stands where a data set is needed and not here: what it is, and the ways to get it.

use leptos::html;
use leptos::prelude::*;

use super::{DataState, Doing, SupportData};
use crate::data::Dataset;
use crate::env::support::Domain;
use crate::env::support::tau2::Tau2Domain;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::words;
use crate::web::files::{self, Chosen, Dropped};

/// A data set in words: what is in it.
pub fn about(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Tau(Domain::Retail) => {
            "An online shop: 1,000 orders, 50 products, 500 customers; 115 tasks of the test, 500 to train on, 20 to choose by; its policy, and its tools’ descriptions."
        }
        Dataset::Tau(Domain::Airline) => {
            "An airline: 300 flights, 2,000 reservations, 500 customers; 50 tasks of the test; its policy, and its tools’ descriptions."
        }
        Dataset::Tau2(Tau2Domain::Retail) => {
            "An online shop: 1,000 orders, 50 products, 500 customers; 114 tasks and what they are judged by; its policy."
        }
        Dataset::Tau2(Tau2Domain::Airline) => {
            "An airline: 300 flights, 2,000 reservations, 500 customers; 50 tasks and what they are judged by; its policy."
        }
        Dataset::Tau2(Tau2Domain::Mock) => {
            "A to-do list for trying things out: one user, one entry; 10 tasks; its policy."
        }
        Dataset::Tau(Domain::Books) | Dataset::Tau2(Tau2Domain::Telecom) => {
            "No data is read for it."
        }
    }
}

/// What a benchmark is called.
pub const fn title(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Tau(_) => "τ-bench",
        Dataset::Tau2(_) => "τ²-bench",
    }
}

/// Whose the data is.
const fn authors(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Tau(_) => "© 2024 Sierra",
        Dataset::Tau2(_) => "© 2025 Sierra Research",
    }
}

/// How much travels.
const fn size(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Tau2(Tau2Domain::Retail) => "about 0.3 MB",
        Dataset::Tau2(Tau2Domain::Airline) => "about 0.5 MB",
        Dataset::Tau2(Tau2Domain::Mock) => "16 kB",
        _ => "about 0.4 MB",
    }
}

/// By what the files are known.
const fn compared(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Tau2(Tau2Domain::Airline) => {
            "is compared with the hashes of that version (db.json with the name that git gives it there)"
        }
        _ => "is compared with the hashes of that version",
    }
}

/// The ways to get a data set, and how far it is.
#[component]
pub fn DataNeeded(
    /// Which.
    dataset: Dataset,
) -> impl IntoView {
    let data = SupportData::here();
    data.want(dataset);
    let (benchmark, domain) = (title(dataset), dataset.domain());
    let heading = move || match data.kept(dataset) {
        Some(_) => format!("{benchmark}’s {domain} data is being opened"),
        None => format!("{benchmark}’s {domain} data is not here yet"),
    };
    let (upstream, commit) = (dataset.upstream(), dataset.commit());
    view! {
        <section class="data-needed">
            <h2>{heading}</h2>
            <p>{about(dataset)}</p>
            <p class="note">
                {format!("It is Sierra’s work, under the MIT licence ({}), and no part of Diorama. It comes from ", authors(dataset))}
                <a class="link" href=format!("https://github.com/{upstream}/tree/{commit}") target="_blank" rel="noopener">
                    {format!("github.com/{upstream}")}
                </a>
                {format!(" at {}, {}, {}, and is then kept in this browser.", &commit[..7], size(dataset), compared(dataset))}
            </p>
            <Ways dataset />
        </section>
        <p class="note">
            "Harbor Books plays without any data: it is "
            <a class="link" href="#/stage/books?task=0&seed=3">"a shop of our own"</a>
            ", made from a seed."
        </p>
    }
}

/// The buttons, the progress, and what went wrong.
#[component]
pub fn Ways(
    /// Of which data set.
    dataset: Dataset,
) -> impl IntoView {
    let data = SupportData::here();
    let over = RwSignal::new(false);
    let whose = match dataset {
        Dataset::Tau(domain) => domain.to_string(),
        Dataset::Tau2(domain) => format!("τ²-bench {domain}"),
    };
    let whose = StoredValue::new(whose);
    let folder = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = folder.get() {
            input.set_webkitdirectory(true);
        }
    });
    let take = move |chosen: Vec<Chosen>| {
        if !chosen.is_empty() {
            data.pick(chosen, dataset);
        }
    };
    let chosen = move |event: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        let chosen = input.files().map(|list| files::of_list(&list)).unwrap_or_default();
        // The same files, mended, may be chosen again.
        input.set_value("");
        take(chosen);
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(transfer) = event.data_transfer() {
            let dropped = Dropped::of(&transfer);
            wasm_bindgen_futures::spawn_local(async move { take(dropped.files().await) });
        }
    };
    let failed = move || match data.state(dataset) {
        DataState::Failed(why) => Some(why),
        _ => None,
    };
    let ways = move || {
        let again = if failed().is_some() { "Try GitHub again" } else { "Fetch from GitHub" };
        view! {
            <p class="actions">
                <button class="button primary" on:click=move |_| data.fetch(dataset)>{again}</button>
                <label class="button file-button">
                    "Choose a folder"
                    <input
                        type="file"
                        node_ref=folder
                        aria-label=format!("Choose the folder with the {} data", whose.get_value())
                        on:change=chosen
                    />
                </label>
                <label class="button file-button">
                    "Choose a zip or files"
                    <input
                        type="file"
                        multiple=true
                        aria-label=format!("Choose a zip or files with the {} data", whose.get_value())
                        on:change=chosen
                    />
                </label>
            </p>
        }
    };
    view! {
        <div
            class="data-ways"
            class:over=move || over.get()
            on:dragover=move |event| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <Show when=move || data.is_loading(dataset) fallback=ways>
                <Coming dataset />
            </Show>
            {move || failed().map(|why| view! {
                <div class="notice bad" role="alert">
                    <Pictogram icon=Icon::TriangleAlert />
                    <p>{why}</p>
                </div>
            })}
        </div>
    }
}

/// How far it is.
#[component]
fn Coming(dataset: Dataset) -> impl IntoView {
    let data = SupportData::here();
    let at = move || match data.state(dataset) {
        DataState::Loading { doing, done, total } => (doing, done, total),
        _ => (Doing::Opening, 1, 1),
    };
    let said = move || match at() {
        (Doing::Fetching, done, total) => {
            format!("Fetching from GitHub: {done} of {}", words::count(total, "file"))
        }
        (Doing::Checking, ..) => "Reading and checking".to_owned(),
        (Doing::Opening, ..) => "Opening".to_owned(),
    };
    view! {
        <p class="actions" role="status">
            <progress max=move || at().2.to_string() value=move || at().1.to_string() aria-label="Progress"></progress>
            <span>{said}</span>
            <button class="button plain" on:click=move |_| data.stop(dataset)>"Stop"</button>
        </p>
    }
}
