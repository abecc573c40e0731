//! synth-ai's observations of Crafter: a map in words and the player's state.
//!
//! The parts that only advise are left to who writes the message; here is what the game says.
//!
//! Source: synth-ai 0.2.3, its Crafter agents (`test_crafter_react_agent`, the LM-synth agent).

use std::collections::BTreeSet;
use std::fmt::Write;

use super::name;
use crate::env::crafter::achievement::Achievement;
use crate::env::crafter::action::Action;
use crate::env::crafter::game::Game;
use crate::env::crafter::item::Item;
use crate::env::crafter::object::{Body, Pos};

/// How synth-ai's agents tell what is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SynthText {
    /// Which values the LM-synth agent and the seed's scripts show.
    pub vitals: Vitals,
}

/// Which values the LM-synth agent and the seed's scripts show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Vitals {
    /// The player's, out of 9.
    #[default]
    Real,
    /// Upstream quirk: they look in the wrong places. The LM-synth agent always shows 10 out of 10; the scripts read keys that never
    /// arrive, and show no health, nothing near, and the corner of the world for the player's place.
    Upstream,
}

/// A square of the map around the player, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordMap {
    /// Names, joined by blanks; rows by line ends.
    pub rows: String,
    /// The names in it, in the order of the alphabet; not the player's, nor what is outside.
    pub names: BTreeSet<&'static str>,
}

impl WordMap {
    /// The square of so many cells along each side; the player's cell shows `center`.
    pub fn new(game: &Game, side: u8, center: &'static str) -> Self {
        let (pos, reach) = (game.pos(), i16::from(side / 2));
        let (mut rows, mut names) = (String::new(), BTreeSet::new());
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let cell = pos.plus((dx, dy));
                let word = if (dx, dy) == (0, 0) { center } else { word(game, cell) };
                if (dx, dy) != (0, 0) && word != OUTSIDE {
                    names.insert(word);
                }
                rows.push_str(word);
                rows.push(if dx < reach { ' ' } else { '\n' });
            }
        }
        rows.pop();
        Self { rows, names }
    }
}

/// What lies beyond the world.
const OUTSIDE: &str = "void";

fn word(game: &Game, pos: Pos) -> &'static str {
    match game.world().semantic_at(pos) {
        0 => OUTSIDE,
        number => name(number),
    }
}

impl SynthText {
    /// The ReAct agent's map block; it begins with an empty line.
    pub fn react_map(self, game: &Game, side: u8) -> String {
        let map = WordMap::new(game, side, "player");
        let names = names(&map.names);
        let seen = if names.is_empty() {
            "No special items visible (mostly grass/empty)".to_owned()
        } else {
            format!("Visible items: {names}")
        };
        format!("\nLocal Map View ({side}x{side}):\n{}\n{seen}", map.rows)
    }

    /// What the ReAct agent is told of the game; advice comes after it.
    pub fn react(self, game: &Game) -> String {
        let player = game.player();
        let (pos, (dx, dy)) = (game.pos(), player.facing.step());
        let inventory = amounts(player.inventory.iter().skip(1));
        let inventory = if inventory.is_empty() { "empty" } else { &inventory };
        let dead = if player.health() == 0 { "True" } else { "False" };
        let mut text = format!(
            "Crafter Game State:\nStep: {}\nHealth: {}\nPosition: [{}, {}]\nDirection: [{dx}, {dy}]\n\
             Inventory: {inventory}\nAchievements: {}\nTerminated: {dead}\n",
            game.step_count(),
            player.health(),
            pos.x,
            pos.y,
            achievements(game),
        );
        text.push_str(&self.react_map(game, 5));
        text.push_str("\n\n");
        text.push_str(&available_actions());
        text
    }

    /// The LM-synth agent's map with its legend.
    pub fn lm_synth_map(self, game: &Game) -> String {
        let mut map = WordMap::new(game, 7, "you");
        map.names.remove("grass");
        let names = names(&map.names);
        let seen = if names.is_empty() {
            "No special items visible (mostly grass)".to_owned()
        } else {
            format!("Visible items: {names}")
        };
        format!("{}\n{seen}", map.rows)
    }

    /// What the LM-synth agent is told of the game; a question and a reminder come after it.
    pub fn lm_synth(self, game: &Game) -> String {
        let inventory = &game.player().inventory;
        let mut text = "=== SEMANTIC MAP VIEW (7x7) ===\n".to_owned();
        text.push_str(&self.lm_synth_map(game));
        text.push_str("\n\n=== STATUS ===\n");
        let names = ["Health", "Food", "Drink", "Energy"];
        for (at, (name, item)) in names.into_iter().zip(Item::VITALS).enumerate() {
            let joint = if at == 0 { "" } else { " | " };
            let (amount, most) = match self.vitals {
                Vitals::Real => (inventory.get(item), Item::MOST),
                Vitals::Upstream => (10, 10),
            };
            // A string takes whatever is written.
            let _ = write!(text, "{joint}{name}: {amount}/{most}");
        }
        let _ = write!(
            text,
            "\nInventory: {}\nAchievements: {}/22 unlocked\nUnlocked: {}",
            amounts(inventory.iter()),
            game.unlocked().len(),
            achievements(game)
        );
        text
    }

    /// What the seed script's second version tells: how the player is and what is near.
    pub fn status(self, game: &Game) -> String {
        let inventory = &game.player().inventory;
        let items = amounts(inventory.iter().skip(Item::VITALS.len()));
        let (health, food) = self.script_vitals(game);
        format!(
            "Current status:\n- Health: {health}/9\n- Hunger: {food}/9\n- Inventory: {}\n- Nearby objects: {}",
            if items.is_empty() { "empty" } else { &items },
            self.script_near(game)
        )
    }

    /// What the seed script's third version tells, with a map in letters.
    pub fn state(self, game: &Game, turn: u32) -> String {
        let inventory = &game.player().inventory;
        let items = amounts(inventory.iter().skip(Item::VITALS.len()));
        let (health, food) = self.script_vitals(game);
        let pos = match self.vitals {
            Vitals::Real => game.pos(),
            Vitals::Upstream => Pos::new(0, 0),
        };
        format!(
            "Game State (Turn {turn}):\n- Position: ({}, {})\n- Health: {health}/9\n- Hunger: {food}/9\n\
             - Inventory: {}\n- Nearby objects: {}\n- Achievements unlocked: {}\n\nMap:\n{}",
            pos.x,
            pos.y,
            if items.is_empty() { "empty" } else { &items },
            self.script_near(game),
            achievements(game),
            letters(game, pos)
        )
    }

    /// Health and food as the scripts show them.
    fn script_vitals(self, game: &Game) -> (u8, u8) {
        let inventory = &game.player().inventory;
        match self.vitals {
            Vitals::Real => (inventory.get(Item::Health), inventory.get(Item::Food)),
            Vitals::Upstream => (0, 0),
        }
    }

    fn script_near(self, game: &Game) -> String {
        match self.vitals {
            Vitals::Real => near(game),
            Vitals::Upstream => "nothing".to_owned(),
        }
    }
}

/// The line that names the actions; waiting comes last.
pub fn available_actions() -> String {
    let mut line = "Available actions: ".to_owned();
    for action in &Action::ALL[1..] {
        line.push_str(action.as_str());
        line.push_str(", ");
    }
    line.push_str(Action::Noop.as_str());
    line
}

/// Five by five cells as letters.
fn letters(game: &Game, center: Pos) -> String {
    let mut text = String::new();
    for dy in -2..=2 {
        for dx in -2..=2 {
            let number = game.world().semantic_at(center.plus((dx, dy)));
            text.push(match name(number) {
                _ if (dx, dy) == (0, 0) => '@',
                "None" => '#',
                "tree" => 'T',
                "stone" => 'S',
                "cow" => 'C',
                "water" => 'W',
                "grass" | "sand" | "path" => '.',
                _ => '?',
            });
        }
        text.push('\n');
    }
    text.pop();
    text
}

/// The things within five by five cells, without bare ground.
fn near(game: &Game) -> String {
    let mut map = WordMap::new(game, 5, "player");
    for ground in ["grass", "sand", "path"] {
        map.names.remove(ground);
    }
    let names = names(&map.names);
    if names.is_empty() { "nothing".to_owned() } else { names }
}

fn names(names: &BTreeSet<&'static str>) -> String {
    names.iter().copied().collect::<Vec<_>>().join(", ")
}

fn amounts(items: impl Iterator<Item = (Item, u8)>) -> String {
    let amount = |(item, amount): (Item, u8)| format!("{}: {amount}", item.as_str());
    items.filter(|(_, amount)| *amount > 0).map(amount).collect::<Vec<_>>().join(", ")
}

fn achievements(game: &Game) -> String {
    let names: Vec<&str> = game.unlocked().iter().map(Achievement::as_str).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

const _: () = assert!(Body::SEMANTIC as usize == 13, "the names follow the numbers");
