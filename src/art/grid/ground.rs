//! Which cells lie outside the rooms: the bare table that some worlds are built on.

use crate::env::minigrid::{Grid, GridState, Pos};

/// The cells of a board that are outside every room.
pub(super) struct Outside {
    width: i32,
    cells: Vec<bool>,
}

impl Outside {
    /// No cell is outside.
    pub(super) fn none(grid: &Grid) -> Self {
        Self { width: grid.width(), cells: vec![false; grid.cells().len()] }
    }

    /// The empty cells that join the board's edge past no wall and no door. Where the agent or a thing
    /// is among them, that is a place to be, and nothing counts as outside.
    pub(super) fn of(state: &GridState) -> Self {
        let grid = &state.grid;
        let mut outside = Self::none(grid);
        let at_edge = |at: &Pos| {
            at.x == 0 || at.y == 0 || at.x + 1 == grid.width() || at.y + 1 == grid.height()
        };
        let mut open: Vec<Pos> = grid.positions().filter(at_edge).collect();
        while let Some(at) = open.pop() {
            let cell = grid.get(at);
            // Beyond the board `get` says wall.
            if cell.blocks_sight() || outside.at(at.x, at.y) {
                continue;
            }
            if at == state.agent || !cell.is_empty() {
                return Self::none(grid);
            }
            outside.cells[(at.y * outside.width + at.x) as usize] = true;
            open.extend([(1, 0), (0, 1), (-1, 0), (0, -1)].map(|(x, y)| at + Pos::new(x, y)));
        }
        outside
    }

    /// Whether a cell of the board is outside.
    pub(super) fn at(&self, x: i32, y: i32) -> bool {
        self.cells[(y * self.width + x) as usize]
    }
}
