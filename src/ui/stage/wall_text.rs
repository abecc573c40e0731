//! The text on the wall beside the case: mission, its parts, what is carried.

use leptos::prelude::*;

use super::in_grid::grid;
use super::playing::Stage;
use crate::art::grid as art;
use crate::env::World;
use crate::env::catalog::Family;
use crate::episode::Session;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::words;

/// A part of the mission at the cursor.
#[derive(Clone, PartialEq)]
pub struct PartState {
    /// What is asked.
    pub text: String,
    /// The step at which it was done, if it is done at the cursor.
    pub done_at: Option<usize>,
    /// It can no longer be done.
    pub failed: bool,
}

/// The mission's parts at the cursor, with the steps at which they were done.
pub fn parts(session: &Session<World>) -> Vec<PartState> {
    let Some(task) = grid(session).task() else { return Vec::new() };
    // Each step marked as a subgoal did one part more; parts are done in the order of these steps.
    let mut done_steps = (1..=session.at())
        .filter(|&step| session.step(step).is_some_and(|record| record.subgoal))
        .collect::<Vec<_>>()
        .into_iter();
    let state = |part: crate::env::babyai::Part| PartState {
        text: part.text,
        done_at: if part.done { done_steps.next().or(Some(session.at())) } else { None },
        failed: part.failed,
    };
    task.parts().into_iter().map(state).collect()
}

/// Characters from which a mission is set smaller.
const LONG: usize = 64;

/// The wall text.
#[component]
pub fn WallText() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let about = move || {
        stage.session.with(|session| {
            let grid = &grid(session).state().grid;
            let more = match stage.spec.distractors {
                0 => String::new(),
                1 => ", one more object".to_owned(),
                count => format!(", {count} more objects"),
            };
            let name = match stage.entry().family {
                Family::Balrog => "BabyAI-Text",
                family => family.as_str(),
            };
            format!("{name}, {} × {}{more}", grid.width(), grid.height())
        })
    };
    let mission = stage.session.with_untracked(|session| match session.env().mission() {
        "" => "Nothing is asked here: look around.".to_owned(),
        mission => format!("{mission}."),
    });
    let parts = Memo::new(move |_| stage.session.with(parts));
    let carried = Memo::new(move |_| {
        stage.session.with(|session| {
            let cell = grid(session).state().carrying;
            (!cell.is_empty())
                .then(|| (art::thing(cell, &art::Options::default()), art::name(cell)))
        })
    });
    let away = move || {
        let at = stage.session.with(Session::at);
        stage.steps_left.with(|left| left.at(at))
    };
    let part = move |part: PartState, next: bool| {
        let sign = match (&part.done_at, part.failed) {
            (Some(_), _) => {
                view! { <span class="good"><Pictogram icon=Icon::Check /></span> }.into_any()
            }
            (None, true) => {
                view! { <span class="bad"><Pictogram icon=Icon::X /></span> }.into_any()
            }
            (None, false) => view! { <span class="box"></span> }.into_any(),
        };
        let when = match (part.done_at, part.failed) {
            (Some(step), _) => format!("step {step}"),
            (None, true) => "failed".to_owned(),
            (None, false) if next => {
                away().map_or(String::new(), |left| words::count(left as usize, "step") + " to go")
            }
            (None, false) => String::new(),
        };
        view! {
            <li>
                {sign}
                <span>{part.text}</span>
                <em class="label when">{when}</em>
            </li>
        }
    };
    let list = move || {
        let parts = parts.get();
        let last_open = parts.iter().rposition(|part| part.done_at.is_none());
        parts
            .into_iter()
            .enumerate()
            .map(|(index, state)| part(state, Some(index) == last_open))
            .collect_view()
    };
    view! {
        <div class="wall-head">
            <p class="label">{about}</p>
            <p class="mission" class:long={mission.len() > LONG}>{mission.clone()}</p>
            <ul class="parts" aria-label="Parts of the mission">{list}</ul>
            <p class="carrying">
                <span class="label">"carrying"</span>
                {move || match carried.get() {
                    Some((picture, name)) => view! { <span inner_html=picture></span><span>{name}</span> }.into_any(),
                    None => view! { <span class="quiet">"nothing"</span> }.into_any(),
                }}
            </p>
            <Refusal />
        </div>
    }
}

/// Why the last wish was not done.
#[component]
pub fn Refusal() -> impl IntoView {
    let stage = expect_context::<Stage>();
    move || {
        stage.playback.refusal.get().map(|why| {
            view! {
                <div class="notice bad" role="alert">
                    <Pictogram icon=Icon::TriangleAlert />
                    <p>{why}</p>
                </div>
            }
        })
    }
}
