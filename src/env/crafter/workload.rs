//! The work that Crafter's speed is measured on: the same episodes here and in Python.
//!
//! As [`crate::env::workload`]: a round plays the episodes of the seeds from 1, each by actions that a
//! linear congruential generator chose; steps start from prepared worlds, a round of starts is the
//! starts alone. `xtask/python/compare_crafter.py` does the same with the original, without pictures
//! but with their draws.

use std::hint::black_box;

use sha2::{Digest, Sha256};

use super::game::hex;
use super::text::BalrogText;
use super::{Action, CrafterEnv, Options};
use crate::env::workload::Work;
use crate::env::{Env, Seed};

/// Something that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload {
    /// Its name, the same in Python.
    pub name: &'static str,
    /// What is done.
    pub work: Work,
    /// The game.
    pub options: Options,
    /// How many episodes there are.
    pub episodes: usize,
}

impl Workload {
    /// Everything that is measured.
    pub const ALL: [Self; 3] = [
        Self { name: "step", work: Work::Step, options: Options::CLASSIC, episodes: 20 },
        Self { name: "text", work: Work::StepAndText, options: Options::CLASSIC, episodes: 10 },
        Self { name: "reset", work: Work::Reset, options: Options::CLASSIC, episodes: 8 },
    ];

    fn seeds(&self) -> impl Iterator<Item = Seed> + use<> {
        (1..=self.episodes as u64).map(Seed)
    }
}

/// One pass over the episodes of a workload, as often as one likes.
#[derive(Debug)]
pub struct Round {
    workload: Workload,
    starts: Vec<CrafterEnv>,
    envs: Vec<CrafterEnv>,
    text: String,
}

impl Round {
    /// The worlds of a workload.
    pub fn new(workload: Workload) -> Self {
        let start = |seed| {
            let mut env = CrafterEnv::new(workload.options);
            env.reset(seed);
            env
        };
        let starts: Vec<CrafterEnv> = workload.seeds().map(start).collect();
        Self { workload, envs: starts.clone(), starts, text: String::new() }
    }

    /// Puts every episode at its start. Call it before each [`Self::play`], untimed.
    pub fn prepare(&mut self) {
        self.envs.clone_from(&self.starts);
    }

    /// Does the work once; returns how many steps or starts that was.
    pub fn play(&mut self) -> u32 {
        self.pass(|shown| {
            black_box(shown);
        })
    }

    /// A digest of all that the work shows: the first eight bytes of a SHA-256, in hexadecimal.
    ///
    /// Digested are, for each start, the semantic map; for each step the inventory, the player's cell,
    /// the reward (little-endian), whether it is over, and the text, if the workload has one; after
    /// the last step the semantic map.
    pub fn checksum(workload: Workload) -> String {
        let mut hash = Sha256::new();
        Self::new(workload).pass(|&Shown { env, reward, over, text }| {
            if let Some(reward) = reward {
                let (game, pos) = (env.game(), env.game().pos());
                hash.update(game.player().inventory.0);
                hash.update([pos.x as u8, pos.y as u8]);
                hash.update(reward.to_le_bytes());
                hash.update([over.into()]);
                hash.update(text);
            }
            if reward.is_none() || over {
                hash.update(env.game().world().semantic());
            }
        });
        hex(&hash.finalize()[..8])
    }

    fn pass(&mut self, mut see: impl FnMut(&Shown)) -> u32 {
        let Self { workload, envs, text, .. } = self;
        let mut count = 0;
        for (env, seed) in envs.iter_mut().zip(workload.seeds()) {
            if workload.work == Work::Reset {
                env.reset(seed);
                see(&Shown { env, reward: None, over: false, text: "" });
                count += 1;
                continue;
            }
            for action in plan(seed) {
                let Ok(step) = env.step(&action) else { break };
                count += 1;
                if workload.work == Work::StepAndText {
                    text.clear();
                    BalrogText::default().long_into(env.game(), text);
                    BalrogText::default().short_into(env.game(), text);
                }
                let over = step.is_over();
                see(&Shown { env, reward: Some(step.reward), over, text });
                if over {
                    break;
                }
            }
        }
        count
    }
}

/// What the work shows: a start (without a reward), or a step.
struct Shown<'a> {
    env: &'a CrafterEnv,
    reward: Option<f64>,
    over: bool,
    text: &'a str,
}

/// The longest episode: into the first night.
const MOST_STEPS: usize = 250;

/// The actions of an episode.
fn plan(seed: Seed) -> impl Iterator<Item = Action> {
    let mut state = seed.0;
    std::iter::repeat_with(move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Action::ALL[((state >> 33) % Action::ALL.len() as u64) as usize]
    })
    .take(MOST_STEPS)
}
