//! Customer support as a task of GEPA.

use std::sync::Arc;

use serde_json::Value;

use crate::agent::support::{AgentKind, CustomerKind, Retries, RunConfig, Scene, Wording};
use crate::env::support::{Domain, Split as TaskSplit, UnknownName, World};
use crate::gepa::Adapter;
use crate::gepa::problem::{
    Candidate, Described, Description, Evaluation, EvaluationBatch, Failure, Problem, Split,
};
use crate::gepa::support::COMPONENT;
use crate::gepa::support::dialogue::{Dialogue, batch, records, to_json};
use crate::gepa::support::experiment::{ExperimentConfig, Splits};
use crate::gepa::support::play::{Cast, Play};

/// Why an experiment cannot begin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SupportError {
    /// A domain or split that there is not.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// The data is of another domain.
    #[error("the experiment is about {wanted}, the data about {found}")]
    OtherDomain {
        /// The experiment's domain.
        wanted: Domain,
        /// The data's.
        found: Domain,
    },
    /// A list takes a split that the domain does not have.
    #[error("{domain} has no tasks in {split}")]
    NoSplit {
        /// The domain.
        domain: Domain,
        /// The split.
        split: TaskSplit,
    },
}

/// An experiment with its data: which tasks there are, and how they are played.
#[derive(Clone, Debug)]
pub struct SupportTasks {
    /// The settings.
    pub experiment: ExperimentConfig,
    /// The tasks, each list in its order.
    pub splits: Splits,
    /// How the agent says what it does.
    pub agent: AgentKind,
    /// How the customer comes to its words.
    pub customer: CustomerKind,
    /// How often a failed dialogue is tried.
    pub retries: Retries,
    /// The first instruction.
    pub seed_instruction: String,
    world: Arc<World>,
    wording: Arc<Wording>,
    /// The splits of the three lists: to learn from, to compare on, for the end.
    task_splits: [TaskSplit; 3],
    tools: Value,
}

impl SupportTasks {
    /// An experiment on a domain. `retail` tells how many tasks the splits of retail have.
    ///
    /// # Errors
    ///
    /// [`SupportError`].
    pub fn new(
        experiment: ExperimentConfig,
        (world, wording): (Arc<World>, Arc<Wording>),
        retail: impl Fn(TaskSplit) -> usize,
        seed_instruction: String,
    ) -> Result<Self, SupportError> {
        let wanted: Domain = experiment.tau_bench_env.parse()?;
        let domain = world.domain();
        if domain != wanted {
            return Err(SupportError::OtherDomain { wanted, found: domain });
        }
        let lists =
            [&experiment.feedback_dataset, &experiment.pareto_dataset, &experiment.eval_dataset];
        let mut task_splits = [TaskSplit::Train; 3];
        for (list, found) in lists.iter().zip(&mut task_splits) {
            *found = list.split.parse()?;
        }
        for split in task_splits {
            if world.tasks(split).is_empty() {
                return Err(SupportError::NoSplit { domain, split });
            }
        }
        // Upstream quirk: how many tasks there are is read from retail's files, whatever the domain.
        let splits = experiment.splits(|split| split.parse().map_or(0, &retail));
        let tools = to_json(&world.told().tools);
        Ok(Self {
            experiment,
            splits,
            agent: AgentKind::ToolCalling,
            customer: CustomerKind::Llm,
            retries: Retries::default(),
            seed_instruction,
            world,
            wording,
            task_splits,
            tools,
        })
    }

    /// What a run starts from.
    pub fn problem(&self) -> Problem {
        Problem {
            seed_candidate: Candidate::from([(
                COMPONENT.to_owned(),
                self.seed_instruction.clone(),
            )]),
            train: self.splits.feedback.len(),
            val: Some(self.splits.pareto.len()),
        }
    }

    /// The run of some tasks of a split.
    fn run(&self, task_split: TaskSplit, task_ids: Vec<usize>) -> RunConfig {
        let experiment = &self.experiment;
        RunConfig {
            model: experiment.agent_model.clone(),
            user_model: experiment.user_model.clone(),
            env: self.world.domain(),
            agent_strategy: self.agent,
            user_strategy: self.customer,
            task_split,
            task_ids,
            max_concurrency: experiment.max_concurrency,
            retries: self.retries,
            ..RunConfig::default()
        }
    }

    /// The run at the end: the tasks kept for it, each as often as the experiment says.
    pub fn final_run(&self) -> RunConfig {
        let run = self.run(self.task_splits[2], self.splits.eval.clone());
        RunConfig { num_trials: self.experiment.num_eval_trials as u32, ..run }
    }

    /// Where a run is played, by an instruction in place of the policy.
    pub fn scene(&self, run: &RunConfig, instruction: &str) -> Scene {
        let scene = Scene::new(self.world.clone(), self.wording.clone(), run);
        Scene { instruction: Some(instruction.to_owned()), ..scene }
    }

    /// The tasks of an evaluation.
    ///
    /// # Errors
    ///
    /// A [`Failure`] for an example that there is not.
    fn run_of(&self, evaluation: &Evaluation) -> Result<RunConfig, Failure> {
        let (list, split) = match evaluation.split {
            Split::Train => (&self.splits.feedback, self.task_splits[0]),
            Split::Val => (&self.splits.pareto, self.task_splits[1]),
        };
        let ids = evaluation.ids.iter().map(|&id| list.get(id).copied()).collect::<Option<_>>();
        let ids = ids.ok_or_else(|| failure("IndexError", "an example that there is not"))?;
        Ok(self.run(split, ids))
    }
}

fn failure(class: &str, text: impl Into<String>) -> Failure {
    Failure { class: class.to_owned(), text: text.into() }
}

fn instruction(candidate: &Candidate) -> &str {
    candidate.get(COMPONENT).map_or("", String::as_str)
}

/// Customer support, played by a cast.
#[derive(Debug)]
pub struct SupportAdapter<'a, C> {
    /// The experiment.
    pub tasks: &'a SupportTasks,
    /// Who plays, and waits.
    pub cast: &'a C,
}

impl<C: Cast> Adapter for SupportAdapter<'_, C> {
    async fn evaluate(&mut self, evaluation: &Evaluation) -> Result<EvaluationBatch, Failure> {
        if evaluation.ids.is_empty() {
            return Ok(batch(&[]));
        }
        let run = self.tasks.run_of(evaluation)?;
        let scene = self.tasks.scene(&run, instruction(&evaluation.candidate));
        let is_rated = self.tasks.experiment.use_rater;
        let play = Play { scene: &scene, run: &run, is_rated, cast: self.cast };
        let rollouts = play.all().await;
        if let Some(reason) = self.cast.is_lost() {
            return Err(failure("ChatError", reason));
        }
        let rows = rollouts.results();
        let tools = &self.tasks.tools;
        Ok(batch(&rows.iter().map(|row| Dialogue::of_row(row, tools)).collect::<Vec<_>>()))
    }

    fn describe(&mut self, description: &Description) -> Result<Described, Failure> {
        let instruction = instruction(&description.candidate);
        let records = records(instruction, &description.batch, &description.components)?;
        Ok(Described::Records(records))
    }
}
