//! Replays worth a minute: shared links like any other.

use leptos::prelude::*;

use crate::episode::curated::{self, Curated};
use crate::episode::share;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::miniature::still;
use crate::ui::words;

/// The list.
#[component]
pub fn Replays() -> impl IntoView {
    view! {
        <section>
            <header>
                <h2>"Replays worth a minute"</h2>
            </header>
            <ul>{curated::ALL.iter().map(row).collect_view()}</ul>
        </section>
    }
}

fn row(curated: &'static Curated) -> impl IntoView {
    let link = share::decode_moves(curated.link).ok()?;
    let picture = still(link.spec, link.seed);
    Some(view! {
        <li class="replay">
            <span class="thumb" inner_html=picture aria-hidden="true"></span>
            <span>
                <b><a class="cover" href=format!("#{}", curated.link)>{curated.title}</a></b>
                <small>{curated.about}</small>
            </span>
            <span class="length num">{words::count(link.actions.len(), "step")}</span>
            <Pictogram icon=Icon::Play />
        </li>
    })
}
