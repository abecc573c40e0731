//! The strip under a grid or Crafter world: what is its own about it.

use leptos::prelude::*;

use super::curve::Curve;
use super::playing::{Stage, player_name};
use crate::env::World;
use crate::env::catalog::Family;
use crate::episode::{Player, Session, marks};
use crate::ui::parts::{self, CrafterPart};
use crate::ui::playback::Staged;
use crate::ui::rail::{self, Fork, Rail, percent};
use crate::ui::words;

/// What the strip shows of an episode on the Stage, and who fulfils its wishes.
pub fn rail(stage: Stage) -> Rail {
    let session = stage.session;
    stage.rail(
        Memo::new(move |_| session.with(marks)),
        Memo::new(move |_| session.with(forks)),
        Memo::new(move |_| stage.player.get() != Player::Person),
    )
}

fn forks(session: &Session<World>) -> Vec<Fork> {
    let fork = |(from, id)| {
        let branch = session.branch_by_id(id)?;
        let who = branch.steps.last().map_or("empty", |step| player_name(step.player));
        let over = |end: usize, reward: f64| {
            if reward > 0.0 {
                format!("done at {end}, reward {}", words::reward(reward))
            } else {
                format!("over at {end}, no reward")
            }
        };
        Some(Fork::new(branch, from, who, "step", over))
    };
    session.forks().filter_map(fork).collect()
}

/// The strip under the world.
#[component]
pub fn Timeline() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let Rail { room, len, .. } = expect_context::<Rail>();
    let is_crafter = stage.entry().family == Family::Crafter;
    let any_lost = move || {
        stage
            .steps_left
            .with(|left| (1..=len.get()).any(|step| left.lost(step).is_some_and(|lost| lost > 0)))
    };
    let lost = move || {
        let room = room.get();
        stage.steps_left.with(|left| {
            let lost = |step: usize| left.lost(step).filter(|&lost| lost > 0).map(|lost| (step, lost));
            (1..=len.get())
                .filter_map(lost)
                .map(|(step, lost)| {
                    let height = format!("{}px", (2 + 2 * lost).min(12));
                    view! { <i class="lost" style:left=percent(step - 1, room) style:width=percent(1, room) style:height=height></i> }
                })
                .collect_view()
        })
    };
    let under = view! {
        {is_crafter.then(|| parts::crafter(CrafterPart::Nights(room)))}
        <Curve />
        {lost}
    }
    .into_any();
    let legend = view! {
        <Show when=any_lost>
            <span><i class="lost-sign"></i>"steps lost"</span>
        </Show>
    }
    .into_any();
    view! { <rail::Timeline under legend /> }
}
