//! Prompts for the worlds: a candidate's texts take the place of a strategy's own, and a model plays by them.
//!
//! A component is a text of the strategy by its key in the prompt pack ("babyai.instruction"). An example is an episode; its
//! score is what BALROG counts as progress: in a grid world 1 if the task was done, in Crafter the share of the 22 achievements.
//! A text that cannot be filled in scores 0, and the feedback says what it lacks.

mod crafter;
mod grid;
mod trial;

use std::cell::RefCell;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use trial::{Ask, WorldTrial};

use super::problem::{Candidate, Described, Description, Evaluation, EvaluationBatch, Failure};
use super::problem::{Problem, ReflectiveDataset, Split};
use super::{Adapter, Optimizer};
use crate::agent::rollout::{CRAFTER, GRIDS, Settings};
use crate::env::catalog::{self, WorldSpec};
use crate::env::crafter::Variant;
use crate::llm::{ChatModel, all};

/// Steps at the end of an episode that a reflecting model is shown.
const SHOWN_STEPS: usize = 12;

/// An episode to be played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorldTask {
    /// The world, by its name in the catalog.
    pub world: String,
    /// The episode.
    pub seed: u64,
}

/// Why the worlds cannot be played so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// No world has this name.
    #[error("no world is called {0:?}")]
    World(String),
    /// Its texts are not those of the first world's.
    #[error(
        "grid worlds and Crafter have texts of their own; {0:?} is not of the first one's kind"
    )]
    Kind(String),
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

/// Worlds as a task whose prompts can be optimised: grid worlds, or Crafter's variants.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldTasks {
    settings: Settings,
    /// Which of the strategy's texts the worlds tell: [`GRIDS`] or [`CRAFTER`].
    domain: &'static str,
    components: Vec<String>,
    train: Vec<(WorldSpec, WorldTask)>,
    val: Vec<(WorldSpec, WorldTask)>,
    max_steps: Option<usize>,
}

impl WorldTasks {
    /// Episodes to learn from and to compare on, played by these settings. Without components the most telling text of the
    /// strategy is the one. Episodes end after `max_steps`, if that is given, else when the world ends them.
    ///
    /// # Errors
    ///
    /// [`WorldError`].
    pub fn new(
        settings: Settings,
        components: Vec<String>,
        [train, val]: [Vec<WorldTask>; 2],
        max_steps: Option<usize>,
    ) -> Result<Self, WorldError> {
        let mut domain = None;
        let mut found = |tasks: Vec<WorldTask>| {
            let mut spec = |task: WorldTask| {
                let entry = catalog::by_id(&task.world);
                let Some(entry) = entry else { return Err(WorldError::World(task.world)) };
                let own = if Variant::by_id(entry.id).is_some() { CRAFTER } else { GRIDS };
                if *domain.get_or_insert(own) != own {
                    return Err(WorldError::Kind(task.world));
                }
                Ok((WorldSpec::new(entry.world()), task))
            };
            tasks.into_iter().map(&mut spec).collect::<Result<Vec<_>, _>>()
        };
        let (train, val) = (found(train)?, found(val)?);
        let domain = domain.unwrap_or(GRIDS);
        let known: Vec<String> = settings.texts(domain).into_iter().map(|text| text.key).collect();
        let components = if components.is_empty() {
            known.iter().take(1).cloned().collect()
        } else {
            components
        };
        if let Some(key) = components.iter().find(|key| !known.contains(key)) {
            return Err(WorldError::Component {
                strategy: settings.strategy.to_string(),
                key: key.clone(),
                known: known.join(", "),
            });
        }
        Ok(Self { settings, domain, components, train, val, max_steps })
    }

    /// What a run starts from: the strategy's own texts.
    pub fn problem(&self) -> Problem {
        let texts = self.settings.texts(self.domain).into_iter();
        let texts: IndexMap<String, String> = texts.map(|text| (text.key, text.text)).collect();
        let of = |key: &String| (key.clone(), texts.get(key).cloned().unwrap_or_default());
        Problem {
            seed_candidate: self.components.iter().map(of).collect(),
            train: self.train.len(),
            val: (!self.val.is_empty()).then_some(self.val.len()),
        }
    }

    /// The episode of an example.
    pub fn task(&self, split: Split, id: usize) -> Option<&WorldTask> {
        self.list(split).get(id).map(|(_, task)| task)
    }

    fn list(&self, split: Split) -> &[(WorldSpec, WorldTask)] {
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
    pub fn trial(&self, evaluation: &Evaluation) -> Result<WorldTrial, Failure> {
        let list = self.list(evaluation.split);
        let specs: Option<Vec<_>> = evaluation.ids.iter().map(|&id| list.get(id)).collect();
        let Some(specs) = specs else {
            let text = "an example that there is not".to_owned();
            return Err(Failure { class: "IndexError".to_owned(), text });
        };
        Ok(WorldTrial::new(specs, self.settings(&evaluation.candidate), self.max_steps))
    }

    /// What can be learnt from a minibatch of episodes; the same for every component.
    pub fn records(&self, description: &Description) -> ReflectiveDataset {
        let trajectories = description.batch.trajectories.iter().flatten();
        let record = if self.domain == CRAFTER { crafter::record } else { grid::record };
        let records: Vec<Map<String, Value>> = trajectories.map(record).collect();
        description.components.iter().map(|name| (name.clone(), records.clone())).collect()
    }
}

/// A record of an episode as a reflecting model reads it.
fn record_of(inputs: Value, outputs: Value, feedback: &Value) -> Map<String, Value> {
    Map::from_iter([
        ("Inputs".to_owned(), inputs),
        ("Generated Outputs".to_owned(), outputs),
        ("Feedback".to_owned(), json!(feedback.as_str().unwrap_or_default())),
    ])
}

/// Worlds, played by a model.
#[derive(Debug)]
pub struct WorldAdapter<'a, M> {
    /// The episodes.
    pub tasks: &'a WorldTasks,
    /// Who plays.
    pub player: &'a M,
}

impl<M: ChatModel> Adapter for WorldAdapter<'_, M> {
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
        Ok(Described::Records(self.tasks.records(description)))
    }
}

/// What an episode needs next; nothing more once another failed, since the evaluation is lost.
fn step(trial: &RefCell<WorldTrial>, at: usize) -> Ask {
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
