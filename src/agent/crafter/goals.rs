//! What is worth doing, each as a question: the next action, or none if there is nothing to do.

use super::memory::Thing;
use super::shelter::{Shelter, Stay};
use super::{Seek, Survivor, is_hostile};
use crate::env::crafter::{Achievement, Action, Facing, Item, Material, Pos};

impl Survivor {
    /// Hits what stands beside it, and goes for what it has not beaten so far.
    pub(super) fn fight(&mut self) -> Option<Action> {
        let (distance, enemy) = self.memory.nearest(is_hostile)?;
        if distance == 1 {
            return self.interact(enemy);
        }
        if self.has(Item::Health) < 5 {
            return None;
        }
        let hunted = |thing: Thing| match thing {
            Thing::Zombie => !self.did(Achievement::DefeatZombie),
            Thing::Skeleton => {
                !self.did(Achievement::DefeatSkeleton) && self.has(Item::WoodSword) > 0
            }
            _ => false,
        };
        let (_, prey) = self.memory.nearest(hunted)?;
        let (steps, _) = self.routes.beside(&self.memory, prey)?;
        (steps < 12).then(|| self.interact(prey))?
    }

    /// Sleeps: once in daylight for a short while, then behind stones when tired or at night.
    pub(super) fn rest(&mut self) -> Option<Action> {
        let energy = self.has(Item::Energy);
        let is_quiet = self.memory.nearest(is_hostile).is_none();
        let nap = !self.did(Achievement::WakeUp) && !self.is_dark && is_quiet;
        if nap && energy < Item::MOST && self.has(Item::Health) > 4 {
            return Some(Action::Sleep);
        }
        // Hunger is slower to kill than a night in the open.
        let least = if self.is_dark { 1 } else { 2 };
        let is_needy = (self.has(Item::Drink) < least || self.has(Item::Food) < least)
            && !(self.is_dark && self.has(Item::Health) > 2);
        let is_worn = self.is_dark || self.has(Item::Health) <= 4 || self.shelter.is_some();
        let is_tired = energy <= 3 && !(is_needy && energy > 0)
            || (is_worn && energy < Item::MOST && !is_needy)
            || (self.is_dark && !is_needy);
        if !is_tired {
            self.shelter = None;
            return None;
        }
        if let Some(action) = self.take_shelter() {
            return Some(action);
        }
        // In the open, if nothing else is left.
        (energy <= 1 && is_quiet).then_some(Action::Sleep)
    }

    fn take_shelter(&mut self) -> Option<Action> {
        if self.has(Item::WoodPickaxe) == 0 {
            return None;
        }
        let stones = self.has(Item::Stone);
        let mut shelter =
            self.shelter.or_else(|| Shelter::find(&self.memory, &self.routes, stones))?;
        let stay = shelter.next(&self.memory, &self.routes);
        self.shelter = Some(shelter);
        match stay {
            // Fully rested, it waits for the day.
            Stay::Safe if self.has(Item::Energy) >= Item::MOST => Some(Action::Noop),
            Stay::Safe => Some(Action::Sleep),
            Stay::Act(Action::PlaceStone) if self.has(Item::Stone) == 0 => {
                self.shelter = None;
                None
            }
            Stay::Act(action) => Some(action),
            Stay::Go(entrance) => {
                let way = self.go(entrance);
                if way.is_none() {
                    self.shelter = None;
                }
                way
            }
            Stay::Spoilt => {
                self.shelter = None;
                None
            }
        }
    }

    /// Drinks and eats before it hurts.
    pub(super) fn live(&mut self) -> Option<Action> {
        let (drink, food) = (self.has(Item::Drink), self.has(Item::Food));
        // Fed and watered into the night.
        let (parched, starved) = if self.is_evening { (7, 6) } else { (4, 3) };
        if drink <= parched
            && let Some(action) = self.drink(if drink <= 3 { u16::MAX } else { 40 })
        {
            return Some(action);
        }
        if food <= starved
            && let Some(action) = self.eat(if food <= 3 { u16::MAX } else { 30 })
        {
            return Some(action);
        }
        if drink <= 3 { self.explore(Seek::Meadow) } else { None }
    }

    /// Drinks, if water is within so many steps.
    fn drink(&self, reach: u16) -> Option<Action> {
        let (steps, water) = self.nearest(Material::Water)?;
        if steps <= reach { self.interact(water) } else { None }
    }

    /// Eats what is within so many steps: a ripe plant, or a cow, which may have walked on.
    fn eat(&self, reach: u16) -> Option<Action> {
        let ripe = self.memory.plants.iter().filter(|plant| plant.is_ripe());
        let ripe = ripe.map(|plant| plant.pos);
        let meals = ripe.chain(self.memory.cows.iter().copied());
        let meals = meals.filter_map(|meal| {
            let (steps, _) = self.routes.beside(&self.memory, meal)?;
            Some((steps, meal))
        });
        let (steps, meal) = meals.min()?;
        if steps <= reach { self.interact(meal) } else { None }
    }

    /// Takes what is near, as long as it is of use.
    pub(super) fn grab(&mut self) -> Option<Action> {
        let (drink, food) = (self.has(Item::Drink), self.has(Item::Food));
        let thirsty = match drink {
            _ if !self.did(Achievement::CollectDrink) => 10,
            Item::MOST.. => return self.grab_more(food),
            7.. => 0,
            _ => 4,
        };
        self.drink(thirsty).or_else(|| self.grab_more(food))
    }

    fn grab_more(&mut self, food: u8) -> Option<Action> {
        let hungry = match food {
            _ if !self.did(Achievement::EatCow) => 10,
            7.. => 0,
            5..7 => 8,
            _ => 16,
        };
        if hungry > 0
            && let Some(action) = self.eat(hungry)
        {
            return Some(action);
        }
        let ahead = self.memory.ahead();
        let is_free = self.memory.is_free(ahead);
        let is_grass = is_free && self.memory.ground(ahead) == Some(Material::Grass);
        if is_grass && self.has(Item::Sapling) > 0 && !self.did(Achievement::PlacePlant) {
            return Some(Action::PlacePlant);
        }
        if is_grass && !self.did(Achievement::CollectSapling) && self.tries < 40 {
            self.tries += 1;
            return Some(Action::Do);
        }
        if is_free && self.has(Item::Stone) > 0 && !self.did(Achievement::PlaceStone) {
            return Some(Action::PlaceStone);
        }
        let wanted = [
            (Material::Diamond, Item::Diamond, Item::IronPickaxe, 1, 30),
            (Material::Iron, Item::Iron, Item::StonePickaxe, 2, 20),
            (Material::Coal, Item::Coal, Item::WoodPickaxe, 2, 8),
        ];
        for (ore, item, tool, enough, reach) in wanted {
            if self.has(item) < enough
                && self.has(tool) > 0
                && let Some((steps, pos)) = self.nearest(ore)
                && steps <= reach
            {
                return self.interact(pos);
            }
        }
        None
    }

    /// Goes for the next tool that is missing.
    pub(super) fn progress(&mut self) -> Option<Action> {
        let lacks = |item: Item| u8::from(self.has(item) == 0);
        let wooden = lacks(Item::WoodPickaxe) + lacks(Item::WoodSword);
        if wooden > 0 {
            return self.craft(&[
                (Item::WoodPickaxe, Action::MakeWoodPickaxe),
                (Item::WoodSword, Action::MakeWoodSword),
            ]);
        }
        let of_stone = lacks(Item::StonePickaxe) + lacks(Item::StoneSword);
        let of_iron = lacks(Item::IronPickaxe) + lacks(Item::IronSword);
        // Before it leaves the woods.
        if self.has(Item::Wood) < of_stone + of_iron + 2
            && let Some((steps, tree)) = self.nearest(Material::Tree)
            && (steps <= 10 || self.has(Item::Wood) < of_stone.max(of_iron))
        {
            return self.interact(tree);
        }
        if of_stone > 0 {
            return self.craft(&[
                (Item::StonePickaxe, Action::MakeStonePickaxe),
                (Item::StoneSword, Action::MakeStoneSword),
            ]);
        }
        if !self.did(Achievement::PlaceFurnace) || self.has(Item::Stone) < 5 {
            if self.has(Item::Stone) < 6 {
                return self.mine_stone();
            }
            return self.station(true);
        }
        if self.has(Item::Stone) < Item::MOST
            && let Some((steps, stone)) = self.nearest(Material::Stone)
            && steps < 3
        {
            return self.interact(stone);
        }
        if of_iron > 0 {
            if self.has(Item::Coal) == 0 {
                return self.dig(Material::Coal);
            }
            if self.has(Item::Iron) == 0 {
                return self.dig(Material::Iron);
            }
            if self.has(Item::Wood) == 0 {
                return self.chop();
            }
            return self.craft(&[
                (Item::IronPickaxe, Action::MakeIronPickaxe),
                (Item::IronSword, Action::MakeIronSword),
            ]);
        }
        if !self.did(Achievement::CollectDiamond) {
            return self.dig(Material::Diamond);
        }
        None
    }

    /// Makes the first of these that is missing; gathers what it takes before.
    fn craft(&mut self, tools: &[(Item, Action)]) -> Option<Action> {
        let missing = tools.iter().filter(|(tool, _)| self.has(*tool) == 0);
        let count = missing.clone().count() as u8;
        let (tool, action) = *missing.clone().next()?;
        let needs_stone = matches!(tool, Item::StonePickaxe | Item::StoneSword);
        let needs_furnace = matches!(tool, Item::IronPickaxe | Item::IronSword);
        if needs_stone && self.has(Item::Stone) < count {
            return self.mine_stone();
        }
        let wood = self.has(Item::Wood);
        if self.is_near(self.memory.pos, needs_furnace) && wood > 0 {
            return Some(action);
        }
        let table = self.near_table(needs_furnace);
        let reach = match (needs_furnace, wood >= count + 2) {
            (true, false) => 100,
            (false, false) => 50,
            (_, true) => 15,
        };
        match table {
            Some((steps, pos)) if steps <= reach && wood >= count.min(2) => self.go(pos),
            _ if wood < count + 2 => self.chop(),
            _ => self.station(needs_furnace),
        }
    }

    fn chop(&mut self) -> Option<Action> {
        match self.nearest(Material::Tree) {
            Some((_, tree)) => self.interact(tree),
            None => self.explore(Seek::Meadow),
        }
    }

    fn mine_stone(&mut self) -> Option<Action> {
        self.dig(Material::Stone)
    }

    fn dig(&mut self, ore: Material) -> Option<Action> {
        match self.nearest(ore) {
            Some((_, pos)) => self.interact(pos),
            None => self.explore(Seek::Rock),
        }
    }

    /// Whether a table is near a cell, and a furnace, if that is needed.
    fn is_near(&self, pos: Pos, furnace: bool) -> bool {
        let near = |wanted: Material| {
            (-1..=1)
                .any(|dx| (-1..=1).any(|dy| self.memory.ground(pos.plus((dx, dy))) == Some(wanted)))
        };
        // Nothing is near at the left and upper edges.
        pos.x > 0 && pos.y > 0 && near(Material::Table) && (!furnace || near(Material::Furnace))
    }

    /// The cell to make things in that is reached first.
    fn near_table(&self, furnace: bool) -> Option<(u16, Pos)> {
        let tables =
            self.memory.all().filter(|&pos| self.memory.ground(pos) == Some(Material::Table));
        let around = tables.flat_map(|table| {
            (-1..=1).flat_map(move |dx| (-1..=1).map(move |dy| table.plus((dx, dy))))
        });
        around
            .filter(|&pos| self.is_near(pos, furnace))
            .filter_map(|pos| Some((self.routes.steps(&self.memory, pos)?, pos)))
            .min()
    }

    /// Sets up a table where there is none near, and a furnace beside it.
    fn station(&mut self, furnace: bool) -> Option<Action> {
        let pos = self.memory.pos;
        if pos.x == 0 || pos.y == 0 {
            return self.go(self.memory.area().center());
        }
        let at_table = self.is_near(pos, false);
        if !at_table {
            match self.near_table(false) {
                Some((steps, table)) if steps <= 30 => return self.go(table),
                _ if self.has(Item::Wood) < 2 => return self.chop(),
                _ => {}
            }
        }
        let ahead = self.memory.ahead();
        let action = if at_table { Action::PlaceFurnace } else { Action::PlaceTable };
        if at_table && !furnace {
            return None;
        }
        if at_table && self.has(Item::Stone) < 4 {
            return self.mine_stone();
        }
        if self.memory.is_free(ahead) {
            return Some(action);
        }
        self.turn_to_room(at_table)
    }

    /// A step after which the cell ahead is free; still at the table, if it is at one.
    fn turn_to_room(&self, at_table: bool) -> Option<Action> {
        let fits = |facing: &Facing| {
            let next = self.memory.pos.plus(facing.step());
            self.memory.is_free(next)
                && (!at_table || self.is_near(next, false))
                && self.memory.is_free(next.plus(facing.step()))
        };
        if let Some(facing) = Facing::ALL.into_iter().find(fits) {
            return Some(Action::to(facing));
        }
        // Dig a hole to put it into.
        let ground = |facing: &Facing| self.memory.ground(self.memory.pos.plus(facing.step()));
        let is_soft = |facing: &Facing| {
            matches!(ground(facing), Some(Material::Stone | Material::Tree | Material::Coal))
        };
        let soft = |facing: &Facing| is_soft(facing) && self.has(Item::WoodPickaxe) > 0;
        if soft(&self.memory.facing) {
            return Some(Action::Do);
        }
        let turn = Facing::ALL.into_iter().find(soft);
        let step = || {
            Facing::ALL
                .into_iter()
                .find(|facing| self.memory.is_free(self.memory.pos.plus(facing.step())))
        };
        turn.or_else(step).map(Action::to)
    }
}
