//! The data base in a drawer: its tables, a search over keys and texts, the rows that this run named or wrote, a record.

use leptos::prelude::*;

use super::counter::Counter;
use super::record::RecordView;
use crate::env::support::{Database, Record};
use crate::episode::casebook::{Seen, fields, word};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::marks::MarkShape;
use crate::ui::words;
use crate::{env::support::Place, episode::MarkKind};

/// Rows shown before one asks for more, and how many more then.
const ROWS: usize = 60;

/// A row of the list.
#[derive(Clone, PartialEq)]
struct Row {
    key: String,
    /// Its first plain values.
    brief: String,
    /// Named in what was said, called or shown.
    is_seen: bool,
    /// Written by this run.
    mark: Option<MarkKind>,
}

/// The drawer.
#[component]
pub fn Drawer() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let tables = counter.ground.with_value(|ground| {
        let tables = ground.world.base().tables().iter();
        tables.map(|table| table.name.to_string()).collect::<Vec<_>>()
    });
    let table = RwSignal::new(first_table(&tables));
    let wanted = RwSignal::new(String::new());
    let shown = RwSignal::new(ROWS);
    // A record that is shown brings its table with it.
    Effect::new(move |_| {
        if let Some((number, _)) = counter.record.get() {
            table.set(number);
        }
    });
    let seen = Memo::new(move |_| {
        let at = counter.at.get();
        counter.entries.with(|entries| {
            counter.ground.with_value(|ground| {
                Seen::of(&entries[..at.min(entries.len())], ground.world.base())
            })
        })
    });
    let rows = Memo::new(move |_| {
        let (number, data) = (table.get(), counter.data());
        let words = wanted.get().to_lowercase();
        seen.with(|seen| list(&data, number, &words, seen))
    });
    let tab = move |(number, name): (u8, String)| {
        let count = move || words::thousands(counter.data().rows(number).count());
        view! {
            <button
                role="tab"
                aria-selected=move || (table.get() == number).to_string()
                on:click=move |_| {
                    table.set(number);
                    shown.set(ROWS);
                }
            >
                {name}
                " "
                <span class="num">{count}</span>
            </button>
        }
    };
    let row = move |row: Row| row_view(counter, table.get_untracked(), row);
    let all = move || rows.with(Vec::len);
    let listed = move || {
        let rows = rows.get();
        if rows.is_empty() {
            return view! { <p class="empty">"No row of this table has these words."</p> }
                .into_any();
        }
        let rows = rows.into_iter().take(shown.get());
        view! { <ul class="rows">{rows.map(row).collect_view()}</ul> }.into_any()
    };
    let searched = move |event: web_sys::Event| {
        wanted.set(event_target_value(&event));
        shown.set(ROWS);
    };
    view! {
        <aside class="drawer" class:open=move || counter.drawer_open.get() aria-label="Data base">
            <header>
                <Pictogram icon=Icon::Database />
                <h2>"Data base"</h2>
                <span class="note">{move || format!("at message {}", counter.at.get())}</span>
                <button class="icon-button close" aria-label="Close the data base" on:click=move |_| counter.drawer_open.set(false)>
                    <Pictogram icon=Icon::X />
                </button>
            </header>
            <input
                class="search"
                type="search"
                aria-label="Search the data base"
                placeholder="Search keys and texts"
                prop:value=move || wanted.get()
                on:input=searched
            />
            <div class="tables" role="tablist" aria-label="Tables">
                {(0_u8..).zip(tables).map(tab).collect_view()}
            </div>
            <div class="list">
                {listed}
                <Show when=move || { all() > shown.get() }>
                    <button class="link more" on:click=move |_| shown.update(|shown| *shown += ROWS)>
                        {move || format!("{} more", words::thousands(all() - shown.get()))}
                    </button>
                </Show>
            </div>
            <RecordView />
        </aside>
    }
}

/// A row as a button that shows its record.
fn row_view(counter: Counter, number: u8, row: Row) -> impl IntoView {
    let key = row.key.clone();
    let current = {
        let key = row.key.clone();
        move || {
            counter.record.with(|record| {
                record.as_ref().is_some_and(|(table, shown)| *table == number && *shown == key)
            })
        }
    };
    view! {
        <li>
            <button
                class="row"
                class:seen=row.is_seen
                aria-current=move || current().then_some("true")
                title=if row.is_seen { "named in this conversation" } else { "" }
                on:click=move |_| counter.record.set(Some((number, key.clone())))
            >
                <span class="key">{row.key}</span>
                <span class="brief">{row.brief}</span>
                {row.mark.map(|kind| view! { <MarkShape kind /> })}
            </button>
        </li>
    }
}

/// The table that one looks at first: that of orders or reservations, which most tasks are about.
fn first_table(names: &[String]) -> u8 {
    let at = names.iter().position(|name| name == "orders" || name == "reservations");
    at.unwrap_or(0) as u8
}

/// The rows of a table that have the words: first those that this run wrote, then those that it named, then all others.
fn list(data: &Database, number: u8, wanted: &str, seen: &Seen) -> Vec<Row> {
    let written = |key: &str| {
        let at = data.find(number, key)?;
        data.written().iter().any(|(place, _): &(Place, _)| *place == at).then_some(MarkKind::Write)
    };
    let fits = |record: &Record| {
        wanted.split_whitespace().all(|word| {
            record.key().to_lowercase().contains(word)
                || record.json().to_lowercase().contains(word)
        })
    };
    let mut rows: Vec<(u8, Row)> = data
        .rows(number)
        .filter(|record| wanted.is_empty() || fits(record))
        .map(|record| {
            let (mark, is_seen) = (written(record.key()), seen.has(number, record.key()));
            let rank = match (mark, is_seen) {
                (Some(_), _) => 0,
                (None, true) => 1,
                (None, false) => 2,
            };
            (rank, Row { key: record.key().to_string(), brief: brief(record), is_seen, mark })
        })
        .collect();
    rows.sort_by_key(|(rank, _)| *rank);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// A record's status, or else its name or title, in a few words.
fn brief(record: &Record) -> String {
    let value = record.value();
    let told = |name: &str| value.get(name).filter(|value| value.as_map().is_none()).map(word);
    if let Some(name) = value.get("name").filter(|name| name.as_map().is_some()) {
        let parts = fields(name).into_iter().map(|field| word(&field.value));
        return parts.collect::<Vec<_>>().join(" ");
    }
    let route = || Some(format!("{}–{}", told("origin")?, told("destination")?));
    let parts = [route(), told("title"), told("name"), told("status"), told("cabin")];
    parts.into_iter().flatten().take(2).collect::<Vec<_>>().join(", ")
}
