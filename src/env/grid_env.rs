//! A grid world as an environment: MiniGrid's and BabyAI's levels behind one interface.
//!
//! Source: Minigrid, `minigrid_env.py`, `envs/babyai/core/roomgrid_level.py`.

use crate::env::babyai::{self, Task, Verdict};
use crate::env::minigrid::levels::{self, Rule};
use crate::env::minigrid::{Action, Dir, GridState, Image};
use crate::env::{Env, Seed, StateDigest, Step, StepError};
use crate::rng::Pcg64;

/// Which level, with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    /// One of MiniGrid's own levels.
    MiniGrid(levels::Level),
    /// A level with a mission in BabyAI's language.
    BabyAi(babyai::Level),
}

/// What the agent sees; the mission is [`GridEnv::mission`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The view in numbers, `[x][y][channel]`; the agent stands at (3, 6) and looks up.
    pub image: Image,
    /// Where it looks.
    pub direction: Dir,
}

/// A grid world.
///
/// An agent in a grid of cells turns, walks, carries things and opens doors, to do what a mission in
/// words asks for.
///
/// - Actions: [`Action`], seven of them. What cannot be done changes nothing but the step count.
/// - Observation: the 7 x 7 cells ahead, as far as walls and shut doors let one see, and a direction.
/// - Start: drawn from the seed; [`GridEnv::rejected`] counts the layouts that were given up.
/// - Reward: `1 - 0.9 * steps / max_steps` on success, otherwise 0 (-1 for running into a moving
///   obstacle).
/// - End: success or failure terminate, `max_steps` truncates.
/// - Arguments: the [`Level`].
/// - Source: Farama Minigrid 3.2.0; BALROG's tasks: its fork cf73dd14.
#[derive(Clone, Debug)]
pub struct GridEnv {
    level: Level,
    state: GridState,
    rng: Pcg64,
    mission: String,
    task: Option<Task>,
    rule: Rule,
    rejected: u32,
    is_over: bool,
}

impl GridEnv {
    /// The world of a level, at the start of the episode of seed 0.
    pub fn new(level: Level) -> Self {
        let mut env = Self {
            level,
            state: GridState::new(3, 3),
            rng: Pcg64::new(0),
            mission: String::new(),
            task: None,
            rule: Rule::Plain,
            rejected: 0,
            is_over: false,
        };
        env.reset(Seed(0));
        env
    }

    /// The level.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// Everything that a step reads or changes.
    pub const fn state(&self) -> &GridState {
        &self.state
    }

    /// The mission, taken apart; only BabyAI levels have one.
    pub const fn task(&self) -> Option<&Task> {
        self.task.as_ref()
    }

    /// What the level adds to the shared rules; the places and objects are those of this episode.
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// What the episode asks for, in words.
    pub fn mission(&self) -> &str {
        &self.mission
    }

    /// The generator, which a step of a moving obstacle still draws from.
    pub const fn rng(&self) -> &Pcg64 {
        &self.rng
    }

    /// How many layouts were given up before this one.
    pub const fn rejected(&self) -> u32 {
        self.rejected
    }

    /// Whether the episode has ended.
    pub const fn is_over(&self) -> bool {
        self.is_over
    }

    /// What the agent sees now.
    pub fn observe(&self) -> Observation {
        Observation { image: self.state.image(), direction: self.state.dir }
    }
}

impl Env for GridEnv {
    type Action = Action;
    type Observation = Observation;

    fn reset(&mut self, seed: Seed) -> Observation {
        self.rng = Pcg64::new(seed.0);
        self.is_over = false;
        self.state.step_count = 0;
        match self.level {
            Level::MiniGrid(level) => {
                let start = level.lay_out(&mut self.state, &mut self.rng);
                (self.mission, self.rule) = (start.mission, start.rule);
                self.rejected = start.rejected;
                self.observe()
            }
            Level::BabyAi(level) => {
                let (mut task, rejected) = level.lay_out(&mut self.state, &mut self.rng);
                self.mission = task.surface(&self.state);
                self.state.max_steps = level.budget(&task);
                self.rejected = rejected;
                let first = self.observe();
                level.hand_over(&task, &mut self.state);
                self.task = Some(task);
                first
            }
        }
    }

    fn step(&mut self, action: &Action) -> Result<Step<Observation>, StepError> {
        if self.is_over {
            return Err(StepError::EpisodeOver);
        }
        let mut outcome = self.rule.step(&mut self.state, &mut self.rng, *action);
        if let Some(task) = &mut self.task {
            match task.verify(&self.state, *action) {
                Verdict::Continue => {}
                Verdict::Success => outcome = self.state.end(true),
                Verdict::Failure => outcome = self.state.end(false),
            }
        }
        let truncated = self.state.is_truncated();
        self.is_over = outcome.terminated || truncated;
        Ok(Step {
            observation: self.observe(),
            reward: outcome.reward,
            terminated: outcome.terminated,
            truncated,
        })
    }

    fn digest(&self) -> StateDigest {
        self.state.digest()
    }
}
