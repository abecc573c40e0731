//! The panel beside the world, and its tabs.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::app::Playground;
use super::icons::{Icon, Pictogram};
use crate::web::page;

/// The panel.
#[component]
pub fn Panel(
    /// The tabs' names; their keys are their numbers.
    names: &'static [&'static str],
    /// What a tab shows.
    #[prop(into)]
    body: Callback<usize, AnyView>,
) -> impl IntoView {
    let tab = expect_context::<Playground>().prefs.tab;
    let shown = move || tab.get().min(names.len() - 1);
    let arrow = move |event: web_sys::KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" => (shown() + 1) % names.len(),
            "ArrowLeft" => (shown() + names.len() - 1) % names.len(),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        tab.set(next);
        if let Some(button) = document().get_element_by_id(&format!("tab-{next}")) {
            use wasm_bindgen::JsCast;
            // An element of the page always takes the focus.
            let _ = button.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    };
    let button = move |index: usize, name: &'static str| {
        view! {
            <button
                role="tab"
                id=format!("tab-{index}")
                aria-selected=move || (shown() == index).to_string()
                aria-controls="tab-panel"
                tabindex=move || if shown() == index { "0" } else { "-1" }
                on:click=move |_| tab.set(index)
            >
                {name}
                <sup aria-hidden="true">{index + 1}</sup>
            </button>
        }
    };
    view! {
        <aside class="panel" aria-label="About this step">
            <span class="sheet-grip" aria-hidden="true"></span>
            <div class="tabs" role="tablist" on:keydown=arrow>
                {names.iter().enumerate().map(|(index, name)| button(index, name)).collect_view()}
            </div>
            {move || body.run(shown())}
        </aside>
    }
}

/// The panel's foot with a state's digest, to be copied.
#[component]
pub fn DigestFoot(
    /// The digest, as it is written.
    digest: Memo<String>,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    Effect::new(move |_| {
        digest.track();
        copied.set(false);
    });
    let copy = move |_| {
        spawn_local(async move {
            let done = page::copy(&digest.get_untracked()).await;
            copied.try_set(done.is_ok());
        });
    };
    view! {
        <footer class="panel-foot">
            <span class="quiet">"state"</span>
            <span class="mono">{move || digest.get()}</span>
            <span class="note good" role="status">{move || copied.get().then_some("copied")}</span>
            <button class="icon-button" aria-label="Copy the state’s digest" title="Copy the state’s digest" on:click=copy>
                <Pictogram icon=Icon::Copy />
            </button>
        </footer>
    }
}
