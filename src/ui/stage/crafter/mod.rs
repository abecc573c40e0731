//! Crafter on the Stage: the parts that are its own. All else is shared with the other worlds.

mod map;
mod moves;
mod scores_tab;
mod step_tab;

pub mod keys;

use leptos::prelude::*;

pub use self::map::picture;
pub use self::moves::Pads;
pub use self::scores_tab::ScoresTab;
pub use self::step_tab::StepTab;

use self::map::Case;
use self::moves::Moves;
use super::playing::Stage;
use super::wall_text::Refusal;
use crate::env::crafter::{Achievement, CrafterEnv, Item};
use crate::episode::Session;

/// The game of a session.
///
/// A Stage keeps its world for as long as it stands, and asks for these parts in Crafter only.
fn game(session: &Session<crate::env::World>) -> &CrafterEnv {
    session.env().crafter().expect("these parts stand only where Crafter is played")
}

/// What stands above the timeline: what is asked, how the player is, the moves, the map.
#[component]
pub fn World() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let about = move || {
        stage.session.with(|session| {
            let area = game(session).game().options().area;
            format!("{}, {} × {}", stage.entry().title, area.width(), area.height())
        })
    };
    let mission = stage.session.with_untracked(|session| format!("{}.", session.env().mission()));
    let achieved = move || {
        stage.session.with(|session| {
            format!("{} of {} achieved", session_achieved(session), Achievement::ALL.len())
        })
    };
    view! {
        <div class="wall-text">
            <div class="wall-head">
                <p class="label">{about}</p>
                <p class="mission">{mission}</p>
                <p class="note">{achieved}</p>
                <Inventory />
                <Refusal />
            </div>
            <Moves />
        </div>
        <Case />
    }
}

/// The vital signs, then what else the player has.
#[component]
fn Inventory() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let items = Memo::new(move |_| {
        stage.session.with(|session| {
            let items = game(session).game().player().inventory.iter();
            let shown = items.filter(|(item, amount)| *amount > 0 || Item::VITALS.contains(item));
            shown.collect::<Vec<_>>()
        })
    });
    let item = |(item, amount): (Item, u8)| {
        view! { <div><dt>{item.as_str().replace('_', " ")}</dt><dd>{amount}</dd></div> }
    };
    view! {
        <dl class="facts" aria-label="Inventory">
            {move || items.get().into_iter().map(item).collect_view()}
        </dl>
    }
}

fn session_achieved(session: &Session<crate::env::World>) -> usize {
    game(session).game().unlocked().len()
}
