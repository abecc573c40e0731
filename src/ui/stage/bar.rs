//! The Stage's part of the top bar: world, seed, player.

use leptos::prelude::*;

use super::playing::{Stage, go_to, is_built_in, player_name};
use crate::agent::Expert;
use crate::env::Seed;
use crate::env::catalog::Family;
use crate::episode::Player;
use crate::llm::ModelSetup;
use crate::ui::app::Playground;
use crate::ui::episode_bar::{EpisodeBar, PlayerMenu, SeedField, player_choice};
use crate::ui::playback::Staged;
use crate::ui::route::StageQuery;
use crate::ui::words;

/// The top bar on the Stage.
#[component]
pub fn StageBar() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let family = match stage.entry().family {
        Family::Balrog | Family::BabyAi => "BabyAI",
        Family::MiniGrid => "MiniGrid",
        Family::Crafter => "Crafter",
    };
    let title = stage.entry().title;
    let leave_for = move |seed: u64| {
        go_to(&StageQuery::new(stage.spec, Seed(seed), fresh_player(stage)));
    };
    view! {
        <EpisodeBar family title name=format!("World: {family}, {title}")>
            <SeedField seed=stage.seed().0 hint="Type a seed and press Enter" leave_for />
            <PlayerChooser />
        </EpisodeBar>
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
    let called = Signal::derive(move || match stage.player.get() {
        Player::Expert => stage.expert().to_owned(),
        Player::Model => stage.model.setup().name,
        player => player_name(player).to_owned(),
    });
    let choices = move |open: RwSignal<bool>| {
        let option = |player: Player, name: String, about: &str| {
            let choose = move |()| {
                if is_built_in(player) {
                    stage.hand_to(player);
                } else {
                    stage.take_over();
                }
            };
            let is_chosen = stage.player.get_untracked() == player;
            player_choice(open, name, about.to_owned(), is_chosen, Callback::new(choose))
        };
        let model = move |setup: ModelSetup| {
            let about = words::capital(&words::sentence(&setup.about()));
            let name = setup.name.clone();
            let is_models = stage.player.get_untracked() == Player::Model;
            let is_chosen = is_models && untrack(|| stage.model.setup()).name == name;
            let choose = Callback::new(move |()| {
                stage.playback.stop();
                stage.model.choose(&name);
                stage.hand_to(Player::Model);
                tab.set(1);
            });
            player_choice(open, setup.name, about, is_chosen, choose)
        };
        let expert = words::capital(stage.expert());
        view! {
            {option(Player::Person, "Me".to_owned(), "Keys, buttons or touch.")}
            {option(Player::Expert, expert, Expert::about_in(stage.entry()))}
            {option(Player::Random, "Random".to_owned(), "Each action with the same chance.")}
            <span class="label" role="presentation">"models"</span>
            {move || stage.model.list().into_iter().map(model).collect_view()}
            <button role="menuitem" on:click=move |_| { open.set(false); stage.model.connect(); }>
                <span>"Connect a model …"</span>
                <small>"Any that this browser can reach; your key stays here."</small>
            </button>
        }
        .into_any()
    };
    view! { <PlayerMenu label="player" name="Who plays" called choices /> }
}
