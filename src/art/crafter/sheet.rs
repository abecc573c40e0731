//! Cut paper: a drawing is a few sheets laid on one another, and many cells share each sheet's path.
//!
//! Shapes are relative, so that one of them can be laid into any cell.

use crate::art::svg::{UNIT, put};

/// One outline: where it begins in the cell, in units, and how it goes on, in relative path commands.
pub(super) type Shape = (i32, i32, &'static str);

/// One sheet of paper: its paint as attributes, and its outlines.
pub(super) struct Sheet {
    /// Attributes of the path: `fill="#aabbcc"`.
    pub paint: &'static str,
    /// What is cut of it.
    pub shapes: &'static [Shape],
}

/// A sheet of a flat colour.
macro_rules! sheet {
    ($color:literal: $($shape:expr),+ $(,)?) => {
        $crate::art::crafter::sheet::Sheet {
            paint: concat!("fill=\"", $color, "\""),
            shapes: &[$($shape),+],
        }
    };
}
/// A line of a colour and a width, with round ends.
macro_rules! line {
    ($color:literal, $width:literal: $($shape:expr),+ $(,)?) => {
        $crate::art::crafter::sheet::Sheet {
            paint: concat!(
                "fill=\"none\" stroke=\"", $color, "\" stroke-width=\"", $width,
                "\" stroke-linecap=\"round\" stroke-linejoin=\"round\""
            ),
            shapes: &[$($shape),+],
        }
    };
}
/// The rim of paper around a drawing: its outlines, a little wider.
macro_rules! rim {
    ($($shape:expr),+ $(,)?) => {
        $crate::art::crafter::sheet::Sheet {
            paint: "fill=\"#fffdf6\" stroke=\"#fffdf6\" stroke-width=\"4\" stroke-linejoin=\"round\"",
            shapes: &[$($shape),+],
        }
    };
}
/// The shadow that a drawing throws.
macro_rules! shadow {
    ($($shape:expr),+ $(,)?) => {
        $crate::art::crafter::sheet::Sheet {
            paint: "fill=\"#2e2212\" fill-opacity=\".26\"",
            shapes: &[$($shape),+],
        }
    };
}
pub(super) use {line, rim, shadow, sheet};

/// Lays a drawing into each of some cells: one path a sheet, however many cells.
pub(super) fn lay(out: &mut String, cells: &[(i32, i32)], drawing: &[Sheet]) {
    if cells.is_empty() {
        return;
    }
    for Sheet { paint, shapes } in drawing {
        put!(out, "<path {paint} d=\"");
        for &(x, y) in cells {
            for &(dx, dy, rest) in *shapes {
                put!(out, "M{} {}{rest}", x * UNIT + dx, y * UNIT + dy);
            }
        }
        out.push_str("\"/>");
    }
}
