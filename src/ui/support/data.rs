//! What stands on the Stage where a domain's data is not here.

use leptos::prelude::*;

use super::counter::house;
use crate::episode::support::Case;
use crate::ui::shell::TopBar;
use crate::web::page;

/// Says what is needed, and what can be played without it.
#[component]
pub fn Needed(
    /// The episode that was to be opened.
    case: Case,
    /// Opens it once the data is here.
    again: Callback<()>,
) -> impl IntoView {
    let _ = again;
    let name = house(case.domain);
    page::set_title("Data needed · Diorama");
    view! {
        <TopBar />
        <main class="plain-page">
            <h1>{format!("{name} needs its data.")}</h1>
            <p>
                "The tasks, the data base and the policy belong to τ-bench (MIT licence, © Sierra) and are no part of this page."
            </p>
            <p>"Harbor Books needs none: it is a shop of our own, made from a seed."</p>
            <p class="actions">
                <a class="button primary" href="#/stage/books?task=0&seed=3">"To Harbor Books"</a>
            </p>
        </main>
    }
}
