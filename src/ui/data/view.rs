//! What stands where a domain's data is needed and not here: what it is, and the ways to get it.

use leptos::html;
use leptos::prelude::*;

use super::{DataState, Doing, SupportData};
use crate::env::support::{COMMIT, Domain, UPSTREAM};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::words;
use crate::web::files::{self, Chosen, Dropped};

/// A domain in words: what is in its data.
pub fn about(domain: Domain) -> &'static str {
    match domain {
        Domain::Retail => {
            "An online shop: 1,000 orders, 50 products, 500 customers; 115 tasks of the test, 500 to train on, 20 to choose by; its policy, and its tools’ descriptions."
        }
        Domain::Airline => {
            "An airline: 300 flights, 2,000 reservations, 500 customers; 50 tasks of the test; its policy, and its tools’ descriptions."
        }
        Domain::Books => "Harbor Books needs no data.",
    }
}

/// The ways to get a domain's data, and how far it is.
#[component]
pub fn DataNeeded(
    /// Whose data.
    domain: Domain,
) -> impl IntoView {
    let data = SupportData::here();
    data.want(domain);
    let heading = move || match data.kept(domain) {
        Some(_) => format!("τ-bench’s {domain} data is being opened"),
        None => format!("τ-bench’s {domain} data is not here yet"),
    };
    view! {
        <section class="data-needed">
            <h2>{heading}</h2>
            <p>{about(domain)}</p>
            <p class="note">
                "It is Sierra’s work, under the MIT licence (© 2024 Sierra), and no part of Diorama. It comes from "
                <a class="link" href=format!("https://github.com/{UPSTREAM}/tree/{COMMIT}") target="_blank" rel="noopener">
                    {format!("github.com/{UPSTREAM}")}
                </a>
                {format!(" at {}, about 0.4 MB, is compared with the hashes of that version, and is then kept in this browser.", &COMMIT[..7])}
            </p>
            <Ways domain />
        </section>
    }
}

/// The buttons, the progress, and what went wrong.
#[component]
pub fn Ways(
    /// Whose data.
    domain: Domain,
) -> impl IntoView {
    let data = SupportData::here();
    let over = RwSignal::new(false);
    let folder = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = folder.get() {
            input.set_webkitdirectory(true);
        }
    });
    let take = move |chosen: Vec<Chosen>| {
        if !chosen.is_empty() {
            data.pick(chosen, domain);
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
    let failed = move || match data.state(domain) {
        DataState::Failed(why) => Some(why),
        _ => None,
    };
    let ways = move || {
        let again = if failed().is_some() { "Try GitHub again" } else { "Fetch from GitHub" };
        view! {
            <p class="actions">
                <button class="button primary" on:click=move |_| data.fetch(domain)>{again}</button>
                <label class="button file-button">
                    "Choose a folder"
                    <input
                        type="file"
                        node_ref=folder
                        aria-label=format!("Choose the folder with the {domain} data")
                        on:change=chosen
                    />
                </label>
                <label class="button file-button">
                    "Choose a zip or files"
                    <input
                        type="file"
                        multiple=true
                        aria-label=format!("Choose a zip or files with the {domain} data")
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
            <Show when=move || data.is_loading(domain) fallback=ways>
                <Coming domain />
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
fn Coming(domain: Domain) -> impl IntoView {
    let data = SupportData::here();
    let at = move || match data.state(domain) {
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
            <button class="button plain" on:click=move |_| data.stop(domain)>"Stop"</button>
        </p>
    }
}
