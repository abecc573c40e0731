//! The agent: a folded dart. Facets and shadow are worked out after turning, so that the light stays
//! where it is.

use super::things;
use crate::art::color::{NIGHT, PAPER, Rgb, SHADOW, WHITE};
use crate::art::svg::put;
use crate::env::minigrid::{Cell, Dir};

// Our own drawing: the dart that looks right.
const TIP: (i32, i32) = (56, 32);
const FOLD: (i32, i32) = (20, 32);
const WINGS: [(i32, i32); 2] = [(10, 13), (10, 51)];
const DART: Rgb = Rgb::hex(0xd6_3f_2b);
const DART_ORIGINAL: Rgb = Rgb(255, 0, 0);

/// The agent with what it carries, in a square of 64 units.
pub(super) fn agent(dir: Dir, carrying: Cell, original: bool) -> String {
    let [tip, fold, left, right] = [TIP, FOLD, WINGS[0], WINGS[1]].map(|point| turned(point, dir));
    // Of the two wings the one nearer to the lamp, up or to the left, is the lit one.
    let lit = if left.0 + left.1 < right.0 + right.1 { left } else { right };
    let base = if original { DART_ORIGINAL } else { DART };
    let (light, dark) = (base.mix(WHITE, 16), base.mix(NIGHT, 24));
    let mut out = String::with_capacity(1024);
    let shape = format!(
        "M{} {}L{} {} {} {} {} {}z",
        tip.0, tip.1, left.0, left.1, fold.0, fold.1, right.0, right.1
    );
    put!(
        &mut out,
        "<path d=\"{shape}\" transform=\"translate(2.5 4)\" fill=\"{SHADOW}\" stroke=\"{SHADOW}\" \
         stroke-width=\"5\" stroke-linejoin=\"round\" opacity=\".26\"/><path d=\"{shape}\" \
         fill=\"{dark}\" stroke=\"{PAPER}\" stroke-width=\"5\" stroke-linejoin=\"round\" \
         paint-order=\"stroke\"/>"
    );
    put!(
        &mut out,
        "<path d=\"M{} {}L{} {} {} {}z\" fill=\"{light}\"/>",
        tip.0,
        tip.1,
        lit.0,
        lit.1,
        fold.0,
        fold.1
    );
    if carrying.kind.is_portable() {
        let (x, y) = load(dir);
        put!(&mut out, "<g transform=\"translate({x} {y})scale(.44)\">");
        things::thing(&mut out, carrying, original);
        out.push_str("</g>");
    }
    out
}

/// A point after a turn about the middle of the square.
const fn turned((x, y): (i32, i32), dir: Dir) -> (i32, i32) {
    match dir {
        Dir::Right => (x, y),
        Dir::Down => (64 - y, x),
        Dir::Left => (64 - x, 64 - y),
        Dir::Up => (y, 64 - x),
    }
}

/// Where the carried thing's square begins: behind the dart, below the fold.
const fn load(dir: Dir) -> (i32, i32) {
    match dir {
        Dir::Right => (2, 35),
        Dir::Down => (20, 2),
        Dir::Left => (34, 35),
        Dir::Up => (20, 36),
    }
}
