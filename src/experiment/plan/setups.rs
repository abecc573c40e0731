//! The seed documents' own set-ups, read as they are: the multi-model Crafter run, `TensorZero`'s BabyAI runs, τ-bench's `RunConfig`.

use serde::{Deserialize, Serialize};

use crate::agent::rollout::OnError;
use crate::experiment::plan::{Plan, PlanAgent, PlanError, PlanModel, PlanUser, PlanWorld, Seeds};

/// `multi_model_config.toml` of the multi-model Crafter run, with its flags.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MultiModel {
    /// What is run.
    pub experiment: MultiModelExperiment,
    /// Where its services are; this build has them within.
    pub services: toml::Table,
    /// Where its files go.
    pub output: MultiModelOutput,
    /// How it asks.
    pub http: MultiModelHttp,
}

/// Its section `experiment`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MultiModelExperiment {
    /// Episodes of each model.
    pub episodes: u32,
    /// Turns of an episode.
    pub max_turns: u32,
    /// How hard.
    pub difficulty: String,
    /// The models.
    pub models: Vec<String>,
    /// Models play at the same time.
    pub concurrent_models: bool,
    /// So many of them.
    pub max_concurrent_models: usize,
    /// The first episode's seed; the others follow.
    pub base_seed: u64,
}

impl Default for MultiModelExperiment {
    fn default() -> Self {
        Self {
            episodes: 10,
            max_turns: 100,
            difficulty: "easy".to_owned(),
            models: Vec::new(),
            concurrent_models: true,
            max_concurrent_models: 3,
            base_seed: 1000,
        }
    }
}

/// Its section `output`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MultiModelOutput {
    /// Where traces go.
    pub trace_dir: Option<String>,
    /// Whether there are any.
    pub save_traces: Option<bool>,
    /// Whether it tells what it does.
    pub verbose: Option<bool>,
}

/// Its section `http`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MultiModelHttp {
    /// Seconds until a question is given up.
    pub timeout: f64,
    /// How often it is asked again.
    pub max_retries: u32,
}

impl Default for MultiModelHttp {
    fn default() -> Self {
        Self { timeout: 30.0, max_retries: 3 }
    }
}

impl MultiModel {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// [`PlanError::Shape`].
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        toml::from_str(text).map_err(|error| PlanError::Shape(error.to_string()))
    }

    /// Applies the seed script's flags, which win over the file. Those about services and files are read and left alone.
    ///
    /// # Errors
    ///
    /// [`PlanError::Shape`] for an unknown flag or a value that is missing or wrong.
    pub fn with_flags(mut self, flags: &[&str]) -> Result<Self, PlanError> {
        let mut rest = flags.iter().copied().peekable();
        while let Some(flag) = rest.next() {
            let (flag, inline) =
                flag.split_once('=').map_or((flag, None), |(flag, value)| (flag, Some(value)));
            let mut value = || {
                let value = inline.or_else(|| rest.next_if(|next| !next.starts_with("--")));
                value.ok_or_else(|| PlanError::Shape(format!("{flag} wants a value")))
            };
            let run = &mut self.experiment;
            match flag {
                "--episodes" => run.episodes = number(flag, value()?)?,
                "--max-turns" => run.max_turns = number(flag, value()?)?,
                "--difficulty" => value()?.clone_into(&mut run.difficulty),
                "--base-seed" => run.base_seed = number(flag, value()?)?,
                "--max-concurrent-models" => run.max_concurrent_models = number(flag, value()?)?,
                "--concurrent-models" => run.concurrent_models = true,
                "--models" => {
                    run.models = vec![value()?.to_owned()];
                    while let Some(more) = rest.next_if(|next| !next.starts_with("--")) {
                        run.models.push(more.to_owned());
                    }
                }
                "--quiet" => self.output.verbose = Some(false),
                "--no-save" => self.output.save_traces = Some(false),
                "--database" | "--db-url" | "--service-url" | "--turn-timeout"
                | "--episode-timeout" => {
                    value()?;
                }
                _ => return Err(PlanError::Shape(format!("there is no flag {flag}"))),
            }
        }
        Ok(self)
    }

    /// The plan: every model on the same seeds, `base_seed` and those after it.
    ///
    /// # Errors
    ///
    /// [`PlanError`] as for any plan.
    pub fn plan(&self) -> Result<Plan, PlanError> {
        let run = &self.experiment;
        let episodes = u64::from(run.episodes);
        let seeds = (0..episodes).map(|episode| run.base_seed.wrapping_add(episode)).collect();
        let plan = Plan {
            name: "crafter".to_owned(),
            trials: 1,
            models_at_once: if run.concurrent_models { run.max_concurrent_models } else { 1 },
            models: run.models.iter().map(|name| model(name, None, Some(0.1))).collect(),
            agents: vec![agent("tools")],
            worlds: vec![PlanWorld {
                id: "crafter".to_owned(),
                seeds: Seeds::List(seeds),
                max_steps: Some(run.max_turns),
                difficulty: Some(run.difficulty.clone()),
                ..PlanWorld::default()
            }],
            ..Plan::default()
        };
        plan.check()?;
        Ok(plan)
    }
}

/// `TensorZero`'s BabyAI example: five kinds of missions × seeds 200 to 219 × four variants, for some models.
pub fn babyai_example(models: &[&str]) -> Plan {
    const KINDS: [&str; 5] = ["goto", "pickup", "open", "putnext", "pick_up_seq_go_to"];
    const VARIANTS: [&str; 4] = ["baseline", "history", "reasoning", "history_and_reasoning"];
    let world = |kind: &str| PlanWorld {
        id: format!("babyai/{kind}"),
        seeds: Seeds::Range(200, 219),
        ..PlanWorld::default()
    };
    Plan {
        name: "babyai".to_owned(),
        trials: 1,
        at_once: 50,
        models: models.iter().map(|name| model(name, None, None)).collect(),
        agents: VARIANTS
            .iter()
            .map(|variant| PlanAgent {
                on_error: Some(OnError::Play),
                ..agent(&format!("tensorzero:{variant}"))
            })
            .collect(),
        worlds: KINDS.into_iter().map(world).collect(),
        ..Plan::default()
    }
}

/// τ-bench's `RunConfig`, by its fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunConfig {
    /// Who serves the agent's model.
    pub model_provider: String,
    /// Who serves the user's model.
    pub user_model_provider: String,
    /// The agent's model.
    pub model: String,
    /// The user's model.
    pub user_model: String,
    /// How often each task is tried.
    pub num_trials: u32,
    /// `retail` or `airline`.
    pub env: String,
    /// How the agent plays.
    pub agent_strategy: String,
    /// Spread of the sampling.
    pub temperature: f64,
    /// `train`, `dev` or `test`.
    pub task_split: String,
    /// The first task.
    pub start_index: u64,
    /// One after the last task; -1 for all.
    pub end_index: i64,
    /// These tasks in place of a range.
    pub task_ids: Option<Vec<u64>>,
    /// Where results go.
    pub log_dir: String,
    /// Tasks at once.
    pub max_concurrency: usize,
    /// What the run draws from.
    pub seed: u64,
    /// Whether tasks are shuffled; their order shows nowhere but in time.
    pub shuffle: u8,
    /// How the user is simulated.
    pub user_strategy: String,
    /// Where the few-shot agent's displays are.
    pub few_shot_displays_path: Option<String>,
}

impl Default for RunConfig {
    fn default() -> Self {
        Self {
            model_provider: String::new(),
            user_model_provider: String::new(),
            model: String::new(),
            user_model: "gpt-4o".to_owned(),
            num_trials: 1,
            env: "retail".to_owned(),
            agent_strategy: "tool-calling".to_owned(),
            temperature: 0.0,
            task_split: "test".to_owned(),
            start_index: 0,
            end_index: -1,
            task_ids: None,
            log_dir: "results".to_owned(),
            max_concurrency: 1,
            seed: 10,
            shuffle: 0,
            user_strategy: "llm".to_owned(),
            few_shot_displays_path: None,
        }
    }
}

impl RunConfig {
    /// Reads it as JSON.
    ///
    /// # Errors
    ///
    /// [`PlanError::Shape`].
    pub fn parse(json: &str) -> Result<Self, PlanError> {
        serde_json::from_str(json).map_err(|error| PlanError::Shape(error.to_string()))
    }

    /// The plan, of a split with so many tasks.
    ///
    /// # Errors
    ///
    /// [`PlanError`] as for any plan.
    pub fn plan(&self, tasks: u64) -> Result<Plan, PlanError> {
        let end = u64::try_from(self.end_index).map_or(tasks, |end| end.min(tasks));
        let seeds = match &self.task_ids {
            Some(ids) if !ids.is_empty() => Seeds::List(ids.clone()),
            _ => Seeds::List((self.start_index..end).collect()),
        };
        let provider = Some(self.model_provider.clone()).filter(|name| !name.is_empty());
        let user_provider = Some(self.user_model_provider.clone()).filter(|name| !name.is_empty());
        let plan = Plan {
            name: format!("tau-bench {}", self.env),
            trials: self.num_trials,
            at_once: self.max_concurrency,
            models: vec![PlanModel {
                at_once: self.max_concurrency,
                ..model(&self.model, provider, Some(self.temperature))
            }],
            agents: vec![agent(&self.agent_strategy)],
            worlds: vec![PlanWorld {
                id: format!("tau-bench/{}", self.env),
                seeds,
                split: Some(self.task_split.clone()),
                user: Some(PlanUser {
                    strategy: self.user_strategy.clone(),
                    model: Some(self.user_model.clone()),
                    provider: user_provider,
                }),
                ..PlanWorld::default()
            }],
            ..Plan::default()
        };
        plan.check()?;
        Ok(plan)
    }
}

fn model(name: &str, provider: Option<String>, temperature: Option<f64>) -> PlanModel {
    PlanModel { provider, model: name.to_owned(), at_once: 4, temperature, ..PlanModel::default() }
}

fn agent(strategy: &str) -> PlanAgent {
    PlanAgent { strategy: strategy.to_owned(), ..PlanAgent::default() }
}

fn number<T: std::str::FromStr>(flag: &str, text: &str) -> Result<T, PlanError> {
    text.parse().map_err(|_| PlanError::Shape(format!("{flag} cannot be {text:?}")))
}
