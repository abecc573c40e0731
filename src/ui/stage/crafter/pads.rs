//! Touch pads: the actions for a thumb, where the window is narrow.

use leptos::prelude::*;

use super::game;
use super::wall::{Carrying, InOneLine, Vitals};
use crate::art::crafter as art;
use crate::env::crafter::Action;
use crate::episode::Session;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::stage::pads::PadFoot;
use crate::ui::stage::playing::Stage;
use crate::web::page;

/// What is placed and made, in the order of the strip.
const STRIP: [Action; 12] = [
    Action::Sleep,
    Action::Noop,
    Action::PlaceStone,
    Action::PlaceTable,
    Action::PlaceFurnace,
    Action::PlacePlant,
    Action::MakeWoodPickaxe,
    Action::MakeStonePickaxe,
    Action::MakeIronPickaxe,
    Action::MakeWoodSword,
    Action::MakeStoneSword,
    Action::MakeIronSword,
];

/// The pads; the style sheet shows them only on a phone, to a person who plays.
#[component]
pub fn Pads() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let over = move || stage.session.with(Session::is_over);
    let possible = Memo::new(move |_| {
        stage.session.with(|session| {
            let game = game(session).game();
            Action::ALL.map(|action| !game.is_idle(action))
        })
    });
    let idle = move |action: Action| possible.with(|possible| !possible[action as usize]);
    let arrow = move |action: Action, class: &'static str| {
        view! {
            <button
                class=format!("pad {class}")
                class:idle=move || idle(action)
                disabled=over
                aria-label=art::action_name(action)
                on:click=move |_| stage.act(action)
            >
                <Pictogram icon=Icon::ArrowUp />
            </button>
        }
    };
    let word = move |action: Action| {
        view! {
            <button class="pad" class:idle=move || idle(action) disabled=over on:click=move |_| stage.act(action)>
                {art::action_name(action)}
            </button>
        }
    };
    view! {
        <section class="pads crafter-pads" aria-label="Pads" on:mousedown=page::keep_focus>
            <div class="facts"><InOneLine /></div>
            <Vitals />
            <div class="thumbs">
                <div class="cross">
                    {arrow(Action::MoveUp, "north")}
                    {arrow(Action::MoveLeft, "west")}
                    {arrow(Action::MoveRight, "east")}
                    {arrow(Action::MoveDown, "south")}
                </div>
                <button class="pad do forward" disabled=over on:click=move |_| stage.act(Action::Do)>"Do"</button>
            </div>
            <div class="strip">{STRIP.map(word)}</div>
            <Carrying />
            <PadFoot />
        </section>
    }
}
