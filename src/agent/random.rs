//! The random agent: any of the actions, each equally likely, whatever it sees.

use super::{Agent, GaveUp};
use crate::env::Seed;
use crate::env::minigrid::{Action, GridEnv};
use crate::rng::{Pcg64, SeedSequence};

/// Third word of the agent's seed sequence, after the two of the episode's seed ("agen" in ASCII): its
/// draws have nothing to do with those that laid out the world.
const STREAM: u32 = 0x6167_656e;

/// Draws one of the actions it may take.
#[derive(Clone, Debug)]
pub struct Random<A: 'static = Action> {
    actions: &'static [A],
    rng: Pcg64,
}

impl<A: Copy> Random<A> {
    /// An agent for one episode, limited to the actions that its world offers.
    ///
    /// The generator is `PCG64(SeedSequence(seed + STREAM * 2^64))` in NumPy's terms: the same episode
    /// and the same actions offered give the same play. Nothing else is drawn from it, one draw a step.
    pub fn new(seed: Seed, actions: &'static [A]) -> Self {
        let words = [seed.0 as u32, (seed.0 >> 32) as u32, STREAM];
        Self { actions, rng: Pcg64::from_sequence(&SeedSequence::from_words(&words)) }
    }

    /// Draws the actions of so many steps and forgets them: in the middle of an episode it goes on as
    /// if it had played from the start.
    pub fn skip(&mut self, steps: u32) {
        for _ in 0..steps {
            self.draw();
        }
    }

    /// The next action; none in a world without actions.
    pub fn draw(&mut self) -> Option<A> {
        if self.actions.is_empty() { None } else { Some(self.rng.choice(self.actions)) }
    }
}

impl Agent for Random {
    fn act(&mut self, _: &GridEnv, _: Option<Action>) -> Result<Action, GaveUp> {
        // A world without actions cannot be played; `done` is what waiting is called.
        Ok(self.draw().unwrap_or(Action::Done))
    }
}
