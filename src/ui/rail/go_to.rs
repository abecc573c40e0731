//! The dialog that asks for a step's number.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Rail, Wish};
use crate::ui::dialog::Dialog;

/// Asks for a step's number.
#[component]
pub fn GoToStepDialog() -> impl IntoView {
    let rail = expect_context::<Rail>();
    let go = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let form = event_target::<web_sys::HtmlFormElement>(&event);
        let typed = form
            .elements()
            .named_item("step")
            .map(JsCast::unchecked_into::<web_sys::HtmlInputElement>);
        if let Some(step) = typed.and_then(|field| field.value().trim().parse().ok()) {
            rail.wish(Wish::Jump(step));
            rail.go_open.set(false);
        }
    };
    view! {
        <Dialog open=rail.go_open title="Go to a step" width=360>
            <form class="go-form" on:submit=go>
                <label for="go-step" class="label">
                    {move || format!("a number from 0 to {}", rail.len.get())}
                </label>
                <input
                    id="go-step"
                    name="step"
                    class="field"
                    type="number"
                    min="0"
                    max=move || rail.len.get()
                    prop:value=rail.at.get_untracked()
                    autofocus
                    required
                />
                <button class="button primary">"Go"</button>
            </form>
        </Dialog>
    }
}
