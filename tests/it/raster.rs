//! MiniGrid's own pictures: every pixel as recorded, tiles alike drawn once, nothing of our own art.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use base64::prelude::{BASE64_STANDARD, Engine};
use diorama::art::raster::{Tiles, egocentric, frame, tile};
use diorama::cli::conform::{self, Kind as RecordKind, Packs};
use diorama::env::catalog::{self, WorldSpec};
use diorama::env::minigrid::{Action, Cell, Color, Dir, GridEnv, Kind, ObjectId, Pos, VIEW};
use diorama::env::{Env, Seed};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The folder of recordings: `DIORAMA_FIXTURES`, or the one beside the tests.
fn fixtures() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    env::var_os("DIORAMA_FIXTURES").map_or_else(beside, PathBuf::from).join("grid")
}

#[test]
fn recorded_pictures_are_drawn_exactly() {
    for (name, kind) in [("tiles", RecordKind::Tiles), ("frames", RecordKind::Frames)] {
        let endings = ["jsonl", "jsonl.gz"];
        let paths = endings.map(|ending| fixtures().join(format!("{name}.{ending}")));
        let Some(path) = paths.iter().find(|path| path.exists()) else {
            eprintln!("no recorded {name} in {}: nothing compared", fixtures().display());
            continue;
        };
        let reports = conform::check_file(path, &Packs::usual()).expect("a readable file");
        assert_eq!(reports.keys().collect::<Vec<_>>(), [&kind], "{}", path.display());
        for report in reports.values() {
            if let Some((picture, mismatch)) = &report.first {
                panic!("{}, {picture}: {mismatch}", path.display());
            }
            assert!(report.tally.passed > 0, "{} holds records", path.display());
        }
    }
}

fn door(is_open: bool, is_locked: bool, color: Color) -> Cell {
    Cell { is_open, is_locked, ..Cell::plain(Kind::Door, color) }
}

fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// The beginnings of recorded SHA-256 sums: every shape, every direction, halves and shares of colours.
#[test]
fn tiles_are_the_originals() {
    let plain = Cell::plain;
    let cases = [
        (Cell::EMPTY, None, false, 16, "a2ad676c214cfce9"),
        (plain(Kind::Lava, Color::Red), None, false, 16, "348765d8731548ed"),
        (plain(Kind::Key, Color::Red), None, false, 16, "02c6fd2ae6652bf1"),
        (plain(Kind::Box, Color::Red), None, false, 16, "a1f9ab2d27c70b4c"),
        (door(false, false, Color::Red), None, false, 16, "3cc4364b0fdecfa4"),
        (door(false, true, Color::Red), None, false, 16, "5584d3045b50b337"),
        (Cell::WALL, None, true, 32, "de20405e36806b86"),
        (plain(Kind::Goal, Color::Green), None, true, 32, "3562e4dbc07ea5f5"),
        (plain(Kind::Lava, Color::Red), None, true, 32, "dc7129ee55e2df83"),
        (plain(Kind::Ball, Color::Yellow), None, true, 32, "b15995fab8c02581"),
        (plain(Kind::Key, Color::Purple), None, false, 32, "b5e62479fbecdc0e"),
        (plain(Kind::Floor, Color::Purple), None, true, 32, "c8f6d57ec3a2fa2b"),
        (door(false, true, Color::Purple), None, false, 32, "1cf876cc9b9486a7"),
        (door(false, false, Color::Blue), None, true, 32, "e135a7f88ae203ee"),
        (Cell::EMPTY, Some(Dir::Right), false, 32, "a542d7db3d9ddf38"),
        (Cell::EMPTY, Some(Dir::Down), false, 32, "7d93c19bee0f14ad"),
        (Cell::EMPTY, Some(Dir::Left), false, 32, "e56008b86e3fe338"),
        (Cell::EMPTY, Some(Dir::Up), false, 32, "480a5a69707d7fb7"),
        (door(true, false, Color::Red), Some(Dir::Up), true, 32, "0427de35d4b7201f"),
    ];
    for (cell, agent_dir, highlight, size, want) in cases {
        let pixels = tile(cell, agent_dir, highlight, size);
        assert_eq!(pixels.len(), size * size * 3);
        assert_eq!(&sha256(&pixels)[..16], want, "{cell:?}, {agent_dir:?}, {highlight}, {size}");
    }
}

#[test]
fn single_pixels_are_the_originals() {
    let floor = Cell::plain(Kind::Floor, Color::Purple);
    let cases = [
        // Grid lines are 0.031 wide: all of the samples in a pixel of 32, one of three in one of 16.
        (Cell::EMPTY, false, 32, (0, 5), [100; 3]),
        (Cell::EMPTY, false, 32, (1, 5), [0; 3]),
        (Cell::EMPTY, false, 16, (0, 5), [33; 3]),
        (Cell::EMPTY, false, 16, (0, 0), [55; 3]),
        // The light cuts before the mean does.
        (Cell::EMPTY, true, 32, (9, 9), [76; 3]),
        (Cell::WALL, true, 32, (9, 9), [146; 3]),
        // Half of 112, 39, 195, cut.
        (floor, false, 32, (9, 9), [56, 19, 97]),
        (floor, true, 32, (9, 9), [115, 89, 144]),
        (door(false, true, Color::Purple), false, 32, (9, 9), [50, 17, 87]),
    ];
    for (cell, highlight, size, (x, y), want) in cases {
        let pixels = tile(cell, None, highlight, size);
        let found = &pixels[(y * size + x) * 3..][..3];
        assert_eq!(found, want, "{cell:?}, {highlight}, {size}, x {x}, y {y}");
    }
}

fn world(id: &str, seed: u64, actions: &[Action]) -> GridEnv {
    let entry = catalog::by_id(id).expect("a world of the catalog");
    let mut env = catalog::make_grid(&WorldSpec::new(entry.world())).expect("a grid world");
    env.reset(Seed(seed));
    for action in actions {
        let _ = env.step(action);
    }
    env
}

#[test]
fn tiles_alike_are_drawn_once() {
    let mut env = world("MiniGrid-Empty-8x8-v0", 0, &[]);
    let mut tiles = Tiles::new(16);
    let first = tiles.frame(env.state(), true);
    // Floor and wall, each in the light and out of it; the goal; the agent.
    assert_eq!(tiles.drawn(), 6);
    assert_eq!(tiles.frame(env.state(), true), first);
    assert_eq!(tiles.drawn(), 6);
    env.step(&Action::Right).expect("a running episode");
    assert_eq!(tiles.frame(env.state(), true), frame(env.state(), 16, true));
    assert_eq!(tiles.drawn(), 7, "the agent looks down; all else is known");
}

#[test]
fn models_get_112_pixels_a_side() {
    let env = world("babyai/goto", 0, &[]);
    let picture = egocentric(env.state(), 16);
    assert_eq!((picture.width(), picture.height()), (112, 112));
    assert_eq!(picture.pixels().len(), 112 * 112 * 3);
}

#[test]
fn a_size_of_nothing_is_an_empty_picture() {
    let env = world("babyai/goto", 0, &[]);
    assert!(frame(env.state(), 0, true).into_pixels().is_empty());
    assert!(egocentric(env.state(), 0).into_pixels().is_empty());
}

/// A record as the recordings write it, with one byte changed.
fn record(change: impl Fn(&mut Vec<u8>)) -> Value {
    let mut pixels = tile(Cell::plain(Kind::Ball, Color::Red), Some(Dir::Down), true, 16);
    change(&mut pixels);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(&pixels).expect("memory takes what is written");
    let packed = zlib.finish().expect("memory takes what is written");
    json!({
        "tile": "ball-red", "agent_dir": 1, "highlight": true, "tile_size": 16,
        "sha256": sha256(&pixels), "rgb_zlib_b64": BASE64_STANDARD.encode(packed),
    })
}

#[test]
fn the_first_wrong_pixel_is_named() {
    type Change = fn(&mut Vec<u8>);
    let sound = record(|_| ());
    assert_eq!(conform::check(&sound, &Packs::usual()), Ok(()));
    assert_eq!(conform::name(&sound), "ball-red, agent 1, highlighted, 16 pixels a tile");
    let cases: [(Change, &str, &str); 3] = [
        (|p| p[0] = 7, "7 for red at x 0, y 0", "114 for red at x 0, y 0"),
        (|p| p[(9 * 16 + 4) * 3 + 2] = 3, "3 for blue at x 4, y 9", "76 for blue at x 4, y 9"),
        (|p| p.truncate(9), "9", "768"),
    ];
    for (change, expected, found) in cases {
        let wrong = conform::check(&record(change), &Packs::usual()).expect_err(expected);
        assert_eq!((wrong.expected.as_str(), wrong.found.as_str()), (expected, found));
    }
}

#[test]
fn what_is_no_picture_is_said() {
    let cases = [
        ("tile", json!("ball"), "no tile is ball"),
        ("tile", json!("door-ajar-red"), "no tile is door-ajar-red"),
        ("tile", json!("door-red"), "no tile is door-red"),
        ("agent_dir", json!(4), "no direction has number 4"),
        ("tile_size", json!(0), "tiles of 0 pixels, this build draws 1 to 256"),
        ("tile_size", json!(100_000), "tiles of 100000 pixels, this build draws 1 to 256"),
    ];
    for (field, value, want) in cases {
        let mut record = record(|_| ());
        record[field] = value;
        let wrong = conform::check(&record, &Packs::usual()).expect_err(want);
        assert_eq!((wrong.field, wrong.found.as_str()), ("record", want));
    }
}

/// The pixels are computed from shapes: neither our drawings nor their colours take part.
#[test]
fn our_own_drawings_are_not_needed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/art/raster");
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        let text = fs::read_to_string(&path).expect("a source file");
        let code = text.lines().filter(|line| !line.trim().starts_with("//"));
        for line in code {
            let ours = ["art::grid", "art::svg", "Tints", "Options"];
            let found = ours.into_iter().find(|word| line.contains(word));
            assert_eq!(found, None, "{}: {line}", path.display());
        }
    }
}

fn any_cell() -> impl Strategy<Value = Cell> {
    (0..Kind::ALL.len(), 0..Color::ALL.len(), any::<(bool, bool)>()).prop_map(
        |(kind, color, (is_open, is_locked))| {
            let cell = Cell::plain(Kind::ALL[kind], Color::ALL[color]);
            let is_door = cell.kind == Kind::Door;
            Cell { is_open: is_door && is_open, is_locked: is_door && is_locked, ..cell }
        },
    )
}

fn square(pixels: &[u8], width: usize, size: usize, x: usize, y: usize) -> Vec<u8> {
    let line = |line: usize| &pixels[((y * size + line) * width + x * size) * 3..][..size * 3];
    (0..size).flat_map(line).copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// This is what makes it right to keep tiles by their numbers.
    #[test]
    fn cells_that_encode_alike_look_alike(
        cell in any_cell(), other in any_cell(), id: u16,
        dir in prop::option::of(0..4_u8), highlight: bool, size in 1..24_usize,
    ) {
        let dir = dir.map(Dir::from_index);
        let known = tile(cell, dir, highlight, size);
        prop_assert_eq!(known.len(), size * size * 3);
        let twin = Cell { id: ObjectId(id), ..cell };
        prop_assert_eq!(&tile(twin, dir, highlight, size), &known);
        if other.encode() == cell.encode() {
            prop_assert_eq!(&tile(other, dir, highlight, size), &known);
        }
    }

    #[test]
    fn the_light_only_lightens(cell in any_cell(), size in 1..24_usize) {
        let (dark, light) = (tile(cell, None, false, size), tile(cell, None, true, size));
        prop_assert!(dark.iter().zip(&light).all(|(dark, light)| dark <= light));
    }

    #[test]
    fn pictures_are_tiles_side_by_side(
        world_at in 0..catalog::grids().len(), seed: u64,
        actions in prop::collection::vec(0..7_u8, 0..24), highlight: bool, size in 1..12_usize,
    ) {
        let actions: Vec<_> = actions.into_iter().filter_map(Action::from_index).collect();
        let env = world(catalog::grids()[world_at].id, seed, &actions);
        let state = env.state();
        let picture = frame(state, size, highlight);
        let (view, width) = (state.view(), picture.width());
        let seen: Vec<Pos> = view.seen_from(state.agent, state.dir).collect();
        for at in state.grid.positions() {
            let dir = (at == state.agent).then_some(state.dir);
            let want = tile(state.grid.get(at), dir, highlight && seen.contains(&at), size);
            let found = square(picture.pixels(), width, size, at.x as usize, at.y as usize);
            prop_assert_eq!(found, want, "{:?}", at);
        }
        let own = egocentric(state, size);
        for (x, y) in (0..VIEW).flat_map(|x| (0..VIEW).map(move |y| (x, y))) {
            let dir = (x == 3 && y == 6).then_some(Dir::Up);
            let want = tile(view.cells[x][y], dir, view.mask[x][y], size);
            prop_assert_eq!(square(own.pixels(), own.width(), size, x, y), want, "{} {}", x, y);
        }
    }
}
