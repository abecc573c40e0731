//! Who walks and what flies or grows: player, creatures, arrows, plants, each in a square of 64 units.

use super::sheet::{Shape, Sheet, lay, line, rim, shadow, sheet};
use crate::art::svg::put;
use crate::env::crafter::{Body, Facing, Object, Player};

// The player: a blue coat, a red cap.
const HEAD: Shape = (19, 24, "a13 13 0 1 1 26 0a13 13 0 1 1-26 0z");
const COAT: Shape = (20, 57, "v-11q0-10 9-10h6q9 0 9 10v11z");
const CAP: Shape = (18, 22, "a14 13 0 0 1 28 0z");
const FEET: Shape = (18, 57, "a17 5 0 1 1 34 0a17 5 0 1 1-34 0z");
const EYE: &str = "a2.2 2.2 0 1 1 4.4 0a2.2 2.2 0 1 1-4.4 0z";

static COAT_SHEETS: [Sheet; 2] =
    [sheet!["#2f5f9e": COAT], sheet!["#244a7c": (33, 36, "h2q9 0 9 10v11h-11z")]];

static SOUTH: [Sheet; 5] = [
    shadow![FEET],
    rim![HEAD, COAT, CAP],
    sheet!["#f2cda5": HEAD],
    sheet!["#d63f2b": CAP, (17, 19, "h30v4h-30z")],
    sheet!["#2a211b": (25, 28, EYE), (35, 28, EYE)],
];

static NORTH: [Sheet; 6] = [
    shadow![FEET],
    rim![HEAD, COAT, CAP],
    sheet!["#6f4529": HEAD],
    sheet!["#d63f2b": (18, 24, "a14 15 0 0 1 28 0z")],
    line!["#fffdf6", "3": (25, 41, "h14v12h-14z")],
    sheet!["#c0914f": (25, 41, "h14v12h-14z")],
];

static WEST: [Sheet; 6] = [
    shadow![FEET],
    rim![HEAD, COAT, (18, 22, "a14 13 0 0 1 28 0v2h-37v-4h10z")],
    line!["#fffdf6", "9": (25, 44, "l-15-2")],
    sheet!["#f2cda5": HEAD, (20, 25, "l-4 4 4 2z")],
    sheet!["#d63f2b": (18, 20, "a14 12 0 0 1 28 2v1h-37v-3z")],
    sheet!["#2a211b": (22, 28, EYE)],
];

static EAST: [Sheet; 6] = [
    shadow![FEET],
    rim![HEAD, COAT, (46, 22, "a14 13 0 0 0-28 0v2h37v-4h-10z")],
    line!["#fffdf6", "9": (39, 44, "l15-2")],
    sheet!["#f2cda5": HEAD, (44, 25, "l4 4-4 2z")],
    sheet!["#d63f2b": (46, 20, "a14 12 0 0 0-28 2v1h37v-3z")],
    sheet!["#2a211b": (38, 28, EYE)],
];

static HAND_WEST: [Sheet; 1] = [line!["#f2cda5", "6": (24, 44, "l-14-2")]];
static HAND_EAST: [Sheet; 1] = [line!["#f2cda5", "6": (40, 44, "l14-2")]];

const BLANKET: Shape = (24, 53, "v-15q0-5 6-5h20q9 0 9 10v10z");
const PILLOWED: Shape = (6, 42, "a12 12 0 1 1 24 0a12 12 0 1 1-24 0z");

static ASLEEP: [Sheet; 8] = [
    shadow![(8, 55, "a26 5 0 1 1 53 0a26 5 0 1 1-53 0z")],
    rim![PILLOWED, BLANKET],
    sheet!["#f2cda5": PILLOWED],
    sheet!["#d63f2b": (6, 43, "a12 13 0 0 1 15-12q-7 4-9 12z")],
    sheet!["#2f5f9e": BLANKET],
    sheet!["#244a7c": (24, 47, "h35v6h-35z")],
    line!["#2a211b", "2": (18, 42, "q2 2.5 5 1")],
    line!["#fffdf6", "3": (36, 19, "h9l-9 10h9"), (51, 7, "h6l-6 7h6")],
];

const COW_BODY: Shape = (11, 24, "h41q5 0 5 6v13q0 5-5 5h-38q-5 0-5-5v-17z");
const COW_HEAD: Shape = (6, 15, "h19v18q0 4-4 4h-11q-4 0-4-4z");

static COW: [Sheet; 8] = [
    shadow![(10, 55, "a25 5 0 1 1 50 0a25 5 0 1 1-50 0z")],
    sheet!["#4e3020": (15, 46, "h7v10h-7z"), (44, 46, "h7v10h-7z")],
    line!["#e3d3b4", "4": (8, 15, "l-3-7"), (23, 15, "l3-7")],
    line!["#4e3020", "3": COW_BODY, COW_HEAD],
    sheet!["#fbf6ea": COW_BODY],
    sheet!["#6b4330": (32, 24, "h15q1 12-7 12t-8-12z"), (38, 48, "q2-9 9-7q6 3 5 7z")],
    sheet!["#6b4330": COW_HEAD],
    sheet!["#f0bfae": (6, 28, "h19v5q0 4-4 4h-11q-4 0-4-4z")],
];
static COW_FACE: [Sheet; 2] = [
    sheet!["#fbf6ea": (14, 15, "h4v12h-4z")],
    sheet!["#1f1713": (8, 22, EYE), (19, 22, EYE), (10, 33, "h2v2h-2z"), (19, 33, "h2v2h-2z")],
];

const ZOMBIE_HEAD: Shape = (23, 8, "h18q4 0 4 4v17q0 4-4 4h-18q-4 0-4-4v-17q0-4 4-4z");
const ZOMBIE_BODY: Shape = (20, 57, "v-15q0-9 8-9h8q8 0 8 9v15z");

static ZOMBIE: [Sheet; 8] = [
    shadow![FEET],
    line!["#fffdf6", "10": (22, 40, "l-15-7"), (42, 40, "l15-7")],
    line!["#6f9a55", "6.5": (22, 40, "l-15-7"), (42, 40, "l15-7")],
    rim![ZOMBIE_HEAD, ZOMBIE_BODY],
    sheet!["#675672": ZOMBIE_BODY],
    sheet!["#45384f": (33, 33, "h3q8 0 8 9v15h-11z")],
    sheet!["#86b068": ZOMBIE_HEAD],
    sheet!["#6f9a55": (36, 8, "h5q4 0 4 4v17q0 4-4 4h-5z")],
];
static ZOMBIE_FACE: [Sheet; 2] = [
    line!["#1f2a1b", "2.6": (23, 16, "l6 3"), (41, 16, "l-6 3"), (26, 27, "h12")],
    sheet!["#1f2a1b": (25, 21, "h4v3h-4z"), (35, 21, "h4v3h-4z")],
];

const SKULL: Shape = (19, 20, "a13 13 0 1 1 26 0q0 6-4 8v5h-18v-5q-4-2-4-8z");

static SKELETON: [Sheet; 7] = [
    shadow![(16, 57, "a16 4.5 0 1 1 32 0a16 4.5 0 1 1-32 0z")],
    line!["#7a4f2a", "3.6": (50, 24, "q15 16 0 33")],
    line!["#e9e1cf", "1.4": (50, 24, "v33")],
    line!["#3b352f", "9": (32, 33, "v14l-8 9M32 47l8 9M22 38h20M23 44h18")],
    rim![SKULL],
    line!["#f4efe2", "5": (32, 33, "v14l-8 9")],
    sheet!["#f4efe2": SKULL],
];
static BONES: [Sheet; 3] = [
    line!["#f4efe2", "5": (32, 47, "l8 9")],
    line!["#f4efe2", "4": (22, 38, "h20"), (24, 44, "h16")],
    sheet!["#231f1c":
        (23, 21, "a3.6 3.6 0 1 1 7.2 0a3.6 3.6 0 1 1-7.2 0z"),
        (34, 21, "a3.6 3.6 0 1 1 7.2 0a3.6 3.6 0 1 1-7.2 0z"),
        (32, 25, "l2 4h-4z"),
    ],
];

/// Flies to the right; other ways are turned.
static ARROW: [Sheet; 5] = [
    line!["#fffdf6", "6.5": (12, 32, "h36")],
    line!["#6b4a2c", "4": (12, 32, "h36")],
    line!["#4a4540", "3": (44, 23, "l14 9-14 9z")],
    sheet!["#efeadd": (44, 23, "l14 9-14 9z")],
    sheet!["#c63a28": (4, 22, "h7l7 10-7 10h-7l6-10z")],
];

static SOIL: [Sheet; 3] = [
    shadow![(13, 56, "a20 4.5 0 1 1 40 0a20 4.5 0 1 1-40 0z")],
    sheet!["#5f3d24": (14, 48, "h36l-5 9h-26z")],
    sheet!["#7c5433": (14, 48, "h36l-1.5 3h-33z")],
];
const LEAF_LEFT: Shape = (31, 41, "q-16 1-18-15q17-1 18 15z");
const LEAF_RIGHT: Shape = (32, 40, "q0-17 20-17q-1 17-20 17z");

static YOUNG: [Sheet; 4] = [
    rim![LEAF_LEFT, LEAF_RIGHT],
    line!["#2f7a48", "4": (32, 48, "v-10")],
    sheet!["#4f9f60": LEAF_LEFT],
    sheet!["#64b573": LEAF_RIGHT],
];
static FRUIT: [Sheet; 4] = [
    line!["#2f7a48", "4": (32, 40, "v-12")],
    rim![(22, 17, "a10 10 0 1 1 20 0a10 10 0 1 1-20 0z")],
    sheet!["#d9476b": (22, 17, "a10 10 0 1 1 20 0a10 10 0 1 1-20 0z")],
    line!["#f6b4c5", "2.6": (26, 15, "a7 7 0 0 1 5-4")],
];
static WILTED: [Sheet; 3] = [
    rim![(31, 40, "q-12-2-16 8q10 6 16-8z"), (33, 40, "q12-2 16 8q-10 6-16-8z")],
    line!["#7c7a3d", "4": (32, 48, "q-2-6 0-9")],
    sheet!["#a59a52":
        (31, 40, "q-12-2-16 8q10 6 16-8z"),
        (33, 40, "q12-2 16 8q-10 6-16-8z"),
    ],
];

/// The player, awake or asleep.
pub(super) fn player(player: &Player) -> String {
    let parts: &[&[Sheet]] = match (player.sleeping, player.facing) {
        (true, _) => &[&ASLEEP],
        (_, Facing::Down) => &[&SOUTH, &COAT_SHEETS],
        (_, Facing::Up) => &[&NORTH[..4], &COAT_SHEETS, &NORTH[4..]],
        (_, Facing::Left) => &[&WEST, &COAT_SHEETS, &HAND_WEST],
        (_, Facing::Right) => &[&EAST, &COAT_SHEETS, &HAND_EAST],
    };
    drawn(parts)
}

/// Any other object.
pub(super) fn object(object: &Object) -> String {
    match object.body {
        // The player is drawn by the function above: it takes more than its body.
        Body::Player => String::new(),
        Body::Cow => drawn(&[&COW, &COW_FACE]),
        Body::Zombie { .. } => drawn(&[&ZOMBIE, &ZOMBIE_FACE]),
        Body::Skeleton { .. } => drawn(&[&SKELETON, &BONES]),
        Body::Arrow { facing } => {
            let turn = match facing {
                Facing::Right => 0,
                Facing::Down => 90,
                Facing::Left => 180,
                Facing::Up => 270,
            };
            let arrow = drawn(&[&ARROW]);
            let mut out = String::with_capacity(arrow.len() + 64);
            put!(&mut out, "<g transform=\"rotate({turn} 32 32)\">{arrow}</g>");
            out
        }
        Body::Plant { .. } if object.health <= 0 => drawn(&[&SOIL, &WILTED]),
        Body::Plant { .. } if object.body.is_ripe() => drawn(&[&SOIL, &YOUNG, &FRUIT]),
        Body::Plant { .. } => drawn(&[&SOIL, &YOUNG]),
    }
}

fn drawn(parts: &[&[Sheet]]) -> String {
    let mut out = String::with_capacity(2048);
    for part in parts {
        lay(&mut out, &[(0, 0)], part);
    }
    out
}
