//! The Gallery: the worlds as live miniatures, good replays, one's own episodes.

mod counter;
mod inbox;
mod own;
mod replays;

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

pub use self::counter::Conversation;
use self::counter::Counter;
use self::inbox::Inbox;
use self::own::OwnEpisodes;
use self::replays::Replays;
use super::miniature::Miniature;
use super::parts;
use super::route::StageQuery;
use super::shell::TopBar;
use super::words;
use crate::agent::Expert;
use crate::env::catalog::{self, Entry, Family, WorldSpec};
use crate::env::{Env, Seed};
use crate::episode::Player;

/// Objects that lie about in the miniatures, so that there is something to tell apart.
const DISTRACTORS: u8 = 4;

/// The Gallery's own pictures come first; then the Stage's part is fetched.
const LOOK_AROUND: Duration = Duration::from_millis(1_500);

/// The variant of Crafter on the shelf.
const SURVIVAL: &str = "crafter/classic";

/// Levels to show how different they are.
const EXAMPLES: [&str; 5] = [
    "BabyAI-BossLevel-v0",
    "MiniGrid-LavaCrossingS11N5-v0",
    "MiniGrid-MultiRoom-N6-v0",
    "MiniGrid-ObstructedMaze-Full-v1",
    "MiniGrid-Dynamic-Obstacles-16x16-v0",
];

/// The place.
#[component]
pub fn Gallery() -> impl IntoView {
    // Most go on to the Stage; its part of the program comes while they look around.
    spawn_local(async {
        sleep(LOOK_AROUND).await;
        parts::warm_up().await;
    });
    let balrog = catalog::all().iter().filter(|entry| entry.family == Family::Balrog);
    let worlds = balrog.chain(catalog::by_id(SURVIVAL));
    view! {
        <TopBar />
        <main class="gallery">
            <div class="gallery-line">
                <h1>"Small worlds for language agents."</h1>
                <p>"Step in, watch, take over, share."</p>
                <span class="label">"no account, no server, no key needed"</span>
            </div>
            <div class="shelf">
                {worlds.zip(0..).map(|(entry, index)| view! { <Exhibit entry index /> }).collect_view()}
            </div>
            <MoreWorlds />
            <Counter />
            <div class="columns">
                <Replays />
                <section>
                    <OwnEpisodes />
                    <Inbox />
                </section>
            </div>
        </main>
    }
}

/// Some of the other worlds, and how to find the rest.
#[component]
fn MoreWorlds() -> impl IntoView {
    let count = catalog::grids().iter().filter(|entry| entry.family != Family::Balrog).count();
    let link = |id: &'static str| {
        let entry = catalog::by_id(id)?;
        let query = StageQuery::new(WorldSpec::new(entry.world()), Seed(5), Player::Expert);
        Some(view! { <a class="link" href=query.to_hash()>{entry.title}</a> })
    };
    view! {
        <p class="more-worlds">
            <span>{format!("And {count} levels of MiniGrid and BabyAI, for instance")}</span>
            {EXAMPLES.map(link)}
            <span class="note">"all of them: " <kbd>"W"</kbd> " on the Stage"</span>
        </p>
    }
}

/// A world on the shelf.
#[component]
fn Exhibit(entry: &'static Entry, index: u64) -> impl IntoView {
    let distractors = DISTRACTORS.min(entry.most_distractors);
    let spec = WorldSpec { distractors, ..WorldSpec::new(entry.world()) };
    let seed = Seed(index * 7 + 3);
    let playing = RwSignal::new((0, false));
    let mut world = catalog::make(&spec);
    world.reset(seed);
    let is_wide = world.grid().is_some_and(|env| {
        let grid = &env.state().grid;
        grid.width() > grid.height()
    });
    let limit = world.max_steps().map(|most| words::count(most as usize, "step"));
    let expert = Expert::name_in(entry);
    let hash = StageQuery::new(spec, seed, Player::Expert).to_hash();
    view! {
        <article class="exhibit" class:wide=is_wide>
            <div class="stand">
                <Miniature spec seed id=10 + index playing />
            </div>
            <div class="words">
                <h2><a href=hash>{entry.title}</a></h2>
                <p>{entry.about}</p>
                <div class="playing">
                    <em class="label">{limit}</em>
                    <NowPlaying who=expert unit="step" playing />
                </div>
            </div>
        </article>
    }
}

/// Who plays in a case, and how far.
#[component]
fn NowPlaying(
    /// Who plays.
    who: &'static str,
    /// What is counted.
    unit: &'static str,
    /// The step that is shown, and whether it moves.
    playing: RwSignal<(usize, bool)>,
) -> impl IntoView {
    let now = move || {
        let (step, live) = playing.get();
        if live { format!("{who}, {unit} {step}") } else { who.to_owned() }
    };
    view! { <span><i class="dot" class:live=move || playing.get().1></i>{now}</span> }
}
