//! What the records of all worlds have alike: the branches with what was said on them, and where one looked.

use serde::{Deserialize, Serialize};

use super::RecordError;
use crate::env::{Env, Seed, StateDigest};
use crate::episode::branch::{Branch, BranchId, Fork, Player};
use crate::episode::session::Session;
use crate::episode::watched::Watched;
use crate::episode::words::{MAX_CARDS, PlayerCard, Said};
use crate::episode::{MAX_BRANCHES, MAX_STEPS};

/// A stored branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchRecord<A = u8> {
    /// Its name among the record's branches.
    pub id: BranchId,
    /// Where it leaves its parent; none for the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Fork>,
    /// What a person calls it.
    pub name: String,
    /// Its own actions: their numbers, where the world has such.
    pub actions: Vec<A>,
    /// Who chose them: so many by one, then so many by another.
    pub players: Vec<PlayerRun>,
    /// What was said about its own steps, by their index from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<(usize, String)>,
    /// What was said that led to its own steps, by their index from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<(usize, Said)>,
}

/// Actions in a row by one player.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayerRun {
    /// Who.
    pub player: Player,
    /// How many.
    pub steps: usize,
}

/// What came of an episode, along the line one looked at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Steps of the line.
    pub steps: usize,
    /// Its rewards, added up.
    pub reward_sum: f64,
    /// The task itself ended.
    pub terminated: bool,
    /// A limit outside the task ended it.
    pub truncated: bool,
}

impl Outcome {
    /// Of a session's line.
    pub(in crate::episode) fn of<E: Env>(session: &Session<E>) -> Self {
        let steps = session.line_len();
        let last = session.step(steps);
        Self {
            steps,
            reward_sum: session.return_so_far(steps),
            terminated: last.is_some_and(|last| last.terminated),
            truncated: last.is_some_and(|last| last.truncated),
        }
    }
}

/// The digest of the last state of a session's line.
pub(in crate::episode) fn last_digest<E: Env>(session: &Session<E>) -> StateDigest {
    session.env_at(session.line_len()).digest()
}

/// A session's branches as they are stored.
pub(in crate::episode) fn branch_records<E: Env, A>(
    session: &Session<E>,
    write: impl Fn(&E::Action) -> A,
) -> Vec<BranchRecord<A>> {
    session.branches().iter().map(|branch| BranchRecord::new(branch, &write)).collect()
}

impl<A> BranchRecord<A> {
    fn new<B>(branch: &Branch<B>, write: impl Fn(&B) -> A) -> Self {
        let players = branch.steps.chunk_by(|one, next| one.player == next.player);
        let steps = || branch.steps.iter().enumerate();
        Self {
            id: branch.id,
            parent: branch.parent,
            name: branch.name.clone(),
            actions: branch.steps.iter().map(|step| write(&step.action)).collect(),
            players: players
                .map(|run| PlayerRun { player: run[0].player, steps: run.len() })
                .collect(),
            notes: steps()
                .filter_map(|(at, step)| Some((at, step.note.as_deref()?.into())))
                .collect(),
            said: steps()
                .filter_map(|(at, step)| Some((at, step.said.as_deref()?.clone())))
                .collect(),
        }
    }

    /// Forgets the calls behind the words.
    pub(in crate::episode) fn drop_calls(&mut self) {
        self.said.iter_mut().for_each(|(_, said)| said.calls.clear());
        self.said.retain(|(_, said)| !said.is_empty());
    }
}

/// The part of a record that is a session's.
#[derive(Clone, Copy, Debug)]
pub(in crate::episode) struct Tree<'a, A> {
    pub cards: &'a [PlayerCard],
    pub opening: &'a Said,
    pub branches: &'a [BranchRecord<A>],
    pub branch: BranchId,
    pub at: usize,
}

/// Where an action stands: on which branch, and as which step of its line, from 1.
#[derive(Clone, Copy, Debug)]
pub(in crate::episode) struct Spot {
    pub branch: BranchId,
    pub step: usize,
}

impl<A> Tree<'_, A> {
    /// Whether nothing is said in it.
    pub fn is_silent(&self) -> bool {
        let is_silent = |branch: &BranchRecord<A>| branch.said.is_empty();
        self.cards.is_empty() && self.opening.is_empty() && self.branches.iter().all(is_silent)
    }

    /// Plays it again; `read` makes an environment's action of a stored one, or says why it is none.
    pub fn open<E: Watched, X: From<RecordError>>(
        &self,
        env: E,
        seed: Seed,
        read: impl Fn(&E, &A, Spot) -> Result<E::Action, X>,
    ) -> Result<Session<E>, X> {
        self.check_sizes()?;
        let mut session = Session::new(env, seed);
        session.introduce(self.cards.to_vec());
        session.quote(0, self.opening.clone());
        for branch in self.branches {
            if branch.id != BranchId::ROOT {
                let fork = self.check_fork(branch, &session)?;
                session.plant(branch.id, fork);
            }
            session.rename(branch.id, &branch.name);
            branch.play(&mut session, &read)?;
        }
        if session.look(self.branch, self.at) {
            Ok(session)
        } else {
            Err(RecordError::BadCursor { branch: self.branch, at: self.at }.into())
        }
    }

    fn check_sizes(&self) -> Result<(), RecordError> {
        let found = self.branches.len();
        if found > MAX_BRANCHES {
            return Err(RecordError::TooManyBranches { found });
        }
        let found = self.branches.iter().map(|branch| branch.actions.len()).sum();
        if found > MAX_STEPS {
            return Err(RecordError::TooManySteps { found });
        }
        let found = self.cards.len();
        if found > MAX_CARDS {
            return Err(RecordError::TooManyCards { found });
        }
        let said = self.branches.iter().flat_map(|branch| &branch.said).map(|(_, said)| said);
        let mut words = said.chain([self.opening]).flat_map(|said| &said.words);
        if let Some(words) = words.find(|words| usize::from(words.by.0) >= found) {
            return Err(RecordError::NoCard { found: words.by });
        }
        let is_root = |branch: &BranchRecord<A>| branch.id == BranchId::ROOT;
        let is_sound = |(at, branch): (usize, &BranchRecord<A>)| {
            is_root(branch) == (at == 0) && branch.parent.is_none() == (at == 0)
        };
        if self.branches.is_empty() || !self.branches.iter().enumerate().all(is_sound) {
            return Err(RecordError::BadRoot);
        }
        Ok(())
    }

    /// Where a branch leaves the ones planted before it.
    fn check_fork<E: Env>(
        &self,
        branch: &BranchRecord<A>,
        session: &Session<E>,
    ) -> Result<Fork, RecordError> {
        let id = branch.id;
        if session.branches().last().is_some_and(|last| last.id >= id) {
            return Err(RecordError::OutOfOrder(id));
        }
        if branch.actions.is_empty() && id != self.branch {
            return Err(RecordError::EmptyBranch(id));
        }
        let fork = branch.parent.ok_or(RecordError::BadRoot)?;
        let parent = session.branch_by_id(fork.branch);
        let parent = parent.ok_or(RecordError::BadParent { branch: id, parent: fork.branch })?;
        if owns(parent, fork.step) {
            Ok(fork)
        } else {
            Err(RecordError::BadFork { branch: id, parent: fork.branch, step: fork.step })
        }
    }
}

impl<A> BranchRecord<A> {
    /// Takes the branch's own steps, from its fork.
    fn play<E: Watched, X: From<RecordError>>(
        &self,
        session: &mut Session<E>,
        read: &impl Fn(&E, &A, Spot) -> Result<E::Action, X>,
    ) -> Result<(), X> {
        let branch = self.id;
        let players = self.players.iter().map(|run| run.steps).fold(0, usize::saturating_add);
        let actions = self.actions.len();
        if players != actions {
            return Err(RecordError::BadPlayers { branch, actions, players }.into());
        }
        let start = session.at();
        let players =
            self.players.iter().flat_map(|run| std::iter::repeat_n(run.player, run.steps));
        for (found, player) in self.actions.iter().zip(players) {
            let step = session.at() + 1;
            if session.is_over() {
                return Err(RecordError::PastEnd { branch, step }.into());
            }
            let action = read(session.env(), found, Spot { branch, step })?;
            session.act(action, player).map_err(|_| RecordError::PastEnd { branch, step })?;
        }
        for (at, note) in &self.notes {
            if *at >= actions || !session.annotate(start + at + 1, note) {
                return Err(RecordError::BadNote { branch, step: *at }.into());
            }
        }
        for (at, said) in &self.said {
            let step = start.saturating_add(at.saturating_add(1));
            let is_told = session.said(step).is_some();
            if *at >= actions || is_told || !session.quote(step, said.clone()) {
                return Err(RecordError::BadWords { branch, step: *at }.into());
            }
        }
        Ok(())
    }
}

/// Whether another branch may leave this one after a step.
fn owns<A>(branch: &Branch<A>, step: usize) -> bool {
    let is_start_of_all = branch.parent.is_none() && step == 0;
    is_start_of_all || (branch.start() + 1..=branch.end()).contains(&step)
}
