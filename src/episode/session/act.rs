//! Taking actions, and taking them back.

use super::{KEYFRAME_EVERY, Session};
use crate::env::{Env, Seed, StepError};
use crate::episode::branch::{Fork, Player, StepRecord};
use crate::episode::watched::Watched;
use crate::episode::words::Said;
use crate::episode::{MAX_BRANCHES, MAX_STEPS};

/// Why an action was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// The episode had ended before.
    #[error("the episode is over")]
    EpisodeOver,
    /// The session is full.
    #[error("a session holds at most {MAX_STEPS} steps")]
    TooManySteps,
    /// The session is full.
    #[error("a session holds at most {MAX_BRANCHES} branches")]
    TooManyBranches,
    /// The world does not take it.
    #[error("{0}")]
    Refused(StepError),
}

impl From<StepError> for ActError {
    fn from(error: StepError) -> Self {
        match error {
            StepError::EpisodeOver => Self::EpisodeOver,
            error => Self::Refused(error),
        }
    }
}

/// Why a step was not undone or redone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UndoError {
    /// The cursor is in the middle of the line.
    #[error("only the last step of a line can be undone")]
    NotAtEnd,
    /// The branch has no step of its own left.
    #[error("the branch has no step of its own to undo")]
    Nothing,
    /// Another branch starts there.
    #[error("another branch starts at this step")]
    Forked,
    /// Nothing was undone, or another action was taken since.
    #[error("no undone step to redo")]
    NothingUndone,
}

impl<E: Watched> Session<E> {
    /// Plays recorded actions; one looks at the end.
    ///
    /// # Errors
    ///
    /// [`ActError`] when the episode ends before its actions do, or there are too many.
    pub fn from_actions(
        env: E,
        seed: Seed,
        actions: impl IntoIterator<Item = E::Action>,
        player: Player,
    ) -> Result<Self, ActError> {
        let mut session = Self::new(env, seed);
        for action in actions {
            session.act(action, player)?;
        }
        Ok(session)
    }

    /// Takes an action at the cursor. In the middle of a line it starts a new branch.
    ///
    /// # Errors
    ///
    /// [`ActError`]: the episode is over there, or the session is full.
    pub fn act(
        &mut self,
        action: E::Action,
        player: Player,
    ) -> Result<&StepRecord<E::Action>, ActError> {
        self.act_noted(action, player, None)
    }

    /// As [`Self::act`], with what the player said about it.
    ///
    /// # Errors
    ///
    /// As [`Self::act`].
    pub fn act_noted(
        &mut self,
        action: E::Action,
        player: Player,
        note: Option<Box<str>>,
    ) -> Result<&StepRecord<E::Action>, ActError> {
        self.act_with(action, player, note, Said::default())
    }

    pub(super) fn act_with(
        &mut self,
        action: E::Action,
        player: Player,
        note: Option<Box<str>>,
        said: Said,
    ) -> Result<&StepRecord<E::Action>, ActError> {
        if self.is_over() {
            return Err(ActError::EpisodeOver);
        }
        if self.steps_in_all >= MAX_STEPS {
            return Err(ActError::TooManySteps);
        }
        if !self.is_at_end() {
            // A refused action must not leave the line for a branch without a step.
            self.now.env.clone().step(&action)?;
            self.fork()?;
        }
        let said = (!said.is_empty()).then(|| Box::new(said));
        let index = self.append(action, player, note, said)?;
        self.undone.clear();
        let steps = &self.branches[index].steps;
        Ok(&steps[steps.len() - 1])
    }

    /// Does the step again that was undone last.
    ///
    /// # Errors
    ///
    /// [`UndoError::NothingUndone`], [`UndoError::NotAtEnd`].
    pub fn redo(&mut self) -> Result<&StepRecord<E::Action>, UndoError> {
        if !self.is_at_end() {
            return Err(UndoError::NotAtEnd);
        }
        let record = self.undone.pop().ok_or(UndoError::NothingUndone)?;
        let index = self
            .append(record.action, record.player, record.note, record.said)
            .map_err(|_| UndoError::NothingUndone)?;
        let steps = &self.branches[index].steps;
        Ok(&steps[steps.len() - 1])
    }

    /// Takes an action at the end of the line; the place of the branch that has the step now.
    fn append(
        &mut self,
        action: E::Action,
        player: Player,
        note: Option<Box<str>>,
        said: Option<Box<Said>>,
    ) -> Result<usize, ActError> {
        let invalid = self.now.env.is_invalid(&action);
        let done_before = self.now.env.subgoals_done();
        let led_to = self.now.env.step(&action)?;
        self.now.observation = led_to.observation;
        self.at += 1;
        self.steps_in_all += 1;
        let index = self.current_index();
        if self.at.is_multiple_of(KEYFRAME_EVERY) {
            self.frames[index].push(self.now.clone());
        }
        if let Some((_, own)) = self.line.last_mut() {
            own.end += 1;
        }
        self.branches[index].steps.push(StepRecord {
            action,
            player,
            reward: led_to.reward,
            terminated: led_to.terminated,
            truncated: led_to.truncated,
            subgoal: self.now.env.subgoals_done() > done_before,
            invalid: invalid && !led_to.terminated,
            note,
            said,
        });
        Ok(index)
    }
}

impl<E: Env> Session<E> {
    /// Takes back the last step of the current branch, from the end of its line.
    ///
    /// # Errors
    ///
    /// [`UndoError`] says why there is nothing to take back.
    pub fn undo(&mut self) -> Result<(), UndoError> {
        if !self.is_at_end() {
            return Err(UndoError::NotAtEnd);
        }
        let here = Fork { branch: self.branch(), step: self.at };
        if self.current().steps.is_empty() {
            return Err(UndoError::Nothing);
        }
        if self.branches.iter().any(|branch| branch.parent == Some(here)) {
            return Err(UndoError::Forked);
        }
        self.jump(self.at - 1);
        let index = self.current_index();
        if let Some(record) = self.branches[index].steps.pop() {
            self.undone.push(record);
            self.steps_in_all -= 1;
        }
        let (start, end) = (self.branches[index].start(), self.branches[index].end());
        self.frames[index].truncate(end / KEYFRAME_EVERY - start / KEYFRAME_EVERY);
        self.line = self.line_of(self.branches[index].id);
        Ok(())
    }

    /// How many undone steps could be done again.
    pub fn undone(&self) -> usize {
        self.undone.len()
    }
}
