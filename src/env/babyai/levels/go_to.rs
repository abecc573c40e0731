//! Levels whose mission is to face something.
//!
//! Source: Minigrid, `envs/babyai/goto.py`.

use crate::env::babyai::draft::Draft;
use crate::env::babyai::instruction::Instr;
use crate::env::minigrid::place::Reject;
use crate::env::minigrid::rooms::{RoomAt, Shape};
use crate::env::minigrid::{Cell, Color, Kind};

/// A level of this theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GoTo {
    /// The red ball, in one room.
    RedBall {
        /// Objects besides the ball.
        distractors: usize,
        /// Everything but the ball is grey.
        all_grey: bool,
    },
    /// The only object of a room.
    Single {
        /// Size of the room.
        size: i32,
    },
    /// An object of a room.
    Local {
        /// Size of the room.
        size: i32,
        /// Objects.
        distractors: usize,
    },
    /// An object somewhere in a maze of rooms.
    Maze {
        /// The rooms.
        shape: Shape,
        /// Objects.
        distractors: usize,
        /// All doors stand open.
        doors_open: bool,
    },
    /// An object in a locked room.
    Locked,
    /// The red or the blue ball.
    RedOrBlueBall,
    /// One of four doors.
    Door,
    /// One of eight objects and four doors.
    ObjectOrDoor,
}

impl GoTo {
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::RedBall { .. } => "Find the red ball in a room and face it.",
            Self::Single { .. } => "Face the only object of a room.",
            Self::Local { .. } => "Face an object of a room.",
            Self::Maze { .. } => "Find an object in a maze of rooms and face it.",
            Self::Locked => "Find an object behind a locked door and face it.",
            Self::RedOrBlueBall => "Face the red or the blue ball, as asked.",
            Self::Door => "Face one of four doors.",
            Self::ObjectOrDoor => "Face an object or a door.",
        }
    }

    pub(super) const fn shape(self) -> Shape {
        match self {
            Self::RedBall { .. } | Self::RedOrBlueBall => Shape::new(8, 1, 1),
            Self::Single { size } | Self::Local { size, .. } => Shape::new(size, 1, 1),
            Self::Maze { shape, .. } => shape,
            Self::Door => Shape::new(7, 3, 3),
            Self::Locked | Self::ObjectOrDoor => Shape::new(8, 3, 3),
        }
    }

    pub(super) fn draft(self, draft: &mut Draft) -> Result<Instr, Reject> {
        match self {
            Self::RedBall { distractors, all_grey } => draft_red_ball(draft, distractors, all_grey),
            Self::Single { .. } => {
                draft.rooms.place_agent()?;
                let objects = draft.rooms.add_distractors(None, 1, true)?;
                Ok(draft.go_to(objects[0]))
            }
            Self::Local { distractors, .. } => {
                draft.rooms.place_agent()?;
                go_to_any(draft, distractors)
            }
            Self::Maze { distractors, doors_open, .. } => {
                draft.rooms.place_agent()?;
                draft.rooms.connect_all(&Color::ALPHABETICAL)?;
                let instr = go_to_any(draft, distractors)?;
                if doors_open {
                    open_doors(draft);
                }
                Ok(instr)
            }
            Self::Locked => draft_locked(draft),
            Self::RedOrBlueBall => draft_red_or_blue_ball(draft),
            Self::Door => {
                let room = RoomAt::new(1, 1);
                let doors = [(); 4].map(|()| draft.rooms.add_door(room, None, None, None).0);
                draft.rooms.place_agent_in(room)?;
                let door = draft.rooms.build.rng.choice(&doors);
                Ok(draft.go_to(door))
            }
            Self::ObjectOrDoor => {
                let room = RoomAt::new(1, 1);
                draft.rooms.place_agent_in(room)?;
                let mut things = draft.rooms.add_distractors(Some(room), 8, false)?;
                for _ in 0..4 {
                    things.push(draft.rooms.add_door(room, None, None, None).0);
                }
                draft.require_reachable()?;
                let thing = draft.rooms.build.rng.choice(&things);
                Ok(draft.go_to(thing))
            }
        }
    }
}

fn go_to_any(draft: &mut Draft, distractors: usize) -> Result<Instr, Reject> {
    let objects = draft.rooms.add_distractors(None, distractors, false)?;
    draft.require_reachable()?;
    let object = draft.rooms.build.rng.choice(&objects);
    Ok(draft.go_to(object))
}

fn draft_red_ball(draft: &mut Draft, distractors: usize, all_grey: bool) -> Result<Instr, Reject> {
    draft.rooms.place_agent()?;
    let ball = draft.rooms.add_object(RoomAt::new(0, 0), Some(Kind::Ball), Some(Color::Red))?;
    let others = draft.rooms.add_distractors(None, distractors, false)?;
    if all_grey {
        let state = &mut *draft.rooms.build.state;
        for other in others {
            if let Some(at) = state.objects.info(other.id).cur_pos {
                state.grid.set(at, Cell { color: Color::Grey, ..other });
            }
        }
    }
    draft.require_reachable()?;
    Ok(draft.go_to(ball))
}

/// Opens every door; locks stay on.
fn open_doors(draft: &mut Draft) {
    let grid = &mut draft.rooms.build.state.grid;
    for at in grid.positions() {
        let cell = grid.get(at);
        if cell.kind == Kind::Door {
            grid.set(at, Cell { is_open: true, ..cell });
        }
    }
}

fn draft_locked(draft: &mut Draft) -> Result<Instr, Reject> {
    let rooms = &mut draft.rooms;
    let locked = rooms.draw_room();
    let (door, _) = rooms.add_door(locked, None, None, Some(true));
    // Upstream quirk: numbers are compared by identity, so the key may end up behind its own door.
    let key_room = rooms.draw_room();
    rooms.add_object(key_room, Some(Kind::Key), Some(door.color))?;
    rooms.connect_all(&Color::ALPHABETICAL)?;
    // Upstream quirk: for the same reason the locked room gets its share too.
    for room in rooms.shape.by_column() {
        rooms.add_distractors(Some(room), 2, false)?;
    }
    rooms.place_agent_outside(Some(locked))?;
    draft.require_reachable()?;
    let target = draft.rooms.add_distractors(Some(locked), 1, false)?;
    Ok(draft.go_to(target[0]))
}

fn draft_red_or_blue_ball(draft: &mut Draft) -> Result<Instr, Reject> {
    draft.rooms.place_agent()?;
    let others = draft.rooms.add_distractors(None, 7, false)?;
    let competes =
        |cell: &Cell| cell.kind == Kind::Ball && matches!(cell.color, Color::Red | Color::Blue);
    if others.iter().any(competes) {
        return Err(Reject::Mission);
    }
    let color = draft.rooms.build.rng.choice(&[Color::Red, Color::Blue]);
    let ball = draft.rooms.add_object(RoomAt::new(0, 0), Some(Kind::Ball), Some(color))?;
    draft.require_reachable()?;
    Ok(draft.go_to(ball))
}
