//! Opening a link: its episode is simulated anew, slice by slice, and compared. The words that a link
//! holds come to stand at the steps that they led to.

use std::fmt;

use super::alphabet::Alphabet;
use super::branch::Player;
use super::session::Session;
use super::share::{Link, Samples, ShareError};
use super::watched::Watched;
use super::words::{Said, Transcript};
use crate::env::{StateDigest, World, catalog};

/// A link on its way to being a session again.
#[derive(Clone, Debug)]
pub struct Replay<E: Watched> {
    session: Session<E>,
    actions: Vec<E::Action>,
    samples: Samples,
    digest: StateDigest,
    transcript: Transcript,
    divergence: Option<(usize, Divergence)>,
    verdict: Option<Verdict>,
}

/// How far a replay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps taken.
    pub done: usize,
    /// Steps that the link holds.
    pub total: usize,
}

/// What came of a replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the episode that was shared.
    Verified {
        /// Its steps.
        steps: usize,
    },
    /// It is another one, from about this step on.
    DivergesAt {
        /// The first step seen to differ; 0 is the start.
        step: usize,
        /// What differs.
        reason: Divergence,
    },
}

/// How a replay differs from what was shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Divergence {
    /// A state on the way is another one.
    State,
    /// The last state is another one, though every sample on the way agrees.
    LastState,
    /// The episode is over, and the link goes on.
    OverEarly {
        /// Actions that were not taken.
        left: usize,
    },
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State => f.write_str("the state there is not the one that was shared"),
            Self::LastState => f.write_str("the last state is not the one that was shared"),
            Self::OverEarly { left: 1 } => {
                f.write_str("the episode is over there, 1 action is left")
            }
            Self::OverEarly { left } => {
                write!(f, "the episode is over there, {left} actions are left")
            }
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verified { .. } => f.write_str("verified"),
            Self::DivergesAt { step, reason } => write!(f, "diverges at step {step}: {reason}"),
        }
    }
}

impl Replay<World> {
    /// Starts to replay a link in its world.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn open(link: &Link) -> Result<Self, ShareError> {
        Self::new(catalog::make(&link.spec), link)
    }
}

impl<E: Watched + Alphabet> Replay<E> {
    /// Starts to replay a link in an environment, which has to be the link's.
    ///
    /// # Errors
    ///
    /// [`ShareError::BadAction`] for an action that the environment does not have.
    pub fn new(env: E, link: &Link) -> Result<Self, ShareError> {
        let actions = link.actions.iter().enumerate().map(|(at, &found)| {
            let bad = ShareError::BadAction { step: at + 1, found, actions: env.action_count() };
            env.action(found).ok_or(bad)
        });
        let actions = actions.collect::<Result<_, _>>()?;
        let session = Session::new(env, link.seed);
        let transcript = link.transcript.clone().unwrap_or_default();
        Ok(Self::begin(session, actions, (link.samples, link.digest), transcript))
    }
}

impl<E: Watched> Replay<E> {
    /// Starts to replay actions in a session at its start, which has to come by states with these samples and this digest.
    pub(in crate::episode) fn begin(
        mut session: Session<E>,
        actions: Vec<E::Action>,
        (samples, digest): (Samples, StateDigest),
        transcript: Transcript,
    ) -> Self {
        session.introduce(transcript.cards.clone());
        session.quote(0, Said::new(transcript.opening.clone()));
        let (divergence, verdict) = (None, None);
        let mut replay =
            Self { session, actions, samples, digest, transcript, divergence, verdict };
        replay.compare();
        replay
    }

    /// Takes up to so many steps. Once there is a verdict, it does nothing more.
    ///
    /// A replay that differs goes on as long as the world lets it: there is something to look at.
    pub fn advance(&mut self, max_steps: usize) -> Progress {
        let total = self.actions.len();
        for _ in 0..max_steps {
            let at = self.session.at();
            let Some(action) = self.actions.get(at) else { break };
            // A link does not say who played, but a reply is a model's.
            let is_model = self.transcript.player_speaks(at + 1);
            let player = if is_model { Player::Model } else { Player::Replay };
            let said = self.transcript.steps.get_mut(at).map(std::mem::take).unwrap_or_default();
            if self.session.act_said(action.clone(), player, Said::new(said)).is_err() {
                break;
            }
            self.compare();
        }
        Progress { done: self.session.at(), total }
    }

    /// What came of it; none before the end.
    pub const fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// The steps taken so far.
    pub const fn session(&self) -> &Session<E> {
        &self.session
    }

    /// The session, to go on with.
    pub fn into_session(self) -> Session<E> {
        self.session
    }

    /// Compares the state after the step just taken, and concludes if it was the last.
    fn compare(&mut self) {
        let (step, steps) = (self.session.at(), self.actions.len());
        let mut differs = |reason| self.divergence = self.divergence.or(Some((step, reason)));
        if self.samples.agree(steps, step, || self.session.env().digest()) == Some(false) {
            differs(Divergence::State);
        }
        if step == steps {
            if self.session.env().digest() != self.digest {
                differs(Divergence::LastState);
            }
        } else if self.session.is_over() {
            differs(Divergence::OverEarly { left: steps - step });
        } else {
            return;
        }
        self.verdict = Some(match self.divergence {
            Some((step, reason)) => Verdict::DivergesAt { step, reason },
            None => Verdict::Verified { steps },
        });
    }
}
