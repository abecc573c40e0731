//! BALROG's observations of Crafter: what lies around, what is ahead, and how the player is.
//!
//! Source: BALROG af7d1f1, `environments/crafter/env.py`.

use std::fmt::Write;

use super::{NAMES, name};
use crate::env::crafter::action::Action;
use crate::env::crafter::game::Game;
use crate::env::crafter::item::Item;
use crate::env::crafter::object::Body;
use crate::env::crafter::world::python_slice;

/// The actions' names in BALROG, by number.
pub const ACTIONS: [&str; Action::ALL.len()] = [
    "Noop",
    "Move West",
    "Move East",
    "Move North",
    "Move South",
    "Do",
    "Sleep",
    "Place Stone",
    "Place Table",
    "Place Furnace",
    "Place Plant",
    "Make Wood Pickaxe",
    "Make Stone Pickaxe",
    "Make Iron Pickaxe",
    "Make Wood Sword",
    "Make Stone Sword",
    "Make Iron Sword",
];

/// An action's name in BALROG.
pub const fn action_name(action: Action) -> &'static str {
    ACTIONS[action as usize]
}

/// Cells left and right of the player, and above and below it.
const REACH: (i16, i16) = (4, 3);

/// How BALROG tells what is seen; the default is BALROG's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BalrogText {
    /// Of each kind of thing only the nearest.
    pub unique_items: bool,
    /// Ways in steps along each axis instead of a distance and a direction.
    pub precise_location: bool,
    skipped: u32,
    edge_only: u32,
}

impl Default for BalrogText {
    fn default() -> Self {
        Self { unique_items: true, precise_location: false, skipped: 0, edge_only: 0 }
    }
}

impl BalrogText {
    /// Leaves out things of these names; unknown names are ignored.
    #[must_use]
    pub fn skipping<'a>(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        Self { skipped: set(names), ..self }
    }

    /// Tells of things of these names only those that touch another kind; unknown names are ignored.
    #[must_use]
    pub fn edge_only<'a>(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        Self { edge_only: set(names), ..self }
    }

    /// What stays in the history of a dialogue: the surroundings.
    pub fn long(self, game: &Game) -> String {
        let mut text = String::new();
        self.long_into(game, &mut text);
        text
    }

    /// As [`Self::long`], at the end of a text.
    pub fn long_into(self, game: &Game, text: &mut String) {
        // Upstream joins parts of empty lines and strips the ends.
        if game.player().sleeping {
            text.push_str(
                "You are sleeping, and will not be able take actions until energy is full.\n\n\n\n",
            );
        } else if game.player().health() == 0 {
            text.push_str("You died.\n\n\n\n");
        }
        let window = Window::of(game);
        let start = text.len();
        text.push_str("You see:\n");
        let listed = text.len();
        self.list(&window, text);
        if text.len() == listed {
            text.truncate(start);
            text.push_str("You see nothing away from you.\n");
        }
        let ahead = game.player().facing.step();
        let ahead = window.at(REACH.0 + ahead.0, REACH.1 + ahead.1);
        let ahead = ahead.filter(|&number| !has(self.skipped, number)).map_or("nothing", name);
        text.push_str("\nYou face ");
        text.push_str(ahead);
        text.push_str(" at your front.");
    }

    /// What only the newest observation has: how the player is and what it has.
    pub fn short(self, game: &Game) -> String {
        let mut text = String::new();
        self.short_into(game, &mut text);
        text
    }

    /// As [`Self::short`], at the end of a text.
    pub fn short_into(self, game: &Game, text: &mut String) {
        // Below, a string takes whatever is written.
        text.push_str("Your status:\n");
        let inventory = &game.player().inventory;
        for item in Item::VITALS {
            let _ = writeln!(text, "- {}: {}/9", item.as_str(), inventory.get(item));
        }
        let mut has_any = false;
        for (item, amount) in inventory.iter().skip(Item::VITALS.len()) {
            if amount > 0 {
                text.push_str(if has_any { "\n" } else { "\nYour inventory:\n" });
                let _ = write!(text, "- {}: {amount}", item.as_str());
                has_any = true;
            }
        }
        if !has_any {
            text.push_str("\nYou have nothing in your inventory.");
        }
    }

    /// A line for each thing in sight.
    fn list(self, window: &Window, text: &mut String) {
        // Where the nearest of each kind is, in the order that kinds come up.
        let mut nearest: [Option<(u16, i16, i16)>; NAMES.len()] = [None; NAMES.len()];
        let mut order = [0_u8; NAMES.len()];
        let mut kinds = 0;
        for column in 0..window.columns {
            for row in 0..window.rows {
                let Some(number) = window.at(column, row) else { continue };
                if number == Body::SEMANTIC
                    || has(self.skipped, number)
                    || (has(self.edge_only, number) && !window.is_edge(column, row))
                {
                    continue;
                }
                let (dx, dy) = (column - REACH.0, row - REACH.1);
                if !self.unique_items {
                    self.line(number, dx, dy, text);
                    continue;
                }
                let distance = dx.unsigned_abs() + dy.unsigned_abs();
                let slot = &mut nearest[usize::from(number)];
                match slot {
                    Some((least, ..)) if *least <= distance => {}
                    Some(_) => *slot = Some((distance, dx, dy)),
                    None => {
                        *slot = Some((distance, dx, dy));
                        order[kinds] = number;
                        kinds += 1;
                    }
                }
            }
        }
        for &number in &order[..kinds] {
            if let Some((_, dx, dy)) = nearest[usize::from(number)] {
                self.line(number, dx, dy, text);
            }
        }
    }

    fn line(self, number: u8, dx: i16, dy: i16, text: &mut String) {
        let plural = |count: i16| if count > 1 { "s" } else { "" };
        let vertical = if dy < 0 { "north" } else { "south" };
        let horizontal = if dx < 0 { "west" } else { "east" };
        let (across, along) = (dx.abs(), dy.abs());
        text.push_str("- ");
        text.push_str(name(number));
        // A string takes whatever is written.
        let _ = if self.precise_location {
            let mut way = |count: i16, direction: &str, joint: &str| {
                write!(text, "{joint}{count} step{} {direction}", plural(count))
            };
            match (along, across) {
                (0, _) => way(across, horizontal, " "),
                (_, 0) => way(along, vertical, " "),
                _ => way(along, vertical, " ").and(way(across, horizontal, " and ")),
            }
        } else {
            let (distance, joint) = (across + along, if across * along > 0 { "-" } else { "" });
            let vertical = if along > 0 { vertical } else { "" };
            let horizontal = if across > 0 { horizontal } else { "" };
            let plural = plural(distance);
            write!(text, " {distance} step{plural} to your {vertical}{joint}{horizontal}")
        };
        text.push('\n');
    }
}

/// The numbers of names, a bit each.
fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> u32 {
    let number = |name: &str| NAMES.iter().position(|known| *known == name);
    names.into_iter().filter_map(number).fold(0, |set, number| set | 1 << number)
}

const fn has(set: u32, number: u8) -> bool {
    set >> number & 1 == 1
}

/// The part of the semantic map that is told of, column by column.
struct Window {
    columns: i16,
    rows: i16,
    cells: [u8; 63],
}

impl Window {
    /// The cells around the player.
    ///
    /// Upstream quirk: near the left and upper edges the slice begins before the first cell, which
    /// makes it empty; at the far edges it is cut off.
    fn of(game: &Game) -> Self {
        let (pos, area) = (game.pos(), game.world().area());
        let xs = python_slice(pos.x - REACH.0, pos.x + REACH.0 + 1, area.width());
        let ys = python_slice(pos.y - REACH.1, pos.y + REACH.1 + 1, area.height());
        let mut window = Self { columns: xs.len() as i16, rows: ys.len() as i16, cells: [0; 63] };
        let mut at = 0;
        for x in xs {
            for y in ys.clone() {
                let pos = crate::env::crafter::object::Pos::new(x, y);
                window.cells[at] = game.world().semantic_at(pos);
                at += 1;
            }
        }
        window
    }

    fn at(&self, column: i16, row: i16) -> Option<u8> {
        let is_inside = (0..self.columns).contains(&column) && (0..self.rows).contains(&row);
        is_inside.then(|| self.cells[(column * self.rows + row) as usize])
    }

    /// Whether a cell touches one of another kind.
    fn is_edge(&self, column: i16, row: i16) -> bool {
        let own = self.at(column, row);
        let beside = [(-1, 0), (1, 0), (0, -1), (0, 1)].map(|(dx, dy)| (column + dx, row + dy));
        let beside = beside.into_iter().filter_map(|(column, row)| self.at(column, row));
        beside.into_iter().any(|other| Some(other) != own)
    }
}
