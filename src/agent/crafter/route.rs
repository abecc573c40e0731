//! Ways through the remembered map: how many steps it takes to be in each cell.
//!
//! Stone is dug away and water is bridged where the tools allow; cells never seen are taken for
//! rough ground. Lava is never walked on.

use super::memory::{Memory, Thing};
use crate::env::crafter::{Facing, Inventory, Item, Material, Pos};

/// What the player can clear out of its way, as the tools allow.
#[derive(Clone, Copy, Debug)]
pub struct Skills<'a>(&'a Inventory);

impl<'a> Skills<'a> {
    /// What these tools can do.
    pub const fn of(inventory: &'a Inventory) -> Self {
        Self(inventory)
    }

    const fn has(self, item: Item) -> bool {
        self.0.get(item) > 0
    }

    /// Steps to enter a cell of some ground; none if it cannot be entered.
    const fn steps(self, ground: Option<Material>) -> Option<u16> {
        match ground {
            None => Some(3),
            Some(Material::Grass | Material::Sand | Material::Path) => Some(1),
            Some(Material::Tree) => Some(2),
            Some(Material::Stone | Material::Coal) if self.has(Item::WoodPickaxe) => Some(2),
            Some(Material::Iron) if self.has(Item::StonePickaxe) => Some(2),
            Some(Material::Diamond) if self.has(Item::IronPickaxe) => Some(2),
            // A stone is put down and dug away again: what stays is path.
            Some(Material::Water) if self.has(Item::WoodPickaxe) && self.has(Item::Stone) => {
                Some(5)
            }
            Some(_) => None,
        }
    }
}

/// The ways from where the player stands.
#[derive(Clone, Debug)]
pub struct Routes {
    start: Pos,
    steps: Vec<u16>,
    came: Vec<Option<Facing>>,
    /// Cells by steps, modulo their number: no step costs as much.
    rings: [Vec<Pos>; RINGS],
}

const RINGS: usize = 16;
const FAR: u16 = u16::MAX;

impl Routes {
    /// Nothing known yet.
    pub fn new(memory: &Memory) -> Self {
        let cells = memory.area().cells();
        Self {
            start: memory.pos,
            steps: vec![FAR; cells],
            came: vec![None; cells],
            rings: std::array::from_fn(|_| Vec::new()),
        }
    }

    /// Finds all ways anew.
    pub fn find(&mut self, memory: &Memory, skills: Skills<'_>) {
        let area = memory.area();
        self.start = memory.pos;
        self.steps.fill(FAR);
        self.came.fill(None);
        let Some(start) = area.index(memory.pos) else { return };
        self.steps[start] = 0;
        self.rings[0].push(memory.pos);
        let (mut done, mut empty) = (0_u16, 0);
        while empty < RINGS {
            let mut ring = std::mem::take(&mut self.rings[usize::from(done) % RINGS]);
            empty = if ring.is_empty() { empty + 1 } else { 0 };
            for pos in ring.drain(..) {
                if area.index(pos).is_none_or(|cell| self.steps[cell] != done) {
                    continue;
                }
                for facing in Facing::ALL {
                    let next = pos.plus(facing.step());
                    let Some(cell) = area.index(next) else { continue };
                    let Some(more) = enter(memory, skills, next) else { continue };
                    if done + more < self.steps[cell] {
                        self.steps[cell] = done + more;
                        self.came[cell] = Some(facing);
                        self.rings[usize::from(done + more) % RINGS].push(next);
                    }
                }
            }
            self.rings[usize::from(done) % RINGS] = ring;
            done = done.saturating_add(1);
        }
    }

    /// Steps to be in a cell; none if no way leads there.
    pub fn steps(&self, memory: &Memory, pos: Pos) -> Option<u16> {
        let steps = self.steps[memory.area().index(pos)?];
        (steps < FAR).then_some(steps)
    }

    /// Where the way to a cell begins; none for where one is and for what cannot be reached.
    pub fn first(&self, memory: &Memory, mut pos: Pos) -> Option<Facing> {
        let mut first = None;
        while pos != self.start {
            let came = self.came[memory.area().index(pos)?]?;
            let (dx, dy) = came.step();
            pos = pos.plus((-dx, -dy));
            first = Some(came);
        }
        first
    }

    /// The cell next to `target` that is reached first, and the steps to it.
    pub fn beside(&self, memory: &Memory, target: Pos) -> Option<(u16, Pos)> {
        let sides = Facing::ALL.map(|facing| target.plus(facing.step()));
        let known = sides.into_iter().filter(|&side| memory.ground(side).is_some());
        known.filter_map(|side| Some((self.steps(memory, side)?, side))).min()
    }
}

/// Steps to enter a cell, with what is in it.
fn enter(memory: &Memory, skills: Skills<'_>, pos: Pos) -> Option<u16> {
    let steps = skills.steps(memory.ground(pos))?;
    let more = match memory.thing(pos) {
        None => 0,
        Some(Thing::Arrow) => 2,
        Some(Thing::Cow | Thing::Zombie | Thing::Skeleton) => 5,
        Some(Thing::Sapling | Thing::RipePlant) => return None,
    };
    Some(steps + more)
}
