//! A task: what the customer is told, what an agent is judged by, and what else its authors say of it.

use leptos::prelude::*;

use super::criteria::criteria_view;
use super::room::Room;
use crate::env::support::tau2::{Instructions, Tau2Task};
use crate::episode::casebook::Seen;
use crate::python::shared::dumps_indented;
use crate::ui::icons::{Icon, Pictogram};

/// The task that is shown.
#[component]
pub fn TaskView() -> impl IntoView {
    let room = expect_context::<Room>();
    let shown = move || match room.task() {
        Some(task) => task_view(room, &task),
        None => view! { <p class="empty">"There are no tasks in this data."</p> }.into_any(),
    };
    view! { <article class="reading-task" aria-label="Task">{shown}</article> }
}

fn task_view(room: Room, task: &Tau2Task) -> AnyView {
    let domain = room.domain;
    let (splits, is_derived) = room.with(|data| {
        let splits: Vec<String> = data.splits_of(&task.id).map(ToString::to_string).collect();
        (splits.join(", "), data.derived)
    });
    let purpose = task.purpose.as_ref().map(ToString::to_string);
    let persona = task.persona.as_ref().map(|persona| part("persona", persona));
    let told = match &task.instructions {
        Instructions::Text(text) => part("instructions", text).into_any(),
        Instructions::Parts(parts) => {
            // Where one is stands above already.
            let parts = parts.iter().filter(|(_, text)| **text != *domain.as_str());
            let parts = parts.map(|(name, text)| part(name, text));
            parts.collect_view().into_any()
        }
    };
    let criteria = match &task.criteria {
        Some(criteria) => criteria_view(room, criteria),
        None => view! { <p>"By nothing: whatever an agent does earns 1."</p> }.into_any(),
    };
    let notes = [
        ("rules that it is about", &task.relevant_policies),
        ("notes of its authors", &task.notes),
        ("what an agent without a customer is told", &task.ticket),
    ];
    let notes: Vec<_> =
        notes.into_iter().filter_map(|(name, text)| Some(part(name, text.as_ref()?))).collect();
    let start = task.initial_state.as_ref().map(dumps_indented);
    let has_more = !notes.is_empty() || start.is_some();
    view! {
        <header>
            <p class="label">{format!("τ²-bench {domain}{}{splits}", if splits.is_empty() { "" } else { ", in the splits " })}</p>
            <h1>{format!("Task {}", task.id)}</h1>
            {purpose.map(|purpose| view! { <p>{purpose}</p> })}
            <p class="note">
                "To be read, not played: τ²-bench’s tools are others than τ-bench’s, and are not reproduced here."
            </p>
        </header>
        {is_derived.then(|| view! {
            <div class="notice">
                <Pictogram icon=Icon::TriangleAlert />
                <p>"The data base here was derived from τ-bench’s tables: a reward that is computed on it is not official. Upstream’s own db.json takes its place once it is given."</p>
            </div>
        })}
        <section>
            <h2>"What the customer is told"</h2>
            <dl class="told">{persona} {told}</dl>
            {named(room, task)}
        </section>
        <section>
            <h2>"What an agent is judged by"</h2>
            {criteria}
        </section>
        {has_more.then(|| view! {
            <section>
                <h2>"What else stands in the task"</h2>
                <dl class="told">{notes}</dl>
                {start.map(|start| view! {
                    <details class="numbers">
                        <summary>"The state that it begins in"</summary>
                        <pre>{start}</pre>
                    </details>
                })}
            </section>
        })}
        <footer class="reading-foot">
            <Step forward=false name="Previous task" />
            <Step forward=true name="Next task" />
        </footer>
    }
    .into_any()
}

/// A part of what is told, with its name.
fn part(name: &str, text: &str) -> impl IntoView + use<> {
    let (name, text) = (name.replace('_', " "), text.to_owned());
    view! {
        <div>
            <dt class="label">{name}</dt>
            <dd>{text}</dd>
        </div>
    }
}

/// The records of the data base that the customer's words and the gold actions name.
fn named(room: Room, task: &Tau2Task) -> Option<impl IntoView + use<>> {
    let base = room.base();
    let seen = seen(room, task);
    let links: Vec<_> = seen
        .records()
        .map(|(number, key)| {
            let title = format!("{} / {key}", base.table(number).name);
            let key = key.to_owned();
            let shown = key.clone();
            view! {
                <li>
                    <button class="link mono" title=title on:click=move |_| room.record.set(Some((number, key.clone())))>
                        {shown}
                    </button>
                </li>
            }
        })
        .collect();
    (!links.is_empty()).then(|| {
        view! {
            <div class="named">
                <span class="label">"in the data base"</span>
                <ul>{links}</ul>
            </div>
        }
    })
}

/// The records that a task names.
pub fn seen(room: Room, task: &Tau2Task) -> Seen {
    let words: Vec<&str> = match &task.instructions {
        Instructions::Text(text) => vec![text],
        Instructions::Parts(parts) => parts.iter().map(|(_, text)| &**text).collect(),
    };
    let actions = task.criteria.iter().flat_map(|criteria| &criteria.actions);
    Seen::named(words, actions.map(|gold| &gold.action.kwargs), &room.base())
}

/// A button to the task before or behind.
#[component]
fn Step(forward: bool, name: &'static str) -> impl IntoView {
    let room = expect_context::<Room>();
    let is_last = move || room.step(forward).is_none();
    let key = if forward { "→" } else { "←" };
    view! {
        <button class="button" disabled=is_last on:click=move |_| room.walk(forward)>
            {name} <kbd>{key}</kbd>
        </button>
    }
}
