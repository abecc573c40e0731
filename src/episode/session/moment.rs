//! Being at any step: kept environments, and the way from them.

use super::Session;
use crate::env::Env;

/// Steps from one kept environment to the next. With at most
/// [`MAX_STEPS`](crate::episode::MAX_STEPS) steps in all, a session keeps fewer than 1,600
/// environments: about 10 MB for the largest grid, and in Crafter 5 MB for 10,000 steps.
pub const KEYFRAME_EVERY: usize = 64;

/// An environment and what it showed last.
#[derive(Clone, Debug)]
pub(super) struct Moment<E: Env> {
    pub env: E,
    pub observation: E::Observation,
}

/// A look at one step after another, apart from the cursor. Near and ahead is cheap.
#[derive(Clone, Debug)]
pub struct Walk<'a, E: Env> {
    session: &'a Session<E>,
    at: usize,
    now: Moment<E>,
}

impl<E: Env> Walk<'_, E> {
    /// Goes to a step of the line; past the end, to the end.
    pub fn to(&mut self, step: usize) -> &E {
        let step = step.min(self.session.line_len());
        self.now = self.session.moment_from(&self.now, self.at, step);
        self.at = step;
        &self.now.env
    }

    /// The environment at that step.
    pub const fn env(&self) -> &E {
        &self.now.env
    }

    /// What the agent saw at that step.
    pub const fn observation(&self) -> &E::Observation {
        &self.now.observation
    }
}

impl<E: Env> Session<E> {
    /// A walk along the current line, from its start.
    pub fn walk(&self) -> Walk<'_, E> {
        Walk { session: self, at: 0, now: self.start.clone() }
    }

    /// Looks at a step of the line (past the end: at the end); returns where one is now.
    pub fn jump(&mut self, step: usize) -> usize {
        let step = step.min(self.line_len());
        if step != self.at {
            self.now = self.moment(step);
            self.at = step;
        }
        step
    }

    /// One step back in the record; false at the start.
    pub fn back(&mut self) -> bool {
        let from = self.at;
        self.jump(from.saturating_sub(1)) < from
    }

    /// One step forward in the record; false at the end.
    pub fn forward(&mut self) -> bool {
        let from = self.at;
        self.jump(from + 1) > from
    }

    /// The environment at a step of the current line; past the end, at the end.
    pub(super) fn moment(&self, step: usize) -> Moment<E> {
        self.moment_from(&self.now, self.at, step.min(self.line_len()))
    }

    /// From a known place, if that is near, or else from the last keyframe before the step.
    fn moment_from(&self, known: &Moment<E>, at: usize, step: usize) -> Moment<E> {
        if (step / KEYFRAME_EVERY * KEYFRAME_EVERY..=step).contains(&at) {
            self.replay(known.clone(), at, step)
        } else {
            self.moment_from_frame(step)
        }
    }

    pub(super) fn moment_from_frame(&self, step: usize) -> Moment<E> {
        let frame_at = step / KEYFRAME_EVERY * KEYFRAME_EVERY;
        let frame = self.frame(frame_at).unwrap_or(&self.start);
        self.replay(frame.clone(), frame_at, step)
    }

    /// The keyframe at a step, which is a multiple of [`KEYFRAME_EVERY`]; none at the start.
    fn frame(&self, step: usize) -> Option<&Moment<E>> {
        let index = self.index_of(self.owner(step))?;
        let before = self.branches[index].start() / KEYFRAME_EVERY;
        self.frames[index].get((step / KEYFRAME_EVERY).checked_sub(before + 1)?)
    }

    /// Takes the recorded steps after `from`, up to `to`.
    fn replay(&self, mut moment: Moment<E>, from: usize, to: usize) -> Moment<E> {
        for step in from + 1..=to {
            // What was recorded was possible, so it is again.
            if let Some(record) = self.step(step)
                && let Ok(led_to) = moment.env.step(&record.action)
            {
                moment.observation = led_to.observation;
            }
        }
        moment
    }
}
