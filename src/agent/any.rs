//! The built-in agents of any world.

use super::crafter::Survivor;
use super::{Agent, Expert, GaveUp, Random, Reason};
use crate::env::world::{Action, World};
use crate::env::{Env, Seed};
use crate::episode::Player;

/// The built-in agent behind a player's name, ready to play on from where the world is; none for
/// players that are no built-in agents.
///
/// The random one is limited to `actions`. The expert is BabyAI's bot or the planner in grid worlds,
/// and the survivor in Crafter.
pub fn built_in(
    player: Player,
    world: &World,
    seed: Seed,
    actions: &'static [Action],
) -> Option<Box<dyn Agent<World> + Send + Sync>> {
    match (player, world) {
        (Player::Random, _) => {
            let mut agent = Random::new(seed, actions);
            agent.skip(world.step_count());
            Some(Box::new(agent))
        }
        (Player::Expert, World::Grid(env)) => Some(Box::new(InGrid(Expert::new(env)))),
        (Player::Expert, World::Crafter(env)) => Some(Box::new(InCrafter(Survivor::new(env)))),
        (Player::Person | Player::Model | Player::Replay, _) => None,
    }
}

/// An agent of the grid worlds.
struct InGrid<T>(T);

impl<T: Agent> Agent<World> for InGrid<T> {
    fn act(&mut self, world: &World, previous: Option<Action>) -> Result<Action, GaveUp> {
        let env = world.grid().ok_or(FOREIGN)?;
        self.0.act(env, previous.and_then(Action::grid)).map(Action::Grid)
    }
}

/// An agent of Crafter.
struct InCrafter(Survivor);

impl Agent<World> for InCrafter {
    fn act(&mut self, world: &World, _: Option<Action>) -> Result<Action, GaveUp> {
        let env = world.crafter().ok_or(FOREIGN)?;
        Ok(self.0.act(env).into())
    }
}

impl Agent<World> for Random<Action> {
    fn act(&mut self, _: &World, _: Option<Action>) -> Result<Action, GaveUp> {
        self.draw().ok_or(GaveUp { reason: Reason::NothingAsked })
    }
}

const FOREIGN: GaveUp = GaveUp { reason: Reason::ForeignWorld };

/// Lets an agent act until the episode ends, the agent gives up, or `limit` actions were taken; returns
/// how many were.
pub fn play_on(world: &mut World, agent: &mut dyn Agent<World>, limit: u32) -> u32 {
    let (mut steps, mut previous) = (0, None);
    while !world.is_over() && steps < limit {
        let Ok(action) = agent.act(world, previous) else { break };
        if world.step(&action).is_err() {
            break;
        }
        previous = Some(action);
        steps += 1;
    }
    steps
}
