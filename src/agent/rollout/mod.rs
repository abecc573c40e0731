//! A model plays an episode: a step machine between a session and whoever carries questions to models.
//!
//! ```text
//! loop {
//!     match rollout.next(&session) {
//!         Next::Ask(question) => {
//!             let answer = model.ask(&question.request, &mut watch).await;
//!             rollout.answer(&mut session, answer);
//!         }
//!         Next::Act(_) => rollout.act(&mut session)?,
//!         Next::Paused(why) => …,  // shown; `try_again`, raised limits or other settings go on
//!         Next::Over(why) => break,
//!     }
//! }
//! ```
//!
//! Nothing here waits, spawns or reads a clock; [`run`] is the loop above. Between any two replies a
//! rollout can be stored and opened again. Its history is that of the session's line: after a jump, a
//! fork or an undone step it asks as if it had played that line from the start.

mod again;
mod any;
mod call;
mod crafter;
mod file;
mod follow;
mod limits;
mod mind;
mod minds;
mod run;
mod settings;
mod told;
mod wording;
mod words;
mod world;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use again::Again;
pub use call::{Call, Check, Done, estimate};
pub use file::PlayedFile;
pub use limits::{Limit, Limits, Pause, Spent};
pub use mind::{Asked, Further, Heard, Lapse, Mind, Seen, Voice};
pub use run::{Event, Stop, run};
pub use settings::{MOST_ACTIONS, OnError, Sampling, Settings, Strategy, Unplayable};
pub use told::SETTINGS_VERSION;
pub use wording::{Text, Wording};
pub use words::{StepWords, Transcript};
pub use world::{CRAFTER, GRIDS, Goals, Manner, Told, offered};

use self::call::Calls;
use self::follow::{Follow, heeds};
use crate::episode::{ActError, BranchId, Player, Session};
use crate::llm::{Answer, ChatError, ChatRequest, Outcome};

/// A model at play in one episode: its settings, its limits, and every call so far.
#[derive(Serialize, Deserialize)]
#[serde(bound = "", from = "Kept", into = "Kept")]
pub struct Rollout<W: Told> {
    revisions: Vec<Settings>,
    limits: Limits,
    calls: Calls,
    spent: Spent,
    held: Option<Held>,
    follow: Option<Follow<W::Action>>,
}

/// What is stored of a rollout.
#[derive(Serialize, Deserialize)]
struct Kept {
    revisions: Vec<Settings>,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    calls: Calls,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    held: Option<Held>,
}

/// The model failed here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Held {
    branch: BranchId,
    at: usize,
    error: ChatError,
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next<A> {
    /// Ask a model, then [`Rollout::answer`].
    Ask(Question),
    /// Play what the last reply named beyond its first action: [`Rollout::act`].
    Act(A),
    /// Nothing, until someone has looked at it.
    Paused(Pause),
    /// Nothing: it is over.
    Over(Over),
}

/// A question for a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The step that it is about: what its action will lead to, counted along the line from 1.
    pub step: usize,
    /// Whose words are asked for.
    pub voice: Voice,
    /// What to ask.
    pub request: ChatRequest,
}

/// Why there is nothing left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The episode ended.
    Episode,
    /// The session takes no further step.
    Full(ActError),
    /// The model ended it.
    Agent,
}

/// What came of an answer; the index is that of its [`Call`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// It led to a step of the line.
    Acted {
        /// The call.
        call: usize,
        /// The step.
        step: usize,
    },
    /// The model failed; the rollout pauses here.
    Failed {
        /// The call.
        call: usize,
    },
    /// The session had gone elsewhere since the question: the call is kept, and nothing was done.
    Elsewhere {
        /// The call.
        call: usize,
    },
    /// The session takes no further step: the call is kept.
    Full {
        /// The call.
        call: usize,
        /// Why.
        why: ActError,
    },
}

impl<W: Told> Rollout<W> {
    /// A rollout that has asked nothing yet. It may begin at any step of an episode.
    pub fn new(settings: Settings, limits: Limits) -> Self {
        Kept { revisions: vec![settings], limits, calls: Calls::default(), held: None }.into()
    }

    /// What is to be done next, at the session's cursor. The same until it was done.
    pub fn next(&mut self, session: &Session<W>) -> Next<W::Action> {
        if session.is_over() {
            return Next::Over(Over::Episode);
        }
        let at = session.at();
        if self.is_stopped(session, at) {
            return Next::Over(Over::Agent);
        }
        if let Some(held) = self.held.as_ref().filter(|held| held.is_here(session)) {
            return Next::Paused(Pause::Failed(held.error.clone()));
        }
        if let Some(limit) = self.limits.on_step(at) {
            return Next::Paused(Pause::Limit(limit));
        }
        let follow = match self.follow(session) {
            Ok(follow) => follow,
            Err(why) => return Next::Paused(Pause::Unplayable(why)),
        };
        if let Some(action) = follow.queued() {
            return Next::Act(action.clone());
        }
        if let Some(limit) = follow.limit() {
            return Next::Paused(Pause::Limit(limit));
        }
        if let Some(limit) = self.limits.on_call(&self.spent) {
            return Next::Paused(Pause::Limit(limit));
        }
        match self.question(session) {
            Ok(question) => Next::Ask(question),
            Err(why) => Next::Paused(Pause::Unplayable(why)),
        }
    }

    /// Takes in the answer to the last question: keeps the call and plays what was named. A reply that
    /// cannot be used leads to a step all the same, see [`Done::lapse`].
    ///
    /// An answer to a question that was asked before the rollout was stored counts as one to the same
    /// question now.
    pub fn answer(&mut self, session: &mut Session<W>, answer: Answer) -> Came {
        if self.follow.as_ref().is_none_or(|follow| follow.asked().is_none()) {
            // Asked before the rollout was stored. Where nothing can be asked, nothing was.
            let _ = self.question(session);
        }
        let (mut call, is_here) = self.call(session, answer);
        if !is_here {
            return Came::Elsewhere { call: self.keep(call) };
        }
        if let Outcome::Error(error) = &call.answer.outcome
            && self.settings().on_error == OnError::Pause
        {
            let here = (session.owner(session.at()), session.at());
            self.held = Some(Held { branch: here.0, at: here.1, error: error.clone() });
            return Came::Failed { call: self.keep(call) };
        }
        let Some(follow) = &mut self.follow else {
            return Came::Elsewhere { call: self.keep(call) };
        };
        let heard = follow.hear(call.answer.reply());
        let done = Done::new(heard.named, W::name(&heard.action), heard.lapse);
        let done = done.going_on(&heard.then);
        let remark = done.remark().map(Into::into);
        if let Err(why) = session.act_noted(heard.action, Player::Model, remark) {
            self.follow = None;
            return Came::Full { call: self.keep(call), why };
        }
        let step = session.at();
        (call.branch, call.step, call.done) = (session.branch(), step, Some(done));
        let at = self.keep(call);
        if let Some(follow) = &mut self.follow {
            follow.played(Some(at));
        }
        Came::Acted { call: at, step }
    }

    /// Plays what the last reply named beyond its first action; returns the step. Nothing is played
    /// where nothing waits.
    ///
    /// # Errors
    ///
    /// [`ActError`]: the episode is over, or the session is full.
    pub fn act(&mut self, session: &mut Session<W>) -> Result<usize, ActError> {
        let manner = self.settings().strategy.manner();
        let now = session.env().tell_in(&session.observation(), manner);
        let Ok(follow) = self.follow(session) else { return Ok(session.at()) };
        let Some(Further { action, lapse }) = follow.further().cloned() else {
            return Ok(session.at());
        };
        let remark = Done::new(None, W::name(&action), lapse).remark().map(Into::into);
        session.act_noted(action, Player::Model, remark)?;
        follow.go_on(&now);
        follow.played(None);
        Ok(session.at())
    }

    /// Forgets that the model failed here, so that it is asked again.
    pub fn try_again(&mut self) {
        self.held = None;
    }

    /// The settings that hold now.
    pub fn settings(&self) -> &Settings {
        // There is always one: `new` and `From<Kept>` see to it.
        &self.revisions[self.revisions.len() - 1]
    }

    /// All settings that ever held, the oldest first; calls name theirs by its index.
    pub fn revisions(&self) -> &[Settings] {
        &self.revisions
    }

    /// Goes on under other settings; the history is told in the new words. Calls keep theirs.
    pub fn set(&mut self, settings: Settings) {
        if settings == *self.settings() {
            return;
        }
        let last = self.revisions.len() - 1;
        if self.calls.list().last().is_some_and(|call| call.revision == last) {
            self.revisions.push(settings);
        } else {
            self.revisions[last] = settings;
        }
        self.follow = None;
    }

    /// The same with the words of all its settings written out, see [`Settings::pinned`].
    #[must_use]
    pub fn pinned(&self) -> Self {
        let revisions = self.revisions.iter().map(Settings::pinned).collect();
        Self { revisions, ..self.clone() }
    }

    /// How far it may go.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Sets how far it may go.
    pub const fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Every call so far, in the order in which they were asked, those of all branches.
    pub fn calls(&self) -> &[Call] {
        self.calls.list()
    }

    /// The call that led to a step of the session's line; none for someone else's step, and for a
    /// further action of an earlier reply.
    pub fn call_at(&self, session: &Session<W>, step: usize) -> Option<usize> {
        follow::call_of(session, &self.calls, step)
    }

    /// All calls about a step of the session's line, the failed ones too.
    pub fn calls_about(
        &self,
        session: &Session<W>,
        step: usize,
    ) -> impl Iterator<Item = (usize, &Call)> {
        let branches = (session.owner(step), session.owner(step.saturating_sub(1)));
        self.calls.list().iter().enumerate().filter(move |(_, call)| {
            let is_failed = call.done.is_none() && call.branch == branches.1;
            call.step == step && (call.branch == branches.0 || is_failed)
        })
    }

    /// What all calls have used.
    pub const fn spent(&self) -> Spent {
        self.spent
    }

    /// Whether the model ended the episode with the step that one looks at.
    fn is_stopped(&self, session: &Session<W>, at: usize) -> bool {
        let call = self.call_at(session, at).and_then(|call| self.calls.list().get(call));
        let lapse = call.and_then(|call| call.done.as_ref()?.lapse);
        lapse == Some(Lapse::Stopped)
    }

    fn keep(&mut self, call: Call) -> usize {
        self.spent.add(&call);
        self.calls.push(call)
    }

    /// The call that an answer makes, and whether the session still stands where it was asked.
    fn call(&self, session: &Session<W>, answer: Answer) -> (Call, bool) {
        let follow = self.follow.as_ref();
        let asked = follow.and_then(|follow| Some((follow, follow.asked()?)));
        let is_here = asked.is_some_and(|(follow, _)| {
            follow.fits(session, &self.calls, session.at()) && follow.queued().is_none()
        });
        let (branch, step) = asked.map_or((session.branch(), session.at() + 1), |(follow, _)| {
            (follow.branch(), follow.at() + 1)
        });
        let asked = asked.map(|(_, asked)| asked.clone()).unwrap_or_default();
        let voice = asked.voice;
        let request = self.settings().request(asked);
        let estimated = match answer.reply() {
            Some(reply) if reply.usage.is_none() => Some(estimate(&request, reply)),
            _ => None,
        };
        let revision = self.revisions.len() - 1;
        let check = Check::new(&request.turns, &request.tools);
        let call = Call { branch, step, revision, voice, check, answer, done: None, estimated };
        (call, is_here && !session.is_over())
    }

    /// The mind at the session's cursor.
    fn follow(&mut self, session: &Session<W>) -> Result<&mut Follow<W::Action>, Unplayable> {
        let at = session.at();
        let usable = self.follow.take().filter(|follow| follow.fits(session, &self.calls, at));
        let mut follow = match usable {
            Some(follow) => follow,
            None => Follow::new(session, self.settings())?,
        };
        let strategy = &self.settings().strategy;
        follow.lead(session, &self.calls, heeds(&self.calls, &self.revisions, strategy), at);
        Ok(self.follow.insert(follow))
    }

    fn question(&mut self, session: &Session<W>) -> Result<Question, Unplayable> {
        let manner = self.settings().strategy.manner();
        let now = session.env().tell_in(&session.observation(), manner);
        let step = session.at() + 1;
        let branch = session.owner(session.at());
        let asked = self.follow(session)?.ask(&now, branch).clone();
        let voice = asked.voice;
        Ok(Question { step, voice, request: self.settings().request(asked) })
    }
}

impl Settings {
    /// The request of a question.
    fn request(&self, asked: Asked) -> ChatRequest {
        let sampling = &self.sampling;
        ChatRequest {
            model: sampling.model.clone(),
            turns: asked.turns,
            tools: asked.tools,
            tool_choice: asked.tool_choice,
            temperature: sampling.temperature,
            top_p: sampling.top_p,
            max_tokens_out: sampling.max_tokens_out,
            stop: Vec::new(),
            seed: sampling.seed,
            thinking: sampling.thinking,
            answer: asked.answer,
            stream: sampling.stream,
        }
    }
}

impl Held {
    fn is_here<W: Told>(&self, session: &Session<W>) -> bool {
        self.at == session.at() && self.branch == session.owner(session.at())
    }
}

impl<W: Told> From<Kept> for Rollout<W> {
    fn from(kept: Kept) -> Self {
        let Kept { mut revisions, limits, calls, held } = kept;
        if revisions.is_empty() {
            revisions.push(Settings::new(Strategy::tools()));
        }
        let spent = calls.list().iter().collect();
        Self { revisions, limits, calls, spent, held, follow: None }
    }
}

impl<W: Told> From<Rollout<W>> for Kept {
    fn from(rollout: Rollout<W>) -> Self {
        let Rollout { revisions, limits, calls, held, .. } = rollout;
        Self { revisions, limits, calls, held }
    }
}

/// The mind is left out; it is made again when it is needed.
impl<W: Told> Clone for Rollout<W> {
    fn clone(&self) -> Self {
        Self {
            revisions: self.revisions.clone(),
            limits: self.limits,
            calls: self.calls.clone(),
            spent: self.spent,
            held: self.held.clone(),
            follow: None,
        }
    }
}

/// Without the mind, which follows from the rest.
impl<W: Told> PartialEq for Rollout<W> {
    fn eq(&self, other: &Self) -> bool {
        self.revisions == other.revisions
            && self.limits == other.limits
            && self.calls == other.calls
            && self.held == other.held
    }
}

impl<W: Told> fmt::Debug for Rollout<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rollout")
            .field("settings", self.settings())
            .field("limits", &self.limits)
            .field("calls", &self.calls.list().len())
            .finish_non_exhaustive()
    }
}
