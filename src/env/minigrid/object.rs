//! What a cell of a MiniGrid world can hold.
//!
//! Objects have identity: two red keys differ, and a key stays the same one while it is carried. A
//! [`Cell`] therefore carries an [`ObjectId`]; what belongs to the object and not to its place (its
//! content, where it lay first) is kept in the world's [`Objects`].
//!
//! Source: Minigrid, `core/constants.py`, `core/world_object.py`.

use std::fmt;
use std::str::FromStr;

use super::grid::Pos;

/// The kinds of things, in the order of their numbers in an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// Hidden from the agent; only in observations.
    Unseen,
    /// Nothing.
    Empty,
    /// A wall.
    Wall,
    /// A coloured floor tile, which one may walk on.
    Floor,
    /// A door: open, closed or locked.
    Door,
    /// A key; it opens locked doors of its colour.
    Key,
    /// A ball.
    Ball,
    /// A box, which may hold one object.
    Box,
    /// The goal square.
    Goal,
    /// Lava: stepping on it ends the episode.
    Lava,
}

impl Kind {
    /// Every kind, by its number.
    pub const ALL: [Self; 10] = [
        Self::Unseen,
        Self::Empty,
        Self::Wall,
        Self::Floor,
        Self::Door,
        Self::Key,
        Self::Ball,
        Self::Box,
        Self::Goal,
        Self::Lava,
    ];

    /// The name that missions and texts use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unseen => "unseen",
            Self::Empty => "empty",
            Self::Wall => "wall",
            Self::Floor => "floor",
            Self::Door => "door",
            Self::Key => "key",
            Self::Ball => "ball",
            Self::Box => "box",
            Self::Goal => "goal",
            Self::Lava => "lava",
        }
    }

    /// Whether the agent can carry it.
    pub const fn is_portable(self) -> bool {
        matches!(self, Self::Key | Self::Ball | Self::Box)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The six colours, in the order of their numbers in an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Color {
    /// Number 0.
    Red,
    /// Number 1.
    Green,
    /// Number 2.
    Blue,
    /// Number 3.
    Purple,
    /// Number 4.
    Yellow,
    /// Number 5.
    Grey,
}

impl Color {
    /// Every colour, by its number.
    pub const ALL: [Self; 6] =
        [Self::Red, Self::Green, Self::Blue, Self::Purple, Self::Yellow, Self::Grey];

    /// The order that random draws use: alphabetical.
    pub const ALPHABETICAL: [Self; 6] =
        [Self::Blue, Self::Green, Self::Grey, Self::Purple, Self::Red, Self::Yellow];

    /// The name that missions and texts use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Purple => "purple",
            Self::Yellow => "yellow",
            Self::Grey => "grey",
        }
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Color {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|color| color.as_str() == text).ok_or(())
    }
}

/// Which object it is, within one episode; zero for what has no identity of its own (walls, nothing).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u16);

impl ObjectId {
    /// No object.
    pub const NONE: Self = Self(0);
}

/// What one cell holds, or what the agent carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The kind of thing.
    pub kind: Kind,
    /// Its colour.
    pub color: Color,
    /// Doors only: it stands open.
    pub is_open: bool,
    /// Doors only: the lock is on. An open door may still have it on.
    pub is_locked: bool,
    /// Which object it is.
    pub id: ObjectId,
}

impl Cell {
    /// Nothing there.
    pub const EMPTY: Self = Self::plain(Kind::Empty, Color::Red);
    /// Hidden from the agent.
    pub const UNSEEN: Self = Self::plain(Kind::Unseen, Color::Red);
    /// The common grey wall.
    pub const WALL: Self = Self::plain(Kind::Wall, Color::Grey);

    /// A thing without identity.
    pub const fn plain(kind: Kind, color: Color) -> Self {
        Self { kind, color, is_open: false, is_locked: false, id: ObjectId::NONE }
    }

    /// Whether nothing is there.
    pub const fn is_empty(self) -> bool {
        matches!(self.kind, Kind::Empty)
    }

    /// Whether something is there, and more than a wall.
    #[inline]
    pub const fn is_thing(self) -> bool {
        !matches!(self.kind, Kind::Unseen | Kind::Empty | Kind::Wall)
    }

    /// Whether the agent may stand on it.
    #[inline]
    pub const fn can_overlap(self) -> bool {
        match self.kind {
            Kind::Empty | Kind::Goal | Kind::Floor | Kind::Lava => true,
            Kind::Door => self.is_open,
            _ => false,
        }
    }

    /// Whether one cannot see past it.
    #[inline]
    pub const fn blocks_sight(self) -> bool {
        match self.kind {
            Kind::Wall => true,
            Kind::Door => !self.is_open,
            _ => false,
        }
    }

    /// Its three numbers in an observation: kind, colour, state.
    #[inline]
    pub const fn encode(self) -> [u8; 3] {
        let state = match (self.kind, self.is_open) {
            (Kind::Door, false) => 1 + self.is_locked as u8,
            _ => 0,
        };
        [self.kind as u8, self.color as u8, state]
    }
}

/// What belongs to an object wherever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectInfo {
    /// What a box holds; [`Cell::EMPTY`] for nothing.
    pub content: Cell,
    /// Where it was placed at the start.
    pub init_pos: Option<Pos>,
    /// Where it was last put down; `(-1, -1)` while carried.
    pub cur_pos: Option<Pos>,
}

/// The objects of one episode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objects {
    infos: Vec<ObjectInfo>,
}

impl Objects {
    /// No object yet.
    pub fn new() -> Self {
        let mut objects = Self { infos: Vec::with_capacity(64) };
        objects.clear();
        objects
    }

    /// Forgets every object, keeping the memory.
    pub fn clear(&mut self) {
        self.infos.clear();
        // Place 0 stands for things without identity.
        self.infos.push(ObjectInfo { content: Cell::EMPTY, init_pos: None, cur_pos: None });
    }

    /// Makes a new object: a cell value that can be placed or put in a box.
    pub fn create(&mut self, kind: Kind, color: Color) -> Cell {
        let id = ObjectId(self.infos.len() as u16);
        self.infos.push(ObjectInfo { content: Cell::EMPTY, init_pos: None, cur_pos: None });
        Cell { id, ..Cell::plain(kind, color) }
    }

    /// What is known of an object.
    pub fn info(&self, id: ObjectId) -> &ObjectInfo {
        &self.infos[usize::from(id.0)]
    }

    /// Remembers what a box holds.
    pub fn fill(&mut self, id: ObjectId, content: Cell) {
        if id != ObjectId::NONE {
            self.infos[usize::from(id.0)].content = content;
        }
    }

    /// Remembers where an object was put at the start.
    pub fn placed(&mut self, id: ObjectId, at: Pos) {
        if id != ObjectId::NONE {
            let info = &mut self.infos[usize::from(id.0)];
            (info.init_pos, info.cur_pos) = (Some(at), Some(at));
        }
    }

    /// Remembers where an object is now.
    pub fn moved(&mut self, id: ObjectId, at: Pos) {
        if id != ObjectId::NONE {
            self.infos[usize::from(id.0)].cur_pos = Some(at);
        }
    }
}

impl Default for Objects {
    fn default() -> Self {
        Self::new()
    }
}
