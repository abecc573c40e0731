//! What each thing looks like: shapes and colours, in the order in which they are drawn.
//!
//! Source: Minigrid, `core/world_object.py` (`render`), `core/grid.py` (`render_tile`).

use super::canvas::Canvas;
use super::shapes::{Disc, Rect, Stroke, Triangle, Turned};
use crate::art::color::{Rgb, original_base};
use crate::env::minigrid::{Cell, Color, Dir, Kind};

const BLACK: Rgb = Rgb(0, 0, 0);
const LAVA: Rgb = Rgb(255, 128, 0);

/// The whole tile.
const ALL: Rect = Rect::square(0.0, 1.0);

/// How wide a grid line is.
const LINE: f64 = 0.031;

/// The lines at the left and upper edge.
pub(super) fn grid_lines(canvas: &mut Canvas) {
    let grey = original_base(Color::Grey);
    canvas.fill(&Rect::new([0.0, LINE], [0.0, 1.0]), grey);
    canvas.fill(&Rect::new([0.0, 1.0], [0.0, LINE]), grey);
}

/// What lies in a cell; of a box not what it holds.
pub(super) fn thing(canvas: &mut Canvas, cell: Cell) {
    let color = original_base(cell.color);
    match cell.kind {
        Kind::Unseen | Kind::Empty => {}
        Kind::Wall | Kind::Goal => canvas.fill(&ALL, color),
        Kind::Floor => canvas.fill(&Rect::square(LINE, 1.0), darker(color, 0.5)),
        Kind::Door if cell.is_open => open_door(canvas, color),
        Kind::Door if cell.is_locked => locked_door(canvas, color),
        Kind::Door => closed_door(canvas, color),
        Kind::Key => key(canvas, color),
        Kind::Ball => canvas.fill(&Disc { center: [0.5, 0.5], radius: 0.31 }, color),
        Kind::Box => closed_box(canvas, color),
        Kind::Lava => lava(canvas),
    }
}

/// The agent: a red triangle that points where it looks.
pub(super) fn agent(canvas: &mut Canvas, dir: Dir) {
    let triangle = Triangle::new([[0.12, 0.19], [0.87, 0.50], [0.12, 0.81]]);
    canvas.fill(&Turned::new(triangle, dir), original_base(Color::Red));
}

fn open_door(canvas: &mut Canvas, color: Rgb) {
    canvas.fill(&Rect::new([0.88, 1.0], [0.0, 1.0]), color);
    canvas.fill(&Rect::new([0.92, 0.96], [0.04, 0.96]), BLACK);
}

fn locked_door(canvas: &mut Canvas, color: Rgb) {
    canvas.fill(&ALL, color);
    canvas.fill(&Rect::square(0.06, 0.94), darker(color, 0.45));
    canvas.fill(&Rect::new([0.52, 0.75], [0.50, 0.56]), color);
}

fn closed_door(canvas: &mut Canvas, color: Rgb) {
    canvas.fill(&ALL, color);
    canvas.fill(&Rect::square(0.04, 0.96), BLACK);
    canvas.fill(&Rect::square(0.08, 0.92), color);
    canvas.fill(&Rect::square(0.12, 0.88), BLACK);
    canvas.fill(&Disc { center: [0.75, 0.50], radius: 0.08 }, color);
}

fn key(canvas: &mut Canvas, color: Rgb) {
    canvas.fill(&Rect::new([0.50, 0.63], [0.31, 0.88]), color);
    for tooth in [[0.59, 0.66], [0.81, 0.88]] {
        canvas.fill(&Rect::new([0.38, 0.50], tooth), color);
    }
    canvas.fill(&Disc { center: [0.56, 0.28], radius: 0.19 }, color);
    canvas.fill(&Disc { center: [0.56, 0.28], radius: 0.064 }, BLACK);
}

fn closed_box(canvas: &mut Canvas, color: Rgb) {
    canvas.fill(&Rect::square(0.12, 0.88), color);
    canvas.fill(&Rect::square(0.18, 0.82), BLACK);
    canvas.fill(&Rect::new([0.16, 0.84], [0.47, 0.53]), color);
}

/// Three waves, each of four strokes.
fn lava(canvas: &mut Canvas) {
    canvas.fill(&ALL, LAVA);
    for wave in 0..3 {
        let (low, high) = (0.3 + 0.2 * f64::from(wave), 0.4 + 0.2 * f64::from(wave));
        let points = [[0.1, low], [0.3, high], [0.5, low], [0.7, high], [0.9, low]];
        for ends in points.windows(2) {
            canvas.fill(&Stroke::new(ends[0], ends[1], 0.03), BLACK);
        }
    }
}

/// A share of a colour, cut to whole numbers.
fn darker(Rgb(red, green, blue): Rgb, share: f64) -> Rgb {
    let part = |channel: u8| (share * f64::from(channel)) as u8;
    Rgb(part(red), part(green), part(blue))
}
