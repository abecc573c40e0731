//! A live miniature: the real world, small, with a built-in agent playing in it.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::agent::{Agent, built_in};
use crate::art::{crafter, grid as art};
use crate::env::catalog::{self, WorldSpec};
use crate::env::{Env, Seed, World};
use crate::episode::{Player, Session};
use crate::web::page;

/// Time of one step, and the rest after an episode's end.
const STEP: Duration = Duration::from_millis(520);
const REST: Duration = Duration::from_millis(2_200);

/// One episode after the other, each seed the next.
struct Show {
    spec: WorldSpec,
    session: Session<World>,
    agent: Option<Box<dyn Agent<World> + Send + Sync>>,
}

impl Show {
    fn new(spec: WorldSpec, seed: Seed) -> Self {
        let session = Session::new(catalog::make(&spec), seed);
        let agent =
            built_in(Player::Expert, session.env(), seed, spec.world.entry().allowed_actions());
        Self { spec, session, agent }
    }

    /// One step, or the next episode; how long to wait then.
    fn advance(&mut self) -> Duration {
        if !self.session.is_over() {
            let previous = self.session.step(self.session.at()).map(|record| record.action);
            let chosen =
                self.agent.as_mut().and_then(|agent| agent.act(self.session.env(), previous).ok());
            let taken =
                chosen.is_some_and(|action| self.session.act(action, Player::Expert).is_ok());
            if taken {
                return if self.session.is_over() { REST } else { STEP };
            }
        }
        *self = Self::new(self.spec, Seed(self.session.seed().0.wrapping_add(1)));
        STEP
    }
}

/// A miniature; it rests when it is off screen or when motion is reduced.
#[component]
pub fn Miniature(
    /// The world.
    spec: WorldSpec,
    /// The first episode.
    seed: Seed,
    /// Tells the boards of one page apart.
    id: u64,
    /// Which step is shown, and whether it moves.
    playing: RwSignal<(usize, bool)>,
) -> impl IntoView {
    let case = NodeRef::<html::Div>::new();
    let show = StoredValue::new(Show::new(spec, seed));
    let options = art::Options { id, ..art::Options::default() };
    let draw = move || show.with_value(|show| Drawn::of(show.session.env(), &options));
    let drawn = RwSignal::new(draw());
    let on_screen = page::on_screen(case);
    keep_going(on_screen, move || {
        let wait = show.try_update_value(Show::advance)?;
        let at = show.with_value(|show| show.session.at());
        drawn.set(draw());
        playing.set((at, true));
        Some(wait)
    });
    let layer =
        |layer: fn(&Drawn) -> &String| Memo::new(move |_| drawn.with(|drawn| layer(drawn).clone()));
    let (floor, objects) =
        (layer(|drawn| &drawn.layers.floor), layer(|drawn| &drawn.layers.objects));
    let (light, agent) = (layer(|drawn| &drawn.layers.light), layer(|drawn| &drawn.agent));
    view! {
        <div class="mini-case" node_ref=case>
            <svg
                viewBox=drawn.with_untracked(|drawn| drawn.view_box.clone())
                style="isolation: isolate"
                aria-hidden="true"
            >
                <g inner_html=move || floor.get()></g>
                <g inner_html=move || objects.get()></g>
                <g inner_html=move || light.get()></g>
                <g
                    class="dart-at"
                    style:transform=move || drawn.with(|drawn| drawn.agent_at.clone())
                    inner_html=move || agent.get()
                ></g>
            </svg>
        </div>
    }
}

/// Goes on with a case in the Gallery: `next` shows what comes and says how long it stays, or that the case has gone. It rests when the
/// case is off screen, and does nothing when motion is reduced.
pub fn keep_going(on_screen: RwSignal<bool>, mut next: impl FnMut() -> Option<Duration> + 'static) {
    if page::reduced_motion() {
        return;
    }
    spawn_local(async move {
        let mut wait = STEP;
        loop {
            sleep(wait).await;
            let Some(seen) = on_screen.try_get_untracked() else { return };
            wait = STEP;
            if seen && !page::is_hidden() {
                let Some(stays) = next() else { return };
                wait = stays;
            }
        }
    });
}

/// A world as a miniature shows it.
#[derive(Clone)]
struct Drawn {
    view_box: String,
    layers: art::Layers,
    agent: String,
    agent_at: String,
}

impl Drawn {
    fn of(world: &World, options: &art::Options) -> Self {
        match world {
            World::Grid(env) => {
                let state = env.state();
                let (x, y) = (state.agent.x * art::UNIT, state.agent.y * art::UNIT);
                Self {
                    view_box: art::view_box(&state.grid),
                    layers: art::board(state, options),
                    agent: art::agent(state.dir, state.carrying, options),
                    agent_at: format!("translate({x}px, {y}px)"),
                }
            }
            World::Crafter(env) => {
                let look = crafter::Options { id: options.id, ..crafter::Options::default() };
                let floor = crafter::scene(env.game(), env.last(), &look);
                Self {
                    view_box: crafter::Window::seen(env.game()).view_box(),
                    layers: art::Layers { floor, ..art::Layers::default() },
                    agent: String::new(),
                    agent_at: String::new(),
                }
            }
        }
    }
}

/// The start of an episode as a still picture.
pub fn still(spec: WorldSpec, seed: Seed) -> String {
    let mut env = catalog::make(&spec);
    env.reset(seed);
    match &env {
        World::Grid(env) => {
            art::miniature(env.state(), &art::Options { show_all: true, ..art::Options::default() })
        }
        World::Crafter(env) => crafter::miniature(env.game(), None, &crafter::Options::default()),
    }
}
