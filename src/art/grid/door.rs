//! Doors: closed, locked, open. They sit in walls and fill their cell.

use crate::art::color::{NIGHT, PAPER, SHADOW, Tints};
use crate::art::svg::put;
use crate::env::minigrid::{Cell, Grid, Kind, Pos};

/// Which way one walks through a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The wall runs from left to right.
    Vertical,
    /// The wall runs from top to bottom.
    Horizontal,
}

impl Way {
    /// The way through the door at a place, read from the walls beside it.
    pub(super) fn through(grid: &Grid, at: Pos) -> Self {
        let built = |x, y| {
            matches!(grid.get(at + Pos::new(x, y)).kind, Kind::Wall | Kind::Unseen | Kind::Door)
        };
        if built(0, -1) && built(0, 1) && !(built(-1, 0) && built(1, 0)) {
            Self::Horizontal
        } else {
            Self::Vertical
        }
    }
}

/// A door in a square of 64 units.
pub(super) fn door(out: &mut String, cell: Cell, way: Way, original: bool) {
    let tints = Tints::of(cell.color, original);
    match (cell.is_open, way) {
        (true, Way::Vertical) => open_vertical(out, tints),
        (true, Way::Horizontal) => open_horizontal(out, tints),
        (false, _) => closed(out, tints, cell.is_locked),
    }
}

/// Frame, recess, leaf; then panels and a knob, or a band and a lock.
fn closed(out: &mut String, tints: Tints, is_locked: bool) {
    let Tints { base, light, dark, .. } = tints;
    let recess = dark.mix(NIGHT, 34);
    put!(
        out,
        "<g shape-rendering=\"crispEdges\"><path d=\"M0 0H64V64H0z\" fill=\"{dark}\"/>\
         <path d=\"M5 4H59V60H5z\" fill=\"{recess}\"/><path d=\"M7 6H57V58H7z\" fill=\"{base}\"/>\
         <path d=\"M7 6H57V9.5H7z\" fill=\"{light}\"/>"
    );
    if is_locked {
        put!(
            out,
            "<path d=\"M7 27H57V38H7z\" fill=\"{dark}\"/></g><rect x=\"21\" y=\"20\" width=\"22\" \
             height=\"25\" rx=\"2\" fill=\"{PAPER}\"/><path d=\"M29.9 33.2a4.3 4.3 0 1 1 4.2 0l1.4 \
             6.8h-7z\" fill=\"#22201c\"/>"
        );
    } else {
        put!(
            out,
            "</g><path d=\"M13.5 15h14v15h-14zM36.5 15h14v15h-14zM13.5 37h14v15h-14zM36.5 37h14v15\
             h-14z\" fill=\"none\" stroke=\"{dark}\" stroke-width=\"2.5\"/><circle cx=\"47.5\" \
             cy=\"33.5\" r=\"4\" fill=\"{PAPER}\"/>"
        );
    }
}

/// In a wall from left to right: jambs at both sides, the leaf swung against the left one.
fn open_vertical(out: &mut String, tints: Tints) {
    let Tints { base, light, dark, .. } = tints;
    put!(
        out,
        "<path d=\"M17 0l6 9V64H17z\" fill=\"{SHADOW}\" fill-opacity=\".2\"/>\
         <g shape-rendering=\"crispEdges\"><path d=\"M0 0H5V64H0zM59 0H64V64H59z\" fill=\"{dark}\"/>\
         <path d=\"M5 0H17V64H5z\" fill=\"{base}\"/><path d=\"M5 0H8V64H5z\" fill=\"{light}\"/>\
         </g><circle cx=\"12.5\" cy=\"50\" r=\"3\" fill=\"{PAPER}\"/>"
    );
}

/// In a wall from top to bottom: jambs above and below, the leaf swung against the upper one.
fn open_horizontal(out: &mut String, tints: Tints) {
    let Tints { base, light, dark, .. } = tints;
    put!(
        out,
        "<path d=\"M0 19H64V28H6z\" fill=\"{SHADOW}\" fill-opacity=\".2\"/>\
         <g shape-rendering=\"crispEdges\"><path d=\"M0 0H64V5H0zM0 59H64V64H0z\" fill=\"{dark}\"/>\
         <path d=\"M0 5H64V19H0z\" fill=\"{base}\"/><path d=\"M0 5H64V8H0z\" fill=\"{light}\"/>\
         </g><circle cx=\"52\" cy=\"13.5\" r=\"3\" fill=\"{PAPER}\"/>"
    );
}
