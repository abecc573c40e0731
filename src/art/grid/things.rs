//! What lies about and can be carried: keys, balls, boxes. Each is drawn in a square of 64 units.

use crate::art::color::{PAPER, SHADOW, Tints};
use crate::art::svg::put;
use crate::env::minigrid::{Cell, Color, Kind};

// Our own drawing.
const KEY: &str = "M36.5 31.1A12 12 0 1 0 27.5 31.1V38.5H18.5V45H27.5V49H18.5V55.5H36.5z\
                   M38 20a6 6 0 1 1-12 0a6 6 0 1 1 12 0z";
const BALL: &str = "M51 32a19 19 0 1 1-38 0a19 19 0 1 1 38 0z";
const BOX: &str = "M15 12H49L53 20V52H11V20z";

/// How far a thing's shadow is moved.
const CAST: &str = "translate(3 4)";

/// The outline of a thing that can be carried.
const fn outline(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Key => Some(KEY),
        Kind::Ball => Some(BALL),
        Kind::Box => Some(BOX),
        _ => None,
    }
}

/// A key, ball or box with its shadow; nothing for other kinds.
pub(super) fn thing(out: &mut String, cell: Cell, original: bool) {
    let Some(shape) = outline(cell.kind) else { return };
    let Tints { base, light, dark, rim, rim_width } = Tints::of(cell.color, original);
    put!(
        out,
        "<path d=\"{shape}\" transform=\"{CAST}\" fill=\"{SHADOW}\" stroke=\"{SHADOW}\" \
         stroke-width=\"{rim_width}\" opacity=\".26\"/><path d=\"{shape}\" fill=\"{base}\" \
         stroke=\"{rim}\" stroke-width=\"{rim_width}\" paint-order=\"stroke\"/>"
    );
    match cell.kind {
        Kind::Key => put!(
            out,
            "<path d=\"M23.5 28.5A12 12 0 0 1 40.5 11.5L36.2 15.8A6 6 0 0 0 27.8 24.2z\" fill=\"{light}\"/>\
             <path d=\"M33.4 31.9L36.5 31.1V55.5h-3.1z\" fill=\"{dark}\"/>"
        ),
        Kind::Ball => put!(
            out,
            "<path d=\"M49.2 24A19 19 0 0 1 24 49.2A28 28 0 0 0 49.2 24z\" fill=\"{dark}\"/>\
             <path d=\"M19.4 29.8A12.8 12.8 0 0 1 29.8 19.4\" fill=\"none\" stroke=\"{light}\" \
             stroke-width=\"4.5\" stroke-linecap=\"round\"/>"
        ),
        _ => put!(
            out,
            "<path d=\"M15 12H49L53 20H11z\" fill=\"{light}\"/><path d=\"M11 20H53V52H46V24.5H11z\" \
             fill=\"{dark}\"/><path d=\"M29.5 12h5l1.5 8v9.5h-8v-9.5z\" fill=\"{PAPER}\" \
             fill-opacity=\".86\"/>"
        ),
    }
}

/// The letter of a thing's colour on a disc in the lower right, for who cannot tell colours apart.
pub(super) fn letter(out: &mut String, color: Color) {
    let letter = match color {
        Color::Red => 'r',
        Color::Green => 'g',
        Color::Blue => 'b',
        Color::Purple => 'p',
        Color::Yellow => 'y',
        Color::Grey => 'e',
    };
    put!(
        out,
        "<circle cx=\"52\" cy=\"52\" r=\"10\" fill=\"{PAPER}\" stroke=\"{SHADOW}\" \
         stroke-opacity=\".35\"/><text x=\"52\" y=\"56.8\" text-anchor=\"middle\" font-size=\"16\" \
         font-weight=\"500\" font-family=\"IBM Plex Mono,ui-monospace,monospace\" fill=\"#22201c\">\
         {letter}</text>"
    );
}
