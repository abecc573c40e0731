//! What the seeds' scripts leave behind: the results of a run of many models, and a line for each episode.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::experiment::row::EpisodeRow;
use crate::experiment::stats::{Bucket, InvalidActions, Spread, Unlock, achievements};

/// A line of JSON for each episode.
pub fn rows_jsonl(rows: &[EpisodeRow]) -> String {
    let line = |row: &EpisodeRow| serde_json::to_string(row).unwrap_or_default() + "\n";
    rows.iter().map(line).collect::<Vec<_>>().concat()
}

/// The results of the multi-model Crafter run (`multi_model_results_….json`). `timestamp` is the run's, in the caller's words.
pub fn multi_model_results(
    rows: &[EpisodeRow],
    experiment_ids: &IndexMap<String, String>,
    max_turns: u32,
    timestamp: &str,
) -> Value {
    let by_model = by_model(rows);
    let episodes = by_model.values().map(Vec::len).max().unwrap_or(0);
    let all: Map<String, Value> = by_model
        .iter()
        .map(|(model, rows)| ((*model).to_owned(), rows.iter().map(|row| episode(row)).collect()))
        .collect();
    let models: Vec<&str> = by_model.keys().copied().collect();
    json!({
        "experiment_ids": experiment_ids,
        "all_results": all,
        "config": {
            "models": models,
            "episodes": episodes,
            "max_turns": max_turns,
            "timestamp": timestamp,
        },
        "analysis": {
            "performance": each(&by_model, performance),
            "invalid_actions": each(&by_model, invalid_actions),
            "achievements": each(&by_model, achievement_counts),
        },
    })
}

fn by_model(rows: &[EpisodeRow]) -> IndexMap<&str, Vec<&EpisodeRow>> {
    let mut by_model: IndexMap<&str, Vec<&EpisodeRow>> = IndexMap::new();
    for row in rows {
        by_model.entry(row.model.as_deref().unwrap_or(&row.agent)).or_default().push(row);
    }
    by_model
}

fn each(
    by_model: &IndexMap<&str, Vec<&EpisodeRow>>,
    analysis: fn(&[&EpisodeRow]) -> Value,
) -> Map<String, Value> {
    by_model.iter().map(|(model, rows)| ((*model).to_owned(), analysis(rows))).collect()
}

/// An episode as the seed's script writes it.
fn episode(row: &EpisodeRow) -> Value {
    let seconds = row.duration_ms / 1000.0;
    if let Some(error) = &row.error {
        return json!({ "error": error, "duration": seconds });
    }
    let rate = InvalidActions::of(&[(row.invalid_actions, row.total_actions)]).overall_rate();
    json!({
        "episode_id": row.trial.max(u32::try_from(row.seed).unwrap_or(0)),
        "model": row.model,
        "total_reward": row.episode_return,
        "steps": row.steps,
        "termination_reason": row.termination,
        "duration": seconds,
        "invalid_action_rate": rate,
        "invalid_actions": row.invalid_actions,
        "total_actions": row.total_actions,
        "step_results": row.more.get("step_results").cloned().unwrap_or_else(|| json!([])),
    })
}

fn played<'a>(rows: &[&'a EpisodeRow]) -> Vec<&'a EpisodeRow> {
    rows.iter().copied().filter(|row| row.error.is_none()).collect()
}

fn performance(rows: &[&EpisodeRow]) -> Value {
    let good = played(rows);
    let mean = |of: fn(&EpisodeRow) -> f64| {
        Spread::of(&good.iter().map(|row| of(row)).collect::<Vec<_>>()).map_or(0.0, |all| all.mean)
    };
    let rewards = Spread::of(&good.iter().map(|row| row.episode_return).collect::<Vec<_>>());
    json!({
        "total_episodes": rows.len(),
        "successful_episodes": good.len(),
        "failed_episodes": rows.len() - good.len(),
        "success_rate": good.len() as f64 / rows.len().max(1) as f64,
        "avg_reward": rewards.map_or(0.0, |all| all.mean),
        "std_reward": rewards.map_or(0.0, |all| all.std),
        "max_reward": rewards.map_or(0.0, |all| all.max),
        "min_reward": rewards.map_or(0.0, |all| all.min),
        "avg_steps": mean(|row| f64::from(row.steps)),
        "avg_duration": mean(|row| row.duration_ms / 1000.0),
    })
}

fn invalid_actions(rows: &[&EpisodeRow]) -> Value {
    let good = played(rows);
    let actions: Vec<(u64, u64)> =
        good.iter().map(|row| (row.invalid_actions, row.total_actions)).collect();
    let found = InvalidActions::of(&actions);
    json!({
        "avg_invalid_rate": found.mean_rate,
        "std_invalid_rate": found.std_rate,
        "total_invalid_actions": found.invalid,
        "total_actions": found.total,
        "overall_invalid_rate": found.overall_rate(),
    })
}

fn achievement_counts(rows: &[&EpisodeRow]) -> Value {
    let unlocked: Vec<Vec<Unlock>> =
        played(rows).into_iter().map(|row| row.achievements.clone()).collect();
    let found = achievements(&unlocked);
    let counts: Map<String, Value> =
        found.each.iter().map(|(name, counts)| (name.clone(), json!(counts.total))).collect();
    // The seed's last two ranges are told as one: the last is open.
    let bucket = |bucket: Bucket| {
        let (count, unique) = found.in_bucket(bucket);
        let names = found.each.iter().filter_map(|(name, counts)| {
            let count = counts.by_bucket[bucket as usize];
            (count > 0).then(|| (name.clone(), json!(count)))
        });
        let names: Map<String, Value> = names.collect();
        let value = json!({ "count": count, "unique": unique, "achievements": names });
        (bucket.as_str().to_owned(), value)
    };
    let buckets: Map<String, Value> = Bucket::ALL.into_iter().map(bucket).collect();
    json!({
        "total_achievements": found.total,
        "unique_achievements": found.unique,
        "achievement_counts": counts,
        "step_buckets": buckets,
    })
}
