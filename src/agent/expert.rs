//! The built-in expert of the page: the bot, and what comes to its help where it gives up.

use super::{Agent, Bot, GaveUp, Reason};
use crate::env::minigrid::{Action, GridEnv};

/// Plays as the original bot does, from the start of an episode on; where that one gives up, it plays
/// on by its own lights ([`Bot::resume`]), in the end with the map known ([`Bot::guide`]).
#[derive(Clone, Debug)]
pub struct Expert {
    bot: Bot,
    /// Who helps next.
    help: Option<Help>,
}

#[derive(Clone, Copy, Debug)]
enum Help {
    Resume,
    Guide,
}

impl Expert {
    /// An expert for an episode, at its start or in the middle.
    pub fn new(env: &GridEnv) -> Self {
        if env.state().step_count == 0 {
            Self { bot: Bot::new(env).hasty(), help: Some(Help::Resume) }
        } else {
            Self { bot: Bot::resume(env), help: Some(Help::Guide) }
        }
    }
}

impl Agent for Expert {
    fn act(&mut self, env: &GridEnv, previous: Option<Action>) -> Result<Action, GaveUp> {
        loop {
            let gave_up = match self.bot.act(env, previous) {
                Ok(action) => return Ok(action),
                Err(gave_up) if gave_up.reason == Reason::NoMission => return Err(gave_up),
                Err(gave_up) => gave_up,
            };
            (self.bot, self.help) = match self.help {
                Some(Help::Resume) => (Bot::resume(env), Some(Help::Guide)),
                Some(Help::Guide) => (Bot::guide(env), None),
                None => return Err(gave_up),
            };
        }
    }
}
