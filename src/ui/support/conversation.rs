//! The conversation, set like a play: who speaks stands in the margin, calls of tools stand in boxes, the message's number at the right.

use std::hash::{DefaultHasher, Hash, Hasher};

use leptos::html;
use leptos::prelude::*;

use super::card::Card;
use super::counter::Counter;
use crate::env::support::STOP;
use crate::episode::casebook::{Entry, What};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::playback::Staged;
use crate::ui::words;
use crate::web::page;

/// The conversation up to the cursor.
#[component]
pub fn Conversation() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let shown = move || {
        let at = counter.at.get();
        counter.entries.with(|entries| entries[..at.min(entries.len())].to_vec())
    };
    let scroll = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        counter.at.track();
        counter.entries.track();
        let Some(element) = scroll.get() else { return };
        request_animation_frame(move || {
            let find = |what| element.query_selector(what).ok().flatten();
            if let Some(last) = find(".the-end").or_else(|| find(".entry:last-of-type")) {
                page::bring_into_view(&last);
            }
        });
    });
    let is_empty = move || counter.at.get() == 0;
    view! {
        <div class="conversation" node_ref=scroll tabindex="0" role="log" aria-label="Conversation" aria-live="off">
            <Wish />
            <Show when=is_empty>
                <p class="label opening">"The customer is about to speak."</p>
            </Show>
            <For each=shown key=key let:entry>
                <Line entry />
            </For>
            <Coming />
            <End />
        </div>
    }
}

/// What a model is saying.
#[component]
fn Coming() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let live = counter.playback.live;
    let is_live = Memo::new(move |_| live.with(Option::is_some));
    let who = move || if counter.customer_speaks() { "Customer" } else { "Agent" };
    let said = move || {
        live.with(|live| {
            let live = live.as_ref()?;
            let calls = live.calls.iter().map(|(name, arguments)| format!("{name} {arguments}"));
            let said: Vec<String> = [live.text.clone()].into_iter().chain(calls).collect();
            let said = said.join("\n").trim().to_owned();
            Some(if said.is_empty() { format!("… {}", live.state) } else { said })
        })
    };
    view! {
        <Show when=move || is_live.get()>
            <div class="entry coming" class:agent=move || !counter.customer_speaks() class:customer=move || counter.customer_speaks()>
                <span class="who">{who}</span>
                <p class="said">{said}</p>
            </div>
        </Show>
    }
}

/// Tells two entries apart: at the same step there may be another one after an undo or on another branch.
fn key(entry: &Entry) -> (usize, u64) {
    let mut hash = DefaultHasher::new();
    match &entry.what {
        What::Customer(words) => (0, words).hash(&mut hash),
        What::Agent(words) => (1, words).hash(&mut hash),
        What::Call { name, kwargs, .. } => {
            (2, name).hash(&mut hash);
            crate::python::shared::dumps_value(&kwargs.clone().into()).hash(&mut hash);
        }
    }
    (&entry.result, entry.is_over).hash(&mut hash);
    (entry.step, hash.finish())
}

/// What the customer is told; folded, since an agent does not know it.
#[component]
fn Wish() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let instruction = counter
        .session
        .with_untracked(|session| session.env().desk().task().instruction.to_string());
    view! {
        <details class="instruction">
            <summary class="label">"What the customer wants (the agent is not told)"</summary>
            <p>{instruction}</p>
        </details>
    }
}

/// One message or call.
#[component]
fn Line(entry: Entry) -> impl IntoView {
    let counter = expect_context::<Counter>();
    let step = entry.step;
    let number = view! {
        <button class="at num" title=format!("Go to message {step}") on:click=move |_| counter.jump(step)>{step}</button>
    };
    let raised = entry.raised.clone().map(|text| {
        view! {
            <p class="notice bad">
                <Pictogram icon=Icon::TriangleAlert />
                <span>"The original breaks off here: " <span class="mono">{text.to_string()}</span></span>
            </p>
        }
    });
    let now = move || counter.at.get() == step;
    match &entry.what {
        What::Customer(said) => {
            let (said, stops) = split_stop(said);
            view! {
                <div class="entry customer" class:now=now id=format!("message-{step}")>
                    <span class="who">"Customer"</span>
                    <div class="said">
                        {(!said.is_empty()).then(|| view! { <p>{said}</p> })}
                        {stops.then(|| view! { <p class="label">"The customer ends the conversation."</p> })}
                        {raised}
                    </div>
                    {number}
                </div>
            }
            .into_any()
        }
        What::Agent(said) => view! {
            <div class="entry agent" class:now=now id=format!("message-{step}")>
                <span class="who">"Agent"</span>
                <div class="said">
                    <p>{said.to_string()}</p>
                    {raised}
                </div>
                {number}
            </div>
        }
        .into_any(),
        What::Call { .. } => view! {
            <div class="entry call" class:now=now id=format!("message-{step}")>
                <Card entry=entry.clone() />
                {number}
            </div>
        }
        .into_any(),
    }
}

/// A customer's words without the sign of the end, and whether it was there.
fn split_stop(words: &str) -> (String, bool) {
    let said = words.replace(STOP, "");
    (said.trim().to_owned(), said.len() < words.len())
}

/// How it ended, where it ended.
#[component]
fn End() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let reward = move || {
        counter.session.with(|session| {
            let record = session.step(session.at()).filter(|record| record.is_over())?;
            Some(record.reward)
        })
    };
    move || {
        reward().map(|reward| {
            let good = reward > 0.0;
            view! {
                <p class="the-end" class:good=good class:bad=!good>
                    <Pictogram icon=if good { Icon::Check } else { Icon::X } />
                    {format!("The episode is over: reward {}.", words::reward(reward))}
                    <span class="note">"Scores say why."</span>
                </p>
            }
        })
    }
}
