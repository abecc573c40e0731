//! Crafter as SVG text: the view layer by layer, the whole world, the inventory, the achievements as
//! a tree, and all of it in words.
//!
//! In the view a cell is [`UNIT`] = 64 units wide. [`ground`] and [`figures`] are in the world's
//! coordinates, cell x, y at 64 x, 64 y; [`player`], [`target`], [`light`] and [`flash`] are in the
//! view's, whose first cell is at 0, 0. So the page moves the world by one transform and the player
//! stays in the middle:
//!
//! ```html
//! <svg viewBox="0 0 576 448" style="isolation:isolate">
//!   <g style="transform:translate(-1792px,-1856px);transition:transform 110ms …">ground figures</g>
//!   target player light flash
//! </svg>
//! ```
//!
//! | property | its fallback | use |
//! | --- | --- | --- |
//! | `--falloff`, `--falloff-opacity` | `#5a3e1c`, `.2` | light that falls off, as in the grid worlds |
//! | `--view-blank` | `#f0ede5` | outside the world |
//! | `--accent` | `#0c6170` | the cell ahead, unlocked achievements |
//! | `--good`, `--bad` | `#1f6b4f`, `#a8381a` | achieved and hurt just now |
//! | `--ink`, `--ink-2`, `--ink-3`, `--hair-2`, `--card`, `--paper` | light theme's | texts, lines, plates |
//!
//! Classes to hold on to: `falloff`, `dusk`, `night`, `lamp`, `asleep`; `hurt`, `unlock`; `target`;
//! `semantic`; in the overview `seen`, `player` and every creature's name; `miniature` and `overview` on
//! complete pictures.

mod day;
mod figures;
mod ground;
mod items;
mod light;
mod semantic;
mod sheet;
mod standing;
mod words;

pub mod overview;
pub mod tree;

pub use day::day_curve;
pub use items::{LOW, inventory, item};
pub use light::{darkness, health_change};
pub use semantic::{Label, describe as describe_numbers, legend, name as number_name};
pub use words::{
    achievement as achievement_name, action as action_name, compass, describe, item as item_name,
    name, object_name, outlook, player_in_words, time,
};

use super::svg::put;
use crate::env::crafter::{Game, Material, Outcome, Pos};

/// The side of a cell of the view, in the drawing's units.
pub const UNIT: i32 = super::svg::UNIT;

/// How a view is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Neither night nor sleep: what the dark hides is as bright as the rest.
    pub show_all: bool,
    /// The semantic map's numbers on the cells.
    pub numbers: bool,
    /// Tells the views of one page apart; names what must be unique in it.
    pub id: u64,
}

/// A part of the world, in cells; it may reach beyond the world's edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first column.
    pub left: i16,
    /// The first row.
    pub top: i16,
    /// How many columns.
    pub width: i16,
    /// How many rows.
    pub height: i16,
}

impl Window {
    /// What the agent sees: usually 9 x 7 cells with the player in the middle.
    pub fn seen(game: &Game) -> Self {
        let (view, Pos { x, y }) = (game.options().view, game.pos());
        let (width, height) = (i16::from(view.width()), i16::from(view.height()));
        Self { left: x - width / 2, top: y - height / 2, width, height }
    }

    /// With so many cells more on each side: what glides in must be there before.
    #[must_use]
    pub const fn wider(self, cells: i16) -> Self {
        Self {
            left: self.left - cells,
            top: self.top - cells,
            width: self.width + 2 * cells,
            height: self.height + 2 * cells,
        }
    }

    /// Whether a cell is in it.
    pub const fn contains(self, pos: Pos) -> bool {
        pos.x >= self.left
            && pos.y >= self.top
            && pos.x < self.left + self.width
            && pos.y < self.top + self.height
    }

    /// The `viewBox` of a view of its size.
    pub fn view_box(self) -> String {
        format!("0 0 {} {}", i32::from(self.width) * UNIT, i32::from(self.height) * UNIT)
    }

    fn rows(self) -> impl Iterator<Item = impl Iterator<Item = Pos>> {
        let Self { left, top, width, height } = self;
        (top..top + height).map(move |y| (left..left + width).map(move |x| Pos::new(x, y)))
    }

    fn cells(self) -> impl Iterator<Item = Pos> {
        self.rows().flatten()
    }
}

/// The ground of a part of the world with all that stands on it, in the world's coordinates. It changes
/// only when the window or a material does.
pub fn ground(game: &Game, window: Window) -> String {
    ground::ground(&|pos| game.world().material(pos), window)
}

/// Somebody or something that moves, grows or flies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The object's number, which it keeps.
    pub index: u32,
    /// Its cell.
    pub pos: Pos,
    /// What it is, in words.
    pub name: &'static str,
    /// Its drawing, in a square of 64 units.
    pub markup: String,
}

/// All objects in a part of the world but the player, in the order that they came.
pub fn figures(game: &Game, window: Window) -> Vec<Figure> {
    let others = game.world().objects().skip(1).filter(|object| window.contains(object.pos));
    others
        .map(|object| Figure {
            index: object.index,
            pos: object.pos,
            name: object_name(object),
            markup: figures::object(object),
        })
        .collect()
}

/// The player, in a square of 64 units.
pub fn player(game: &Game) -> String {
    figures::player(game.player())
}

/// A frame around the cell ahead of the player, in the view's coordinates; none while it sleeps.
pub fn target(game: &Game) -> String {
    if game.player().sleeping {
        return String::new();
    }
    let (Window { left, top, .. }, Pos { x, y }) = (Window::seen(game), game.target());
    let (x, y) = (i32::from(x - left) * UNIT, i32::from(y - top) * UNIT);
    format!(
        "<rect class=\"target\" x=\"{}\" y=\"{}\" width=\"61\" height=\"61\" rx=\"2\" fill=\"none\" \
         stroke=\"var(--accent,#0c6170)\" stroke-width=\"3\"/>",
        x as f32 + 1.5,
        y as f32 + 1.5
    )
}

/// Day, night and sleep as light, in the view's coordinates.
pub fn light(game: &Game, options: &Options) -> String {
    light::light(game, options)
}

/// What the last step did to the player, in the view's coordinates: hurt, achieved.
pub fn flash(game: &Game, last: Option<&Outcome>) -> String {
    light::flash(game, last)
}

/// The semantic map's numbers on a part of the world, in the world's coordinates.
pub fn numbers(game: &Game, window: Window) -> String {
    semantic::numbers(game, window)
}

/// A complete still picture of what the agent sees.
pub fn miniature(game: &Game, last: Option<&Outcome>, options: &Options) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"miniature\" viewBox=\"{}\" role=\"img\" \
         aria-label=\"{}, {}\" style=\"isolation:isolate\">{}</svg>",
        Window::seen(game).view_box(),
        player_in_words(game),
        time(game.step_count()).to_lowercase(),
        scene(game, last, options)
    )
}

/// All of what the agent sees, in the view's coordinates: the inside of a [`miniature`].
pub fn scene(game: &Game, last: Option<&Outcome>, options: &Options) -> String {
    let window = Window::seen(game);
    let mut out = String::with_capacity(32 * 1024);
    let (x, y) = (-i32::from(window.left) * UNIT, -i32::from(window.top) * UNIT);
    put!(&mut out, "<g transform=\"translate({x} {y})\">{}", ground(game, window));
    for Figure { pos, markup, .. } in figures(game, window) {
        let (x, y) = (i32::from(pos.x) * UNIT, i32::from(pos.y) * UNIT);
        put!(&mut out, "<g transform=\"translate({x} {y})\">{markup}</g>");
    }
    let (x, y) = (i32::from(window.width) / 2 * UNIT, i32::from(window.height) / 2 * UNIT);
    put!(
        &mut out,
        "</g>{}<g transform=\"translate({x} {y})\">{}</g>{}{}",
        target(game),
        player(game),
        light(game, options),
        flash(game, last)
    );
    if options.numbers {
        let (x, y) = (-i32::from(window.left) * UNIT, -i32::from(window.top) * UNIT);
        put!(&mut out, "<g transform=\"translate({x} {y})\">{}</g>", numbers(game, window));
    }
    out
}

/// A complete still picture of the whole world.
pub fn whole(game: &Game) -> String {
    let area = game.world().area();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"overview\" viewBox=\"{}\" role=\"img\" \
         aria-label=\"the whole world\">{}{}</svg>",
        overview::view_box(area),
        overview::ground(game.world()),
        overview::figures(game)
    )
}

/// A cell of one material as a complete picture, to stand in a legend.
pub fn tile(material: Material) -> String {
    let window = Window { left: 0, top: 0, width: 1, height: 1 };
    // What is built shows the ground around it.
    let around = if material == Material::Furnace { Material::Path } else { material };
    let at = |pos| if pos == Pos::new(0, 0) { material } else { around };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tile\" viewBox=\"{}\" width=\"24\" \
         height=\"24\" role=\"img\" aria-label=\"{}\">{}</svg>",
        window.view_box(),
        material.as_str(),
        ground::ground(&at, window)
    )
}
