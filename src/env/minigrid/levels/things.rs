//! Levels about things: fetch one, go to one, put one near another, remember one.
//!
//! Source: Minigrid, `envs/fetch.py`, `gotodoor.py`, `gotoobject.py`, `putnear.py`, `memory.py`.

use super::rule::Rule;
use crate::env::minigrid::place::{Area, Builder};
use crate::env::minigrid::rooms::PORTABLE;
use crate::env::minigrid::{Cell, Color, Kind, Pos};

/// Some keys and balls, of which one is to be taken.
pub(super) fn fetch(build: &mut Builder, size: i32, count: usize) -> (String, Rule) {
    const PHRASES: [&str; 5] = ["get a", "go get a", "fetch a", "go fetch a", "you must fetch a"];
    build.clear_walled(size, size);
    let mut objects = Vec::new();
    while objects.len() < count {
        let kind = build.rng.choice(&[Kind::Key, Kind::Ball]);
        let color = build.color();
        let object = build.create(kind, color);
        build.place(object);
        objects.push(object);
    }
    build.place_agent();
    let Cell { kind, color, .. } = build.rng.choice(&objects);
    let phrase = build.rng.choice(&PHRASES);
    (format!("{phrase} {color} {kind}"), Rule::Fetch(kind, color))
}

/// Four doors of different colours around a room of drawn size.
pub(super) fn go_to_door(build: &mut Builder, size: i32) -> (String, Rule) {
    build.clear(size, size);
    let width = build.rng.range(5, size + 1);
    let height = build.rng.range(5, size + 1);
    build.state.grid.wall_rect(Pos::new(0, 0), width, height);
    let places = [
        Pos::new(build.rng.range(2, width - 2), 0),
        Pos::new(build.rng.range(2, width - 2), height - 1),
        Pos::new(0, build.rng.range(2, height - 2)),
        Pos::new(width - 1, build.rng.range(2, height - 2)),
    ];
    let mut colors = Vec::new();
    while colors.len() < places.len() {
        let color = build.color();
        if !colors.contains(&color) {
            colors.push(color);
        }
    }
    for (&place, &color) in places.iter().zip(&colors) {
        let door = build.door(color, false);
        build.state.grid.set(place, door);
    }
    build.place_agent_in(Area::new(Pos::new(0, 0), width, height));
    let target = build.rng.range(0, 4) as usize;
    (format!("go to the {} door", colors[target]), Rule::DoneBeside(places[target]))
}

/// Objects that all look different.
fn scatter(build: &mut Builder, count: usize, apart: bool) -> Vec<(Kind, Color, Pos)> {
    let mut placed: Vec<(Kind, Color, Pos)> = Vec::new();
    while placed.len() < count {
        let kind = build.rng.choice(&PORTABLE);
        let color = build.color();
        if placed.iter().any(|other| (other.0, other.1) == (kind, color)) {
            continue;
        }
        let object = build.create(kind, color);
        let is_near = |at: Pos| {
            let near = |other: Pos| (at.x - other.x).abs() <= 1 && (at.y - other.y).abs() <= 1;
            apart && placed.iter().any(|other| near(other.2))
        };
        let area = build.everywhere();
        let place = build.place_unless(object, area, |_, at| is_near(at));
        placed.push((kind, color, place));
    }
    placed
}

/// Objects, of which one is to be gone to.
pub(super) fn go_to_object(build: &mut Builder, size: i32, count: usize) -> (String, Rule) {
    build.clear_walled(size, size);
    let objects = scatter(build, count, false);
    build.place_agent();
    let (kind, color, place) = build.rng.choice(&objects);
    (format!("go to the {color} {kind}"), Rule::DoneBeside(place))
}

/// Objects, of which one is to be put near another.
pub(super) fn put_near(build: &mut Builder, size: i32, count: usize) -> (String, Rule) {
    build.clear_walled(size, size);
    let objects = scatter(build, count, true);
    build.place_agent();
    let (kind, color, from) = build.rng.choice(&objects);
    let (to_kind, to_color, to) = loop {
        let target = build.rng.choice(&objects);
        if target.2 != from {
            break target;
        }
    };
    let mission = format!("put the {color} {kind} near the {to_color} {to_kind}");
    (mission, Rule::PutNear(kind, color, to))
}

/// A hallway that ends between two objects; one was seen at the start.
pub(super) fn memory(build: &mut Builder, size: i32, random_length: bool) -> Rule {
    let middle = size / 2;
    let (upper, lower) = (middle - 2, middle + 2);
    build.clear_walled(size, size);
    let end = if random_length { build.rng.range(4, size - 2) } else { size - 3 };
    let grid = &mut build.state.grid;
    for x in 1..5 {
        grid.set(Pos::new(x, upper), Cell::WALL);
        grid.set(Pos::new(x, lower), Cell::WALL);
    }
    grid.set(Pos::new(4, upper + 1), Cell::WALL);
    grid.set(Pos::new(4, lower - 1), Cell::WALL);
    for x in 5..end {
        grid.set(Pos::new(x, upper + 1), Cell::WALL);
        grid.set(Pos::new(x, lower - 1), Cell::WALL);
    }
    for y in 0..size {
        if y != middle {
            grid.set(Pos::new(end, y), Cell::WALL);
        }
        grid.set(Pos::new(end + 2, y), Cell::WALL);
    }
    let start = Pos::new(build.rng.range(1, end + 1), middle);
    build.put_agent(start);
    let seen = build.rng.choice(&[Kind::Key, Kind::Ball]);
    let seen_object = build.create(seen, Color::Green);
    build.state.grid.set(Pos::new(1, middle - 1), seen_object);
    let [top, bottom] = build.rng.choice(&[[Kind::Ball, Kind::Key], [Kind::Key, Kind::Ball]]);
    let (x, up, down) = (end + 1, middle - 2, middle + 2);
    for (kind, y) in [(top, up), (bottom, down)] {
        let object = build.create(kind, Color::Green);
        build.state.grid.set(Pos::new(x, y), object);
    }
    let (up, down) = (Pos::new(x, up + 1), Pos::new(x, down - 1));
    if seen == top { Rule::Choose(up, down) } else { Rule::Choose(down, up) }
}
