//! Any world of the catalog as a model plays it: each in its own way.

use super::limits::Limit;
use super::mind::{Asked, Further, Heard, Mind, Seen};
use super::settings::{Settings, Unplayable};
use super::world::{Goals, Manner, Told};
use crate::env::world::{Action, Observation, World};
use crate::env::{Seed, crafter, minigrid};
use crate::llm::ChatReply;
use crate::rng::Pcg64;

impl Told for World {
    fn domain(&self) -> &'static str {
        match self {
            Self::Grid(env) => env.domain(),
            Self::Crafter(env) => env.domain(),
        }
    }

    fn goals(&self) -> Option<Goals> {
        match self {
            Self::Grid(env) => env.goals(),
            Self::Crafter(env) => env.goals(),
        }
    }

    fn tell(&self, observation: &Observation) -> Seen {
        match (self, observation) {
            (Self::Grid(env), Observation::Grid(observation)) => env.tell(observation),
            (Self::Crafter(env), Observation::Crafter(observation)) => env.tell(observation),
            // Another world's: there is nothing to tell of it here.
            _ => Seen::default(),
        }
    }

    fn tell_in(&self, observation: &Observation, manner: Manner) -> Seen {
        match (self, observation) {
            (Self::Grid(env), Observation::Grid(observation)) => env.tell_in(observation, manner),
            (Self::Crafter(env), Observation::Crafter(observation)) => {
                env.tell_in(observation, manner)
            }
            // Another world's: there is nothing to tell of it here.
            _ => Seen::default(),
        }
    }

    fn name(action: &Action) -> String {
        match action {
            Action::Grid(action) => minigrid::GridEnv::name(action),
            Action::Crafter(action) => crafter::CrafterEnv::name(action),
        }
    }

    fn mind(&self, seed: Seed, settings: &Settings) -> Result<Box<dyn Mind<Action>>, Unplayable> {
        Ok(match self {
            Self::Grid(env) => {
                let (mind, into, of) = (env.mind(seed, settings)?, Action::Grid, Action::grid);
                Box::new(InWorld { mind, into, of })
            }
            Self::Crafter(env) => {
                let (mind, into, of) =
                    (env.mind(seed, settings)?, Action::Crafter, Action::crafter);
                Box::new(InWorld { mind, into, of })
            }
        })
    }
}

/// A mind of one world among those of all.
struct InWorld<A> {
    mind: Box<dyn Mind<A>>,
    into: fn(A) -> Action,
    of: fn(Action) -> Option<A>,
}

impl<A> Mind<Action> for InWorld<A> {
    fn ask(&mut self, seen: &Seen) -> Asked {
        self.mind.ask(seen)
    }

    fn hear(&mut self, reply: Option<&ChatReply>, draw: &mut Pcg64) -> Heard<Action> {
        let Heard { named, action, then, lapse } = self.mind.hear(reply, draw);
        let further = |Further { action, lapse }| Further { action: (self.into)(action), lapse };
        let then = then.into_iter().map(further).collect();
        Heard { named, action: (self.into)(action), then, lapse }
    }

    fn went_on(&mut self, seen: &Seen) {
        self.mind.went_on(seen);
    }

    fn took(&mut self, seen: &Seen, action: &Action) {
        // A session's steps are its own world's, so there always is one.
        if let Some(action) = (self.of)(*action) {
            self.mind.took(seen, &action);
        }
    }

    fn limit(&self) -> Option<Limit> {
        self.mind.limit()
    }
}
