//! A chain of rooms of drawn sizes, each entered through a door of the one before.
//!
//! Source: Minigrid, `envs/multiroom.py`.

use super::open_space::GOAL;
use crate::env::minigrid::place::{Area, Builder};
use crate::env::minigrid::{Color, Dir, Pos};
use crate::rng::Pcg64;

/// Cells along a side of the world.
const SIZE: i32 = 25;

/// Rooms are at least this large.
const LEAST_ROOM: i32 = 4;

#[derive(Clone, Copy)]
struct Room {
    area: Area,
    entry: Pos,
}

/// Between `least` and `most` rooms; the goal is in the last one.
pub(super) fn multi_room(build: &mut Builder, least: usize, most: usize, largest: i32) {
    let count = build.rng.range(least as i32, most as i32 + 1) as usize;
    let mut rooms: Vec<Room> = Vec::new();
    while rooms.len() < count {
        let x = build.rng.range(0, SIZE - 2);
        let entry = Pos::new(x, build.rng.range(0, SIZE - 2));
        let mut chain = Vec::new();
        add_room(build.rng, &mut chain, count, largest, (Dir::Left, entry));
        if chain.len() > rooms.len() {
            rooms = chain;
        }
    }
    build.clear(SIZE, SIZE);
    let mut before = None;
    for (at, room) in rooms.iter().enumerate() {
        build.state.grid.wall_rect(room.area.top, room.area.width, room.area.height);
        if at > 0 {
            let colors = Color::ALPHABETICAL.into_iter().filter(|&color| Some(color) != before);
            let color = build.rng.choice(&colors.collect::<Vec<_>>());
            let door = build.door(color, false);
            build.state.grid.set(room.entry, door);
            before = Some(color);
        }
    }
    if let (Some(first), Some(last)) = (rooms.first(), rooms.last()) {
        build.place_agent_in(first.area);
        build.place_in(GOAL, last.area);
    }
}

/// Adds a room behind an entry, and rooms behind it; tells whether this room fits.
fn add_room(
    rng: &mut Pcg64,
    rooms: &mut Vec<Room>,
    left: usize,
    largest: i32,
    (wall, entry): (Dir, Pos),
) -> bool {
    let width = rng.range(LEAST_ROOM, largest + 1);
    let height = rng.range(LEAST_ROOM, largest + 1);
    let top = if rooms.is_empty() {
        entry
    } else {
        match wall {
            Dir::Right => Pos::new(entry.x - width + 1, rng.range(entry.y - height + 2, entry.y)),
            Dir::Down => Pos::new(rng.range(entry.x - width + 2, entry.x), entry.y - height + 1),
            Dir::Left => Pos::new(entry.x, rng.range(entry.y - height + 2, entry.y)),
            Dir::Up => Pos::new(rng.range(entry.x - width + 2, entry.x), entry.y),
        }
    };
    let area = Area::new(top, width, height);
    // Upstream quirk: the lower edge is held one row shorter than the right one.
    let is_inside = top.x >= 0 && top.y >= 0 && top.x + width <= SIZE && top.y + height < SIZE;
    let others = rooms.split_last().map_or(&[][..], |(_, others)| others);
    if !is_inside || others.iter().any(|other| overlap(area, other.area)) {
        return false;
    }
    rooms.push(Room { area, entry });
    if left == 1 {
        return true;
    }
    for _ in 0..8 {
        let exits: Vec<Dir> = Dir::ALL.into_iter().filter(|&exit| exit != wall).collect();
        let exit = rng.choice(&exits);
        let door = match exit {
            Dir::Right => Pos::new(top.x + width - 1, top.y + rng.range(1, height - 1)),
            Dir::Down => Pos::new(top.x + rng.range(1, width - 1), top.y + height - 1),
            Dir::Left => Pos::new(top.x, top.y + rng.range(1, height - 1)),
            Dir::Up => Pos::new(top.x + rng.range(1, width - 1), top.y),
        };
        let behind = exit.turned_right().turned_right();
        if add_room(rng, rooms, left - 1, largest, (behind, door)) {
            break;
        }
    }
    true
}

/// Upstream quirk: the right and lower sides need a free line more than the others.
fn overlap(one: Area, other: Area) -> bool {
    let is_left = one.top.x + one.width < other.top.x;
    let is_right = other.top.x + other.width <= one.top.x;
    let is_above = one.top.y + one.height < other.top.y;
    let is_below = other.top.y + other.height <= one.top.y;
    !(is_left || is_right || is_above || is_below)
}
