//! Touch pads: the actions for a thumb, where the window is narrow.

use leptos::prelude::*;

use super::in_grid::grid;
use super::playing::Stage;
use crate::art::grid as art;
use crate::env::minigrid::Action;
use crate::episode::{Player, Session};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::playback::Staged;
use crate::ui::words;
use crate::web::page;

/// The pads; the style sheet shows them only on a phone, to a person who plays.
#[component]
pub fn Pads() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let over = move || stage.session.with(Session::is_over);
    let idle = move |action: Action| {
        stage
            .probes
            .with(|probes| probes.iter().any(|probe| probe.action == action && !probe.possible))
    };
    let pad = move |action: Action, icon: Option<Icon>| {
        view! {
            <button
                class="pad"
                class:big=icon.is_some()
                class:forward={action == Action::Forward}
                class:idle=move || idle(action)
                disabled=over
                on:click=move |_| stage.act(action)
            >
                {icon.map(|icon| view! { <Pictogram icon /> })}
                {words::capital(action.as_str())}
            </button>
        }
    };
    let carried = move || {
        stage.session.with(|session| {
            let cell = grid(session).state().carrying;
            if cell.is_empty() {
                view! { <span class="quiet">"nothing"</span> }.into_any()
            } else {
                let picture = art::thing(cell, &art::Options::default());
                view! { <span inner_html=picture></span><span>{art::name(cell)}</span> }.into_any()
            }
        })
    };
    let away = move || {
        let at = stage.session.with(Session::at);
        stage
            .steps_left
            .with(|left| left.at(at))
            .map(|left| words::count(left as usize, "step") + " to go")
    };
    view! {
        <section class="pads" aria-label="Pads" on:mousedown=page::keep_focus>
            <div class="facts">
                <span><em class="label">"carrying"</em>{carried}</span>
                <span class="note">{away}</span>
            </div>
            <div class="pad-row">
                {pad(Action::Left, Some(Icon::RotateCcw))}
                {pad(Action::Forward, Some(Icon::ArrowUp))}
                {pad(Action::Right, Some(Icon::RotateCw))}
            </div>
            <div class="pad-row">
                {pad(Action::Pickup, None)}
                {pad(Action::Drop, None)}
                {pad(Action::Toggle, None)}
            </div>
            <PadFoot />
        </section>
    }
}

/// Below the pads of any world: back, and to the expert.
#[component]
pub fn PadFoot() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let over = move || stage.session.with(Session::is_over);
    view! {
        <div class="pad-foot">
            <button on:click=move |_| stage.undo()><Pictogram icon=Icon::ChevronLeft />"Undo"</button>
            <button disabled=over on:click=move |_| stage.let_play(Player::Expert)>
                {format!("Let the {} go on", stage.expert())}
                <Pictogram icon=Icon::ChevronRight />
            </button>
        </div>
    }
}
