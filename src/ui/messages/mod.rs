//! What models are asked and what they answer, as both Stages show it in their Messages tabs.

mod call;
mod live;
mod question;
mod reply;

use leptos::prelude::*;

pub use self::call::{MadeCall, Manner};
pub use self::live::{Live, LiveCall, ask};
pub use self::question::Turns;
use super::icons::{Icon, Pictogram};
use crate::llm::ChatRequest;

/// Why a model does not go on, and what to do.
#[component]
pub fn Halt(
    /// As a sentence with the next thing to do.
    #[prop(into)]
    why: Signal<Option<String>>,
    /// Asks again.
    #[prop(into)]
    try_again: Callback<()>,
    /// What the button says that opens the dialog about the model.
    change: &'static str,
    /// Whether that dialog is open.
    dialog_open: RwSignal<bool>,
) -> impl IntoView {
    move || {
        why.get().map(|why| {
            view! {
                <div class="notice bad" role="alert">
                    <Pictogram icon=Icon::TriangleAlert />
                    <div>
                        <p>{why}</p>
                        <p class="actions">
                            <button class="button" on:click=move |_| try_again.run(())>"Try again"</button>
                            <button class="button" on:click=move |_| dialog_open.set(true)>{change}</button>
                        </p>
                    </div>
                </div>
            }
        })
    }
}

/// The question that comes next, before it is asked.
#[component]
pub fn NextQuestion(
    /// The question.
    request: ChatRequest,
    /// What is said about it.
    #[prop(into)]
    about: Signal<String>,
    /// Lets the model play.
    #[prop(into)]
    play: Callback<()>,
    /// Lets it play once.
    #[prop(into)]
    once: Callback<()>,
    /// What it then does once.
    once_name: &'static str,
) -> impl IntoView {
    view! {
        <p class="note">{move || about.get()}</p>
        <p class="actions">
            <button class="button primary" on:click=move |_| play.run(())>
                <Pictogram icon=Icon::Play />
                "Let it play"
            </button>
            <button class="button" title=format!("{once_name}, then it waits") on:click=move |_| once.run(())>
                {once_name}
            </button>
        </p>
        <Turns request />
    }
}
