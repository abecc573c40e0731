//! Customer support on the Stage: a conversation, the data base under it, the reward under a microscope.
//!
//! A sibling of the other Stage: what is told there with a board is told here with words and records. The strip, the panel's frame
//! and the keys are the same.

mod action;
mod bar;
mod card;
mod conversation;
mod counter;
mod data;
mod drawer;
mod model;
mod names;
mod open;
mod picker;
mod policy_tab;
mod record;
mod scope_tab;
mod seats;
mod share;
mod state_tab;
mod step_tab;
mod tool_form;

use leptos::ev;
use leptos::prelude::*;

use self::action::ActionArea;
use self::bar::CounterBar;
use self::conversation::Conversation;
pub use self::counter::Counter;
use self::drawer::Drawer;
use self::model::CastDialog;
pub use self::model::{CastForm, Messages};
use self::open::{Opening, open};
use self::picker::PickerDialog;
use self::policy_tab::PolicyTab;
use self::scope_tab::ScopeTab;
use self::share::Share;
use self::state_tab::StateTab;
use self::step_tab::StepTab;
use super::app::Playground;
use super::keys::is_busy;
use super::opening::{NotOpened, Waiting};
use super::panel::Panel;
use super::parts;
use super::playback::Staged;
use super::rail::{self, Fork, GoToStepDialog, Rail, Timeline, wish_of};
use super::share::ShareDialog;
use super::words;
use crate::episode::casebook::{self, marks};
use crate::episode::{Player, Session};
use crate::web::page;

/// Its style comes with its part.
const STYLE: &str = concat!(
    include_str!("../../../static/css/support-drawer.css"),
    include_str!("../../../static/css/support.css"),
    include_str!("../../../static/css/support-panel.css"),
);

/// The panel's tabs.
const TABS: [&str; 5] = ["Step", "Messages", "State", "Scores", "Policy"];

/// The Stage with the episode that an address names (`books?task=7&seed=3&player=…`), or that a link holds.
#[component]
pub fn SupportPage(name: String) -> impl IntoView {
    let playground = expect_context::<Playground>();
    let opening = RwSignal::new(Opening::Waiting { done: 0, total: 0 });
    // What is opened stays as long as this place, wherever it was asked for.
    let owner = Owner::current().unwrap_or_default();
    let reopen = Callback::new(move |()| open(playground, &owner, opening, &name));
    reopen.run(());
    view! {
        <style>{STYLE}</style>
        {move || match opening.get() {
            Opening::Waiting { done, total } => view! { <Waiting done total /> }.into_any(),
            Opening::Needed(case) => view! { <data::Needed case again=reopen /> }.into_any(),
            Opening::Refused { title, why } => {
                let elsewhere = ("#/stage/books?task=0&seed=3", "A customer at Harbor Books");
                view! { <NotOpened title why next=None elsewhere /> }.into_any()
            }
            Opening::Open(counter) => view! { <OpenCounter counter /> }.into_any(),
        }}
    }
}

/// What the strip shows of an episode, and who fulfils its wishes.
fn rail_of(counter: Counter) -> Rail {
    let session = counter.session;
    let forks_at =
        move || session.with(|session| session.forks().map(|(step, _)| step).collect::<Vec<_>>());
    counter.rail(
        Memo::new(move |_| counter.entries.with(|entries| marks(entries, forks_at()))),
        Memo::new(move |_| session.with(forks)),
        Memo::new(move |_| counter.seats.get().agent != seats::AgentSeat::Person),
    )
}

fn forks(session: &Session<crate::env::support::SupportEnv>) -> Vec<Fork> {
    let fork = |(from, id)| {
        let branch = session.branch_by_id(id)?;
        let who = match branch.steps.iter().find(|step| step.player == Player::Person) {
            Some(_) => "me",
            None if branch.steps.is_empty() => "empty",
            None if branch.steps.iter().any(|step| step.player == Player::Model) => "model",
            None => "scripted",
        };
        let over =
            |end: usize, reward: f64| format!("over at {end}, reward {}", words::reward(reward));
        Some(Fork::new(branch, from, who, "message", over))
    };
    session.forks().filter_map(fork).collect()
}

/// The curve over the strip: how many parts of the task are done, at each message; none for a task without parts.
#[component]
fn PartsDone() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let most = counter.session.with_untracked(|session| casebook::parts(session.env()));
    let path = move |steps, closed| {
        counter.entries.with(|entries| {
            let done = entries.iter().map(|entry| Some(entry.parts_done as u32));
            let done: Vec<_> = std::iter::once(Some(0)).chain(done).collect();
            rail::path(&done, most as u32, steps, closed)
        })
    };
    let is_there = move || most > 0 && counter.entries.with(|entries| !entries.is_empty());
    rail::curve(format!("parts of the task done, of {most}"), is_there, path)
}

/// Listens for keys as long as the Stage stands.
fn follow_keys(counter: Counter, rail: Rail) {
    let tab = expect_context::<Playground>().prefs.tab;
    let listening = window_event_listener(ev::keydown, move |event| {
        if is_busy(&event) {
            return;
        }
        let key = event.key();
        match (wish_of(&key), key.parse::<usize>()) {
            (Some(wish), _) => rail.wish(wish),
            (None, Ok(number @ 1..=5)) => tab.set(number - 1),
            (None, _) if key == "t" || key == "T" => counter.open_tools(),
            (None, _) if key == "d" || key == "D" => {
                counter.drawer_open.update(|open| *open = !*open);
            }
            (None, _) => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listening.remove());
}

/// An episode on the Stage.
#[component]
fn OpenCounter(counter: Counter) -> impl IntoView {
    let rail = rail_of(counter);
    provide_context(counter);
    provide_context(rail);
    follow_keys(counter, rail);
    counter.watch_leaving();
    let name = words::capital(&names::title(counter.case));
    Effect::new({
        let name = name.clone();
        move |_| page::set_title(&format!("{name}, message {} · Diorama", counter.at.get()))
    });
    let tab = move |tab: usize| match tab {
        0 => view! { <StepTab /> }.into_any(),
        1 => parts::counter_messages(),
        2 => view! { <StateTab /> }.into_any(),
        3 => view! { <ScopeTab /> }.into_any(),
        _ => view! { <PolicyTab /> }.into_any(),
    };
    // The customer's first words, and a whole episode where nobody is waited for.
    counter.go_on();
    view! {
        <CounterBar />
        <main class="stage support">
            <h1 class="hidden-text">{name}</h1>
            <Drawer />
            <div class="talk">
                <Conversation />
                <ActionArea />
            </div>
            <Timeline under=view! { <PartsDone /> }.into_any() />
            <Panel names=&TABS body=tab />
            <p class="hidden-text" role="status" aria-live="polite">
                {move || counter.playback.announcement.get()}
            </p>
        </main>
        <ShareDialog open=counter.playback.share_open>
            <Share />
        </ShareDialog>
        <PickerDialog />
        <GoToStepDialog />
        <tool_form::ToolDialog />
        <CastDialog />
    }
}
