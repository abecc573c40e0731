//! How a world is laid out: ground from noise, then creatures on it.
//!
//! Source: crafter 1.8.3, `worldgen.py`. Draws are made only where a test is reached, in the order of
//! the original.

use super::game::Game;
use super::material::Material;
use super::object::{Body, Pos};
use crate::rng::{OpenSimplex, RandomState};

/// Seeds of noise are below this.
const NOISE_SEEDS: u32 = (1 << 31) - 1;

impl Game {
    /// Lays out an empty world around the player, who is in it already.
    pub(super) fn generate(&mut self) {
        let noise_seed = self.rng.below(NOISE_SEEDS);
        self.noise_seed = noise_seed;
        let field = Field { noise: OpenSimplex::new(noise_seed.into()), player: self.pos() };
        let (width, height) = (self.world.area().width(), self.world.area().height());
        self.tunnels.clear();
        for x in 0..i16::from(width) {
            for y in 0..i16::from(height) {
                let pos = Pos::new(x, y);
                let ground = field.ground(pos, &mut self.rng);
                self.world.set_material(pos, ground.material());
                self.tunnels.push(ground == Ground::Tunnel);
            }
        }
        let mut cell = 0;
        for x in 0..i16::from(width) {
            for y in 0..i16::from(height) {
                let pos = Pos::new(x, y);
                if let Some(body) = self.creature(pos, self.tunnels[cell]) {
                    self.world.add(pos, body);
                }
                cell += 1;
            }
        }
    }

    /// Who lives in a cell.
    fn creature(&mut self, pos: Pos, is_tunnel: bool) -> Option<Body> {
        let distance = straight(pos, self.pos());
        let material = self.world.material(pos);
        let mut rare = |limit: f64| self.rng.random() > limit;
        if !matches!(material, Material::Grass | Material::Sand | Material::Path) {
            None
        } else if distance > 3.0 && material == Material::Grass && rare(0.985) {
            Some(Body::Cow)
        } else if distance > 10.0 && rare(0.993) {
            Some(Body::Zombie { cooldown: 0 })
        } else if material == Material::Path && is_tunnel && rare(0.95) {
            Some(Body::Skeleton { reload: 0 })
        } else {
            None
        }
    }
}

/// What a cell becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    Of(Material),
    /// A path that skeletons live in.
    Tunnel,
}

impl Ground {
    const fn material(self) -> Material {
        match self {
            Self::Of(material) => material,
            Self::Tunnel => Material::Path,
        }
    }
}

/// The noise of a world, and where its player starts.
struct Field {
    noise: OpenSimplex,
    player: Pos,
}

impl Field {
    fn ground(&self, pos: Pos, rng: &mut RandomState) -> Ground {
        let (x, y) = (f64::from(pos.x), f64::from(pos.y));
        let one = |x: f64, y: f64, z: f64, size: f64| self.noise.noise3(x / size, y / size, z);
        let two = |z: f64, weight: f64| one(x, y, z, 15.0) + weight * one(x, y, z, 5.0);
        let mut drawn = |limit: f64| rng.random() > limit;

        let start = 4.0 - straight(pos, self.player) + 2.0 * one(x, y, 8.0, 3.0);
        let start = 1.0 / (1.0 + libm::exp(-start));
        if start > 0.5 {
            return Ground::Of(Material::Grass);
        }
        let water = two(3.0, 0.15) + 0.1 - 2.0 * start;
        let mountain = two(0.0, 0.3) / 1.3 - (4.0 * start + 0.3 * water);
        Ground::Of(if mountain > 0.15 {
            if one(x, y, 6.0, 7.0) > 0.15 && mountain > 0.3 {
                Material::Path
            } else if one(2.0 * x, y / 5.0, 7.0, 3.0) > 0.4 || one(x / 5.0, 2.0 * y, 7.0, 3.0) > 0.4
            {
                return Ground::Tunnel;
            } else if one(x, y, 1.0, 8.0) > 0.0 && drawn(0.85) {
                Material::Coal
            } else if one(x, y, 2.0, 6.0) > 0.4 && drawn(0.75) {
                Material::Iron
            } else if mountain > 0.18 && drawn(0.994) {
                Material::Diamond
            } else if mountain > 0.3 && one(x, y, 6.0, 5.0) > 0.35 {
                Material::Lava
            } else {
                Material::Stone
            }
        } else if 0.25 < water && water <= 0.35 && one(x, y, 4.0, 9.0) > -0.2 {
            Material::Sand
        } else if water > 0.3 {
            Material::Water
        } else if one(x, y, 5.0, 7.0) > 0.0 && drawn(0.8) {
            Material::Tree
        } else {
            Material::Grass
        })
    }
}

/// The distance as the crow flies.
fn straight(one: Pos, other: Pos) -> f64 {
    let (dx, dy) = (f64::from(one.x - other.x), f64::from(one.y - other.y));
    (dx * dx + dy * dy).sqrt()
}
