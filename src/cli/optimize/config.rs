//! The file that describes a run of GEPA.

use serde::{Deserialize, Serialize};

use crate::agent::rollout::{Sampling, Settings};
use crate::agent::support::{AgentKind, CustomerKind, Retries};
use crate::cli::model::ModelArguments;
use crate::cli::party::Party;
use crate::gepa::support::ExperimentConfig;
use crate::gepa::worlds::{WorldTask, WorldTasks};
use crate::gepa::{Options, StopRule};

/// The first instruction of the sample's experiment on customer support, in our words.
const SEED_INSTRUCTION: &str = "Help the customers of a shop with what they ask for, by its tools.";

/// A whole run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Who plays.
    #[serde(default)]
    pub player: Player,
    /// Who writes better texts.
    #[serde(default)]
    pub reflector: Party,
    /// Who is served; the player's model, if nobody is named.
    #[serde(default)]
    pub customer: Party,
    /// Who rates dialogues; the player's model, if nobody is named.
    #[serde(default)]
    pub rater: Party,
    /// What is played in the grid worlds, or in Crafter.
    #[serde(default)]
    pub tasks: Option<Tasks>,
    /// What is played in customer support.
    #[serde(default)]
    pub tau_bench: Option<TauBench>,
    /// The texts that are optimised, by their keys; the strategy's most telling one, if none is named.
    #[serde(default)]
    pub components: Vec<String>,
    /// The search, by upstream's names.
    #[serde(default)]
    pub options: Options,
    /// Metric calls, in place of a stop rule.
    #[serde(default)]
    pub max_metric_calls: Option<u64>,
}

/// A model at play.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Player {
    /// How it is asked.
    #[serde(default = "usual_strategy")]
    pub strategy: String,
    /// An episode ends after so many steps.
    #[serde(default)]
    pub max_steps: Option<usize>,
    /// Which model.
    #[serde(flatten)]
    pub party: Party,
}

fn usual_strategy() -> String {
    "robust_naive".to_owned()
}

impl Default for Player {
    fn default() -> Self {
        Self { strategy: usual_strategy(), max_steps: None, party: Party::default() }
    }
}

/// What is played: every world with every seed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tasks {
    /// Worlds by their names.
    pub worlds: Vec<String>,
    /// Episodes to learn from.
    pub train_seeds: Vec<u64>,
    /// Episodes on which candidates are compared; without them those to learn from.
    #[serde(default)]
    pub val_seeds: Vec<u64>,
}

/// An experiment on customer support.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TauBench {
    /// The sample's settings.
    #[serde(flatten)]
    pub experiment: ExperimentConfig,
    /// The seed of the shop, where the experiment is about Harbor Books; no setting of the sample's.
    #[serde(default)]
    pub world_seed: u64,
    /// The first instruction.
    #[serde(default = "usual_instruction")]
    pub seed_instruction: String,
    /// How the agent says what it does.
    #[serde(default)]
    pub agent_strategy: Option<String>,
    /// How a customer that is a model comes to its words.
    #[serde(default)]
    pub user_strategy: Option<String>,
    /// How often a failed dialogue is tried.
    #[serde(default)]
    pub retries: Retries,
    /// Spread of the agent's sampling.
    #[serde(default)]
    pub temperature: f64,
}

fn usual_instruction() -> String {
    SEED_INSTRUCTION.to_owned()
}

impl TauBench {
    /// How agent and customer come to their words.
    pub fn kinds(&self) -> Result<(AgentKind, CustomerKind), String> {
        let agent = self.agent_strategy.as_deref().unwrap_or(AgentKind::ToolCalling.as_str());
        let customer = self.user_strategy.as_deref().unwrap_or(CustomerKind::Llm.as_str());
        let said = |error: crate::env::support::UnknownName| error.to_string();
        Ok((agent.parse().map_err(said)?, customer.parse().map_err(said)?))
    }
}

impl Config {
    /// Reads a file's text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        match (&config.tasks, &config.tau_bench) {
            (None, None) => Err("nothing is to be played: give [tasks] or [tau_bench]".to_owned()),
            (Some(_), Some(_)) => Err("[tasks] and [tau_bench] are two runs".to_owned()),
            _ => Ok(config),
        }
    }

    /// The rules of the search.
    pub fn options(&self) -> Options {
        let mut options = self.options.clone();
        options.stop.extend(self.max_metric_calls.map(StopRule::MetricCalls));
        if let Some(TauBench { experiment, .. }) = &self.tau_bench {
            if options.stop.is_empty() {
                options.stop.push(StopRule::MetricCalls(experiment.max_metric_calls));
            }
            if options.reflection_minibatch_size == Options::default().reflection_minibatch_size {
                options.reflection_minibatch_size = experiment.reflection_minibatch_size;
            }
        }
        options
    }

    /// The player's model; none for the scripted one.
    pub fn player(&self, common: &ModelArguments) -> Result<Option<ModelArguments>, String> {
        self.agent_party().arguments(common)
    }

    fn agent_party(&self) -> Party {
        match &self.tau_bench {
            Some(TauBench { experiment, .. }) if !self.player.party.is_named() => {
                sample(&experiment.agent_model, &experiment.agent_model_provider)
            }
            _ => self.player.party.clone(),
        }
    }

    /// The reflecting model; none for the scripted one.
    pub fn reflector(&self, common: &ModelArguments) -> Result<Option<ModelArguments>, String> {
        match &self.tau_bench {
            Some(TauBench { experiment, .. }) if !self.reflector.is_named() => {
                let provider = &experiment.agent_model_provider;
                self.or_player(sample(&experiment.reflection_model, provider)).arguments(common)
            }
            _ => self.reflector.arguments(common),
        }
    }

    /// The customer's model; none for the scripted one.
    pub fn customer(&self, common: &ModelArguments) -> Result<Option<ModelArguments>, String> {
        match &self.tau_bench {
            Some(TauBench { experiment, .. }) if !self.customer.is_named() => {
                let named = sample(&experiment.user_model, &experiment.user_model_provider);
                self.or_player(named).arguments(common)
            }
            _ => self.or_player(self.customer.clone()).arguments(common),
        }
    }

    /// The rating model; none for none.
    pub fn rater(&self, common: &ModelArguments) -> Result<Option<ModelArguments>, String> {
        self.or_player(self.rater.clone()).arguments(common)
    }

    fn or_player(&self, party: Party) -> Party {
        if party.model.is_some() { party } else { self.agent_party() }
    }

    /// The episodes in grid worlds or in Crafter, played by a model of this name.
    pub fn worlds(&self, tasks: &Tasks, player: &str) -> Result<WorldTasks, String> {
        let strategy = self.player.strategy.parse();
        let strategy =
            strategy.map_err(|_| format!("nobody plays as {:?}", self.player.strategy))?;
        let settings = Settings {
            sampling: Sampling { model: player.to_owned(), ..Sampling::default() },
            ..Settings::new(strategy)
        };
        let list = |seeds: &[u64]| -> Vec<WorldTask> {
            let of = |&seed: &u64| {
                tasks.worlds.iter().map(move |world| WorldTask { world: world.clone(), seed })
            };
            seeds.iter().flat_map(of).collect()
        };
        let lists = [list(&tasks.train_seeds), list(&tasks.val_seeds)];
        let tasks =
            WorldTasks::new(settings, self.components.clone(), lists, self.player.max_steps);
        tasks.map_err(|error| error.to_string())
    }
}

/// A model as the sample's settings name it.
fn sample(model: &str, provider: &str) -> Party {
    // The sample reaches Gemini through Google's cloud.
    let provider = if provider == "vertex_ai" { "gemini" } else { provider };
    let model = model.strip_prefix("vertex_ai/").unwrap_or(model);
    if model.is_empty() { Party::default() } else { Party::named(model, provider) }
}
