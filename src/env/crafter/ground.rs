//! What the cells of a new world are made of, from noise.
//!
//! A cell is decided by comparing sums of noise with limits. Noise is what a start costs, so a sum is first known by its bounds
//! only, and computed in the original's own order where the bounds do not decide.
//!
//! Source: crafter 1.8.3, `worldgen.py`, `_set_material`.

use super::material::Material;
use super::object::Pos;
use crate::rng::{OpenSimplex, RandomState};

/// What a cell becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    Of(Material),
    /// A path that skeletons live in.
    Tunnel,
}

impl Ground {
    pub(super) const fn material(self) -> Material {
        match self {
            Self::Of(material) => material,
            Self::Tunnel => Material::Path,
        }
    }
}

/// The noise of a world, and where its player starts.
pub(super) struct Field {
    pub(super) noise: OpenSimplex,
    pub(super) player: Pos,
}

/// Noise lies in -1 to 1; bounds are wider than that by far more than sums are rounded by.
const NOISE: f64 = 1.0 + 1e-6;

/// So far from the player's start, and farther, `start` is above 0 and below this: `exp(6 - distance)`, rounded up.
const START_BELOW: [(f64, f64); 3] = [(40.0, 2e-15), (20.0, 1e-6), (12.0, 2.5e-3)];

/// A cell whose ground is asked for.
struct Cell<'a> {
    noise: &'a OpenSimplex,
    x: f64,
    y: f64,
    /// How much the cell belongs to the meadow where the player starts, and its bounds while that is not known.
    start: Option<f64>,
    start_below: f64,
    away: f64,
    /// The coarse noise of water and mountains, and the fine, once it is known.
    water: (f64, Option<f64>),
    mountain: (f64, Option<f64>),
}

impl Field {
    /// What a cell becomes. Draws are made only where a test is reached, in the order of the original.
    pub(super) fn ground(&self, pos: Pos, rng: &mut RandomState) -> Ground {
        let (x, y, away) = (f64::from(pos.x), f64::from(pos.y), straight(pos, self.player));
        let one = |x: f64, y: f64, z: f64, size: f64| self.noise.noise3(x / size, y / size, z);
        let mut drawn = |limit: f64| rng.random() > limit;

        let start_below = START_BELOW.iter().find(|(least, _)| away >= *least);
        let mut cell = Cell {
            noise: &self.noise,
            x,
            y,
            start: None,
            start_below: start_below.map_or(1.0, |(_, below)| *below),
            away,
            water: (0.0, None),
            mountain: (0.0, None),
        };
        if start_below.is_none() && cell.start() > 0.5 {
            return Ground::Of(Material::Grass);
        }
        cell.water.0 = one(x, y, 3.0, 15.0);
        cell.mountain.0 = one(x, y, 0.0, 15.0);
        Ground::Of(if cell.mountain_above(0.15) {
            if cell.mountain_above(0.3) && one(x, y, 6.0, 7.0) > 0.15 {
                Material::Path
            } else if one(2.0 * x, y / 5.0, 7.0, 3.0) > 0.4 || one(x / 5.0, 2.0 * y, 7.0, 3.0) > 0.4
            {
                return Ground::Tunnel;
            } else if one(x, y, 1.0, 8.0) > 0.0 && drawn(0.85) {
                Material::Coal
            } else if one(x, y, 2.0, 6.0) > 0.4 && drawn(0.75) {
                Material::Iron
            } else if cell.mountain_above(0.18) && drawn(0.994) {
                Material::Diamond
            } else if cell.mountain_above(0.3) && one(x, y, 6.0, 5.0) > 0.35 {
                Material::Lava
            } else {
                Material::Stone
            }
        } else if cell.water_above(0.25) && !cell.water_above(0.35) && one(x, y, 4.0, 9.0) > -0.2 {
            Material::Sand
        } else if cell.water_above(0.3) {
            Material::Water
        } else if one(x, y, 5.0, 7.0) > 0.0 && drawn(0.8) {
            Material::Tree
        } else {
            Material::Grass
        })
    }
}

impl Cell<'_> {
    fn one(&self, z: f64, size: f64) -> f64 {
        self.noise.noise3(self.x / size, self.y / size, z)
    }

    fn start(&mut self) -> f64 {
        if let Some(start) = self.start {
            return start;
        }
        let start = 4.0 - self.away + 2.0 * self.one(8.0, 3.0);
        let start = 1.0 / (1.0 + libm::exp(-start));
        self.start = Some(start);
        start
    }

    /// The least and the most that `start` can be.
    fn start_bounds(&self) -> [f64; 2] {
        self.start.map_or([0.0, self.start_below], |start| [start; 2])
    }

    fn water_fine(&mut self) -> f64 {
        let fine = self.water.1.unwrap_or_else(|| self.one(3.0, 5.0));
        self.water.1 = Some(fine);
        fine
    }

    fn mountain_fine(&mut self) -> f64 {
        let fine = self.mountain.1.unwrap_or_else(|| self.one(0.0, 5.0));
        self.mountain.1 = Some(fine);
        fine
    }

    /// The sum itself.
    fn water(&mut self) -> f64 {
        let (start, fine) = (self.start(), self.water_fine());
        self.water.0 + 0.15 * fine + 0.1 - 2.0 * start
    }

    /// The sum itself.
    fn mountain(&mut self) -> f64 {
        let (water, start, fine) = (self.water(), self.start(), self.mountain_fine());
        (self.mountain.0 + 0.3 * fine) / 1.3 - (4.0 * start + 0.3 * water)
    }

    fn water_above(&mut self, limit: f64) -> bool {
        self.settle(limit, Self::water_decided, &[Self::water_fine], Self::water)
    }

    fn mountain_above(&mut self, limit: f64) -> bool {
        let steps: [fn(&mut Self) -> f64; 2] = [Self::mountain_fine, Self::water_fine];
        self.settle(limit, Self::mountain_decided, &steps, Self::mountain)
    }

    /// Decides by what is known, then learns more, step by step; at last by the sum itself.
    #[inline]
    fn settle(
        &mut self,
        limit: f64,
        decided: fn(&Self, f64) -> Option<bool>,
        steps: &[fn(&mut Self) -> f64],
        sum: fn(&mut Self) -> f64,
    ) -> bool {
        let mut known = decided(self, limit);
        for step in steps {
            if known.is_none() {
                step(self);
                known = decided(self, limit);
            }
        }
        known.unwrap_or_else(|| sum(self) > limit)
    }

    fn water_decided(&self, limit: f64) -> Option<bool> {
        let ([least_start, most_start], [least, most]) =
            (self.start_bounds(), bounds(self.water.1));
        let sum = |fine: f64, start: f64| self.water.0 + 0.15 * fine + 0.1 - 2.0 * start;
        decide(sum(least, most_start), sum(most, least_start), limit)
    }

    fn mountain_decided(&self, limit: f64) -> Option<bool> {
        let ([least_start, most_start], [least_water, most_water]) =
            (self.start_bounds(), bounds(self.water.1));
        let [least, most] = bounds(self.mountain.1);
        // In water's sum `start` counts with the opposite sign: 4 - 0.3 * 2 of it are left.
        let sum = |fine: f64, water_fine: f64, start: f64| {
            let water = self.water.0 + 0.15 * water_fine + 0.1;
            (self.mountain.0 + 0.3 * fine) / 1.3 - 0.3 * water - 3.4 * start
        };
        decide(sum(least, most_water, most_start), sum(most, least_water, least_start), limit)
    }
}

/// The least and the most that noise can be.
fn bounds(known: Option<f64>) -> [f64; 2] {
    known.map_or([-NOISE, NOISE], |noise| [noise; 2])
}

/// Whether a sum within bounds is above a limit, if the bounds tell: sums in another order differ by far less than the margin.
fn decide(low: f64, high: f64, limit: f64) -> Option<bool> {
    const MARGIN: f64 = 1e-9;
    if low > limit + MARGIN {
        Some(true)
    } else if high < limit - MARGIN {
        Some(false)
    } else {
        None
    }
}

/// The distance as the crow flies.
pub(super) fn straight(one: Pos, other: Pos) -> f64 {
    let (dx, dy) = (f64::from(one.x - other.x), f64::from(one.y - other.y));
    (dx * dx + dy * dy).sqrt()
}
