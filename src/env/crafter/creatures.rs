//! What cows, zombies, skeletons, arrows and plants do in a step.
//!
//! Upstream quirk: a creature without health takes itself out of the world and then goes on with its
//! step: it draws, hits and shoots as before; only where it would go it does not arrive.
//!
//! Source: crafter 1.8.3, `objects.py`.

use super::game::Game;
use super::material::{Material, Materials};
use super::object::{Body, Facing};

impl Game {
    /// The step of the object in a place; the player's is [`Game::update_player`].
    pub(super) fn update_object(&mut self, slot: usize) {
        match self.world.slot(slot).body {
            Body::Player => {}
            Body::Cow => self.update_cow(slot),
            Body::Zombie { cooldown } => self.update_zombie(slot, cooldown),
            Body::Skeleton { reload } => self.update_skeleton(slot, reload),
            Body::Arrow { facing } => self.update_arrow(slot, facing),
            Body::Plant { grown } => self.update_plant(slot, grown),
        }
    }

    fn update_cow(&mut self, slot: usize) {
        self.remove_if_dead(slot);
        if self.rng.random() < 0.5 {
            let step = self.random_step();
            self.shift(slot, step);
        }
    }

    fn update_zombie(&mut self, slot: usize, cooldown: u8) {
        self.remove_if_dead(slot);
        let step = if self.to_player(slot) <= 8 && self.rng.random() < 0.9 {
            self.step_toward_player(slot, 0.8)
        } else {
            self.random_step()
        };
        self.shift(slot, step);
        if self.to_player(slot) > 1 {
            return;
        }
        let cooldown = if cooldown > 0 {
            cooldown - 1
        } else {
            self.player.hurt(if self.player.sleeping { 7 } else { 2 });
            5
        };
        self.world.slot_mut(slot).body = Body::Zombie { cooldown };
    }

    fn update_skeleton(&mut self, slot: usize, reload: u8) {
        self.remove_if_dead(slot);
        let reload = reload.saturating_sub(1);
        self.world.slot_mut(slot).body = Body::Skeleton { reload };
        let distance = self.to_player(slot);
        if distance <= 3 {
            let (dx, dy) = self.step_toward_player(slot, 0.6);
            // Too near: it backs away, and if it can, that was its step.
            if self.shift(slot, (-dx, -dy)) {
                return;
            }
        }
        if distance <= 5 && self.rng.random() < 0.5 {
            self.shoot(slot, reload);
        } else if distance <= 8 && self.rng.random() < 0.3 {
            let step = self.step_toward_player(slot, 0.6);
            self.shift(slot, step);
        } else if self.rng.random() < 0.2 {
            let step = self.random_step();
            self.shift(slot, step);
        }
    }

    fn shoot(&mut self, slot: usize, reload: u8) {
        let pos = self.world.slot(slot).pos;
        let step = pos.toward(self.pos(), true);
        let Some(facing) = Facing::of_step(step) else { return };
        let ahead = pos.plus(step);
        if reload == 0 && self.world.is_free(ahead, Materials::ARROW) {
            self.world.add(ahead, Body::Arrow { facing });
            self.world.slot_mut(slot).body = Body::Skeleton { reload: 4 };
        }
    }

    fn update_arrow(&mut self, slot: usize, facing: Facing) {
        let target = self.world.slot(slot).pos.plus(facing.step());
        if let Some(hit) = self.world.slot_at(target) {
            let object = self.world.slot_mut(hit);
            if object.body == Body::Player {
                self.player.hurt(2);
            } else {
                object.health = (object.health - 2).max(0);
            }
            self.world.remove(slot);
        } else if self.world.is_free(target, Materials::ARROW) {
            self.world.relocate(slot, target);
        } else {
            self.world.remove(slot);
            if matches!(self.world.material(target), Material::Table | Material::Furnace) {
                self.world.set_material(target, Material::Path);
            }
        }
    }

    fn update_plant(&mut self, slot: usize, grown: u32) {
        let pos = self.world.slot(slot).pos;
        let is_trampled = Facing::ALL.into_iter().any(|side| {
            let beside = self.world.object(pos.plus(side.step()));
            beside.is_some_and(|object| object.body.tramples())
        });
        let plant = self.world.slot_mut(slot);
        plant.body = Body::Plant { grown: grown.saturating_add(1) };
        if is_trampled {
            plant.health = (plant.health - 1).max(0);
        }
        self.remove_if_dead(slot);
    }

    fn remove_if_dead(&mut self, slot: usize) {
        if self.world.slot(slot).health <= 0 {
            self.world.remove(slot);
        }
    }

    fn to_player(&self, slot: usize) -> u16 {
        self.world.slot(slot).pos.distance(self.pos())
    }

    /// One step towards the player, with some chance along the longer way, else along the shorter.
    fn step_toward_player(&mut self, slot: usize, chance_of_long: f64) -> (i16, i16) {
        let long = self.rng.random() < chance_of_long;
        self.world.slot(slot).pos.toward(self.pos(), long)
    }

    fn random_step(&mut self) -> (i16, i16) {
        Facing::ALL[self.rng.below(4) as usize].step()
    }

    /// Moves a creature if the cell is free; tells whether it is.
    fn shift(&mut self, slot: usize, step: (i16, i16)) -> bool {
        let target = self.world.slot(slot).pos.plus(step);
        let is_free = self.world.is_free(target, Materials::WALKABLE);
        if is_free {
            self.world.relocate(slot, target);
        }
        is_free
    }
}
