//! Every tenth step chunks get creatures or lose some, by day and night.
//!
//! Source: crafter 1.8.3, `env.py`, `_balance_chunk`.

use super::game::{Game, Order};
use super::material::Material;
use super::object::Body;

/// How a kind of creature is kept in balance in a chunk.
struct Balance {
    body: Body,
    /// What it stands on when it comes.
    ground: Material,
    /// It comes only so far from the player.
    spawn_distance: u16,
    /// It goes only so far from the player.
    despawn_distance: u16,
    spawn_chance: f64,
    despawn_chance: f64,
    /// With fewer one may come, with more one may go.
    least: f64,
    most: f64,
}

impl Game {
    /// Balances every chunk.
    pub(super) fn balance(&mut self) {
        match self.options.order {
            // Chunks that become known on the way wait for the next time.
            Order::Creation => {
                for at in 0..self.world.chunk_count() {
                    self.balance_chunk(self.world.chunk(at));
                }
            }
            Order::Synth => {
                for chunk in 0..self.world.all_chunks() {
                    if self.world.is_known(chunk) {
                        self.balance_chunk(chunk);
                    }
                }
            }
        }
        self.world.compact();
    }

    fn balance_chunk(&mut self, chunk: usize) {
        let (light, (grass, path)) = (self.daylight, self.world.ground(chunk));
        let by_night = 3.5 - 3.0 * light;
        self.balance_kind(
            chunk,
            &Balance {
                body: Body::Zombie { cooldown: 0 },
                ground: Material::Grass,
                spawn_distance: 6,
                despawn_distance: 0,
                spawn_chance: 0.3,
                despawn_chance: 0.4,
                least: if grass < 50 { 0.0 } else { by_night },
                most: by_night,
            },
        );
        self.balance_kind(
            chunk,
            &Balance {
                body: Body::Skeleton { reload: 0 },
                ground: Material::Path,
                spawn_distance: 7,
                despawn_distance: 7,
                spawn_chance: 0.1,
                despawn_chance: 0.1,
                least: if path < 6 { 0.0 } else { 1.0 },
                most: 2.0,
            },
        );
        self.balance_kind(
            chunk,
            &Balance {
                body: Body::Cow,
                ground: Material::Grass,
                spawn_distance: 5,
                despawn_distance: 5,
                spawn_chance: 0.01,
                despawn_chance: 0.1,
                least: if grass < 30 { 0.0 } else { 1.0 },
                most: 1.5 + light,
            },
        );
    }

    fn balance_kind(&mut self, chunk: usize, balance: &Balance) {
        let count = self.world.population(chunk, balance.body.number());
        // A draw that fails still lets the other test come; the two never both hold.
        if count < balance.least as u32 && self.rng.random() < balance.spawn_chance {
            self.spawn(chunk, balance);
        } else if count > balance.most as u32 && self.rng.random() < balance.despawn_chance {
            self.despawn(chunk, balance, count);
        }
    }

    fn spawn(&mut self, chunk: usize, balance: &Balance) {
        let (grass, path) = self.world.ground(chunk);
        let cells = if balance.ground == Material::Grass { grass } else { path };
        let nth = self.rng.below(cells);
        let Some(pos) = self.world.nth_cell(chunk, balance.ground, nth) else { return };
        let is_away = pos.distance(self.pos()) >= balance.spawn_distance;
        if is_away && self.world.slot_at(pos).is_none() {
            self.world.add(pos, balance.body);
        }
    }

    /// Upstream leaves the order of the candidates to memory addresses. Here it is the order that they
    /// came in; synth-ai's wrapper sorts them by cell.
    fn despawn(&mut self, chunk: usize, balance: &Balance, count: u32) {
        let nth = self.rng.below(count) as usize;
        self.contested_picks += u32::from(count > 1);
        let members = || self.world.members(chunk, balance.body.number());
        let chosen = match self.options.order {
            Order::Creation => members().nth(nth),
            Order::Synth => {
                let mut sorted: Vec<usize> = members().collect();
                sorted.sort_unstable_by_key(|&slot| self.world.slot(slot).pos);
                sorted.get(nth).copied()
            }
        };
        let Some(slot) = chosen else { return };
        if self.world.slot(slot).pos.distance(self.pos()) >= balance.despawn_distance {
            self.world.remove(slot);
        }
    }
}
