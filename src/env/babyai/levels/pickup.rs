//! Levels whose mission is to pick something up, without locks in the way.
//!
//! Source: Minigrid, `envs/babyai/pickup.py`, `envs/babyai/other.py` (`FindObjS5`, `OneRoomS8`).

use crate::env::babyai::draft::Draft;
use crate::env::babyai::instruction::Instr;
use crate::env::minigrid::place::Reject;
use crate::env::minigrid::rooms::{RoomAt, Shape};
use crate::env::minigrid::{Color, Dir, Kind};

/// A level of this theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pickup {
    /// An object of a maze.
    Maze,
    /// An object of a maze where others are in the way.
    Blocked,
    /// One of five objects, described by kind, colour or both.
    Described {
        /// Picking up another one fails.
        strict: bool,
    },
    /// An object in the room above.
    Above,
    /// An object in some room; only its kind is told.
    Find {
        /// Size of a room.
        size: i32,
    },
    /// The only ball of a room.
    OneRoom {
        /// Size of the room.
        size: i32,
    },
}

impl Pickup {
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Maze => "Find an object in a maze of rooms and pick it up.",
            Self::Blocked => "Pick an object up after moving others out of the way.",
            Self::Described { .. } => "Pick up an object told by its kind, its colour or both.",
            Self::Above => "Pick up an object in the room above.",
            Self::Find { .. } => "Find an object in one of nine rooms and pick it up.",
            Self::OneRoom { .. } => "Pick up the only ball of a room.",
        }
    }

    pub(super) const fn shape(self) -> Shape {
        match self {
            Self::Maze | Self::Blocked => Shape::new(8, 3, 3),
            Self::Described { .. } => Shape::new(7, 1, 1),
            Self::Above => Shape::new(6, 3, 3),
            Self::Find { size } => Shape::new(size, 3, 3),
            Self::OneRoom { size } => Shape::new(size, 1, 1),
        }
    }

    pub(super) const fn max_steps(self) -> Option<u32> {
        match self {
            Self::Above => Some(288),
            Self::Find { size } => Some((20 * size * size) as u32),
            _ => None,
        }
    }

    pub(super) fn draft(self, draft: &mut Draft) -> Result<Instr, Reject> {
        match self {
            Self::Maze => draft_maze(draft, 18, true),
            Self::Blocked => draft_maze(draft, 20, false),
            Self::Described { strict } => draft_described(draft, strict),
            Self::Above => {
                let rooms = &mut draft.rooms;
                let object = rooms.add_object(RoomAt::new(1, 0), None, None)?;
                rooms.add_door(RoomAt::new(1, 1), Some(Dir::Up), None, Some(false));
                rooms.place_agent_in(RoomAt::new(1, 1))?;
                rooms.connect_all(&Color::ALPHABETICAL)?;
                Ok(draft.pick_up(object))
            }
            Self::Find { .. } => {
                let rooms = &mut draft.rooms;
                // Upstream quirk: rows and columns are swapped; with 3 x 3 rooms it does not show.
                let room = rooms.draw_room();
                let object = rooms.add_object(room, None, None)?;
                rooms.place_agent_in(RoomAt::new(1, 1))?;
                rooms.connect_all(&Color::ALPHABETICAL)?;
                let object = draft.desc(Some(object.kind), None, None);
                Ok(Instr::Pickup { object, strict: false })
            }
            Self::OneRoom { .. } => {
                draft.rooms.add_object(RoomAt::new(0, 0), Some(Kind::Ball), None)?;
                draft.rooms.place_agent()?;
                let object = draft.desc(Some(Kind::Ball), None, None);
                Ok(Instr::Pickup { object, strict: false })
            }
        }
    }
}

fn draft_maze(draft: &mut Draft, objects: usize, reachable: bool) -> Result<Instr, Reject> {
    draft.rooms.place_agent()?;
    draft.rooms.connect_all(&Color::ALPHABETICAL)?;
    let objects = draft.rooms.add_distractors(None, objects, false)?;
    if draft.all_reachable() != reachable {
        return Err(Reject::Mission);
    }
    let object = draft.rooms.build.rng.choice(&objects);
    Ok(draft.pick_up(object))
}

fn draft_described(draft: &mut Draft, strict: bool) -> Result<Instr, Reject> {
    let rooms = &mut draft.rooms;
    let objects = rooms.add_distractors(None, 5, true)?;
    rooms.place_agent_in(RoomAt::new(0, 0))?;
    let object = rooms.build.rng.choice(&objects);
    let (kind, color) = (Some(object.kind), Some(object.color));
    let by = [(kind, None), (None, color), (kind, color)];
    let (kind, color) = rooms.build.rng.choice(&by);
    let object = draft.desc(kind, color, None);
    Ok(Instr::Pickup { object, strict })
}
