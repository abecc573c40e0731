//! The file that describes a run of GEPA.

use serde::Deserialize;

use crate::agent::rollout::{Sampling, Settings};
use crate::gepa::grid::{GridTask, GridTasks};
use crate::gepa::scripted::{Pupil, Reflector};
use crate::gepa::{Options, StopRule};

/// A whole run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Who plays.
    #[serde(default)]
    pub player: Player,
    /// Who writes better texts.
    #[serde(default)]
    pub reflector: Model,
    /// What is played.
    pub tasks: Tasks,
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

/// A model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Its name; "scripted" needs no key.
    pub model: String,
}

impl Default for Model {
    fn default() -> Self {
        Self { model: "scripted".to_owned() }
    }
}

/// A model at play.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Player {
    /// Its name; "scripted" needs no key.
    pub model: String,
    /// How it is asked.
    pub strategy: String,
    /// An episode ends after so many steps.
    pub max_steps: Option<usize>,
}

impl Default for Player {
    fn default() -> Self {
        let (model, strategy) = ("scripted".to_owned(), "robust_naive".to_owned());
        Self { model, strategy, max_steps: None }
    }
}

/// What is played: every world with every seed.
#[derive(Clone, Debug, Deserialize)]
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

impl Config {
    /// Reads a file's text.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The rules of the search.
    pub fn options(&self) -> Options {
        let mut options = self.options.clone();
        options.stop.extend(self.max_metric_calls.map(StopRule::MetricCalls));
        options
    }

    /// The episodes.
    pub fn tasks(&self) -> Result<GridTasks, String> {
        let strategy = self.player.strategy.parse();
        let strategy =
            strategy.map_err(|_| format!("nobody plays as {:?}", self.player.strategy))?;
        let settings = Settings {
            sampling: Sampling { model: self.player_name().to_owned(), ..Sampling::default() },
            ..Settings::new(strategy)
        };
        let list = |seeds: &[u64]| -> Vec<GridTask> {
            let of = |&seed: &u64| {
                self.tasks.worlds.iter().map(move |world| GridTask { world: world.clone(), seed })
            };
            seeds.iter().flat_map(of).collect()
        };
        let lists = [list(&self.tasks.train_seeds), list(&self.tasks.val_seeds)];
        let tasks = GridTasks::new(settings, self.components.clone(), lists, self.player.max_steps);
        tasks.map_err(|error| error.to_string())
    }

    /// Who plays, by name.
    pub fn player_name(&self) -> &str {
        if self.player.model == "scripted" { Pupil::NAME } else { &self.player.model }
    }

    /// Who reflects, by name.
    pub fn reflector_name(&self) -> &str {
        if self.reflector.model == "scripted" { Reflector::NAME } else { &self.reflector.model }
    }
}
