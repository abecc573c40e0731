//! A record in the drawer: its fields, those that this run changed, and the ways to other records.

use leptos::prelude::*;

use super::counter::Counter;
use crate::episode::casebook::{FieldChange, changes, fields};
use crate::ui::tables::value_view;
use crate::ui::words;

/// The record that was chosen.
#[component]
pub fn RecordView() -> impl IntoView {
    let counter = expect_context::<Counter>();
    move || {
        let (number, key) = counter.record.get()?;
        let data = counter.data();
        let (base, gold) =
            counter.ground.with_value(|ground| (ground.world.base().clone(), ground.gold.clone()));
        let start = base.table(number).row(&key);
        let start = start.map(|row| base.table(number).rows[row as usize].value().clone());
        let Some(place) = data.find(number, &key) else {
            return Some(
                view! { <section class="record"><p class="empty">{format!("{key} is not there at this message.")}</p></section> }
                    .into_any(),
            );
        };
        let now = data.value(place).clone();
        let wanted = gold.find(number, &key).map(|place| gold.value(place).clone());
        let changed = changes(start.as_ref(), Some(&now));
        let against = changes(wanted.as_ref(), Some(&now)).is_empty();
        let is_gold_start = changes(start.as_ref(), wanted.as_ref()).is_empty();
        let verdict = match (changed.is_empty(), against, is_gold_start) {
            (true, true, _) => None,
            (false, true, _) => Some(("As the gold run leaves it.", true)),
            (false, false, true) => Some(("The gold run leaves this row as it was.", false)),
            (_, false, _) => Some(("The gold run leaves this row otherwise.", false)),
        };
        let table = base.table(number).name.to_string();
        let count = changed.len();
        let rows = fields(&now)
            .into_iter()
            .map(|field| {
                let change = changed.iter().find(|change| change.path == field.path).cloned();
                let own = Some((number, &*key));
                let value = value_view(&base, own, &field.value, counter.record);
                field_row(field.path, value, change)
            })
            .collect_view();
        let gone = changed.into_iter().filter(|change| change.after.is_none()).map(|change| {
            view! {
                <dt>{change.path}</dt>
                <dd class="changed bad-weak"><span class="old">{change.before}</span> <span class="label">"gone"</span></dd>
            }
        });
        Some(
            view! {
                <section class="record" aria-label=format!("{table} {key}")>
                    <header>
                        <h3 class="mono">{key.clone()}</h3>
                        <span class="note">{if count == 0 { table.clone() } else { format!("{} changed", words::count(count, "field")) }}</span>
                    </header>
                    <dl>{rows} {gone.collect_view()}</dl>
                    {verdict.map(|(text, good)| view! { <p class="note" class:good=good class:bad=!good>{text}</p> })}
                </section>
            }
            .into_any(),
        )
    }
}

fn field_row(path: String, value: AnyView, change: Option<FieldChange>) -> impl IntoView {
    let is_changed = change.is_some();
    let before = change.and_then(|change| change.before);
    view! {
        <dt class:changed=is_changed>{path}</dt>
        <dd class:changed=is_changed>
            {before.map(|before| view! { <span class="old">{before}</span> <span class="to">" → "</span> })}
            {value}
        </dd>
    }
}
