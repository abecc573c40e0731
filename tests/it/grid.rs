//! MiniGrid's rules: recorded episodes, and each rule by itself.

use diorama::cli::conform::Kind as Record;
use diorama::env::minigrid::view::{AGENT, image, to_view, to_world};
use diorama::env::minigrid::{Action, Cell, Color, Dir, GridState, Kind, Outcome, Pos, VIEW, View};
use expect_test::expect;
use proptest::prelude::*;

use crate::fixture::assert_conforms;

#[test]
fn recorded_episodes_of_all_levels_replay_exactly() {
    assert_conforms("envs", Record::Level, 172 * 3);
}

#[test]
fn recorded_wins_replay_exactly() {
    assert_conforms("env_wins", Record::Level, 121);
}

#[test]
fn recorded_bytes_repeat_exactly() {
    assert_conforms("envs_raw", Record::Level, 43);
}

/// A walled room of 5 x 5 with the agent at (1, 1), looking right at (2, 1).
fn room() -> GridState {
    let mut state = GridState::new(5, 5);
    state.grid.wall_rect(Pos::new(0, 0), 5, 5);
    (state.agent, state.dir) = (Pos::new(1, 1), Dir::Right);
    state
}

const AHEAD: Pos = Pos::new(2, 1);

#[test]
fn walking_depends_on_what_is_ahead() {
    let door = |is_open| Cell { is_open, ..Cell::plain(Kind::Door, Color::Red) };
    let won = 1.0 - 0.9 * (1.0 / 100.0);
    let cases = [
        (Cell::EMPTY, true, 0.0, false),
        (Cell::plain(Kind::Floor, Color::Blue), true, 0.0, false),
        (Cell::plain(Kind::Goal, Color::Green), true, won, true),
        (Cell::plain(Kind::Lava, Color::Red), true, 0.0, true),
        (door(true), true, 0.0, false),
        (door(false), false, 0.0, false),
        (Cell::WALL, false, 0.0, false),
        (Cell::plain(Kind::Ball, Color::Red), false, 0.0, false),
    ];
    for (ahead, moves, reward, terminated) in cases {
        let mut state = room();
        state.grid.set(AHEAD, ahead);
        assert_eq!(state.apply(Action::Forward), Outcome { reward, terminated }, "{ahead:?}");
        assert_eq!(state.agent == AHEAD, moves, "{ahead:?}");
    }
}

#[test]
fn a_door_opens_by_its_lock_and_key() {
    let key = |color| Cell::plain(Kind::Key, color);
    // Open before, locked before, what is carried; open and locked after.
    let cases = [
        (false, false, Cell::EMPTY, true, false),
        (true, false, Cell::EMPTY, false, false),
        (false, true, Cell::EMPTY, false, true),
        (false, true, key(Color::Blue), false, true),
        (false, true, key(Color::Red), true, false),
        (false, true, Cell::plain(Kind::Ball, Color::Red), false, true),
    ];
    for (is_open, is_locked, carrying, open_after, locked_after) in cases {
        let mut state = room();
        state.grid.set(AHEAD, Cell { is_open, is_locked, ..Cell::plain(Kind::Door, Color::Red) });
        state.carrying = carrying;
        state.apply(Action::Toggle);
        let door = state.grid.get(AHEAD);
        let case = (is_open, is_locked, carrying);
        assert_eq!((door.is_open, door.is_locked), (open_after, locked_after), "{case:?}");
        assert_eq!(state.carrying, carrying, "the key is kept");
    }
}

#[test]
fn a_box_gives_way_to_its_content() {
    for full in [false, true] {
        let mut state = room();
        let key = state.objects.create(Kind::Key, Color::Red);
        let case = state.objects.create(Kind::Box, Color::Grey);
        if full {
            state.objects.fill(case.id, key);
        }
        state.grid.set(AHEAD, case);
        state.apply(Action::Toggle);
        assert_eq!(state.grid.get(AHEAD), if full { key } else { Cell::EMPTY });
    }
}

#[test]
fn one_thing_is_carried_at_a_time() {
    let mut state = room();
    let ball = state.objects.create(Kind::Ball, Color::Red);
    let key = state.objects.create(Kind::Key, Color::Red);
    state.grid.set(AHEAD, ball);
    state.apply(Action::Pickup);
    assert_eq!((state.carrying, state.grid.get(AHEAD)), (ball, Cell::EMPTY));
    assert_eq!(state.objects.info(ball.id).cur_pos, Some(Pos::NOWHERE));
    state.grid.set(AHEAD, key);
    state.apply(Action::Pickup);
    state.apply(Action::Drop);
    assert_eq!((state.carrying, state.grid.get(AHEAD)), (ball, key));
    state.grid.set(AHEAD, Cell::EMPTY);
    state.apply(Action::Drop);
    assert_eq!((state.carrying, state.grid.get(AHEAD)), (Cell::EMPTY, ball));
    assert_eq!(state.objects.info(ball.id).cur_pos, Some(AHEAD));
}

/// A view as letters: `#` wall, `.` empty, `?` unseen, `A` the agent, `+` a door, `*` another thing.
fn drawn(view: &View) -> String {
    let letter = |x: usize, y: usize| match (view.mask[x][y], view.cells[x][y].kind) {
        _ if (x, y) == AGENT => 'A',
        (false, _) => '?',
        (true, Kind::Wall) => '#',
        (true, Kind::Empty) => '.',
        (true, Kind::Door) => '+',
        (true, _) => '*',
    };
    let row = |y| (0..VIEW).map(|x| letter(x, y)).collect::<String>();
    (0..VIEW).map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn walls_and_shut_doors_end_sight() {
    let mut state = GridState::new(11, 11);
    state.grid.wall_rect(Pos::new(0, 0), 11, 11);
    state.grid.fill_row(Pos::new(0, 5), 11, Cell::WALL);
    let door = Cell::plain(Kind::Door, Color::Red);
    state.grid.set(Pos::new(5, 5), door);
    state.grid.set(Pos::new(7, 7), Cell::plain(Kind::Ball, Color::Red));
    (state.agent, state.dir) = (Pos::new(5, 8), Dir::Up);
    let shut = expect![[r"
        ???????
        ???????
        ???????
        ###+###
        .......
        .....*.
        ...A..."]];
    shut.assert_eq(&drawn(&state.view()));
    state.grid.set(Pos::new(5, 5), Cell { is_open: true, ..door });
    let open = expect![[r"
        .......
        .......
        .......
        ###+###
        .......
        .....*.
        ...A..."]];
    open.assert_eq(&drawn(&state.view()));
}

/// The rule of sight as upstream writes it, cell by cell.
fn swept(clear: &[[bool; VIEW]; VIEW]) -> [[bool; VIEW]; VIEW] {
    let mut seen = [[false; VIEW]; VIEW];
    seen[AGENT.0][AGENT.1] = true;
    for y in (0..VIEW).rev() {
        let rightward = (0..VIEW - 1).map(|x| (x, x + 1));
        let leftward = (1..VIEW).rev().map(|x| (x, x - 1));
        for (x, next) in rightward.chain(leftward) {
            if seen[x][y] && clear[x][y] {
                seen[next][y] = true;
                if y > 0 {
                    seen[next][y - 1] = true;
                    seen[x][y - 1] = true;
                }
            }
        }
    }
    seen
}

proptest! {
    #[test]
    fn sight_spreads_as_upstream_sweeps(walls in prop::collection::vec(any::<bool>(), 49)) {
        let mut state = GridState::new(7, 7);
        (state.agent, state.dir) = (Pos::new(3, 6), Dir::Up);
        let mut clear = [[true; VIEW]; VIEW];
        for (at, is_wall) in walls.into_iter().enumerate() {
            let (x, y) = (at % VIEW, at / VIEW);
            if is_wall {
                state.grid.set(Pos::new(x as i32, y as i32), Cell::WALL);
                clear[x][y] = false;
            }
        }
        prop_assert_eq!(state.view().mask, swept(&clear));
    }

    #[test]
    fn a_view_and_its_image_agree(
        cells in prop::collection::vec((3_usize..10, 0_usize..6, any::<bool>()), 81),
        (x, y, dir) in (0_i32..9, 0_i32..9, 0_u8..4),
        see_through in any::<bool>(),
    ) {
        let mut state = GridState::new(9, 9);
        let places: Vec<Pos> = state.grid.positions().collect();
        for (at, (kind, color, is_open)) in places.into_iter().zip(cells) {
            let cell = Cell::plain(Kind::ALL[kind], Color::ALL[color]);
            state.grid.set(at, Cell { is_open, ..cell });
        }
        (state.agent, state.dir) = (Pos::new(x, y), Dir::from_index(dir));
        state.see_through_walls = see_through;
        let view = state.view();
        let found = image(&state.grid, state.agent, state.dir, state.carrying, see_through);
        for (x, column) in found.iter().enumerate() {
            for (y, &numbers) in column.iter().enumerate() {
                let at = to_world(state.agent, state.dir, x, y);
                prop_assert_eq!(to_view(state.agent, state.dir, at), Some((x, y)));
                let expected = if view.mask[x][y] { view.cells[x][y].encode() } else { [0; 3] };
                prop_assert_eq!(numbers, expected);
                let is_there = view.cells[x][y] == state.grid.get(at);
                prop_assert!((x, y) == AGENT || !view.mask[x][y] || is_there);
            }
        }
    }
}

#[test]
fn the_state_is_written_byte_by_byte() {
    let mut state = GridState::new(2, 1);
    let key = state.objects.create(Kind::Key, Color::Red);
    let case = state.objects.create(Kind::Box, Color::Grey);
    state.objects.fill(case.id, key);
    state.grid.set(Pos::new(1, 0), case);
    (state.agent, state.dir) = (Pos::new(0, 0), Dir::Left);
    (state.step_count, state.max_steps) = (1, 256);
    let cells = [1, 0, 0, 0, 0, 0, 7, 5, 0, 5, 0, 0];
    let tail = [0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0];
    assert_eq!(state.to_bytes(), [&[2, 0, 1, 0], &cells[..], &tail[..]].concat());
}
