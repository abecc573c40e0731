//! What each action would lead to, and how many steps the expert would then still need.
//!
//! The counts are those of [`Bot::guide`], the expert that knows the map, or of the planner where the
//! mission is not BabyAI's: they tell how far it is from done, whatever the agent has seen. Every answer
//! comes from a copy of the world.

pub mod crafter;
mod effect;
mod hint;

use std::fmt;

pub use effect::{Effect, Obstacle, Thing};
pub use hint::hint;

use super::planner::{self, Effort};
use super::{Bot, Played, Reason, play_out};
use crate::env::Env;
use crate::env::babyai::{DescId, Instr};
use crate::env::minigrid::{Action, GridEnv, ObjectId};

/// What one action would lead to. Shown, it is the effect in a few words.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// The action.
    pub action: Action,
    /// What it would do.
    pub effect: Effect,
    /// Whether it would do anything but use up a step.
    pub possible: bool,
    /// What stands against it, if it would not.
    pub why_not: Option<Obstacle>,
    /// What it would earn.
    pub reward: f64,
    /// Whether it would end the task, done or failed.
    pub terminated: bool,
    /// Whether it would use up the step budget.
    pub truncated: bool,
    /// Steps that the expert would need afterwards; none if it could not finish in time.
    pub expert_left: Option<u32>,
    /// Why it could not.
    pub lost: Option<Lost>,
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.effect.fmt(f)
    }
}

/// Why the mission could not be done any more, as far as the expert can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The action would fail the task.
    Failed,
    /// The steps left would be too few.
    OutOfSteps,
    /// An object that is needed would no longer exist.
    Gone(Thing),
    /// The expert would know no way on.
    Stuck(Reason),
}

/// What each action would lead to; nothing when the episode is over.
pub fn probe(env: &GridEnv, actions: &[Action]) -> Vec<Probe> {
    actions.iter().filter_map(|&action| probe_one(env, action)).collect()
}

/// Steps that the expert needs from here; none if it cannot finish in time, if the world asks for
/// nothing, or if finding out takes more than [`Effort::GLANCE`]. Zero when all is done.
pub fn steps_left(env: &GridEnv) -> Option<u32> {
    outlook(env).ok()
}

fn probe_one(env: &GridEnv, action: Action) -> Option<Probe> {
    let mut after = env.clone();
    let step = after.step(&action).ok()?;
    let outlook = match step.terminated {
        true if step.reward > 0.0 => Ok(0),
        true => Err(Some(Lost::Failed)),
        false => outlook(&after),
    };
    let effect = Effect::of(action, env.state(), after.state(), step.terminated);
    let why_not = if let Effect::Nothing(obstacle) = effect { Some(obstacle) } else { None };
    Some(Probe {
        action,
        effect,
        possible: why_not.is_none(),
        why_not,
        reward: step.reward,
        terminated: step.terminated,
        truncated: step.truncated,
        expert_left: outlook.ok(),
        lost: outlook.err().flatten(),
    })
}

/// Steps that the expert needs, or why it cannot finish; no reason where there is no expert.
fn outlook(env: &GridEnv) -> Result<u32, Option<Lost>> {
    let Some(task) = env.task() else { return foresee(env) };
    if task.next_open().is_none() {
        return Ok(0);
    }
    let mut copy = env.clone();
    let played = play_out(&mut copy, &mut Bot::guide(env), u32::MAX);
    match played {
        _ if played.is_success() => Ok(played.actions.len() as u32),
        Played { gave_up: Some(gave_up), .. } => {
            Err(Some(gone(&copy).map_or(Lost::Stuck(gave_up.reason), Lost::Gone)))
        }
        Played { terminated: true, .. } => Err(Some(Lost::Failed)),
        Played { .. } => Err(Some(Lost::OutOfSteps)),
    }
}

/// The same by the planner.
fn foresee(env: &GridEnv) -> Result<u32, Option<Lost>> {
    if env.is_over() {
        return Err(None);
    }
    let found = planner::plan(env, Effort::GLANCE);
    found.map(|plan| plan.actions.len() as u32).map_err(|gave_up| match gave_up.reason {
        Reason::NothingAsked | Reason::TooManyWays => None,
        Reason::TooFewSteps => Some(Lost::OutOfSteps),
        reason => Some(Lost::Stuck(reason)),
    })
}

/// An object that the next part of the mission needs and that no longer exists.
fn gone(env: &GridEnv) -> Option<Thing> {
    let task = env.task()?;
    let state = env.state();
    let exists = |id: ObjectId| {
        state.carrying.id == id || state.grid.cells().iter().any(|cell| cell.id == id)
    };
    let is_gone = |id: &DescId| {
        let objects = &task.descs[usize::from(id.0)].objects;
        !objects.is_empty() && !objects.iter().any(|&object| exists(object))
    };
    let needed = match task.next_open()?.1 {
        Instr::GoTo(id) | Instr::Open { door: id, .. } | Instr::Pickup { object: id, .. } => {
            [Some(*id), None]
        }
        Instr::PutNext { moved, fixed, .. } => [Some(*moved), Some(*fixed)],
        Instr::Before(..) | Instr::After(..) | Instr::And(..) => [None, None],
    };
    let desc = &task.descs[usize::from(needed.into_iter().flatten().find(is_gone)?.0)];
    Some(Thing { color: desc.color, kind: desc.kind })
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed => f.write_str("the mission fails"),
            Self::OutOfSteps => f.write_str("too few steps are left"),
            Self::Gone(thing) => write!(f, "{thing} is gone"),
            Self::Stuck(reason) => write!(f, "the expert sees no way: {reason}"),
        }
    }
}
