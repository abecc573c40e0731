//! What collecting, placing and making take and give.
//!
//! Source: crafter 1.8.3, `data.yaml`.

use super::achievement::Achievement;
use super::action::Action;
use super::item::Item;
use super::material::{Material, Materials};

/// What collecting a material takes and gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Collecting {
    /// The tool it needs.
    pub tool: Option<Item>,
    /// What it gives.
    pub gives: Item,
    /// What is there afterwards.
    pub leaves: Material,
    /// How often it gives something, from 0 to 1.
    pub chance: f64,
}

/// What collecting a material takes and gives; none for what cannot be collected.
pub const fn collecting(material: Material) -> Option<Collecting> {
    let (tool, gives, leaves, chance) = match material {
        Material::Tree => (None, Item::Wood, Material::Grass, 1.0),
        Material::Stone => (Some(Item::WoodPickaxe), Item::Stone, Material::Path, 1.0),
        Material::Coal => (Some(Item::WoodPickaxe), Item::Coal, Material::Path, 1.0),
        Material::Iron => (Some(Item::StonePickaxe), Item::Iron, Material::Path, 1.0),
        Material::Diamond => (Some(Item::IronPickaxe), Item::Diamond, Material::Path, 1.0),
        Material::Water => (None, Item::Drink, Material::Water, 1.0),
        Material::Grass => (None, Item::Sapling, Material::Grass, 0.1),
        _ => return None,
    };
    Some(Collecting { tool, gives, leaves, chance })
}

/// What can be put down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placing {
    /// What comes into the cell ahead.
    pub puts: Put,
    /// What it uses up.
    pub uses: (Item, u8),
    /// What the cell must be made of; and nobody may stand there.
    pub on: Materials,
    /// What it counts as.
    pub counts: Achievement,
}

/// What comes into a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// A material.
    Material(Material),
    /// A young plant.
    Plant,
}

/// What an action puts down; none for those that put nothing.
pub const fn placing(action: Action) -> Option<Placing> {
    let on_stone = Materials::ARROW;
    let (puts, uses, on, counts) = match action {
        Action::PlaceStone => {
            (Put::Material(Material::Stone), (Item::Stone, 1), on_stone, Achievement::PlaceStone)
        }
        Action::PlaceTable => (
            Put::Material(Material::Table),
            (Item::Wood, 2),
            Materials::WALKABLE,
            Achievement::PlaceTable,
        ),
        Action::PlaceFurnace => (
            Put::Material(Material::Furnace),
            (Item::Stone, 4),
            Materials::WALKABLE,
            Achievement::PlaceFurnace,
        ),
        Action::PlacePlant => (
            Put::Plant,
            (Item::Sapling, 1),
            Materials::of(&[Material::Grass]),
            Achievement::PlacePlant,
        ),
        _ => return None,
    };
    Some(Placing { puts, uses, on, counts })
}

/// What can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Making {
    /// What has to be near: in the square of nine cells around the player.
    pub near: Materials,
    /// What it uses up.
    pub uses: &'static [(Item, u8)],
    /// The tool that comes of it.
    pub gives: Item,
    /// What it counts as.
    pub counts: Achievement,
}

/// What an action makes; none for those that make nothing.
pub const fn making(action: Action) -> Option<Making> {
    const WOODEN: &[(Item, u8)] = &[(Item::Wood, 1)];
    const OF_STONE: &[(Item, u8)] = &[(Item::Wood, 1), (Item::Stone, 1)];
    const OF_IRON: &[(Item, u8)] = &[(Item::Wood, 1), (Item::Coal, 1), (Item::Iron, 1)];
    let table = Materials::of(&[Material::Table]);
    let both = table.and(Material::Furnace);
    let (near, uses, gives, counts) = match action {
        Action::MakeWoodPickaxe => (table, WOODEN, Item::WoodPickaxe, Achievement::MakeWoodPickaxe),
        Action::MakeStonePickaxe => {
            (table, OF_STONE, Item::StonePickaxe, Achievement::MakeStonePickaxe)
        }
        Action::MakeIronPickaxe => (both, OF_IRON, Item::IronPickaxe, Achievement::MakeIronPickaxe),
        Action::MakeWoodSword => (table, WOODEN, Item::WoodSword, Achievement::MakeWoodSword),
        Action::MakeStoneSword => (table, OF_STONE, Item::StoneSword, Achievement::MakeStoneSword),
        Action::MakeIronSword => (both, OF_IRON, Item::IronSword, Achievement::MakeIronSword),
        _ => return None,
    };
    Some(Making { near, uses, gives, counts })
}
