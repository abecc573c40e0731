//! A model's reply: its thoughts, its words, its calls, and how they were read.

use leptos::prelude::*;

use super::Live;
use crate::agent::rollout::Call;
use crate::llm::{Outcome, StopReason};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::words;

/// The reply of a call.
#[component]
pub fn Reply(call: Call) -> impl IntoView {
    let reply = match &call.answer.outcome {
        Outcome::Reply(reply) => reply.clone(),
        Outcome::Error(error) => {
            let text = words::sentence(&error.to_string());
            return view! {
                <section class="reply">
                    <h3>"No reply"</h3>
                    <p class="bad">{text}</p>
                </section>
            }
            .into_any();
        }
    };
    let by = reply.model.clone().unwrap_or_default();
    let cut = match reply.stop {
        StopReason::Length => Some("The reply was cut: its limit of tokens was reached."),
        StopReason::Refused => Some("The model refused, or a filter stopped it."),
        _ => None,
    };
    let calls = reply.calls().map(|call| (call.name.clone(), call.arguments.clone())).collect();
    let pace = call.answer.tries.last().and_then(|one| {
        let seconds = one.took_ms / 1000.0;
        let tokens = call.usage().tokens_out;
        (seconds > 0.05 && call.estimated.is_none())
            .then(|| format!("{:.0} tokens a second", tokens as f64 / seconds))
    });
    let read = call.done.as_ref().map(|done| match done.remark() {
        Some(remark) => (false, words::sentence(&remark)),
        None => (true, format!("read as the action {}", done.action)),
    });
    view! {
        <section class="reply">
            <h3>
                "Reply" <i>{by}</i> <span class="quiet">{pace}</span>
            </h3>
            <Said reasoning=reply.reasoning() text=reply.text() calls folded=true />
            {cut.map(|cut| view! { <p class="bad">{cut}</p> })}
            {match read {
                Some((true, text)) => view! { <p class="read good"><Pictogram icon=Icon::Check /> {text}</p> }.into_any(),
                Some((false, text)) => view! { <p class="read bad"><Pictogram icon=Icon::X /> {text}</p> }.into_any(),
                None => view! { <p class="read quiet">"Nothing was played upon it: the episode had moved on."</p> }.into_any(),
            }}
        </section>
    }
    .into_any()
}

/// A reply while it comes.
#[component]
pub fn Coming(live: RwSignal<Option<Live>>) -> impl IntoView {
    view! {
        <section class="reply coming" aria-live="off">
            <h3>"Reply"</h3>
            {move || live.get().map(|live| {
                view! { <Said reasoning=live.reasoning text=live.text calls=live.calls folded=false /> }
            })}
        </section>
    }
}

#[component]
fn Said(
    reasoning: String,
    text: String,
    calls: Vec<(String, String)>,
    /// Whether thoughts are folded where there is something else to read.
    folded: bool,
) -> impl IntoView {
    let open = !folded || (text.is_empty() && calls.is_empty());
    let thought = (!reasoning.is_empty()).then(|| {
        let size = words::count(reasoning.chars().count(), "character");
        view! {
            <details class="thoughts" open=open>
                <summary class="label">"reasoning, " {size}</summary>
                <p>{reasoning}</p>
            </details>
        }
    });
    let said = (!text.is_empty()).then(|| view! { <pre class="output">{text}</pre> });
    let calls = calls.into_iter().map(|(name, arguments)| {
        view! { <pre class="output call"><b>{name}</b> " " {arguments}</pre> }
    });
    view! { {thought} {said} {calls.collect_view()} }
}
