//! The field for a key. What is typed leaves it at once and is never shown again.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::draft::Draft;
use crate::llm::{Secret, check_address};
use crate::ui::models::{Models, SIGN_IN};
use crate::ui::words;
use crate::web::keys::{self, Keep};
use crate::web::openrouter;

/// How often one looks whether a key's time is over, while the dialog is open.
const LOOK: Duration = Duration::from_secs(20);

/// The field, how long the key is kept, and what is known of the one that is held.
#[component]
pub fn KeyField(
    draft: Draft,
    /// Called once there is a new key.
    on_key: Callback<()>,
) -> impl IntoView {
    let models = expect_context::<Models>();
    let wrong = RwSignal::new(None::<String>);
    let base = Memo::new(move |_| draft.key_base());
    let held = Memo::new(move |_| models.key_for(&base.get()));
    if let Ok(looking) = set_interval_with_handle(move || models.look_at_keys(), LOOK) {
        on_cleanup(move || looking.clear());
    }
    // A key that is held shows how it is kept, and is kept otherwise when that is changed.
    Effect::new(move |_| {
        if let Some(held) = held.get() {
            draft.keep.set(held.keep);
        }
    });
    let take = move |event: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        let secret = Secret::new(&input.value());
        if secret.expose().is_empty() {
            return;
        }
        let base = base.get_untracked();
        if let Err(error) = check_address(&base) {
            wrong.set(Some(words::sentence(&format!("first the address: {error}"))));
            return;
        }
        input.set_value("");
        let keep = draft.keep.get_untracked();
        spawn_local(async move {
            let said = models.change_keys(keys::set(&base, secret, keep)).await;
            wrong.try_set(said);
            on_key.try_run(());
        });
    };
    let keep_for = move |event: web_sys::Event| {
        let keep = Keep::find(&event_target_value(&event)).unwrap_or(Keep::Page);
        draft.keep.set(keep);
        let base = base.get_untracked();
        spawn_local(async move {
            let said = models.change_keys(keys::keep_for(&base, keep)).await;
            wrong.try_set(said);
        });
    };
    let forget = move |_| {
        let base = base.get_untracked();
        spawn_local(async move {
            let said = models.change_keys(keys::forget(&base)).await;
            wrong.try_set(said);
        });
    };
    let sign_in = move |_| {
        if let Err(why) = openrouter::leave(draft.keep.get_untracked()) {
            wrong.set(Some(words::sentence(&why)));
        }
    };
    let hint = move || match (held.with(Option::is_some), draft.provider().key.is_required()) {
        (true, _) => "another key in place of the one that is held",
        (false, true) => "",
        (false, false) => "only if the server wants one",
    };
    let way = |keep: Keep| {
        view! {
            <option value=keep.as_str() selected=move || draft.keep.get() == keep>{words::keep(keep)}</option>
        }
    };
    view! {
        <label class="label" for="m-key">"key"</label>
        <div>
            <Show when=move || draft.provider.get() == SIGN_IN && held.with(Option::is_none)>
                <p class="field-row">
                    <button class="button primary" on:click=sign_in>"Sign in with OpenRouter"</button>
                    <span class="note">"gets a key without copying; or paste one:"</span>
                </p>
            </Show>
            <div class="field-row">
                <input
                    id="m-key"
                    class="field mono"
                    type="password"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=hint
                    on:change=take
                />
                <select class="field keep" aria-label="How long the key is kept" on:change=keep_for>
                    {Keep::ALL.map(way)}
                </select>
            </div>
            {move || held.get().map(|held| view! {
                <p class="note held">
                    <span class="good">"A key is held"</span>
                    {format!(", {}. ", words::held(&held))}
                    <button class="link" on:click=forget>"Forget it"</button>
                </p>
            })}
            <p class="note bad" role="alert">{move || wrong.get()}</p>
        </div>
    }
}
