//! Levels where one walks to the goal: empty rooms, lava, walls with gaps, moving balls.
//!
//! Source: Minigrid, `envs/empty.py`, `distshift.py`, `crossing.py`, `lavagap.py`,
//! `dynamicobstacles.py`, `fourrooms.py`.

use super::rule::{Obstacles, Rule};
use crate::env::minigrid::place::Builder;
use crate::env::minigrid::{Cell, Color, Kind, Pos};

pub(super) const GOAL: Cell = Cell::plain(Kind::Goal, Color::Green);
const LAVA: Cell = Cell::plain(Kind::Lava, Color::Red);

/// A bare room.
pub(super) fn empty(build: &mut Builder, size: i32, random_start: bool) {
    build.clear_walled(size, size);
    build.put(Pos::new(size - 2, size - 2), GOAL);
    start(build, random_start);
}

fn start(build: &mut Builder, random_start: bool) {
    if random_start {
        build.place_agent();
    } else {
        build.put_agent(Pos::new(1, 1));
    }
}

/// Two strips of lava, the second in a row that shifts between variants.
pub(super) fn dist_shift(build: &mut Builder, strip_row: i32) {
    build.clear_walled(9, 7);
    build.put(Pos::new(7, 1), GOAL);
    build.state.grid.fill_row(Pos::new(3, 1), 3, LAVA);
    build.state.grid.fill_row(Pos::new(3, strip_row), 3, LAVA);
    build.put_agent(Pos::new(1, 1));
}

/// Four rooms with a gap in each wall between them.
pub(super) fn four_rooms(build: &mut Builder) {
    const SIZE: i32 = 19;
    const ROOM: i32 = SIZE / 2;
    build.clear_walled(SIZE, SIZE);
    for row in 0..2 {
        for column in 0..2 {
            let (left, top) = (column * ROOM, row * ROOM);
            let (right, bottom) = (left + ROOM, top + ROOM);
            if column == 0 {
                build.state.grid.fill_column(Pos::new(right, top), ROOM, Cell::WALL);
                let gap = Pos::new(right, build.rng.range(top + 1, bottom));
                build.state.grid.set(gap, Cell::EMPTY);
            }
            if row == 0 {
                build.state.grid.fill_row(Pos::new(left, bottom), ROOM, Cell::WALL);
                let gap = Pos::new(build.rng.range(left + 1, right), bottom);
                build.state.grid.set(gap, Cell::EMPTY);
            }
        }
    }
    build.place_agent();
    build.place(GOAL);
}

/// Rivers of lava, or walls, each with one crossing.
pub(super) fn crossing(build: &mut Builder, size: i32, count: usize, lava: bool) {
    let obstacle = if lava { LAVA } else { Cell::WALL };
    build.clear_walled(size, size);
    build.put_agent(Pos::new(1, 1));
    build.put(Pos::new(size - 2, size - 2), GOAL);

    let places = || (2..size - 2).step_by(2);
    let down = places().map(|at| (true, at));
    let mut rivers: Vec<(bool, i32)> = down.chain(places().map(|at| (false, at))).collect();
    build.rng.shuffle(&mut rivers);
    rivers.truncate(count);
    rivers.sort_unstable();
    let along = |vertical: bool| {
        let chosen = rivers.iter().filter(move |(is_down, _)| *is_down == vertical);
        chosen.map(|&(_, at)| at).collect::<Vec<i32>>()
    };
    let (columns, rows) = (along(true), along(false));
    for &row in &rows {
        build.state.grid.fill_row(Pos::new(1, row), size - 2, obstacle);
    }
    for &column in &columns {
        build.state.grid.fill_column(Pos::new(column, 1), size - 2, obstacle);
    }

    // A path to the goal: steps over columns and over rows, in a drawn order.
    let mut path = [vec![true; columns.len()], vec![false; rows.len()]].concat();
    build.rng.shuffle(&mut path);
    let edges = |rivers: &[i32]| [&[0], rivers, &[size - 1]].concat();
    let (columns, rows) = (edges(&columns), edges(&rows));
    let (mut column, mut row) = (0, 0);
    for over_column in path {
        let gap = if over_column {
            let y = build.rng.range(rows[row] + 1, rows[row + 1]);
            column += 1;
            Pos::new(columns[column], y)
        } else {
            let x = build.rng.range(columns[column] + 1, columns[column + 1]);
            row += 1;
            Pos::new(x, rows[row])
        };
        build.state.grid.set(gap, Cell::EMPTY);
    }
}

/// One column of lava with a gap.
pub(super) fn lava_gap(build: &mut Builder, size: i32) {
    build.clear_walled(size, size);
    build.put_agent(Pos::new(1, 1));
    build.put(Pos::new(size - 2, size - 2), GOAL);
    let column = build.rng.range(2, size - 2);
    let gap = Pos::new(column, build.rng.range(1, size - 1));
    build.state.grid.fill_column(Pos::new(column, 1), size - 2, LAVA);
    build.state.grid.set(gap, Cell::EMPTY);
}

/// Balls that move about.
pub(super) fn dynamic_obstacles(
    build: &mut Builder,
    size: i32,
    count: i32,
    random_start: bool,
) -> Rule {
    empty(build, size, random_start);
    let count = if count <= size / 2 + 1 { count } else { size / 2 };
    let mut obstacles = Obstacles::new();
    for _ in 0..count {
        let ball = build.create(Kind::Ball, Color::Blue);
        // In the rooms of the catalog a hundred tries do not run out; a ball less would be no harm.
        let area = build.everywhere();
        if build.place_within_tries(ball, area, 100, |_, _| false).is_ok() {
            obstacles.push(ball);
        }
    }
    Rule::Obstacles(obstacles)
}
