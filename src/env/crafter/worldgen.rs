//! How a world is laid out: ground from noise, then creatures on it.
//!
//! Source: crafter 1.8.3, `worldgen.py`. Draws are made only where a test is reached, in the order of the original.

use super::game::Game;
use super::ground::{Field, Ground, straight};
use super::material::Material;
use super::object::{Body, Pos};
use crate::rng::OpenSimplex;

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
