//! The Scores tab: the return, why it is what it is, and the parts of the mission.

use leptos::prelude::*;

use super::in_grid::grid;
use super::playing::Stage;
use super::wall_text::parts;
use crate::env::World;
use crate::env::catalog::Family;
use crate::episode::Session;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::parts::model_scores;
use crate::ui::words;

/// The tab.
#[component]
pub fn ScoresTab() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let figure =
        move || stage.session.with(|session| words::reward(session.return_so_far(session.at())));
    let why = move || stage.session.with(why);
    let formula = move || stage.session.with(formula);
    let was_asked = stage.model.was_asked();
    view! {
        <div class="tab-body" role="tabpanel" id="tab-panel" aria-labelledby="tab-3" tabindex="-1">
            <section>
                <h3 class="label">{move || stage.session.with(|session| format!("Return at step {}", session.at()))}</h3>
                <p class="figure">{figure}</p>
                <p>{why}</p>
            </section>
            <section>
                <h3 class="label">"The reward of this episode"</h3>
                <p class="formula">{formula}</p>
                <p class="note">
                    "Success pays 1 − 0.9 × steps taken ÷ steps allowed, once. "
                    {match stage.entry().family {
                        Family::Balrog => "All else pays 0. BALROG’s progression is 1 as soon as any reward is above 0.",
                        Family::BabyAi | Family::Crafter => "All else pays 0.",
                        Family::MiniGrid => "All else pays 0; only running into a moving ball costs 1.",
                    }}
                </p>
            </section>
            <Verifier />
            <Baseline />
            {move || was_asked.get().then(model_scores)}
        </div>
    }
}

/// One sentence on why the return is what it is.
fn why(session: &Session<World>) -> String {
    let state = grid(session).state();
    let (at, allowed) = (session.at(), state.max_steps);
    match session.step(at) {
        Some(record) if record.terminated && record.reward > 0.0 => {
            format!("The mission was done at step {at} of {allowed} allowed: a success.")
        }
        Some(record) if record.reward < 0.0 => {
            "The agent ran into something: that costs 1 and ends the episode.".to_owned()
        }
        Some(record) if record.terminated => {
            "The mission failed for good: nothing is paid.".to_owned()
        }
        Some(record) if record.truncated => {
            format!("All {allowed} steps are used and the mission is not done: nothing is paid.")
        }
        _ if session.env().mission().is_empty() => {
            "Nothing is asked here, so nothing is paid.".to_owned()
        }
        _ => format!(
            "Nothing is paid before the mission is done; {} are left.",
            words::count((allowed - state.step_count) as usize, "step")
        ),
    }
}

/// The reward formula with this episode's numbers.
fn formula(session: &Session<World>) -> String {
    let state = grid(session).state();
    let last = session.step(session.at());
    let (steps, verb) = match last {
        Some(record) if record.is_over() => (state.step_count, "="),
        // What doing it with the next step would pay.
        _ => (state.step_count + 1, "with the next step ="),
    };
    if let Some(record) = last.filter(|record| record.is_over() && record.reward <= 0.0) {
        return format!("not paid: {}", words::reward(record.reward));
    }
    let reward = 1.0 - 0.9 * (f64::from(steps) / f64::from(state.max_steps));
    format!("1 − 0.9 × {steps} ÷ {} {verb} {}", state.max_steps, words::reward(reward))
}

/// The verifier's state of each part.
#[component]
fn Verifier() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let parts = Memo::new(move |_| stage.session.with(parts));
    let rows = move || {
        parts
            .get()
            .into_iter()
            .map(|part| {
                let (sign, state) = match (part.done_at, part.failed) {
                    (Some(step), _) => (
                        view! { <span class="good"><Pictogram icon=Icon::Check /></span> }
                            .into_any(),
                        format!("done at step {step}"),
                    ),
                    (None, true) => (
                        view! { <span class="bad"><Pictogram icon=Icon::X /></span> }.into_any(),
                        "failed".to_owned(),
                    ),
                    (None, false) => {
                        (view! { <span class="box"></span> }.into_any(), "open".to_owned())
                    }
                };
                view! {
                    <li class="score-part">
                        {sign}
                        <span>{part.text}</span>
                        <span class="note">{state}</span>
                    </li>
                }
            })
            .collect_view()
    };
    // Only missions in words have parts.
    view! {
        <Show when=move || parts.with(|parts| !parts.is_empty())>
            <section>
                <h3 class="label">"What the verifier has seen done"</h3>
                <ul>{rows}</ul>
            </section>
        </Show>
    }
}

/// What the expert would have got, from the start and from here.
#[component]
fn Baseline() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let allowed = stage.session.with_untracked(|session| grid(session).state().max_steps);
    let pays = move |steps: u32| words::reward(1.0 - 0.9 * (f64::from(steps) / f64::from(allowed)));
    let row = move |what: String, steps: Option<u32>| {
        let text = match steps {
            Some(steps) if steps <= allowed => {
                format!("{}, reward {}", words::count(steps as usize, "step"), pays(steps))
            }
            Some(_) => "too late: no reward".to_owned(),
            None => "finds no way".to_owned(),
        };
        view! { <div><dt>{what}</dt><dd>{text}</dd></div> }
    };
    let rows = move || {
        let at = stage.session.with(Session::at);
        let over = stage.session.with(Session::is_over);
        stage.steps_left.with(|left| {
            let from_start = row("from the start".to_owned(), left.at(0));
            let from_here = (at > 0 && !over).then(|| {
                row(format!("from step {at}, in all"), left.at(at).map(|left| left + at as u32))
            });
            view! { {from_start} {from_here} }
        })
    };
    view! {
        <section>
            <h3 class="label">{format!("The {}, for comparison", stage.expert())}</h3>
            <dl class="facts">{rows}</dl>
        </section>
    }
}
