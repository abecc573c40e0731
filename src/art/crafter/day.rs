//! The day as a curve: how bright it is over its 300 steps, and where in it one stands.

use crate::art::svg::put;
use crate::env::crafter::{DARK, DAY, daylight};

/// The size of the curve, in units.
const SIZE: (i32, i32) = (222, 40);

/// The curve of the day that a step falls into, with the step as a point; the dark is a band below.
pub fn day_curve(step: u32) -> String {
    let (width, height) = SIZE;
    let day = step / DAY * DAY;
    let place = |step: u32| {
        let x = f64::from(step - day) / f64::from(DAY) * f64::from(width - 12) + 6.0;
        let y = (1.0 - daylight(step)) * f64::from(height - 14) + 6.0;
        (x, y)
    };
    let mut curve = String::with_capacity(1024);
    for (at, step) in (day..=day + DAY).step_by(10).enumerate() {
        let (x, y) = place(step);
        put!(&mut curve, "{}{x:.0} {y:.1}", if at == 0 { 'M' } else { 'L' });
    }
    let dark: Vec<u32> = (day..day + DAY).filter(|&step| daylight(step) < DARK).collect();
    let (from, to) = match dark[..] {
        [first, .., last] => (place(first).0, place(last).0),
        _ => (0.0, 0.0),
    };
    let (x, y) = place(step);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"day\" viewBox=\"0 0 {width} {height}\" \
         aria-hidden=\"true\"><path class=\"dark\" d=\"M{from:.0} 2h{:.0}v{}h-{:.0}z\" \
         fill=\"var(--well,#f0ede5)\"/><path d=\"{curve}\" fill=\"none\" stroke=\"var(--ink-3,#6e695f)\" \
         stroke-width=\"1.4\" stroke-linejoin=\"round\"/><path d=\"M6 {base}h{}\" \
         stroke=\"var(--hair,#dfdace)\"/><path d=\"M{x:.0} {y:.1}V{base}\" \
         stroke=\"var(--accent,#0c6170)\" stroke-width=\"1.4\"/><circle cx=\"{x:.0}\" cy=\"{y:.1}\" \
         r=\"4.5\" fill=\"var(--accent,#0c6170)\"/></svg>",
        to - from,
        height - 6,
        to - from,
        width - 12,
        base = height - 4,
    )
}
