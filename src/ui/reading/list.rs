//! The tasks: a search, the splits, a row each.

use leptos::prelude::*;

use super::Domains;
use super::room::Room;
use crate::ui::words;
use crate::web::page;

/// The list.
#[component]
pub fn TaskList() -> impl IntoView {
    let room = expect_context::<Room>();
    let splits = room.with(|data| {
        let splits = data.splits.iter().map(|(name, ids)| (Some(name.to_string()), ids.len()));
        [(None, data.tasks.len())].into_iter().chain(splits).collect::<Vec<_>>()
    });
    let choice = move |(split, count): (Option<String>, usize)| {
        let name = split.clone().unwrap_or_else(|| "all".to_owned());
        let is_it = {
            let split = split.clone();
            move || room.split.with(|current| *current == split)
        };
        view! {
            <button
                aria-pressed=move || is_it().to_string()
                on:click=move |_| room.split.set(split.clone())
            >
                {name} " " <span class="num">{words::thousands(count)}</span>
            </button>
        }
    };
    let found = move || room.found.get();
    let is_empty = move || room.found.with(Vec::is_empty);
    let everything = move |_| {
        room.words.set(String::new());
        room.split.set(None);
    };
    // A task that one walks to is brought into view.
    Effect::new(move |_| {
        if let Some(row) = document().get_element_by_id(&format!("task-{}", room.at.get())) {
            page::bring_into_view(&row);
        }
    });
    view! {
        <aside class="reading-list" aria-label="Tasks">
            <Domains current=Some(room.domain) />
            <input
                class="search"
                type="search"
                aria-label="Search the tasks"
                placeholder="Search the tasks"
                prop:value=move || room.words.get()
                on:input=move |event| room.words.set(event_target_value(&event))
            />
            <div class="tables" role="group" aria-label="Splits">
                {splits.into_iter().map(choice).collect_view()}
            </div>
            <div class="list">
                <ol>
                    <For each=found key=|at| *at let:at>
                        <TaskRow at />
                    </For>
                </ol>
                <Show when=is_empty>
                    <p class="empty">
                        "No task here has these words. "
                        <button class="link" on:click=everything>"Show all tasks"</button>
                    </p>
                </Show>
            </div>
        </aside>
    }
}

/// A task as a row.
#[component]
fn TaskRow(at: usize) -> impl IntoView {
    let room = expect_context::<Room>();
    let (id, wish, checks) = room.with(|data| {
        let task = &data.tasks[at];
        let actions = task.criteria.as_ref().map_or(0, |criteria| criteria.actions.len());
        let wish = task.purpose.as_deref().unwrap_or_else(|| task.wish());
        (task.id.to_string(), wish.to_owned(), words::count(actions, "action"))
    });
    let choose = move |event: web_sys::MouseEvent| {
        // Whoever wants it in a window of its own gets it there.
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        room.open(at);
    };
    let is_long = id.chars().count() > 3;
    view! {
        <li>
            <a
                class="task"
                class:long=is_long
                id=format!("task-{at}")
                href=room.address(at)
                aria-current=move || (room.at.get() == at).then_some("true")
                on:click=choose
            >
                <span class="num">{id}</span>
                <span class="wish">{wish}</span>
                <em class="label">{checks}</em>
            </a>
        </li>
    }
}
