//! An episode that a model played, as a file: the episode's record with the rollout beside it.
//!
//! It is an [`EpisodeRecord`] with two fields more, so whoever knows nothing of models opens it, too.

use serde::{Deserialize, Serialize};

use super::Rollout;
use crate::agent::metrics::EpisodeMetrics;
use crate::env::World;
use crate::env::catalog::WorldSpec;
use crate::episode::{EpisodeRecord, RecordError, Session};

/// A file of an episode that a model played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlayedFile {
    /// The episode.
    #[serde(flatten)]
    pub episode: EpisodeRecord,
    /// Who played, and every call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<Rollout<World>>,
    /// What came of it, for other programs; not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<EpisodeMetrics>,
}

impl PlayedFile {
    /// What is to be kept of a session and its rollout. The words of the settings are written out.
    pub fn new(
        session: &Session<World>,
        rollout: &Rollout<World>,
        spec: WorldSpec,
        saved_ms: u64,
    ) -> Self {
        Self {
            episode: EpisodeRecord::new(session, spec, saved_ms),
            rollout: Some(rollout.pinned()),
            metrics: Some(EpisodeMetrics::new(session, rollout)),
        }
    }

    /// The file's text.
    ///
    /// # Errors
    ///
    /// [`RecordError::NotARecord`].
    pub fn to_json(&self) -> Result<String, RecordError> {
        serde_json::to_string(self).map_err(|error| RecordError::NotARecord(error.to_string()))
    }

    /// What a file's text holds; whether the episode can be played is not known yet.
    ///
    /// # Errors
    ///
    /// As [`EpisodeRecord::from_json`]; also where the calls cannot be read.
    pub fn from_json(text: &str) -> Result<Self, RecordError> {
        // Length and version are the record's affair.
        EpisodeRecord::from_json(text)?;
        serde_json::from_str(text).map_err(|error| RecordError::NotARecord(error.to_string()))
    }
}
