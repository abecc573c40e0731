//! An episode of customer support as it is stored and exported: a record as other episodes have it, with turns for actions.
//!
//! The data base is no part of it, but its hash is: a record opens only on the data that it was played with. Fields that this build
//! does not know are not kept.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::env::support::{Domain, RULES_VERSION, Split, SupportEnv, Turn, World};
use crate::env::{Seed, StateDigest};
use crate::episode::branch::BranchId;
use crate::episode::record::{
    BranchRecord, FORMAT, Outcome, RecordError, SILENT, Spot, Tree, branch_records, expect_format,
    last_digest, read_json, write_json,
};
use crate::episode::session::Session;
use crate::episode::support::case::{Case, CaseError};
use crate::episode::words::{PlayerCard, Said};

/// A stored episode of customer support.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupportRecord {
    /// The version of this format; the numbers are those of other episodes' records.
    pub format: u32,
    /// The domain's name.
    pub world: String,
    /// The split's name.
    pub split: String,
    /// The world's number, which is the same domain and split as the names.
    pub number: u16,
    /// The version of the rules that it was played by.
    pub rules: u16,
    /// The task's number in its split.
    pub task: u32,
    /// The seed of the shop; 0 where the data comes in a pack. In digits.
    #[serde(with = "crate::episode::record::digits")]
    pub seed: Seed,
    /// The hash of the data base as it comes.
    pub data: String,
    /// Who spoke; words name their speakers by their places here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<PlayerCard>,
    /// What was said before the first step.
    #[serde(default, skip_serializing_if = "Said::is_empty")]
    pub opening: Said,
    /// The branches; the root first, each after its parent.
    pub branches: Vec<BranchRecord<Turn>>,
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

/// Why a record of customer support cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SupportRecordError {
    /// What can be wrong with any record.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// There is no such episode.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// Other rules than this build's.
    #[error(
        "the episode was played by rules version {found} of customer support, this build plays by versions 1 to {RULES_VERSION}"
    )]
    UnknownRules {
        /// The record's version.
        found: u16,
    },
    /// The data base is another one.
    #[error("the episode was played on data with hash {found}, the data here has {known}")]
    OtherData {
        /// The record's hash.
        found: String,
        /// The hash of the data that it was to be opened on.
        known: String,
    },
    /// The customer speaks where the agent has the turn, or the other way round.
    #[error("branch {branch} has a turn of the {found} at step {step}, where it is not its turn")]
    OutOfTurn {
        /// The branch.
        branch: BranchId,
        /// The step, counted along its line.
        step: usize,
        /// Whose turn stands there.
        found: &'static str,
    },
}

impl SupportRecord {
    /// What is to be kept of a session of a case.
    pub fn new(session: &Session<SupportEnv>, case: Case, saved_ms: u64) -> Self {
        let record = Self {
            format: SILENT,
            world: case.domain.as_str().to_owned(),
            split: case.split.as_str().to_owned(),
            number: case.number().unwrap_or_default(),
            rules: RULES_VERSION,
            task: case.task,
            seed: Seed(case.seed),
            data: session.env().world().fresh().hash(),
            cards: session.cards().to_vec(),
            opening: session.said(0).cloned().unwrap_or_default(),
            branches: branch_records(session, Turn::clone),
            branch: session.branch(),
            at: session.at(),
            saved_ms,
            outcome: Outcome::of(session),
            digest: last_digest(session),
        };
        Self { format: if record.tree().is_silent() { SILENT } else { FORMAT }, ..record }
    }

    /// Whether a file's text means to be such a record, sound or not: it names a task.
    pub fn is_one(text: &str) -> bool {
        #[derive(Deserialize)]
        struct Named {
            #[serde(rename = "task")]
            _task: serde::de::IgnoredAny,
        }
        serde_json::from_str::<Named>(text).is_ok()
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

    /// The episode: which world is needed to open the record.
    ///
    /// # Errors
    ///
    /// Names, numbers, rules that are none.
    pub fn case(&self) -> Result<Case, SupportRecordError> {
        let domain: Domain =
            self.world.parse().map_err(|_| CaseError::UnknownDomain(self.world.clone()))?;
        let split: Split =
            self.split.parse().map_err(|_| CaseError::UnknownSplit(self.split.clone()))?;
        let case = Case { domain, split, task: self.task, seed: self.seed.0 };
        let known = case.number().ok_or(CaseError::NoSplit { domain, split })?;
        let found = self.number;
        if found != known {
            let world = format!("{domain} {split}");
            return Err(RecordError::WorldNumber { world, found, known }.into());
        }
        if !(1..=RULES_VERSION).contains(&self.rules) {
            return Err(SupportRecordError::UnknownRules { found: self.rules });
        }
        if domain != Domain::Books && case.seed != 0 {
            return Err(CaseError::NoSeed(domain).into());
        }
        Ok(case)
    }

    /// Plays the record again in its world: for Harbor Books the shop of the case's seed.
    ///
    /// # Errors
    ///
    /// What is wrong with it, or with the world.
    pub fn open(&self, world: &Arc<World>) -> Result<Session<SupportEnv>, SupportRecordError> {
        expect_format(self.format)?;
        let case = self.case()?;
        let env = case.env(world)?;
        let known = world.fresh().hash();
        if known != self.data {
            // A foreign file may have any text there.
            let found = self.data.chars().take(known.len()).collect();
            return Err(SupportRecordError::OtherData { found, known });
        }
        self.tree().open(env, case.session_seed(), |env, turn, Spot { branch, step }| {
            if env.customer_speaks() == turn.is_customers() {
                return Ok(turn.clone());
            }
            let found = if turn.is_customers() { "customer" } else { "agent" };
            Err(SupportRecordError::OutOfTurn { branch, step, found })
        })
    }

    /// Whether a session that was just opened from this record leads where the record says.
    pub fn agrees_with(&self, session: &Session<SupportEnv>) -> bool {
        session.branch() == self.branch && last_digest(session) == self.digest
    }

    fn tree(&self) -> Tree<'_, Turn> {
        let Self { cards, opening, branches, branch, at, .. } = self;
        Tree { cards, opening, branches, branch: *branch, at: *at }
    }
}
