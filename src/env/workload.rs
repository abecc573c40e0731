//! The work that speed is measured on: the same episodes here, in a browser and in Python.
//!
//! A round plays the episodes of the seeds 1 to [`Workload::episodes`], each by actions that a linear
//! congruential generator chose beforehand. A round of steps puts the episodes at their starts first,
//! untimed, so that a step is only a step; a round of starts is the starts alone. No clock is read
//! here: who measures times [`Round::play`] and keeps the quickest of many rounds, since whatever else
//! a machine does can only make one slower.
//!
//! `xtask/python/compare_grid.py` does the same with the original; [`Round::checksum`] tells whether
//! both showed the same.

use std::fmt::Write;
use std::hint::black_box;

use sha2::{Digest, Sha256};

use crate::env::babyai::text::describe_into;
use crate::env::catalog::{self, WorldSpec};
use crate::env::minigrid::{Action, GridEnv, Observation};
use crate::env::{Env, Seed, Step};

/// What is done to a world over and over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// One step and the view after it.
    Step,
    /// One step and the view after it in words.
    StepAndText,
    /// The start of an episode and its first view.
    Reset,
}

/// Something that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload {
    /// Its name, the same in Python.
    pub name: &'static str,
    /// What is done.
    pub work: Work,
    /// The world's name in the catalog, which is its name upstream.
    pub world: &'static str,
    /// How many episodes there are.
    pub episodes: usize,
    /// How often a round plays each of them: it should last a millisecond or more.
    pub times: usize,
}

impl Workload {
    /// Everything that is measured.
    pub const ALL: [Self; 4] = [
        Self::new("step-empty", Work::Step, "MiniGrid-Empty-8x8-v0", 20, 4),
        Self::new("text-goto-local", Work::StepAndText, "BabyAI-GoToLocal-v0", 60, 4),
        Self::new("reset-boss", Work::Reset, "BabyAI-BossLevel-v0", 40, 8),
        Self::new("reset-goto", Work::Reset, "BabyAI-GoTo-v0", 40, 8),
    ];

    const fn new(
        name: &'static str,
        work: Work,
        world: &'static str,
        episodes: usize,
        times: usize,
    ) -> Self {
        Self { name, work, world, episodes, times }
    }

    /// The seeds of a round.
    fn seeds(&self) -> impl Iterator<Item = Seed> + use<> {
        let Self { episodes, times, .. } = *self;
        (0..times).flat_map(move |_| (1..=episodes as u64).map(Seed))
    }
}

/// One pass over the episodes of a workload, as often as one likes.
#[derive(Debug)]
pub struct Round {
    workload: Workload,
    envs: Vec<GridEnv>,
    actions: Vec<Action>,
    text: String,
}

impl Round {
    /// The worlds of a workload.
    ///
    /// # Errors
    ///
    /// The name of a grid world that the catalog does not have.
    pub fn new(workload: Workload) -> Result<Self, &'static str> {
        let entry = catalog::by_id(workload.world).ok_or(workload.world)?;
        let env = catalog::make_grid(&WorldSpec::new(entry.world())).ok_or(workload.world)?;
        // A start uses one world over and over; episodes under way need a world each.
        let worlds = if workload.work == Work::Reset { 1 } else { workload.seeds().count() };
        let envs = vec![env; worlds];
        Ok(Self { workload, envs, actions: actions(), text: String::new() })
    }

    /// The work.
    pub const fn workload(&self) -> Workload {
        self.workload
    }

    /// Puts every episode at its start. Call it before each [`Self::play`], untimed.
    pub fn prepare(&mut self) {
        for (env, seed) in self.envs.iter_mut().zip(self.workload.seeds()) {
            env.reset(seed);
        }
    }

    /// Does the work once; returns how many steps or starts that was.
    pub fn play(&mut self) -> u32 {
        self.pass(|shown| {
            black_box(shown);
        })
    }

    /// A digest of all that the work shows: the first eight bytes of a SHA-256, in hexadecimal.
    ///
    /// Digested are, for each start, the image, the direction and the mission; for each step the
    /// image, the direction, the reward (little-endian), whether it terminated or truncated, and the
    /// text, if the workload has one. Each episode counts once.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn checksum(workload: Workload) -> Result<String, &'static str> {
        let mut round = Self::new(Workload { times: 1, ..workload })?;
        round.prepare();
        let mut hash = Sha256::new();
        round.pass(|shown| match shown {
            Shown::Start(observation, mission) => {
                digest_view(&mut hash, observation);
                hash.update(mission);
            }
            Shown::Step(step, text) => {
                digest_view(&mut hash, &step.observation);
                hash.update(step.reward.to_le_bytes());
                hash.update([step.terminated.into(), step.truncated.into()]);
                hash.update(text);
            }
        });
        let mut hex = String::new();
        for byte in &hash.finalize()[..8] {
            // A string takes whatever is written.
            let _ = write!(hex, "{byte:02x}");
        }
        Ok(hex)
    }

    fn pass(&mut self, mut see: impl FnMut(Shown)) -> u32 {
        let Self { workload, envs, actions, text } = self;
        let mut count = 0;
        match workload.work {
            Work::Reset => {
                let [env, ..] = envs.as_mut_slice() else { return 0 };
                for seed in workload.seeds() {
                    let observation = env.reset(seed);
                    see(Shown::Start(&observation, env.mission()));
                    count += 1;
                }
            }
            Work::Step => {
                for (env, seed) in envs.iter_mut().zip(workload.seeds()) {
                    count += play(env, plan(actions, seed), |step| see(Shown::Step(step, "")));
                }
            }
            Work::StepAndText => {
                for (env, seed) in envs.iter_mut().zip(workload.seeds()) {
                    count += play(env, plan(actions, seed), |step| {
                        text.clear();
                        describe_into(text, &step.observation);
                        see(Shown::Step(step, text));
                    });
                }
            }
        }
        count
    }
}

/// What the work shows.
enum Shown<'a> {
    /// The first view of an episode, and its mission.
    Start(&'a Observation, &'a str),
    /// A step, and its view in words.
    Step(&'a Step<Observation>, &'a str),
}

/// Plays an episode to its end; returns how many steps it took.
fn play(env: &mut GridEnv, plan: &[Action], mut see: impl FnMut(&Step<Observation>)) -> u32 {
    let mut count = 0;
    for action in plan {
        let Ok(step) = env.step(action) else { break };
        count += 1;
        see(&step);
        if step.is_over() {
            break;
        }
    }
    count
}

/// How many actions are drawn.
const ACTIONS: usize = 4096;

/// The longest episode.
const MOST_STEPS: usize = 256;

/// Any of the six actions that BALROG offers.
fn actions() -> Vec<Action> {
    let mut state = 1_u64;
    let mut draw = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Action::ALL[((state >> 33) % 6) as usize]
    };
    (0..ACTIONS).map(|_| draw()).collect()
}

/// The actions of an episode.
fn plan(actions: &[Action], seed: Seed) -> &[Action] {
    let start = (seed.0 * 31 % (ACTIONS - MOST_STEPS) as u64) as usize;
    &actions[start..start + MOST_STEPS]
}

fn digest_view(hash: &mut Sha256, observation: &Observation) {
    hash.update(observation.image.as_flattened().as_flattened());
    hash.update([observation.direction as u8]);
}
