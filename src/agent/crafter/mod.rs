//! Crafter's built-in player: a survivor that gathers, makes tools, eats, drinks, fights, and sleeps
//! behind stones.
//!
//! It sees what the picture shows (by night, too, where the original's is grainy), knows where it
//! stands and what it has achieved, and remembers the map. It knows the rules of the game and nothing
//! else of the world. Each step it takes the first thing worth doing: hit back, rest, drink and eat,
//! take what is at hand, the next tool, the garden; otherwise it explores.

mod garden;
mod goals;
pub mod interact;
mod memory;
mod route;
mod shelter;

use self::memory::{Memory, Thing};
use self::route::{Routes, Skills};
use self::shelter::Shelter;
use crate::env::crafter::{
    Achievement, Achievements, Action, CrafterEnv, DAY, Facing, Inventory, Item, Material, Pos,
};

/// The survivor, for one episode.
#[derive(Clone, Debug)]
pub struct Survivor {
    memory: Memory,
    routes: Routes,
    inventory: Inventory,
    done: Achievements,
    is_dark: bool,
    is_evening: bool,
    shelter: Option<Shelter>,
    /// Steps spent on a garden.
    gardened: u32,
    /// The unseen cell that it is on its way to.
    quest: Option<Pos>,
    /// How often it looked for a sapling.
    tries: u32,
}

/// A way to judge what unseen cells are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seek {
    Anything,
    Rock,
    Meadow,
}

impl Survivor {
    /// A player for an episode, from where it is.
    pub fn new(env: &CrafterEnv) -> Self {
        let memory = Memory::new(env.game().options().area);
        Self {
            routes: Routes::new(&memory),
            memory,
            inventory: Inventory::START,
            done: Achievements::NONE,
            is_dark: false,
            is_evening: false,
            shelter: None,
            gardened: 0,
            quest: None,
            tries: 0,
        }
    }

    /// Chooses the next action.
    pub fn act(&mut self, env: &CrafterEnv) -> Action {
        let seen = env.observe();
        self.memory.see(&seen, env.game().pos());
        self.inventory = seen.inventory;
        self.done = env.game().unlocked();
        self.is_dark = seen.daylight < if self.shelter.is_some() { 0.75 } else { 0.6 };
        let hour = env.game().step_count() % DAY;
        self.is_dark &= hour > 100;
        self.is_evening = (90..160).contains(&hour);
        if seen.sleeping {
            return Action::Noop;
        }
        self.routes.find(&self.memory, Skills::of(&self.inventory));
        let worth = [Self::fight, Self::rest, Self::live, Self::grab, Self::tend, Self::progress];
        let chosen = worth.into_iter().find_map(|thing| thing(self));
        chosen.unwrap_or_else(|| self.explore(Seek::Anything).unwrap_or(Action::Noop))
    }

    fn has(&self, item: Item) -> u8 {
        self.inventory.get(item)
    }

    const fn did(&self, achievement: Achievement) -> bool {
        self.done.has(achievement)
    }

    /// One step on the way to a cell; none if no way leads there, or it is here.
    fn go(&self, to: Pos) -> Option<Action> {
        Some(self.enter(self.routes.first(&self.memory, to)?))
    }

    /// Walks into the next cell, or clears it first.
    fn enter(&self, facing: Facing) -> Action {
        let next = self.memory.pos.plus(facing.step());
        if self.memory.is_free(next) || self.memory.facing != facing {
            return Action::to(facing);
        }
        match self.memory.ground(next) {
            Some(Material::Water) if self.memory.thing(next).is_none() => Action::PlaceStone,
            // What the eye cannot know: a step tells.
            None => Action::to(facing),
            Some(_) => Action::Do,
        }
    }

    /// One step towards doing something to what is in a cell that nobody can walk into.
    fn interact(&self, target: Pos) -> Option<Action> {
        let (_, side) = self.routes.beside(&self.memory, target)?;
        if side != self.memory.pos {
            return self.go(side);
        }
        let step = (target.x - side.x, target.y - side.y);
        let facing = Facing::of_step(step)?;
        Some(if self.memory.facing == facing { Action::Do } else { Action::to(facing) })
    }

    /// The nearest cell of some ground, and the steps to a cell beside it.
    fn nearest(&self, wanted: Material) -> Option<(u16, Pos)> {
        let cells = self.memory.all().filter(|&pos| self.memory.ground(pos) == Some(wanted));
        let cells = cells.filter(|&pos| self.memory.thing(pos).is_none());
        cells
            .filter_map(|pos| {
                let (steps, _) = self.routes.beside(&self.memory, pos)?;
                Some((steps, pos))
            })
            .min()
    }

    /// Goes to where nothing was seen so far.
    fn explore(&mut self, seek: Seek) -> Option<Action> {
        let is_open = |quest: &Pos| self.memory.ground(*quest).is_none();
        let quest = self
            .quest
            .filter(is_open)
            .filter(|&quest| self.routes.steps(&self.memory, quest).is_some());
        self.quest = quest.or_else(|| self.unseen(seek));
        self.go(self.quest?)
    }

    fn unseen(&self, seek: Seek) -> Option<Pos> {
        let cells = self.memory.all().filter(|&pos| self.memory.ground(pos).is_none());
        let worth = cells.filter_map(|pos| {
            let steps = self.routes.steps(&self.memory, pos)?;
            let sides = Facing::ALL.map(|facing| self.memory.ground(pos.plus(facing.step())));
            let near = |wanted: &[Material]| {
                sides.into_iter().flatten().any(|side| wanted.contains(&side))
            };
            let is_wanted = match seek {
                Seek::Anything => false,
                Seek::Rock => near(&[
                    Material::Stone,
                    Material::Path,
                    Material::Coal,
                    Material::Iron,
                    Material::Lava,
                ]),
                Seek::Meadow => near(&[Material::Grass, Material::Sand, Material::Water]),
            };
            Some((if is_wanted { steps } else { steps + 12 }, pos))
        });
        worth.min().map(|(_, pos)| pos)
    }

    /// Puts a stone into a free cell, which is only possible on arriving before it.
    fn put_stone(&self, target: Pos) -> Option<Action> {
        if self.memory.ahead() == target {
            return Some(Action::PlaceStone);
        }
        let ways = Facing::ALL.into_iter().filter_map(|facing| {
            let (dx, dy) = facing.step();
            let stand = target.plus((-dx, -dy));
            let from = stand.plus((-dx, -dy));
            let fits = self.memory.is_free(stand) && self.memory.is_open(from);
            let steps = self.routes.steps(&self.memory, from).filter(|_| fits)?;
            Some((steps, facing, from))
        });
        let (steps, facing, from) = ways.min()?;
        if steps == 0 { Some(Action::to(facing)) } else { self.go(from) }
    }
}

/// Whether something is out to hurt.
const fn is_hostile(thing: Thing) -> bool {
    matches!(thing, Thing::Zombie | Thing::Skeleton)
}
