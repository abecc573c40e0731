//! What fills a cell and stays: trees, ores, table and furnace, each in a square of 64 units.

use super::sheet::{Sheet, line, rim, shadow, sheet};
use crate::env::crafter::Material;

const FIR: &str = "l13 21h-5l16 23h-48l16-23h-5z";
const LUMP: &str = "l4-8h8l4 8-4 8h-8z";
const NUGGET: &str = "a8 8 0 1 1 16 0a8 8 0 1 1-16 0z";
const RHOMBUS: &str = "l11 14-11 15-11-15z";
const MOUTH: &str = "v-15a12 12 0 0 1 24 0v15z";

static TREE: [Sheet; 5] = [
    shadow![(15, 55, "a20 6 0 1 1 40 0a20 6 0 1 1-40 0z")],
    sheet!["#6f4a2c": (28, 48, "h8v9h-8z")],
    line!["#f1f2df", "3": (32, 5, FIR)],
    sheet!["#4b8460": (32, 5, "v44h-24l16-23h-5z")],
    sheet!["#2f6148": (32, 5, "l13 21h-5l16 23h-24z")],
];

static COAL: [Sheet; 3] = [
    shadow![(11, 22, LUMP), (37, 26, LUMP), (23, 47, LUMP)],
    sheet!["#2b2a2d": (9, 18, LUMP), (35, 22, LUMP), (21, 43, LUMP)],
    sheet!["#5d5b62": (13, 10, "h8l-3 6z"), (39, 14, "h8l-3 6z"), (25, 35, "h8l-3 6z")],
];

static IRON: [Sheet; 4] = [
    shadow![(11, 22, NUGGET), (37, 27, NUGGET), (21, 48, NUGGET)],
    sheet!["#8f5431": (9, 18, NUGGET), (35, 23, NUGGET), (19, 44, NUGGET)],
    sheet!["#d98a55":
        (10, 18, "a7 7 0 1 1 13.2 3a11 11 0 0 1-10 3.6a7 7 0 0 1-3.2-6.6z"),
        (36, 23, "a7 7 0 1 1 13.2 3a11 11 0 0 1-10 3.6a7 7 0 0 1-3.2-6.6z"),
        (20, 44, "a7 7 0 1 1 13.2 3a11 11 0 0 1-10 3.6a7 7 0 0 1-3.2-6.6z"),
    ],
    line!["#ffe3c4", "2.4":
        (13, 16, "a5 5 0 0 1 3.6-3"),
        (39, 21, "a5 5 0 0 1 3.6-3"),
        (23, 42, "a5 5 0 0 1 3.6-3"),
    ],
];

static DIAMOND: [Sheet; 4] = [
    shadow![(23, 9, RHOMBUS), (45, 31, RHOMBUS)],
    line!["#4f8aa3", "3": (21, 6, RHOMBUS), (43, 28, RHOMBUS)],
    sheet!["#9fdcea": (21, 6, RHOMBUS), (43, 28, RHOMBUS)],
    sheet!["#edfafd": (21, 6, "v29l-11-15z"), (43, 28, "v29l-11-15z")],
];

static TABLE: [Sheet; 9] = [
    shadow![(11, 44, "h50v14h-50z")],
    sheet!["#4a2f1c": (10, 42, "h8v13h-8z"), (46, 42, "h8v13h-8z")],
    rim![(6, 18, "h52v24h-52z")],
    sheet!["#b67c45": (6, 18, "h52v16h-52z")],
    sheet!["#7f5029": (6, 34, "h52v8h-52z")],
    line!["#96622f", "1.6": (8, 23, "h48"), (8, 29, "h48")],
    line!["#fffaf0", "4": (15, 31, "l13-14"), (22, 14, "l9 6")],
    sheet!["#35312c": (36, 13, "h11v7h-11z")],
    line!["#35312c", "3.4": (41, 20, "v10")],
];

static FURNACE: [Sheet; 8] = [
    shadow![(14, 12, "l5-4h36l5 4v50h-46z")],
    rim![(10, 12, "l6-6h32l6 6v46h-44z")],
    sheet!["#6c6a68": (10, 12, "l6-6h32l6 6v46h-44z")],
    sheet!["#8f8c88": (10, 12, "l6-6h32l6 6z")],
    sheet!["#565452": (46, 12, "h8v46h-8z"), (10, 22, "h44v2h-44z")],
    sheet!["#231c1a": (20, 58, MOUTH)],
    sheet!["#e9772b": (25, 57, "q-4-8 3-14q1 4 3 5q0-7 5-10q-1 6 2 9q4 5 1 10z")],
    sheet!["#ffd987": (29, 57, "q-2-5 2-9q1 2 2 3q1 3 0 6z")],
];

/// What is drawn on the ground of a material's cell, if anything stands there.
pub(super) fn drawing(material: Material) -> Option<&'static [Sheet]> {
    match material {
        Material::Tree => Some(&TREE),
        Material::Coal => Some(&COAL),
        Material::Iron => Some(&IRON),
        Material::Diamond => Some(&DIAMOND),
        Material::Table => Some(&TABLE),
        Material::Furnace => Some(&FURNACE),
        Material::None
        | Material::Water
        | Material::Grass
        | Material::Stone
        | Material::Path
        | Material::Sand
        | Material::Lava => None,
    }
}
