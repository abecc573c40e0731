//! What one may do now: speak for the side that has the turn, call a tool, take over.

use leptos::html;
use leptos::prelude::*;

use super::counter::{Counter, respond};
use super::seats::CustomerSeat;
use crate::env::support::{STOP, Turn};
use crate::episode::Session;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::rail::{Rail, Wish};

/// The strip under the conversation.
#[component]
pub fn ActionArea() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let rail = expect_context::<Rail>();
    let what = Memo::new(move |_| match () {
        () if counter.is_over() => Now::Over,
        () if !counter.is_persons() => Now::Others,
        () if counter.customer_speaks() => Now::Customer,
        () => Now::Agent,
    });
    view! {
        <div class="action-area">
            {move || {
                counter.playback.refusal.get().map(|why| {
                    view! {
                        <p class="notice bad" role="alert">
                            <Pictogram icon=Icon::TriangleAlert />
                            <span>{why}</span>
                        </p>
                    }
                })
            }}
            <div class="action-row">
                {move || match what.get() {
                    Now::Over => view! {
                        <button class="button" on:click=move |_| rail.wish(Wish::Reset)>
                            <Pictogram icon=Icon::RotateCcw />
                            "Once more"
                        </button>
                        <button class="button" on:click=move |_| rail.wish(Wish::Choose)>"Another task"</button>
                        <span class="label">"The episode is over. Go back to try something else: a fork begins."</span>
                    }
                    .into_any(),
                    Now::Others => view! { <Others /> }.into_any(),
                    Now::Customer => view! { <Speak as_customer=true /> }.into_any(),
                    Now::Agent => view! { <Speak as_customer=false /> }.into_any(),
                }}
                <button class="button plain drawer-button" aria-haspopup="dialog" on:click=move |_| counter.drawer_open.set(true)>
                    <Pictogram icon=Icon::Database />
                    "Data base"
                </button>
            </div>
        </div>
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Now {
    Over,
    Others,
    Customer,
    Agent,
}

/// Somebody else has the turn.
#[component]
fn Others() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let rail = expect_context::<Rail>();
    let customer = move || counter.customer_speaks();
    let who = move || {
        let seats = counter.seats.get();
        let (name, is_model) = if customer() {
            (counter.customer_name(), seats.is_models(true))
        } else {
            (counter.agent_name(), seats.is_models(false))
        };
        if is_model { format!("model “{name}”") } else { name }
    };
    let take = move |_| {
        if counter.customer_speaks() {
            counter.seat(|seats| seats.customer = CustomerSeat::Person);
        } else {
            rail.wish(Wish::TakeOver);
        }
    };
    // Somebody who answers at once is not to be interrupted by a click in passing.
    let answers = move || {
        let seats = counter.seats.get();
        counter.playback.playing.get() && seats.is_persons(!customer())
    };
    view! {
        <Show when=move || !answers()>
            <button class="button" on:click=take>
                <Pictogram icon=Icon::GitFork />
                {move || if customer() { "Speak for the customer" } else { "Take over" }}
            </button>
        </Show>
        <Show when=move || !customer() && !answers()>
            <kbd>"F"</kbd>
        </Show>
        <span class="label">
            {move || {
                if counter.playback.playing.get() {
                    format!("The {} has the turn.", who())
                } else {
                    format!("The {} is next: play, or step on.", who())
                }
            }}
        </span>
    }
}

/// A box to speak in.
#[component]
fn Speak(as_customer: bool) -> impl IntoView {
    let counter = expect_context::<Counter>();
    let field = NodeRef::<html::Textarea>::new();
    let say = move |words: String| {
        let words = words.trim();
        if !words.is_empty() {
            counter.act(if as_customer { Turn::Customer(words.into()) } else { respond(words) });
        }
    };
    let send = move || {
        if let Some(field) = field.get_untracked() {
            let words = field.value();
            field.set_value("");
            counter.typing.set_value(true);
            say(words);
        }
    };
    Effect::new(move |_| {
        if let Some(field) = field.get()
            && counter.typing.get_value()
        {
            counter.typing.set_value(false);
            // An element of the page always takes the focus.
            let _ = field.focus();
        }
    });
    let typed = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    let hint = move || {
        let (at, end) = counter.session.with(|session| (session.at(), session.is_at_end()));
        match (as_customer, end) {
            (false, true) => "Write to the customer".to_owned(),
            (true, true) => "Speak as the customer".to_owned(),
            (false, false) => format!("Write as the agent from message {at}; this starts a fork"),
            (true, false) => {
                format!("Speak as the customer from message {at}; this starts a fork")
            }
        }
    };
    let can_stop = move || as_customer && counter.session.with(Session::at) > 0;
    view! {
        <textarea
            class="field speak"
            rows="1"
            node_ref=field
            aria-label=if as_customer { "Speak as the customer" } else { "Write to the customer" }
            placeholder=hint
            on:keydown=typed
        ></textarea>
        <button class="button primary" on:click=move |_| send()>"Send"</button>
        <Show when=can_stop>
            <button class="button" title="The customer is content, or gives up: the episode ends and is scored" on:click=move |_| say(STOP.to_owned())>
                "End it"
            </button>
        </Show>
        <Show when=move || !as_customer>
            <button class="button" aria-haspopup="dialog" title="Call a tool (T)" on:click=move |_| counter.tools_open.set(true)>
                <Pictogram icon=Icon::Wrench />
                "Call a tool"
            </button>
        </Show>
    }
}
