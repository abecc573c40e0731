//! The grid: cells in rows, positions, directions.
//!
//! Positions are `(x, y)`, column and row; y grows downward. Cells are stored row by row.
//!
//! Source: Minigrid, `core/grid.py`.

use std::ops::{Add, Mul, Neg, Sub};

use super::object::{Cell, Color, Kind};

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
    #[inline]
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
    /// What each column holds, so that a search need not look everywhere.
    columns: Vec<Column>,
}

/// What a column of cells holds, a bit per row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Neither walls nor nothing.
    pub things: u64,
    /// Walls.
    pub walls: u64,
}

impl Column {
    /// Notes what some rows hold now.
    #[inline]
    fn put(&mut self, rows: u64, cell: Cell) {
        self.things = if cell.is_thing() { self.things | rows } else { self.things & !rows };
        let is_wall = matches!(cell.kind, Kind::Wall);
        self.walls = if is_wall { self.walls | rows } else { self.walls & !rows };
    }
}

/// What one sees of a cell: its three numbers in an observation, and whether it blocks sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look(u32);

impl Look {
    /// The look of a cell.
    #[inline]
    pub const fn of(cell: Cell) -> Self {
        let [kind, color, state] = cell.encode();
        Self(u32::from_le_bytes([kind, color, state, cell.blocks_sight() as u8]))
    }

    /// The cell's numbers in an observation; only zeros if it is not seen.
    #[inline]
    pub const fn masked(self, seen: bool) -> [u8; 3] {
        let [kind, color, state, _] = (self.0 & (seen as u32).wrapping_neg()).to_le_bytes();
        [kind, color, state]
    }

    /// Whether one cannot see past it.
    #[inline]
    pub const fn blocks_sight(self) -> bool {
        self.0 >> 24 != 0
    }
}

impl Grid {
    /// An empty grid.
    pub fn new(width: i32, height: i32) -> Self {
        let (cells, looks, columns) = (Vec::new(), Vec::new(), Vec::new());
        let mut grid = Self { width, height, cells, looks, columns };
        grid.reset(width, height);
        grid
    }

    /// Empties the grid and gives it another size, keeping the memory; 64 rows are the most.
    pub fn reset(&mut self, width: i32, height: i32) {
        debug_assert!(height <= 64, "a bit for each row");
        (self.width, self.height) = (width, height);
        let count = (width * height) as usize;
        refill(&mut self.cells, count, Cell::EMPTY);
        refill(&mut self.looks, count, Look::of(Cell::EMPTY));
        self.columns.clear();
        self.columns.resize(width as usize, Column::default());
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
    #[inline]
    pub const fn contains(&self, at: Pos) -> bool {
        at.x >= 0 && at.y >= 0 && at.x < self.width && at.y < self.height
    }

    /// The cell at a position on the grid; outside it, a wall.
    #[inline]
    pub fn get(&self, at: Pos) -> Cell {
        if self.contains(at) { self.cells[(at.y * self.width + at.x) as usize] } else { Cell::WALL }
    }

    /// Puts something at a position; outside the grid nothing happens.
    #[inline]
    pub fn set(&mut self, at: Pos, cell: Cell) {
        if self.contains(at) {
            let index = (at.y * self.width + at.x) as usize;
            self.cells[index] = cell;
            self.looks[index] = Look::of(cell);
            self.columns[at.x as usize].put(1 << at.y, cell);
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

    /// What each column holds.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Visits every thing of a kind and a colour (or of any), column by column.
    #[inline]
    pub fn for_each_like(
        &self,
        kind: Option<Kind>,
        color: Option<Color>,
        mut visit: impl FnMut(Pos, Cell),
    ) {
        let wanted = Cell::plain(kind.unwrap_or(Kind::Unseen), color.unwrap_or(Color::Red));
        let mask =
            [kind.is_some(), color.is_some(), false, false].map(|given| 255 * u8::from(given));
        let (wanted, mask) = (Look::of(wanted).0, u32::from_le_bytes(mask));
        for (x, column) in (0..).zip(&self.columns) {
            let mut left = column.things;
            while left != 0 {
                let at = Pos::new(x, left.trailing_zeros() as i32);
                left &= left - 1;
                let index = (at.y * self.width + at.x) as usize;
                if (self.looks[index].0 ^ wanted) & mask == 0 {
                    visit(at, self.cells[index]);
                }
            }
        }
    }

    /// Draws a run of a cell to the right; what lies outside the grid is left out.
    pub fn fill_row(&mut self, from: Pos, length: i32, cell: Cell) {
        let columns = from.x.max(0)..(from.x + length).min(self.width);
        if !(0..self.height).contains(&from.y) || columns.is_empty() {
            return;
        }
        let row = from.y * self.width;
        let run = (row + columns.start) as usize..(row + columns.end) as usize;
        self.cells[run.clone()].fill(cell);
        self.looks[run].fill(Look::of(cell));
        for column in &mut self.columns[columns.start as usize..columns.end as usize] {
            column.put(1 << from.y, cell);
        }
    }

    /// Draws a run of a cell downward; what lies outside the grid is left out.
    pub fn fill_column(&mut self, from: Pos, length: i32, cell: Cell) {
        let rows = from.y.max(0)..(from.y + length).min(self.height);
        if !(0..self.width).contains(&from.x) || rows.is_empty() {
            return;
        }
        let bits = u64::MAX >> (64 - rows.len()) << rows.start;
        self.columns[from.x as usize].put(bits, cell);
        let look = Look::of(cell);
        let mut index = (rows.start * self.width + from.x) as usize;
        for _ in rows {
            self.cells[index] = cell;
            self.looks[index] = look;
            index += self.width as usize;
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

/// Makes a list of so many equal values, keeping its memory.
fn refill<T: Copy>(list: &mut Vec<T>, count: usize, value: T) {
    const FIRST: usize = 32;
    list.clear();
    list.resize(count.min(FIRST), value);
    // Copied in ever longer runs: the page is compiled for size, and writes value by value.
    while list.len() < count {
        list.extend_from_within(..list.len().min(count - list.len()));
    }
}
