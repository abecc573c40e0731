//! What the agent sees: the cells around the player, and what it has.
//!
//! This is what the original's picture shows, in numbers.

use super::game::Game;
use super::item::Inventory;
use super::object::{Facing, Pos};
use super::options::View;

/// In a view, a plant that can be eaten; the semantic map does not tell it apart from a young one.
pub const RIPE: u8 = 19;

/// The cells around the player, row by row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LocalView {
    view: View,
    cells: [u8; View::MOST_CELLS],
}

impl LocalView {
    /// Cells across.
    pub const fn width(&self) -> u8 {
        self.view.width()
    }

    /// Rows.
    pub const fn height(&self) -> u8 {
        self.view.height()
    }

    /// What is so many cells to the right of the player and so many below it: the number of the
    /// semantic map, or [`RIPE`]; 0 outside the world, none out of sight.
    pub fn get(&self, dx: i16, dy: i16) -> Option<u8> {
        let (width, height) = (i16::from(self.width()), i16::from(self.height()));
        let (column, row) = (dx + width / 2, dy + height / 2);
        let is_inside = (0..width).contains(&column) && (0..height).contains(&row);
        is_inside.then(|| self.cells[(row * width + column) as usize])
    }

    /// The rows, from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        let width = usize::from(self.width());
        self.cells.chunks_exact(width).take(usize::from(self.height()))
    }
}

impl std::fmt::Debug for LocalView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.rows()).finish()
    }
}

/// What the agent sees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// The cells around it.
    pub view: LocalView,
    /// What it has.
    pub inventory: Inventory,
    /// Where it looks.
    pub facing: Facing,
    /// Whether it sleeps.
    pub sleeping: bool,
    /// How bright it is, from 0 to 1.
    pub daylight: f64,
}

impl Observation {
    /// What is seen in a game.
    pub fn of(game: &Game) -> Self {
        let view = game.options().view;
        let (width, height) = (i16::from(view.width()), i16::from(view.height()));
        let pos = game.pos();
        let mut cells = [0; View::MOST_CELLS];
        let mut at = 0;
        for dy in -(height / 2)..height - height / 2 {
            for dx in -(width / 2)..width - width / 2 {
                cells[at] = seen(game, pos.plus((dx, dy)));
                at += 1;
            }
        }
        let player = game.player();
        Self {
            view: LocalView { view, cells },
            inventory: player.inventory,
            facing: player.facing,
            sleeping: player.sleeping,
            daylight: game.daylight(),
        }
    }
}

fn seen(game: &Game, pos: Pos) -> u8 {
    let number = game.world().semantic_at(pos);
    let is_ripe = || game.world().object(pos).is_some_and(|object| object.body.is_ripe());
    // Only a plant's number needs a second look.
    if number == RIPE - 1 && is_ripe() { RIPE } else { number }
}
