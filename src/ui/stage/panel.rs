//! The panel beside the world, and its tabs.

use leptos::prelude::*;

use super::crafter;
use super::playing::Stage;
use super::scores_tab::ScoresTab;
use super::state_tab::StateTab;
use super::step_tab::StepTab;
use crate::env::catalog::Family;
use crate::ui::app::Playground;
use crate::ui::parts;

/// The tabs' names; their keys are their numbers.
pub const TABS: [&str; 4] = ["Step", "Messages", "State", "Scores"];

/// The panel.
#[component]
pub fn Panel() -> impl IntoView {
    let tab = expect_context::<Playground>().prefs.tab;
    let is_crafter = expect_context::<Stage>().entry().family == Family::Crafter;
    let shown = move || tab.get().min(TABS.len() - 1);
    let arrow = move |event: web_sys::KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" => (shown() + 1) % TABS.len(),
            "ArrowLeft" => (shown() + TABS.len() - 1) % TABS.len(),
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
                {TABS.into_iter().enumerate().map(|(index, name)| button(index, name)).collect_view()}
            </div>
            {move || match shown() {
                0 if is_crafter => view! { <crafter::StepTab /> }.into_any(),
                0 => view! { <StepTab /> }.into_any(),
                1 => parts::messages(),
                2 => view! { <StateTab /> }.into_any(),
                _ if is_crafter => view! { <crafter::ScoresTab /> }.into_any(),
                _ => view! { <ScoresTab /> }.into_any(),
            }}
        </aside>
    }
}
