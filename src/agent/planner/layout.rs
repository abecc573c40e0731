//! A world as the planner sees it: what never changes apart from what a plan may change.
//!
//! Places are cells counted row by row. A *stance* is a place and a direction in one number,
//! `4 * place + direction`. The planner never closes a door: no mission that it knows asks for it.

use super::goal::Goal;
use crate::env::minigrid::{Cell, Color, Dir, GridState, Kind, ObjectId, Pos};

/// A cell, counted row by row; [`NOWHERE`] for what lies nowhere.
pub(super) type Place = u16;

/// A place and a direction.
pub(super) type Stance = u16;

/// The place of what is carried, in a box or gone.
pub(super) const NOWHERE: Place = u16::MAX;

/// Nothing, where a thing is named by its index.
pub(super) const NO_THING: u8 = u8::MAX;

/// What a cell holds at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    /// Nothing.
    Free,
    /// A wall, or anything else that one cannot walk on.
    Wall,
    /// One could walk there and must not: it would fail the task.
    Shunned,
    /// To walk there is the task.
    Target,
    /// A door.
    Door(u8),
    /// Something that can be carried.
    Thing(u8),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Door {
    pub place: Place,
    pub color: Color,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Thing {
    pub kind: Kind,
    pub color: Color,
    /// What a box holds; [`NO_THING`] for nothing.
    pub content: u8,
}

impl Thing {
    pub fn opens(self, door: Door) -> bool {
        self.kind == Kind::Key && self.color == door.color
    }
}

/// What stays as it is.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    width: i32,
    pub ground: Vec<On>,
    /// The place ahead of each stance; [`NOWHERE`] beyond the edge.
    pub ahead: Vec<Place>,
    pub doors: Vec<Door>,
    pub things: Vec<Thing>,
}

/// What a plan may change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Moment {
    pub stance: Stance,
    /// What is carried; [`NO_THING`] for nothing.
    pub carried: u8,
    /// A bit for each door that is shut.
    pub shut: u64,
    /// A bit for each door whose lock is on.
    pub locked: u64,
    /// Where each thing lies.
    pub places: Box<[Place]>,
}

impl Layout {
    /// The world of a state, with what the goal needs to know of it; none for one too large to plan in.
    pub fn read(state: &GridState, goal: &mut Goal) -> Option<(Self, Moment)> {
        let (width, height) = (state.grid.width(), state.grid.height());
        let mut reading =
            Reading { state, ids: Vec::new(), things: Vec::new(), places: Vec::new() };
        let mut ground = Vec::with_capacity(state.grid.cells().len());
        let mut doors = Vec::new();
        let (mut shut, mut locked) = (0, 0);
        for (place, (&cell, at)) in
            state.grid.cells().iter().zip(state.grid.positions()).enumerate()
        {
            ground.push(match cell.kind {
                _ if goal.is_target(at, cell) => On::Target,
                _ if goal.is_shunned(at, cell) => On::Shunned,
                Kind::Empty | Kind::Floor => On::Free,
                Kind::Door => {
                    let bit = 1_u64.checked_shl(doors.len() as u32)?;
                    shut |= if cell.is_open { 0 } else { bit };
                    locked |= if cell.is_locked { bit } else { 0 };
                    doors.push(Door { place: place as Place, color: cell.color });
                    On::Door(doors.len() as u8 - 1)
                }
                kind if kind.is_portable() => {
                    reading.add(cell, place as Place);
                    On::Free
                }
                _ => On::Wall,
            });
        }
        let carried =
            if state.carrying.is_empty() { NO_THING } else { reading.add(state.carrying, NOWHERE) };
        if reading.things.len() >= usize::from(NO_THING) || ground.len() * 4 >= usize::from(NOWHERE)
        {
            return None;
        }
        let place_of = |at: Pos| {
            if state.grid.contains(at) { (at.y * width + at.x) as Place } else { NOWHERE }
        };
        let stances = state.grid.positions().flat_map(|at| Dir::ALL.map(|dir| at + dir.vector()));
        let ahead = stances.map(place_of).collect();
        let stance = place_of(state.agent) * 4 + state.dir as Stance;
        let Reading { ids, things, places, .. } = reading;
        let layout = Self { width, ground, ahead, doors, things };
        goal.bind(&layout, &ids, &place_of);
        debug_assert_eq!(layout.ground.len(), (width * height) as usize);
        let places = places.into_boxed_slice();
        Some((layout, Moment { stance, carried, shut, locked, places }))
    }

    /// A place as column and row.
    pub fn pos(&self, place: Place) -> Pos {
        let place = i32::from(place);
        Pos::new(place % self.width, place / self.width)
    }

    /// The door at a place.
    pub fn door_at(&self, place: Place) -> Option<u8> {
        match self.ground.get(usize::from(place)) {
            Some(&On::Door(door)) => Some(door),
            _ => None,
        }
    }

    /// Steps between two places over open ground, without turns.
    pub fn distance(&self, one: Place, other: Place) -> u32 {
        self.pos(one).manhattan(self.pos(other)).unsigned_abs()
    }

    /// What each cell holds at a moment.
    pub fn board(&self, moment: &Moment, board: &mut Vec<On>) {
        board.clone_from(&self.ground);
        for (thing, &place) in moment.places.iter().enumerate() {
            if let Some(cell) = board.get_mut(usize::from(place)) {
                *cell = On::Thing(thing as u8);
            }
        }
    }
}

impl Moment {
    pub fn is_shut(&self, door: u8) -> bool {
        self.shut >> door & 1 == 1
    }

    pub fn is_locked(&self, door: u8) -> bool {
        self.locked >> door & 1 == 1
    }

    /// Whether a door would open now.
    pub fn can_open(&self, layout: &Layout, door: u8) -> bool {
        let opens = |key: &Thing| key.opens(layout.doors[usize::from(door)]);
        !self.is_locked(door) || layout.things.get(usize::from(self.carried)).is_some_and(opens)
    }
}

/// Collects the things of a world.
struct Reading<'a> {
    state: &'a GridState,
    ids: Vec<ObjectId>,
    things: Vec<Thing>,
    places: Vec<Place>,
}

impl Reading<'_> {
    /// Adds a thing and what it holds.
    fn add(&mut self, cell: Cell, place: Place) -> u8 {
        let held = self.state.objects.info(cell.id).content;
        let holds = cell.kind == Kind::Box && held.kind.is_portable();
        let content = if holds { self.add(held, NOWHERE) } else { NO_THING };
        self.ids.push(cell.id);
        self.things.push(Thing { kind: cell.kind, color: cell.color, content });
        self.places.push(place);
        (self.things.len() - 1).min(usize::from(NO_THING)) as u8
    }
}
