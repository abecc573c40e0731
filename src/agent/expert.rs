//! The built-in expert of the page: the bot, what comes to its help where it gives up, and the planner
//! for worlds whose mission the bot cannot read.

use super::planner::Effort;
use super::{Agent, Bot, GaveUp, Planner};
use crate::env::catalog::{Entry, Family};
use crate::env::minigrid::{Action, GridEnv};

/// The one to watch in any world.
///
/// In a BabyAI mission it plays as the original bot does, from the start of an episode on; where that
/// one gives up, it plays on by its own lights ([`Bot::resume`]), in the end with the map known
/// ([`Bot::guide`]). In MiniGrid's own levels it is the [`Planner`].
#[derive(Clone, Debug)]
pub struct Expert(Mind);

#[derive(Clone, Debug)]
enum Mind {
    /// The bot, and who helps next.
    Bot(Box<Bot>, Option<Help>),
    Planner(Box<Planner>),
}

#[derive(Clone, Copy, Debug)]
enum Help {
    Resume,
    Guide,
}

impl Expert {
    /// An expert for an episode, at its start or in the middle.
    pub fn new(env: &GridEnv) -> Self {
        Self(if env.task().is_none() {
            Mind::Planner(Box::new(Planner::new(Effort::PLAY)))
        } else if env.state().step_count == 0 {
            Mind::Bot(Box::new(Bot::new(env).hasty()), Some(Help::Resume))
        } else {
            Mind::Bot(Box::new(Bot::resume(env)), Some(Help::Guide))
        })
    }

    /// What the expert of a world is called: "expert" where it is BabyAI's, "planner" where it is our
    /// own, "survivor" in Crafter, whose [`Survivor`](super::crafter::Survivor) it is.
    pub const fn name_in(entry: &Entry) -> &'static str {
        match entry.family {
            Family::Balrog | Family::BabyAi => "expert",
            Family::MiniGrid => "planner",
            Family::Crafter => "survivor",
        }
    }

    /// How it plays in a world, in a sentence.
    pub const fn about_in(entry: &Entry) -> &'static str {
        match entry.family {
            Family::Balrog | Family::BabyAi => "BabyAI’s own solver; knows only what it has seen.",
            Family::MiniGrid => "Knows the whole world and takes the shortest way it finds.",
            Family::Crafter => {
                "Knows the rules and what it has seen; gathers, builds, fights, sleeps."
            }
        }
    }
}

impl Agent for Expert {
    fn act(&mut self, env: &GridEnv, previous: Option<Action>) -> Result<Action, GaveUp> {
        let (bot, help) = match &mut self.0 {
            Mind::Planner(planner) => return planner.act(env, previous),
            Mind::Bot(bot, help) => (bot, help),
        };
        loop {
            let gave_up = match bot.act(env, previous) {
                Ok(action) => return Ok(action),
                Err(gave_up) => gave_up,
            };
            (**bot, *help) = match help {
                Some(Help::Resume) => (Bot::resume(env), Some(Help::Guide)),
                Some(Help::Guide) => (Bot::guide(env), None),
                None => return Err(gave_up),
            };
        }
    }
}
