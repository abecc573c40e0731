//! The timeline: transport, the line with its marks, and where one may go from here.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::crafter;
use super::curve::Curve;
use super::forks::Forks;
use super::marks::{MarkShape, legend};
use super::playing::{SPEEDS, Seal, Stage};
use crate::env::World;
use crate::env::catalog::Family;
use crate::episode::{Mark, MarkKind, Player, Session, Verdict, marks};
use crate::ui::dialog::Dialog;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::words;
use crate::web::page;

/// Above this many steps the ticks between the numbers vanish.
const MOST_TICKS: usize = 160;

/// The strip under the world.
#[component]
pub fn Timeline() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let line_marks = Memo::new(move |_| stage.session.with(marks));
    view! {
        <section class="timeline" aria-label="Timeline">
            <Transport line_marks />
            <Track line_marks />
            <Forks />
        </section>
    }
}

/// Steps that the track has room for: the line as it is when the episode is over, otherwise the next
/// of a few lengths, so that the track does not change with every step.
pub fn track_len(session: &Session<World>) -> usize {
    let len = session.line_len();
    if session.is_line_over() {
        return len;
    }
    [16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 576, 768, 1152, 2048]
        .into_iter()
        .find(|&room| len < room)
        .unwrap_or(len.next_multiple_of(1000) + 1000)
}

/// Where a step stands on the track, in per cent.
pub fn percent(step: usize, room: usize) -> String {
    format!("{:.3}%", 100.0 * step as f64 / room.max(1) as f64)
}

#[component]
fn Transport(line_marks: Memo<Vec<Mark>>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let at_start = move || stage.session.with(|session| session.at() == 0);
    let at_end = move || stage.session.with(Session::is_at_end);
    let can_step = move || {
        !at_end()
            || (!stage.session.with(Session::is_over)
                && super::playing::plays_itself(stage.player.get()))
    };
    let shown = move || {
        let mut kinds: Vec<MarkKind> =
            line_marks.with(|marks| marks.iter().map(|mark| mark.kind).collect());
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    };
    let any_lost = move || {
        let len = stage.session.with(Session::line_len);
        stage
            .steps_left
            .with(|left| (1..=len).any(|step| left.lost(step).is_some_and(|lost| lost > 0)))
    };
    let play_name = move || if stage.playing.get() { "Stop" } else { "Play" };
    view! {
        <div class="transport" role="group" aria-label="Transport" on:mousedown=page::keep_focus>
            <button class="icon-button" aria-label="To the start" title="To the start (Home)" disabled=at_start on:click=move |_| { stage.stop(); stage.jump(0); }>
                <Pictogram icon=Icon::SkipBack />
            </button>
            <button class="icon-button" aria-label="Step back" title="Step back (← or Shift ←)" disabled=at_start on:click=move |_| stage.back()>
                <Pictogram icon=Icon::ChevronLeft />
            </button>
            <button
                class="play"
                aria-label=play_name
                title=move || format!("{} (Space)", play_name())
                disabled=move || !stage.playing.get() && !stage.can_play()
                on:click=move |_| stage.toggle_play()
            >
                {move || view! { <Pictogram icon=if stage.playing.get() { Icon::Pause } else { Icon::Play } /> }}
            </button>
            <button class="icon-button" aria-label="Step forward" title="Step forward (→ or Shift →)" disabled=move || !can_step() on:click=move |_| stage.step_on()>
                <Pictogram icon=Icon::ChevronRight />
            </button>
            <button class="icon-button" aria-label="To the end" title="To the end (End)" disabled=at_end on:click=move |_| { stage.stop(); stage.jump(usize::MAX); }>
                <Pictogram icon=Icon::SkipForward />
            </button>
            <button class="count" title="Go to a step (G)" on:click=move |_| stage.go_open.set(true)>
                <b>{move || stage.session.with(Session::at)}</b>
                " of "
                {move || stage.session.with(Session::line_len)}
            </button>
            <Speed />
            <div class="legend" aria-hidden="true">
                <Show when=any_lost>
                    <span><i class="lost-sign"></i>"steps lost"</span>
                </Show>
                {move || shown().into_iter().map(|kind| view! { <span><MarkShape kind />{legend(kind)}</span> }).collect_view()}
            </div>
            <span class="legend-keys" aria-hidden="true">
                <Show when=move || line_marks.with(|marks| !marks.is_empty())>
                    <kbd title="Previous mark">","</kbd>
                    <kbd title="Next mark">"."</kbd>
                </Show>
            </span>
            <Show when=move || stage.player.get() != Player::Person>
                <button class="button take-over" on:click=move |_| stage.take_over()>
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
    let stage = expect_context::<Stage>();
    view! {
        <span class="speed" role="group" aria-label="Speed">
            <button aria-label="Slower" title="Slower" disabled=move || stage.speed.get() == 0 on:click=move |_| stage.change_speed(false)>
                <kbd>"["</kbd>
            </button>
            <span class="now" aria-live="polite">{move || format!("{}×", SPEEDS[stage.speed.get()])}</span>
            <button aria-label="Faster" title="Faster" disabled=move || stage.speed.get() + 1 == SPEEDS.len() on:click=move |_| stage.change_speed(true)>
                <kbd>"]"</kbd>
            </button>
        </span>
    }
}

/// What the check of a shared replay found.
#[component]
fn SealView() -> impl IntoView {
    let stage = expect_context::<Stage>();
    move || {
        match stage.seal.get() {
        Seal::None => None,
        Seal::Checked(Verdict::Verified { steps }) => Some(
            view! {
                <span class="seal good" role="status">
                    <Pictogram icon=Icon::BadgeCheck />
                    {format!("Verified: {} of {} replayed alike", steps, words::count(steps, "step"))}
                </span>
            }
            .into_any(),
        ),
        Seal::Checked(Verdict::DivergesAt { step, reason }) => Some(
            view! {
                <button class="seal bad" title=words::sentence(&reason.to_string()) on:click=move |_| stage.jump(step)>
                    <Pictogram icon=Icon::TriangleAlert />
                    {format!("Diverges at step {step}")}
                </button>
            }
            .into_any(),
        ),
    }
    }
}

/// The line: ticks, marks, numbers, the needle. Drag, click or roll to scrub.
#[component]
fn Track(line_marks: Memo<Vec<Mark>>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let room = Memo::new(move |_| stage.session.with(track_len));
    let at = Memo::new(move |_| stage.session.with(Session::at));
    let len = Memo::new(move |_| stage.session.with(Session::line_len));
    let is_crafter = stage.entry().family == Family::Crafter;
    let dragging = RwSignal::new(false);
    let go = move |event: &web_sys::PointerEvent| {
        let Some(track) = event.current_target() else { return };
        let bounds = track.unchecked_into::<web_sys::Element>().get_bounding_client_rect();
        let part = (f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0);
        let step = (part * room.get_untracked() as f64).round().max(0.0) as usize;
        let step = step.min(len.get_untracked());
        if step != at.get_untracked() {
            stage.jump(step);
        }
    };
    let down = move |event: web_sys::PointerEvent| {
        stage.stop();
        dragging.set(true);
        if let Some(track) = event.current_target() {
            // A pointer that has just gone cannot be held, and need not be.
            let _ =
                track.unchecked_into::<web_sys::Element>().set_pointer_capture(event.pointer_id());
        }
        go(&event);
    };
    let roll = move |event: web_sys::WheelEvent| {
        event.prevent_default();
        if event.delta_y() > 0.0 { stage.step_on() } else { stage.back() }
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => stage.back(),
            "ArrowRight" | "ArrowUp" => stage.step_on(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let ticks = move || {
        let room = room.get();
        let every = if room <= MOST_TICKS { 1 } else { room };
        (0..=room)
            .step_by(every)
            .map(|step| {
                view! { <i class="tick" class:past=move || step <= at.get() style:left=percent(step, room)></i> }
            })
            .collect_view()
    };
    let numbers = move || {
        let room = room.get();
        let every = [1, 2, 4, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000]
            .into_iter()
            .find(|every| room / every <= 8)
            .unwrap_or(20_000);
        let mut steps: Vec<usize> = (0..=room).step_by(every).collect();
        if steps.last().is_some_and(|&last| last < room) {
            if steps.last().is_some_and(|&last| room - last < every.div_ceil(2)) {
                steps.pop();
            }
            steps.push(room);
        }
        steps
            .into_iter()
            .map(|step| view! { <span class="number" style:left=percent(step, room)>{step}</span> })
            .collect_view()
    };
    let marks = move || {
        let room = room.get();
        let mut stacked = std::collections::BTreeMap::<usize, usize>::new();
        line_marks
            .get()
            .into_iter()
            .filter(|mark| mark.kind != MarkKind::Fork)
            .map(|mark| {
                let level = stacked.entry(mark.step).or_default();
                let top = format!("{}px", 32 - 15 * *level as i32);
                *level += 1;
                view! {
                    <span class="at-mark" style:left=percent(mark.step, room) style:top=top>
                        <MarkShape kind=mark.kind />
                    </span>
                }
            })
            .collect_view()
    };
    let lost = move || {
        let room = room.get();
        stage.steps_left.with(|left| {
            let lost = |step: usize| left.lost(step).filter(|&lost| lost > 0).map(|lost| (step, lost));
            (1..=len.get())
                .filter_map(lost)
                .map(|(step, lost)| {
                    let height = format!("{}px", (2 + 2 * lost).min(12));
                    view! { <i class="lost" style:left=percent(step - 1, room) style:width=percent(1, room) style:height=height></i> }
                })
                .collect_view()
        })
    };
    view! {
        <div
            class="track"
            role="slider"
            tabindex="0"
            aria-label="Step"
            aria-valuemin="0"
            aria-valuemax=move || len.get()
            aria-valuenow=move || at.get()
            aria-valuetext=move || format!("step {} of {}", at.get(), len.get())
            on:pointerdown=down
            on:pointermove=move |event| if dragging.get_untracked() { go(&event) }
            on:pointerup=move |_| dragging.set(false)
            on:pointercancel=move |_| dragging.set(false)
            on:wheel=roll
            on:keydown=keys
        >
            {is_crafter.then(|| view! { <crafter::Nights room /> })}
            <Curve room />
            <span class="rail"></span>
            <span class="rail past" style:width=move || percent(at.get(), room.get())></span>
            {lost}
            {ticks}
            {marks}
            {numbers}
            <span class="needle" style:left=move || percent(at.get(), room.get())></span>
            <span class="plate" style:left=move || percent(at.get(), room.get())>{move || at.get()}</span>
        </div>
    }
}

/// Asks for a step's number.
#[component]
pub fn GoToStepDialog() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let go = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let form = event_target::<web_sys::HtmlFormElement>(&event);
        let typed = form
            .elements()
            .named_item("step")
            .map(JsCast::unchecked_into::<web_sys::HtmlInputElement>);
        if let Some(step) = typed.and_then(|field| field.value().trim().parse().ok()) {
            stage.stop();
            stage.jump(step);
            stage.go_open.set(false);
        }
    };
    view! {
        <Dialog open=stage.go_open title="Go to a step" width=360>
            <form class="go-form" on:submit=go>
                <label for="go-step" class="label">
                    {move || format!("a number from 0 to {}", stage.session.with(Session::line_len))}
                </label>
                <input
                    id="go-step"
                    name="step"
                    class="field"
                    type="number"
                    min="0"
                    max=move || stage.session.with(Session::line_len)
                    prop:value=stage.session.with_untracked(Session::at)
                    autofocus
                    required
                />
                <button class="button primary">"Go"</button>
            </form>
        </Dialog>
    }
}
