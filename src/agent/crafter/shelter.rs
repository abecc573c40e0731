//! A place to sleep that nothing can enter.
//!
//! A stone goes into a free cell only on arriving before it, so one cell is not enough. In rock there is
//! a dugout: the player digs in, goes one cell further, comes back facing the entrance, and puts a stone
//! into it. In the open there is a fort: in a square of two by two cells one walks towards each of the
//! eight around it.

use super::memory::{Memory, Thing};
use super::route::Routes;
use crate::env::crafter::{Action, Facing, Material, Pos};

/// Where to sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelter {
    /// In rock.
    Dugout(Dugout),
    /// In the open: the upper left of its four cells.
    Fort(Pos),
}

impl Shelter {
    /// The shelter that is made soonest with so many stones.
    pub fn find(memory: &Memory, routes: &Routes, stones: u8) -> Option<Self> {
        let dugout =
            Dugout::find(memory, routes, stones).map(|(steps, found)| (steps, Self::Dugout(found)));
        let fort = fort(memory, routes, stones).map(|(steps, found)| (steps, Self::Fort(found)));
        let soonest = dugout.into_iter().chain(fort).min_by_key(|(steps, _)| *steps);
        soonest.map(|(_, shelter)| shelter)
    }

    /// What to do next.
    pub fn next(&mut self, memory: &Memory, routes: &Routes) -> Stay {
        match self {
            Self::Dugout(dugout) => dugout.next(memory),
            Self::Fort(corner) => build(*corner, memory, routes),
        }
    }
}

/// The entrance, and the way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dugout {
    entrance: Pos,
    inward: Facing,
    /// The player has been in the inner cell.
    entered: bool,
}

/// What to do about a shelter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stay {
    /// On the way: be in this cell.
    Go(Pos),
    /// At work.
    Act(Action),
    /// All is shut.
    Safe,
    /// It will not do.
    Spoilt,
}

/// The cells of a fort.
fn yard(corner: Pos) -> [Pos; 4] {
    [(0, 0), (1, 0), (0, 1), (1, 1)].map(|step| corner.plus(step))
}

/// The cells around a fort: each with the cell inside that it is reached from, and the way out.
fn walls(corner: Pos) -> impl Iterator<Item = (Pos, Pos, Facing)> {
    let inside = yard(corner);
    let sides = inside.into_iter().flat_map(|cell| Facing::ALL.map(|out| (cell, out)));
    sides
        .map(|(cell, out)| (cell.plus(out.step()), cell, out))
        .filter(move |(wall, ..)| !inside.contains(wall))
}

/// The fort that is built soonest.
fn fort(memory: &Memory, routes: &Routes, stones: u8) -> Option<(u16, Pos)> {
    let mut best: Option<(u16, Pos)> = None;
    for corner in memory.all() {
        let Some(steps) = routes.steps(memory, corner).filter(|&steps| steps < 40) else {
            continue;
        };
        if best.is_some_and(|(least, _)| steps >= least)
            || !yard(corner)
                .into_iter()
                .all(|cell| memory.is_open(cell) && !is_planted(memory, cell))
        {
            continue;
        }
        let open = |wall: Pos| memory.ground(wall).is_none() || memory.is_open(wall);
        let gaps = walls(corner).filter(|&(wall, ..)| open(wall)).count() as u16;
        let cost = steps + 2 * gaps + 4;
        if gaps <= u16::from(stones) && best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, corner));
        }
    }
    best
}

fn is_planted(memory: &Memory, pos: Pos) -> bool {
    memory.thing(pos).is_some_and(Thing::is_plant)
}

/// What to do next about a fort.
fn build(corner: Pos, memory: &Memory, routes: &Routes) -> Stay {
    let inside = yard(corner);
    let here = memory.pos;
    if !inside.contains(&here) {
        let reach = inside.into_iter().filter_map(|cell| Some((routes.steps(memory, cell)?, cell)));
        return reach.min().map_or(Stay::Spoilt, |(_, cell)| Stay::Go(cell));
    }
    let ahead = memory.ahead();
    let gaps = walls(corner).filter(|(wall, ..)| !memory.is_closed(*wall));
    let gaps = gaps.filter(|(wall, ..)| !is_planted(memory, *wall));
    // Where one has to come from to face the gap on arriving.
    let from = |(_, cell, out): (Pos, Pos, Facing)| {
        let (dx, dy) = out.step();
        (cell.plus((-dx, -dy)), out)
    };
    let mut gaps = gaps.map(|gap| (gap.0, from(gap))).collect::<Vec<_>>();
    if gaps.iter().any(|(wall, _)| *wall == ahead) {
        let is_taken = memory.thing(ahead).is_some();
        return Stay::Act(if is_taken { Action::Do } else { Action::PlaceStone });
    }
    gaps.sort_by_key(|(_, (from, _))| from.distance(here));
    match gaps.first() {
        None => Stay::Safe,
        Some((_, (from, out))) if *from == here => Stay::Act(Action::to(*out)),
        Some((_, (from, _))) => {
            let long = Facing::of_step(here.toward(*from, true)).unwrap_or(Facing::Down);
            Stay::Act(Action::to(long))
        }
    }
}

impl Dugout {
    /// The one that is made soonest, and the steps that takes.
    fn find(memory: &Memory, routes: &Routes, stones: u8) -> Option<(u16, Self)> {
        let mut best: Option<(u16, Self)> = None;
        for entrance in memory.all().filter(|&pos| memory.is_open(pos)) {
            let Some(steps) = routes.steps(memory, entrance) else { continue };
            if best.is_some_and(|(least, _)| steps >= least) {
                continue;
            }
            for inward in Facing::ALL {
                let shelter = Self { entrance, inward, entered: false };
                let Some(work) = shelter.work(memory) else { continue };
                if stones == 0 && work == 0 {
                    continue;
                }
                let work = 2 * work + 4;
                if best.is_none_or(|(least, _)| steps + work < least) {
                    best = Some((steps + work, shelter));
                }
            }
        }
        best
    }

    fn cells(self) -> [Pos; 2] {
        let outer = self.entrance.plus(self.inward.step());
        [outer, outer.plus(self.inward.step())]
    }

    /// Cells to dig out; none if it cannot be shut.
    fn work(self, memory: &Memory) -> Option<u16> {
        let mut work = 0;
        for cell in self.cells() {
            work += match memory.ground(cell)? {
                Material::Stone | Material::Coal => 1,
                Material::Path | Material::Sand | Material::Grass
                    if memory.thing(cell).is_none() =>
                {
                    0
                }
                _ => return None,
            };
        }
        self.is_walled(memory).then_some(work)
    }

    /// Whether all around but the entrance is shut.
    fn is_walled(self, memory: &Memory) -> bool {
        let [outer, inner] = self.cells();
        let open = [self.entrance, outer, inner];
        [outer, inner].into_iter().all(|cell| {
            let sides = Facing::ALL.map(|side| cell.plus(side.step()));
            sides.into_iter().all(|side| open.contains(&side) || memory.is_solid(side))
        })
    }

    fn next(&mut self, memory: &Memory) -> Stay {
        let [outer, inner] = self.cells();
        let (dx, dy) = self.inward.step();
        let outward = Facing::of_step((-dx, -dy)).unwrap_or(self.inward);
        if !self.is_walled(memory) {
            return Stay::Spoilt;
        }
        if memory.pos == inner {
            self.entered = true;
            return Stay::Act(Action::to(outward));
        }
        if memory.pos == outer && self.entered {
            return match () {
                () if memory.is_closed(self.entrance) => Stay::Safe,
                () if memory.facing != outward => Stay::Act(Action::to(self.inward)),
                () if memory.thing(self.entrance).is_some() => Stay::Act(Action::Do),
                () => Stay::Act(Action::PlaceStone),
            };
        }
        if memory.pos != outer && memory.pos != self.entrance {
            return Stay::Go(self.entrance);
        }
        let next = memory.pos.plus(self.inward.step());
        if memory.is_free(next) || memory.facing != self.inward {
            Stay::Act(Action::to(self.inward))
        } else {
            Stay::Act(Action::Do)
        }
    }
}
