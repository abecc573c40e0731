//! The transport: to the start, back, play, on, to the end; speed, legend, seal.

use leptos::prelude::*;

use super::{Rail, SPEEDS, Seal, Wish};
use crate::episode::{MarkKind, Verdict};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::marks::MarkShape;
use crate::ui::words;
use crate::web::page;

#[component]
pub fn Transport(legend: Option<AnyView>) -> impl IntoView {
    let rail = expect_context::<Rail>();
    let at_start = move || rail.at.get() == 0;
    let at_end = move || rail.at.get() == rail.len.get();
    let kinds = move || {
        let mut kinds: Vec<MarkKind> =
            rail.marks.with(|marks| marks.iter().map(|mark| mark.kind).collect());
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    };
    let play_name = move || if rail.playing.get() { "Stop" } else { "Play" };
    view! {
        <div class="transport" role="group" aria-label="Transport" on:mousedown=page::keep_focus>
            <button class="icon-button" aria-label="To the start" title="To the start (Home)" disabled=at_start on:click=move |_| rail.wish(Wish::Jump(0))>
                <Pictogram icon=Icon::SkipBack />
            </button>
            <button class="icon-button" aria-label="Step back" title="Step back (← or Shift ←)" disabled=at_start on:click=move |_| rail.wish(Wish::Back)>
                <Pictogram icon=Icon::ChevronLeft />
            </button>
            <button
                class="play"
                aria-label=play_name
                title=move || format!("{} (Space)", play_name())
                disabled=move || !rail.playing.get() && !rail.can_play.get()
                on:click=move |_| rail.wish(Wish::Play)
            >
                {move || view! { <Pictogram icon=if rail.playing.get() { Icon::Pause } else { Icon::Play } /> }}
            </button>
            <button class="icon-button" aria-label="Step forward" title="Step forward (→ or Shift →)" disabled=move || !rail.can_step.get() on:click=move |_| rail.wish(Wish::On)>
                <Pictogram icon=Icon::ChevronRight />
            </button>
            <button class="icon-button" aria-label="To the end" title="To the end (End)" disabled=at_end on:click=move |_| rail.wish(Wish::Jump(usize::MAX))>
                <Pictogram icon=Icon::SkipForward />
            </button>
            <button class="count" title="Go to a step (G)" on:click=move |_| rail.wish(Wish::GoTo)>
                <b>{rail.at}</b>
                " of "
                {rail.len}
            </button>
            <Speed />
            <div class="legend" aria-hidden="true">
                {legend}
                {move || kinds().into_iter().map(|kind| view! { <span><MarkShape kind />{kind.as_str()}</span> }).collect_view()}
            </div>
            <span class="legend-keys" aria-hidden="true">
                <Show when=move || rail.marks.with(|marks| !marks.is_empty())>
                    <kbd title="Previous mark">","</kbd>
                    <kbd title="Next mark">"."</kbd>
                </Show>
            </span>
            <Show when=move || rail.can_take_over.get()>
                <button class="button take-over" on:click=move |_| rail.wish(Wish::TakeOver)>
                    <Pictogram icon=Icon::GitFork />
                    "Take over"
                </button>
            </Show>
            <SealView />
        </div>
    }
}

#[component]
fn Speed() -> impl IntoView {
    let rail = expect_context::<Rail>();
    view! {
        <span class="speed" role="group" aria-label="Speed">
            <button aria-label="Slower" title="Slower" disabled=move || rail.speed.get() == 0 on:click=move |_| rail.wish(Wish::Speed { faster: false })>
                <kbd>"["</kbd>
            </button>
            <span class="now" aria-live="polite">{move || format!("{}×", SPEEDS[rail.speed.get()])}</span>
            <button aria-label="Faster" title="Faster" disabled=move || rail.speed.get() + 1 == SPEEDS.len() on:click=move |_| rail.wish(Wish::Speed { faster: true })>
                <kbd>"]"</kbd>
            </button>
        </span>
    }
}

/// What the check of a shared replay found.
#[component]
fn SealView() -> impl IntoView {
    let rail = expect_context::<Rail>();
    move || {
        match rail.seal.get() {
        Seal::None => None,
        Seal::Checked(Verdict::Verified { steps }) => Some(
            view! {
                <span class="seal good" role="status">
                    <Pictogram icon=Icon::BadgeCheck />
                    {format!("Verified: {} of {} replayed alike", words::thousands(steps), words::count(steps, "step"))}
                </span>
            }
            .into_any(),
        ),
        Seal::Checked(Verdict::DivergesAt { step, reason }) => Some(
            view! {
                <button class="seal bad" title=words::sentence(&reason.to_string()) on:click=move |_| rail.wish(Wish::Jump(step))>
                    <Pictogram icon=Icon::TriangleAlert />
                    {format!("Diverges at step {step}")}
                </button>
            }
            .into_any(),
        ),
    }
    }
}
