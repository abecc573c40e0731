//! Mazes with locked doors, balls in front of them and keys in boxes.
//!
//! Source: Minigrid, `envs/obstructedmaze.py`, `obstructedmaze_v1.py`.

use super::locks::pick_up;
use super::rule::Rule;
use crate::env::minigrid::place::Reject;
use crate::env::minigrid::rooms::{RoomAt, Rooms};
use crate::env::minigrid::{Color, Dir, Kind};

/// What makes such a maze harder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Obstructions {
    /// Keys are in boxes.
    pub boxed: bool,
    /// Balls lie in front of the locked doors.
    pub blocked: bool,
}

/// The maze of nine rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quarters {
    /// Where the agent starts.
    pub start: RoomAt,
    /// What is in the way.
    pub obstructions: Obstructions,
    /// How many of the four quarters are used.
    pub quarters: usize,
    /// Rooms that a solution visits; the step budget grows with it.
    pub visited: u32,
    /// The later version puts both keys down after both doors.
    pub keys_last: bool,
}

/// Two rooms and a locked door.
pub(super) fn two_rooms(
    rooms: &mut Rooms,
    obstructions: Obstructions,
) -> Result<(String, Rule), Reject> {
    let colors = rooms.build.rng.subset(&Color::ALPHABETICAL, 6);
    let left = RoomAt::new(0, 0);
    add_locked_door(rooms, left, Dir::Right, colors[0], obstructions.blocked);
    add_key(rooms, left, colors[0], obstructions.boxed)?;
    let ball = rooms.add_object(RoomAt::new(1, 0), Some(Kind::Ball), Some(Color::Blue))?;
    rooms.place_agent_in(left)?;
    Ok(pick_up(ball))
}

/// Nine rooms: from the middle through a side room to a corner.
pub(super) fn nine_rooms(rooms: &mut Rooms, maze: Quarters) -> Result<(String, Rule), Reject> {
    const SIDES: [RoomAt; 4] =
        [RoomAt::new(2, 1), RoomAt::new(1, 2), RoomAt::new(0, 1), RoomAt::new(1, 0)];
    const CORNERS: [RoomAt; 4] =
        [RoomAt::new(2, 0), RoomAt::new(2, 2), RoomAt::new(0, 2), RoomAt::new(0, 0)];
    let Quarters { start, obstructions: Obstructions { boxed, blocked }, .. } = maze;
    let colors = rooms.build.rng.subset(&Color::ALPHABETICAL, 6);
    for (at, &room) in SIDES.iter().enumerate().take(maze.quarters) {
        let side = Dir::from_index(at as u8);
        rooms.add_door(RoomAt::new(1, 1), Some(side), Some(colors[at]), Some(false));
        let doors =
            [(side.turned_left(), colors[(at + 5) % 6]), (side.turned_right(), colors[at + 1])];
        for (side, color) in doors {
            add_locked_door(rooms, room, side, color, blocked);
            if !maze.keys_last {
                add_key(rooms, room, color, boxed)?;
            }
        }
        if maze.keys_last {
            for (_, color) in doors {
                add_key(rooms, room, color, boxed)?;
            }
        }
    }
    let corner = rooms.build.rng.choice(&CORNERS[..maze.quarters]);
    let ball = rooms.add_object(corner, Some(Kind::Ball), Some(Color::Blue))?;
    rooms.place_agent_in(start)?;
    Ok(pick_up(ball))
}

fn add_locked_door(rooms: &mut Rooms, at: RoomAt, side: Dir, color: Color, blocked: bool) {
    let (_, place) = rooms.add_door(at, Some(side), Some(color), Some(true));
    if blocked {
        let ball = rooms.build.create(Kind::Ball, Color::Green);
        rooms.build.state.grid.set(place - side.vector(), ball);
    }
}

fn add_key(rooms: &mut Rooms, at: RoomAt, color: Color, boxed: bool) -> Result<(), Reject> {
    let mut object = rooms.build.create(Kind::Key, color);
    if boxed {
        let case = rooms.build.create(Kind::Box, Color::Grey);
        rooms.build.state.objects.fill(case.id, object);
        object = case;
    }
    rooms.place_in_room(at, object).map(|_| ())
}
