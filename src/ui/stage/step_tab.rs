//! The Step tab: what the agent read, did and got, and what changed.

use leptos::prelude::*;

use super::in_grid::grid;
use super::playing::Stage;
use super::said::Said;
use crate::art::grid as art;
use crate::env::Env;
use crate::env::babyai::text;
use crate::env::minigrid::{Image, VIEW};
use crate::episode::{Change, Session, diff};
use crate::ui::app::Playground;
use crate::ui::panel::DigestFoot;
use crate::ui::words;

/// The fact that counts the steps.
pub const STEP_COUNT: &str = "step";

/// The tab.
#[component]
pub fn StepTab() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let observation =
        Memo::new(move |_| stage.session.with(|session| text::describe(&grid(session).observe())));
    view! {
        <div class="tab-body" role="tabpanel" id="tab-panel" aria-labelledby="tab-0" tabindex="-1">
            <StepHead />
            <section>
                <h3 class="label">"Observation, as the agent reads it"</h3>
                {move || {
                    let text = observation.get();
                    if text.is_empty() {
                        view! { <p class="note">"Empty: nothing is in view but floor, and the text is an empty line."</p> }.into_any()
                    } else {
                        view! { <pre class="exact">{text}</pre> }.into_any()
                    }
                }}
                <details class="numbers">
                    <summary class="label">"As numbers, 7 × 7 × 3"</summary>
                    <pre>{move || stage.session.with(|session| numbers(&grid(session).observe().image))}</pre>
                </details>
            </section>
            <Said />
            <OwnView />
            <WhatChanged />
            <Outcome />
        </div>
        <StateFoot />
    }
}

/// Which step it is, of how many that are allowed, and what was done.
#[component]
pub fn StepHead() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let heading = move || match stage.session.with(Session::at) {
        0 => "Start".to_owned(),
        step => format!("Step {step}"),
    };
    let allowed = move || {
        let most = stage.session.with(|session| session.env().max_steps());
        most.map(|most| format!("of {} allowed", words::thousands(most as usize)))
    };
    let action = move || {
        stage
            .session
            .with(|session| session.step(session.at()).map(|record| record.action.as_str()))
    };
    view! {
        <div class="tab-head">
            <h2>{heading}</h2>
            <span class="quiet">{allowed}</span>
            <span class="mono">{action}</span>
        </div>
    }
}

/// The image that an agent gets, row by row as it looks: kind, colour and state of each cell.
fn numbers(image: &Image) -> String {
    let cell = |x: usize, y: usize| {
        let [kind, color, state] = image[x][y];
        format!("{kind:>2} {color} {state}")
    };
    let row = |y: usize| (0..VIEW).map(|x| cell(x, y)).collect::<Vec<_>>().join("  ");
    (0..VIEW).map(row).collect::<Vec<_>>().join("\n")
}

#[component]
fn OwnView() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let prefs = expect_context::<Playground>().prefs;
    let picture = Memo::new(move |_| {
        let options = art::Options {
            original_colors: prefs.original_colors.get(),
            letters: prefs.letters.get(),
            id: 2,
            ..art::Options::default()
        };
        stage.session.with(|session| art::own_view(&grid(session).state().view(), &options))
    });
    let reward = move || {
        stage.session.with(|session| {
            words::reward(session.step(session.at()).map_or(0.0, |record| record.reward))
        })
    };
    let so_far =
        move || stage.session.with(|session| words::reward(session.return_so_far(session.at())));
    let left = move || {
        stage.session.with(|session| {
            let state = grid(session).state();
            state.max_steps - state.step_count.min(state.max_steps)
        })
    };
    let way = move || {
        let at = stage.session.with(Session::at);
        match stage.steps_left.with(|left| left.at(at)) {
            Some(left) => words::count(left as usize, "step"),
            None => "–".to_owned(),
        }
    };
    let lost = move || {
        let at = stage.session.with(Session::at);
        match stage.steps_left.with(|left| left.lost(at)) {
            Some(lost) => words::count(lost as usize, "step"),
            None => "–".to_owned(),
        }
    };
    let faces = move || stage.session.with(|session| grid(session).state().dir.as_str());
    view! {
        <section class="view-row">
            <div class="view-frame" inner_html=move || picture.get()></div>
            <div>
                <h3 class="label">"Its own view, 7 × 7"</h3>
                <dl class="facts">
                    <div><dt>"reward"</dt><dd>{reward}</dd></div>
                    <div><dt>"return so far"</dt><dd>{so_far}</dd></div>
                    <div><dt>"steps allowed still"</dt><dd>{left}</dd></div>
                    <div><dt>{format!("{} needs", stage.expert())}</dt><dd>{way}</dd></div>
                    <div><dt>"lost by this step"</dt><dd>{lost}</dd></div>
                    <div><dt>"faces"</dt><dd>{faces}</dd></div>
                </dl>
            </div>
        </section>
    }
}

/// One change as "path: old → new".
pub fn change_row(change: Change) -> impl IntoView {
    view! {
        <dt>{change.path}</dt>
        <dd>
            <span class="old">{change.before}</span>
            <span class="to">" → "</span>
            <span class="new">{change.after}</span>
        </dd>
    }
}

#[component]
pub fn WhatChanged() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let changes = Memo::new(move |_| {
        stage.session.with(|session| {
            let before = session.at().checked_sub(1)?;
            let mut changes = diff(&session.env_at(before), session.env());
            // The count of steps always changes; the heading says it.
            changes.retain(|change| change.path != STEP_COUNT);
            Some((before, changes))
        })
    });
    move || {
        changes.get().map(|(before, changes)| {
            let none = changes.is_empty();
            view! {
                <section>
                    <h3 class="label">{format!("What changed since step {before}")}</h3>
                    <Show when=move || none>
                        <p class="note">"Nothing but the count of steps."</p>
                    </Show>
                    <dl class="changes">{changes.into_iter().map(change_row).collect_view()}</dl>
                </section>
            }
        })
    }
}

/// How the episode ended, where it ended.
#[component]
fn Outcome() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let text = move || {
        stage.session.with(|session| {
            let record = session.step(session.at())?;
            let text = match (record.terminated, record.truncated) {
                (true, _) if record.reward > 0.0 => {
                    "The mission is done: the episode terminated here."
                }
                (true, _) => "The mission failed: the episode terminated here.",
                (false, true) => "The step budget is used up: the episode was truncated here.",
                (false, false) => return None,
            };
            Some((text, record.reward > 0.0))
        })
    };
    move || text().map(|(text, good)| view! { <p class:good=good class:bad=!good>{text}</p> })
}

/// The state's digest, to be copied.
#[component]
pub fn StateFoot() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let digest =
        Memo::new(move |_| stage.session.with(|session| session.env().digest().to_string()));
    view! { <DigestFoot digest /> }
}
