//! Calling a tool by hand: find it, fill its form or write its arguments as JSON.

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::counter::Counter;
use crate::env::support::{Action, Effect as Does, Turn};
use crate::episode::casebook::{
    Kind, Parameter, Seen, ToolForm, data_of, find_forms, forms, read_arguments,
};
use crate::python::shared::{Map, dumps_value};
use crate::ui::dialog::Dialog;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::words;

/// Values offered as buttons under a field, and in its list.
const BUTTONS: usize = 6;
const LISTED: usize = 60;

/// The dialog with the tools.
#[component]
pub fn ToolDialog() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let chosen = RwSignal::new(None::<ToolForm>);
    let title = Signal::derive(move || {
        chosen.with(|chosen| {
            chosen.as_ref().map_or("Call a tool".to_owned(), |form| form.name.clone())
        })
    });
    Effect::new(move |_| {
        if !counter.tools_open.get() {
            chosen.set(None);
        }
    });
    view! {
        <Dialog open=counter.tools_open title width=620>
            {move || match chosen.get() {
                None => view! { <Tools chosen /> }.into_any(),
                Some(form) => view! { <Form form chosen /> }.into_any(),
            }}
        </Dialog>
    }
}

/// The list of tools, searched by name and by what they do.
#[component]
fn Tools(chosen: RwSignal<Option<ToolForm>>) -> impl IntoView {
    let counter = expect_context::<Counter>();
    let wanted = RwSignal::new(String::new());
    let (all, domain) = counter
        .ground
        .with_value(|ground| (forms(&ground.world.told().tools), ground.world.domain()));
    let all = StoredValue::new(all);
    let found = move || {
        let wanted = wanted.get();
        all.with_value(|all| find_forms(all, &wanted).into_iter().cloned().collect::<Vec<_>>())
    };
    let row = move |form: ToolForm| {
        let effect = domain.tool(&form.name).map(|tool| tool.effect);
        let kind = match effect {
            Some(Does::Writes) => "may write",
            Some(Does::Ends) => "ends the episode",
            Some(Does::Reads) | None => "",
        };
        let (name, told) = (form.name.clone(), form.told.clone());
        view! {
            <li>
                <button class="tool" on:click=move |_| chosen.set(Some(form.clone()))>
                    <b class="mono">{name}</b>
                    <span class="label">{kind}</span>
                    <small>{told}</small>
                </button>
            </li>
        }
    };
    let list = move || {
        let found = found();
        if found.is_empty() {
            return view! { <p class="empty">"No tool’s name or description has these words."</p> }
                .into_any();
        }
        view! { <ul class="tools">{found.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    let first = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter"
            && let Some(form) = untrack(found).into_iter().next()
        {
            event.prevent_default();
            chosen.set(Some(form));
        }
    };
    view! {
        <input
            class="field"
            type="search"
            aria-label="Search the tools"
            placeholder=words::count(all.with_value(Vec::len), "tool")
            autofocus
            on:input=move |event| wanted.set(event_target_value(&event))
            on:keydown=first
        />
        {list}
    }
}

/// What was typed, by parameter.
type Typed = RwSignal<BTreeMap<String, String>>;

/// A tool's form.
#[component]
fn Form(form: ToolForm, chosen: RwSignal<Option<ToolForm>>) -> impl IntoView {
    let counter = expect_context::<Counter>();
    let typed: Typed = RwSignal::new(BTreeMap::new());
    let raw = RwSignal::new(false);
    let text = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let stored = StoredValue::new(form.clone());
    let read = move || {
        if raw.get_untracked() {
            return read_arguments(&text.get_untracked());
        }
        let mut kwargs = Map::default();
        typed.with_untracked(|typed| {
            stored.with_value(|form| {
                for parameter in &form.parameters {
                    let typed = typed.get(&parameter.name).map_or("", String::as_str);
                    if let Some(value) = parameter.read(typed)? {
                        kwargs.set(&parameter.name, value);
                    }
                }
                Ok(kwargs)
            })
        })
    };
    let to_raw = move |event: web_sys::Event| {
        let on = event_target_checked(&event);
        if on {
            // What is typed already is not lost.
            let written =
                read().map_or_else(|_| blank(&stored.get_value()), |map| dumps_value(&map.into()));
            text.set(written);
        }
        raw.set(on);
        wrong.set(None);
    };
    let call = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match read() {
            Ok(kwargs) => {
                let name = stored.with_value(|form| form.name.clone());
                counter.tools_open.set(false);
                counter.act(Turn::Agent(Action::new(name, kwargs)));
            }
            Err(why) => wrong.set(Some(words::sentence(&why))),
        }
    };
    let seen = counter.ground.with_value(|ground| {
        let at = counter.at.get_untracked();
        counter.entries.with_untracked(|entries| {
            Seen::of(&entries[..at.min(entries.len())], ground.world.base())
        })
    });
    let data = counter.session.with_untracked(|session| data_of(session.env().desk()).clone());
    let fields = (form.parameters.iter())
        .map(|parameter| {
            let picks = match parameter.kind {
                Kind::Text | Kind::Texts => {
                    seen.picks(&parameter.name, &parameter.told, &data, LISTED)
                }
                Kind::Integer | Kind::Number | Kind::Truth | Kind::Json => Vec::new(),
            };
            (parameter.clone(), picks)
        })
        .collect::<Vec<_>>();
    let fields = StoredValue::new(fields);
    let has_none = form.parameters.is_empty();
    let place = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        // The list's field had the focus and is gone.
        let first = place.get().and_then(|form| form.query_selector(".field, .primary").ok()?);
        if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
            // An element of the page always takes the focus.
            let _ = first.focus();
        }
    });
    view! {
        <form class="tool-form" node_ref=place on:submit=call novalidate>
            <p class="note">{form.told}</p>
            <Show
                when=move || raw.get()
                fallback=move || {
                    fields.with_value(|fields| {
                        fields
                            .iter()
                            .map(|(parameter, picks)| {
                                view! { <Field parameter=parameter.clone() picks=picks.clone() typed /> }
                            })
                            .collect_view()
                    })
                }
            >
                <label class="tool-field">
                    <b>"Arguments as JSON"</b>
                    <textarea
                        class="field mono"
                        rows="6"
                        spellcheck="false"
                        prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))
                    ></textarea>
                </label>
            </Show>
            <Show when=move || has_none && !raw.get()>
                <p class="label">"It takes no arguments."</p>
            </Show>
            {move || wrong.get().map(|why| view! {
                <p class="notice bad" role="alert">
                    <Pictogram icon=Icon::TriangleAlert />
                    <span>{why}</span>
                </p>
            })}
            <div class="tool-foot">
                <button class="button primary">"Call it"</button>
                <button class="button" type="button" on:click=move |_| chosen.set(None)>"Other tools"</button>
                <label class="check">
                    <input type="checkbox" prop:checked=move || raw.get() on:change=to_raw />
                    "write JSON"
                </label>
            </div>
        </form>
    }
}

/// The arguments of a call with nothing filled in.
fn blank(form: &ToolForm) -> String {
    let map: Map =
        form.parameters.iter().map(|parameter| (parameter.name.as_str(), "".into())).collect();
    dumps_value(&map.into())
}

/// The field of one parameter.
#[component]
fn Field(parameter: Parameter, picks: Vec<String>, typed: Typed) -> impl IntoView {
    let may_be_empty = parameter.may_be_empty();
    let Parameter { name, told, kind, choices, is_required } = parameter;
    let key = StoredValue::new(name.clone());
    let value = move || {
        typed.with(|typed| key.with_value(|key| typed.get(key).cloned())).unwrap_or_default()
    };
    let set = move |value: String| {
        typed.update(|typed| {
            typed.insert(key.get_value(), value);
        });
    };
    let pick = move |picked: String| {
        if kind != Kind::Texts {
            return set(picked);
        }
        let mut lines: Vec<String> = untrack(value).lines().map(str::to_owned).collect();
        match lines.iter().position(|line| *line == picked) {
            Some(at) => {
                lines.remove(at);
            }
            None => lines.push(picked),
        }
        set(lines.join("\n"));
    };
    let id = format!("argument-{name}");
    let list = format!("picks-{name}");
    let on_input = move |event: web_sys::Event| set(event_target_value(&event));
    let input = if choices.is_empty() {
        match kind {
            Kind::Truth => view! {
                <select id=id.clone() class="field" on:change=on_input prop:value=value>
                    <option value=""></option>
                    <option value="true">"yes"</option>
                    <option value="false">"no"</option>
                </select>
            }
            .into_any(),
            Kind::Texts | Kind::Json => view! {
                <textarea
                    id=id.clone()
                    class="field mono"
                    rows="2"
                    spellcheck="false"
                    placeholder=if kind == Kind::Json { "JSON" } else { "one a line" }
                    prop:value=value
                    on:input=on_input
                ></textarea>
            }
            .into_any(),
            Kind::Text | Kind::Integer | Kind::Number => view! {
                <input
                    id=id.clone()
                    class="field"
                    autocomplete="off"
                    list=list.clone()
                    inputmode=if kind == Kind::Text { "text" } else { "decimal" }
                    prop:value=value
                    on:input=on_input
                />
            }
            .into_any(),
        }
    } else {
        let options = choices
            .into_iter()
            .map(|choice| view! { <option value=choice.clone()>{choice.clone()}</option> })
            .collect_view();
        view! {
            <select id=id.clone() class="field" on:change=on_input prop:value=value>
                <option value=""></option>
                {options}
            </select>
        }
        .into_any()
    };
    let buttons = picks
        .iter()
        .take(BUTTONS)
        .cloned()
        .map(|picked| {
            let shown = picked.clone();
            let same = picked.clone();
            let on = move || value().lines().any(|line| line == same);
            view! {
                <button type="button" class="pick mono" aria-pressed=move || on().to_string() on:click=move |_| pick(picked.clone())>
                    {shown}
                </button>
            }
        })
        .collect_view();
    let options =
        picks.iter().map(|value| view! { <option value=value.clone()></option> }).collect_view();
    let has_picks = !picks.is_empty();
    view! {
        <div class="tool-field">
            <label for=id>
                <b class="mono">{name}</b>
                {(!is_required).then(|| view! { <span class="label">" may be left out"</span> })}
                {may_be_empty.then(|| view! { <span class="label">" may stay empty"</span> })}
                <small>{told}</small>
            </label>
            {input}
            {has_picks.then(|| view! { <div class="picks" role="group" aria-label="Values that fit">{buttons}</div> <datalist id=list>{options}</datalist> })}
        </div>
    }
}
