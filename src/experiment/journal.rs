//! A run's journal: one line of JSON for each thing that happened, appended and never changed.
//!
//! A step is written with everything that its replay needs, so that a run that was killed at any moment goes on without asking a paid
//! question twice. The last line may have been cut off; it is dropped.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::experiment::plan::Plan;
use crate::experiment::row::EpisodeRow;

/// The version of the format.
pub const FORMAT: u32 = 1;

/// One line of a journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The first line: which plan this is the journal of.
    Begin {
        /// The version of the format.
        format: u32,
        /// The plan's name.
        name: String,
        /// What the plan's episodes are, as a digest.
        plan: String,
    },
    /// An episode is begun anew: its steps so far led to a failure, and somebody asked for another try.
    Again {
        /// The episode.
        cell: String,
    },
    /// A question was answered, or an action taken.
    Step {
        /// The episode, by [`Cell::key`](crate::experiment::Cell::key).
        cell: String,
        /// Its step, from 1.
        step: u32,
        /// What it cost in US dollars, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost_usd: Option<f64>,
        /// What happened, in the words of whoever plays.
        data: Value,
    },
    /// An episode ended, or failed: its row says which.
    Done {
        /// The episode.
        cell: String,
        /// Its row.
        row: EpisodeRow,
    },
}

impl Event {
    /// The line for the file, with its end.
    pub fn line(&self) -> String {
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }
}

/// What a journal knows of one episode.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Episode {
    /// Its steps in their order, with what they cost.
    pub steps: Vec<(Value, Option<f64>)>,
    /// Its row, once it ended.
    pub row: Option<EpisodeRow>,
    /// What the steps of tries cost that were given up, each by itself.
    pub spent_before: Vec<f64>,
}

impl Episode {
    /// Forgets the steps, but not what they cost.
    pub fn begin_anew(&mut self) {
        self.row = None;
        self.spent_before.extend(self.steps.drain(..).filter_map(|(_, cost)| cost));
    }

    /// What each paid step cost, in US dollars, those of given-up tries first.
    pub fn costs(&self) -> impl Iterator<Item = f64> {
        let now = self.steps.iter().filter_map(|(_, cost)| *cost);
        self.spent_before.iter().copied().chain(now)
    }
}

/// A journal that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Journal {
    /// The digest of its plan; none for an empty file.
    pub plan: Option<String>,
    /// What it knows, by the episodes' names.
    pub episodes: IndexMap<String, Episode>,
    /// So many bytes of the file are whole lines; the rest is to be cut off before more is written.
    pub whole_bytes: usize,
}

/// Why a journal cannot be gone on with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// A line that is not the last one cannot be read.
    #[error("line {line} of the journal cannot be read: {reason}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// Why.
        reason: String,
    },
    /// It does not begin as a journal.
    #[error("the file does not begin as a journal")]
    NoBegin,
    /// A newer build wrote it.
    #[error("the journal has format {0}, this build reads {FORMAT}")]
    Format(u32),
    /// It belongs to another plan.
    #[error("the journal belongs to another plan")]
    OtherPlan,
    /// A step is missing before another.
    #[error("the journal has step {found} of {cell}, but not step {missing}")]
    Gap {
        /// The episode.
        cell: String,
        /// The step that is missing.
        missing: usize,
        /// The step that is there.
        found: u32,
    },
}

impl Journal {
    /// Reads a journal's text.
    ///
    /// # Errors
    ///
    /// [`JournalError`]; a last line that was cut off is none.
    pub fn read(text: &str) -> Result<Self, JournalError> {
        let mut journal = Self::default();
        for (at, line) in text.split_inclusive('\n').enumerate() {
            if !line.ends_with('\n') {
                break;
            }
            if !line.trim().is_empty() {
                let event = serde_json::from_str(line).map_err(|error| JournalError::Line {
                    line: at + 1,
                    reason: error.to_string(),
                })?;
                journal.take(event)?;
            }
            journal.whole_bytes += line.len();
        }
        Ok(journal)
    }

    /// Says so if it is the journal of another plan. An empty one fits any plan.
    ///
    /// # Errors
    ///
    /// [`JournalError::OtherPlan`].
    pub fn check_plan(&self, plan: &Plan) -> Result<(), JournalError> {
        match &self.plan {
            Some(found) if *found != digest(plan) => Err(JournalError::OtherPlan),
            _ => Ok(()),
        }
    }

    /// The first line of a plan's journal.
    pub fn begin(plan: &Plan) -> Event {
        Event::Begin { format: FORMAT, name: plan.name.clone(), plan: digest(plan) }
    }

    /// Every row, in the order in which the episodes ended.
    pub fn rows(&self) -> impl Iterator<Item = &EpisodeRow> {
        self.episodes.values().filter_map(|episode| episode.row.as_ref())
    }

    /// What all steps cost, in US dollars.
    pub fn cost_usd(&self) -> f64 {
        self.episodes.values().flat_map(Episode::costs).sum()
    }

    fn take(&mut self, event: Event) -> Result<(), JournalError> {
        match event {
            Event::Begin { format, .. } if format != FORMAT => Err(JournalError::Format(format)),
            Event::Begin { plan, .. } => {
                // A second beginning is a run that went on.
                let known = self.plan.get_or_insert_with(|| plan.clone());
                if *known == plan { Ok(()) } else { Err(JournalError::OtherPlan) }
            }
            _ if self.plan.is_none() => Err(JournalError::NoBegin),
            Event::Again { cell } => {
                self.episodes.entry(cell).or_default().begin_anew();
                Ok(())
            }
            Event::Step { cell, step, cost_usd, data } => {
                let episode = self.episodes.entry(cell.clone()).or_default();
                let missing = episode.steps.len() + 1;
                match (step as usize).cmp(&missing) {
                    std::cmp::Ordering::Equal => episode.steps.push((data, cost_usd)),
                    // Written twice: the first one was answered first.
                    std::cmp::Ordering::Less => {}
                    std::cmp::Ordering::Greater => {
                        return Err(JournalError::Gap { cell, missing, found: step });
                    }
                }
                Ok(())
            }
            Event::Done { cell, row } => {
                let known = &mut self.episodes.entry(cell).or_default().row;
                // One that failed may have been tried again.
                if known.as_ref().is_none_or(|known| known.error.is_some()) {
                    *known = Some(row);
                }
                Ok(())
            }
        }
    }
}

/// What decides a plan's episodes: not its limits, which may change between two runs of it.
fn digest(plan: &Plan) -> String {
    let mut bare = Plan { at_once: 0, models_at_once: 0, budget_usd: None, ..plan.clone() };
    for model in &mut bare.models {
        (model.at_once, model.budget_usd, model.price) = (1, None, None);
    }
    let text = serde_json::to_string(&bare).unwrap_or_default();
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
