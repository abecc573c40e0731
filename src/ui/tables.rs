//! A data base as one looks at it: its tables, a search over keys and texts, the rows that matter first; a record, and the ways
//! from it to others.

use leptos::prelude::*;

use super::marks::MarkShape;
use super::words;
use crate::env::support::{Base, Database, Place, Record};
use crate::episode::MarkKind;
use crate::episode::casebook::{LookedUp, Seen, fields, word};
use crate::python::shared::PyValue;

/// Rows shown before one asks for more, and how many more then.
const ROWS: usize = 60;

/// The record that is looked at: the number of its table, its key.
pub type Chosen = RwSignal<Option<(u8, String)>>;

/// What was met of a data base.
#[derive(Clone, PartialEq)]
pub struct Met {
    /// What is named by what one looks at.
    pub seen: Seen,
    /// What tools looked up; `None` where none is at work.
    pub looked_up: Option<LookedUp>,
}

/// A row of the list.
#[derive(Clone, PartialEq)]
struct Row {
    key: String,
    /// Its first plain values.
    brief: String,
    /// Read by a tool.
    is_read: bool,
    /// Named by what one looks at.
    is_named: bool,
    /// Written by this run.
    mark: Option<MarkKind>,
}

/// Search, tables and rows.
#[component]
pub fn Tables(
    /// The data base as it is now.
    #[prop(into)]
    data: Callback<(), Database>,
    /// The rows that matter.
    met: Memo<Met>,
    /// What names rows, in words.
    named: &'static str,
    /// The record that was chosen.
    record: Chosen,
) -> impl IntoView {
    let base = untrack(|| data.run(()).base().clone());
    let tables: Vec<String> = base.tables().iter().map(|table| table.name.to_string()).collect();
    let table = RwSignal::new(first_table(&tables));
    let wanted = RwSignal::new(String::new());
    let shown = RwSignal::new(ROWS);
    // A record that is shown brings its table with it.
    Effect::new(move |_| {
        if let Some((number, _)) = record.get() {
            table.set(number);
        }
    });
    let rows = Memo::new(move |_| {
        let (number, data) = (table.get(), data.run(()));
        let words = wanted.get().to_lowercase();
        met.with(|met| list(&data, number, &words, met))
    });
    let told = move || {
        met.with(|met| {
            let looked_up = met.looked_up.as_ref()?;
            Some(view! { <p class="note looked-up">{told(looked_up, table.get())}</p> })
        })
    };
    let tab = move |(number, name): (u8, String)| {
        let count = move || words::thousands(data.run(()).rows(number).count());
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
    let row = move |row: Row| row_view(record, named, table.get_untracked(), row);
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
        {told}
        <div class="list">
            {listed}
            <Show when=move || { all() > shown.get() }>
                <button class="link more" on:click=move |_| shown.update(|shown| *shown += ROWS)>
                    {move || format!("{} more", words::thousands(all() - shown.get()))}
                </button>
            </Show>
        </div>
    }
}

/// A record that no run has touched: its fields, and the ways to other records.
#[component]
pub fn PlainRecord(
    /// The data base as it is now.
    #[prop(into)]
    data: Callback<(), Database>,
    /// The record that was chosen.
    record: Chosen,
) -> impl IntoView {
    move || {
        let (number, key) = record.get()?;
        let data = data.run(());
        let base = data.base().clone();
        let value = data.value(data.find(number, &key)?).clone();
        let table = base.table(number).name.to_string();
        let row = |field: crate::episode::casebook::Field| {
            let value = value_view(&base, Some((number, &key)), &field.value, record);
            view! { <dt>{field.path}</dt> <dd>{value}</dd> }
        };
        let rows = fields(&value).into_iter().map(row).collect_view();
        Some(view! {
            <section class="record" aria-label=format!("{table} {key}")>
                <header>
                    <h3 class="mono">{key.clone()}</h3>
                    <span class="note">{table.clone()}</span>
                </header>
                <dl>{rows}</dl>
            </section>
        })
    }
}

/// A plain value; one that is the key of a record leads there. `own`: the record that it stands in.
pub fn value_view(
    base: &Base,
    own: Option<(u8, &str)>,
    value: &PyValue,
    record: Chosen,
) -> AnyView {
    let text = word(value);
    match value.as_str().and_then(|text| way_to(base, own, text)) {
        Some((table, key)) => view! {
            <button class="link" title=format!("Go to {key}") on:click=move |_| record.set(Some((table, key.clone())))>
                {text}
            </button>
        }
        .into_any(),
        None => text.into_any(),
    }
}

/// The record of another table, or another one of this, whose key a text is.
fn way_to(base: &Base, own: Option<(u8, &str)>, text: &str) -> Option<(u8, String)> {
    let tables = (0_u8..).zip(base.tables());
    let mut found =
        tables.filter(|(number, table)| table.row(text).is_some() && own != Some((*number, text)));
    found.next().map(|(number, _)| (number, text.to_owned()))
}

/// A row as a button that shows its record.
fn row_view(
    record: RwSignal<Option<(u8, String)>>,
    named: &'static str,
    number: u8,
    row: Row,
) -> impl IntoView {
    let (key, title) = (row.key.clone(), about(&row, named));
    let current = {
        let key = row.key.clone();
        move || {
            record.with(|record| {
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
                on:click=move |_| record.set(Some((number, key.clone())))
            >
                <span class="key">{row.key}</span>
                <span class="brief">{row.brief}</span>
                {row.mark.map(|kind| view! { <MarkShape kind /> })}
            </button>
        </li>
    }
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
const fn about(row: &Row, named: &'static str) -> &'static str {
    match row {
        Row { mark: Some(_), .. } => "written by a tool in this run",
        Row { is_read: true, .. } => "read by a tool in this run",
        Row { is_named: true, .. } => named,
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
            let is_read = met.looked_up.as_ref().is_some_and(|met| met.has(number, key));
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
