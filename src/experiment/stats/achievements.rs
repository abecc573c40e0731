//! Achievements over many episodes: how many, which, and how early.
//!
//! Source: the Crafter text agent's analyses; its last bucket ends at 100 there and is open here.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// One achievement, unlocked in an episode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlock {
    /// Its name.
    pub name: String,
    /// At which turn, from 0.
    pub step: u32,
}

/// How early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bucket {
    /// Turns 0 to 25.
    Early,
    /// Turns 26 to 50.
    Mid,
    /// Turns from 51 on.
    Late,
}

impl Bucket {
    /// Every bucket.
    pub const ALL: [Self; 3] = [Self::Early, Self::Mid, Self::Late];

    /// Its turns.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Early => "0-25",
            Self::Mid => "26-50",
            Self::Late => "51+",
        }
    }

    /// The bucket of a turn.
    pub const fn of(step: u32) -> Self {
        match step {
            0..=25 => Self::Early,
            26..=50 => Self::Mid,
            51.. => Self::Late,
        }
    }
}

/// The achievements of some episodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Achievements {
    /// Episodes, those without achievements too.
    pub episodes: usize,
    /// Unlockings in all.
    pub total: usize,
    /// Different achievements.
    pub unique: usize,
    /// How often each was unlocked, in how many episodes and how early; in the order in which they first occur.
    pub each: IndexMap<String, Counts>,
}

/// How often one achievement was unlocked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In all.
    pub total: usize,
    /// In so many episodes.
    pub episodes: usize,
    /// Early, mid and late.
    pub by_bucket: [usize; 3],
}

impl Achievements {
    /// Unlockings in a bucket, and how many different ones.
    pub fn in_bucket(&self, bucket: Bucket) -> (usize, usize) {
        let counts = self.each.values().map(|counts| counts.by_bucket[bucket as usize]);
        counts
            .fold((0, 0), |(total, unique), count| (total + count, unique + usize::from(count > 0)))
    }
}

/// Counts the achievements of episodes.
pub fn achievements(episodes: &[Vec<Unlock>]) -> Achievements {
    let mut found = Achievements { episodes: episodes.len(), ..Achievements::default() };
    for episode in episodes {
        let mut seen = BTreeSet::new();
        for unlock in episode {
            let counts = found.each.entry(unlock.name.clone()).or_default();
            counts.total += 1;
            counts.episodes += usize::from(seen.insert(&unlock.name));
            counts.by_bucket[Bucket::of(unlock.step) as usize] += 1;
            found.total += 1;
        }
    }
    found.unique = found.each.len();
    found
}

/// Crafter's score in percent: the geometric mean of `1 + rate` over all its achievements, less 1. `rates` are percentages; 0 of none.
///
/// Source: Hafner, *Benchmarking the Spectrum of Agent Capabilities* (2021).
pub fn crafter_score(rates: &[f64]) -> f64 {
    if rates.is_empty() {
        return 0.0;
    }
    let logarithms: f64 = rates.iter().map(|rate| libm::log1p(*rate)).sum();
    libm::expm1(logarithms / rates.len() as f64)
}
