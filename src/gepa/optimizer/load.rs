//! A run as a file, and back.

use super::phase::{Asked, Child, Job, Phase, Task};
use super::valset::Valsets;
use super::{Optimizer, check};
use crate::gepa::merge::Merge;
use crate::gepa::pool::{Front, Pool};
use crate::gepa::problem::Candidate;

/// Why a file is no run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// It is not JSON, or not of a run's shape.
    #[error("this is no stored run: {0}")]
    Shape(String),
    /// Its parts do not fit together.
    #[error("the stored run contradicts itself: {0}")]
    Contradiction(&'static str),
}

impl Optimizer {
    /// The whole run as JSON.
    ///
    /// # Panics
    ///
    /// Never: whatever comes into a run can be written.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and finite numbers are JSON")
    }

    /// A stored run, to go on exactly where it was.
    ///
    /// # Errors
    ///
    /// [`LoadError`].
    pub fn from_json(json: &str) -> Result<Self, LoadError> {
        let run: Self =
            serde_json::from_str(json).map_err(|error| LoadError::Shape(error.to_string()))?;
        run.contradiction().map_or(Ok(run), |what| Err(LoadError::Contradiction(what)))
    }

    /// What in the run does not fit together: an index beyond its list, a candidate of other components.
    fn contradiction(&self) -> Option<&'static str> {
        if check(&self.problem, &self.options).is_err() {
            return Some("its rules are impossible");
        }
        let seed = &self.problem.seed_candidate;
        let count = match &self.pool {
            Some(pool) if !is_sound(pool, seed) => return Some("its pool is broken"),
            Some(pool) => pool.members.len(),
            None if matches!(self.phase, Phase::Seed(_) | Phase::Failed(_)) => 0,
            None => return Some("it has no pool"),
        };
        let is_sampler_sound =
            self.sampler.is_sound(self.options.reflection_minibatch_size, self.problem.train);
        if !is_sampler_sound {
            return Some("its minibatches are broken");
        }
        let iterates =
            !matches!(self.phase, Phase::Seed(_) | Phase::Top | Phase::Done | Phase::Failed(_));
        if iterates && self.iterations == 0 {
            return Some("it is in an iteration that did not begin");
        }
        let examples = self.problem.val_examples();
        let is_like = |texts: &Candidate| is_like(texts, seed);
        let is_task = |task: &Task| task.parent < count;
        let is_merge = |merge: &Merge| {
            merge.parents.iter().all(|parent| *parent < count)
                && merge.ids.iter().all(|id| *id < examples)
                && is_like(&merge.texts)
        };
        let is_child = |child: &Child| child.parent < count && is_like(&child.texts);
        let are_jobs = |jobs: &[Job], of_job: &[usize]| {
            jobs.iter().all(|job| job.parent < count)
                && of_job.iter().all(|place| *place < jobs.len())
        };
        let is_phase_sound = match &self.phase {
            Phase::Top | Phase::Done | Phase::Failed(_) => true,
            Phase::Seed(asked) => self.pool.is_none() && is_open(asked),
            Phase::MergeTry(trial) => {
                let known = |id: &usize| {
                    trial.known.scores.contains_key(id)
                        || trial.asked.questions.iter().any(|question| question.ids.contains(id))
                };
                is_merge(&trial.merge) && is_open(&trial.asked) && trial.merge.ids.iter().all(known)
            }
            Phase::MergeValset(merged) => {
                is_merge(&merged.merge) && are_valsets(&merged.valsets, 1)
            }
            Phase::Parents(parents) => {
                let questions = parents.asked.questions.len();
                is_open(&parents.asked)
                    && parents.tasks.iter().all(|task| is_task(task) && task.evaluation < questions)
            }
            Phase::Describe(describing) => {
                let batches = describing.batches.len();
                let is_known = |task: &Task| is_task(task) && task.evaluation < batches;
                let question = describing.question.as_ref();
                describing.tasks.iter().all(is_known)
                    && are_jobs(&describing.jobs, &describing.of_job)
                    && describing.of_job.len() == describing.reflections.len()
                    && question.is_some_and(|question| is_like(&question.candidate))
                    && describing.jobs.last().is_some_and(|job| {
                        job.components.iter().all(|name| seed.contains_key(name))
                    })
            }
            Phase::Reflect(reflecting) => {
                are_jobs(&reflecting.jobs, &reflecting.of_job)
                    && reflecting.of_job.len() == reflecting.reflections.len()
                    && reflecting.at < reflecting.reflections.len()
            }
            Phase::Children(children) => {
                is_open(&children.asked)
                    && children.asked.questions.len() == children.list.len()
                    && children.list.iter().all(is_child)
            }
            Phase::Valsets(chosen) => {
                are_valsets(&chosen.valsets, chosen.list.len())
                    && chosen.list.iter().all(|(child, _)| is_child(child))
            }
        };
        (!is_phase_sound).then_some("what it waits for is broken")
    }
}

/// Whether something is still asked, and the answers fit the questions.
fn is_open(asked: &Asked) -> bool {
    let mut pairs = asked.questions.iter().zip(&asked.answers);
    asked.answers.len() < asked.questions.len()
        && pairs.all(|(question, batch)| batch.fault(question.ids.len()).is_none())
}

fn are_valsets(valsets: &Valsets, candidates: usize) -> bool {
    is_open(&valsets.asked)
        && valsets.known.len() == candidates
        && valsets.of_candidate.len() == valsets.asked.questions.len()
        && valsets.of_candidate.iter().all(|at| *at < candidates)
}

fn is_like(texts: &Candidate, seed: &Candidate) -> bool {
    texts.len() == seed.len() && seed.keys().all(|name| texts.contains_key(name))
}

fn is_sound(pool: &Pool, seed: &Candidate) -> bool {
    let count = pool.members.len();
    let is_front = |front: &Front| {
        !front.members.is_empty() && front.members.iter().all(|index| (index as usize) < count)
    };
    let members = pool.members.iter().enumerate();
    let pairs = pool.pair_fronts.iter().map(|pair| &pair.front);
    count > 0
        && members.into_iter().all(|(index, member)| {
            is_like(&member.texts, seed)
                && member.parents.iter().all(|parent| *parent < index)
                && member.next_component < seed.len()
                && !member.scores.is_empty()
        })
        && pool.front_copies().iter().any(|front| !front.is_empty())
        && pool.fronts.values().chain(pool.objective_fronts.values()).chain(pairs).all(is_front)
}
