//! What a player remembers of the world: every cell it has seen, as it last saw it.

use crate::env::crafter::{Area, Body, Facing, Material, Materials, Observation, Pos, RIPE};

/// Something in sight that is no ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Where.
    pub pos: Pos,
    /// What.
    pub thing: Thing,
}

/// What can be in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// Food.
    Cow,
    /// Comes near and hits.
    Zombie,
    /// Shoots.
    Skeleton,
    /// On its way.
    Arrow,
    /// A plant that is not ripe yet.
    Sapling,
    /// A plant that can be eaten.
    RipePlant,
}

impl Thing {
    const fn of(number: u8) -> Option<Self> {
        const COW: u8 = Body::SEMANTIC + 1;
        const ZOMBIE: u8 = Body::SEMANTIC + 2;
        const SKELETON: u8 = Body::SEMANTIC + 3;
        const ARROW: u8 = Body::SEMANTIC + 4;
        const PLANT: u8 = Body::SEMANTIC + 5;
        match number {
            COW => Some(Self::Cow),
            ZOMBIE => Some(Self::Zombie),
            SKELETON => Some(Self::Skeleton),
            ARROW => Some(Self::Arrow),
            PLANT => Some(Self::Sapling),
            RIPE => Some(Self::RipePlant),
            _ => None,
        }
    }

    /// What it most likely stands on.
    const fn ground(self) -> Material {
        match self {
            Self::Skeleton | Self::Arrow => Material::Path,
            _ => Material::Grass,
        }
    }

    /// Whether it is a plant, young or ripe.
    pub const fn is_plant(self) -> bool {
        matches!(self, Self::Sapling | Self::RipePlant)
    }
}

/// A plant, and how long it has grown, as far as was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plant {
    /// Where.
    pub pos: Pos,
    /// Whether it was seen ripe.
    pub seen_ripe: bool,
    /// Steps since it was first seen that the player was near: things far away stand still.
    pub age: u32,
}

impl Plant {
    /// Whether it is ripe, seen or reckoned.
    pub const fn is_ripe(&self) -> bool {
        self.seen_ripe || self.age > Body::RIPE_AFTER + 5
    }
}

/// Nearer than this things go on.
const GOES_ON: u16 = 18;

/// The remembered map, and what is in sight now.
#[derive(Clone, Debug)]
pub struct Memory {
    area: Area,
    /// Column by column; none for what was never seen.
    cells: Vec<Option<Material>>,
    /// What is in sight.
    pub things: Vec<Sighting>,
    /// Plants, in sight or not.
    pub plants: Vec<Plant>,
    /// Where cows were last seen.
    pub cows: Vec<Pos>,
    /// Where the player stands.
    pub pos: Pos,
    /// Where it looks.
    pub facing: Facing,
}

impl Memory {
    /// Nothing seen so far.
    pub fn new(area: Area) -> Self {
        Self {
            area,
            cells: vec![None; area.cells()],
            things: Vec::new(),
            plants: Vec::new(),
            cows: Vec::new(),
            pos: area.center(),
            facing: Facing::Down,
        }
    }

    /// Takes in what is seen from a cell.
    pub fn see(&mut self, seen: &Observation, pos: Pos) {
        self.pos = pos;
        self.facing = seen.facing;
        self.things.clear();
        for plant in &mut self.plants {
            plant.age += u32::from(plant.pos.distance(pos) < GOES_ON);
        }
        let known = std::mem::take(&mut self.plants);
        self.plants.extend(known.iter().filter(|plant| !seen_at(seen, pos, plant.pos)));
        let (width, height) = (i16::from(seen.view.width()), i16::from(seen.view.height()));
        for dy in -(height / 2)..height - height / 2 {
            for dx in -(width / 2)..width - width / 2 {
                let here = pos.plus((dx, dy));
                let Some(cell) = self.area.index(here) else { continue };
                let number = seen.view.get(dx, dy).unwrap_or(0);
                self.cows.retain(|cow| *cow != here);
                if let Some(material) = Material::from_index(number) {
                    self.cells[cell] = Some(material);
                    continue;
                }
                let Some(thing) = Thing::of(number) else {
                    self.cells[cell] = self.cells[cell].or(Some(Material::Grass));
                    continue;
                };
                self.cells[cell] = self.cells[cell].or(Some(thing.ground()));
                let sighting = Sighting { pos: here, thing };
                self.things.push(sighting);
                if thing.is_plant() {
                    let old = known.iter().find(|plant| plant.pos == here);
                    let seen_ripe = thing == Thing::RipePlant;
                    // A ripe plant that is young again was eaten.
                    let age =
                        old.filter(|old| seen_ripe || !old.seen_ripe).map_or(0, |old| old.age);
                    let age = if seen_ripe || age <= Body::RIPE_AFTER + 5 { age } else { 0 };
                    self.plants.push(Plant { pos: here, seen_ripe, age });
                } else if thing == Thing::Cow {
                    self.cows.push(here);
                }
            }
        }
    }

    /// The size of the world.
    pub const fn area(&self) -> Area {
        self.area
    }

    /// The ground of a cell; none if it was never seen, [`Material::None`] outside.
    pub fn ground(&self, pos: Pos) -> Option<Material> {
        self.area.index(pos).map_or(Some(Material::None), |cell| self.cells[cell])
    }

    /// What is in a cell, if it is in sight; plants also out of sight.
    pub fn thing(&self, pos: Pos) -> Option<Thing> {
        let found = self.things.iter().find(|sighting| sighting.pos == pos);
        let plant = || self.plants.iter().any(|plant| plant.pos == pos).then_some(Thing::Sapling);
        found.map(|sighting| sighting.thing).or_else(plant)
    }

    /// Whether the ground of a cell is known to be one that creatures walk on.
    pub fn is_open(&self, pos: Pos) -> bool {
        self.ground(pos).is_some_and(|material| Materials::WALKABLE.has(material))
    }

    /// Whether nothing can come from there: known ground that nobody walks on.
    pub fn is_closed(&self, pos: Pos) -> bool {
        self.ground(pos).is_some_and(|material| !Materials::WALKABLE.has(material))
    }

    /// Whether nothing can come from there, not even an arrow.
    pub fn is_solid(&self, pos: Pos) -> bool {
        self.ground(pos).is_some_and(|material| !Materials::ARROW.has(material))
    }

    /// Whether the player could walk there now.
    pub fn is_free(&self, pos: Pos) -> bool {
        self.is_open(pos) && self.thing(pos).is_none()
    }

    /// The cell ahead.
    pub fn ahead(&self) -> Pos {
        self.pos.plus(self.facing.step())
    }

    /// The nearest thing of some kind in sight, as the crow walks.
    pub fn nearest(&self, wanted: impl Fn(Thing) -> bool) -> Option<(u16, Pos)> {
        let things = self.things.iter().filter(|sighting| wanted(sighting.thing));
        things.map(|sighting| (sighting.pos.distance(self.pos), sighting.pos)).min()
    }

    /// Every cell of the world.
    pub fn all(&self) -> impl Iterator<Item = Pos> + use<> {
        let (width, height) = (i16::from(self.area.width()), i16::from(self.area.height()));
        (0..width).flat_map(move |x| (0..height).map(move |y| Pos::new(x, y)))
    }
}

/// Whether a cell is in sight from another.
fn seen_at(seen: &Observation, from: Pos, pos: Pos) -> bool {
    seen.view.get(pos.x - from.x, pos.y - from.y).is_some()
}
