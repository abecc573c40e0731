//! Laying out a world: putting things at drawn places.
//!
//! Source: Minigrid, `minigrid_env.py` (`place_obj`, `place_agent`).

use super::grid::{Dir, Pos};
use super::object::{Cell, Color, Kind};
use super::state::GridState;
use crate::rng::Pcg64;

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// The upper left cell.
    pub top: Pos,
    /// Columns.
    pub width: i32,
    /// Rows.
    pub height: i32,
}

impl Area {
    /// A rectangle from its upper left cell and its size.
    pub const fn new(top: Pos, width: i32, height: i32) -> Self {
        Self { top, width, height }
    }

    /// Whether a place lies in it.
    pub const fn contains(&self, at: Pos) -> bool {
        at.x >= self.top.x
            && at.y >= self.top.y
            && at.x < self.top.x + self.width
            && at.y < self.top.y + self.height
    }
}

/// Why a layout was given up; a level that validates its missions then starts over with the same
/// stream of random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// Too many tries at one draw (`RecursionError` upstream).
    #[error("too many tries")]
    Tries,
    /// The mission would make no sense (`RejectSampling` upstream).
    #[error("the mission makes no sense")]
    Mission,
}

/// A world under construction, and the generator that decides.
#[derive(Debug)]
pub struct Builder<'a> {
    /// The world.
    pub state: &'a mut GridState,
    /// The generator.
    pub rng: &'a mut Pcg64,
}

impl Builder<'_> {
    /// Clears the world and gives it a size; the agent is nowhere.
    pub fn clear(&mut self, width: i32, height: i32) {
        self.state.grid.reset(width, height);
        self.state.objects.clear();
        self.state.agent = Pos::NOWHERE;
        self.state.dir = Dir::Right;
        self.state.carrying = Cell::EMPTY;
    }

    /// Clears the world and puts walls around it.
    pub fn clear_walled(&mut self, width: i32, height: i32) {
        self.clear(width, height);
        self.state.grid.wall_rect(Pos::new(0, 0), width, height);
    }

    /// The whole grid.
    pub fn everywhere(&self) -> Area {
        Area::new(Pos::new(0, 0), self.state.grid.width(), self.state.grid.height())
    }

    /// A new object, not yet placed.
    pub fn create(&mut self, kind: Kind, color: Color) -> Cell {
        self.state.objects.create(kind, color)
    }

    /// A new door, shut.
    pub fn door(&mut self, color: Color, is_locked: bool) -> Cell {
        Cell { is_locked, ..self.create(Kind::Door, color) }
    }

    /// Puts something at a fixed place.
    pub fn put(&mut self, at: Pos, cell: Cell) {
        self.state.grid.set(at, cell);
        self.state.objects.placed(cell.id, at);
    }

    /// Draws a place in an area; none if it is taken or refused.
    fn draw_place(&mut self, area: Area, refuse: &impl Fn(&GridState, Pos) -> bool) -> Option<Pos> {
        // Upstream quirk: an area that starts outside the grid is moved in without shrinking.
        let (left, top) = (area.top.x.max(0), area.top.y.max(0));
        let right = (left + area.width).min(self.state.grid.width());
        let bottom = (top + area.height).min(self.state.grid.height());
        let x = self.rng.range(left, right);
        let at = Pos::new(x, self.rng.range(top, bottom));
        let is_free = self.state.grid.get(at).is_empty() && at != self.state.agent;
        (is_free && !refuse(self.state, at)).then_some(at)
    }

    /// Puts something at a drawn free place of an area that is not refused.
    ///
    /// # Errors
    ///
    /// [`Reject::Tries`] when the tries are used up.
    pub fn place_within_tries(
        &mut self,
        cell: Cell,
        area: Area,
        tries: u32,
        refuse: impl Fn(&GridState, Pos) -> bool,
    ) -> Result<Pos, Reject> {
        // Upstream quirk: the limit is compared before the try is counted, so there is one more.
        for _ in 0..=tries {
            if let Some(at) = self.draw_place(area, &refuse) {
                self.put(at, cell);
                return Ok(at);
            }
        }
        Err(Reject::Tries)
    }

    /// Puts something at a drawn free place of an area that is not refused, trying until one fits.
    pub fn place_unless(
        &mut self,
        cell: Cell,
        area: Area,
        refuse: impl Fn(&GridState, Pos) -> bool,
    ) -> Pos {
        loop {
            if let Some(at) = self.draw_place(area, &refuse) {
                self.put(at, cell);
                return at;
            }
        }
    }

    /// Puts something at a drawn free place of an area.
    pub fn place_in(&mut self, cell: Cell, area: Area) -> Pos {
        self.place_unless(cell, area, |_, _| false)
    }

    /// Puts something at a drawn free place of the grid.
    pub fn place(&mut self, cell: Cell) -> Pos {
        self.place_in(cell, self.everywhere())
    }

    /// Puts the agent at a drawn free place of an area, looking in a drawn direction.
    ///
    /// # Errors
    ///
    /// [`Reject::Tries`] when the tries are used up.
    pub fn place_agent_within_tries(&mut self, area: Area, tries: u32) -> Result<(), Reject> {
        self.state.agent = Pos::NOWHERE;
        self.state.agent = self.place_within_tries(Cell::EMPTY, area, tries, |_, _| false)?;
        self.state.dir = Dir::from_index(self.rng.range(0, 4) as u8);
        Ok(())
    }

    /// Puts the agent at a drawn free place of an area, looking in a drawn direction.
    pub fn place_agent_in(&mut self, area: Area) {
        self.state.agent = Pos::NOWHERE;
        self.state.agent = self.place_in(Cell::EMPTY, area);
        self.state.dir = Dir::from_index(self.rng.range(0, 4) as u8);
    }

    /// Puts the agent at a drawn free place of the grid, looking in a drawn direction.
    pub fn place_agent(&mut self) {
        self.place_agent_in(self.everywhere());
    }

    /// Puts the agent at a fixed place, looking right.
    pub fn put_agent(&mut self, at: Pos) {
        self.state.agent = at;
        self.state.dir = Dir::Right;
    }

    /// One of the six colours.
    pub fn color(&mut self) -> Color {
        self.rng.choice(&Color::ALPHABETICAL)
    }
}
