//! What stands on the Stage where a domain's data is not here.

use leptos::prelude::*;

use super::names::house;
use crate::episode::support::Case;
use crate::ui::data::SupportData;
use crate::ui::parts;
use crate::ui::shell::TopBar;
use crate::web::page;

/// Says what is needed and the ways to get it; the episode opens as soon as the data is here.
#[component]
pub fn Needed(
    /// The episode that was to be opened.
    case: Case,
    /// Opens it once the data is here.
    again: Callback<()>,
) -> impl IntoView {
    let name = house(case.domain);
    page::set_title(&format!("{name} · Diorama"));
    let data = SupportData::here();
    Effect::new(move |_| {
        if data.world(case.domain).is_some() {
            again.run(());
        }
    });
    view! {
        <TopBar />
        <main class="plain-page">
            <h1>{format!("{name}, task {}", case.task)}</h1>
            {parts::data_needed(case.domain.into())}
        </main>
    }
}
