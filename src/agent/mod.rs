//! Who plays: built-in agents and models, and what they are good for.

mod any;
pub mod bot;
pub mod crafter;
pub mod expert;
pub mod measure;
pub mod metrics;
pub mod planner;
pub mod play;
pub mod probe;
pub mod prompt;
pub mod random;
pub mod rollout;
pub mod scripted;
pub mod support;

pub use any::{built_in, play_on};
pub use bot::Bot;
pub use expert::Expert;
pub use metrics::EpisodeMetrics;
pub use planner::Planner;
pub use play::{Played, play_out};
pub use random::Random;
pub use rollout::{Rollout, run};
pub use scripted::Scripted;

use crate::env::minigrid::{Action, GridEnv};
use crate::env::{Env, Seed};
use crate::episode::Player;

/// As [`built_in`], in a grid world by itself.
pub fn built_in_grid(
    player: Player,
    env: &GridEnv,
    seed: Seed,
    actions: &'static [Action],
) -> Option<Box<dyn Agent + Send + Sync>> {
    match player {
        Player::Random => {
            let mut agent = Random::new(seed, actions);
            agent.skip(env.state().step_count);
            Some(Box::new(agent))
        }
        Player::Expert => Some(Box::new(Expert::new(env))),
        Player::Person | Player::Model | Player::Replay => None,
    }
}

/// A built-in player of a world; of a grid world, if nothing else is said.
pub trait Agent<E: Env = GridEnv> {
    /// Chooses the next action.
    ///
    /// `previous` is the action that was taken since the last call, whoever chose it; none on the
    /// first call.
    ///
    /// # Errors
    ///
    /// [`GaveUp`] when the agent knows no way on. The episode may still be won by others.
    fn act(&mut self, env: &E, previous: Option<E::Action>) -> Result<E::Action, GaveUp>;
}

/// An agent knows no way on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the agent gave up: {reason}")]
pub struct GaveUp {
    /// Why.
    pub reason: Reason,
}

/// Why an agent gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The expert plays missions; this world has none.
    #[error("the world has no mission")]
    NoMission,
    /// The plan grew without an action coming out of it.
    #[error("it plans in circles")]
    Circles,
    /// Everything within reach was seen, and what is sought was not among it.
    #[error("nothing is left to explore")]
    NothingToExplore,
    /// Nothing in the world matches a description.
    #[error("nothing matches what is sought")]
    NothingMatches,
    /// What is sought cannot be reached, not even past objects.
    #[error("no way leads to what is sought")]
    NoWay,
    /// A box was opened, and with it destroyed.
    #[error("a box was opened and is gone")]
    BoxOpened,
    /// A locked door is in the way of a plan that did not expect one.
    #[error("a locked door is in the way")]
    LockedDoor,
    /// A door was expected ahead.
    #[error("no door is ahead to open")]
    NoDoor,
    /// An open door was expected ahead.
    #[error("no open door is ahead to close")]
    NoOpenDoor,
    /// Something was to be picked up with something in the hands.
    #[error("its hands are full")]
    HandsFull,
    /// Something was to be put down with nothing in the hands.
    #[error("its hands are empty")]
    HandsEmpty,
    /// No free cell was found to put something down.
    #[error("there is no room to put something down")]
    NoRoomToDrop,
    /// The planner leaves missions in BabyAI's language to the expert.
    #[error("the mission is none for a planner")]
    ForeignMission,
    /// There is no reward to be had.
    #[error("the world asks for nothing")]
    NothingAsked,
    /// The steps left do not suffice for the plan that was found.
    #[error("too few steps are left")]
    TooFewSteps,
    /// The search was stopped before it came to an end.
    #[error("there are too many ways to try them all")]
    TooManyWays,
    /// Something that was put down is no longer ahead.
    #[error("what was put down is gone")]
    NothingToTakeBack,
    /// The agent plays other worlds.
    #[error("it does not know this world")]
    ForeignWorld,
}
