//! The 22 achievements as an outline: each under the one that it needs last.
//!
//! What an achievement needs besides is in [`needs`]. Rows are [`ROW`] units high; a level is [`INDENT`]
//! units wide.
//!
//! Source: the rules of crafter 1.8.3, `data.yaml`: which tools, places and materials each takes.

use super::light::STAR;
use super::words;
use crate::art::svg::put;
use crate::env::crafter::Achievement::{
    self, CollectCoal, CollectDiamond, CollectDrink, CollectIron, CollectSapling, CollectStone,
    CollectWood, DefeatSkeleton, DefeatZombie, EatCow, EatPlant, MakeIronPickaxe, MakeIronSword,
    MakeStonePickaxe, MakeStoneSword, MakeWoodPickaxe, MakeWoodSword, PlaceFurnace, PlacePlant,
    PlaceStone, PlaceTable, WakeUp,
};

/// The height of a row, in units.
pub const ROW: i32 = 24;
/// The width of a level, in units.
pub const INDENT: i32 = 17;

/// How many achievements there are.
const COUNT: usize = Achievement::ALL.len();

/// The outline from top to bottom: how deep, and what.
const OUTLINE: [(u8, Achievement); COUNT] = [
    (0, CollectWood),
    (1, PlaceTable),
    (2, MakeWoodPickaxe),
    (3, CollectStone),
    (4, PlaceStone),
    (4, MakeStonePickaxe),
    (5, CollectIron),
    (6, MakeIronPickaxe),
    (7, CollectDiamond),
    (6, MakeIronSword),
    (4, MakeStoneSword),
    (4, PlaceFurnace),
    (3, CollectCoal),
    (2, MakeWoodSword),
    (0, CollectSapling),
    (1, PlacePlant),
    (2, EatPlant),
    (0, CollectDrink),
    (0, EatCow),
    (0, WakeUp),
    (0, DefeatZombie),
    (0, DefeatSkeleton),
];

/// What must have been done before, directly: by the rules there is no other way.
pub const fn needs(achievement: Achievement) -> &'static [Achievement] {
    match achievement {
        CollectWood | CollectSapling | CollectDrink | EatCow | WakeUp | DefeatZombie
        | DefeatSkeleton => &[],
        PlaceTable => &[CollectWood],
        MakeWoodPickaxe | MakeWoodSword => &[PlaceTable],
        CollectStone | CollectCoal => &[MakeWoodPickaxe],
        PlaceStone | PlaceFurnace | MakeStonePickaxe | MakeStoneSword => &[CollectStone],
        CollectIron => &[MakeStonePickaxe],
        MakeIronPickaxe | MakeIronSword => &[CollectIron, CollectCoal, PlaceFurnace],
        CollectDiamond => &[MakeIronPickaxe],
        PlacePlant => &[CollectSapling],
        EatPlant => &[PlacePlant],
    }
}

/// A line of the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub achievement: Achievement,
    /// How deep it stands, from 0.
    pub depth: u8,
    /// The row of the one that it stands under.
    pub parent: Option<usize>,
}

/// The outline from top to bottom.
pub fn rows() -> [Row; COUNT] {
    let mut at = 0;
    OUTLINE.map(|(depth, achievement)| {
        let parent = OUTLINE[..at].iter().rposition(|&(above, _)| above < depth);
        at += 1;
        Row { achievement, depth, parent: parent.filter(|_| depth > 0) }
    })
}

/// The lines and marks of the outline, without its words: a star for what was achieved, a ring for what
/// was not. `steps` has, by achievement, the step at which each was first achieved.
///
/// Classes: `lit` on stars and on lines that lead to them.
pub fn marks(steps: &[Option<u32>; COUNT]) -> String {
    let mut out = String::with_capacity(6 * 1024);
    let width = INDENT * 8;
    put!(
        &mut out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tree\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" aria-hidden=\"true\">",
        height = ROW * COUNT as i32
    );
    draw(&mut out, steps);
    out.push_str("</svg>");
    out
}

/// The outline as a complete picture, with names and steps.
pub fn picture(steps: &[Option<u32>; COUNT]) -> String {
    const WIDTH: i32 = 360;
    let mut out = String::with_capacity(10 * 1024);
    let done = steps.iter().flatten().count();
    put!(
        &mut out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tree\" viewBox=\"0 0 {WIDTH} {}\" \
         role=\"img\" aria-label=\"{done} of {COUNT} achievements\" font-size=\"14\">",
        ROW * COUNT as i32
    );
    draw(&mut out, steps);
    for (row, Row { achievement, depth, .. }) in (0..).zip(rows()) {
        let (x, y) = (middle(depth) + 14, row * ROW + 17);
        let (weight, color) = match steps[achievement as usize] {
            Some(_) => (500, "var(--ink,#22201c)"),
            None => (400, "var(--ink-3,#6e695f)"),
        };
        put!(
            &mut out,
            "<text x=\"{x}\" y=\"{y}\" font-weight=\"{weight}\" fill=\"{color}\">{}</text>",
            words::achievement(achievement)
        );
        if let Some(step) = steps[achievement as usize] {
            put!(
                &mut out,
                "<text x=\"{WIDTH}\" y=\"{y}\" text-anchor=\"end\" \
                 fill=\"var(--ink-2,#57534b)\">step {step}</text>"
            );
        }
    }
    out.push_str("</svg>");
    out
}

/// Where the mark of a level stands.
const fn middle(depth: u8) -> i32 {
    8 + depth as i32 * INDENT
}

fn draw(out: &mut String, steps: &[Option<u32>; COUNT]) {
    let rows = rows();
    let is_lit = |row: &Row| steps[row.achievement as usize].is_some();
    // Lines to what was achieved lie on top: they may share a stretch with others.
    for lit in [false, true] {
        let mut path = String::new();
        for (at, row) in (0..).zip(&rows) {
            let Some(parent) = row.parent.filter(|_| is_lit(row) == lit) else { continue };
            let (x, y) = (middle(rows[parent].depth), parent as i32 * ROW + ROW / 2 + 8);
            let end = at * ROW + ROW / 2;
            put!(&mut path, "M{x} {y}V{}q0 4 4 4H{}", end - 4, middle(row.depth) - 7);
        }
        if !path.is_empty() {
            let (class, color) = if lit {
                ("lit", "var(--ink-3,#6e695f)")
            } else {
                ("open", "var(--hair-2,#bfb8a9)")
            };
            put!(out, "<path class=\"{class}\" d=\"{path}\" fill=\"none\" stroke=\"{color}\"/>");
        }
    }
    for (at, row) in (0..).zip(&rows) {
        let (x, y) = (middle(row.depth), at * ROW + ROW / 2);
        if is_lit(row) {
            put!(
                out,
                "<path class=\"lit\" d=\"{STAR}\" transform=\"translate({x} {y})scale(.62)\" \
                 fill=\"var(--accent,#0c6170)\"/>"
            );
        } else {
            put!(
                out,
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"var(--paper,#f8f6f1)\" \
                 stroke=\"var(--hair-2,#bfb8a9)\" stroke-width=\"1.4\"/>"
            );
        }
    }
}
