//! A plan: models × agents × worlds × seeds × trials, from `plan.toml`.
//!
//! ```toml
//! name = "first"
//! trials = 1
//! at_once = 16          # questions in flight
//! budget_usd = 5.0
//!
//! [[model]]
//! name = "small"        # any name; the model's own, if it is missing
//! provider = "openai"
//! model = "gpt-4o-mini"
//! at_once = 4
//! price = [0.15, 0.60]  # US dollars per million tokens, in and out
//!
//! [[agent]]
//! strategy = "robust_naive"
//!
//! [[agent]]
//! strategy = "random"   # random, noop and expert play without a model
//!
//! [[world]]
//! id = "babyai/goto"
//! seeds = "200..219"    # or [1, 5, 9]; both ends belong to it
//! max_steps = 64
//! ```

mod cells;
mod estimate;
mod seeds;
mod setups;

use serde::{Deserialize, Serialize};

use crate::agent::rollout::OnError;

pub use cells::{Cell, Shard};
pub use estimate::{Assumption, Estimate};
pub use seeds::Seeds;
pub use setups::{MultiModel, RunConfig, babyai_example};

/// No plan has more episodes.
pub const MOST_CELLS: usize = 1_000_000;

/// Agents that ask no model: the baselines.
pub const BASELINES: [&str; 4] = ["random", "noop", "expert", SCRIPTED];

/// The baseline that plays Harbor Books by its script alone.
pub const SCRIPTED: &str = "scripted";

/// What is to be run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// How often each episode is played.
    #[serde(default = "one")]
    pub trials: u32,
    /// Questions in flight, all models together; 0 for as many as the models allow.
    #[serde(default)]
    pub at_once: usize,
    /// Models that play at the same time; 0 for all.
    #[serde(default)]
    pub models_at_once: usize,
    /// At most so many US dollars, all models together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_usd: Option<f64>,
    /// The models.
    #[serde(default, rename = "model", skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<PlanModel>,
    /// How they play.
    #[serde(default, rename = "agent", skip_serializing_if = "Vec::is_empty")]
    pub agents: Vec<PlanAgent>,
    /// Where.
    #[serde(default, rename = "world", skip_serializing_if = "Vec::is_empty")]
    pub worlds: Vec<PlanWorld>,
}

/// A model of a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanModel {
    /// What it is called in tables; its own name, if this is missing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Who serves it; the run's usual provider, if this is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Its name at the provider.
    pub model: String,
    /// The server's address, where it is not the provider's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Questions in flight.
    #[serde(default = "four")]
    pub at_once: usize,
    /// At most so many US dollars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_usd: Option<f64>,
    /// Spread of the sampling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// At most so many tokens in a reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// US dollars per million tokens, read and written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<[f64; 2]>,
}

impl PlanModel {
    /// What it is called in tables.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.model } else { &self.name }
    }
}

/// A way to play.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanAgent {
    /// What it is called in tables; its strategy, if this is missing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A rollout's strategy, or one of the [`BASELINES`].
    pub strategy: String,
    /// How much it remembers, where the strategy has a choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<u32>,
    /// How many turns it has, where the strategy has so many of them: synth-ai's agents, 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_turns: Option<u32>,
    /// A prompt pack in place of our own wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_pack: Option<String>,
    /// A system prompt in place of the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// What follows when the model fails: the episode fails, or goes on with the strategy's fall-back (`"play"`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_error: Option<OnError>,
}

impl PlanAgent {
    /// What it is called in tables.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.strategy } else { &self.name }
    }

    /// Whether it plays without a model.
    pub fn is_baseline(&self) -> bool {
        BASELINES.contains(&self.strategy.as_str())
    }
}

/// A world of a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanWorld {
    /// The world, by its name in the catalog.
    pub id: String,
    /// Its episodes: seeds, or the numbers of tasks.
    #[serde(default)]
    pub seeds: Seeds,
    /// At most so many steps; the world's own limit, if this is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_steps: Option<u32>,
    /// How many further objects lie about, where a world has a choice.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub distractors: u8,
    /// How hard, where a world has a choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difficulty: Option<String>,
    /// Which part of the tasks, where a world has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    /// How the user is simulated, where a world has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<PlanUser>,
}

/// A simulated user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanUser {
    /// The strategy.
    pub strategy: String,
    /// The model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Who serves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It is no TOML, or not of a plan's shape.
    #[error("this is no plan: {0}")]
    Shape(String),
    /// It would run nothing.
    #[error("the plan has no {0}")]
    Nothing(&'static str),
    /// Two entries have one name.
    #[error("the plan has two {what} that are called {name:?}; give one of them another name")]
    Twice {
        /// Of what kind.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A number makes no sense.
    #[error("{what} of the plan cannot be {value}")]
    Value {
        /// Which.
        what: &'static str,
        /// The number.
        value: String,
    },
    /// It has more episodes than anybody wants.
    #[error("the plan has more than {MOST_CELLS} episodes")]
    TooMany,
    /// Models that play need an agent that asks them.
    #[error("every agent of the plan plays without a model, and there are models")]
    NoAgentAsks,
}

impl Plan {
    /// Reads a plan and checks it.
    ///
    /// # Errors
    ///
    /// [`PlanError`].
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        let plan: Self =
            toml::from_str(text).map_err(|error| PlanError::Shape(error.to_string()))?;
        plan.check()?;
        Ok(plan)
    }

    /// The plan as a file's text.
    ///
    /// # Errors
    ///
    /// [`PlanError::Shape`] for what TOML cannot say: a number beyond 63 bits.
    pub fn to_toml(&self) -> Result<String, PlanError> {
        toml::to_string(self).map_err(|error| PlanError::Shape(error.to_string()))
    }

    /// Says what is wrong with a plan that was not read from text.
    ///
    /// # Errors
    ///
    /// [`PlanError`].
    pub fn check(&self) -> Result<(), PlanError> {
        if self.agents.is_empty() {
            return Err(PlanError::Nothing("agent"));
        }
        if self.worlds.is_empty() {
            return Err(PlanError::Nothing("world"));
        }
        let asking = self.agents.iter().any(|agent| !agent.is_baseline());
        match (asking, self.models.is_empty()) {
            (true, true) => return Err(PlanError::Nothing("model")),
            (false, false) => return Err(PlanError::NoAgentAsks),
            _ => {}
        }
        unique("models", self.models.iter().map(PlanModel::label))?;
        unique("agents", self.agents.iter().map(PlanAgent::label))?;
        positive("trials", u64::from(self.trials))?;
        for model in &self.models {
            positive("at_once", model.at_once as u64)?;
        }
        let budgets = self.models.iter().filter_map(|model| model.budget_usd);
        for budget in budgets.chain(self.budget_usd) {
            if budget.is_nan() || budget < 0.0 {
                return Err(PlanError::Value { what: "budget_usd", value: budget.to_string() });
            }
        }
        let episodes = self.worlds.iter().map(|world| world.seeds.len());
        let episodes = episodes.fold(0_usize, usize::saturating_add);
        if episodes == 0 {
            return Err(PlanError::Nothing("seed"));
        }
        let players = self.players().len();
        let cells = episodes.saturating_mul(players).saturating_mul(self.trials as usize);
        if cells > MOST_CELLS { Err(PlanError::TooMany) } else { Ok(()) }
    }

    /// Every pair of an agent and a model, by their places; a baseline has no model.
    pub(super) fn players(&self) -> Vec<(usize, Option<usize>)> {
        let mut players = Vec::new();
        for (at, agent) in self.agents.iter().enumerate() {
            if agent.is_baseline() {
                players.push((at, None));
            } else {
                players.extend((0..self.models.len()).map(|model| (at, Some(model))));
            }
        }
        players
    }
}

fn unique<'a>(what: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), PlanError> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(PlanError::Twice { what, name: name.to_owned() });
        }
    }
    Ok(())
}

fn positive(what: &'static str, value: u64) -> Result<(), PlanError> {
    if value == 0 { Err(PlanError::Value { what, value: value.to_string() }) } else { Ok(()) }
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(number: &u8) -> bool {
    *number == 0
}

const fn four() -> usize {
    4
}
