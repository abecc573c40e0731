//! The branches of a session: making them, naming them, going from one to another.

use std::ops::Range;

use super::{ActError, Session};
use crate::env::Env;
use crate::episode::MAX_BRANCHES;
use crate::episode::branch::{Branch, BranchId, Fork, StepRecord};

/// Characters that a branch's name may have.
pub const MAX_NAME: usize = 80;

impl<E: Env> Session<E> {
    /// Looks at the end of another branch's line; false if there is no such branch.
    ///
    /// A branch without steps of its own is dropped when one leaves it.
    pub fn switch(&mut self, id: BranchId) -> bool {
        if self.index_of(id).is_none() {
            return false;
        }
        if id != self.branch() {
            self.leave();
            self.line = self.line_of(id);
            self.at = self.line_len();
            self.now = self.moment_from_frame(self.at);
        }
        self.jump(self.line_len());
        true
    }

    /// Starts a branch at the cursor and switches to it.
    ///
    /// A branch without steps of its own is forked by moving it, so that none is left behind.
    ///
    /// # Errors
    ///
    /// [`ActError::EpisodeOver`] where no action can follow, [`ActError::TooManyBranches`].
    pub fn fork(&mut self) -> Result<BranchId, ActError> {
        if self.is_over() {
            return Err(ActError::EpisodeOver);
        }
        let is_unused = self.current().parent.is_some() && self.current().steps.is_empty();
        if is_unused && self.is_at_end() {
            return Ok(self.branch());
        }
        let is_full = self.branches.len() - usize::from(is_unused) >= MAX_BRANCHES;
        // A foreign record may have used up the last number.
        if is_full || self.next_id == u32::MAX {
            return Err(ActError::TooManyBranches);
        }
        let fork = Fork { branch: self.owner(self.at), step: self.at };
        self.leave();
        let id = BranchId(self.next_id);
        self.push_branch(id, fork);
        Ok(id)
    }

    /// Names a branch; false if there is no such branch or no name. Long names are cut.
    pub fn rename(&mut self, id: BranchId, name: &str) -> bool {
        let name = name.trim();
        let Some(index) = self.index_of(id).filter(|_| !name.is_empty()) else { return false };
        self.branches[index].name = name.chars().take(MAX_NAME).collect();
        true
    }

    /// Says something about a step of the current line; an empty note removes it.
    pub fn annotate(&mut self, step: usize, note: &str) -> bool {
        let Some(record) = self.own_record(step) else { return false };
        record.note = (!note.is_empty()).then(|| note.into());
        true
    }

    /// The record of a step of the current line, to be added to.
    pub(super) fn own_record(&mut self, step: usize) -> Option<&mut StepRecord<E::Action>> {
        let index = self.index_of(self.owner(step))?;
        let branch = &mut self.branches[index];
        let own = step.checked_sub(branch.start() + 1)?;
        branch.steps.get_mut(own)
    }

    /// Adds a branch of a number that is larger than every other's, and looks at its start. Its parent
    /// must have the step.
    pub(in crate::episode) fn plant(&mut self, id: BranchId, fork: Fork) {
        self.push_branch(id, fork);
        self.at = fork.step;
        self.now = self.moment_from_frame(fork.step);
    }

    /// Looks at a step of a branch's line; false if there is none.
    pub(in crate::episode) fn look(&mut self, id: BranchId, step: usize) -> bool {
        self.switch(id) && step <= self.line_len() && self.jump(step) == step
    }

    fn push_branch(&mut self, id: BranchId, fork: Fork) {
        let name = format!("fork {id}");
        self.next_id = id.0.saturating_add(1);
        self.branches.push(Branch { id, parent: Some(fork), name, steps: Vec::new() });
        self.frames.push(Vec::new());
        self.line = self.line_of(id);
    }

    /// Forgets what was undone, and the current branch if nothing was done on it.
    fn leave(&mut self) {
        self.undone.clear();
        let index = self.current_index();
        if index > 0 && self.branches[index].steps.is_empty() {
            self.branches.remove(index);
            self.frames.remove(index);
        }
    }

    /// From the root to a branch: which branch owns which steps (after the start, to the end).
    pub(super) fn line_of(&self, id: BranchId) -> Vec<(BranchId, Range<usize>)> {
        let mut line = Vec::new();
        let mut next = self.branch_by_id(id).map(|branch| (branch, branch.end()));
        while let Some((branch, end)) = next {
            line.push((branch.id, branch.start()..end));
            next =
                branch.parent.and_then(|fork| Some((self.branch_by_id(fork.branch)?, fork.step)));
        }
        line.reverse();
        line
    }
}
