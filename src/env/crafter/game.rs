//! The whole state of a game, and a step of it.
//!
//! Source: crafter 1.8.3, `env.py`, `Env`.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::achievement::Achievements;
use super::action::Action;
use super::daylight::{DARK, daylight};
use super::object::{Body, Object, Pos};
use super::options::Options;
pub(super) use super::options::Order;
use super::player::{Player, SLOT};
use super::world::World;
use crate::rng::{RandomState, hash_int, hash_tuple};

/// Seeds of worlds are below this: a prime.
const WORLD_SEEDS: i64 = (1 << 31) - 1;

/// The seed of the world that an episode plays in: the environment's seed, hashed with the number of
/// the episode, from 1.
pub fn world_seed(seed_hash: i64, episode: u64) -> u32 {
    let hash = hash_tuple(&[seed_hash, hash_int(episode.into())]);
    hash.rem_euclid(WORLD_SEEDS) as u32
}

/// What a step led to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// A tenth of the health gained or lost, and 1 if anything was achieved for the first time.
    pub reward: f64,
    /// The player died.
    pub dead: bool,
    /// The game's length is reached.
    pub at_length: bool,
    /// What was achieved for the first time.
    pub unlocked: Achievements,
}

/// A game at some step.
#[derive(Clone, Debug)]
pub struct Game {
    pub(super) options: Options,
    pub(super) world: World,
    pub(super) player: Player,
    pub(super) rng: RandomState,
    pub(super) daylight: f64,
    pub(super) noise_seed: u32,
    pub(super) contested_picks: u32,
    /// While a world is laid out: which cells are tunnels.
    pub(super) tunnels: Vec<bool>,
    /// While a step is taken in synth-ai's order: who is next.
    queue: Vec<(Pos, usize)>,
    step: u32,
    last_health: u8,
    unlocked: Achievements,
}

impl Game {
    /// The game of a world seed, at its start.
    pub fn new(options: Options, world_seed: u32) -> Self {
        let mut game = Self {
            options,
            world: World::new(options.area),
            player: Player::START,
            rng: RandomState::new(world_seed),
            daylight: 0.0,
            noise_seed: 0,
            contested_picks: 0,
            tunnels: Vec::new(),
            queue: Vec::new(),
            step: 0,
            last_health: 0,
            unlocked: Achievements::NONE,
        };
        game.reset(world_seed);
        game
    }

    /// Starts the game of a world seed.
    pub fn reset(&mut self, world_seed: u32) {
        self.step = 0;
        self.rng = RandomState::new(world_seed);
        self.daylight = daylight(0);
        self.player = Player::START;
        self.last_health = self.player.health();
        self.unlocked = Achievements::NONE;
        self.contested_picks = 0;
        self.world.clear();
        self.world.add(self.options.area.center(), Body::Player);
        self.generate();
        self.thin_out();
        self.render(1 + self.options.render.after);
        if self.options.opening_noop {
            self.step(Action::Noop);
        }
    }

    /// Takes a step. Nothing hinders one after the end; who plays stops there.
    pub fn step(&mut self, action: Action) -> Outcome {
        self.render(self.options.render.before);
        self.step += 1;
        self.daylight = daylight(self.step);
        self.update_all(action);
        if self.step.is_multiple_of(10) {
            self.balance();
        }
        self.render(1 + self.options.render.after);
        let health = self.player.health();
        let mut reward = (f64::from(health) - f64::from(self.last_health)) / 10.0;
        self.last_health = health;
        let unlocked = Achievements::of(&self.player.achievements).without(self.unlocked);
        if !unlocked.is_empty() {
            self.unlocked = self.unlocked.with(unlocked);
            reward += 1.0;
        }
        let at_length = self.options.length.is_some_and(|length| self.step >= length);
        Outcome { reward, dead: health == 0, at_length, unlocked }
    }

    fn update_all(&mut self, action: Action) {
        let count = self.world.slots();
        match self.options.order {
            Order::Creation => (0..count).for_each(|slot| self.update(slot, action)),
            Order::Synth => {
                let mut queue = std::mem::take(&mut self.queue);
                queue.clear();
                queue.extend((0..count).map(|slot| (self.world.slot(slot).pos, slot)));
                queue.sort_unstable();
                for &(_, slot) in &queue {
                    self.update(slot, action);
                }
                self.queue = queue;
            }
        }
        self.world.compact();
    }

    #[inline]
    fn update(&mut self, slot: usize, action: Action) {
        if slot == SLOT {
            self.update_player(action);
        } else if self.world.slot(slot).pos.distance(self.pos()) < self.options.view.reach() {
            self.update_object(slot);
        }
    }

    /// Draws what so many pictures draw.
    fn render(&mut self, pictures: u8) {
        if self.daylight < DARK {
            let numbers = self.options.render.numbers(self.options.view);
            self.rng.skip(numbers * usize::from(pictures));
        }
    }

    /// Applies the preset: thins creatures out by chance, then clears the player's surroundings.
    fn thin_out(&mut self) {
        let center = self.pos();
        for slot in SLOT + 1..self.world.slots() {
            let thinning = self.options.preset.thinning(self.world.slot(slot).body);
            if let Some((share, _)) = thinning
                && share < 1.0
                && self.rng.random() > share
            {
                self.world.remove(slot);
            }
        }
        for slot in SLOT + 1..self.world.slots() {
            let Object { body, pos, .. } = *self.world.slot(slot);
            let thinning = self.options.preset.thinning(body);
            if thinning.is_some_and(|(_, least)| pos.distance(center) < least) {
                self.world.remove(slot);
            }
        }
        self.world.compact();
    }

    /// What the game is made with.
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// The map.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// The player.
    pub const fn player(&self) -> &Player {
        &self.player
    }

    /// The player's cell.
    #[inline]
    pub fn pos(&self) -> Pos {
        self.world.slot(SLOT).pos
    }

    /// Steps taken, an opening one included.
    pub const fn step_count(&self) -> u32 {
        self.step
    }

    /// How bright it is, from 0 to 1.
    pub const fn daylight(&self) -> f64 {
        self.daylight
    }

    /// What was achieved at least once.
    pub const fn unlocked(&self) -> Achievements {
        self.unlocked
    }

    /// The generator, which all draws come from.
    pub const fn rng(&self) -> &RandomState {
        &self.rng
    }

    /// The seed of the noise that the ground was made from.
    pub const fn noise_seed(&self) -> u32 {
        self.noise_seed
    }

    /// How often since the start one of several creatures was picked to vanish: the only thing that
    /// [`Order`] decides, apart from who moves first.
    pub const fn contested_picks(&self) -> u32 {
        self.contested_picks
    }

    /// The SHA-256 of the whole state but the generator's, and of the generator's.
    ///
    /// Digested are, little-endian: `CRF1`, the step, the light, the area, every material, and every
    /// object with what only its kind has; of the generator, how many words are used up, and all.
    pub fn digests(&self) -> [[u8; 32]; 2] {
        let (words, used) = self.rng.state();
        let mut state = Sha256::new();
        let mut bytes = [0; 4 * 624];
        for (place, word) in bytes.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        state.update((used as u32).to_le_bytes());
        state.update(bytes);
        [self.state_digest(), state.finalize().into()]
    }

    /// The first of [`Self::digests`].
    pub fn state_digest(&self) -> [u8; 32] {
        let area = self.world.area();
        let mut bytes = Vec::with_capacity(area.cells() + 2048);
        bytes.extend_from_slice(b"CRF1");
        bytes.extend(self.step.to_le_bytes());
        bytes.extend(self.daylight.to_le_bytes());
        bytes.extend(u16::from(area.width()).to_le_bytes());
        bytes.extend(u16::from(area.height()).to_le_bytes());
        bytes.extend(self.world.materials().iter().map(|&material| material as u8));
        bytes.extend((self.world.objects().count() as u32).to_le_bytes());
        for object in self.world.objects() {
            self.write_object(object, &mut bytes);
        }
        Sha256::digest(&bytes).into()
    }

    fn write_object(&self, object: &Object, bytes: &mut Vec<u8>) {
        let Object { index, pos, health, body, .. } = *object;
        let health = if body == Body::Player { self.player.health().into() } else { health };
        bytes.extend(index.to_le_bytes());
        bytes.extend([body.number(), pos.x as u8, pos.y as u8]);
        bytes.extend(health.to_le_bytes());
        let step = |(dx, dy): (i16, i16)| [dx as u8, dy as u8];
        match body {
            Body::Cow => {}
            Body::Zombie { cooldown: wait } | Body::Skeleton { reload: wait } => bytes.push(wait),
            Body::Arrow { facing } => bytes.extend(step(facing.step())),
            Body::Plant { grown } => bytes.extend(grown.to_le_bytes()),
            Body::Player => {
                let player = &self.player;
                bytes.extend(step(player.facing.step()));
                bytes.push(player.sleeping.into());
                for meter in [player.hunger, player.thirst, player.fatigue, player.recover] {
                    bytes.extend(meter.to_le_bytes());
                }
                bytes.extend(player.last_health.to_le_bytes());
                bytes.extend(player.inventory.0);
                for count in player.achievements {
                    bytes.extend(count.to_le_bytes());
                }
            }
        }
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // A string takes whatever is written.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
