//! Day, night and sleep as light over the view, and what a step did to the player.
//!
//! The original drowns the rim of the picture in grey noise, drawn from the game's own generator. Here
//! the night is a veil that is thinnest at the player, and nothing is drawn from anywhere.

use super::{Options, Window};
use crate::art::svg::{UNIT, put};
use crate::env::crafter::{Game, Outcome};

/// From this much light on there is no night at all.
const DAY: f64 = 0.75;
/// How far the darkness takes to be complete, in hundredths of the view's width.
const RIM: i32 = 56;
/// How far the player's own lamp reaches: 2.6 cells.
const LAMP: i32 = UNIT * 26 / 10;
/// How far the daylight reaches before it falls off: 6.5 cells, as in the grid worlds.
const REACH: i32 = UNIT * 13 / 2;
/// A five-pointed star around nothing, 10 units out.
pub(super) const STAR: &str =
    "M0-10L2.4-3.2 9.5-3.1 3.8 1.2 5.9 8.1 0 4 -5.9 8.1 -3.8 1.2 -9.5-3.1 -2.4-3.2z";

/// How dark it is drawn, from 0 (day) to 1 (the middle of the night), in hundredths.
pub fn darkness(daylight: f64) -> u32 {
    ((DAY - daylight) / DAY * 100.0).clamp(0.0, 100.0).round() as u32
}

/// The light over a view of a window's size, whose first cell is at 0, 0: the player stands in its
/// middle.
pub(super) fn light(game: &Game, options: &Options) -> String {
    let view = Window::seen(game);
    let (columns, rows) = (i32::from(view.width), i32::from(view.height));
    let (cx, cy) = (columns / 2 * UNIT + UNIT / 2, rows / 2 * UNIT + UNIT / 2);
    let (wide, high) = (columns * UNIT, rows * UNIT);
    let all = format!("M0 0h{wide}v{high}H0z");
    // The name says all that the gradients depend on: two views may share them without harm.
    let name = format!("{}-{columns}x{rows}", options.id);
    let mut out = String::with_capacity(2048);
    put!(
        &mut out,
        "<radialGradient id=\"day-{name}\" gradientUnits=\"userSpaceOnUse\" cx=\"{cx}\" cy=\"{cy}\" \
         r=\"{REACH}\"><stop offset=\".3\" stop-color=\"var(--falloff,#5a3e1c)\" stop-opacity=\"0\"/>\
         <stop offset=\"1\" stop-color=\"var(--falloff,#5a3e1c)\" \
         stop-opacity=\"var(--falloff-opacity,.2)\"/></radialGradient><path class=\"falloff\" d=\"{all}\" \
         fill=\"url(#day-{name})\" style=\"mix-blend-mode:multiply\"/>"
    );
    let dark = if options.show_all { 0 } else { darkness(game.daylight()) };
    if dark > 0 {
        let rim = wide * RIM / 100;
        let dark = hundredths(dark);
        put!(
            &mut out,
            "<radialGradient id=\"night-{name}\" gradientUnits=\"userSpaceOnUse\" cx=\"{cx}\" \
             cy=\"{cy}\" r=\"{rim}\"><stop offset=\".12\" stop-color=\"#0a1430\" stop-opacity=\"0\"/>\
             <stop offset=\".5\" stop-color=\"#0a1430\" stop-opacity=\".55\"/>\
             <stop offset=\"1\" stop-color=\"#050a1c\" stop-opacity=\".93\"/></radialGradient>\
             <radialGradient id=\"lamp-{name}\" gradientUnits=\"userSpaceOnUse\" cx=\"{cx}\" \
             cy=\"{cy}\" r=\"{LAMP}\"><stop stop-color=\"#ffc090\" stop-opacity=\".36\"/>\
             <stop offset=\"1\" stop-color=\"#ffc090\" stop-opacity=\"0\"/></radialGradient>\
             <path class=\"dusk\" d=\"{all}\" fill=\"#203a78\" fill-opacity=\".25\" opacity=\"{dark}\" \
             style=\"mix-blend-mode:multiply\"/><path class=\"night\" d=\"{all}\" \
             fill=\"url(#night-{name})\" opacity=\"{dark}\"/><path class=\"lamp\" d=\"{all}\" \
             fill=\"url(#lamp-{name})\" opacity=\"{dark}\" style=\"mix-blend-mode:soft-light\"/>"
        );
    }
    if game.player().sleeping && !options.show_all {
        put!(
            &mut out,
            "<path class=\"asleep\" d=\"{all}\" fill=\"#808080\" style=\"mix-blend-mode:saturation\"/>\
             <path class=\"asleep\" d=\"{all}\" fill=\"#000010\" fill-opacity=\".5\"/>"
        );
    }
    out
}

/// What the last step did to the player, over the same view: a frame of the class `hurt` when health
/// went, a star of the class `unlock` over the player when something was achieved.
pub(super) fn flash(game: &Game, last: Option<&Outcome>) -> String {
    let Some(last) = last else { return String::new() };
    let view = Window::seen(game);
    let (wide, high) = (i32::from(view.width) * UNIT, i32::from(view.height) * UNIT);
    let mut out = String::new();
    if health_change(last) < 0 {
        let (wide, high) = (wide - 8, high - 8);
        put!(
            &mut out,
            "<path class=\"hurt\" d=\"M4 4h{wide}v{high}H4z\" fill=\"none\" \
             stroke=\"var(--bad,#a8381a)\" stroke-width=\"8\"/>"
        );
    }
    if !last.unlocked.is_empty() {
        let (x, y) = (i32::from(view.width) / 2 * UNIT, i32::from(view.height) / 2 * UNIT);
        put!(
            &mut out,
            "<g transform=\"translate({} {})\"><path class=\"unlock\" d=\"{STAR}\" \
             fill=\"var(--good,#1f6b4f)\" stroke=\"#fffdf6\" stroke-width=\"4\" \
             stroke-linejoin=\"round\" paint-order=\"stroke\"/></g>",
            x + UNIT - 8,
            y + 6
        );
    }
    out
}

/// How much health a step gave or took.
pub fn health_change(outcome: &Outcome) -> i32 {
    let achieved = if outcome.unlocked.is_empty() { 0.0 } else { 1.0 };
    ((outcome.reward - achieved) * 10.0).round() as i32
}

/// Hundredths as a number of at most two decimals: `.07`, `.7`, `1`.
fn hundredths(number: u32) -> String {
    match (number / 100, number % 100) {
        (0, rest) if rest % 10 == 0 => format!(".{}", rest / 10),
        (0, rest) => format!(".{rest:02}"),
        (whole, _) => whole.to_string(),
    }
}
