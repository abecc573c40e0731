//! Rooms in rows and columns with doors between them.
//!
//! Neighbouring rooms share a wall; a room of size s is s x s cells with its walls, so the grid has
//! `(s - 1) * columns + 1` columns. Sides are numbered like directions: right, down, left, up.
//!
//! Source: Minigrid, `core/roomgrid.py`.

use super::grid::{Dir, Pos};
use super::object::{Cell, Color, Kind};
use super::place::{Area, Builder, Reject};

/// Places tried for one object of a room.
const MOST_TRIES: u32 = 1000;

/// Walls tried to connect all rooms.
const MOST_WALLS: u32 = 5000;

/// The size of a world of rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Cells along one side of a room, walls included.
    pub room_size: i32,
    /// Rows of rooms.
    pub rows: i32,
    /// Columns of rooms.
    pub columns: i32,
}

impl Shape {
    /// Rooms of a size, in rows and columns.
    pub const fn new(room_size: i32, rows: i32, columns: i32) -> Self {
        Self { room_size, rows, columns }
    }

    /// The grid's columns.
    pub const fn width(self) -> i32 {
        (self.room_size - 1) * self.columns + 1
    }

    /// The grid's rows.
    pub const fn height(self) -> i32 {
        (self.room_size - 1) * self.rows + 1
    }

    /// The room of a place; on a shared wall, the one to the right or below.
    pub const fn room_of(self, at: Pos) -> RoomAt {
        RoomAt::new(at.x / (self.room_size - 1), at.y / (self.room_size - 1))
    }

    /// The cells of a room, its walls included.
    pub const fn area(self, room: RoomAt) -> Area {
        let top = Pos::new(room.column * (self.room_size - 1), room.row * (self.room_size - 1));
        Area::new(top, self.room_size, self.room_size)
    }

    /// Every room, row by row.
    pub fn by_row(self) -> impl Iterator<Item = RoomAt> {
        (0..self.rows).flat_map(move |row| (0..self.columns).map(move |c| RoomAt::new(c, row)))
    }

    /// Every room, column by column.
    pub fn by_column(self) -> impl Iterator<Item = RoomAt> {
        (0..self.columns)
            .flat_map(move |column| (0..self.rows).map(move |r| RoomAt::new(column, r)))
    }

    /// The room on the other side of a wall.
    fn neighbor(self, room: RoomAt, side: Dir) -> Option<RoomAt> {
        let step = side.vector();
        let next = RoomAt::new(room.column + step.x, room.row + step.y);
        let inside = (0..self.columns).contains(&next.column) && (0..self.rows).contains(&next.row);
        inside.then_some(next)
    }
}

/// Which room: its column and row among the rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomAt {
    /// Column among the rooms.
    pub column: i32,
    /// Row among the rooms.
    pub row: i32,
}

impl RoomAt {
    /// The room of a column and row.
    pub const fn new(column: i32, row: i32) -> Self {
        Self { column, row }
    }
}

/// What a side of a room has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// A wall.
    Wall,
    /// A door.
    Door,
    /// Nothing: the wall was taken away.
    Gap,
}

/// One room while the world is laid out.
#[derive(Clone, Debug)]
pub struct Room {
    /// What its sides have.
    pub sides: [Side; 4],
    /// Where the doors of its sides are, or would be; none at the world's edge.
    pub door_pos: [Option<Pos>; 4],
    /// Whether the door added last is locked. Upstream quirk: each door overwrites this, and only
    /// for the room from which it was added.
    pub is_locked: bool,
    /// Where doors (locked ones too) and gaps lead: a bit per room, in the order of the list.
    ways: u64,
}

impl Room {
    const fn new() -> Self {
        Self { sides: [Side::Wall; 4], door_pos: [None; 4], is_locked: false, ways: 0 }
    }
}

/// A world of rooms under construction.
#[derive(Debug)]
pub struct Rooms<'a> {
    /// The grid below.
    pub build: Builder<'a>,
    /// Its size.
    pub shape: Shape,
    list: Vec<Room>,
    /// What was put into rooms.
    objects: Vec<Cell>,
}

impl<'a> Rooms<'a> {
    /// Walls and the places of the doors; the agent stands in the middle for now.
    pub fn new(build: Builder<'a>, shape: Shape) -> Self {
        let objects = Vec::with_capacity(32);
        let mut rooms = Self { build, shape, list: Vec::new(), objects };
        rooms.lay_out();
        rooms
    }

    /// Starts over with bare rooms and newly drawn places of doors.
    pub fn lay_out(&mut self) {
        let Self { build, shape, list: rooms, objects } = self;
        build.clear(shape.width(), shape.height());
        build.state.see_through_walls = false;
        rooms.clear();
        objects.clear();
        // Each wall is drawn once, though two rooms may share it.
        for row in 0..=shape.rows {
            let from = Pos::new(0, row * (shape.room_size - 1));
            build.state.grid.fill_row(from, shape.width(), Cell::WALL);
        }
        for column in 0..=shape.columns {
            let from = Pos::new(column * (shape.room_size - 1), 0);
            build.state.grid.fill_column(from, shape.height(), Cell::WALL);
        }
        rooms.resize((shape.rows * shape.columns) as usize, Room::new());
        for at in shape.by_row() {
            let Area { top, .. } = shape.area(at);
            let (low, high) = (top + Pos::new(1, 1), top + Pos::new(1, 1) * (shape.room_size - 1));
            let index = (at.row * shape.columns + at.column) as usize;
            if at.column < shape.columns - 1 {
                let door = Pos::new(high.x, build.rng.range(low.y, high.y));
                rooms[index].door_pos[0] = Some(door);
            }
            if at.row < shape.rows - 1 {
                let door = Pos::new(build.rng.range(low.x, high.x), high.y);
                rooms[index].door_pos[1] = Some(door);
            }
            if at.column > 0 {
                rooms[index].door_pos[2] = rooms[index - 1].door_pos[0];
            }
            if at.row > 0 {
                rooms[index].door_pos[3] = rooms[index - shape.columns as usize].door_pos[1];
            }
        }
        let (half, pitch) = (shape.room_size / 2, shape.room_size - 1);
        let middle = Pos::new(shape.columns / 2 * pitch + half, shape.rows / 2 * pitch + half);
        build.put_agent(middle);
    }

    fn index(&self, at: RoomAt) -> usize {
        (at.row * self.shape.columns + at.column) as usize
    }

    /// A room.
    pub fn room(&self, at: RoomAt) -> &Room {
        &self.list[self.index(at)]
    }

    fn room_mut(&mut self, at: RoomAt) -> &mut Room {
        let index = self.index(at);
        &mut self.list[index]
    }

    /// The room in which the agent stands.
    pub fn agent_room(&self) -> RoomAt {
        self.shape.room_of(self.build.state.agent)
    }

    /// A drawn room: column, then row.
    pub fn draw_room(&mut self) -> RoomAt {
        let column = self.build.rng.range(0, self.shape.columns);
        RoomAt::new(column, self.build.rng.range(0, self.shape.rows))
    }

    /// The door of a side of a room, as it stands in the grid.
    pub fn door(&self, at: RoomAt, side: Dir) -> Option<Cell> {
        let room = self.room(at);
        let place = room.door_pos[side as usize]?;
        (room.sides[side as usize] == Side::Door).then(|| self.build.state.grid.get(place))
    }

    /// Puts an object in a room, not next to the agent.
    ///
    /// # Errors
    ///
    /// [`Reject::Tries`] when no place was found.
    pub fn place_in_room(&mut self, at: RoomAt, cell: Cell) -> Result<Pos, Reject> {
        let area = self.shape.area(at);
        let beside = |state: &super::GridState, at: Pos| state.agent.manhattan(at) < 2;
        let place = self.build.place_within_tries(cell, area, MOST_TRIES, beside)?;
        self.objects.push(cell);
        Ok(place)
    }

    /// Puts a new object in a room; draws its kind, then its colour, where they are left open.
    ///
    /// # Errors
    ///
    /// [`Reject::Tries`] when no place was found.
    pub fn add_object(
        &mut self,
        at: RoomAt,
        kind: Option<Kind>,
        color: Option<Color>,
    ) -> Result<Cell, Reject> {
        let kind = kind.unwrap_or_else(|| self.build.rng.choice(&PORTABLE));
        let color = color.unwrap_or_else(|| self.build.color());
        let cell = self.build.create(kind, color);
        self.place_in_room(at, cell)?;
        Ok(cell)
    }

    /// Adds a door to a room; draws its side, colour and lock, in this order, where left open.
    pub fn add_door(
        &mut self,
        at: RoomAt,
        side: Option<Dir>,
        color: Option<Color>,
        is_locked: Option<bool>,
    ) -> (Cell, Pos) {
        let side = side.unwrap_or_else(|| self.draw_wall(at));
        let color = color.unwrap_or_else(|| self.build.color());
        let is_locked = is_locked.unwrap_or_else(|| self.build.rng.coin());
        let door = self.build.door(color, is_locked);
        let place = self.room(at).door_pos[side as usize].unwrap_or(Pos::NOWHERE);
        self.build.state.grid.set(place, door);
        self.build.state.objects.moved(door.id, place);
        self.mark(at, side, Side::Door);
        self.room_mut(at).is_locked = is_locked;
        (door, place)
    }

    /// A drawn side of a room that has a neighbour and no door yet.
    fn draw_wall(&mut self, at: RoomAt) -> Dir {
        loop {
            let side = Dir::from_index(self.build.rng.range(0, 4) as u8);
            let room = self.room(at);
            if room.door_pos[side as usize].is_some() && room.sides[side as usize] == Side::Wall {
                return side;
            }
        }
    }

    /// Notes the way between a room and its neighbour, for both.
    fn mark(&mut self, at: RoomAt, side: Dir, what: Side) {
        self.room_mut(at).sides[side as usize] = what;
        if let Some(next) = self.shape.neighbor(at, side) {
            self.room_mut(next).sides[(side as usize + 2) % 4] = what;
            self.room_mut(next).ways |= 1 << self.index(at);
            self.room_mut(at).ways |= 1 << self.index(next);
        }
    }

    /// Takes a wall away, but for its corners.
    pub fn remove_wall(&mut self, at: RoomAt, side: Dir) {
        let Area { top, .. } = self.shape.area(at);
        let (far, length) = (self.shape.room_size - 1, self.shape.room_size - 2);
        let grid = &mut self.build.state.grid;
        match side {
            Dir::Right => grid.fill_column(top + Pos::new(far, 1), length, Cell::EMPTY),
            Dir::Down => grid.fill_row(top + Pos::new(1, far), length, Cell::EMPTY),
            Dir::Left => grid.fill_column(top + Pos::new(0, 1), length, Cell::EMPTY),
            Dir::Up => grid.fill_row(top + Pos::new(1, 0), length, Cell::EMPTY),
        }
        self.mark(at, side, Side::Gap);
    }

    /// Puts the agent into a drawn room, not facing a door or an object.
    ///
    /// # Errors
    ///
    /// [`Reject::Tries`] when no place was found.
    pub fn place_agent(&mut self) -> Result<(), Reject> {
        let room = self.draw_room();
        self.place_agent_in(room)
    }

    /// Puts the agent into a room, not facing a door or an object.
    ///
    /// # Errors
    ///
    /// [`Reject::Tries`] when no place was found.
    pub fn place_agent_in(&mut self, room: RoomAt) -> Result<(), Reject> {
        let area = self.shape.area(room);
        loop {
            self.build.place_agent_within_tries(area, MOST_TRIES)?;
            let ahead = self.build.state.grid.get(self.build.state.front());
            if matches!(ahead.kind, Kind::Empty | Kind::Wall) {
                return Ok(());
            }
        }
    }

    /// Puts the agent into drawn rooms until it is outside the given one.
    ///
    /// # Errors
    ///
    /// [`Reject::Tries`] when no place was found.
    pub fn place_agent_outside(&mut self, room: Option<RoomAt>) -> Result<(), Reject> {
        loop {
            self.place_agent()?;
            if Some(self.agent_room()) != room {
                return Ok(());
            }
        }
    }

    /// Adds unlocked doors of the given colours until every room can be reached.
    ///
    /// # Errors
    ///
    /// [`Reject::Tries`] after 5000 drawn walls.
    pub fn connect_all(&mut self, colors: &[Color]) -> Result<(), Reject> {
        let start = self.agent_room();
        let mut is_done = self.all_reached(start);
        for _ in 0..=MOST_WALLS {
            if is_done {
                return Ok(());
            }
            let at = self.draw_room();
            let side = Dir::from_index(self.build.rng.range(0, 4) as u8);
            let room = self.room(at);
            let Some(next) = self.shape.neighbor(at, side) else { continue };
            if room.sides[side as usize] != Side::Wall {
                continue;
            }
            if room.is_locked || self.room(next).is_locked {
                continue;
            }
            let color = self.build.rng.choice(colors);
            self.add_door(at, Some(side), Some(color), Some(false));
            is_done = self.all_reached(start);
        }
        Err(Reject::Tries)
    }

    /// Whether doors (locked ones too) and gaps lead from one room to all others.
    fn all_reached(&self, start: RoomAt) -> bool {
        let mut reached = 1_u64 << self.index(start);
        let mut open = reached;
        while open != 0 {
            let further = self.list[open.trailing_zeros() as usize].ways & !reached;
            open = open & (open - 1) | further;
            reached |= further;
        }
        reached.count_ones() as usize == self.list.len()
    }

    /// Puts objects of drawn colour and kind into a room, or each into a drawn one.
    ///
    /// # Errors
    ///
    /// [`Reject::Tries`] when no place was found.
    pub fn add_distractors(
        &mut self,
        room: Option<RoomAt>,
        count: usize,
        all_unique: bool,
    ) -> Result<Vec<Cell>, Reject> {
        let mut added = Vec::with_capacity(count);
        while added.len() < count {
            let color = self.build.color();
            let kind = self.build.rng.choice(&PORTABLE);
            let is_like = |object: &Cell| (object.kind, object.color) == (kind, color);
            if all_unique && self.objects.iter().any(is_like) {
                continue;
            }
            let at = room.unwrap_or_else(|| self.draw_room());
            added.push(self.add_object(at, Some(kind), Some(color))?);
        }
        Ok(added)
    }
}

/// What one can carry, in the order that draws use.
pub const PORTABLE: [Kind; 3] = [Kind::Key, Kind::Ball, Kind::Box];
