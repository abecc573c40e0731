//! Settings: the models that can play, their keys, the answers that are kept.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::llm::{ModelSetup, Provider};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::models::{Editing, Models, SIGN_IN, SignIn};
use crate::ui::words;
use crate::web::answers::{self, Size};
use crate::web::keys::{self, Held};
use crate::web::openrouter;
use crate::web::prompt_api::{self, Availability};
use crate::web::storage::StorageError;

/// The section.
#[component]
pub fn ModelsSection() -> impl IntoView {
    let models = expect_context::<Models>();
    let failed = RwSignal::new(None::<String>);
    let sign_in = move |_| {
        if let Err(why) = openrouter::leave(keys::Keep::Page) {
            failed.set(Some(words::sentence(&why)));
        }
    };
    let signed_in = move || match models.sign_in.get() {
        SignIn::No | SignIn::Done => None,
        SignIn::Fetching => {
            Some(view! { <p role="status">"Fetching the key from OpenRouter …"</p> }.into_any())
        }
        SignIn::Failed(why) => Some(
            view! {
                <div class="notice bad" role="alert">
                    <Pictogram icon=Icon::TriangleAlert />
                    <p>{format!("The sign-in did not work. {why}")}</p>
                </div>
            }
            .into_any(),
        ),
    };
    view! {
        <section>
            <h2>"Models"</h2>
            <p class="note">
                "Who may play besides you and the built-in players. What a model is asked goes straight from this page to its server; until one is connected, nothing leaves this page."
            </p>
            {signed_in}
            <ul class="setups">
                <ScriptedRow />
                <For each=move || models.saved() key=|setup| format!("{setup:?}") let:setup>
                    <Row setup />
                </For>
                <BrowserRow />
            </ul>
            <div class="actions">
                <button class="button primary" on:click=move |_| models.editing.set(Some(Editing::New("openai")))>
                    "Connect a model …"
                </button>
                <Show when=move || models.key_for(Provider::find(SIGN_IN).map_or("", |one| one.base)).is_none()>
                    <button class="button" on:click=sign_in>"Sign in with OpenRouter"</button>
                </Show>
            </div>
            <p class="bad" role="alert">{move || failed.get()}</p>
            <Keys />
            <Answers />
        </section>
    }
}

#[component]
fn Row(setup: ModelSetup) -> impl IntoView {
    let models = expect_context::<Models>();
    let asked = RwSignal::new(false);
    let name = StoredValue::new(setup.name.clone());
    let endpoint = setup.endpoint();
    let needs_key = setup.provider().is_some_and(|provider| provider.key.is_required());
    let key = move || {
        let base = endpoint.as_ref().map_or("", |endpoint| endpoint.base.as_str());
        match models.key_for(base) {
            Some(held) => format!("key {}", words::held(&held)),
            None if needs_key => "no key now: enter one before it plays".to_owned(),
            None => "no key".to_owned(),
        }
    };
    let edit = move |_| models.editing.set(Some(Editing::Saved(name.get_value())));
    view! {
        <li class="setup">
            <p><b>{setup.name.clone()}</b> <small>{setup.about()}</small> <small>{key}</small></p>
            <Show
                when=move || asked.get()
                fallback=move || view! {
                    <button class="link" on:click=edit>"Edit"</button>
                    <button class="icon-button" aria-label=format!("Delete {}", name.get_value()) title="Delete" on:click=move |_| asked.set(true)>
                        <Pictogram icon=Icon::Trash2 />
                    </button>
                }
            >
                <button class="button" on:click=move |_| models.remove(&name.get_value())>"Delete it"</button>
                <button class="button plain" on:click=move |_| asked.set(false)>"Keep it"</button>
            </Show>
        </li>
    }
}

/// The script that stands in for a model.
#[component]
fn ScriptedRow() -> impl IntoView {
    let setup = ModelSetup::scripted();
    view! {
        <li class="setup">
            <p><b>{setup.name.clone()}</b> <small>{setup.about()}</small></p>
        </li>
    }
}

/// The browser's own model, or why there is none.
#[component]
fn BrowserRow() -> impl IntoView {
    let models = expect_context::<Models>();
    let part = RwSignal::new(None::<f64>);
    let failed = RwSignal::new(None::<String>);
    let answer = RwSignal::new(None::<String>);
    let download = move |_| {
        part.set(Some(0.0));
        spawn_local(async move {
            let outcome = prompt_api::download(move |there| {
                part.try_set(Some(there));
            });
            if let Err(why) = outcome.await {
                failed.try_set(Some(words::sentence(&why)));
            }
            part.try_set(None);
            models.look_at_browser();
        });
    };
    let said = move || match (part.get(), models.browser.get()) {
        (Some(part), _) => format!("Downloading, {:.0} %.", part * 100.0),
        (None, None) => "Asking the browser …".to_owned(),
        (None, Some(found)) => found.as_str().to_owned(),
    };
    let ask = move |_| {
        answer.set(Some("Asking it for one word …".to_owned()));
        spawn_local(async move {
            let said = models.try_out(&ModelSetup::browser()).await;
            answer.try_set(Some(said));
        });
    };
    let is_ready = move || models.browser.get() == Some(Availability::Available);
    let can_download = move || {
        part.with(Option::is_none) && models.browser.get() == Some(Availability::Downloadable)
    };
    view! {
        <li class="setup">
            <p>
                <b>{ModelSetup::browser().name}</b> <small>"built into the browser, no key"</small>
                <small role="status">{said} " " {move || answer.get()}</small> <small class="bad">{move || failed.get()}</small>
            </p>
            <Show when=can_download>
                <button class="button" on:click=download>"Download it"</button>
            </Show>
            <Show when=is_ready>
                <button class="link" on:click=ask>"Try it"</button>
            </Show>
        </li>
    }
}

/// The keys that are held, if any.
#[component]
fn Keys() -> impl IntoView {
    let models = expect_context::<Models>();
    let failed = RwSignal::new(None::<String>);
    let forget = move |base: String| {
        spawn_local(async move {
            let said = models.change_keys(keys::forget(&base)).await;
            failed.try_set(said);
        });
    };
    let forget_all = move |_| {
        spawn_local(async move {
            let said = models.change_keys(keys::forget_all()).await;
            failed.try_set(said);
        });
    };
    let row = move |held: Held| {
        let base = held.base.clone();
        view! {
            <li class="setup">
                <p><span class="mono">{held.base.clone()}</span> <small>{words::held(&held)}</small></p>
                <button class="link" on:click=move |_| forget(base.clone())>"Forget"</button>
            </li>
        }
    };
    view! {
        <Show when=move || !models.held().is_empty()>
            <h3 class="label">"Keys that are held"</h3>
            <ul class="setups">{move || models.held().into_iter().map(row).collect_view()}</ul>
            <div class="actions">
                <button class="button" on:click=forget_all>"Forget all keys"</button>
            </div>
        </Show>
        <p class="bad" role="alert">{move || failed.get()}</p>
    }
}

/// The answers that are kept, if any.
#[component]
fn Answers() -> impl IntoView {
    let size = RwSignal::new(None::<Result<Size, StorageError>>);
    let look = move || {
        spawn_local(async move {
            let found = answers::size().await;
            size.try_set(Some(found));
        });
    };
    look();
    let clear = move |_| {
        spawn_local(async move {
            match answers::clear().await {
                Ok(()) => look(),
                Err(error) => {
                    size.try_set(Some(Err(error)));
                }
            }
        });
    };
    let text = move || match size.get() {
        Some(Ok(size)) => {
            let count = words::count(size.answers, "answer");
            format!("{count} kept, {}.", words::size(size.bytes))
        }
        Some(Err(error)) => words::sentence(&error.to_string()),
        None => String::new(),
    };
    let some = move || size.with(|size| !matches!(size, None | Some(Ok(Size { answers: 0, .. }))));
    view! {
        <Show when=some>
            <h3 class="label">"Answers that are kept"</h3>
            <div class="actions">
                <span>{text}</span>
                <button class="button" on:click=clear>"Delete them"</button>
            </div>
        </Show>
    }
}
