//! Questions that were asked before, computed anew.

use super::call::Check;
use super::follow::{Follow, heeds, seen};
use super::world::Told;
use super::{Call, Rollout};
use crate::episode::Session;
use crate::llm::ChatRequest;

/// A question that was asked before, computed anew.
#[derive(Clone, Debug, PartialEq)]
pub struct Again {
    /// The question.
    pub request: ChatRequest,
    /// Whether it is the one that was asked, by its digest. It is not where steps before it were undone
    /// since, or where this build words its own prompts otherwise.
    pub is_exact: bool,
}

impl<W: Told> Rollout<W> {
    /// The question of a call, from the session's steps and the replies before it; none if its branch
    /// or the steps before it are gone.
    pub fn again(&self, session: &Session<W>, call: usize) -> Option<Again> {
        let call = self.calls.list().get(call)?;
        if is_on_line(session, call) {
            return self.again_on(session, call);
        }
        let mut other = session.clone();
        other.switch(call.branch).then(|| self.again_on(&other, call))?
    }

    /// The same, on the session's current line.
    fn again_on(&self, session: &Session<W>, call: &Call) -> Option<Again> {
        let at = call.step.checked_sub(1).filter(|at| *at <= session.line_len())?;
        let settings = self.revisions.get(call.revision)?;
        let mut follow = Follow::new(session, settings).ok()?;
        let heeds = heeds(&self.calls, &self.revisions, &settings.strategy);
        follow.lead(session, &self.calls, heeds, at);
        let asked = follow
            .ask(&seen(&mut session.walk(), at, settings.strategy.manner()), call.branch)
            .clone();
        let is_exact = Check::new(&asked.turns, &asked.tools) == call.check;
        Some(Again { request: settings.request(asked), is_exact })
    }
}

/// Whether the session's current line leads through the call.
fn is_on_line<W: Told>(session: &Session<W>, call: &Call) -> bool {
    let before = call.step.saturating_sub(1);
    let owner = if call.done.is_some() { call.step } else { before };
    before <= session.line_len() && session.owner(owner) == call.branch
}
