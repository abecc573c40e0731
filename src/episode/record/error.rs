//! What can be wrong with a stored episode.

use super::{FORMAT, MAX_CHARS};
use crate::env::catalog::RULES_VERSION;
use crate::episode::words::{CardId, MAX_CARDS};
use crate::episode::{BranchId, MAX_BRANCHES, MAX_STEPS};

/// Why a record cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// More characters than any record has.
    #[error("the file has {found} bytes, at most {MAX_CHARS} are read")]
    TooLong {
        /// Its bytes.
        found: usize,
    },
    /// Not JSON, or not a record.
    #[error("the file is not an episode: {0}")]
    NotARecord(String),
    /// A later build made it.
    #[error("the episode has format {found}, this build reads formats 1 to {FORMAT}")]
    Format {
        /// The record's version.
        found: u32,
    },
    /// The world is played by other rules here.
    #[error(
        "the episode was played by rules version {found}, this build plays by versions 1 to {RULES_VERSION}"
    )]
    UnknownRules {
        /// The record's version.
        found: u16,
    },
    /// There is no such world.
    #[error("no world is called {0:?}")]
    UnknownWorld(String),
    /// Name and number are of different worlds.
    #[error("world {world:?} has number {known}, not {found}")]
    WorldNumber {
        /// The name.
        world: String,
        /// The record's number.
        found: u16,
        /// The world's.
        known: u16,
    },
    /// More distractors than the world takes.
    #[error("the episode asks for {found} distractors, the world takes at most {most}")]
    BadDistractors {
        /// The record's number.
        found: u8,
        /// The world's.
        most: u8,
    },
    /// More steps than a session holds.
    #[error("the episode has {found} steps, at most {MAX_STEPS} are read")]
    TooManySteps {
        /// The record's, all branches together.
        found: usize,
    },
    /// More branches than a session holds.
    #[error("the episode has {found} branches, at most {MAX_BRANCHES} are read")]
    TooManyBranches {
        /// The record's.
        found: usize,
    },
    /// The first branch is not a root, or another one is.
    #[error("the first branch, and no other, must be number 0 without a parent")]
    BadRoot,
    /// A branch stands before one with a lower number, or has the same.
    #[error("branch {0} stands out of order")]
    OutOfOrder(BranchId),
    /// A parent that does not stand before its child: none there, or a circle.
    #[error("branch {branch} leaves branch {parent}, which does not stand before it")]
    BadParent {
        /// The child.
        branch: BranchId,
        /// What it names as its parent.
        parent: BranchId,
    },
    /// The parent does not have the step.
    #[error("branch {branch} leaves branch {parent} at step {step}, which is not one of its own")]
    BadFork {
        /// The child.
        branch: BranchId,
        /// Its parent.
        parent: BranchId,
        /// The step.
        step: usize,
    },
    /// A branch without steps that one did not look at.
    #[error("branch {0} has no steps")]
    EmptyBranch(BranchId),
    /// An action that the world does not have.
    #[error("branch {branch} has action number {found} at step {step}, the world has {actions}")]
    BadAction {
        /// The branch.
        branch: BranchId,
        /// The step, counted along its line.
        step: usize,
        /// The action's number.
        found: u8,
        /// How many actions there are.
        actions: u8,
    },
    /// As many players as actions are needed.
    #[error("branch {branch} has {actions} actions, and players for {players}")]
    BadPlayers {
        /// The branch.
        branch: BranchId,
        /// Its actions.
        actions: usize,
        /// The actions that its players chose.
        players: usize,
    },
    /// A remark on a step that is not there.
    #[error("branch {branch} has a note on its step {step}, which it does not have")]
    BadNote {
        /// The branch.
        branch: BranchId,
        /// The index of the step among its own.
        step: usize,
    },
    /// Words at a step that is not there, or twice at one.
    #[error(
        "branch {branch} has words at its step {step}, which it does not have or has words for"
    )]
    BadWords {
        /// The branch.
        branch: BranchId,
        /// The index of the step among its own.
        step: usize,
    },
    /// More speakers than an episode has.
    #[error("the episode has {found} speakers, at most {MAX_CARDS} are read")]
    TooManyCards {
        /// The record's.
        found: usize,
    },
    /// Someone speaks of whom the record says nothing.
    #[error("the episode has words of speaker {}, whom it does not introduce", found.0)]
    NoCard {
        /// The speaker.
        found: CardId,
    },
    /// Actions follow the end of the episode.
    #[error("branch {branch} goes on at step {step}, after the episode's end")]
    PastEnd {
        /// The branch.
        branch: BranchId,
        /// The first step that cannot be.
        step: usize,
    },
    /// One looked at a branch or a step that is not there.
    #[error("there is no step {at} on branch {branch} to look at")]
    BadCursor {
        /// The branch.
        branch: BranchId,
        /// The step.
        at: usize,
    },
}
