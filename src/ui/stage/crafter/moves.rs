//! The 17 actions: as a list beside the map, and as pads for a thumb.

use leptos::prelude::*;

use super::{game, keys};
use crate::env::crafter::Action;
use crate::episode::{Player, Session};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::stage::actions::HandOver;
use crate::ui::stage::playing::Stage;
use crate::ui::words;
use crate::web::page;

/// The actions that would do something here, by number.
fn possible(stage: Stage) -> Memo<Vec<bool>> {
    Memo::new(move |_| {
        stage.session.with(|session| {
            let game = game(session).game();
            Action::ALL.iter().map(|&action| !game.is_idle(action)).collect()
        })
    })
}

fn name(action: Action) -> String {
    words::capital(&action.as_str().replace('_', " "))
}

/// The list of actions.
#[component]
pub fn Moves() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let possible = possible(stage);
    let over = move || stage.session.with(Session::is_over);
    let row = move |action: Action| {
        let idle = move || possible.with(|possible| !possible[action as usize]);
        let cap = keys::cap(action);
        view! {
            <button class="move" class:idle=idle disabled=over aria-keyshortcuts=cap on:click=move |_| stage.act(action)>
                <span class="name">{name(action)}</span>
                <span class="leads">{move || if idle() { "no effect" } else { "" }}</span>
                <kbd>{cap}</kbd>
            </button>
        }
    };
    view! {
        <div class="moves" role="group" aria-label="Actions" on:mousedown=page::keep_focus>
            {Action::ALL.map(row)}
            <HandOver />
        </div>
    }
}

/// The pads; the style sheet shows them only on a phone, to a person who plays.
#[component]
pub fn Pads() -> impl IntoView {
    const ROWS: [&[Action]; 6] = [
        &[Action::MoveLeft, Action::MoveUp, Action::MoveDown, Action::MoveRight],
        &[Action::Do, Action::Sleep, Action::Noop],
        &[Action::PlaceStone, Action::PlaceTable],
        &[Action::PlaceFurnace, Action::PlacePlant],
        &[Action::MakeWoodPickaxe, Action::MakeStonePickaxe, Action::MakeIronPickaxe],
        &[Action::MakeWoodSword, Action::MakeStoneSword, Action::MakeIronSword],
    ];
    let stage = expect_context::<Stage>();
    let possible = possible(stage);
    let over = move || stage.session.with(Session::is_over);
    let pad = move |action: Action| {
        let idle = move || possible.with(|possible| !possible[action as usize]);
        view! {
            <button class="pad" class:idle=idle disabled=over on:click=move |_| stage.act(action)>{name(action)}</button>
        }
    };
    let row = |actions: &'static [Action]| {
        view! { <div class="pad-row">{actions.iter().map(|&action| pad(action)).collect_view()}</div> }
    };
    view! {
        <section class="pads" aria-label="Pads" on:mousedown=page::keep_focus>
            {ROWS.map(row)}
            <div class="pad-foot">
                <button on:click=move |_| stage.undo()><Pictogram icon=Icon::ChevronLeft />"Undo"</button>
                <button disabled=over on:click=move |_| stage.let_play(Player::Expert)>
                    {format!("Let the {} go on", stage.expert())}
                    <Pictogram icon=Icon::ChevronRight />
                </button>
            </div>
        </section>
    }
}
