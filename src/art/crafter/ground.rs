//! The ground of a part of the world: one region a material, and what tells it from a flat colour.
//!
//! Tufts, grains, pebbles and facets are chosen by the cell's place in the world, so that nothing
//! flickers when the view moves. Stone and ores are high: they show a front to the south and throw
//! their shadow to the lower right.

use super::Window;
use super::sheet::{Sheet, lay, sheet};
use super::standing;
use crate::art::svg::{Run, UNIT, fill, outline, put, rect, runs_across};
use crate::env::crafter::{Material, Pos};

/// What lies under whatever stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    Outside,
    Grass,
    Sand,
    Path,
    Water,
    Stone,
    Lava,
}

impl Ground {
    const ALL: [Self; 7] =
        [Self::Outside, Self::Grass, Self::Sand, Self::Path, Self::Water, Self::Stone, Self::Lava];

    /// Under a cell. Nobody knows what a table was put on: it is what is most around it.
    fn of(world: &dyn Fn(Pos) -> Material, pos: Pos) -> Self {
        match world(pos) {
            Material::None => Self::Outside,
            Material::Water => Self::Water,
            Material::Grass | Material::Tree => Self::Grass,
            Material::Sand => Self::Sand,
            Material::Path => Self::Path,
            Material::Lava => Self::Lava,
            Material::Stone | Material::Coal | Material::Iron | Material::Diamond => Self::Stone,
            Material::Table | Material::Furnace => Self::around(world, pos),
        }
    }

    fn around(world: &dyn Fn(Pos) -> Material, pos: Pos) -> Self {
        let near = |wanted: &[Material]| {
            let cells = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)));
            cells.filter(|&step| wanted.contains(&world(pos.plus(step)))).count()
        };
        let counts = [
            (near(&[Material::Path]), Self::Path),
            (near(&[Material::Sand]), Self::Sand),
            (near(&[Material::Grass, Material::Tree]), Self::Grass),
        ];
        counts.into_iter().max_by_key(|&(count, _)| count).map_or(Self::Grass, |(_, most)| most)
    }

    const fn paint(self) -> &'static str {
        match self {
            Self::Outside => "var(--view-blank,#f0ede5)",
            Self::Grass => "#a9bf78",
            Self::Sand => "#e8d6a6",
            Self::Path => "#857b6e",
            Self::Water => "#6fa8c4",
            Self::Stone => "#a5a29c",
            Self::Lava => "#f2a54a",
        }
    }

    /// The bank that is seen where this ground ends above water.
    const fn bank(self) -> Option<&'static str> {
        match self {
            Self::Grass => Some("#7d9154"),
            Self::Sand => Some("#c7ae78"),
            Self::Path | Self::Lava => Some("#655c51"),
            Self::Stone | Self::Water | Self::Outside => None,
        }
    }
}

// Our own drawing. Facets meet the cell's sides at the same height, so that ridges run on.
static FACETS: [[Sheet; 2]; 2] = [
    [
        sheet!["#bbb8b2": (0, 0, "h64v28l-18 7-21-13-25 6z")],
        sheet!["#96938d": (46, 35, "l18-7v36h-27z")],
    ],
    [
        sheet!["#bbb8b2": (0, 0, "h64v28l-24-8-18 13-22-5z")],
        sheet!["#96938d": (40, 20, "l24 8v36h-19z")],
    ],
];
const TUFT: &str = "l3-8 3 7 4-9 2 6";
const TUFTS: [(i32, i32); 6] = [(10, 24), (38, 18), (22, 50), (44, 46), (8, 44), (30, 32)];
const GRAIN: &str = "h.01";
const GRAINS: [[(i32, i32); 4]; 3] = [
    [(18, 10), (9, 48), (31, 47), (50, 44)],
    [(46, 12), (12, 24), (27, 54), (54, 38)],
    [(30, 16), (50, 24), (14, 40), (40, 56)],
];
const PEBBLES: [[(i32, i32); 2]; 3] =
    [[(22, 20), (50, 41)], [(44, 15), (16, 46)], [(12, 24), (40, 50)]];
/// Two waves: one cell of a crest, of period 32.
const WAVES: &str = "q8-6 16 0t16 0 16 0 16 0";
/// The layers of lava below the first, each with where its crest runs.
const LAVA: [(i32, &str); 3] = [(16, "#e9792e"), (33, "#d2521f"), (50, "#a93a17")];
/// How far stone throws its shadow, to the right and down.
const CAST: (i32, i32) = (6, 8);
/// The height of stone's front.
const FRONT: i32 = 10;

/// The ground of a window and what stands on it, in the world's coordinates.
pub(super) fn ground(world: &dyn Fn(Pos) -> Material, window: Window) -> String {
    let Window { left, top, .. } = window;
    let at = |x: i32, y: i32| Pos::new(left + x as i16, top + y as i16);
    let ground = |x: i32, y: i32| Ground::of(world, at(x, y));
    let view = View { window, ground: &ground };
    let mut out = String::with_capacity(16 * 1024);
    let (x, y) = (i32::from(left) * UNIT, i32::from(top) * UNIT);
    put!(&mut out, "<g transform=\"translate({x} {y})\">");
    view.regions(&mut out);
    view.low(&mut out);
    view.water(&mut out);
    view.lava(&mut out);
    view.high(&mut out);
    for material in Material::ALL {
        if let Some(drawing) = standing::drawing(material) {
            let cells = view.cells(|x, y| world(at(x, y)) == material);
            lay(&mut out, &cells, drawing);
        }
    }
    out.push_str("</g>");
    out
}

struct View<'a> {
    window: Window,
    /// By column and row of the window; also just outside it.
    ground: &'a dyn Fn(i32, i32) -> Ground,
}

impl View<'_> {
    const fn size(&self) -> (i32, i32) {
        (self.window.width as i32, self.window.height as i32)
    }

    fn is(&self, x: i32, y: i32, ground: Ground) -> bool {
        (self.ground)(x, y) == ground
    }

    fn cells(&self, holds: impl Fn(i32, i32) -> bool) -> Vec<(i32, i32)> {
        let (width, height) = self.size();
        let all = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        all.filter(|&(x, y)| holds(x, y)).collect()
    }

    fn cells_of(&self, ground: Ground) -> Vec<(i32, i32)> {
        self.cells(|x, y| self.is(x, y, ground))
    }

    /// A number that a cell of the world keeps.
    fn chance(&self, (x, y): (i32, i32)) -> u32 {
        let (x, y) = (x + i32::from(self.window.left), y + i32::from(self.window.top));
        let mixed = (x as u32).wrapping_mul(0x9e37_79b1) ^ (y as u32).wrapping_mul(0x85eb_ca77);
        let mixed = (mixed ^ mixed >> 15).wrapping_mul(0x2c1b_3c6d);
        mixed ^ mixed >> 13
    }

    /// Flat regions, and grass in two tones.
    fn regions(&self, out: &mut String) {
        let (width, height) = self.size();
        out.push_str("<g shape-rendering=\"crispEdges\">");
        for ground in Ground::ALL {
            let region = outline(width, height, |x, y| self.is(x, y, ground));
            fill(out, &region, ground.paint());
        }
        let odd = i32::from(self.window.left + self.window.top);
        let mut chequer = String::new();
        for (x, y) in self.cells_of(Ground::Grass) {
            if (x + y + odd) % 2 != 0 {
                rect(&mut chequer, x * UNIT, y * UNIT, UNIT, UNIT);
            }
        }
        fill(out, &chequer, "#a4bb73");
        out.push_str("</g>");
    }

    /// Tufts, grains and pebbles.
    fn low(&self, out: &mut String) {
        let mut tufts = String::new();
        for cell in self.cells_of(Ground::Grass) {
            let chance = self.chance(cell);
            let places = [(chance % 6, true), (chance / 7 % 6, (chance / 64).is_multiple_of(3))];
            for (place, _) in places.into_iter().filter(|(_, is_there)| *is_there) {
                put_at(&mut tufts, cell, TUFTS[place as usize], TUFT);
            }
        }
        strokes(out, &tufts, "#8aa55e", "2.4");
        let mut grains = String::new();
        for cell in self.cells_of(Ground::Sand) {
            for place in GRAINS[self.chance(cell) as usize % 3] {
                put_at(&mut grains, cell, place, GRAIN);
            }
        }
        strokes(out, &grains, "#cbb27c", "3.4");
        let mut pebbles = [String::new(), String::new()];
        for cell in self.cells_of(Ground::Path) {
            for (side, place) in PEBBLES[self.chance(cell) as usize % 3].into_iter().enumerate() {
                put_at(&mut pebbles[side], cell, place, GRAIN);
            }
        }
        let [light, dark] = pebbles;
        strokes(out, &light, "#9a9084", "5.5");
        strokes(out, &dark, "#6d6459", "5");
    }

    /// Waves that run on across cells, and the bank where land lies to the north.
    fn water(&self, out: &mut String) {
        let (width, height) = self.size();
        let mut waves = [String::new(), String::new()];
        for Run { x, y, length } in runs_across(width, height, |x, y| self.is(x, y, Ground::Water))
        {
            for (row, crest) in [15, 31, 47, 62].into_iter().enumerate() {
                let path = &mut waves[row % 2];
                put!(path, "M{} {}", x * UNIT, y * UNIT + crest);
                path.push_str(&WAVES.repeat(length as usize));
            }
        }
        let [light, dark] = waves;
        for (path, color) in [(dark, "#5c95b3"), (light, "#9cc8da")] {
            if !path.is_empty() {
                put!(
                    out,
                    "<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2.6\"/>"
                );
            }
        }
        let mut lip = String::new();
        for ground in Ground::ALL {
            let Some(paint) = ground.bank() else { continue };
            let runs = runs_across(width, height, |x, y| {
                self.is(x, y, Ground::Water) && self.is(x, y - 1, ground)
            });
            let mut bank = String::new();
            for Run { x, y, length } in runs {
                rect(&mut bank, x * UNIT, y * UNIT, length * UNIT, 6);
                rect(&mut lip, x * UNIT, y * UNIT + 6, length * UNIT, 3);
            }
            fill(out, &bank, paint);
        }
        fill(out, &lip, "#c9e3ec");
    }

    /// Layers of cut paper, readable without their orange.
    fn lava(&self, out: &mut String) {
        let (width, height) = self.size();
        let runs = runs_across(width, height, |x, y| self.is(x, y, Ground::Lava));
        let mut crests = String::new();
        for (crest, paint) in LAVA {
            let mut layer = String::new();
            for &Run { x, y, length } in &runs {
                let (left, top, bottom) = (x * UNIT, y * UNIT + crest, (y + 1) * UNIT);
                let waves = WAVES.repeat(length as usize);
                put!(&mut layer, "M{left} {top}{waves}V{bottom}H{left}z");
                if crest < 50 {
                    put!(&mut crests, "M{left} {top}{waves}");
                }
            }
            fill(out, &layer, paint);
        }
        strokes(out, &crests, "#ffe3a6", "2.4");
    }

    /// Stone and ores: shadow, facets, lit edges, front.
    fn high(&self, out: &mut String) {
        let (width, height) = self.size();
        let is_high = |x: i32, y: i32| self.is(x, y, Ground::Stone);
        let mut shadow = String::new();
        for y in -1..height {
            for x in -1..width {
                if is_high(x, y) && !(is_high(x + 1, y) && is_high(x, y + 1)) {
                    let ((right, down), (x, y)) = (CAST, (x * UNIT, y * UNIT));
                    put!(
                        &mut shadow,
                        "M{x} {y}h{UNIT}l{right} {down}v{UNIT}h-{UNIT}l-{right}-{down}z"
                    );
                }
            }
        }
        if !shadow.is_empty() {
            put!(out, "<path d=\"{shadow}\" fill=\"#2e2212\" fill-opacity=\".2\"/>");
        }
        out.push_str("<g shape-rendering=\"crispEdges\">");
        let region = outline(width, height, is_high);
        fill(out, &region, Ground::Stone.paint());
        out.push_str("</g>");
        for (kind, facets) in FACETS.iter().enumerate() {
            let is_kind = |x, y| is_high(x, y) && self.chance((x, y)) as usize / 5 % 2 == kind;
            lay(out, &self.cells(is_kind), facets);
        }
        let (mut lit, mut front) = (String::new(), String::new());
        for (x, y) in self.cells(is_high) {
            let (left, top) = (x * UNIT, y * UNIT);
            if !is_high(x, y - 1) {
                rect(&mut lit, left, top, UNIT, 3);
            }
            if !is_high(x - 1, y) {
                rect(&mut lit, left, top, 3, UNIT);
            }
            if !is_high(x, y + 1) {
                rect(&mut front, left, top + UNIT - FRONT, UNIT, FRONT);
            }
        }
        fill(out, &lit, "#cbc8c1");
        fill(out, &front, "#7d7972");
    }
}

fn put_at(path: &mut String, (x, y): (i32, i32), (dx, dy): (i32, i32), shape: &str) {
    put!(path, "M{} {}{shape}", x * UNIT + dx, y * UNIT + dy);
}

fn strokes(out: &mut String, path: &str, color: &str, width: &str) {
    if !path.is_empty() {
        put!(
            out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
        );
    }
}
