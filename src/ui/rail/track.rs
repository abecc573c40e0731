//! The line: ticks, marks, numbers, the needle. Drag, click or roll to scrub.

use std::collections::BTreeMap;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Rail, Wish, percent};
use crate::episode::{Mark, MarkKind, drawn};
use crate::ui::marks::MarkShape;

/// Above this many steps the ticks between the numbers vanish.
const MOST_TICKS: usize = 160;

#[component]
pub fn Track(under: Option<AnyView>) -> impl IntoView {
    let rail = expect_context::<Rail>();
    let Rail { at, len, room, .. } = rail;
    let dragging = RwSignal::new(false);
    let go = move |event: &web_sys::PointerEvent| {
        let Some(track) = event.current_target() else { return };
        let bounds = track.unchecked_into::<web_sys::Element>().get_bounding_client_rect();
        let part = (f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0);
        let step = (part * room.get_untracked() as f64).round().max(0.0) as usize;
        let step = step.min(len.get_untracked());
        if step != at.get_untracked() || rail.playing.get_untracked() {
            rail.wish(Wish::Jump(step));
        }
    };
    let down = move |event: web_sys::PointerEvent| {
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
        rail.wish(if event.delta_y() > 0.0 { Wish::On } else { Wish::Back });
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        rail.wish(match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => Wish::Back,
            "ArrowRight" | "ArrowUp" => Wish::On,
            _ => return,
        });
        event.prevent_default();
        event.stop_propagation();
    };
    let ticks = move || {
        let room = room.get();
        let every = if room <= MOST_TICKS { 1 } else { room.max(1) };
        (0..=room)
            .step_by(every)
            .map(|step| {
                view! { <i class="tick" class:past=move || step <= at.get() style:left=percent(step, room)></i> }
            })
            .collect_view()
    };
    let numbers = move || {
        let room = room.get();
        numbered(room)
            .into_iter()
            .map(|step| view! { <span class="number" style:left=percent(step, room)>{step}</span> })
            .collect_view()
    };
    let marks = move || {
        let room = room.get();
        stacked(drawn(rail.marks.get(), room))
            .into_iter()
            .map(|(Mark { step, kind }, level)| {
                let top = format!("{}px", 32 - 15 * level);
                view! {
                    <span class="at-mark" style:left=percent(step, room) style:top=top>
                        <MarkShape kind />
                    </span>
                }
            })
            .collect_view()
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
            {under}
            <span class="rail"></span>
            <span class="rail past" style:width=move || percent(at.get(), room.get())></span>
            {ticks}
            {marks}
            {numbers}
            <span class="needle" style:left=move || percent(at.get(), room.get())></span>
            <span class="plate" style:left=move || percent(at.get(), room.get())>{at}</span>
        </div>
    }
}

/// The marks with how many of the same step are below each; what is rare comes last, to be drawn over what repeats.
fn stacked(marks: Vec<Mark>) -> Vec<(Mark, i32)> {
    let mut levels = BTreeMap::<usize, i32>::new();
    let marks = marks.into_iter().filter(|mark| mark.kind != MarkKind::Fork);
    let mut marks: Vec<(Mark, i32)> = marks
        .map(|mark| {
            let level = levels.entry(mark.step).or_default();
            *level += 1;
            (mark, *level - 1)
        })
        .collect();
    marks.sort_by_key(|(mark, _)| !mark.kind.repeats());
    marks
}

/// The steps whose numbers stand under a track of so many: eight or so, and the last.
fn numbered(room: usize) -> Vec<usize> {
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
}
