//! What the player has, as icons, and the row of all of it.
//!
//! Vital signs are signs in the colour of the text; things are cut paper in a square of 64 units.

use super::sheet::{Shape, Sheet, lay, line, sheet};
use crate::art::svg::put;
use crate::env::crafter::{Inventory, Item};

/// So little of a vital sign is a warning.
pub const LOW: u8 = 3;

/// The side of a cell in the [`inventory`] row, in units.
const CELL: i32 = 92;

// Our own drawing.
static SAPLING: [Sheet; 4] = [
    line!["#2f7a48", "4": (32, 50, "v-18")],
    sheet!["#4f9f60": (31, 38, "q-17 1-19-16q18-1 19 16z")],
    sheet!["#64b573": (33, 34, "q0-17 20-19q-1 18-20 19z")],
    sheet!["#6f4a2c": (14, 49, "h36l-5 9h-26z")],
];
static LOG: [Sheet; 4] = [
    sheet!["#a06a38": (8, 22, "h40v22h-40z")],
    sheet!["#7f5029": (8, 36, "h40v8h-40z")],
    sheet!["#e2b988": (38, 33, "a9 11 0 1 1 18 0a9 11 0 1 1-18 0z")],
    line!["#a5743f", "2": (43, 33, "a4 5 0 1 1 8 0a4 5 0 1 1-8 0z")],
];
static STONE: [Sheet; 3] = [
    sheet!["#a8a59f": (10, 38, "l10-20 18-5 17 14 2 18-19 9-21-4z")],
    sheet!["#c9c6c0": (20, 18, "l18-5 17 14-19 3z")],
    sheet!["#85827c": (36, 30, "l19-3 2 18-19 9z")],
];
static COAL: [Sheet; 3] = [
    // The rim keeps it from sinking into a dark page.
    line!["#86838d", "2.4": (11, 33, "l10-19h20l12 17-11 21h-21z")],
    sheet!["#2b2a2d": (11, 33, "l10-19h20l12 17-11 21h-21z")],
    sheet!["#625f68": (21, 14, "h20l-9 12z")],
];
static IRON: [Sheet; 3] = [
    sheet!["#b06339": (8, 40, "h48v12h-48z")],
    sheet!["#d98a55": (8, 40, "l9-20h30l9 20z")],
    sheet!["#f3bd92": (17, 20, "h30l-3 6h-24z")],
];
static DIAMOND: [Sheet; 3] = [
    line!["#4f8aa3", "4": (32, 6, "l23 21-23 31-23-31z")],
    sheet!["#9fdcea": (32, 6, "l23 21-23 31-23-31z")],
    sheet!["#edfafd": (32, 6, "v52l-23-31z")],
];

const HAFT: &str = "l28-30";
const PICK: &str = "q22-1 35 27l-8-1q-9-15-25-17z";
const BLADE: &str = "l28-31 9-2-1 9-29 30z";

/// A tool of one material: its outline, edge and handle.
macro_rules! tool {
    ($shape:ident, $at:expr, $base:literal, $edge:literal, $handle:expr) => {
        [
            line!["#7a4f2a", "6": $handle],
            line![$edge, "3": ($at.0, $at.1, $shape)],
            sheet![$base: ($at.0, $at.1, $shape)],
        ]
    };
}
const PICK_AT: (i32, i32) = (22, 10);
const PICK_HANDLE: Shape = (14, 54, HAFT);
const BLADE_AT: (i32, i32) = (18, 38);
const BLADE_HANDLE: Shape = (9, 56, "l10-10M9 36l19 19");

static WOOD_PICKAXE: [Sheet; 3] = tool!(PICK, PICK_AT, "#b98650", "#6f4a26", PICK_HANDLE);
static STONE_PICKAXE: [Sheet; 3] = tool!(PICK, PICK_AT, "#b5b2ac", "#6f6d69", PICK_HANDLE);
static IRON_PICKAXE: [Sheet; 3] = tool!(PICK, PICK_AT, "#f0b384", "#a45f35", PICK_HANDLE);
static WOOD_SWORD: [Sheet; 3] = tool!(BLADE, BLADE_AT, "#c69a62", "#6f4a26", BLADE_HANDLE);
static STONE_SWORD: [Sheet; 3] = tool!(BLADE, BLADE_AT, "#c4c2bd", "#6f6d69", BLADE_HANDLE);
static IRON_SWORD: [Sheet; 3] = tool!(BLADE, BLADE_AT, "#f7cfae", "#a45f35", BLADE_HANDLE);

static HEART: [Sheet; 1] = [line!["currentColor", "5":
    (32, 55, "q-24-17-24-32a13 13 0 0 1 24-7a13 13 0 0 1 24 7q0 15-24 32z")]];
static FOOD: [Sheet; 1] = [line!["currentColor", "5":
    (16, 8, "v14a7 7 0 0 0 14 0v-14M23 8v48M48 56v-48q-9 4-9 18v10h9")]];
static DROP: [Sheet; 1] =
    [line!["currentColor", "5": (32, 7, "q18 19 18 31a18 18 0 0 1-36 0q0-12 18-31z")]];
static BOLT: [Sheet; 1] = [line!["currentColor", "5": (36, 6, "l-25 31h18l-3 21 26-32h-18z")]];

fn drawing(item: Item) -> &'static [Sheet] {
    match item {
        Item::Health => &HEART,
        Item::Food => &FOOD,
        Item::Drink => &DROP,
        Item::Energy => &BOLT,
        Item::Sapling => &SAPLING,
        Item::Wood => &LOG,
        Item::Stone => &STONE,
        Item::Coal => &COAL,
        Item::Iron => &IRON,
        Item::Diamond => &DIAMOND,
        Item::WoodPickaxe => &WOOD_PICKAXE,
        Item::StonePickaxe => &STONE_PICKAXE,
        Item::IronPickaxe => &IRON_PICKAXE,
        Item::WoodSword => &WOOD_SWORD,
        Item::StoneSword => &STONE_SWORD,
        Item::IronSword => &IRON_SWORD,
    }
}

/// A small icon of an item, to stand beside its name or number.
pub fn item(item: Item) -> String {
    let mut out = String::with_capacity(1024);
    out.push_str(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"item\" viewBox=\"0 0 64 64\" \
         width=\"24\" height=\"24\" aria-hidden=\"true\">",
    );
    lay(&mut out, &[(0, 0)], drawing(item));
    out.push_str("</svg>");
    out
}

/// All that the player has in one row of sixteen: icon and amount, faint where there is none.
///
/// Vital signs that are [`LOW`] have the class `low` and the colour of warnings.
pub fn inventory(inventory: &Inventory) -> String {
    let mut out = String::with_capacity(16 * 1024);
    let width = CELL * Item::ALL.len() as i32;
    let words = inventory.iter().filter(|(_, amount)| *amount > 0);
    let words: Vec<String> =
        words.map(|(item, amount)| format!("{} {amount}", super::words::item(item))).collect();
    put!(
        &mut out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"inventory\" viewBox=\"0 0 {width} 64\" \
         role=\"img\" aria-label=\"{}\">",
        words.join(", ")
    );
    for (at, (item, amount)) in (0..).zip(inventory.iter()) {
        let is_low = Item::VITALS.contains(&item) && amount <= LOW;
        let (class, color) =
            if is_low { ("low", "var(--bad,#a8381a)") } else { ("item", "var(--ink-2,#57534b)") };
        put!(&mut out, "<g class=\"{class}\" transform=\"translate({} 0)\"", at * CELL);
        put!(&mut out, " color=\"{color}\"{}>", if amount == 0 { " opacity=\".26\"" } else { "" });
        lay(&mut out, &[(0, 0)], drawing(item));
        if amount > 0 {
            put!(
                &mut out,
                "<text x=\"66\" y=\"44\" font-size=\"34\" font-weight=\"500\" \
                 fill=\"{}\">{amount}</text>",
                if is_low { color } else { "var(--ink,#22201c)" }
            );
        }
        out.push_str("</g>");
    }
    out.push_str("</svg>");
    out
}
