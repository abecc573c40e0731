//! A mind led along the line of a session, up to the cursor.

use std::collections::VecDeque;

use super::call::Calls;
use super::limits::Limit;
use super::mind::{Asked, Further, Heard, Mind, Seen};
use super::settings::{Settings, Strategy, Unplayable};
use super::world::{Manner, Told};
use crate::env::Seed;
use crate::episode::session::Walk;
use crate::episode::{BranchId, Player, Session};
use crate::llm::ChatReply;
use crate::rng::{Pcg64, SeedSequence};

/// Third word of the seed sequence of a step's own generator ("mind" in ASCII); the fourth is the step.
const STREAM: u32 = 0x6d69_6e64;

/// A mind and how far it was led.
pub(super) struct Follow<A> {
    mind: Box<dyn Mind<A>>,
    seed: Seed,
    /// How the world tells it what is seen.
    manner: Manner,
    /// The steps that it knows.
    line: Vec<Taken<A>>,
    /// What the last reply named beyond the last step.
    queue: VecDeque<Further<A>>,
    /// The question at the end of what it knows, once asked.
    asked: Option<Asked>,
    /// The branch that it was asked on.
    branch: BranchId,
}

/// A step of the line, and the call that led to it.
#[derive(Clone, Debug, PartialEq)]
struct Taken<A> {
    action: A,
    call: Option<usize>,
    by_model: bool,
}

impl<A: Clone + Eq> Follow<A> {
    /// A mind at the start of a session's episode.
    pub fn new<W: Told<Action = A>>(
        session: &Session<W>,
        settings: &Settings,
    ) -> Result<Self, Unplayable> {
        let mut walk = session.walk();
        let mind = walk.to(0).mind(session.seed(), settings)?;
        let (line, queue) = (Vec::new(), VecDeque::new());
        let (seed, manner) = (session.seed(), settings.strategy.manner());
        Ok(Self { mind, seed, manner, line, queue, asked: None, branch: BranchId::ROOT })
    }

    /// Whether it can be led on to a step of the session: it knows nothing but what led there.
    pub fn fits<W: Told<Action = A>>(
        &self,
        session: &Session<W>,
        calls: &Calls,
        to: usize,
    ) -> bool {
        let known = self.line.len();
        // Who was asked at a step and not answered would remember what was seen there twice.
        let is_fresh = self.asked.is_none() || known == to;
        let is_same = |(at, known): (usize, &Taken<A>)| {
            taken(session, calls, at + 1).is_some_and(|taken| taken == *known)
        };
        self.seed == session.seed()
            && is_fresh
            && known <= to
            && self.line.iter().enumerate().all(is_same)
    }

    /// Leads it on to a step of the session's line. `heeds` says whose replies it can read; other
    /// steps are what someone else did.
    pub fn lead<W: Told<Action = A>>(
        &mut self,
        session: &Session<W>,
        calls: &Calls,
        heeds: impl Fn(usize) -> bool,
        to: usize,
    ) {
        if self.line.len() < to {
            self.lead_by(&mut session.walk(), session, calls, heeds, to);
        }
    }

    /// The same by a walk of the caller's own, which is quicker where it is already near.
    pub fn lead_by<W: Told<Action = A>>(
        &mut self,
        walk: &mut Walk<'_, W>,
        session: &Session<W>,
        calls: &Calls,
        heeds: impl Fn(usize) -> bool,
        to: usize,
    ) {
        while self.line.len() < to {
            let Some(taken) = taken(session, calls, self.line.len() + 1) else { break };
            let seen = seen(walk, self.line.len(), self.manner);
            let call = taken.call.and_then(|at| Some((at, calls.list().get(at)?)));
            match call.filter(|(at, _)| heeds(*at)) {
                Some((_, call)) => {
                    self.ask(&seen, call.branch);
                    self.hear(call.answer.reply());
                    let named = self.queue.pop_front().map(|named| named.action);
                    if named.as_ref() != Some(&taken.action) {
                        self.queue.clear();
                    }
                }
                None if taken.by_model && self.queued() == Some(&taken.action) => {
                    self.mind.went_on(&seen);
                    self.queue.pop_front();
                }
                None => {
                    self.queue.clear();
                    self.mind.took(&seen, &taken.action);
                }
            }
            self.asked = None;
            self.line.push(taken);
        }
    }

    /// The question at the end of what it knows; the same until it is answered.
    pub fn ask(&mut self, seen: &Seen, branch: BranchId) -> &Asked {
        let mind = &mut self.mind;
        self.branch = branch;
        self.asked.get_or_insert_with(|| mind.ask(seen))
    }

    /// What a reply to its question comes to; what it names is what is to be played.
    pub fn hear(&mut self, reply: Option<&ChatReply>) -> Heard<A> {
        let step = self.line.len() as u32 + 1;
        let words = [self.seed.0 as u32, (self.seed.0 >> 32) as u32, STREAM, step];
        let mut draw = Pcg64::from_sequence(&SeedSequence::from_words(&words));
        let heard = self.mind.hear(reply, &mut draw);
        self.queue.clear();
        self.queue.push_back(Further { action: heard.action.clone(), lapse: heard.lapse });
        self.queue.extend(heard.then.iter().cloned());
        heard
    }

    /// Where it stands.
    pub const fn at(&self) -> usize {
        self.line.len()
    }

    /// The branch that its question was asked on.
    pub const fn branch(&self) -> BranchId {
        self.branch
    }

    /// The question that waits for its answer.
    pub const fn asked(&self) -> Option<&Asked> {
        self.asked.as_ref()
    }

    /// What is to be played without a question.
    pub fn queued(&self) -> Option<&A> {
        self.queue.front().map(|named| &named.action)
    }

    /// The same, with what is wrong with it.
    pub fn further(&self) -> Option<&Further<A>> {
        self.queue.front()
    }

    /// The strategy's own limit that forbids a further question; none while one waits for its answer.
    pub fn limit(&self) -> Option<Limit> {
        if self.asked.is_some() { None } else { self.mind.limit() }
    }

    /// Takes note that what was to be played was played, upon a call or on from the last one.
    pub fn played(&mut self, call: Option<usize>) {
        if let Some(Further { action, .. }) = self.queue.pop_front() {
            self.line.push(Taken { action, call, by_model: true });
        }
        self.asked = None;
    }

    /// Takes note that upon a call something else was played than was named.
    pub fn overruled(&mut self, call: usize, action: A) {
        self.queue.clear();
        self.line.push(Taken { action, call: Some(call), by_model: true });
        self.asked = None;
    }

    /// Takes in what is seen before a further action of the same reply is played.
    pub fn go_on(&mut self, seen: &Seen) {
        self.mind.went_on(seen);
    }
}

/// What an agent is told at a step of the line.
pub(super) fn seen<W: Told>(walk: &mut Walk<'_, W>, step: usize, manner: Manner) -> Seen {
    walk.to(step);
    walk.env().tell_in(walk.observation(), manner)
}

/// A step of the session's line, and the call that led to it.
fn taken<W: Told>(session: &Session<W>, calls: &Calls, step: usize) -> Option<Taken<W::Action>> {
    let record = session.step(step)?;
    let call = call_of(session, calls, step);
    Some(Taken { action: record.action.clone(), call, by_model: is_model(record.player) })
}

/// The call that led to a step of the session's line.
pub(super) fn call_of<W: Told>(session: &Session<W>, calls: &Calls, step: usize) -> Option<usize> {
    session.step(step).filter(|record| is_model(record.player))?;
    calls.of(session.owner(step), step)
}

/// Links do not say who played, so a model's words may be on any step that a link brought.
pub(super) const fn is_model(player: Player) -> bool {
    matches!(player, Player::Model | Player::Replay)
}

/// Which calls a strategy can read.
pub(super) fn heeds<'a>(
    calls: &'a Calls,
    revisions: &'a [Settings],
    strategy: &'a Strategy,
) -> impl Fn(usize) -> bool + 'a {
    move |at| {
        let call = calls.list().get(at);
        let then = call.and_then(|call| revisions.get(call.revision));
        then.is_some_and(|then| strategy.reads(&then.strategy))
    }
}
