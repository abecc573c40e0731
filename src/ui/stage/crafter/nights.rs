//! The nights behind the timeline, as bands.

use leptos::prelude::*;

use super::game;
use crate::env::crafter::{DARK, DAY, daylight};
use crate::ui::rail::percent;
use crate::ui::stage::playing::Stage;

/// A band for each night that the track has room for.
#[component]
pub fn Nights(
    /// The steps of the track.
    room: Memo<usize>,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    // An opening step of the game's is none of the episode's.
    let opening = stage
        .session
        .with_untracked(|session| usize::from(game(session).game().options().opening_noop));
    let dark: Vec<usize> =
        (0..DAY).filter(|&step| daylight(step) < DARK).map(|step| step as usize).collect();
    let (first, last) = match dark[..] {
        [first, .., last] => (first, last),
        _ => (0, 0),
    };
    move || {
        let room = room.get();
        let start = move |day: usize| (day * DAY as usize + first).saturating_sub(opening);
        (0..=room / DAY as usize)
            .map(start)
            .filter(|&start| start < room)
            .map(|start| {
                let width = (last - first + 1).min(room - start);
                view! { <i class="night-band" style:left=percent(start, room) style:width=percent(width, room)></i> }
            })
            .collect_view()
    }
}
