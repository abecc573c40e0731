//! Conversations to learn from: those that the seed's filters let pass, in the forms of two providers.
//!
//! Source: synth-ai, `filter_traces_sft_duckdb.py` and its extractor: names, defaults and both forms.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::experiment::export::names::names;
use crate::experiment::export::trace::Run;
use crate::experiment::plan::PlanError;
use crate::llm::{Message, Role};

/// How examples are cut.
// Upstream quirk: `window` is declared, and does the same as `trajectory`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Whole episodes.
    #[default]
    Trajectory,
    /// Whole episodes, too.
    Window,
}

/// The form of the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A line for each episode: messages by role.
    #[default]
    Openai,
    /// A line for each reply: what was told, what was answered.
    Gemini,
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
    /// Who played: the model, or a baseline's agent.
    pub player: String,
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
    /// Reads the seed's `[filters]`, and `mode` beside it.
    ///
    /// # Errors
    ///
    /// [`PlanError::Shape`].
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        #[derive(Deserialize)]
        struct File {
            #[serde(default)]
            filters: FineTuning,
            #[serde(default, rename = "mode")]
            _mode: Mode,
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

    /// The sessions that pass, in a form.
    pub fn write(&self, form: Form, sessions: &[Session]) -> String {
        match form {
            Form::Openai => self.jsonl(sessions),
            Form::Gemini => self.gemini_jsonl(sessions),
        }
    }

    /// The sessions that pass and in which something was said, a line each: messages of system, user and assistant.
    pub fn jsonl(&self, sessions: &[Session]) -> String {
        let line = |session: &Session| {
            let messages: Vec<Value> = session
                .messages
                .iter()
                .map(|message| json!({ "role": message.role.as_str(), "content": message.content }))
                .collect();
            let metadata = json!({ "session_id": session.id, "source": "duckdb_traces" });
            json!({ "messages": messages, "metadata": metadata }).to_string() + "\n"
        };
        sessions
            .iter()
            .filter(|session| self.passes(session) && !session.messages.is_empty())
            .map(line)
            .collect::<Vec<_>>()
            .concat()
    }

    /// The same in Gemini's form: a line for each reply, with what the model was told since its last one.
    pub fn gemini_jsonl(&self, sessions: &[Session]) -> String {
        let mut out = String::new();
        for session in sessions.iter().filter(|session| self.passes(session)) {
            let mut told: Vec<&str> = Vec::new();
            for message in &session.messages {
                if message.role == Role::Assistant {
                    if !told.is_empty() {
                        let line =
                            json!({ "text_input": told.join("\n"), "output": message.content });
                        out.push_str(&line.to_string());
                        out.push('\n');
                        told.clear();
                    }
                } else {
                    told.push(&message.content);
                }
            }
        }
        out
    }
}

impl Session {
    /// The episodes of a run, without those that failed.
    pub fn of_run(run: &Run) -> Vec<Self> {
        let named = run.sessions.iter().zip(names(run).sessions);
        let played = named.filter(|(session, _)| session.row.error.is_none());
        played
            .map(|(session, name)| Self {
                id: name.session,
                player: session.player().to_owned(),
                messages: session.messages(),
                total_reward: session.row.episode_return,
                achievements: session.row.achievements.len(),
                cost_usd: session.row.cost_usd.unwrap_or_default(),
                tokens: session.row.tokens_in.saturating_add(session.row.tokens_out),
            })
            .collect()
    }
}
