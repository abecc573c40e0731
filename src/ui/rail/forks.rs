//! The other branches, hanging under the line where they leave it.

use leptos::prelude::*;

use super::{Fork, Rail, Wish, percent};
use crate::ui::marks::MarkShape;

/// One row per branch that leaves the current line.
#[component]
pub fn Forks() -> impl IntoView {
    let rail = expect_context::<Rail>();
    let rows = move || {
        let room = rail.room.get();
        rail.forks.get().into_iter().map(|fork| row(rail, fork, room)).collect_view()
    };
    view! {
        <Show when=move || rail.forks.with(|forks| !forks.is_empty())>
            <div class="forks" role="group" aria-label="Other branches">{rows}</div>
        </Show>
    }
}

fn row(rail: Rail, fork: Fork, room: usize) -> impl IntoView {
    let Fork { id, from, end, what, kind } = fork;
    let shown_end = end.min(room);
    let width =
        format!("{:.3}%", 100.0 * (shown_end.saturating_sub(from)) as f64 / room.max(1) as f64);
    // In the right half the words stand before the branch, so that they never leave the page.
    let before = shown_end * 2 > room;
    let words_at = if before { percent(from, room) } else { percent(shown_end, room) };
    view! {
        <button class="fork" aria-label=format!("Switch to the branch: {what}") on:click=move |_| rail.wish(Wish::Switch(id))>
            <span class="stem" style:left=percent(from, room) style:width=width></span>
            {kind.map(|kind| view! { <span class="end" style:left=percent(shown_end, room)><MarkShape kind /></span> })}
            <span class="what" class:before=before style:left=words_at>{what.clone()}</span>
        </button>
    }
}
