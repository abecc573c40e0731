//! What stands on the Stage where a domain's data is not here.

use leptos::prelude::*;

use super::counter::house;
use crate::episode::support::Case;
use crate::ui::data::SupportData;
use crate::ui::parts;
use crate::ui::shell::TopBar;
use crate::web::page;

/// Says what is needed and how to get it, and what can be played without it.
#[component]
pub fn Needed(
    /// The episode that was to be opened.
    case: Case,
    /// Opens it once the data is here.
    again: Callback<()>,
) -> impl IntoView {
    let data = SupportData::here();
    Effect::new(move |_| {
        if data.world(case.domain).is_some() {
            again.run(());
        }
    });
    page::set_title(&format!("{} · Diorama", house(case.domain)));
    view! {
        <TopBar />
        <main class="plain-page">
            {parts::data_needed(case.domain)}
            <p class="note">
                "Harbor Books needs none: it is a shop of our own, made from a seed. "
                <a class="link" href="#/stage/books?task=0&seed=3">"To Harbor Books"</a>
            </p>
        </main>
    }
}
