//! Boards of the grid worlds as SVG text: layers for the Stage, whole pictures for miniatures and
//! thumbnails, the agent's own view, icons, and the board in words.
//!
//! A cell is [`UNIT`] = 64 units wide. Boards are written out directly, without symbols: walls and floor
//! are joined into few paths whatever the size, and every other thing is a handful of short ones.
//!
//! The page puts the layers of a [`board`] into one `<svg viewBox=…>` in the order `floor`, `objects`,
//! `light`, then the [`agent`] in a group that it moves:
//!
//! ```html
//! <svg viewBox="0 0 512 512" style="isolation:isolate">
//!   <g>floor</g> <g>objects</g> <g>light</g>
//!   <g style="transform:translate(256px,192px);transition:transform 110ms …">agent</g>
//! </svg>
//! ```
//!
//! Colours of the light are custom properties, so that a change of theme redraws nothing:
//!
//! | property | light (also the fallback) | dark |
//! | --- | --- | --- |
//! | `--shade`: over unseen cells | `rgb(58 60 84/.42)` | `rgb(14 17 30/.66)` |
//! | `--shade-edge`: the line at its border | `rgb(255 248 220/.95)` | `rgb(255 226 160/.55)` |
//! | `--falloff`: away from the agent, multiplied | `#5a3e1c` | `#5a3e1c` |
//! | `--falloff-opacity`: of it at 6.5 cells | `.2` | `.46` |
//! | `--view-blank`: unseen cells of the own view | `#f0ede5` | `#1e2025` |
//! | `--mat`: bare table outside the rooms | `#fffdf9` | `#1e2025` |
//!
//! Classes to hold on to: `falloff`, `shade`, `shade-edge`; `miniature`, `own-view`, `thing` on the
//! complete pictures.

mod agent;
mod door;
mod floor;
mod ground;
mod light;
mod things;
mod words;

use door::Way;
use ground::Outside;
pub use words::{agent_in_words, describe, name};

use super::svg::put;
use crate::env::minigrid::{Cell, Dir, Grid, GridState, Kind, Pos, VIEW, View};

/// The side of a cell, in the drawing's units.
pub const UNIT: i32 = super::svg::UNIT;

/// How a board is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Upstream's RGB values for the six colours, the agent and lava.
    pub original_colors: bool,
    /// The colour's letter on each object.
    pub letters: bool,
    /// No shade: what the agent does not see is as bright as the rest.
    pub show_all: bool,
    /// Tells the boards of one page apart; names what must be unique in it.
    pub id: u64,
}

/// A board in layers, to be stacked in this order; the agent comes on top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    /// Floor, goal, lava, walls and their shadows: changes rarely.
    pub floor: String,
    /// Doors, keys, balls, boxes.
    pub objects: String,
    /// The agent's view as light.
    pub light: String,
}

/// The layers of a board.
pub fn board(state: &GridState, options: &Options) -> Layers {
    Layers {
        floor: floor::floor(&state.grid, &Outside::of(state), options),
        objects: objects(&state.grid, options),
        light: light::light(state, options),
    }
}

/// The agent with what it carries, in a square of 64 units.
pub fn agent(dir: Dir, carrying: Cell, options: &Options) -> String {
    agent::agent(dir, carrying, options.original_colors)
}

/// The `viewBox` of a board.
pub fn view_box(grid: &Grid) -> String {
    format!("0 0 {} {}", grid.width() * UNIT, grid.height() * UNIT)
}

/// A complete still picture of a world.
pub fn miniature(state: &GridState, options: &Options) -> String {
    let Layers { floor, objects, light } = board(state, options);
    let mut out = String::with_capacity(floor.len() + objects.len() + light.len() + 1024);
    put!(
        &mut out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"miniature\" viewBox=\"{}\" role=\"img\" \
         aria-label=\"{}\">{floor}{objects}{light}",
        view_box(&state.grid),
        agent_in_words(state),
    );
    place_agent(&mut out, state.agent, state.dir, state.carrying, options);
    out.push_str("</svg>");
    out
}

/// A complete picture of what the agent itself sees: 7 x 7 cells, turned so that it looks up.
pub fn own_view(view: &View, options: &Options) -> String {
    let (mut grid, agent) = (Grid::new(VIEW as i32, VIEW as i32), Pos::new(3, 6));
    for at in grid.positions() {
        let (x, y) = (at.x as usize, at.y as usize);
        grid.set(at, if view.mask[x][y] { view.cells[x][y] } else { Cell::UNSEEN });
    }
    let carrying = grid.get(agent);
    grid.set(agent, Cell::EMPTY);
    let mut out = String::with_capacity(8 * 1024);
    put!(
        &mut out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"own-view\" viewBox=\"{}\" role=\"img\" \
         aria-label=\"the agent&#39;s own view\">{}{}",
        view_box(&grid),
        floor::floor(&grid, &Outside::none(&grid), options),
        objects(&grid, options),
    );
    place_agent(&mut out, agent, Dir::Up, carrying, options);
    out.push_str("</svg>");
    out
}

/// A small icon of one thing, to stand beside its name in a text.
pub fn thing(cell: Cell, options: &Options) -> String {
    let mut out = String::with_capacity(1024);
    // What has no edge of its own to the square is cut closer.
    let view_box = if cell.kind.is_portable() { "5 5 56 56" } else { "0 0 64 64" };
    put!(
        &mut out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"thing\" viewBox=\"{view_box}\" \
         width=\"20\" height=\"20\" aria-hidden=\"true\">"
    );
    let mut grid = Grid::new(1, 1);
    grid.set(Pos::new(0, 0), cell);
    if !cell.kind.is_portable() {
        out.push_str(&floor::floor(&grid, &Outside::none(&grid), options));
    }
    object(&mut out, cell, Way::Vertical, &Options { letters: false, ..*options });
    out.push_str("</svg>");
    out
}

/// Doors and what lies about, each in a group at its place.
fn objects(grid: &Grid, options: &Options) -> String {
    let mut out = String::with_capacity(8 * 1024);
    for at in grid.positions() {
        let cell = grid.get(at);
        if cell.kind.is_portable() || cell.kind == Kind::Door {
            put!(&mut out, "<g transform=\"translate({} {})\">", at.x * UNIT, at.y * UNIT);
            object(&mut out, cell, Way::through(grid, at), options);
            out.push_str("</g>");
        }
    }
    out
}

fn object(out: &mut String, cell: Cell, way: Way, options: &Options) {
    match cell.kind {
        Kind::Door => door::door(out, cell, way, options.original_colors),
        Kind::Key | Kind::Ball | Kind::Box => things::thing(out, cell, options.original_colors),
        _ => return,
    }
    if options.letters {
        things::letter(out, cell.color);
    }
}

fn place_agent(out: &mut String, at: Pos, dir: Dir, carrying: Cell, options: &Options) {
    if at != Pos::NOWHERE {
        let agent = agent(dir, carrying, options);
        put!(out, "<g transform=\"translate({} {})\">{agent}</g>", at.x * UNIT, at.y * UNIT);
    }
}
