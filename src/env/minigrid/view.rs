//! The agent's view in MiniGrid: which cells it sees.
//!
//! A view is 7 x 7 cells, column-major, `cells[x][y]`; the agent stands at (3, 6) and looks up.
//! Distances are in cells.
//!
//! Source: Minigrid, `minigrid_env.py` (`gen_obs_grid`), `core/grid.py` (`process_vis`). The sweep
//! order is kept (rows bottom-up, each row left to right and back): what one sweep adds, the next one
//! reads.

use super::grid::{Dir, Grid, Look, Pos};
use super::object::Cell;

/// Cells along one side of the view.
pub const VIEW: usize = 7;

/// Where the agent stands in its own view.
pub const AGENT: (usize, usize) = (VIEW / 2, VIEW - 1);

/// The values of a column, row by row, spelled out: the page is compiled for size, and its compiler
/// would leave a loop that takes a third longer.
macro_rules! rows {
    ($y:ident => $value:expr) => {
        [
            rows!($y = 0, $value),
            rows!($y = 1, $value),
            rows!($y = 2, $value),
            rows!($y = 3, $value),
            rows!($y = 4, $value),
            rows!($y = 5, $value),
            rows!($y = 6, $value),
        ]
    };
    ($y:ident = $number:literal, $value:expr) => {{
        let $y = $number;
        $value
    }};
}

/// The observation's numbers, `[x][y][channel]`: kind, colour, state.
pub type Image = [[[u8; 3]; VIEW]; VIEW];

/// What the agent sees, turned so that it looks up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The cells, `[x][y]`; unseen ones are emptied, the agent's own holds what it carries.
    pub cells: [[Cell; VIEW]; VIEW],
    /// Which cells it sees, `[x][y]`.
    pub mask: [[bool; VIEW]; VIEW],
}

impl View {
    /// Looks from `agent` towards `dir`.
    pub fn new(grid: &Grid, agent: Pos, dir: Dir, carrying: Cell, see_through_walls: bool) -> Self {
        let mut cells = [[Cell::WALL; VIEW]; VIEW];
        copy_window(&mut cells, grid, grid.cells(), agent, dir);
        let rows = if see_through_walls { ALL_SEEN } else { sight(&cells, Cell::blocks_sight) };
        let mut mask = [[false; VIEW]; VIEW];
        for (x, (cells, mask)) in cells.iter_mut().zip(&mut mask).enumerate() {
            for (row, (cell, seen)) in rows.to_le_bytes().iter().zip(cells.iter_mut().zip(mask)) {
                *seen = row >> x & 1 == 1;
                if !*seen {
                    *cell = Cell::EMPTY;
                }
            }
        }
        cells[AGENT.0][AGENT.1] = carrying;
        Self { cells, mask }
    }

    /// The world's places that are seen, which may lie outside the grid.
    pub fn seen_from(&self, agent: Pos, dir: Dir) -> impl Iterator<Item = Pos> {
        let mask = self.mask;
        (0..VIEW).flat_map(move |x| {
            (0..VIEW).filter(move |&y| mask[x][y]).map(move |y| to_world(agent, dir, x, y))
        })
    }
}

/// The numbers that upstream gives an agent: those of [`View::new`]'s cells, zeros for unseen ones.
pub fn image(grid: &Grid, agent: Pos, dir: Dir, carrying: Cell, see_through_walls: bool) -> Image {
    let mut looks = [[const { Look::of(Cell::WALL) }; VIEW]; VIEW];
    copy_window(&mut looks, grid, grid.looks(), agent, dir);
    let rows = if see_through_walls { ALL_SEEN } else { sight(&looks, Look::blocks_sight) };
    looks[AGENT.0][AGENT.1] = Look::of(carrying);
    rows!(x => rows!(y => looks[x][y].masked(rows >> (8 * y + x) & 1 == 1)))
}

/// The world's place of the view's cell (0, 0): the far left one.
#[inline]
fn corner(agent: Pos, dir: Dir) -> Pos {
    agent + dir.vector() * (VIEW as i32 - 1) - dir.right_vector() * (VIEW as i32 / 2)
}

/// The world's place of a cell of the view.
pub fn to_world(agent: Pos, dir: Dir, x: usize, y: usize) -> Pos {
    corner(agent, dir) - dir.vector() * y as i32 + dir.right_vector() * x as i32
}

/// The view's cell of a place in the world, if it lies in the view's window (seen or not).
pub fn to_view(agent: Pos, dir: Dir, at: Pos) -> Option<(usize, usize)> {
    let away = at - corner(agent, dir);
    let (x, y) = (away.dot(dir.right_vector()), -away.dot(dir.vector()));
    let inside = |place: i32| (0..VIEW as i32).contains(&place);
    (inside(x) && inside(y)).then_some((x as usize, y as usize))
}

/// Copies what the view's window holds, column by column, of what the grid holds row by row; cells
/// outside the grid stay as they are.
#[inline]
fn copy_window<T: Copy>(
    cells: &mut [[T; VIEW]; VIEW],
    grid: &Grid,
    values: &[T],
    agent: Pos,
    dir: Dir,
) {
    let (right, back) = (dir.right_vector(), -dir.vector());
    let mut top = corner(agent, dir);
    for column in cells {
        // A column of the view is a run of cells along one axis of the world.
        let (start, step, length, is_inside) = if back.x == 0 {
            (top.y, back.y, grid.height(), (0..grid.width()).contains(&top.x))
        } else {
            (top.x, back.x, grid.width(), (0..grid.height()).contains(&top.y))
        };
        let (from, to) =
            if step > 0 { (-start, length - start) } else { (start - length + 1, start + 1) };
        let (from, to) = (from.clamp(0, VIEW as i32), to.clamp(0, VIEW as i32));
        if is_inside && from < to {
            let stride = (back.y * grid.width() + back.x) as isize;
            let first = top + back * from;
            let mut index = (first.y * grid.width() + first.x) as usize;
            for cell in &mut column[from as usize..to as usize] {
                *cell = values[index];
                index = index.wrapping_add_signed(stride);
            }
        }
        top = top + right;
    }
}

/// Every cell is seen.
const ALL_SEEN: u64 = u64::from_le_bytes([EVERY as u8; 8]);

/// A row of which every cell is set.
const EVERY: u32 = (1 << VIEW) - 1;

/// Spreads sight from the agent; row y is byte y, with bit x for cell x.
///
/// A seen cell that does not block sight lets its neighbour in the direction of the sweep be seen,
/// and the two cells beyond these in the next row. Each row is swept to the right, then to the left.
#[inline]
fn sight<T: Copy>(cells: &[[T; VIEW]; VIEW], blocks: impl Fn(T) -> bool) -> u64 {
    let mut clear = 0_u64;
    for (x, column) in cells.iter().enumerate() {
        let rows = rows!(y => u64::from(!blocks(column[y])) << (8 * y));
        clear |= rows.into_iter().fold(0, |all, row| all | row) << x;
    }
    let mut rows = 0_u64;
    let mut seen = 1_u32 << AGENT.0;
    for y in (0..VIEW).rev() {
        if seen == 0 {
            break;
        }
        let clear = (clear >> (8 * y)) as u32 & EVERY;
        // The last cell of a sweep has no neighbour, so it passes nothing on.
        let rightward = spread(seen & clear, clear, |bits, by| bits << by) & (EVERY >> 1);
        seen |= rightward << 1;
        let leftward = spread(seen & clear, clear, |bits, by| bits >> by) & (EVERY << 1);
        seen |= leftward >> 1;
        rows |= u64::from(seen) << (8 * y);
        seen = rightward | rightward << 1 | leftward | leftward >> 1;
    }
    rows
}

/// Spreads bits along a run of clear ones, in steps of one, two and four.
#[inline]
fn spread(bits: u32, clear: u32, shift: impl Fn(u32, u32) -> u32) -> u32 {
    let bits = bits | clear & shift(bits, 1);
    let clear = clear & shift(clear, 1);
    let bits = bits | clear & shift(bits, 2);
    let clear = clear & shift(clear, 2);
    bits | clear & shift(bits, 4)
}
