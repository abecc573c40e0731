//! Set-ups that play would hardly reach: changes to a game from outside, for tests and recorded
//! scenarios.

use super::game::Game;
use super::item::Item;
use super::material::{Material, Materials};
use super::object::{Body, Pos};
use super::player::SLOT;

/// A change from outside. What does not fit in the world is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edit {
    /// Removes all objects but the player within so many cells of one, along each axis, and fills
    /// that square.
    Clear {
        /// The middle.
        center: Pos,
        /// Cells each way.
        reach: i16,
        /// What it is filled with.
        material: Material,
    },
    /// Sets a cell's material.
    Material(Pos, Material),
    /// Sets how much the player has of an item.
    Item(Item, u8),
    /// Moves the player to a cell without an object.
    Move(Pos),
    /// Sets the meter of hunger.
    Hunger(f64),
    /// Sets the meter of thirst.
    Thirst(f64),
    /// Sets the meter of tiredness.
    Fatigue(f64),
    /// Adds an object to a cell without one.
    Add {
        /// The cell.
        pos: Pos,
        /// What it is.
        body: Body,
        /// What is left of it; as usual for its kind, if none is given.
        health: Option<i16>,
    },
}

impl Game {
    /// Changes the game from outside.
    pub(super) fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Clear { center, reach, material } => self.clear(center, reach, material),
            Edit::Material(pos, material) => self.world.set_material(pos, material),
            Edit::Item(item, amount) => self.player.inventory.set(item, amount),
            Edit::Move(pos) => {
                if self.can_hold(pos) {
                    self.world.relocate(SLOT, pos);
                }
            }
            Edit::Hunger(value) => self.player.hunger = value,
            Edit::Thirst(value) => self.player.thirst = value,
            Edit::Fatigue(value) => self.player.fatigue = value,
            Edit::Add { pos, body, health } => {
                if body != Body::Player && self.can_hold(pos) {
                    self.world.add(pos, body);
                    let slot = self.world.slots() - 1;
                    let object = self.world.slot_mut(slot);
                    object.health = health.unwrap_or(object.health);
                }
            }
        }
    }

    fn can_hold(&self, pos: Pos) -> bool {
        self.world.is_free(pos, Materials::of(&Material::ALL))
    }

    fn clear(&mut self, center: Pos, reach: i16, material: Material) {
        let is_near = |pos: Pos| (pos.x - center.x).abs().max((pos.y - center.y).abs()) <= reach;
        for slot in SLOT + 1..self.world.slots() {
            if is_near(self.world.slot(slot).pos) {
                self.world.remove(slot);
            }
        }
        self.world.compact();
        for x in center.x - reach..=center.x + reach {
            for y in center.y - reach..=center.y + reach {
                self.world.set_material(Pos::new(x, y), material);
            }
        }
    }
}
