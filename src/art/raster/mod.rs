//! MiniGrid's own pictures, pixel for pixel: single tiles, whole worlds, and what the agent sees.
//!
//! Pixels are RGB bytes, row by row from the top left. A tile is `tile_size` pixels wide and high:
//! upstream takes 32, and 16 for the pictures that models read (the agent's own view is 112 x 112
//! then). Unlike the drawings of [`art::grid`](crate::art::grid) these are upstream's art and exact:
//! what one reads here is what the original would have shown.
//!
//! Source: Minigrid 3.2.0, `core/grid.py` (`render_tile`, `render`), `minigrid_env.py`
//! (`get_full_render`, `get_pov_render`).

mod canvas;
mod shapes;
mod things;

use std::collections::BTreeMap;

use canvas::Canvas;

use crate::env::minigrid::view::AGENT;
use crate::env::minigrid::{Cell, Dir, GridState, Pos, VIEW};

/// A picture: RGB bytes, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    /// Pixels across.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Pixels down.
    pub const fn height(&self) -> usize {
        self.height
    }

    /// Three bytes a pixel (red, green, blue), row by row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The same bytes, for good.
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }
}

/// One cell as RGB bytes, row by row: what lies there, then the agent, then the light of its view.
pub fn tile(cell: Cell, agent_dir: Option<Dir>, highlight: bool, tile_size: usize) -> Vec<u8> {
    let mut canvas = Canvas::new(tile_size);
    things::grid_lines(&mut canvas);
    things::thing(&mut canvas, cell);
    if let Some(dir) = agent_dir {
        things::agent(&mut canvas, dir);
    }
    if highlight {
        canvas.highlight();
    }
    canvas.into_pixels()
}

/// A whole world; `highlight` lightens the cells that the agent sees.
pub fn frame(state: &GridState, tile_size: usize, highlight: bool) -> Picture {
    Tiles::new(tile_size).frame(state, highlight)
}

/// What the agent sees, turned so that it looks up, with what it carries beneath it.
pub fn egocentric(state: &GridState, tile_size: usize) -> Picture {
    Tiles::new(tile_size).egocentric(state)
}

/// What tells two tiles of one size apart: the cell's three numbers, the agent, the light.
type Look = ([u8; 3], Option<u8>, bool);

/// Tiles of one size, each drawn once however often it appears.
///
/// Kept from step to step, it makes a picture little more than copying.
#[derive(Clone, Debug)]
pub struct Tiles {
    size: usize,
    drawn: BTreeMap<Look, Vec<u8>>,
}

impl Tiles {
    /// No tile drawn yet.
    pub const fn new(tile_size: usize) -> Self {
        Self { size: tile_size, drawn: BTreeMap::new() }
    }

    /// How many tiles were drawn so far.
    pub fn drawn(&self) -> usize {
        self.drawn.len()
    }

    /// A whole world: see [`frame`].
    pub fn frame(&mut self, state: &GridState, highlight: bool) -> Picture {
        let (width, height) = (state.grid.width() as usize, state.grid.height() as usize);
        let mut seen = vec![false; width * height];
        if highlight {
            for at in state.view().seen_from(state.agent, state.dir) {
                if state.grid.contains(at) {
                    seen[at.y as usize * width + at.x as usize] = true;
                }
            }
        }
        self.mosaic(width, height, |x, y| {
            let at = Pos::new(x as i32, y as i32);
            let agent_dir = (at == state.agent).then_some(state.dir);
            (state.grid.get(at), agent_dir, seen[y * width + x])
        })
    }

    /// What the agent sees: see [`egocentric`].
    pub fn egocentric(&mut self, state: &GridState) -> Picture {
        let view = state.view();
        self.mosaic(VIEW, VIEW, |x, y| {
            let agent_dir = ((x, y) == AGENT).then_some(Dir::Up);
            (view.cells[x][y], agent_dir, view.mask[x][y])
        })
    }

    /// Tiles side by side.
    fn mosaic(
        &mut self,
        columns: usize,
        rows: usize,
        square: impl Fn(usize, usize) -> (Cell, Option<Dir>, bool),
    ) -> Picture {
        let (size, across) = (self.size, columns * self.size * 3);
        let mut pixels = vec![0; across * rows * size];
        for y in 0..rows {
            for x in 0..columns {
                let (cell, agent_dir, highlight) = square(x, y);
                let look = (cell.encode(), agent_dir.map(|dir| dir as u8), highlight);
                let draw = || tile(cell, agent_dir, highlight, size);
                let tile = self.drawn.entry(look).or_insert_with(draw);
                for line in 0..size {
                    let start = (y * size + line) * across + x * size * 3;
                    pixels[start..start + size * 3]
                        .copy_from_slice(&tile[line * size * 3..(line + 1) * size * 3]);
                }
            }
        }
        Picture { width: columns * size, height: rows * size, pixels }
    }
}
