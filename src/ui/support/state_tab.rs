//! The State tab: the facts of the episode, and the rows that it wrote as they are now.

use leptos::prelude::*;

use super::counter::Counter;
use crate::env::support::Split;
use crate::episode::casebook::{FieldChange, changes};
use crate::python::shared::dumps_indented;
use crate::ui::words;

/// The tab.
#[component]
pub fn StateTab() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let case = counter.case;
    let (user, wanted) = counter.session.with_untracked(|session| {
        let task = session.env().desk().task();
        (task.user_id.to_string(), task.outputs.len())
    });
    let many = case.domain.splits().len() > 1;
    let written = move || {
        let data = counter.data();
        let base = data.base().clone();
        data.written()
            .iter()
            .map(|(place, record)| {
                let table = base.table(place.table);
                let start = table.rows.get(place.row as usize).map(|record| record.value());
                let changed = changes(start, Some(record.value()));
                let title = format!("{} / {}", table.name, record.key());
                let count = words::count(changed.len(), "field");
                let json = dumps_indented(record.value());
                view! {
                    <details open>
                        <summary>{title} " " <span class="quiet num">{count}</span></summary>
                        <dl class="changes">{changed.into_iter().map(change_row).collect_view()}</dl>
                        <details class="numbers">
                            <summary class="label">"The whole record as JSON"</summary>
                            <pre>{json}</pre>
                        </details>
                    </details>
                }
            })
            .collect_view()
    };
    let none = move || counter.data().written().is_empty();
    view! {
        <div class="tab-body" role="tabpanel" id="tab-panel" aria-labelledby="tab-2" tabindex="-1">
            <section>
                <h3 class="label">"The episode"</h3>
                <dl class="facts">
                    <div><dt>"domain"</dt><dd>{case.domain.as_str()}</dd></div>
                    {(many || case.split != Split::Test).then(|| view! { <div><dt>"split"</dt><dd>{case.split.as_str()}</dd></div> })}
                    <div><dt>"task"</dt><dd>{case.task}</dd></div>
                    <div><dt>"customer"</dt><dd class="mono">{user}</dd></div>
                    <div><dt>"required outputs"</dt><dd>{wanted}</dd></div>
                </dl>
            </section>
            <section>
                <h3 class="label">{move || format!("Rows written by message {}", counter.at.get())}</h3>
                <Show when=none>
                    <p class="note">"None: the data base is as it came."</p>
                </Show>
                <div class="tree">{written}</div>
            </section>
        </div>
    }
}

fn change_row(change: FieldChange) -> impl IntoView {
    view! {
        <dt>{change.path}</dt>
        <dd>
            <span class="old">{change.before.unwrap_or_else(|| "absent".to_owned())}</span>
            <span class="to">" → "</span>
            <span class="new">{change.after.unwrap_or_else(|| "gone".to_owned())}</span>
        </dd>
    }
}
