//! What tau-bench prints: the average reward and pass^k, for each player and domain, Harbor Books included.

use indexmap::IndexMap;

use crate::agent::support::{Metrics, Score};
use crate::experiment::report::player;
use crate::experiment::row::{EpisodeRow, Group};

/// The lines; nothing without an episode of customer support. A failed episode earned nothing, as in the original.
pub(super) fn text(rows: &[EpisodeRow]) -> String {
    let mut scores: IndexMap<(String, &str), Vec<Score>> = IndexMap::new();
    for row in rows.iter().filter(|row| is_support(&row.world)) {
        let group = Group { model: row.model.clone(), agent: row.agent.clone(), world: None };
        scores.entry((player(&group), &row.world)).or_default().push(Score {
            task_id: row.seed as i64,
            trial: i64::from(row.trial),
            reward: if row.error.is_some() { 0.0 } else { row.episode_return },
        });
    }
    let lines = scores.iter().filter_map(|((player, world), scores)| {
        Some(format!("{player} in {world}\n{}\n", Metrics::of(scores)?.display()))
    });
    lines.collect()
}

/// Whether a plan's world is of customer support.
fn is_support(world: &str) -> bool {
    world.starts_with("tau-bench/") || world == "books" || world.starts_with("books/")
}
