//! What lies and what is built: floor, coloured tiles, goal, lava, walls and the shadows they throw.
//!
//! Cells are joined into few paths, whatever the size of the board. Edges are drawn without
//! anti-aliasing, so that nothing shines through between them at any scale.
//!
//! Walls and closed doors stand; the rest is open. A standing cell shows its front where the cell below
//! is open, a lit line where the cell above or to the left is, and throws its shadow to the lower right.

use super::Options;
use super::ground::Outside;
use crate::art::color::{NIGHT, PAPER, Rgb, SHADOW, Tints};
use crate::art::svg::{Run, UNIT, fill, outline, put, rect, runs_across, runs_down};
use crate::env::minigrid::{Cell, Color, Grid, Kind, Pos};

// Our own drawing; lengths in units.
const FLOOR: Rgb = Rgb::hex(0xf1_ea_db);
const FLOOR_CHEQUER: Rgb = Rgb::hex(0xed_e5_d4);
const WALL: Rgb = Rgb::hex(0xb2_ad_a2);
const WALL_LIT: Rgb = Rgb::hex(0xc9_c4_b8);
const WALL_FRONT: Rgb = Rgb::hex(0x86_81_77);
/// The height of a wall's front.
const FRONT: i32 = 14;
/// The lit line above a front.
const FRONT_LIT: i32 = 2;
/// The lit line at edges towards the lamp.
const LIT: i32 = 3;
/// How far a wall's shadow falls, to the right and down.
const CAST: (i32, i32) = (6, 9);
/// The layers of lava from the top, each with where its crest runs.
const LAVA: [(i32, Rgb); 4] = [
    (0, Rgb::hex(0xf2_a5_4a)),
    (16, Rgb::hex(0xe9_79_2e)),
    (33, Rgb::hex(0xd2_52_1f)),
    (50, Rgb::hex(0xa9_3a_17)),
];
const LAVA_CREST: Rgb = Rgb::hex(0xff_e3_a6);
/// Two waves: one cell of a crest, of period 32.
const WAVES: &str = "q8-7 16 0t16 0 16 0 16 0";

/// The floor layer of a board.
pub(super) fn floor(grid: &Grid, outside: &Outside, options: &Options) -> String {
    let (width, height) = (grid.width(), grid.height());
    let mut out = String::with_capacity(8 * 1024);
    out.push_str("<g shape-rendering=\"crispEdges\">");
    chequer(&mut out, width, height);
    let table = outline(width, height, |x, y| outside.at(x, y));
    fill(&mut out, &table, "var(--mat,#fffdf9)");
    for color in Color::ALL {
        let tiles = inset_squares(grid, Cell::plain(Kind::Floor, color), 2);
        fill(&mut out, &tiles, Tints::of(color, options.original_colors).base.mix(PAPER, 55));
    }
    out.push_str("</g>");
    lava(&mut out, grid, options.original_colors);
    for at in grid.positions().filter(|&at| grid.get(at).kind == Kind::Goal) {
        goal(&mut out, at, Tints::of(grid.get(at).color, options.original_colors));
    }
    cast_shadows(&mut out, grid);
    out.push_str("<g shape-rendering=\"crispEdges\">");
    walls(&mut out, grid, options);
    let blank = outline(width, height, |x, y| kind(grid, x, y) == Kind::Unseen);
    fill(&mut out, &blank, "var(--view-blank,#f0ede5)");
    out.push_str("</g>");
    out
}

/// Whether a door or wall fills the cell up to the wall's height.
fn stands(grid: &Grid, x: i32, y: i32) -> bool {
    grid.get(Pos::new(x, y)).blocks_sight()
}

/// Whether a wall's edge is bare towards this cell. Doors of any state and what is hidden join on.
fn bares(grid: &Grid, x: i32, y: i32) -> bool {
    !matches!(kind(grid, x, y), Kind::Wall | Kind::Door | Kind::Unseen)
}

fn kind(grid: &Grid, x: i32, y: i32) -> Kind {
    grid.get(Pos::new(x, y)).kind
}

/// Two tones of floor: one sheet, and on it a dashed line along every row.
fn chequer(out: &mut String, width: i32, height: i32) {
    let (wide, high) = (width * UNIT, height * UNIT);
    put!(out, "<path d=\"M0 0h{wide}v{high}H0z\" fill=\"{FLOOR}\"/><path d=\"");
    for y in 0..height {
        let x = (y % 2) * UNIT;
        put!(out, "M{x} {}H{wide}", y * UNIT + UNIT / 2);
    }
    put!(
        out,
        "\" stroke=\"{FLOOR_CHEQUER}\" stroke-width=\"{UNIT}\" stroke-dasharray=\"{UNIT}\"/>"
    );
}

fn inset_squares(grid: &Grid, like: Cell, inset: i32) -> String {
    let mut path = String::new();
    for at in grid.positions() {
        let cell = grid.get(at);
        if (cell.kind, cell.color) == (like.kind, like.color) {
            let side = UNIT - 2 * inset;
            rect(&mut path, at.x * UNIT + inset, at.y * UNIT + inset, side, side);
        }
    }
    path
}

/// Lava as layers of cut paper; the waves run on across cells.
fn lava(out: &mut String, grid: &Grid, original: bool) {
    let runs = runs_across(grid.width(), grid.height(), |x, y| kind(grid, x, y) == Kind::Lava);
    if runs.is_empty() {
        return;
    }
    let upstream = Rgb(255, 128, 0);
    for (at, (crest, own)) in (0..).zip(LAVA) {
        let mut path = String::new();
        for &Run { x, y, length } in &runs {
            let (left, top, bottom) = (x * UNIT, y * UNIT, (y + 1) * UNIT);
            if crest == 0 {
                rect(&mut path, left, top, length * UNIT, UNIT);
            } else {
                let waves = WAVES.repeat(length as usize);
                put!(&mut path, "M{left} {}{waves}V{bottom}H{left}z", top + crest);
            }
        }
        let flat = upstream.mix(NIGHT, 14 * at);
        fill(out, &path, if original { flat } else { own });
    }
    let mut crests = String::new();
    for &Run { x, y, length } in &runs {
        for (crest, _) in &LAVA[1..3] {
            let waves = WAVES.repeat(length as usize);
            put!(&mut crests, "M{} {}{waves}", x * UNIT, y * UNIT + crest);
        }
    }
    put!(out, "<path d=\"{crests}\" fill=\"none\" stroke=\"{LAVA_CREST}\" stroke-width=\"2.4\"/>");
}

/// A plate with a paper line and a pennant.
fn goal(out: &mut String, at: Pos, tints: Tints) {
    let (x, y) = (at.x * UNIT, at.y * UNIT);
    let Tints { base, dark, light, .. } = tints;
    put!(
        out,
        "<g transform=\"translate({x} {y})\"><rect x=\"4\" y=\"4\" width=\"56\" height=\"56\" \
         rx=\"3\" fill=\"{dark}\"/><rect x=\"4\" y=\"4\" width=\"56\" height=\"52\" rx=\"3\" \
         fill=\"{base}\"/><path d=\"M6 5h52\" stroke=\"{light}\" stroke-width=\"2\"/>\
         <path d=\"M11 11h42v38h-42zM27 20v21\" fill=\"none\" stroke=\"{PAPER}\" \
         stroke-width=\"2.2\"/><path d=\"M27 19l15 6.5-15 6.5z\" fill=\"{PAPER}\"/></g>"
    );
}

/// One path for the shadows of all that stands, so that they do not add up where they meet.
fn cast_shadows(out: &mut String, grid: &Grid) {
    let (width, height) = (grid.width(), grid.height());
    let (dx, dy) = CAST;
    let mut path = String::new();
    let south = |x, y| stands(grid, x, y) && y + 1 < height && !stands(grid, x, y + 1);
    for Run { x, y, length } in runs_across(width, height, south) {
        let (left, top, long) = (x * UNIT, (y + 1) * UNIT, length * UNIT);
        put!(&mut path, "M{left} {top}h{long}l{dx} {dy}h-{long}z");
    }
    let east = |x, y| stands(grid, x, y) && x + 1 < width && !stands(grid, x + 1, y);
    for Run { x, y, length } in runs_down(width, height, east) {
        let (left, top, long) = ((x + 1) * UNIT, y * UNIT, length * UNIT);
        // Drawn the same way round as the others: under the nonzero rule the parts unite.
        put!(&mut path, "M{left} {top}l{dx} {dy}v{long}l-{dx}-{dy}z");
    }
    if !path.is_empty() {
        put!(out, "<path d=\"{path}\" fill=\"{SHADOW}\" fill-opacity=\".15\"/>");
    }
}

fn walls(out: &mut String, grid: &Grid, options: &Options) {
    let (width, height) = (grid.width(), grid.height());
    for color in Color::ALL {
        let is_wall = |x, y| {
            let cell = grid.get(Pos::new(x, y));
            cell.kind == Kind::Wall && cell.color == color
        };
        let tops = outline(width, height, is_wall);
        if tops.is_empty() {
            continue;
        }
        let tint = |paper: Rgb| match color {
            Color::Grey => paper,
            _ => paper.mix(Tints::of(color, options.original_colors).base, 55),
        };
        let (mut lit, mut fronts) = (String::new(), String::new());
        let north = |x, y| is_wall(x, y) && y > 0 && bares(grid, x, y - 1);
        for Run { x, y, length } in runs_across(width, height, north) {
            rect(&mut lit, x * UNIT, y * UNIT, length * UNIT, LIT);
        }
        let west = |x, y| is_wall(x, y) && x > 0 && bares(grid, x - 1, y);
        for Run { x, y, length } in runs_down(width, height, west) {
            rect(&mut lit, x * UNIT, y * UNIT, LIT, length * UNIT);
        }
        let south = |x, y| is_wall(x, y) && y + 1 < height && bares(grid, x, y + 1);
        for Run { x, y, length } in runs_across(width, height, south) {
            let (left, foot, long) = (x * UNIT, (y + 1) * UNIT, length * UNIT);
            rect(&mut lit, left, foot - FRONT - FRONT_LIT, long, FRONT_LIT);
            rect(&mut fronts, left, foot - FRONT, long, FRONT);
        }
        fill(out, &tops, tint(WALL));
        fill(out, &lit, tint(WALL_LIT));
        fill(out, &fronts, tint(WALL_FRONT));
    }
    joints(out, grid);
}

/// Fine lines between the blocks of a wall.
fn joints(out: &mut String, grid: &Grid) {
    let (width, height) = (grid.width(), grid.height());
    let wall = |x, y| kind(grid, x, y) == Kind::Wall;
    let mut path = String::new();
    let beside = |x, y| x > 0 && wall(x, y) && wall(x - 1, y);
    for Run { x, y, length } in runs_down(width, height, beside) {
        put!(&mut path, "M{}.5 {}v{}", x * UNIT, y * UNIT, length * UNIT);
    }
    let below = |x, y| y > 0 && wall(x, y) && wall(x, y - 1);
    for Run { x, y, length } in runs_across(width, height, below) {
        put!(&mut path, "M{} {}.5h{}", x * UNIT, y * UNIT, length * UNIT);
    }
    if !path.is_empty() {
        put!(out, "<path d=\"{path}\" fill=\"none\" stroke=\"#3c3223\" stroke-opacity=\".1\"/>");
    }
}
