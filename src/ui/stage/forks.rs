//! The other branches, hanging under the line where they leave it.

use leptos::prelude::*;

use super::marks::MarkShape;
use super::playing::{Stage, player_name};
use super::timeline::{percent, track_len};
use crate::env::world::Action;
use crate::episode::{Branch, BranchId, MarkKind};
use crate::ui::words;

/// One row per branch that leaves the current line.
#[component]
pub fn Forks() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let rows = move || {
        stage.session.with(|session| {
            let room = track_len(session);
            let rows = session.forks().filter_map(|(from, id)| {
                let branch = session.branch_by_id(id)?;
                Some(row(stage, from, id, branch, room))
            });
            rows.collect_view()
        })
    };
    view! {
        <Show when=move || stage.session.with(|session| session.forks().next().is_some())>
            <div class="forks" role="group" aria-label="Other branches">{rows}</div>
        </Show>
    }
}

fn row(
    stage: Stage,
    from: usize,
    id: BranchId,
    branch: &Branch<Action>,
    room: usize,
) -> impl IntoView + use<> {
    let end = branch.end();
    let shown_end = end.min(room);
    let width =
        format!("{:.3}%", 100.0 * (shown_end.saturating_sub(from)) as f64 / room.max(1) as f64);
    let last = branch.steps.last();
    let who = last.map_or("empty", |step| player_name(step.player));
    let how = match last {
        Some(step) if step.is_over() && step.reward > 0.0 => {
            format!("done at {end}, reward {}", words::reward(step.reward))
        }
        Some(step) if step.is_over() => format!("over at {end}, no reward"),
        _ => format!("{}, open", words::count(end - from, "step")),
    };
    let what = format!("{who} from step {from}: {how}");
    let kind = last
        .filter(|step| step.is_over())
        .map(|step| if step.reward > 0.0 { MarkKind::Reward } else { MarkKind::End });
    // In the right half the words stand before the branch, so that they never leave the page.
    let before = shown_end * 2 > room;
    let words_at = if before { percent(from, room) } else { percent(shown_end, room) };
    view! {
        <button class="fork" aria-label=format!("Switch to the branch: {what}") on:click=move |_| stage.switch(id)>
            <span class="stem" style:left=percent(from, room) style:width=width></span>
            {kind.map(|kind| view! { <span class="end" style:left=percent(shown_end, room)><MarkShape kind /></span> })}
            <span class="what" class:before=before style:left=words_at>{what.clone()}</span>
        </button>
    }
}
