//! The grid: cells in rows, positions, directions.
//!
//! Positions are `(x, y)`, column and row; y grows downward. Cells are stored row by row.
//!
//! Source: Minigrid, `core/grid.py`.

use std::ops::{Add, Mul, Neg, Sub};

use super::object::Cell;

/// A place on the grid, or a step between places, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pos {
    /// Column.
    pub x: i32,
    /// Row.
    pub y: i32,
}

impl Pos {
    /// Where a carried object, or an agent not yet placed, is said to be.
    pub const NOWHERE: Self = Self::new(-1, -1);

    /// A place from its column and row.
    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }

    /// Steps between two places, without diagonals.
    pub const fn manhattan(self, other: Self) -> i32 {
        (self.x - other.x).abs() + (self.y - other.y).abs()
    }

    /// The dot product of two steps.
    pub const fn dot(self, other: Self) -> i32 {
        self.x * other.x + self.y * other.y
    }
}

impl Add for Pos {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Pos {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

impl Mul<i32> for Pos {
    type Output = Self;
    fn mul(self, times: i32) -> Self {
        Self::new(self.x * times, self.y * times)
    }
}

impl Neg for Pos {
    type Output = Self;
    fn neg(self) -> Self {
        Self::new(-self.x, -self.y)
    }
}

/// Where the agent looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Dir {
    /// East, number 0.
    Right,
    /// South, number 1.
    Down,
    /// West, number 2.
    Left,
    /// North, number 3.
    Up,
}

impl Dir {
    /// Every direction, by its number; each is the one before turned clockwise.
    pub const ALL: [Self; 4] = [Self::Right, Self::Down, Self::Left, Self::Up];

    /// The direction of a number, counted modulo four.
    pub const fn from_index(index: u8) -> Self {
        Self::ALL[(index & 3) as usize]
    }

    /// The points of the compass, for a person.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Right => "east",
            Self::Down => "south",
            Self::Left => "west",
            Self::Up => "north",
        }
    }

    /// One step in this direction.
    pub const fn vector(self) -> Pos {
        match self {
            Self::Right => Pos::new(1, 0),
            Self::Down => Pos::new(0, 1),
            Self::Left => Pos::new(-1, 0),
            Self::Up => Pos::new(0, -1),
        }
    }

    /// One step to the agent's right.
    pub const fn right_vector(self) -> Pos {
        self.turned_right().vector()
    }

    /// Turned clockwise.
    #[must_use]
    pub const fn turned_right(self) -> Self {
        Self::from_index(self as u8 + 1)
    }

    /// Turned counter-clockwise.
    #[must_use]
    pub const fn turned_left(self) -> Self {
        Self::from_index(self as u8 + 3)
    }
}

/// The cells of a world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    width: i32,
    height: i32,
    cells: Vec<Cell>,
    /// What an observation needs of each cell, kept beside it so that a view only copies.
    looks: Vec<Look>,
    /// Where things lie, a bit per row for each column, so that a search need not look everywhere.
    things: Vec<u64>,
}

/// What one sees of a cell: its three numbers in an observation, and whether it blocks sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look(u32);

impl Look {
    /// The look of a cell.
    pub const fn of(cell: Cell) -> Self {
        let [kind, color, state] = cell.encode();
        Self(u32::from_le_bytes([kind, color, state, cell.blocks_sight() as u8]))
    }

    /// The cell's numbers in an observation and a zero; only zeros if it is not seen.
    pub const fn masked(self, seen: bool) -> [u8; 4] {
        let mask = (seen as u32).wrapping_neg() & 0x00ff_ffff;
        (self.0 & mask).to_le_bytes()
    }

    /// Whether one cannot see past it.
    pub const fn blocks_sight(self) -> bool {
        self.0 >> 24 != 0
    }
}

impl Grid {
    /// An empty grid.
    pub fn new(width: i32, height: i32) -> Self {
        let (cells, looks, things) = (Vec::new(), Vec::new(), Vec::new());
        let mut grid = Self { width, height, cells, looks, things };
        grid.reset(width, height);
        grid
    }

    /// Empties the grid and gives it another size, keeping the memory; 64 rows are the most.
    pub fn reset(&mut self, width: i32, height: i32) {
        debug_assert!(height <= 64, "a bit for each row");
        (self.width, self.height) = (width, height);
        let count = (width * height) as usize;
        self.cells.clear();
        self.cells.resize(count, Cell::EMPTY);
        self.looks.clear();
        self.looks.resize(count, Look::of(Cell::EMPTY));
        self.things.clear();
        self.things.resize(width as usize, 0);
    }

    /// Columns.
    pub const fn width(&self) -> i32 {
        self.width
    }

    /// Rows.
    pub const fn height(&self) -> i32 {
        self.height
    }

    /// Whether a position lies on the grid.
    pub const fn contains(&self, at: Pos) -> bool {
        at.x >= 0 && at.y >= 0 && at.x < self.width && at.y < self.height
    }

    /// The cell at a position on the grid; outside it, a wall.
    pub fn get(&self, at: Pos) -> Cell {
        if self.contains(at) { self.cells[(at.y * self.width + at.x) as usize] } else { Cell::WALL }
    }

    /// Puts something at a position; outside the grid nothing happens.
    pub fn set(&mut self, at: Pos, cell: Cell) {
        if self.contains(at) {
            let index = (at.y * self.width + at.x) as usize;
            self.cells[index] = cell;
            self.looks[index] = Look::of(cell);
            let (rows, row) = (&mut self.things[at.x as usize], 1 << at.y);
            *rows = if cell.is_thing() { *rows | row } else { *rows & !row };
        }
    }

    /// The cells row by row.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The looks of the cells row by row.
    pub fn looks(&self) -> &[Look] {
        &self.looks
    }

    /// Every position, row by row.
    pub fn positions(&self) -> impl Iterator<Item = Pos> + use<> {
        let width = self.width;
        (0..self.height).flat_map(move |y| (0..width).map(move |x| Pos::new(x, y)))
    }

    /// Every position, column by column: the order in which descriptions collect their matches.
    pub fn positions_by_column(&self) -> impl Iterator<Item = Pos> + use<> {
        let height = self.height;
        (0..self.width).flat_map(move |x| (0..height).map(move |y| Pos::new(x, y)))
    }

    /// Where things lie, a bit per row for each column; neither walls nor empty cells are things.
    pub fn things(&self) -> &[u64] {
        &self.things
    }

    /// The position of every thing, column by column.
    pub fn things_by_column(&self) -> impl Iterator<Item = Pos> {
        (0..).zip(&self.things).flat_map(|(x, &rows)| {
            let mut left = rows;
            std::iter::from_fn(move || {
                let y = left.trailing_zeros();
                left &= left.checked_sub(1)?;
                Some(Pos::new(x, y as i32))
            })
        })
    }

    /// Draws a run of a cell to the right.
    pub fn fill_row(&mut self, from: Pos, length: i32, cell: Cell) {
        for step in 0..length {
            self.set(from + Pos::new(step, 0), cell);
        }
    }

    /// Draws a run of a cell downward.
    pub fn fill_column(&mut self, from: Pos, length: i32, cell: Cell) {
        for step in 0..length {
            self.set(from + Pos::new(0, step), cell);
        }
    }

    /// Walls along the edge of a rectangle.
    pub fn wall_rect(&mut self, top: Pos, width: i32, height: i32) {
        self.fill_row(top, width, Cell::WALL);
        self.fill_row(top + Pos::new(0, height - 1), width, Cell::WALL);
        self.fill_column(top, height, Cell::WALL);
        self.fill_column(top + Pos::new(width - 1, 0), height, Cell::WALL);
    }
}
