//! The player: what each action does, and how the body fares.
//!
//! Source: crafter 1.8.3, `objects.py`, `Player`, and `data.yaml`.

use super::achievement::Achievement;
use super::action::Action;
use super::game::Game;
use super::item::{Inventory, Item};
use super::material::{Material, Materials};
use super::object::{Body, Facing, Pos};
use super::rules::{Collecting, Making, Placing, Put, collecting, making, placing};

/// The place of the player among the objects of a world.
pub(super) const SLOT: usize = 0;

/// All about the player but its cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Player {
    /// Where it looks.
    pub facing: Facing,
    /// What it has; health is one of the items.
    pub inventory: Inventory,
    /// How often it did what, by [`Achievement`].
    pub achievements: [u32; Achievement::ALL.len()],
    /// Whether it sleeps.
    pub sleeping: bool,
    /// Its health after its last update; less means that it was hurt.
    pub last_health: i16,
    /// Beyond 25 a unit of food goes.
    pub hunger: f64,
    /// Beyond 20 a unit of drink goes.
    pub thirst: f64,
    /// Beyond 30 a unit of energy goes; below -10 one comes.
    pub fatigue: f64,
    /// Beyond 25 a unit of health comes; below -15 one goes.
    pub recover: f64,
}

impl Player {
    /// The player at the start of an episode.
    pub const START: Self = Self {
        facing: Facing::Down,
        inventory: Inventory::START,
        achievements: [0; Achievement::ALL.len()],
        sleeping: false,
        last_health: Item::MOST as i16,
        hunger: 0.0,
        thirst: 0.0,
        fatigue: 0.0,
        recover: 0.0,
    };

    /// What is left of it.
    pub const fn health(&self) -> u8 {
        self.inventory.get(Item::Health)
    }

    /// Hits it.
    pub(super) const fn hurt(&mut self, damage: u8) {
        self.inventory.take(Item::Health, damage);
    }

    const fn count(&mut self, achievement: Achievement) {
        self.achievements[achievement as usize] += 1;
    }

    /// How hard it hits: with the best of its swords, or with bare hands.
    pub const fn damage(&self) -> i16 {
        if self.inventory.get(Item::IronSword) > 0 {
            5
        } else if self.inventory.get(Item::StoneSword) > 0 {
            3
        } else if self.inventory.get(Item::WoodSword) > 0 {
            2
        } else {
            1
        }
    }

    /// Food, drink and energy go with time.
    fn tire(&mut self) {
        let pace = if self.sleeping { 0.5 } else { 1.0 };
        self.hunger += pace;
        if self.hunger > 25.0 {
            self.hunger = 0.0;
            self.inventory.take(Item::Food, 1);
        }
        self.thirst += pace;
        if self.thirst > 20.0 {
            self.thirst = 0.0;
            self.inventory.take(Item::Drink, 1);
        }
        self.fatigue =
            if self.sleeping { (self.fatigue - 1.0).min(0.0) } else { self.fatigue + 1.0 };
        if self.fatigue < -10.0 {
            self.fatigue = 0.0;
            self.inventory.add(Item::Energy, 1);
        }
        if self.fatigue > 30.0 {
            self.fatigue = 0.0;
            self.inventory.take(Item::Energy, 1);
        }
    }

    /// Health comes, or goes if something is lacking.
    fn heal(&mut self) {
        let has = |item| self.inventory.get(item) > 0;
        let fed = has(Item::Food) && has(Item::Drink);
        let pace = match (fed && (has(Item::Energy) || self.sleeping), self.sleeping) {
            (true, true) => 2.0,
            (true, false) => 1.0,
            (false, true) => -0.5,
            (false, false) => -1.0,
        };
        self.recover += pace;
        if self.recover > 25.0 {
            self.recover = 0.0;
            self.inventory.add(Item::Health, 1);
        }
        if self.recover < -15.0 {
            self.recover = 0.0;
            self.inventory.take(Item::Health, 1);
        }
    }
}

impl Game {
    /// The player's part of a step.
    pub(super) fn update_player(&mut self, action: Action) {
        let action = self.awake_or_asleep(action);
        match action {
            Action::Noop => {}
            Action::MoveLeft | Action::MoveRight | Action::MoveUp | Action::MoveDown => {
                if let Some(facing) = action.direction() {
                    self.walk(facing);
                }
            }
            Action::Do => match self.world.slot_at(self.target()) {
                Some(slot) => self.do_object(slot),
                None => self.do_material(),
            },
            Action::Sleep => {
                if self.player.inventory.get(Item::Energy) < Item::MOST {
                    self.player.sleeping = true;
                }
            }
            _ => {
                if let Some(placing) = placing(action) {
                    self.place(placing);
                } else if let Some(making) = making(action) {
                    self.make(&making);
                }
            }
        }
        self.player.tire();
        self.player.heal();
        self.player.inventory.clamp();
        // Creatures hit after this: the player wakes a step later.
        let health = i16::from(self.player.health());
        if health < self.player.last_health {
            self.player.sleeping = false;
        }
        self.player.last_health = health;
    }

    /// Whether an action would lead to nothing here but the passing of time.
    pub fn is_idle(&self, action: Action) -> bool {
        let (target, inventory) = (self.target(), &self.player.inventory);
        if self.player.sleeping && inventory.get(Item::Energy) < Item::MOST {
            return !matches!(action, Action::Noop | Action::Sleep);
        }
        if let Some(facing) = action.direction() {
            let next = self.pos().plus(facing.step());
            return facing == self.player.facing && !self.world.is_free(next, Materials::PLAYER);
        }
        if let Some(Placing { uses, on, .. }) = placing(action) {
            return !self.world.is_free(target, on) || !inventory.has(&[uses]);
        }
        if let Some(Making { near, uses, .. }) = making(action) {
            return !self.world.nearby(self.pos(), 1).has_all(near) || !inventory.has(uses);
        }
        match (action, self.world.object(target)) {
            (Action::Sleep, _) => inventory.get(Item::Energy) >= Item::MOST,
            (Action::Do, Some(object)) => match object.body {
                Body::Plant { .. } => !object.body.is_ripe(),
                body => !body.tramples(),
            },
            (Action::Do, None) => {
                collecting(self.world.material(target)).is_none_or(|Collecting { tool, .. }| {
                    tool.is_some_and(|tool| inventory.get(tool) == 0)
                })
            }
            _ => false,
        }
    }

    /// The cell ahead of the player.
    pub fn target(&self) -> Pos {
        self.pos().plus(self.player.facing.step())
    }

    /// A sleeper sleeps on until fully rested; the step that it wakes in takes the action given.
    fn awake_or_asleep(&mut self, action: Action) -> Action {
        if !self.player.sleeping {
            return action;
        }
        if self.player.inventory.get(Item::Energy) < Item::MOST {
            return Action::Sleep;
        }
        self.player.sleeping = false;
        self.player.count(Achievement::WakeUp);
        action
    }

    fn walk(&mut self, facing: Facing) {
        self.player.facing = facing;
        let target = self.target();
        if self.world.is_free(target, Materials::PLAYER) {
            self.world.relocate(SLOT, target);
        }
        if self.world.material(self.pos()) == Material::Lava {
            self.player.inventory.set(Item::Health, 0);
        }
    }

    fn do_object(&mut self, slot: usize) {
        let damage = self.player.damage();
        let object = self.world.slot_mut(slot);
        let mut hit = || {
            object.health = (object.health - damage).max(0);
            object.health == 0
        };
        match object.body {
            Body::Plant { .. } if object.body.is_ripe() => {
                object.body = Body::Plant { grown: 0 };
                self.player.inventory.add(Item::Food, 4);
                self.player.count(Achievement::EatPlant);
            }
            Body::Zombie { .. } => {
                if hit() {
                    self.player.count(Achievement::DefeatZombie);
                }
            }
            Body::Skeleton { .. } => {
                if hit() {
                    self.player.count(Achievement::DefeatSkeleton);
                }
            }
            Body::Cow => {
                if hit() {
                    self.player.inventory.add(Item::Food, 6);
                    self.player.count(Achievement::EatCow);
                    self.player.hunger = 0.0;
                }
            }
            Body::Player | Body::Arrow { .. } | Body::Plant { .. } => {}
        }
    }

    fn do_material(&mut self) {
        let target = self.target();
        let material = self.world.material(target);
        if material == Material::Water {
            self.player.thirst = 0.0;
        }
        let Some(Collecting { tool, gives, leaves, chance }) = collecting(material) else { return };
        if tool.is_some_and(|tool| self.player.inventory.get(tool) == 0) {
            return;
        }
        self.world.set_material(target, leaves);
        // Upstream quirk: even what is certain takes a draw.
        if self.rng.random() <= chance {
            self.player.inventory.add(gives, 1);
            if let Some(achievement) = Achievement::collecting(gives) {
                self.player.count(achievement);
            }
        }
    }

    fn place(&mut self, placing: Placing) {
        let target = self.target();
        let (item, amount) = placing.uses;
        if !self.world.is_free(target, placing.on) || !self.player.inventory.has(&[placing.uses]) {
            return;
        }
        self.player.inventory.take(item, amount);
        match placing.puts {
            Put::Material(material) => self.world.set_material(target, material),
            Put::Plant => self.world.add(target, Body::Plant { grown: 0 }),
        }
        self.player.count(placing.counts);
    }

    fn make(&mut self, making: &Making) {
        let near = self.world.nearby(self.pos(), 1);
        if !near.has_all(making.near) || !self.player.inventory.has(making.uses) {
            return;
        }
        for &(item, amount) in making.uses {
            self.player.inventory.take(item, amount);
        }
        self.player.inventory.add(making.gives, 1);
        self.player.count(making.counts);
    }
}
