//! The drawings: well-formed, small, the same every time, and right in words.

use diorama::art::grid::{self, Options};
use diorama::env::minigrid::{Cell, Color, Dir, GridState, Kind, Pos};
use expect_test::{Expect, expect};

/// A world from a grid string of the fixtures: two characters a cell, rows joined by `/`.
fn world(text: &str, agent: (i32, i32), dir: Dir) -> GridState {
    let rows: Vec<&[u8]> = text.split('/').map(str::as_bytes).collect();
    let mut state = GridState::new(rows[0].len() as i32 / 2, rows.len() as i32);
    for (y, row) in (0..).zip(&rows) {
        for (x, code) in (0..).zip(row.chunks(2)) {
            state.grid.set(Pos::new(x, y), cell([code[0], code[1]]));
        }
    }
    (state.agent, state.dir) = (Pos::new(agent.0, agent.1), dir);
    state
}

fn cell([kind, color]: [u8; 2]) -> Cell {
    let kind_of = |letter| match letter {
        b'W' => Kind::Wall,
        b'F' => Kind::Floor,
        b'K' => Kind::Key,
        b'A' => Kind::Ball,
        b'B' => Kind::Box,
        b'G' => Kind::Goal,
        b'V' => Kind::Lava,
        b'D' | b'O' | b'L' => Kind::Door,
        _ => Kind::Empty,
    };
    let color_of = |letter| match letter {
        b'g' => Color::Green,
        b'b' => Color::Blue,
        b'p' => Color::Purple,
        b'y' => Color::Yellow,
        b'e' => Color::Grey,
        _ => Color::Red,
    };
    let cell = Cell::plain(kind_of(kind), color_of(color));
    Cell { is_open: kind == b'O', is_locked: kind == b'L', ..cell }
}

/// What is wrong with a piece of markup, if anything: tags, quotes, numbers.
pub fn fault(markup: &str) -> Option<String> {
    let (mut open, mut rest) = (Vec::new(), markup);
    while let Some(start) = rest.find('<') {
        if rest[..start].contains('>') {
            return Some(format!("a stray > in {:?}", &rest[..start]));
        }
        let end = start + rest[start..].find('>')?;
        let tag = &rest[start + 1..end];
        let name = tag.trim_matches('/').split(' ').next().unwrap_or_default();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return Some(format!("</{name}> closes nothing"));
            }
        } else if tag.matches('"').count() != 2 * tag.matches("=\"").count() || tag.contains('<') {
            return Some(format!("quotes in <{tag}>"));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        rest = &rest[end + 1..];
    }
    let long = |digits: &&str| digits.bytes().take_while(u8::is_ascii_digit).count() > 2;
    let fraction =
        markup.split('.').skip(1).find(long).map(|part| format!("a long number: .{part}"));
    let word = ["NaN", "inf", "undefined", "  "].into_iter().find(|word| markup.contains(word));
    open.pop().map(|name| format!("<{name}> stays open")).or(fraction).or(word.map(str::to_owned))
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&text.replace("><", ">\n<"));
}

/// Every thing there can be, doors in all their states.
fn every_cell() -> impl Iterator<Item = Cell> {
    let states = [(false, false), (true, false), (false, true), (true, true)];
    Kind::ALL.into_iter().flat_map(move |kind| {
        Color::ALL.into_iter().flat_map(move |color| {
            states.into_iter().map(move |(is_open, is_locked)| Cell {
                is_open,
                is_locked,
                ..Cell::plain(kind, color)
            })
        })
    })
}

fn every_option() -> impl Iterator<Item = Options> {
    (0..8).map(|bits| Options {
        original_colors: bits & 1 > 0,
        letters: bits & 2 > 0,
        show_all: bits & 4 > 0,
        id: bits,
    })
}

/// A board of 25 x 25: nine rooms, a door in every wall, every fifth floor cell taken.
fn large() -> GridState {
    let mut state = GridState::new(25, 25);
    let things = [Kind::Key, Kind::Ball, Kind::Box].map(|kind| kind as usize);
    for (index, at) in (0..).zip(state.grid.positions()) {
        let color = Color::ALL[index % 6];
        let cell = match (at.x % 8 == 0, at.y % 8 == 0) {
            (true, _) if at.y % 8 == 4 => Cell::plain(Kind::Door, color),
            (_, true) if at.x % 8 == 4 => Cell::plain(Kind::Door, color),
            (false, false) if index % 5 == 0 => Cell::plain(Kind::ALL[things[index % 3]], color),
            (false, false) => Cell::EMPTY,
            _ => Cell::WALL,
        };
        state.grid.set(at, cell);
    }
    state.agent = Pos::new(9, 9);
    state.grid.set(state.agent, Cell::EMPTY);
    state
}

#[test]
fn a_thing_is_a_few_short_paths() {
    check(
        &grid::thing(cell(*b"Br"), &Options::default()),
        &expect![[r##"
            <svg xmlns="http://www.w3.org/2000/svg" class="thing" viewBox="5 5 56 56" width="20" height="20" aria-hidden="true">
            <path d="M15 12H49L53 20V52H11V20z" transform="translate(3 4)" fill="#2e2212" stroke="#2e2212" stroke-width="3.6" opacity=".26"/>
            <path d="M15 12H49L53 20V52H11V20z" fill="#c23827" stroke="#fffdf6" stroke-width="3.6" paint-order="stroke"/>
            <path d="M15 12H49L53 20H11z" fill="#d26c5f"/>
            <path d="M11 20H53V52H46V24.5H11z" fill="#932e25"/>
            <path d="M29.5 12h5l1.5 8v9.5h-8v-9.5z" fill="#fffdf6" fill-opacity=".86"/>
            </svg>"##]],
    );
}

#[test]
fn a_room_is_a_few_paths_whatever_its_size() {
    let room = world("WeWeWeWe/We....We/We....We/WeWeWeWe", (1, 1), Dir::Right);
    check(
        &grid::board(&room, &Options::default()).floor,
        &expect![[r##"
        <g shape-rendering="crispEdges">
        <path d="M0 0h256v256H0z" fill="#f1eadb"/>
        <path d="M0 32H256M64 96H256M0 160H256M64 224H256" stroke="#ede5d4" stroke-width="64" stroke-dasharray="64"/>
        </g>
        <path d="M64 64h128l6 9h-128zM64 64l6 9v128l-6-9z" fill="#2e2212" fill-opacity=".15"/>
        <g shape-rendering="crispEdges">
        <path d="M0 0h256v256h-256zM64 192h128v-128h-128z" fill="#b2ada2"/>
        <path d="M64 192h128v3h-128zM192 64h3v128h-3zM64 48h128v2h-128z" fill="#c9c4b8"/>
        <path d="M64 50h128v14h-128z" fill="#868177"/>
        <path d="M64.5 0v64M64.5 192v64M128.5 0v64M128.5 192v64M192.5 0v64M192.5 192v64M0 64.5h64M192 64.5h64M0 128.5h64M192 128.5h64M0 192.5h64M192 192.5h64" fill="none" stroke="#3c3223" stroke-opacity=".1"/>
        </g>"##]],
    );
}

#[test]
fn the_light_leaves_the_unseen_in_shade() {
    let room = world("WeWeWeWe/We....We/We....We/WeWeWeWe", (2, 1), Dir::Right);
    check(
        &grid::board(&room, &Options::default()).light,
        &expect![[r#"
        <radialGradient id="falloff-0-2-1" gradientUnits="userSpaceOnUse" cx="160" cy="96" r="416">
        <stop offset=".22" stop-color="var(--falloff,#5a3e1c)" stop-opacity="0"/>
        <stop offset="1" stop-color="var(--falloff,#5a3e1c)" stop-opacity="var(--falloff-opacity,.2)"/>
        </radialGradient>
        <path class="falloff" d="M128 0h128v256h-128z" fill="url(#falloff-0-2-1)" style="mix-blend-mode:multiply"/>
        <path class="shade" d="M0 0h128v256h-128z" fill="var(--shade,rgb(58 60 84/.42))" fill-rule="evenodd"/>
        <path class="shade-edge" d="M128 0v256" fill="none" stroke="var(--shade-edge,rgb(255 248 220/.95))" stroke-width="2" vector-effect="non-scaling-stroke" stroke-linecap="square"/>"#]],
    );
}

#[test]
fn everything_is_well_formed_and_small() {
    for options in every_option() {
        for cell in every_cell() {
            let mut state = world("WeWeWe/We..We/......", (1, 2), Dir::Up);
            state.grid.set(Pos::new(1, 1), cell);
            state.carrying = cell;
            let pictures = [
                grid::thing(cell, &options),
                grid::miniature(&state, &options),
                grid::own_view(&state.view(), &options),
            ];
            for picture in pictures {
                assert_eq!(fault(&picture), None, "{cell:?} {options:?}");
                assert!(picture.len() < 6_000, "{cell:?}: {} bytes", picture.len());
            }
            for dir in Dir::ALL {
                assert_eq!(fault(&grid::agent(dir, cell, &options)), None, "{dir:?} {cell:?}");
            }
        }
    }
}

#[test]
fn a_large_board_stays_small() {
    let state = large();
    let picture = grid::miniature(&state, &Options::default());
    assert_eq!(fault(&picture), None);
    assert!(picture.len() < 60_000, "{} bytes", picture.len());
}

#[test]
fn one_state_is_one_picture() {
    let (state, options) = (large(), Options::default());
    assert_eq!(grid::miniature(&state, &options), grid::miniature(&state.clone(), &options));
}

#[test]
fn no_agent_no_light() {
    let room = world("WeWeWe/We..We/WeWeWe", (-1, -1), Dir::Right);
    assert_eq!(grid::board(&room, &Options::default()).light, "");
    assert_eq!(fault(&grid::miniature(&room, &Options::default())), None);
}

#[test]
fn what_lies_outside_the_rooms_is_bare_table() {
    let table = "var(--mat,";
    let rooms = "............/..WeWeWe..../..We..WeWeWe/..We..Dr..We/..WeWeWeWeWe";
    let is_bare = |state: &GridState| grid::board(state, &Options::default()).floor.contains(table);
    let mut state = world(rooms, (3, 2), Dir::Down);
    assert!(is_bare(&state));
    // A door that opens keeps the outside where it is.
    state.grid.set(Pos::new(4, 3), cell(*b"Or"));
    assert!(is_bare(&state));
    // Where the agent can be, there is floor.
    state.agent = Pos::new(0, 0);
    assert!(!is_bare(&state));
    // So it is where a thing lies.
    state.agent = Pos::new(3, 2);
    state.grid.set(Pos::new(0, 4), cell(*b"Kb"));
    assert!(!is_bare(&state));
}

#[test]
fn names_say_what_a_person_would_say() {
    let cases = [
        ("..", "empty"),
        ("We", "wall"),
        ("Wb", "blue wall"),
        ("Bp", "purple box"),
        ("Ly", "locked yellow door"),
        ("Or", "open red door"),
        ("Dg", "closed green door"),
        ("Gg", "goal"),
        ("Vr", "lava"),
        ("Fb", "blue floor"),
    ];
    for (code, want) in cases {
        let code = code.as_bytes();
        assert_eq!(grid::name(cell([code[0], code[1]])), want);
    }
    let open_with_lock_on = Cell { is_locked: true, ..cell(*b"Oy") };
    assert_eq!(grid::name(open_with_lock_on), "open yellow door");
}

#[test]
fn a_board_reads_as_a_table() {
    let mut state = world("WeWeWeWe/WeKb..We/WeGg..We/WeWeWeWe", (2, 2), Dir::Left);
    state.carrying = cell(*b"Ae");
    let rows: Vec<String> = grid::describe(&state).iter().map(|row| row.join(" | ")).collect();
    check(
        &rows.join("\n"),
        &expect![["
        wall | wall | wall | wall, not seen
        wall | blue key | empty | wall, not seen
        wall | goal | agent, facing west, carrying grey ball | wall, not seen
        wall | wall | wall | wall, not seen"]],
    );
}
