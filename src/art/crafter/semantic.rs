//! The semantic map: what the original gives programs beside the picture, a number a cell.
//!
//! It covers the whole world and is no part of what the agent sees.

use super::{Window, words};
use crate::art::svg::{UNIT, put};
use crate::env::crafter::{Body, Game, Material, Pos, World};

/// One number of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// The number in the map.
    pub number: u8,
    /// What it stands for, in Crafter's words.
    pub name: &'static str,
    /// How many cells have it.
    pub cells: usize,
}

/// What a number of the map stands for; none for numbers that are not in use.
pub fn name(number: u8) -> Option<&'static str> {
    const OBJECTS: [&str; 6] = ["player", "cow", "zombie", "skeleton", "arrow", "plant"];
    let object = || OBJECTS.get(usize::from(number.checked_sub(Body::SEMANTIC)?)).copied();
    Material::from_index(number).map(Material::as_str).or_else(object)
}

/// Every number that occurs in a world, in order, and how often.
pub fn legend(world: &World) -> Vec<Label> {
    let mut counts = [0; 256];
    for number in world.semantic() {
        counts[usize::from(number)] += 1;
    }
    let label = |number: u8| {
        let cells = counts[usize::from(number)];
        name(number).filter(|_| cells > 0).map(|name| Label { number, name, cells })
    };
    (0..=u8::MAX).filter_map(label).collect()
}

/// A layer of numbers over a part of the world, in the world's coordinates.
pub(super) fn numbers(game: &Game, window: Window) -> String {
    let mut out = String::with_capacity(8 * 1024);
    out.push_str(
        "<g class=\"semantic\" font-family=\"IBM Plex Mono,ui-monospace,monospace\" \
         font-size=\"17\" font-weight=\"500\" text-anchor=\"middle\">",
    );
    let (mut plates, mut texts) = (String::new(), String::new());
    for Pos { x, y } in window.cells() {
        let number = game.world().semantic_at(Pos::new(x, y));
        let (x, y) = (i32::from(x) * UNIT, i32::from(y) * UNIT);
        put!(&mut plates, "M{} {}h26v20h-26z", x + 36, y + 42);
        put!(&mut texts, "<text x=\"{}\" y=\"{}\">{number}</text>", x + 49, y + 58);
    }
    put!(
        &mut out,
        "<path d=\"{plates}\" fill=\"var(--card,#fffdf9)\" fill-opacity=\".86\"/>\
         <g fill=\"var(--ink,#22201c)\">{texts}</g></g>"
    );
    out
}

/// The map of a window in words, row by row: `2 grass`.
pub fn describe(world: &World, window: Window) -> Vec<Vec<String>> {
    let text = |pos: Pos| {
        let number = world.semantic_at(pos);
        format!("{number} {}", name(number).unwrap_or(words::NOTHING))
    };
    window.rows().map(|row| row.map(text).collect()).collect()
}
