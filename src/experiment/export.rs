//! Files for others: the seed documents' results, a line for each episode, conversations for fine-tuning.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::experiment::plan::PlanError;
use crate::experiment::row::EpisodeRow;
use crate::experiment::stats::{Bucket, InvalidActions, Spread, Unlock, achievements};
use crate::llm::{Message, Role};

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

/// Which conversations are good enough to learn from; the seed's filters by the seed's names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FineTuning {
    /// At least this sum of rewards.
    pub min_total_reward: f64,
    /// At least so many different achievements. The seed's script does not really count them.
    pub min_achievements: usize,
    /// At most so many US dollars.
    pub max_cost: f64,
    /// At most so many tokens.
    pub max_tokens: u64,
}

impl Default for FineTuning {
    fn default() -> Self {
        Self { min_total_reward: 1.0, min_achievements: 0, max_cost: 10.0, max_tokens: 100_000 }
    }
}

/// A played episode as a conversation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    /// Its name.
    pub id: String,
    /// Its messages in their order.
    pub messages: Vec<Message>,
    /// The rewards, summed.
    pub total_reward: f64,
    /// Different achievements.
    pub achievements: usize,
    /// US dollars.
    pub cost_usd: f64,
    /// Tokens read and written.
    pub tokens: u64,
}

impl FineTuning {
    /// Reads the seed's `[filters]`; `mode` beside it says how examples are cut, and both of its values mean whole episodes.
    ///
    /// # Errors
    ///
    /// [`PlanError::Shape`].
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        #[derive(Deserialize)]
        struct File {
            #[serde(default)]
            filters: FineTuning,
        }
        let file: File =
            toml::from_str(text).map_err(|error| PlanError::Shape(error.to_string()))?;
        Ok(file.filters)
    }

    /// Whether a session passes.
    pub fn passes(&self, session: &Session) -> bool {
        session.total_reward >= self.min_total_reward
            && session.achievements >= self.min_achievements
            && session.cost_usd <= self.max_cost
            && session.tokens <= self.max_tokens
    }

    /// The sessions that pass, a line each: messages of system, user and assistant.
    pub fn jsonl(&self, sessions: &[Session]) -> String {
        let line = |session: &Session| {
            let messages: Vec<Value> = session
                .messages
                .iter()
                .map(|message| json!({ "role": message.role.as_str(), "content": message.content }))
                .collect();
            let metadata = json!({ "session_id": session.id, "source": "diorama" });
            json!({ "messages": messages, "metadata": metadata }).to_string() + "\n"
        };
        sessions
            .iter()
            .filter(|session| self.passes(session))
            .map(line)
            .collect::<Vec<_>>()
            .concat()
    }

    /// The same in Gemini's form: a line for each reply, with all that was said to the model before it.
    pub fn gemini_jsonl(&self, sessions: &[Session]) -> String {
        let mut out = String::new();
        for session in sessions.iter().filter(|session| self.passes(session)) {
            let mut told: Vec<&str> = Vec::new();
            for message in &session.messages {
                if message.role == Role::Assistant {
                    let line = json!({ "text_input": told.join("\n"), "output": message.content });
                    out.push_str(&line.to_string());
                    out.push('\n');
                } else {
                    told.push(&message.content);
                }
            }
        }
        out
    }
}
