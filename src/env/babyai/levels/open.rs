//! Levels about doors that are shut but not locked.
//!
//! Source: Minigrid, `envs/babyai/open.py`, `envs/babyai/other.py` (`ActionObjDoor`).

use crate::env::babyai::draft::Draft;
use crate::env::babyai::instruction::{Instr, Loc};
use crate::env::minigrid::place::Reject;
use crate::env::minigrid::rooms::{RoomAt, Shape};
use crate::env::minigrid::{Cell, Color, Dir, Kind};

/// A level of this theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Open {
    /// A door of a maze.
    Maze,
    /// The red door between two rooms.
    RedDoor,
    /// One of four doors.
    Door {
        /// Opening another one fails.
        strict: bool,
        /// How it is described; drawn if none.
        by: Option<By>,
    },
    /// Two doors, one after the other.
    TwoDoors {
        /// Their colours; drawn if none.
        colors: Option<(Color, Color)>,
        /// Opening another one first fails.
        strict: bool,
    },
    /// One or two of several doors, in an order.
    InOrder {
        /// Doors.
        doors: usize,
        /// Opening another one fails.
        strict: bool,
    },
    /// One of five objects and four doors, and what to do with it.
    ObjectOrDoor,
}

/// How a door is described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By its colour.
    Color,
    /// By where it is.
    Loc,
}

const MIDDLE: RoomAt = RoomAt::new(1, 1);

impl Open {
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Maze => "Find a door in a maze of rooms and open it.",
            Self::RedDoor => "Open the red door.",
            Self::Door { .. } => "Open one of four doors.",
            Self::TwoDoors { .. } => "Open two doors, one after the other.",
            Self::InOrder { .. } => "Open doors in the order asked.",
            Self::ObjectOrDoor => "Go to, pick up or open one of nine things.",
        }
    }

    pub(super) const fn shape(self) -> Shape {
        match self {
            Self::Maze | Self::Door { .. } => Shape::new(8, 3, 3),
            Self::RedDoor => Shape::new(5, 1, 2),
            Self::TwoDoors { .. } | Self::InOrder { .. } => Shape::new(6, 3, 3),
            Self::ObjectOrDoor => Shape::new(7, 3, 3),
        }
    }

    pub(super) const fn max_steps(self) -> Option<u32> {
        match self {
            Self::TwoDoors { .. } | Self::InOrder { .. } => Some(720),
            _ => None,
        }
    }

    pub(super) fn draft(self, draft: &mut Draft) -> Result<Instr, Reject> {
        match self {
            Self::Maze => draft_maze(draft),
            Self::RedDoor => {
                let room = RoomAt::new(0, 0);
                let color = Some(Color::Red);
                let (door, _) = draft.rooms.add_door(room, Some(Dir::Right), color, Some(false));
                draft.rooms.place_agent_in(room)?;
                Ok(draft.open(door, false))
            }
            Self::Door { strict, by } => draft_door(draft, strict, by),
            Self::TwoDoors { colors, strict } => draft_two_doors(draft, colors, strict),
            Self::InOrder { doors, strict } => draft_in_order(draft, doors, strict),
            Self::ObjectOrDoor => draft_object_or_door(draft),
        }
    }
}

fn draft_maze(draft: &mut Draft) -> Result<Instr, Reject> {
    let rooms = &mut draft.rooms;
    rooms.place_agent()?;
    rooms.connect_all(&Color::ALPHABETICAL)?;
    rooms.add_distractors(None, 18, false)?;
    draft.require_reachable()?;
    let rooms = &mut draft.rooms;
    // Upstream quirk: a door belongs to two rooms and stands in the list twice.
    let sides = rooms.shape.by_column().flat_map(|at| Dir::ALL.map(|side| (at, side)));
    let doors: Vec<Cell> = sides.filter_map(|(at, side)| rooms.door(at, side)).collect();
    let door = rooms.build.rng.choice(&doors);
    Ok(draft.open(door, false))
}

fn draft_door(draft: &mut Draft, strict: bool, by: Option<By>) -> Result<Instr, Reject> {
    let rooms = &mut draft.rooms;
    let colors = rooms.build.rng.subset(&Color::ALPHABETICAL, 4);
    for (&color, side) in colors.iter().zip(Dir::ALL) {
        rooms.add_door(MIDDLE, Some(side), Some(color), Some(false));
    }
    let by = by.unwrap_or_else(|| rooms.build.rng.choice(&[By::Color, By::Loc]));
    let (color, loc) = match by {
        By::Color => (Some(colors[0]), None),
        By::Loc => (None, Some(rooms.build.rng.choice(&Loc::ALL))),
    };
    rooms.place_agent_in(MIDDLE)?;
    let door = draft.desc(Some(Kind::Door), color, loc);
    Ok(Instr::Open { door, strict })
}

fn draft_two_doors(
    draft: &mut Draft,
    colors: Option<(Color, Color)>,
    strict: bool,
) -> Result<Instr, Reject> {
    let rooms = &mut draft.rooms;
    // Upstream quirk: colours are drawn even where they are given.
    let drawn = rooms.build.rng.subset(&Color::ALPHABETICAL, 2);
    let (first, second) = colors.unwrap_or((drawn[0], drawn[1]));
    let (first, _) = rooms.add_door(MIDDLE, Some(Dir::Left), Some(first), Some(false));
    let (second, _) = rooms.add_door(MIDDLE, Some(Dir::Right), Some(second), Some(false));
    rooms.place_agent_in(MIDDLE)?;
    let first = Box::new(draft.open(first, strict));
    Ok(Instr::Before(first, Box::new(draft.open(second, false))))
}

fn draft_in_order(draft: &mut Draft, doors: usize, strict: bool) -> Result<Instr, Reject> {
    let rooms = &mut draft.rooms;
    let colors = rooms.build.rng.subset(&Color::ALPHABETICAL, doors);
    let add = |color| rooms.add_door(MIDDLE, None, Some(color), Some(false)).0;
    let doors: Vec<Cell> = colors.into_iter().map(add).collect();
    rooms.place_agent_in(MIDDLE)?;
    let chosen = rooms.build.rng.subset(&doors, 2);
    let order = rooms.build.rng.range(0, 3);
    let first = draft.open(chosen[0], strict);
    if order == 0 {
        return Ok(first);
    }
    let (first, second) = (Box::new(first), Box::new(draft.open(chosen[1], strict)));
    Ok(if order == 1 { Instr::Before(first, second) } else { Instr::After(first, second) })
}

fn draft_object_or_door(draft: &mut Draft) -> Result<Instr, Reject> {
    let rooms = &mut draft.rooms;
    let mut things = rooms.add_distractors(Some(MIDDLE), 5, true)?;
    for _ in 0..4 {
        things.push(rooms.add_door(MIDDLE, None, None, Some(false)).0);
    }
    rooms.place_agent_in(MIDDLE)?;
    let thing = rooms.build.rng.choice(&things);
    let only_go = rooms.build.rng.coin();
    Ok(match thing.kind {
        _ if only_go => draft.go_to(thing),
        Kind::Door => draft.open(thing, false),
        _ => draft.pick_up(thing),
    })
}
