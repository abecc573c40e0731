//! The dialog in which a model is connected: a server, a key, a model, and a test of the connection.

mod draft;
mod key;
mod report;

use leptos::prelude::*;

use self::draft::{Draft, THINKING};
use self::key::KeyField;
use self::report::{Report, TestButton, Told};
use super::dialog::Dialog;
use super::models::{Editing, Models};
use super::parts;
use super::words;
use crate::llm::{ChatError, Provider};
use crate::web::task::Task;

/// The dialog; [`Models::editing`] opens it, from any place.
#[component]
pub fn ModelDialog() -> impl IntoView {
    let models = expect_context::<Models>();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        let wanted = models.editing.with(Option::is_some);
        if open.get_untracked() != wanted {
            open.set(wanted);
        }
    });
    Effect::new(move |_| {
        if !open.get() && models.editing.with_untracked(Option::is_some) {
            models.editing.set(None);
        }
    });
    let title = move || match models.editing.get() {
        Some(Editing::Saved(name)) => format!("“{name}”"),
        _ => "Connect a model".to_owned(),
    };
    view! {
        <Dialog
            open
            title=Signal::derive(title)
            subtitle="What a model is asked goes straight from this page to its server, and nowhere else."
            width=680
        >
            {move || models.editing.get().map(parts::model_form)}
        </Dialog>
    }
}

/// The server's models, as far as they were asked for.
#[derive(Clone, Debug, PartialEq)]
enum Listing {
    NotAsked,
    Asking,
    Found(Vec<String>),
    Failed(ChatError),
}

/// What the dialog holds.
#[component]
pub fn ModelForm(editing: Editing) -> impl IntoView {
    let models = expect_context::<Models>();
    let draft = Draft::new(&editing, models);
    let listing = RwSignal::new(Listing::NotAsked);
    let told = RwSignal::new(Told::Nothing);
    let asking = StoredValue::new_local(None::<Task>);
    let list = Callback::new(move |()| {
        listing.set(Listing::Asking);
        let client = untrack(|| models.client(draft.provider(), &draft.bare()));
        asking.set_value(Some(Task::run(async move {
            let found = client.models().await;
            listing.try_set(found.map_or_else(Listing::Failed, Listing::Found));
        })));
    });
    // What was found out about another server says nothing of this one.
    let server = Memo::new(move |_| (draft.provider.get(), draft.key_base()));
    Effect::new(move |before: Option<()>| {
        server.track();
        if before.is_some() {
            asking.set_value(None);
            listing.set(Listing::NotAsked);
            told.set(Told::Nothing);
        }
    });
    // Who comes back from a sign-in has a key already.
    if matches!(editing, Editing::New(_)) && models.key_for(&draft.key_base()).is_some() {
        list.run(());
    }
    let wrong = RwSignal::new(None::<String>);
    let save = move |_| {
        let saved = draft.setup().and_then(|setup| {
            models.save(draft.before().as_deref(), setup).map_err(|error| error.to_string())
        });
        match saved {
            Ok(()) => models.editing.set(None),
            Err(why) => wrong.set(Some(words::sentence(&why))),
        }
    };
    view! {
        <div class="form">
            <ProviderField draft />
            <Show when=move || draft.asks_address()>
                <AddressField draft />
            </Show>
            <KeyField draft on_key=list />
            <ModelField draft listing list />
            <label class="label" for="m-name">"name"</label>
            <input
                id="m-name"
                class="field"
                autocomplete="off"
                placeholder=move || Some(draft.made_name()).filter(|name| !name.is_empty()).unwrap_or("the model’s, if none is given".to_owned())
                prop:value=move || draft.name.get()
                on:input=move |event| draft.name.set(event_target_value(&event))
            />
        </div>
        <More draft />
        <p class="bad form-wrong" role="alert">{move || wrong.get()}</p>
        <div class="form-foot">
            <TestButton draft told />
            <button class="button plain" on:click=move |_| models.editing.set(None)>"Cancel"</button>
            <button class="button primary" on:click=save>"Save"</button>
        </div>
        // Below the buttons, so that they stay where they are pressed.
        <Report told />
    }
}

#[component]
fn ProviderField(draft: Draft) -> impl IntoView {
    static ALL: [Provider; Provider::ALL.len()] = Provider::ALL;
    let group = |label: &'static str, near: bool| {
        let here = move |provider: &&Provider| provider.base.starts_with("https:") != near;
        let option = |provider: &'static Provider| {
            view! {
                <option value=provider.id selected=move || draft.provider.get() == provider.id>
                    {provider.name}
                </option>
            }
        };
        view! { <optgroup label=label>{ALL.iter().filter(here).map(option).collect_view()}</optgroup> }
    };
    view! {
        <label class="label" for="m-provider">"server"</label>
        <div>
            <select id="m-provider" class="field" autofocus on:change=move |event| draft.choose(event_target_value(&event))>
                {group("On the web", false)}
                {group("On this computer or near it", true)}
            </select>
            {move || {
                let advice = draft.provider().advice;
                (!advice.is_empty()).then(|| view! { <p class="note">{advice}</p> })
            }}
        </div>
    }
}

#[component]
fn AddressField(draft: Draft) -> impl IntoView {
    view! {
        <label class="label" for="m-base">"address"</label>
        <input
            id="m-base"
            class="field mono"
            type="url"
            autocomplete="off"
            spellcheck="false"
            placeholder="http://localhost:8000/v1"
            prop:value=move || draft.base.get()
            on:change=move |event| draft.base.set(event_target_value(&event).trim().to_owned())
        />
    }
}

#[component]
fn ModelField(draft: Draft, listing: RwSignal<Listing>, list: Callback<()>) -> impl IntoView {
    let known = move || match listing.get() {
        Listing::Found(models) => models,
        _ => Vec::new(),
    };
    let said = move || {
        let model = draft.model.get();
        match listing.get() {
            Listing::NotAsked => String::new(),
            Listing::Asking => "Asking the server …".to_owned(),
            Listing::Failed(error) => {
                format!("No list: {}. “Test connection” says more.", error.kind)
            }
            Listing::Found(models) if models.is_empty() => "The server has no models.".to_owned(),
            Listing::Found(models) if model.is_empty() || models.contains(&model) => {
                format!(
                    "{} to choose from; type a part of a name.",
                    words::count(models.len(), "model")
                )
            }
            Listing::Found(models) => {
                format!("Not one of the server’s {}.", words::count(models.len(), "model"))
            }
        }
    };
    view! {
        <label class="label" for="m-model">"model"</label>
        <div>
            <div class="field-row">
                <input
                    id="m-model"
                    class="field mono"
                    list="m-models"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || draft.model.get()
                    on:input=move |event| draft.model.set(event_target_value(&event).trim().to_owned())
                />
                <button
                    class="button"
                    disabled=move || listing.get() == Listing::Asking
                    on:click=move |_| list.run(())
                >
                    "List models"
                </button>
            </div>
            <datalist id="m-models">
                {move || known().into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
            </datalist>
            <p class="note" role="status">{said}</p>
        </div>
    }
}

/// What most people leave as it is.
#[component]
fn More(draft: Draft) -> impl IntoView {
    let number =
        |id: &'static str, field: RwSignal<String>, label: &'static str, hint: &'static str| {
            view! {
                <label class="label" for=id>{label}</label>
                <input
                    id=id
                    class="field short"
                    inputmode="decimal"
                    autocomplete="off"
                    placeholder=hint
                    prop:value=move || field.get()
                    on:input=move |event| field.set(event_target_value(&event))
                />
            }
        };
    let switch = |field: RwSignal<bool>, label: &'static str| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || field.get()
                    on:change=move |event| field.set(event_target_checked(&event))
                />
                {label}
            </label>
        }
    };
    let thinking = THINKING.map(|(value, words)| {
        view! { <option value=value selected=move || draft.thinking.get() == value>{words}</option> }
    });
    view! {
        <details class="form-more">
            <summary class="label">"More settings"</summary>
            <div class="form">
                <Show when=move || !draft.asks_address()>
                    <AddressField draft />
                </Show>
                {number("m-temperature", draft.temperature, "temperature", "as the provider does")}
                {number("m-tokens", draft.max_tokens, "most tokens in a reply", "as the provider does")}
                <label class="label" for="m-thinking">"thinking first"</label>
                <select id="m-thinking" class="field short" on:change=move |event| draft.thinking.set(event_target_value(&event))>
                    {thinking}
                </select>
                {number("m-at-once", draft.at_once, "questions at once", "4")}
                {number("m-price-in", draft.price_in, "$ per million tokens read", "from the table")}
                {number("m-price-out", draft.price_out, "$ per million written", "from the table")}
                <span class="label"></span>
                <p class="note">{move || draft.table_price()}</p>
                <span class="label">"replies"</span>
                <div class="form-checks">
                    {switch(draft.stream, "come word by word")}
                    {switch(draft.keep_answers, "are kept in this browser: the same question again costs nothing")}
                </div>
            </div>
        </details>
    }
}
