//! Levels about locked doors and their keys.
//!
//! Source: Minigrid, `envs/babyai/unlock.py`, `envs/babyai/other.py` (`KeyCorridor`).

use crate::env::babyai::draft::Draft;
use crate::env::babyai::instruction::Instr;
use crate::env::minigrid::levels::locks;
use crate::env::minigrid::place::Reject;
use crate::env::minigrid::rooms::{RoomAt, Shape};
use crate::env::minigrid::{Color, Dir, Kind};

/// A level of this theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unlock {
    /// A locked door of a maze.
    Maze,
    /// A locked door; the key is in the same room.
    Local {
        /// Three objects lie about.
        distractors: bool,
    },
    /// The same, with the key in a box.
    KeyInBox,
    /// A box behind a locked door.
    Pickup {
        /// Four objects lie about.
        distractors: bool,
    },
    /// The same, with a ball in front of the door.
    BlockedPickup,
    /// A ball behind a locked door whose key is behind another.
    ToUnlock,
    /// A ball behind a locked door off a corridor.
    KeyCorridor {
        /// Size of a room.
        size: i32,
        /// Rows of rooms.
        rows: i32,
    },
}

const MIDDLE: RoomAt = RoomAt::new(1, 1);

impl Unlock {
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Maze => "Find the key to a door in a maze of rooms and open it.",
            Self::Local { .. } => "Take the key in the room and open the locked door.",
            Self::KeyInBox => "Open the box, take the key, open the door.",
            Self::Pickup { .. } => "Take the box from behind a locked door.",
            Self::BlockedPickup => "Clear the locked door and take the box from behind it.",
            Self::ToUnlock => "Fetch one key to get at the other, then take the ball.",
            Self::KeyCorridor { .. } => "Find the key off a corridor, then the ball.",
        }
    }

    pub(super) const fn shape(self) -> Shape {
        match self {
            Self::Maze | Self::Local { .. } | Self::KeyInBox => Shape::new(8, 3, 3),
            Self::Pickup { .. } | Self::BlockedPickup => Shape::new(6, 1, 2),
            Self::ToUnlock => Shape::new(6, 1, 3),
            Self::KeyCorridor { size, rows } => Shape::new(size, rows, 3),
        }
    }

    pub(super) const fn max_steps(self) -> Option<u32> {
        match self {
            Self::BlockedPickup => Some(576),
            Self::ToUnlock => Some(1080),
            Self::KeyCorridor { size, .. } => Some((30 * size * size) as u32),
            _ => None,
        }
    }

    pub(super) fn draft(self, draft: &mut Draft) -> Result<Instr, Reject> {
        match self {
            Self::Maze => draft_maze(draft),
            Self::Local { distractors } => {
                let rooms = &mut draft.rooms;
                let (door, _) = rooms.add_door(MIDDLE, None, None, Some(true));
                rooms.add_object(MIDDLE, Some(Kind::Key), Some(door.color))?;
                if distractors {
                    rooms.add_distractors(Some(MIDDLE), 3, true)?;
                }
                rooms.place_agent_in(MIDDLE)?;
                Ok(open_any(draft))
            }
            Self::KeyInBox => {
                let rooms = &mut draft.rooms;
                let (door, _) = rooms.add_door(MIDDLE, None, None, Some(true));
                let key = rooms.build.create(Kind::Key, door.color);
                let color = rooms.build.color();
                let case = rooms.build.create(Kind::Box, color);
                rooms.build.state.objects.fill(case.id, key);
                rooms.place_in_room(MIDDLE, case)?;
                rooms.place_agent_in(MIDDLE)?;
                Ok(open_any(draft))
            }
            Self::Pickup { distractors } => {
                let target = locks::box_behind_door(&mut draft.rooms, false)?;
                if distractors {
                    draft.rooms.add_distractors(None, 4, true)?;
                }
                draft.rooms.place_agent_in(RoomAt::new(0, 0))?;
                Ok(draft.pick_up(target))
            }
            Self::BlockedPickup => {
                locks::box_behind_door(&mut draft.rooms, true)?;
                draft.rooms.place_agent_in(RoomAt::new(0, 0))?;
                Ok(pick_up_any(draft, Kind::Box))
            }
            Self::ToUnlock => draft_to_unlock(draft),
            Self::KeyCorridor { .. } => {
                locks::key_corridor(&mut draft.rooms)?;
                Ok(pick_up_any(draft, Kind::Ball))
            }
        }
    }
}

fn open_any(draft: &mut Draft) -> Instr {
    Instr::Open { door: draft.desc(Some(Kind::Door), None, None), strict: false }
}

fn pick_up_any(draft: &mut Draft, kind: Kind) -> Instr {
    Instr::Pickup { object: draft.desc(Some(kind), None, None), strict: false }
}

fn draft_maze(draft: &mut Draft) -> Result<Instr, Reject> {
    let rooms = &mut draft.rooms;
    let locked = rooms.draw_room();
    let (door, _) = rooms.add_door(locked, None, None, Some(true));
    // Upstream quirk: numbers are compared by identity, so the key may end up behind its own door.
    let key_room = rooms.draw_room();
    rooms.add_object(key_room, Some(Kind::Key), Some(door.color))?;
    if rooms.build.rng.coin() {
        let others: Vec<_> = Color::ALPHABETICAL.into_iter().filter(|&c| c != door.color).collect();
        rooms.connect_all(&others)?;
    } else {
        rooms.connect_all(&Color::ALPHABETICAL)?;
    }
    // Upstream quirk: for the same reason the locked room gets its share too.
    for room in rooms.shape.by_column() {
        rooms.add_distractors(Some(room), 3, false)?;
    }
    rooms.place_agent_outside(Some(locked))?;
    draft.require_reachable()?;
    Ok(draft.open(door, false))
}

fn draft_to_unlock(draft: &mut Draft) -> Result<Instr, Reject> {
    let rooms = &mut draft.rooms;
    let colors = rooms.build.rng.subset(&Color::ALPHABETICAL, 2);
    let [left, middle, right] = [0, 1, 2].map(|column| RoomAt::new(column, 0));
    rooms.add_door(left, Some(Dir::Right), Some(colors[0]), Some(true));
    rooms.add_object(right, Some(Kind::Key), Some(colors[0]))?;
    rooms.add_door(middle, Some(Dir::Right), Some(colors[1]), Some(true));
    rooms.add_object(middle, Some(Kind::Key), Some(colors[1]))?;
    rooms.add_object(left, Some(Kind::Ball), None)?;
    rooms.place_agent_in(middle)?;
    Ok(pick_up_any(draft, Kind::Ball))
}
