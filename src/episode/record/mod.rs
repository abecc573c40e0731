//! An episode as it is stored and exported: everything that a session cannot recompute.
//!
//! A record comes from a file or from the browser's storage, so nothing in it is believed: opening it
//! plays every branch again and says what is wrong.
//!
//! Format 2 adds what was said: words, speakers, calls. A record without any is written in format 1, so
//! that older builds read it, and records of format 1 are read for ever.

mod error;
mod tree;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use error::RecordError;
pub use tree::{BranchRecord, Outcome, PlayerRun};
pub(in crate::episode) use tree::{Spot, Tree, branch_records, last_digest};

use super::alphabet::Alphabet;
use super::branch::BranchId;
use super::session::Session;
use super::watched::Watched;
use super::words::{PlayerCard, Said};
use crate::env::catalog::{self, RULES_VERSION, WorldSpec};
use crate::env::{Env, Seed, StateDigest, World};

/// The newest version of the format.
pub const FORMAT: u32 = 2;

/// The version of records in which nothing is said.
pub(in crate::episode) const SILENT: u32 = 1;

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

impl EpisodeRecord {
    /// What is to be kept of a session in a world.
    pub fn new<E: Alphabet>(session: &Session<E>, spec: WorldSpec, saved_ms: u64) -> Self {
        let entry = spec.world.entry();
        let record = Self {
            format: SILENT,
            world: entry.id.to_owned(),
            number: entry.number,
            distractors: spec.distractors.min(entry.most_distractors),
            rules: RULES_VERSION,
            seed: session.seed(),
            cards: session.cards().to_vec(),
            opening: session.said(0).cloned().unwrap_or_default(),
            branches: branch_records(session, E::number),
            branch: session.branch(),
            at: session.at(),
            saved_ms,
            outcome: Outcome::of(session),
            digest: last_digest(session),
        };
        Self { format: if record.tree().is_silent() { SILENT } else { FORMAT }, ..record }
    }

    /// The same without the calls behind the words: shorter, and still every word in it.
    #[must_use]
    pub fn without_calls(mut self) -> Self {
        self.opening.calls.clear();
        self.branches.iter_mut().for_each(BranchRecord::drop_calls);
        self
    }

    /// The record in a file's text.
    ///
    /// # Errors
    ///
    /// [`RecordError::TooLong`] for a file that could not be read again.
    pub fn to_json(&self) -> Result<String, RecordError> {
        write_json(self)
    }

    /// The record that a file's text holds; whether it can be played is not known yet.
    ///
    /// # Errors
    ///
    /// [`RecordError::TooLong`], [`RecordError::NotARecord`], [`RecordError::Format`].
    pub fn from_json(text: &str) -> Result<Self, RecordError> {
        read_json(text)
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
        self.tree().open(env, self.seed, |env, &found, Spot { branch, step }| {
            let actions = env.action_count();
            env.action(found).ok_or(RecordError::BadAction { branch, step, found, actions })
        })
    }

    /// Whether a session that was just opened from this record leads where the record says.
    pub fn agrees_with<E: Env>(&self, session: &Session<E>) -> bool {
        session.branch() == self.branch && last_digest(session) == self.digest
    }

    fn tree(&self) -> Tree<'_, u8> {
        let Self { cards, opening, branches, branch, at, .. } = self;
        Tree { cards, opening, branches, branch: *branch, at: *at }
    }
}

/// A record as a file's text.
pub(in crate::episode) fn write_json(record: &impl Serialize) -> Result<String, RecordError> {
    let text = serde_json::to_string(record);
    let text = text.map_err(|error| RecordError::NotARecord(error.to_string()))?;
    expect_short(&text)?;
    Ok(text)
}

/// The record of a file's text, whose length and version are checked first.
pub(in crate::episode) fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, RecordError> {
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

const fn expect_short(text: &str) -> Result<(), RecordError> {
    if text.len() > MAX_CHARS { Err(RecordError::TooLong { found: text.len() }) } else { Ok(()) }
}

pub(in crate::episode) const fn expect_format(found: u32) -> Result<(), RecordError> {
    if SILENT <= found && found <= FORMAT { Ok(()) } else { Err(RecordError::Format { found }) }
}

/// A seed in digits.
pub(in crate::episode) mod digits {
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
