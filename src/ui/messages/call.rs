//! A call that was made: its figures, its question and its reply, each as one wants to see it.

use leptos::prelude::*;

use super::question::Turns;
use super::reply::Reply;
use crate::agent::rollout::Call;
use crate::llm::{ChatRequest, ModelSetup, Outcome};
use crate::ui::words;

/// How a call is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Turn by turn.
    Text,
    /// The request's body.
    Sent,
    /// The reply's body.
    Raw,
}

impl Manner {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Text, "as text"), (Self::Sent, "as sent"), (Self::Raw, "as received")];
}

/// The call.
#[component]
pub fn MadeCall(
    /// The call.
    call: Call,
    /// Its question, where it can be worked out again.
    request: Option<ChatRequest>,
    /// How it is shown.
    manner: RwSignal<Manner>,
    /// The model that answers now: a question is written as it would be sent to it.
    #[prop(into)]
    setup: Signal<ModelSetup>,
    /// What stands beside the manners.
    beside: AnyView,
    /// What is remarked on the question.
    remark: Option<&'static str>,
) -> impl IntoView {
    let figures = figures(&call);
    let body = move || match manner.get() {
        Manner::Text => {
            let (request, call) = (request.clone(), call.clone());
            view! {
                {request.map(|request| view! { <Turns request /> })}
                <Reply call />
            }
            .into_any()
        }
        Manner::Sent => {
            let text = request.as_ref().map_or_else(
                || {
                    "What went before is gone, so the question cannot be worked out again."
                        .to_owned()
                },
                |request| setup.with(|setup| as_sent(setup, request)),
            );
            view! { <pre class="raw">{text}</pre> }.into_any()
        }
        Manner::Raw => view! { <pre class="raw">{received(&call)}</pre> }.into_any(),
    };
    view! {
        <dl class="figures">{figures}</dl>
        <div class="call-bar">
            {beside}
            <ManyManners manner />
        </div>
        {remark.map(|remark| view! { <p class="note">{remark}</p> })}
        {body}
    }
}

/// The body of a request as it is sent to a model.
fn as_sent(setup: &ModelSetup, request: &ChatRequest) -> String {
    match setup.endpoint() {
        Some(endpoint) => pretty(&endpoint.chat(request).body),
        None => serde_json::to_string_pretty(request).unwrap_or_default(),
    }
}

/// A choice of manners.
#[component]
fn ManyManners(manner: RwSignal<Manner>) -> impl IntoView {
    let choice = Manner::ALL.map(|(one, name)| {
        view! {
            <button
                aria-pressed=move || (manner.get() == one).to_string()
                on:click=move |_| manner.set(one)
            >
                {name}
            </button>
        }
    });
    view! { <span class="manner" role="group" aria-label="How the call is shown">{choice}</span> }
}

/// What came back for a call, as it came where that was kept.
fn received(call: &Call) -> String {
    match (&call.answer.raw, &call.answer.outcome) {
        (Some(raw), _) => pretty(raw),
        (None, Outcome::Reply(reply)) => serde_json::to_string_pretty(reply).unwrap_or_default(),
        (None, Outcome::Error(error)) => serde_json::to_string_pretty(error).unwrap_or_default(),
    }
}

/// JSON with its lines broken; anything else as it is.
fn pretty(text: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(text).ok();
    value
        .and_then(|value| serde_json::to_string_pretty(&value).ok())
        .unwrap_or_else(|| text.to_owned())
}

/// Tokens, time, price: what stands over a call.
fn figures(call: &Call) -> impl IntoView + use<> {
    let usage = call.usage();
    let about = if call.estimated.is_some() { "≈\u{202f}" } else { "" };
    let tokens = |count: u64| format!("{about}{}", words::thousands(count as usize));
    let seconds = call.answer.latency_ms / 1000.0;
    let time = match call.answer.kept {
        true => "0".to_owned(),
        false if seconds < 0.05 => "0".to_owned(),
        false if seconds < 10.0 => format!("{seconds:.1}"),
        false => format!("{seconds:.0}"),
    };
    let cost = match call.answer.cost_usd {
        Some(0.0) => ("0".to_owned(), "US$"),
        Some(cost) if cost < 0.01 => (format!("{:.3}", cost * 100.0), "US cents"),
        Some(cost) => (format!("{cost:.3}"), "US$"),
        None => ("–".to_owned(), "no price known"),
    };
    let row = |name: &'static str, value: String, unit: &'static str| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd><b>{value}</b> " " <small>{unit}</small></dd>
            </div>
        }
    };
    let tries = call.answer.tries.len().max(1);
    let failed = call.answer.tries.iter().filter(|one| one.error.is_some()).count();
    let tried = match failed {
        0 => "",
        1 => "one failed",
        _ => "some failed",
    };
    view! {
        {row("prompt", tokens(usage.tokens_in), "tokens")}
        {row("reply", tokens(usage.tokens_out), "tokens")}
        {(usage.tokens_reasoning > 0).then(|| row("of it reasoning", tokens(usage.tokens_reasoning), "tokens"))}
        {row("time", time, "s")}
        {row("cost", cost.0, cost.1)}
        {(tries > 1).then(|| row("attempts", tries.to_string(), tried))}
    }
}
