//! The Stage: one episode, to play, watch, debug and share.

mod actions;
mod bar;
mod board;
pub mod crafter;
mod curve;
mod in_grid;
mod keyboard;
mod messages;
mod model;
mod open;
mod pads;
mod picker;
mod playing;
mod said;
mod scores_tab;
mod share;
mod state_tab;
mod step_tab;
mod timeline;
mod wall_text;

use leptos::prelude::*;

use self::actions::Actions;
use self::bar::StageBar;
use self::board::Case;
use self::keyboard::follow_keys;
pub use self::messages::MessagesTab;
use self::model::ModelPlayDialog;
pub use self::model::{ModelScores, PlayForm};
pub use self::open::read_rollout;
use self::open::{Opening, open};
use self::pads::Pads;
use self::picker::PickerDialog;
pub use self::playing::{Stage, player_name};
pub use self::said::SaidHere;
use self::scores_tab::ScoresTab;
pub use self::share::Share;
use self::state_tab::StateTab;
pub use self::step_tab::STEP_COUNT;
use self::step_tab::StepTab;
use self::timeline::{Timeline, rail};
use self::wall_text::WallText;
use super::app::Playground;
use super::opening::{NotOpened, Waiting};
use super::panel::Panel;
use super::parts::{self, CrafterPart};
use super::playback::Staged;
use super::rail::GoToStepDialog;
use super::route::Route;
use super::share::ShareDialog;
use crate::env::catalog::Family;
use crate::episode::{Player, Session};
use crate::web::page;

/// The panel's tabs.
const TABS: [&str; 4] = ["Step", "Messages", "State", "Scores"];

/// The Stage with the episode that an address names; says so while it opens, or why it cannot.
#[component]
pub fn StagePage(route: Route) -> impl IntoView {
    let playground = expect_context::<Playground>();
    let opening = open(playground, route);
    move || match opening.get() {
        Opening::Waiting { done, total } => view! { <Waiting done total /> }.into_any(),
        Opening::Refused { title, why, next } => {
            let elsewhere = ("#/stage", "A new episode");
            view! { <NotOpened title why next=Some(next) elsewhere /> }.into_any()
        }
        Opening::Open(stage) => view! { <OpenStage stage /> }.into_any(),
        Opening::Support(fragment) => parts::support(fragment),
    }
}

/// An episode on the Stage.
#[component]
fn OpenStage(stage: Stage) -> impl IntoView {
    let rail = rail(stage);
    provide_context(stage);
    provide_context(rail);
    follow_keys(stage, rail);
    stage.watch_leaving();
    Effect::new(move |_| {
        let at = stage.session.with(Session::at);
        let title = stage.entry().title;
        page::set_title(&format!("{title}, seed {}, step {at} · Diorama", stage.seed()));
    });
    let is_crafter = stage.entry().family == Family::Crafter;
    let tab = move |tab: usize| match tab {
        0 if is_crafter => parts::crafter(CrafterPart::Step),
        0 => view! { <StepTab /> }.into_any(),
        1 => parts::messages(),
        2 => view! { <StateTab /> }.into_any(),
        _ if is_crafter => parts::crafter(CrafterPart::Scores),
        _ => view! { <ScoresTab /> }.into_any(),
    };
    let by_hand = move || stage.player.get() == Player::Person;
    view! {
        <StageBar />
        <main class="stage" class:by-hand=by_hand data-cut=move || stage.cuts().then_some("yes")>
            <h1 class="hidden-text">{format!("{}, seed {}", stage.entry().title, stage.seed())}</h1>
            <div class="world" class:crafter=is_crafter>
                {if is_crafter {
                    parts::crafter(CrafterPart::World)
                } else {
                    view! {
                        <div class="wall-text">
                            <WallText />
                            <Actions />
                        </div>
                        <Case />
                    }
                        .into_any()
                }}
            </div>
            <Timeline />
            {if is_crafter { parts::crafter(CrafterPart::Pads) } else { view! { <Pads /> }.into_any() }}
            <Panel names=&TABS body=tab />
            <p class="hidden-text" role="status" aria-live="polite">
                {move || stage.playback.announcement.get()}
            </p>
        </main>
        <ShareDialog open=stage.playback.share_open>{parts::share()}</ShareDialog>
        <PickerDialog />
        <GoToStepDialog />
        <ModelPlayDialog />
    }
}
