//! The data base in a drawer: its tables, a search over keys and texts, the rows that this run wrote, read or named, a record.

use leptos::prelude::*;

use super::counter::Counter;
use super::record::RecordView;
use crate::episode::casebook::{LookedUp, Seen};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::tables::{Met, Tables};

/// The drawer.
#[component]
pub fn Drawer() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let met = Memo::new(move |_| {
        let at = counter.at.get();
        counter.entries.with(|entries| {
            let entries = &entries[..at.min(entries.len())];
            let seen = counter.ground.with_value(|ground| Seen::of(entries, ground.world.base()));
            Met { seen, looked_up: Some(LookedUp::of(entries)) }
        })
    });
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
            <Tables
                data=Callback::new(move |()| counter.data())
                met
                named="named in this conversation"
                record=counter.record
            />
            <RecordView />
        </aside>
    }
}
