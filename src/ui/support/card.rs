//! A call of a tool as a card: its arguments, what came back, what it changed and whether the gold run does the same.

use leptos::prelude::*;

use super::counter::Counter;
use crate::episode::MarkKind;
use crate::episode::casebook::{Edit, Entry, FieldChange, Gold, What, word};
use crate::python::shared::{dumps_indented, loads};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::marks::MarkShape;
use crate::ui::words;

/// Results of so many characters stand open; longer ones show their beginning.
const SHORT: usize = 260;

/// The card.
#[component]
pub fn Card(entry: Entry) -> impl IntoView {
    let What::Call { name, kwargs, is_gold } = entry.what.clone() else { return ().into_any() };
    let open = RwSignal::new(false);
    let mark = match () {
        () if entry.is_error() => Some(MarkKind::Damage),
        () if entry.is_stray() => Some(MarkKind::StrayWrite),
        () if !entry.edits.is_empty() => Some(MarkKind::Write),
        () => None,
    };
    let is_bad = entry.is_error() || entry.is_stray();
    let brief = kwargs.iter().map(|(_, value)| word(value)).collect::<Vec<_>>().join(", ");
    let result = entry.result.clone().unwrap_or_default().to_string();
    let is_long = result.len() > SHORT || !kwargs.is_empty();
    let arguments = kwargs
        .iter()
        .map(|(name, value)| view! { <div><dt>{name.to_string()}</dt><dd>{word(value)}</dd></div> })
        .collect_view();
    let full =
        loads(&result).ok().filter(|value| value.as_map().is_some() || value.as_list().is_some());
    let full = full.map_or_else(|| result.clone(), |value| dumps_indented(&value));
    let is_cut = result.len() > SHORT;
    let result_view = move || {
        if open.get() {
            view! { <pre class="result whole">{full.clone()}</pre> }.into_any()
        } else if result.is_empty() {
            view! { <p class="result label">"returned nothing to read"</p> }.into_any()
        } else {
            view! { <p class="result" class:cut=is_cut>{result.clone()}</p> }.into_any()
        }
    };
    let listed = (!kwargs.is_empty()).then(|| {
        view! { <dl class="arguments" hidden=move || !open.get()>{arguments}</dl> }
    });
    view! {
        <span class="sign">
            {match mark {
                Some(kind) => view! { <MarkShape kind /> }.into_any(),
                None => view! { <Pictogram icon=Icon::Wrench /> }.into_any(),
            }}
        </span>
        <article class="card" class:bad-card=is_bad>
            <button
                class="card-head"
                aria-expanded=move || open.get().to_string()
                title=if is_long { "The whole call and result" } else { "" }
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <b>{name.to_string()}</b>
                <span class="brief">{brief}</span>
                {is_gold.then(|| view! { <span class="hidden-text">"a gold action"</span> })}
                <Pictogram icon=Icon::ChevronDown />
            </button>
            {listed}
            {result_view}
            {entry.edits.into_iter().map(|edit| view! { <EditView edit open /> }).collect_view()}
        </article>
    }
    .into_any()
}

/// A record that a call changed.
#[component]
fn EditView(edit: Edit, open: RwSignal<bool>) -> impl IntoView {
    let counter = expect_context::<Counter>();
    let Edit { table, key, is_new, fields, gold } = edit;
    let (what, sign, bad) = match gold {
        Gold::Same => ("as in the gold run", Icon::Check, false),
        Gold::Untouched => ("the gold run does not touch it", Icon::TriangleAlert, true),
        Gold::Otherwise => ("the gold run leaves it otherwise", Icon::TriangleAlert, true),
    };
    let verb = if is_new { "added" } else { "changed" };
    let number = counter.ground.with_value(|ground| ground.world.base().number(&table));
    let count = fields.len();
    let row = |change: FieldChange| {
        view! {
            <dt>{change.path}</dt>
            <dd>
                {change.before.map(|before| view! { <span class="old">{before}</span> <span class="to">" → "</span> })}
                {match change.after {
                    Some(after) => view! { <span class="new">{after}</span> }.into_any(),
                    None => view! { <span class="label">"gone"</span> }.into_any(),
                }}
            </dd>
        }
    };
    let rows = fields.into_iter().map(row).collect_view();
    let shown = key.to_string();
    view! {
        <div class="edit" class:bad-edit=bad>
            <p>
                <Pictogram icon=sign />
                <span>
                    <b>{table.to_string()} " / " {key.to_string()}</b>
                    {format!(" {verb}")}
                    {if bad { "; " } else { ", " }}
                    {what}
                </span>
                <button class="link" on:click=move |_| if let Some(number) = number { counter.show_record(number, &shown) }>
                    "show"
                </button>
            </p>
            <dl class="changes" hidden=move || !open.get() title=words::count(count, "field")>{rows}</dl>
        </div>
    }
}
