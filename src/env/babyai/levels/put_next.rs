//! Levels whose mission is to put things next to each other.
//!
//! Source: Minigrid, `envs/babyai/putnext.py`, `envs/babyai/other.py` (`MoveTwoAcross`).

use crate::env::babyai::draft::Draft;
use crate::env::babyai::instruction::Instr;
use crate::env::minigrid::place::Reject;
use crate::env::minigrid::rooms::{RoomAt, Shape};
use crate::env::minigrid::{Cell, Dir};

/// A level of this theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PutNext {
    /// Two objects of one room.
    Local {
        /// Size of the room.
        size: i32,
        /// Objects.
        objects: usize,
    },
    /// Objects of two rooms without a wall between them.
    Across {
        /// Size of a room.
        size: i32,
        /// Objects in each room.
        objects: usize,
        /// The agent has the object from the start.
        carrying: bool,
    },
    /// One object to the right, then one to the left.
    BothWays {
        /// Size of a room.
        size: i32,
        /// Objects in each room.
        objects: usize,
    },
}

impl PutNext {
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Local { .. } => "Put one object of a room next to another.",
            Self::Across { .. } => {
                "Carry an object into the other room and put it next to another."
            }
            Self::BothWays { .. } => "Move one object to the right room and one to the left.",
        }
    }

    pub(super) const fn shape(self) -> Shape {
        match self {
            Self::Local { size, .. } => Shape::new(size, 1, 1),
            Self::Across { size, .. } | Self::BothWays { size, .. } => Shape::new(size, 1, 2),
        }
    }

    pub(super) const fn max_steps(self) -> Option<u32> {
        match self {
            Self::Local { .. } => None,
            Self::Across { size, .. } => Some((8 * size * size) as u32),
            Self::BothWays { size, .. } => Some((16 * size * size) as u32),
        }
    }

    pub(super) fn draft(self, draft: &mut Draft) -> Result<Instr, Reject> {
        match self {
            Self::Local { objects, .. } => {
                draft.rooms.place_agent()?;
                let objects = draft.rooms.add_distractors(None, objects, true)?;
                draft.require_reachable()?;
                let pair = draft.rooms.build.rng.subset(&objects, 2);
                Ok(draft.put_next(pair[0], pair[1]))
            }
            Self::Across { objects, .. } => {
                let (left, right) = fill_two_rooms(draft, objects)?;
                let rng = &mut *draft.rooms.build.rng;
                let (mut moved, mut fixed) = (rng.choice(&left), rng.choice(&right));
                if rng.coin() {
                    (moved, fixed) = (fixed, moved);
                }
                Ok(draft.put_next(moved, fixed))
            }
            Self::BothWays { objects, .. } => {
                let (left, right) = fill_two_rooms(draft, objects)?;
                let left = draft.rooms.build.rng.subset(&left, 2);
                let right = draft.rooms.build.rng.subset(&right, 2);
                let first = draft.put_next(left[0], right[0]);
                let second = draft.put_next(right[1], left[1]);
                Ok(Instr::Before(Box::new(first), Box::new(second)))
            }
        }
    }
}

/// The agent in the left one of two rooms, objects in both, and no wall between them.
fn fill_two_rooms(draft: &mut Draft, objects: usize) -> Result<(Vec<Cell>, Vec<Cell>), Reject> {
    let (left, right) = (RoomAt::new(0, 0), RoomAt::new(1, 0));
    draft.rooms.place_agent_in(left)?;
    let on_left = draft.rooms.add_distractors(Some(left), objects, true)?;
    let on_right = draft.rooms.add_distractors(Some(right), objects, true)?;
    draft.rooms.remove_wall(left, Dir::Right);
    Ok((on_left, on_right))
}
