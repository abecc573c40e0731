//! A session: one episode under a person's hands. Act, undo, jump, fork.
//!
//! The record is a tree of [`Branch`]es and a cursor on one line of it. Nothing that someone played is
//! lost: acting in the middle of a line starts a new branch there. Environments are kept every
//! [`KEYFRAME_EVERY`] steps of a line, so that a jump re-simulates fewer steps than that.

mod act;
mod moment;
mod said;
mod tree;

use std::ops::Range;

pub use act::{ActError, UndoError};
pub use moment::{KEYFRAME_EVERY, Walk};
pub use tree::MAX_NAME;

use self::moment::Moment;
use crate::env::{Env, Seed};
use crate::episode::branch::{Branch, BranchId, StepRecord};
use crate::episode::words::{PlayerCard, Said};

/// One episode, its branches, and where one looks.
#[derive(Clone, Debug)]
pub struct Session<E: Env> {
    seed: Seed,
    start: Moment<E>,
    /// By id; the root first. `frames` goes along with it.
    branches: Vec<Branch<E::Action>>,
    frames: Vec<Vec<Moment<E>>>,
    next_id: u32,
    steps_in_all: usize,
    /// The current line, from the root: which branch owns which steps.
    line: Vec<(BranchId, Range<usize>)>,
    at: usize,
    now: Moment<E>,
    undone: Vec<StepRecord<E::Action>>,
    /// Whose words are kept; the words name them by their places here.
    cards: Vec<PlayerCard>,
    opening: Said,
}

impl<E: Env> Session<E> {
    /// Starts the episode that `seed` names.
    pub fn new(mut env: E, seed: Seed) -> Self {
        let observation = env.reset(seed);
        let now = Moment { env, observation };
        let root =
            Branch { id: BranchId::ROOT, parent: None, name: "main".into(), steps: Vec::new() };
        Self {
            seed,
            start: now.clone(),
            branches: vec![root],
            frames: vec![Vec::new()],
            next_id: 1,
            steps_in_all: 0,
            line: vec![(BranchId::ROOT, 0..0)],
            at: 0,
            now,
            undone: Vec::new(),
            cards: Vec::new(),
            opening: Said::default(),
        }
    }

    /// What names the episode.
    pub const fn seed(&self) -> Seed {
        self.seed
    }

    /// Every branch, in the order of their making; the root first.
    pub fn branches(&self) -> &[Branch<E::Action>] {
        &self.branches
    }

    /// The branch at whose end the current line ends.
    pub fn branch(&self) -> BranchId {
        self.current().id
    }

    /// A branch by its id.
    pub fn branch_by_id(&self, id: BranchId) -> Option<&Branch<E::Action>> {
        self.index_of(id).map(|index| &self.branches[index])
    }

    /// Steps of the current line.
    pub fn line_len(&self) -> usize {
        self.current().end()
    }

    /// A step of the current line, from 1; none for 0 and past the end.
    pub fn step(&self, step: usize) -> Option<&StepRecord<E::Action>> {
        let part = self.line.partition_point(|(_, own)| own.end < step);
        let (id, _) = self.line.get(part)?;
        self.branch_by_id(*id)?.step(step)
    }

    /// The branch that owns a step of the current line; the root's start belongs to the root.
    pub fn owner(&self, step: usize) -> BranchId {
        let part = self.line.partition_point(|(_, own)| own.end < step);
        self.line.get(part).map_or(self.branch(), |(id, _)| *id)
    }

    /// The steps of the current line, from the first.
    pub fn line(&self) -> impl Iterator<Item = &StepRecord<E::Action>> {
        self.line.iter().flat_map(|(id, own)| {
            let steps = self.branch_by_id(*id).map_or(&[][..], |branch| &branch.steps);
            &steps[..own.len().min(steps.len())]
        })
    }

    /// The actions of the current line.
    pub fn actions(&self) -> Vec<E::Action> {
        self.line().map(|record| record.action.clone()).collect()
    }

    /// Where other branches and the current line part: the step, and the branch that goes elsewhere
    /// from there. A branch that the line left in its middle is one of them.
    pub fn forks(&self) -> impl Iterator<Item = (usize, BranchId)> {
        let left = self.line.iter().filter_map(|(id, own)| {
            let branch = self.branch_by_id(*id)?;
            (branch.end() > own.end && *id != self.branch()).then_some((own.end, *id))
        });
        let leaves = |branch: &Branch<E::Action>| {
            let fork = branch.parent?;
            let part = self.line.iter().find(|(id, _)| *id == fork.branch)?;
            let is_other = self.line.iter().all(|(id, _)| *id != branch.id);
            (is_other && fork.step <= part.1.end).then_some((fork.step, branch.id))
        };
        left.chain(self.branches.iter().filter_map(leaves))
    }

    /// The rewards of the current line's first steps, added up.
    pub fn return_so_far(&self, step: usize) -> f64 {
        self.line().take(step).fold(0.0, |sum, record| sum + record.reward)
    }

    /// The step that one looks at; 0 is the start.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// Whether the cursor is at the end of the line.
    pub fn is_at_end(&self) -> bool {
        self.at == self.line_len()
    }

    /// Whether the episode is over at the cursor.
    pub fn is_over(&self) -> bool {
        self.step(self.at).is_some_and(StepRecord::is_over)
    }

    /// Whether the episode is over at the end of the line.
    pub fn is_line_over(&self) -> bool {
        self.step(self.line_len()).is_some_and(StepRecord::is_over)
    }

    /// The environment at the cursor.
    pub const fn env(&self) -> &E {
        &self.now.env
    }

    /// What the agent sees at the cursor.
    pub fn observation(&self) -> E::Observation {
        self.now.observation.clone()
    }

    /// The environment at a step of the current line; past the end, at the end.
    pub fn env_at(&self, step: usize) -> E {
        self.moment(step).env
    }

    /// What the agent saw at a step of the current line; past the end, at the end.
    pub fn observation_at(&self, step: usize) -> E::Observation {
        self.moment(step).observation
    }

    fn current_index(&self) -> usize {
        let id = self.line.last().map_or(BranchId::ROOT, |(id, _)| *id);
        self.index_of(id).unwrap_or(0)
    }

    fn current(&self) -> &Branch<E::Action> {
        &self.branches[self.current_index()]
    }

    fn index_of(&self, id: BranchId) -> Option<usize> {
        self.branches.binary_search_by_key(&id, |branch| branch.id).ok()
    }
}
