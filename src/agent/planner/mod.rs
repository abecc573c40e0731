//! The planner: finds the way through a world whose mission is not in BabyAI's language.
//!
//! It knows the whole world, moving obstacles included, and searches for the fewest actions that earn
//! the reward: A* from deed to deed (walk there, then take, put, open or say done), with the world in a
//! compact form of its own. Every plan is tried out on a copy of the world before it is believed.
//! It draws no random numbers and reads no clock, so the same world gives the same plan everywhere.

mod dodge;
mod goal;
mod layout;
mod relaxed;
mod search;
mod walk;

pub use search::Effort;

use goal::Goal;
use layout::Layout;
use search::Failure;

use super::{Agent, GaveUp, Reason};
use crate::env::Env;
use crate::env::minigrid::levels::Rule;
use crate::env::minigrid::{Action, GridEnv};

impl Effort {
    /// For playing: well under a second in a browser, a few milliseconds in most worlds.
    pub const PLAY: Self = Self { careful: 6_000, hasty: 12_000 };
    /// For looking ahead at every step: a few milliseconds.
    pub const GLANCE: Self = Self { careful: 300, hasty: 0 };

    /// The most moments that are looked at.
    pub const fn total(self) -> u32 {
        self.careful + self.hasty
    }
}

/// The way to the end of an episode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What to do, step by step; the last step earns the reward.
    pub actions: Vec<Action>,
    /// Moments that were looked at to find it.
    pub effort: u32,
}

/// Searches for a way to earn the reward from here.
///
/// # Errors
///
/// [`GaveUp`] where the world asks for nothing, or in BabyAI's language; where no way leads there, or
/// none within the steps left; and where the effort was spent before a way was found.
pub fn plan(env: &GridEnv, effort: Effort) -> Result<Plan, GaveUp> {
    let gave_up = |reason| GaveUp { reason };
    if env.task().is_some() {
        return Err(gave_up(Reason::ForeignMission));
    }
    let state = env.state();
    let mut goal = Goal::new(env.rule(), state).ok_or(gave_up(Reason::NothingAsked))?;
    let (layout, start) = Layout::read(state, &mut goal).ok_or(gave_up(Reason::TooManyWays))?;
    let (found, effort) = match env.rule() {
        Rule::Obstacles(_) => dodge::search(&layout, env, effort),
        _ => search::search(&layout, &start, &goal, effort),
    };
    let actions = found.map_err(|failure| match failure {
        Failure::NoWay => gave_up(Reason::NoWay),
        Failure::Effort => gave_up(Reason::TooManyWays),
    })?;
    if actions.len() as u64 > u64::from(state.max_steps.saturating_sub(state.step_count)) {
        return Err(gave_up(Reason::TooFewSteps));
    }
    if earns(env, &actions) { Ok(Plan { actions, effort }) } else { Err(gave_up(Reason::NoWay)) }
}

/// Whether actions end the episode, with the last of them, in success.
fn earns(env: &GridEnv, actions: &[Action]) -> bool {
    let mut copy = env.clone();
    let steps = actions.iter().map(|action| copy.step(action));
    let last = steps.last().and_then(Result::ok);
    last.is_some_and(|step| step.terminated && step.reward > 0.0)
}

/// Plays by a plan, and plans anew when the world is not as it expects.
#[derive(Clone, Debug)]
pub struct Planner {
    effort: Effort,
    /// What is still to be done, the next action last.
    plan: Vec<Action>,
    /// The world in which that plan goes on.
    expected: Option<GridEnv>,
}

impl Planner {
    /// A planner for an episode, at its start or in the middle.
    pub const fn new(effort: Effort) -> Self {
        Self { effort, plan: Vec::new(), expected: None }
    }
}

impl Agent for Planner {
    fn act(&mut self, env: &GridEnv, _: Option<Action>) -> Result<Action, GaveUp> {
        let as_expected = |expected: &GridEnv| {
            expected.state() == env.state()
                && expected.rng() == env.rng()
                && expected.rule() == env.rule()
        };
        let on_plan = !self.plan.is_empty() && self.expected.as_ref().is_some_and(as_expected);
        if !on_plan {
            self.expected = None;
            self.plan = plan(env, self.effort)?.actions;
            self.plan.reverse();
        }
        let action = self.plan.pop().ok_or(GaveUp { reason: Reason::NoWay })?;
        let expected = self.expected.get_or_insert_with(|| env.clone());
        if expected.step(&action).is_err() {
            self.expected = None;
        }
        Ok(action)
    }
}
