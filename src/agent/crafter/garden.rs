//! A plant behind stones: it takes its time, and cows and zombies would trample it.

use super::Survivor;
use crate::env::crafter::{Achievement, Action, Facing, Item, Material, Pos};

/// Steps spent on gardening, at most.
const PATIENCE: u32 = 160;

/// Stones for a fence.
const FENCE: u8 = 4;

impl Survivor {
    /// Plants a sapling and fences it in; eats it once it must be ripe.
    pub(super) fn tend(&mut self) -> Option<Action> {
        if self.did(Achievement::EatPlant) || self.is_dark || self.is_evening {
            return None;
        }
        if let Some(ripe) = self.memory.plants.iter().find(|plant| plant.is_ripe()) {
            return self.interact(ripe.pos);
        }
        if self.gardened >= PATIENCE || self.has(Item::Stone) < FENCE {
            return None;
        }
        let action = match self.gap() {
            Some(gap) => self.put_stone(gap),
            None if self.memory.plants.is_empty() && self.is_settled() => self.sow(),
            None => None,
        };
        self.gardened += u32::from(action.is_some());
        action
    }

    /// Whether the best tools are made: there is time for other things.
    fn is_settled(&self) -> bool {
        self.has(Item::IronPickaxe) > 0 && self.has(Item::IronSword) > 0
    }

    /// An open side of a plant nearby.
    fn gap(&self) -> Option<Pos> {
        let reach = if self.is_settled() { 25 } else { 6 };
        let near =
            |pos: Pos| self.routes.beside(&self.memory, pos).is_some_and(|(far, _)| far < reach);
        let beds = self.memory.plants.iter().filter(|plant| near(plant.pos));
        let sides = beds.flat_map(|plant| Facing::ALL.map(|side| plant.pos.plus(side.step())));
        sides.filter(|&side| self.memory.is_free(side)).find(|&side| self.put_stone(side).is_some())
    }

    /// Looks for a sapling and plants it, where grass is ahead anyway.
    fn sow(&self) -> Option<Action> {
        let ahead = self.memory.ahead();
        let is_grass =
            self.memory.is_free(ahead) && self.memory.ground(ahead) == Some(Material::Grass);
        let action = if self.has(Item::Sapling) > 0 { Action::PlacePlant } else { Action::Do };
        is_grass.then_some(action)
    }
}
