//! What one episode came to, and what many did: the tables' numbers.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::experiment::stats::{
    Interval, InvalidActions, PassCurve, RESAMPLES, Share, Spread, Unlock, bootstrap_mean,
    pass_curve, wilson,
};

/// One episode: a row of every table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EpisodeRow {
    /// The model; none for a baseline.
    pub model: Option<String>,
    /// The agent.
    pub agent: String,
    /// The world.
    pub world: String,
    /// The seed, or the task's number.
    pub seed: u64,
    /// The trial, from 0.
    pub trial: u32,
    /// The task was solved.
    pub success: bool,
    /// The rewards, summed.
    pub episode_return: f64,
    /// Steps.
    pub steps: u32,
    /// How long it took, in milliseconds.
    pub duration_ms: f64,
    /// Tokens read.
    pub tokens_in: u64,
    /// Tokens written.
    pub tokens_out: u64,
    /// US dollars, where a price is known.
    pub cost_usd: Option<f64>,
    /// Actions that were unknown or missing.
    pub invalid_actions: u64,
    /// Actions in all.
    pub total_actions: u64,
    /// Achievements, with the turn of each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub achievements: Vec<Unlock>,
    /// Why it ended.
    pub termination: Option<String>,
    /// Why it failed: nothing but this and its name counts then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// A judge's scores, by metric.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub scores: IndexMap<String, f64>,
    /// What else is known.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub more: Value,
}

/// Who played where.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Group {
    /// The model; none for a baseline.
    pub model: Option<String>,
    /// The agent.
    pub agent: String,
    /// The world; none for all worlds together.
    pub world: Option<String>,
}

/// The numbers of a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Who and where.
    pub group: Group,
    /// Episodes, failed ones too.
    pub episodes: usize,
    /// Episodes that failed with an error. They count nowhere below but as unsolved.
    pub failed: usize,
    /// The share of solved episodes with Wilson's interval.
    pub success: Option<Share>,
    /// Returns.
    pub episode_return: Option<Spread>,
    /// The bootstrap's interval of their mean.
    pub return_interval: Option<Interval>,
    /// Steps.
    pub steps: Option<Spread>,
    /// Durations in milliseconds.
    pub duration_ms: Option<Spread>,
    /// Invalid actions by all actions.
    pub invalid_rate: f64,
    /// The mean of the episodes' own rates.
    pub mean_invalid_rate: f64,
    /// Tokens read.
    pub tokens_in: u64,
    /// Tokens written.
    pub tokens_out: u64,
    /// US dollars, of episodes with a price.
    pub cost_usd: f64,
    /// pass^k and pass@k over the trials of each seed.
    pub passes: PassCurve,
    /// Judges' scores, by metric.
    pub scores: IndexMap<String, Spread>,
}

/// The numbers of every group, in the order in which they first occur; each world by itself, or all together.
pub fn summarise(rows: &[EpisodeRow], by_world: bool, seed: u64) -> Vec<Summary> {
    let mut groups: IndexMap<Group, Vec<&EpisodeRow>> = IndexMap::new();
    for row in rows {
        let world = by_world.then(|| row.world.clone());
        let group = Group { model: row.model.clone(), agent: row.agent.clone(), world };
        groups.entry(group).or_default().push(row);
    }
    groups.into_iter().map(|(group, rows)| summary(group, &rows, seed)).collect()
}

fn summary(group: Group, rows: &[&EpisodeRow], seed: u64) -> Summary {
    let played: Vec<&EpisodeRow> = rows.iter().copied().filter(|row| row.error.is_none()).collect();
    let numbers =
        |of: fn(&EpisodeRow) -> f64| -> Vec<f64> { played.iter().map(|row| of(row)).collect() };
    let returns = numbers(|row| row.episode_return);
    let solved = played.iter().filter(|row| row.success).count();
    let actions: Vec<(u64, u64)> =
        played.iter().map(|row| (row.invalid_actions, row.total_actions)).collect();
    let invalid = InvalidActions::of(&actions);
    let mut trials: IndexMap<(&str, u64), Vec<bool>> = IndexMap::new();
    for row in rows {
        let solved = row.success && row.error.is_none();
        trials.entry((row.world.as_str(), row.seed)).or_default().push(solved);
    }
    let trials: Vec<Vec<bool>> = trials.into_values().collect();
    let mut scores: IndexMap<String, Vec<f64>> = IndexMap::new();
    for (metric, score) in played.iter().flat_map(|row| &row.scores) {
        scores.entry(metric.clone()).or_default().push(*score);
    }
    let spread =
        |(metric, numbers): (String, Vec<f64>)| Spread::of(&numbers).map(|spread| (metric, spread));
    Summary {
        group,
        episodes: rows.len(),
        failed: rows.len() - played.len(),
        success: wilson(solved as u64, rows.len() as u64),
        episode_return: Spread::of(&returns),
        return_interval: bootstrap_mean(&returns, RESAMPLES, seed),
        steps: Spread::of(&numbers(|row| f64::from(row.steps))),
        duration_ms: Spread::of(&numbers(|row| row.duration_ms)),
        invalid_rate: invalid.overall_rate(),
        mean_invalid_rate: invalid.mean_rate,
        tokens_in: played.iter().map(|row| row.tokens_in).sum(),
        tokens_out: played.iter().map(|row| row.tokens_out).sum(),
        cost_usd: played.iter().filter_map(|row| row.cost_usd).sum(),
        passes: pass_curve(&trials).unwrap_or_default(),
        scores: scores.into_iter().filter_map(spread).collect(),
    }
}
