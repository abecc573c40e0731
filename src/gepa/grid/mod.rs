//! Prompts for the grid worlds: a candidate's texts take the place of a strategy's own, and a model plays by them.
//!
//! A component is a text of the strategy by its key in the prompt pack ("babyai.instruction"). An example is an episode; its
//! score is BALROG's progression: 1 if the task was done, 0 if not. A text that cannot be filled in scores 0, and the feedback
//! says what it lacks.

mod feedback;
mod trial;

use std::cell::RefCell;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use trial::{Ask, GridTrial};

use super::problem::{Candidate, Described, Description, Evaluation, EvaluationBatch, Failure};
use super::problem::{Problem, ReflectiveDataset, Split};
use super::{Adapter, Optimizer};
use crate::agent::rollout::{GRIDS, Settings};
use crate::env::Seed;
use crate::env::catalog::{self, Entry, WorldSpec};
use crate::llm::{ChatModel, all};

/// Steps at the end of an episode that a reflecting model is shown.
const SHOWN_STEPS: usize = 12;

/// An episode to be played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridTask {
    /// The world, by its name in the catalog.
    pub world: String,
    /// The episode.
    pub seed: u64,
}

/// Why the grid worlds cannot be played so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    /// No world has this name.
    #[error("no world is called {0:?}")]
    World(String),
    /// The strategy has no such text.
    #[error("the strategy {strategy} has no text {key:?}; it has {known}")]
    Component {
        /// The strategy.
        strategy: String,
        /// The key.
        key: String,
        /// The keys that there are.
        known: String,
    },
}

/// The grid worlds as a task whose prompts can be optimised.
#[derive(Clone, Debug, PartialEq)]
pub struct GridTasks {
    settings: Settings,
    components: Vec<String>,
    train: Vec<(WorldSpec, GridTask)>,
    val: Vec<(WorldSpec, GridTask)>,
    max_steps: Option<usize>,
}

impl GridTasks {
    /// Episodes to learn from and to compare on, played by these settings. Without components the most telling text of the
    /// strategy is the one. Episodes end after `max_steps`, if that is given, else when the world ends them.
    ///
    /// # Errors
    ///
    /// [`GridError`].
    pub fn new(
        settings: Settings,
        components: Vec<String>,
        [train, val]: [Vec<GridTask>; 2],
        max_steps: Option<usize>,
    ) -> Result<Self, GridError> {
        let texts = settings.texts(GRIDS);
        let components = if components.is_empty() {
            texts.iter().take(1).map(|text| text.key.clone()).collect()
        } else {
            components
        };
        for key in &components {
            if !texts.iter().any(|text| text.key == *key) {
                let known: Vec<&str> = texts.iter().map(|text| text.key.as_str()).collect();
                return Err(GridError::Component {
                    strategy: settings.strategy.to_string(),
                    key: key.clone(),
                    known: known.join(", "),
                });
            }
        }
        let found = |tasks: Vec<GridTask>| {
            let spec = |task: GridTask| match grid(&task.world) {
                Some(entry) => Ok((WorldSpec::new(entry.world()), task)),
                None => Err(GridError::World(task.world)),
            };
            tasks.into_iter().map(spec).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self { train: found(train)?, val: found(val)?, settings, components, max_steps })
    }

    /// What a run starts from: the strategy's own texts.
    pub fn problem(&self) -> Problem {
        let texts: IndexMap<String, String> =
            self.settings.texts(GRIDS).into_iter().map(|text| (text.key, text.text)).collect();
        let seed_candidate = self
            .components
            .iter()
            .map(|key| (key.clone(), texts.get(key).cloned().unwrap_or_default()))
            .collect();
        let val = (!self.val.is_empty()).then_some(self.val.len());
        Problem { seed_candidate, train: self.train.len(), val }
    }

    /// The episode of an example.
    pub fn task(&self, split: Split, id: usize) -> Option<&GridTask> {
        self.list(split).get(id).map(|(_, task)| task)
    }

    fn list(&self, split: Split) -> &[(WorldSpec, GridTask)] {
        match split {
            Split::Train => &self.train,
            Split::Val => &self.val,
        }
    }

    /// The settings with a candidate's texts in them; or what is wrong with these.
    fn settings(&self, candidate: &Candidate) -> Result<Settings, String> {
        let mut settings = self.settings.clone();
        for (key, text) in candidate {
            settings.reword(key, text).map_err(|error| error.to_string())?;
        }
        Ok(settings)
    }

    /// The episodes that an evaluation asks for, ready to be played, each by itself.
    ///
    /// # Errors
    ///
    /// A [`Failure`] for an example that there is not.
    pub fn trial(&self, evaluation: &Evaluation) -> Result<GridTrial, Failure> {
        let list = self.list(evaluation.split);
        let specs: Option<Vec<_>> = evaluation.ids.iter().map(|&id| list.get(id)).collect();
        let Some(specs) = specs else {
            let text = "an example that there is not".to_owned();
            return Err(Failure { class: "IndexError".to_owned(), text });
        };
        Ok(GridTrial::new(specs, self.settings(&evaluation.candidate), self.max_steps))
    }

    /// What can be learnt from a minibatch of episodes; the same for every component.
    pub fn records(description: &Description) -> ReflectiveDataset {
        let trajectories = description.batch.trajectories.iter().flatten();
        let records: Vec<Map<String, Value>> = trajectories.map(record).collect();
        description.components.iter().map(|name| (name.clone(), records.clone())).collect()
    }
}

fn record(trajectory: &Value) -> Map<String, Value> {
    let text = |field: &str| trajectory[field].as_str().unwrap_or_default().to_owned();
    let steps = trajectory["steps"].as_array().map_or(&[][..], Vec::as_slice);
    let left_out = steps.len().saturating_sub(SHOWN_STEPS);
    let mut shown = Vec::new();
    if left_out > 0 {
        shown.push(json!(format!("({left_out} steps before)")));
    }
    shown.extend(steps.iter().skip(left_out).cloned());
    Map::from_iter([
        ("Inputs".to_owned(), json!({ "Mission": text("mission"), "First view": text("first") })),
        ("Generated Outputs".to_owned(), Value::Array(shown)),
        ("Feedback".to_owned(), json!(text("feedback"))),
    ])
}

/// The grid worlds, played by a model.
#[derive(Debug)]
pub struct GridAdapter<'a, M> {
    /// The episodes.
    pub tasks: &'a GridTasks,
    /// Who plays.
    pub player: &'a M,
}

impl<M: ChatModel> Adapter for GridAdapter<'_, M> {
    async fn evaluate(&mut self, evaluation: &Evaluation) -> Result<EvaluationBatch, Failure> {
        let trial = RefCell::new(self.tasks.trial(evaluation)?);
        let (episodes, shared) = (0..trial.borrow().len(), &trial);
        let player = self.player;
        // All at once: whoever answers limits the questions.
        all(episodes.map(|at| async move {
            while let Ask::Model(request) = step(shared, at) {
                let answer = player.ask(&request, &mut |_| ()).await;
                shared.borrow_mut().answer(at, answer);
            }
        }))
        .await;
        trial.into_inner().into_batch()
    }

    fn describe(&mut self, description: &Description) -> Result<Described, Failure> {
        Ok(Described::Records(GridTasks::records(description)))
    }
}

/// What an episode needs next; nothing more once another failed, since the evaluation is lost.
fn step(trial: &RefCell<GridTrial>, at: usize) -> Ask {
    let mut trial = trial.borrow_mut();
    if trial.has_failed() { Ask::Nothing } else { trial.next(at) }
}

impl Optimizer {
    /// The candidate of the highest average so far.
    pub fn best_candidate(&self) -> Option<&Candidate> {
        let pool = self.pool()?;
        pool.members.get(pool.best()).map(|member| &member.texts)
    }
}

/// The grid world of a name.
fn grid(name: &str) -> Option<&'static Entry> {
    catalog::grids().iter().find(|entry| entry.id == name)
}

/// An episode's seed.
const fn seed(task: &GridTask) -> Seed {
    Seed(task.seed)
}
