//! The Step tab: what the agent read, did and got, and what changed.

use leptos::prelude::*;

use super::game;
use super::moves::ProbeTable;
use super::semantic::SemanticMap;
use crate::agent::rollout::Told;
use crate::ui::stage::playing::Stage;
use crate::ui::stage::said::Said;
use crate::ui::stage::step_tab::{StateFoot, StepHead, WhatChanged};
use crate::ui::words;

/// The tab.
#[component]
pub fn StepTab() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let observation = Memo::new(move |_| {
        stage.session.with(|session| session.env().tell(&session.observation()).whole())
    });
    let reward = move || {
        stage.session.with(|session| {
            words::reward(session.step(session.at()).map_or(0.0, |record| record.reward))
        })
    };
    let light = move || {
        stage.session.with(|session| format!("{:.0} %", 100.0 * game(session).game().daylight()))
    };
    view! {
        <div class="tab-body" role="tabpanel" id="tab-panel" aria-labelledby="tab-0" tabindex="-1">
            <StepHead />
            <section>
                <h3 class="label">"Observation, as BALROG’s agents read it"</h3>
                <pre class="exact">{move || observation.get()}</pre>
            </section>
            <Said />
            <section>
                <dl class="facts">
                    <div><dt>"reward"</dt><dd>{reward}</dd></div>
                    <div><dt>"light"</dt><dd>{light}</dd></div>
                </dl>
            </section>
            <WhatChanged />
            <Outcome />
            <ProbeTable />
            <SemanticMap />
        </div>
        <StateFoot />
    }
}

/// How the episode ended, where it ended.
#[component]
fn Outcome() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let text = move || {
        let record = stage.session.with(|session| {
            session.step(session.at()).map(|record| (record.terminated, record.truncated))
        });
        match record {
            Some((true, _)) => Some(("The player died: the episode terminated here.", true)),
            Some((false, true)) => {
                Some(("The game’s length is reached: the episode was truncated here.", false))
            }
            _ => None,
        }
    };
    move || text().map(|(text, bad)| view! { <p class:bad=bad>{text}</p> })
}
