//! What stands in a Stage's place while an episode is opened, and where none was.

use leptos::prelude::*;

use super::icons::{Icon, Pictogram};
use super::shell::TopBar;
use super::words;
use crate::web::page;

/// The layout with a blank floor, while an episode is fetched or checked.
#[component]
pub fn Waiting(
    /// Steps checked.
    done: usize,
    /// Steps in all; 0 where there is nothing to count.
    total: usize,
) -> impl IntoView {
    let what = if total == 0 {
        "Opening the episode".to_owned()
    } else {
        format!("Checking, {} of {}", words::thousands(done), words::thousands(total))
    };
    view! {
        <TopBar />
        <main class="stage-wait" aria-busy="true">
            <p class="label" role="status">{what}</p>
        </main>
    }
}

/// Why an address opened no episode, and the next thing to do.
#[component]
pub fn NotOpened(
    /// What happened.
    title: String,
    /// Why.
    why: String,
    /// What to do.
    next: Option<String>,
    /// Where one can go on: an address, and what is there.
    elsewhere: (&'static str, &'static str),
) -> impl IntoView {
    page::set_title("Not opened · Diorama");
    view! {
        <TopBar />
        <main class="plain-page">
            <h1>{title}</h1>
            <div class="notice bad" role="alert">
                <Pictogram icon=Icon::TriangleAlert />
                <p>{why}</p>
            </div>
            {next.map(|next| view! { <p>{next}</p> })}
            <p class="actions">
                <a class="button primary" href="#/">"To the gallery"</a>
                <a class="button" href=elsewhere.0>{elsewhere.1}</a>
            </p>
        </main>
    }
}
