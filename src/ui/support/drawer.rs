//! The data base in a drawer: its tables, a search over keys and texts, the rows that this run wrote, read or named, a record.

use leptos::prelude::*;

use super::counter::Counter;
use super::record::RecordView;
use crate::env::support::{Database, Record};
use crate::episode::casebook::{LookedUp, Seen, fields, word};
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
    /// Read by a tool.
    is_read: bool,
    /// Named in what was said, called or shown.
    is_named: bool,
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
    let met = Memo::new(move |_| {
        let at = counter.at.get();
        counter.entries.with(|entries| {
            let entries = &entries[..at.min(entries.len())];
            let seen = counter.ground.with_value(|ground| Seen::of(entries, ground.world.base()));
            Met { seen, looked_up: LookedUp::of(entries) }
        })
    });
    let told = move || met.with(|met| told(&met.looked_up, table.get()));
    let rows = Memo::new(move |_| {
        let (number, data) = (table.get(), counter.data());
        let words = wanted.get().to_lowercase();
        met.with(|met| list(&data, number, &words, met))
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
            <p class="note looked-up">{told}</p>
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
    let (key, title) = (row.key.clone(), about(&row));
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
                class:read=row.is_read
                class:named=row.is_named
                aria-current=move || current().then_some("true")
                title=title
                on:click=move |_| counter.record.set(Some((number, key.clone())))
            >
                <span class="key">{row.key}</span>
                <span class="brief">{row.brief}</span>
                {row.mark.map(|kind| view! { <MarkShape kind /> })}
            </button>
        </li>
    }
}

/// What a run has met so far: what was named, and what its tools looked up.
#[derive(Clone, PartialEq)]
struct Met {
    seen: Seen,
    looked_up: LookedUp,
}

/// What a run's tools looked up in a table, in a sentence.
fn told(looked_up: &LookedUp, table: u8) -> String {
    let read = looked_up.count(table);
    let rows = words::count(read, "row");
    match (looked_up.has_searched(table), read) {
        (false, 0) => "No tool looked at this table so far.".to_owned(),
        (false, _) => format!("Tools read {rows} of it so far."),
        (true, 0) => "Tools searched it so far, and found nothing.".to_owned(),
        (true, _) => format!("Tools searched it and read {rows} so far."),
    }
}

/// How a row was met.
const fn about(row: &Row) -> &'static str {
    match row {
        Row { mark: Some(_), .. } => "written by a tool in this run",
        Row { is_read: true, .. } => "read by a tool in this run",
        Row { is_named: true, .. } => "named in this conversation",
        _ => "",
    }
}

/// The table that one looks at first: that of orders or reservations, which most tasks are about.
fn first_table(names: &[String]) -> u8 {
    let at = names.iter().position(|name| name == "orders" || name == "reservations");
    at.unwrap_or(0) as u8
}

/// The rows of a table that have the words: first those that this run wrote, then those that it read, those that it named, all others.
fn list(data: &Database, number: u8, wanted: &str, met: &Met) -> Vec<Row> {
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
            let key = record.key();
            let mark = written(key);
            let is_read = met.looked_up.has(number, key);
            let is_named = met.seen.has(number, key);
            let rank = match (mark, is_read, is_named) {
                (Some(_), _, _) => 0,
                (None, true, _) => 1,
                (None, false, true) => 2,
                (None, false, false) => 3,
            };
            let (key, brief) = (key.to_string(), brief(record));
            (rank, Row { key, brief, is_read, is_named, mark })
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
