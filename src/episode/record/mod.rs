//! An episode as it is stored and exported: everything that a session cannot recompute.
//!
//! A record comes from a file or from the browser's storage, so nothing in it is believed: opening it
//! plays every branch again and says what is wrong.
//!
//! Format 2 adds what was said: words, speakers, calls. A record without any is written in format 1, so
//! that older builds read it, and records of format 1 are read for ever.

mod error;

use serde::{Deserialize, Serialize};

pub use error::RecordError;

use super::alphabet::Alphabet;
use super::branch::{Branch, BranchId, Fork, Player};
use super::session::Session;
use super::watched::Watched;
use super::words::{MAX_CARDS, PlayerCard, Said};
use super::{MAX_BRANCHES, MAX_STEPS};
use crate::env::catalog::{self, RULES_VERSION, WorldSpec};
use crate::env::{Env, Seed, StateDigest, World};

/// The newest version of the format.
pub const FORMAT: u32 = 2;

/// The version of records in which nothing is said.
const SILENT: u32 = 1;

/// Characters of the longest file that is read.
pub const MAX_CHARS: usize = 16 * 1024 * 1024;

/// A stored episode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpisodeRecord {
    /// The version of this format.
    pub format: u32,
    /// The world's name.
    pub world: String,
    /// The world's number, which is the same world as the name.
    pub number: u16,
    /// The world's argument.
    pub distractors: u8,
    /// The version of the rules that it was played by.
    pub rules: u16,
    /// What names the episode; in digits, since many readers of JSON round large numbers.
    #[serde(with = "digits")]
    pub seed: Seed,
    /// Who spoke; words name their speakers by their places here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<PlayerCard>,
    /// What was said before the first step.
    #[serde(default, skip_serializing_if = "Said::is_empty")]
    pub opening: Said,
    /// The branches; the root first, each after its parent.
    pub branches: Vec<BranchRecord>,
    /// The branch one looked at.
    pub branch: BranchId,
    /// The step one looked at.
    pub at: usize,
    /// When it was saved, in milliseconds since 1970.
    pub saved_ms: u64,
    /// What came of it, for lists.
    pub outcome: Outcome,
    /// The digest of the last state of the line one looked at.
    pub digest: StateDigest,
}

/// A stored branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchRecord {
    /// Its name among the record's branches.
    pub id: BranchId,
    /// Where it leaves its parent; none for the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Fork>,
    /// What a person calls it.
    pub name: String,
    /// The numbers of its own actions.
    pub actions: Vec<u8>,
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

impl EpisodeRecord {
    /// What is to be kept of a session in a world.
    pub fn new<E: Alphabet>(session: &Session<E>, spec: WorldSpec, saved_ms: u64) -> Self {
        let entry = spec.world.entry();
        let steps = session.line_len();
        let last = session.step(steps);
        let record = Self {
            format: SILENT,
            world: entry.id.to_owned(),
            number: entry.number,
            distractors: spec.distractors.min(entry.most_distractors),
            rules: RULES_VERSION,
            seed: session.seed(),
            cards: session.cards().to_vec(),
            opening: session.said(0).cloned().unwrap_or_default(),
            branches: session.branches().iter().map(BranchRecord::new::<E>).collect(),
            branch: session.branch(),
            at: session.at(),
            saved_ms,
            outcome: Outcome {
                steps,
                reward_sum: session.return_so_far(steps),
                terminated: last.is_some_and(|last| last.terminated),
                truncated: last.is_some_and(|last| last.truncated),
            },
            digest: session.env_at(steps).digest(),
        };
        Self { format: if record.is_silent() { SILENT } else { FORMAT }, ..record }
    }

    /// Whether nothing is said in it.
    fn is_silent(&self) -> bool {
        let is_silent = |branch: &BranchRecord| branch.said.is_empty();
        self.cards.is_empty() && self.opening.is_empty() && self.branches.iter().all(is_silent)
    }

    /// The same without the calls behind the words: shorter, and still every word in it.
    #[must_use]
    pub fn without_calls(mut self) -> Self {
        self.opening.calls.clear();
        for branch in &mut self.branches {
            branch.said.iter_mut().for_each(|(_, said)| said.calls.clear());
            branch.said.retain(|(_, said)| !said.is_empty());
        }
        self
    }

    /// The record in a file's text.
    ///
    /// # Errors
    ///
    /// [`RecordError::TooLong`] for a file that could not be read again.
    pub fn to_json(&self) -> Result<String, RecordError> {
        let text = serde_json::to_string(self);
        let text = text.map_err(|error| RecordError::NotARecord(error.to_string()))?;
        expect_short(&text)?;
        Ok(text)
    }

    /// The record that a file's text holds; whether it can be played is not known yet.
    ///
    /// # Errors
    ///
    /// [`RecordError::TooLong`], [`RecordError::NotARecord`], [`RecordError::Format`].
    pub fn from_json(text: &str) -> Result<Self, RecordError> {
        /// The field by which later versions are told, whatever else they hold.
        #[derive(Deserialize)]
        struct Versioned {
            format: u32,
        }
        let not_a_record = |error: serde_json::Error| RecordError::NotARecord(error.to_string());
        expect_short(text)?;
        let Versioned { format } = serde_json::from_str(text).map_err(not_a_record)?;
        expect_format(format)?;
        serde_json::from_str(text).map_err(not_a_record)
    }

    /// The world and its arguments.
    ///
    /// # Errors
    ///
    /// [`RecordError`] for a world, a number or arguments that are none.
    pub fn spec(&self) -> Result<WorldSpec, RecordError> {
        let entry = catalog::by_id(&self.world);
        let entry = entry.ok_or_else(|| RecordError::UnknownWorld(self.world.clone()))?;
        let (found, known) = (self.number, entry.number);
        if found != known {
            return Err(RecordError::WorldNumber { world: self.world.clone(), found, known });
        }
        let (found, most) = (self.distractors, entry.most_distractors);
        if found > most {
            return Err(RecordError::BadDistractors { found, most });
        }
        Ok(WorldSpec { distractors: found, ..WorldSpec::new(entry.world()) })
    }

    /// Plays the record again in its world.
    ///
    /// # Errors
    ///
    /// [`RecordError`] says what is wrong with it.
    pub fn open(&self) -> Result<Session<World>, RecordError> {
        let spec = self.spec()?;
        self.open_in(catalog::make(&spec))
    }

    /// Plays the record again in an environment, which has to be the record's.
    ///
    /// # Errors
    ///
    /// [`RecordError`] says what is wrong with it.
    pub fn open_in<E: Watched + Alphabet>(&self, env: E) -> Result<Session<E>, RecordError> {
        expect_format(self.format)?;
        if !(1..=RULES_VERSION).contains(&self.rules) {
            return Err(RecordError::UnknownRules { found: self.rules });
        }
        self.check_sizes()?;
        let mut session = Session::new(env, self.seed);
        session.introduce(self.cards.clone());
        session.quote(0, self.opening.clone());
        for branch in &self.branches {
            if branch.id != BranchId::ROOT {
                let fork = self.check_fork(branch, &session)?;
                session.plant(branch.id, fork);
            }
            session.rename(branch.id, &branch.name);
            branch.play(&mut session)?;
        }
        if session.look(self.branch, self.at) {
            Ok(session)
        } else {
            Err(RecordError::BadCursor { branch: self.branch, at: self.at })
        }
    }

    /// Whether a session that was just opened from this record leads where the record says.
    pub fn agrees_with<E: Env>(&self, session: &Session<E>) -> bool {
        let last = session.env_at(session.line_len());
        session.branch() == self.branch && last.digest() == self.digest
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
        let mut words = said.chain([&self.opening]).flat_map(|said| &said.words);
        if let Some(words) = words.find(|words| usize::from(words.by.0) >= found) {
            return Err(RecordError::NoCard { found: words.by });
        }
        let is_root = |branch: &BranchRecord| branch.id == BranchId::ROOT;
        let is_sound = |(at, branch): (usize, &BranchRecord)| {
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
        branch: &BranchRecord,
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

impl BranchRecord {
    fn new<E: Alphabet>(branch: &Branch<E::Action>) -> Self {
        let players = branch.steps.chunk_by(|one, next| one.player == next.player);
        let notes = branch.steps.iter().enumerate();
        Self {
            id: branch.id,
            parent: branch.parent,
            name: branch.name.clone(),
            actions: branch.steps.iter().map(|step| E::number(&step.action)).collect(),
            players: players
                .map(|run| PlayerRun { player: run[0].player, steps: run.len() })
                .collect(),
            notes: notes
                .filter_map(|(at, step)| Some((at, step.note.as_deref()?.into())))
                .collect(),
            said: branch
                .steps
                .iter()
                .enumerate()
                .filter_map(|(at, step)| Some((at, step.said.as_deref()?.clone())))
                .collect(),
        }
    }

    /// Takes the branch's own steps, from its fork.
    fn play<E: Watched + Alphabet>(&self, session: &mut Session<E>) -> Result<(), RecordError> {
        let branch = self.id;
        let players = self.players.iter().map(|run| run.steps).fold(0, usize::saturating_add);
        let actions = self.actions.len();
        if players != actions {
            return Err(RecordError::BadPlayers { branch, actions, players });
        }
        let start = session.at();
        let players =
            self.players.iter().flat_map(|run| std::iter::repeat_n(run.player, run.steps));
        for (&found, player) in self.actions.iter().zip(players) {
            let step = session.at() + 1;
            let actions = session.env().action_count();
            let action = session.env().action(found).ok_or(RecordError::BadAction {
                branch,
                step,
                found,
                actions,
            })?;
            session.act(action, player).map_err(|_| RecordError::PastEnd { branch, step })?;
        }
        for (at, note) in &self.notes {
            if *at >= actions || !session.annotate(start + at + 1, note) {
                return Err(RecordError::BadNote { branch, step: *at });
            }
        }
        for (at, said) in &self.said {
            let step = start.saturating_add(at.saturating_add(1));
            let is_told = session.said(step).is_some();
            if *at >= actions || is_told || !session.quote(step, said.clone()) {
                return Err(RecordError::BadWords { branch, step: *at });
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

const fn expect_short(text: &str) -> Result<(), RecordError> {
    if text.len() > MAX_CHARS { Err(RecordError::TooLong { found: text.len() }) } else { Ok(()) }
}

const fn expect_format(found: u32) -> Result<(), RecordError> {
    if SILENT <= found && found <= FORMAT { Ok(()) } else { Err(RecordError::Format { found }) }
}

/// A seed in digits.
mod digits {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::env::Seed;

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub fn serialize<S: Serializer>(seed: &Seed, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(seed)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Seed, D::Error> {
        let digits = String::deserialize(deserializer)?;
        digits.parse().map(Seed).map_err(|_| D::Error::custom(format!("{digits:?} is no seed")))
    }
}
