//! Levels of rooms behind locked doors; BabyAI's levels of the same names share the layouts.
//!
//! Source: Minigrid, `envs/unlock.py`, `unlockpickup.py`, `blockedunlockpickup.py`,
//! `keycorridor.py`.

use super::rule::Rule;
use crate::env::minigrid::place::Reject;
use crate::env::minigrid::rooms::{RoomAt, Rooms};
use crate::env::minigrid::{Cell, Color, Dir, Kind, Pos};

const LEFT: RoomAt = RoomAt::new(0, 0);
const RIGHT: RoomAt = RoomAt::new(1, 0);

/// A locked door and its key.
pub(super) fn unlock(rooms: &mut Rooms) -> Result<Rule, Reject> {
    let (door, place) = rooms.add_door(LEFT, Some(Dir::Right), None, Some(true));
    rooms.add_object(LEFT, Some(Kind::Key), Some(door.color))?;
    rooms.place_agent_in(LEFT)?;
    Ok(Rule::OpenDoor(place))
}

/// A box in the right room, a locked door, its key in the left room and, perhaps, a ball in front of
/// the door. The agent is not placed yet; returns the box.
pub(in crate::env) fn box_behind_door(rooms: &mut Rooms, blocked: bool) -> Result<Cell, Reject> {
    let target = rooms.add_object(RIGHT, Some(Kind::Box), None)?;
    let (door, place) = rooms.add_door(LEFT, Some(Dir::Right), None, Some(true));
    if blocked {
        let color = rooms.build.color();
        let ball = rooms.build.create(Kind::Ball, color);
        rooms.build.state.grid.set(place - Pos::new(1, 0), ball);
    }
    rooms.add_object(LEFT, Some(Kind::Key), Some(door.color))?;
    Ok(target)
}

/// Rooms along a corridor: a ball behind a locked door, and the key in another room. The agent stands
/// in the corridor; returns the ball.
pub(in crate::env) fn key_corridor(rooms: &mut Rooms) -> Result<Cell, Reject> {
    let rows = rooms.shape.rows;
    for row in 1..rows {
        rooms.remove_wall(RoomAt::new(1, row), Dir::Up);
    }
    let room = RoomAt::new(2, rooms.build.rng.range(0, rows));
    let (door, _) = rooms.add_door(room, Some(Dir::Left), None, Some(true));
    let ball = rooms.add_object(room, Some(Kind::Ball), None)?;
    let key_room = RoomAt::new(0, rooms.build.rng.range(0, rows));
    rooms.add_object(key_room, Some(Kind::Key), Some(door.color))?;
    rooms.place_agent_in(RoomAt::new(1, rows / 2))?;
    rooms.connect_all(&Color::ALPHABETICAL)?;
    Ok(ball)
}

/// The mission to pick up an object, and its rule.
pub(super) fn pick_up(object: Cell) -> (String, Rule) {
    (format!("pick up the {} {}", object.color, object.kind), Rule::Carry(object.id))
}

/// A box behind a locked door.
pub(super) fn unlock_pickup(rooms: &mut Rooms, blocked: bool) -> Result<(String, Rule), Reject> {
    let target = box_behind_door(rooms, blocked)?;
    rooms.place_agent_in(LEFT)?;
    Ok(pick_up(target))
}
