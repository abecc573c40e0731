//! Levels with walls and doors at places of their own: keys, rows of rooms, winding chains of rooms.
//!
//! Source: Minigrid, `envs/doorkey.py`, `lockedroom.py`, `playground.py`, `redbluedoors.py`.

use super::open_space::GOAL;
use super::rule::Rule;
use crate::env::minigrid::place::{Area, Builder};
use crate::env::minigrid::rooms::PORTABLE;
use crate::env::minigrid::{Cell, Color, Kind, Pos};

const ORIGIN: Pos = Pos::new(0, 0);

/// A wall with a locked door, and its key on the agent's side.
pub(super) fn door_key(build: &mut Builder, size: i32) {
    build.clear_walled(size, size);
    build.put(Pos::new(size - 2, size - 2), GOAL);
    let split = build.rng.range(2, size - 2);
    build.state.grid.fill_column(Pos::new(split, 0), size, Cell::WALL);
    let near = Area::new(ORIGIN, split, size);
    build.place_agent_in(near);
    let door_row = build.rng.range(1, size - 2);
    let door = build.door(Color::Yellow, true);
    build.put(Pos::new(split, door_row), door);
    let key = build.create(Kind::Key, Color::Yellow);
    build.place_in(key, near);
}

/// Six rooms along a corridor; one is locked and holds the goal, another holds its key.
pub(super) fn locked_room(build: &mut Builder) -> String {
    const SIZE: i32 = 19;
    const LEFT: i32 = SIZE / 2 - 2;
    const RIGHT: i32 = SIZE / 2 + 2;
    const PITCH: i32 = SIZE / 3;
    build.clear_walled(SIZE, SIZE);
    build.state.grid.fill_column(Pos::new(LEFT, 0), SIZE, Cell::WALL);
    build.state.grid.fill_column(Pos::new(RIGHT, 0), SIZE, Cell::WALL);
    let mut rooms = Vec::new();
    for row in 0..3 {
        let top = row * PITCH;
        build.state.grid.fill_row(Pos::new(0, top), LEFT, Cell::WALL);
        build.state.grid.fill_row(Pos::new(RIGHT, top), SIZE - RIGHT, Cell::WALL);
        for (x, door) in [(0, LEFT), (RIGHT, RIGHT)] {
            let area = Area::new(Pos::new(x, top), LEFT + 1, PITCH + 1);
            rooms.push((area, Pos::new(door, top + 3)));
        }
    }
    let inside = |build: &mut Builder, area: Area| {
        let x = build.rng.range(area.top.x + 1, area.top.x + area.width - 1);
        Pos::new(x, build.rng.range(area.top.y + 1, area.top.y + area.height - 1))
    };
    let locked = build.rng.range(0, 6) as usize;
    let goal = inside(build, rooms[locked].0);
    build.state.grid.set(goal, GOAL);
    let mut left = Color::ALPHABETICAL.to_vec();
    let mut colors = Vec::new();
    for (at, &(_, place)) in rooms.iter().enumerate() {
        let color = build.rng.choice(&left);
        left.retain(|&other| other != color);
        colors.push(color);
        let door = build.door(color, at == locked);
        build.state.grid.set(place, door);
    }
    let key_room = loop {
        let room = build.rng.range(0, 6) as usize;
        if room != locked {
            break room;
        }
    };
    let place = inside(build, rooms[key_room].0);
    let key = build.create(Kind::Key, colors[locked]);
    build.state.grid.set(place, key);
    build.place_agent_in(Area::new(Pos::new(LEFT, 0), RIGHT - LEFT, SIZE));
    let (lock, room) = (colors[locked], colors[key_room]);
    format!("get the {lock} key from the {room} room, unlock the {lock} door and go to the goal")
}

/// Nine rooms with doors and things, and nothing to do.
pub(super) fn playground(build: &mut Builder) {
    const SIZE: i32 = 19;
    const ROOM: i32 = SIZE / 3;
    build.clear_walled(SIZE, SIZE);
    for row in 0..3 {
        for column in 0..3 {
            let (left, top) = (column * ROOM, row * ROOM);
            let (right, bottom) = (left + ROOM, top + ROOM);
            if column < 2 {
                build.state.grid.fill_column(Pos::new(right, top), ROOM, Cell::WALL);
                let y = build.rng.range(top + 1, bottom - 1);
                draw_door(build, Pos::new(right, y));
            }
            if row < 2 {
                build.state.grid.fill_row(Pos::new(left, bottom), ROOM, Cell::WALL);
                let x = build.rng.range(left + 1, right - 1);
                draw_door(build, Pos::new(x, bottom));
            }
        }
    }
    build.place_agent();
    for _ in 0..12 {
        let kind = build.rng.choice(&PORTABLE);
        let color = build.color();
        let object = build.create(kind, color);
        build.place(object);
    }
}

fn draw_door(build: &mut Builder, at: Pos) {
    let color = build.color();
    let door = build.door(color, false);
    build.state.grid.set(at, door);
}

/// A room with a red door to the left and a blue one to the right.
pub(super) fn red_blue_doors(build: &mut Builder, size: i32) -> Rule {
    build.clear_walled(2 * size, size);
    let room = Area::new(Pos::new(size / 2, 0), size, size);
    build.state.grid.wall_rect(room.top, size, size);
    build.place_agent_in(room);
    let [red, blue] =
        [(Color::Red, size / 2), (Color::Blue, size / 2 + size - 1)].map(|(color, x)| {
            let at = Pos::new(x, build.rng.range(1, size - 1));
            let door = build.door(color, false);
            build.state.grid.set(at, door);
            at
        });
    Rule::OpenInOrder(red, blue)
}
