//! A live miniature: the real world, small, with a built-in agent playing in it.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::agent::{Agent, built_in};
use crate::art::grid as art;
use crate::env::catalog::{self, WorldSpec};
use crate::env::minigrid::GridEnv;
use crate::env::{Env, Seed};
use crate::episode::{Player, Session};
use crate::web::page;

/// Time of one step, and the rest after an episode's end.
const STEP: Duration = Duration::from_millis(520);
const REST: Duration = Duration::from_millis(2_200);

/// One episode after the other, each seed the next.
struct Show {
    spec: WorldSpec,
    session: Session<GridEnv>,
    agent: Option<Box<dyn Agent + Send + Sync>>,
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
    let draw = move || show.with_value(|show| art::board(show.session.env().state(), &options));
    let dart = move || {
        show.with_value(|show| {
            let state = show.session.env().state();
            let at = format!(
                "translate({}px, {}px)",
                state.agent.x * art::UNIT,
                state.agent.y * art::UNIT
            );
            (art::agent(state.dir, state.carrying, &options), at)
        })
    };
    let layers = RwSignal::new(draw());
    let agent = RwSignal::new(dart());
    let view_box = show.with_value(|show| art::view_box(&show.session.env().state().grid));
    let on_screen = page::on_screen(case);
    spawn_local(async move {
        if page::reduced_motion() {
            return;
        }
        let mut wait = STEP;
        loop {
            sleep(wait).await;
            let Some(seen) = on_screen.try_get_untracked() else { return };
            if !seen || page::is_hidden() {
                wait = STEP;
                continue;
            }
            let Some(next) = show.try_update_value(Show::advance) else { return };
            wait = next;
            let at = show.with_value(|show| show.session.at());
            layers.set(draw());
            agent.set(dart());
            playing.set((at, true));
        }
    });
    let floor = Memo::new(move |_| layers.with(|layers| layers.floor.clone()));
    let objects = Memo::new(move |_| layers.with(|layers| layers.objects.clone()));
    let light = Memo::new(move |_| layers.with(|layers| layers.light.clone()));
    view! {
        <div class="mini-case" node_ref=case>
            <svg viewBox=view_box style="isolation: isolate" aria-hidden="true">
                <g inner_html=move || floor.get()></g>
                <g inner_html=move || objects.get()></g>
                <g inner_html=move || light.get()></g>
                <g
                    class="dart-at"
                    style:transform=move || agent.with(|(_, at)| at.clone())
                    inner_html=move || agent.with(|(dart, _)| dart.clone())
                ></g>
            </svg>
        </div>
    }
}

/// The start of an episode as a still picture.
pub fn still(spec: WorldSpec, seed: Seed) -> String {
    let mut env = catalog::make(&spec);
    env.reset(seed);
    art::miniature(env.state(), &art::Options { show_all: true, ..art::Options::default() })
}
