//! The names of experiments and sessions in tables.
//!
//! Names are made of the plan and the episode, not drawn: the same run gives the same names again.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use sha2::{Digest, Sha256};

use crate::experiment::export::date::clock_stamp;
use crate::experiment::export::trace::Run;

/// The names of an episode.
pub(super) struct Named {
    /// Its experiment's.
    pub experiment: String,
    /// Its own.
    pub session: String,
}

/// The names of all.
pub(super) struct Names {
    /// Of each experiment: its id and its name.
    pub experiments: IndexMap<String, Experiment>,
    /// Of each episode, in the run's order.
    pub sessions: Vec<Named>,
}

/// An experiment of the store.
pub(super) struct Experiment {
    /// Its name.
    pub name: String,
    /// The model, or the baseline's agent.
    pub player: String,
    /// The agent.
    pub agent: String,
    /// The world.
    pub world: String,
}

/// Makes the names.
pub(super) fn names(run: &Run) -> Names {
    let agents: BTreeSet<&str> = run
        .sessions
        .iter()
        .filter(|session| session.row.model.is_some())
        .map(|session| &*session.row.agent)
        .collect();
    let mut names = Names { experiments: IndexMap::new(), sessions: Vec::new() };
    let mut played: IndexMap<String, i64> = IndexMap::new();
    for session in &run.sessions {
        let (row, player) = (&session.row, session.player());
        let id = uuid(&[&run.plan, "experiment", player, &row.agent, &row.world]);
        names.experiments.entry(id.clone()).or_insert_with(|| {
            // The seed's name, `crafter_{model}_{time}`; with several agents it would not tell them apart.
            let agent = if row.model.is_some() && agents.len() > 1 {
                format!("{}_", row.agent)
            } else {
                String::new()
            };
            Experiment {
                name: format!("{}_{agent}{player}_{}", row.world, clock_stamp(run.started_ms)),
                player: player.to_owned(),
                agent: row.agent.clone(),
                world: row.world.clone(),
            }
        });
        let number = played.entry(id.clone()).or_default();
        let micros = run.started_ms.saturating_mul(1000);
        let own = uuid(&[&run.plan, "session", &session.cell]);
        names.sessions.push(Named {
            session: format!("episode_{number}_{player}_{micros}_{own}"),
            experiment: id,
        });
        *number += 1;
    }
    names
}

/// The id of each model's experiment, for the seed's results; of its first one, where it has several.
pub fn experiment_ids(run: &Run) -> IndexMap<String, String> {
    let mut ids = IndexMap::new();
    for (id, experiment) in names(run).experiments {
        ids.entry(experiment.player).or_insert(id);
    }
    ids
}

/// A name of the form of a UUID (version 8: made of a digest).
pub(super) fn uuid(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [0..4, 4..6, 6..8, 8..10, 10..16].map(|range| hex[range].concat()).join("-")
}
