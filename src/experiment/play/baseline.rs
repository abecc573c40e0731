//! Episodes without a model: chance, doing nothing, and the expert, to compare models with.

use crate::agent::Random;
use crate::episode::Player;
use crate::experiment::play::rollout::Watched;
use crate::experiment::play::worlds::Chooser;
use crate::experiment::play::{Episode, Next, Staged};
use crate::experiment::row::EpisodeRow;
use crate::llm::Answer;

/// So many steps are played at a time: questions to models do not wait long.
const AT_A_TIME: usize = 64;

/// A baseline at play.
pub(super) struct Baseline<W: Staged>
where
    W::Action: Copy + 'static,
{
    watched: Watched<W>,
    choose: Chooser<W>,
    player: Player,
    limit: usize,
    gave_up: bool,
}

impl<W: Staged> Baseline<W>
where
    W::Action: Copy + 'static,
{
    /// One of the plan's baselines, for at most so many steps.
    pub fn new(watched: Watched<W>, name: &str, limit: usize) -> Self {
        let env = watched.session.env();
        let (player, choose): (_, Chooser<W>) = match name {
            "expert" => (Player::Expert, env.expert()),
            "random" => {
                let mut random = Random::new(watched.session.seed(), env.offered());
                (Player::Random, Box::new(move |_, _| random.draw()))
            }
            _ => (Player::Replay, Box::new(|_, _| Some(W::idle()))),
        };
        Self { watched, choose, player, limit, gave_up: false }
    }

    fn is_over(&self) -> bool {
        self.gave_up || self.watched.session.is_over() || self.watched.session.at() >= self.limit
    }
}

impl<W: Staged> Episode for Baseline<W>
where
    W::Action: Copy + 'static,
{
    fn next(&mut self) -> Next {
        for _ in 0..AT_A_TIME {
            if self.is_over() {
                return Next::Over;
            }
            let session = &mut self.watched.session;
            let previous = session.step(session.at()).map(|record| record.action);
            let chosen = (self.choose)(session.env(), previous);
            let acted = chosen.is_some_and(|action| session.act(action, self.player).is_ok());
            if acted {
                self.watched.look();
                self.watched.forget();
            } else {
                self.gave_up = true;
            }
        }
        Next::Busy
    }

    fn answer(&mut self, _: Answer) {}

    fn tell(&self, row: &mut EpisodeRow) {
        self.watched.tell(row);
        if self.gave_up {
            row.termination = Some("gave_up".to_owned());
        }
    }
}
