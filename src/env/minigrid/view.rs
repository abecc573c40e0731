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
        let mut cells = window(grid, grid.cells(), Cell::WALL, agent, dir);
        let rows = if see_through_walls { ALL_SEEN } else { sight(&cells, Cell::blocks_sight) };
        let mut mask = [[false; VIEW]; VIEW];
        for (x, (cells, mask)) in cells.iter_mut().zip(&mut mask).enumerate() {
            for (row, (cell, seen)) in rows.iter().zip(cells.iter_mut().zip(mask)) {
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
    let mut looks = window(grid, grid.looks(), const { Look::of(Cell::WALL) }, agent, dir);
    let rows = if see_through_walls { ALL_SEEN } else { sight(&looks, Look::blocks_sight) };
    looks[AGENT.0][AGENT.1] = Look::of(carrying);
    let mut image = [[[0; 3]; VIEW]; VIEW];
    let numbers = image.as_flattened_mut().as_flattened_mut();
    for (x, looks) in looks.iter().enumerate() {
        for (y, look) in looks.iter().enumerate() {
            // Masked and written four bytes at a time, the last of which the next cell overwrites:
            // this is the hottest place of all.
            let bytes = look.masked(rows[y] >> x & 1 == 1);
            let at = (x * VIEW + y) * 3;
            match numbers.get_mut(at..at + 4) {
                Some(place) => place.copy_from_slice(&bytes),
                None => numbers[at..at + 3].copy_from_slice(&bytes[..3]),
            }
        }
    }
    image
}

/// The world's place of the view's cell (0, 0): the far left one.
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

/// What the view's window holds, column by column, of what the grid holds row by row.
fn window<T: Copy>(
    grid: &Grid,
    values: &[T],
    outside: T,
    agent: Pos,
    dir: Dir,
) -> [[T; VIEW]; VIEW] {
    let mut cells = [[outside; VIEW]; VIEW];
    let (right, back) = (dir.right_vector(), -dir.vector());
    let mut top = corner(agent, dir);
    for column in &mut cells {
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
    cells
}

/// Every cell is seen.
const ALL_SEEN: [u8; VIEW] = [EVERY as u8; VIEW];

/// A row of which every cell is set.
const EVERY: u32 = (1 << VIEW) - 1;

/// Spreads sight from the agent; a row is a byte, with bit x for cell x.
///
/// A seen cell that does not block sight lets its neighbour in the direction of the sweep be seen,
/// and the two cells beyond these in the next row. Each row is swept to the right, then to the left.
fn sight<T: Copy>(cells: &[[T; VIEW]; VIEW], blocks: impl Fn(T) -> bool) -> [u8; VIEW] {
    let mut clear = 0_u64;
    for (x, column) in cells.iter().enumerate() {
        for (y, &cell) in column.iter().enumerate() {
            clear |= u64::from(!blocks(cell)) << (8 * y + x);
        }
    }
    let mut rows = [0; VIEW];
    let mut seen = 1_u32 << AGENT.0;
    for (row, clear) in rows.iter_mut().zip(clear.to_le_bytes()).rev() {
        if seen == 0 {
            break;
        }
        let clear = u32::from(clear);
        // The last cell of a sweep has no neighbour, so it passes nothing on.
        let rightward = spread(seen & clear, clear, |bits, by| bits << by) & (EVERY >> 1);
        seen |= rightward << 1;
        let leftward = spread(seen & clear, clear, |bits, by| bits >> by) & (EVERY << 1);
        seen |= leftward >> 1;
        *row = seen as u8;
        seen = rightward | rightward << 1 | leftward | leftward >> 1;
    }
    rows
}

/// Spreads bits along a run of clear ones, in steps of one, two and four.
fn spread(bits: u32, clear: u32, shift: impl Fn(u32, u32) -> u32) -> u32 {
    let bits = bits | clear & shift(bits, 1);
    let clear = clear & shift(clear, 1);
    let bits = bits | clear & shift(bits, 2);
    let clear = clear & shift(clear, 2);
    bits | clear & shift(bits, 4)
}
