//! The Stage's part of the top bar: world, seed, player; Reset and Share.

use leptos::prelude::*;

use super::playing::{Stage, go_to, is_built_in, player_name};
use crate::agent::Expert;
use crate::env::Seed;
use crate::env::catalog::Family;
use crate::episode::Player;
use crate::llm::ModelSetup;
use crate::ui::app::Playground;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::route::StageQuery;
use crate::ui::shell::TopBar;
use crate::ui::words;
use crate::web::page;

/// The top bar on the Stage.
#[component]
pub fn StageBar() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let family = match stage.entry().family {
        Family::Balrog | Family::BabyAi => "BabyAI",
        Family::MiniGrid => "MiniGrid",
        Family::Crafter => "Crafter",
    };
    let middle = view! {
        <div class="bar-middle">
            <div class="chooser">
                <button
                    aria-haspopup="dialog"
                    aria-label=format!("World: {family}, {}. Choose another", stage.entry().title)
                    on:click=move |_| stage.picker_open.set(true)
                >
                    <span class="word family">{family}</span>
                    <span class="quiet family">"/"</span>
                    <span class="word">{stage.entry().title}</span>
                    <Pictogram icon=Icon::ChevronDown />
                </button>
            </div>
            <SeedField />
            <PlayerChooser />
        </div>
    }
    .into_any();
    let end = view! {
        <button class="button plain reset" title="Start this episode again" on:click=move |_| stage.reset()>
            <Pictogram icon=Icon::RotateCcw />
            <span>"Reset"</span>
        </button>
        <button class="button primary share" title="Share this episode (S)" on:click=move |_| stage.share_open.set(true)>
            <Pictogram icon=Icon::Share2 />
            <span>"Share"</span>
        </button>
    }
    .into_any();
    view! { <TopBar middle end /> }
}

/// The seed, to be read, typed or thrown.
#[component]
fn SeedField() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let seed = stage.seed();
    let wrong = RwSignal::new(false);
    let leave_for = move |seed: Seed| {
        go_to(&StageQuery::new(stage.spec, seed, fresh_player(stage)));
    };
    let typed = move |event: web_sys::Event| match event_target_value(&event).trim().parse() {
        Ok(number) if Seed(number) == seed => wrong.set(false),
        Ok(number) => leave_for(Seed(number)),
        Err(_) => wrong.set(true),
    };
    view! {
        <div class="seed">
            <label class="label" for="seed">"seed"</label>
            <input
                id="seed"
                class="seed-field num"
                inputmode="numeric"
                autocomplete="off"
                size=seed.to_string().len().max(2)
                prop:value=seed.to_string()
                aria-invalid=move || wrong.get().to_string()
                title=move || if wrong.get() { "A seed is a whole number from 0" } else { "Type a seed and press Enter" }
                on:change=typed
            />
            <button
                class="icon-button"
                aria-label="Another seed, by chance"
                title="Another seed, by chance"
                on:click=move |_| leave_for(Seed(page::random_seed()))
            >
                <Pictogram icon=Icon::Dices />
            </button>
        </div>
    }
}

/// Who plays a new episode begun from this one: nobody begins as a replay.
pub fn fresh_player(stage: Stage) -> Player {
    match stage.player.get_untracked() {
        Player::Replay => Player::Person,
        player => player,
    }
}

/// Who plays on.
#[component]
fn PlayerChooser() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let tab = expect_context::<Playground>().prefs.tab;
    let open = RwSignal::new(false);
    let choose = move |player: Player| {
        open.set(false);
        if is_built_in(player) {
            stage.hand_to(player);
        } else {
            stage.take_over();
        }
    };
    let choose_model = move |name: String| {
        open.set(false);
        stage.stop();
        stage.model.choose(&name);
        stage.hand_to(Player::Model);
        tab.set(1);
    };
    let called = move || match stage.player.get() {
        Player::Expert => stage.expert().to_owned(),
        Player::Model => stage.model.setup().name,
        player => player_name(player).to_owned(),
    };
    let expert = (words::capital(stage.expert()), Expert::about_in(stage.entry()));
    let option = move |player: Player, name: &str, about: &'static str| {
        let name = name.to_owned();
        view! {
            <button
                role="menuitemradio"
                aria-checked=move || (stage.player.get() == player).to_string()
                on:click=move |_| choose(player)
            >
                <span>{name}</span>
                <small>{about}</small>
            </button>
        }
    };
    let model = move |setup: ModelSetup| {
        let (name, about) = (setup.name.clone(), words::capital(&words::sentence(&setup.about())));
        let chosen = name.clone();
        let is_chosen =
            move || stage.player.get() == Player::Model && stage.model.setup().name == chosen;
        view! {
            <button
                role="menuitemradio"
                aria-checked=move || is_chosen().to_string()
                on:click={
                    let name = name.clone();
                    move |_| choose_model(name.clone())
                }
            >
                <span>{name.clone()}</span>
                <small>{about}</small>
            </button>
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if !open.get_untracked() || event.key() == "Tab" {
            return;
        }
        // The keys are the menu's as long as it is open.
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" => open.set(false),
            "ArrowDown" => page::move_focus(&event, true),
            "ArrowUp" => page::move_focus(&event, false),
            _ => {}
        }
    };
    // Leaving the menu by key or click closes it.
    let on_leave = move |event: web_sys::FocusEvent| {
        use wasm_bindgen::JsCast;
        let inside = event.related_target().and_then(|target| {
            let menu: web_sys::Node = event.current_target()?.unchecked_into();
            Some(menu.contains(target.dyn_ref::<web_sys::Node>()))
        });
        if inside != Some(true) {
            open.set(false);
        }
    };
    view! {
        <div class="chooser player" on:keydown=on_key on:focusout=on_leave>
            <button
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span class="label">"player"</span>
                <span class="word player-name">{called}</span>
                <Pictogram icon=Icon::ChevronDown />
            </button>
            <Show when=move || open.get()>
                <div class="menu" role="menu" aria-label="Who plays">
                    {option(Player::Person, "Me", "Keys, buttons or touch.")}
                    {option(Player::Expert, &expert.0, expert.1)}
                    {option(Player::Random, "Random", "Each action with the same chance.")}
                    <span class="label" role="presentation">"models"</span>
                    {move || stage.model.list().into_iter().map(model).collect_view()}
                    <button role="menuitem" on:click=move |_| { open.set(false); stage.model.connect(); }>
                        <span>"Connect a model …"</span>
                        <small>"Any that this browser can reach; your key stays here."</small>
                    </button>
                </div>
            </Show>
        </div>
    }
}
