//! A curve over the track: a number at each step.

use leptos::prelude::*;

use super::Rail;

/// The curve as steps in a box of `room` by 100 units, from one step to another. `heights` are the numbers from the start on, `most` is the
/// number at the top. Where a number is not known the curve breaks off. With `closed`, each piece goes down to the ground and back.
pub fn path(
    heights: &[Option<u32>],
    most: u32,
    (from, to): (usize, usize),
    closed: bool,
) -> String {
    let most = f64::from(most.max(1));
    let mut path = String::new();
    let mut piece = None;
    let close = |path: &mut String, piece: Option<usize>| {
        if let (Some(start), true) = (piece, closed) {
            path.push_str(&format!("V100H{start}z"));
        }
    };
    for step in from..=to.min(heights.len().saturating_sub(1)) {
        let Some(height) = heights.get(step).copied().flatten() else {
            close(&mut path, piece.take());
            continue;
        };
        let y = 100.0 - 92.0 * f64::from(height) / most;
        path +=
            &if piece.is_some() { format!("H{step}V{y:.1}") } else { format!("M{step} {y:.1}") };
        piece = piece.or(Some(step));
    }
    close(&mut path, piece);
    path
}

/// The curve, as soon as there is something to show. `path` makes it from one step to another, closed or not; both are tracked.
pub fn curve(
    name: String,
    is_there: impl Fn() -> bool + Send + Sync + 'static,
    path: impl Fn((usize, usize), bool) -> String + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let Rail { at, room, .. } = expect_context::<Rail>();
    let view_box = move || format!("0 0 {} 100", room.get().max(1));
    let end = usize::MAX - 1;
    view! {
        <Show when=is_there>
            <svg class="curve" viewBox=view_box preserveAspectRatio="none" aria-hidden="true">
                <path class="area" d=move || path((0, end), true) />
                <path class="line" d=move || path((at.get(), end), false) />
                <path class="line past" d=move || path((0, at.get()), false) />
            </svg>
            <span class="label curve-name">{name.clone()}</span>
        </Show>
    }
}
