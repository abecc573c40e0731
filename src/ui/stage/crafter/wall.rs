//! The text on the wall beside the case: place and time, the vital signs, what is carried.

use leptos::prelude::*;

use super::{Look, game, session_achieved};
use crate::art::crafter as art;
use crate::env::crafter::{Achievement, Item, Pos};
use crate::episode::Session;
use crate::ui::app::Playground;
use crate::ui::stage::actions::HandOver;
use crate::ui::stage::playing::Stage;
use crate::ui::stage::wall_text::Refusal;

/// The wall text.
#[component]
pub fn WallText() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let place = move || {
        stage.session.with(|session| {
            let Pos { x, y } = game(session).game().pos();
            format!("{}, cell {x}, {y}", stage.entry().title)
        })
    };
    let time = Memo::new(move |_| {
        stage.session.with(|session| match game(session).game() {
            game if game.player().health() == 0 => "Dead",
            game if game.player().sleeping => "Asleep",
            game => art::time(game.step_count()),
        })
    });
    let outlook = move || stage.session.with(|session| art::outlook(game(session).game()));
    let curve =
        move || stage.session.with(|session| art::day_curve(game(session).game().step_count()));
    let achieved = move || {
        let count = stage.session.with(session_achieved);
        format!("{count} of {}", Achievement::ALL.len())
    };
    view! {
        <div class="wall-text crafter-wall">
            <div class="wall-head">
                <p class="label">{place}</p>
                <p class="mission">{move || format!("{}.", time.get())}</p>
                <p class="outlook">{outlook}</p>
                <div class="day-curve" inner_html=curve></div>
                <Refusal />
            </div>
            <Vitals />
            <Carrying />
            <LookButtons />
            <p class="achieved"><span>"achievements"</span><b>{achieved}</b></p>
            <HandOver />
        </div>
    }
}

/// The four vital signs, nine squares each.
#[component]
pub fn Vitals() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let row = move |item: Item| {
        let amount = Memo::new(move |_| {
            stage.session.with(|session| game(session).game().player().inventory.get(item))
        });
        let pips = (0..Item::MOST)
            .map(|pip| view! { <i class:full={move || amount.get() > pip}></i> })
            .collect_view();
        view! {
            <div class:low={move || amount.get() <= art::LOW}>
                <dt><span inner_html=art::item(item)></span>{art::item_name(item)}</dt>
                <dd><span class="pips" aria-hidden="true">{pips}</span><b>{move || amount.get()}</b></dd>
            </div>
        }
    };
    view! { <dl class="vitals" aria-label="Vital signs">{Item::VITALS.map(row)}</dl> }
}

/// What the player has besides; what it has not is faint.
#[component]
pub fn Carrying() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let cell = move |item: Item| {
        let amount = Memo::new(move |_| {
            stage.session.with(|session| game(session).game().player().inventory.get(item))
        });
        let name = art::item_name(item);
        view! {
            <li class:none=move || amount.get() == 0 title=name.clone()>
                <span inner_html=art::item(item)></span>
                <span class="hidden-text">{name.clone()}</span>
                <b>{move || amount.get()}</b>
            </li>
        }
    };
    let items = Item::ALL.into_iter().filter(|item| !Item::VITALS.contains(item));
    view! {
        <section class="things">
            <h2 class="label">"Carrying"</h2>
            <ul aria-label="Inventory">{items.map(cell).collect_view()}</ul>
        </section>
    }
}

/// What of the world is shown.
#[component]
fn LookButtons() -> impl IntoView {
    let (look, prefs) = (expect_context::<Look>(), expect_context::<Playground>().prefs);
    let toggle = |signal: RwSignal<bool>, name: &'static str, title: &'static str| {
        view! {
            <button
                class="toggle"
                aria-pressed=move || if signal.get() { "true" } else { "false" }
                title=title
                on:click=move |_| signal.update(|on| *on = !*on)
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="look" role="group" aria-label="What is shown">
            {toggle(look.whole, "whole world", "The whole world: more than the agent sees")}
            {toggle(prefs.show_all, "no night", "As bright by night and asleep as by day")}
            {toggle(look.numbers, "numbers", "The semantic map: a number a cell, which the agent does not see")}
        </div>
    }
}

/// The step's time and place in one line, for narrow windows.
#[component]
pub fn InOneLine() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let text = move || {
        stage.session.with(|session: &Session<_>| {
            let game = game(session).game();
            format!("{}, {} achieved", art::time(game.step_count()), game.unlocked().len())
        })
    };
    view! { <span class="note">{text}</span> }
}
