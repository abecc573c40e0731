//! Where a run stands: what was asked, and what it is for.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::Next;
use super::valset::Valsets;
use crate::gepa::merge::Merge;
use crate::gepa::pool::ValsetEvaluation;
use crate::gepa::problem::{
    Candidate, Described, Description, Evaluation, EvaluationBatch, Failure, Reflection,
};
use crate::gepa::reflection::{Templates, extract};

/// What the run is waiting for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Phase {
    /// The seed on the valset.
    Seed(Asked),
    /// Nothing: it is between two iterations.
    #[default]
    Top,
    /// A merged candidate on a few examples.
    MergeTry(Trial),
    /// A merged candidate on the valset.
    MergeValset(Merged),
    /// The parents on their minibatches.
    Parents(Parents),
    /// Records of what happened there.
    Describe(Describing),
    /// Better texts.
    Reflect(Reflecting),
    /// The children on the same minibatches.
    Children(Children),
    /// The chosen children on the valset.
    Valsets(Chosen),
    /// Nothing any more.
    Done,
    /// Nothing any more.
    Failed(Failure),
}

/// Evaluations that may be made at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Asked {
    pub questions: Vec<Evaluation>,
    pub answers: Vec<EvaluationBatch>,
}

impl Asked {
    pub const fn new(questions: Vec<Evaluation>) -> Self {
        Self { questions, answers: Vec::new() }
    }

    /// The first that was not answered.
    pub fn question(&self) -> Option<&Evaluation> {
        self.questions.get(self.answers.len())
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Trial {
    pub merge: Merge,
    pub known: ValsetEvaluation,
    pub asked: Asked,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Merged {
    pub merge: Merge,
    pub sum: f64,
    pub valsets: Valsets,
}

/// A pair of parent and minibatch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Task {
    pub parent: usize,
    pub ids: Vec<usize>,
    /// Which evaluation is its; equal pairs share one.
    pub evaluation: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Parents {
    pub tasks: Vec<Task>,
    pub asked: Asked,
}

/// What becomes of one pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Job {
    /// The pair, by place.
    pub task: usize,
    pub parent: usize,
    pub ids: Vec<usize>,
    /// The parent's scores.
    pub before: Vec<f64>,
    pub components: Vec<String>,
    pub texts: Candidate,
    pub prompts: IndexMap<String, String>,
    /// Nothing comes of it.
    pub failed: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Describing {
    pub tasks: Vec<Task>,
    pub batches: Vec<EvaluationBatch>,
    /// Pairs that were looked at.
    pub at: usize,
    pub jobs: Vec<Job>,
    /// The question about the last job, if it is open.
    pub question: Option<Description>,
    /// Questions to the model, and which job each is for.
    pub reflections: Vec<Reflection>,
    pub of_job: Vec<usize>,
}

impl Describing {
    /// Takes what the adapter made of a minibatch.
    pub fn answer(&mut self, answer: Result<Described, Failure>, templates: &Templates) {
        let Some(question) = self.question.take() else { return };
        let place = self.jobs.len().saturating_sub(1);
        let Some(job) = self.jobs.last_mut() else { return };
        match answer {
            Err(_) => job.failed = true,
            Ok(Described::Texts(texts)) => job.texts = texts,
            Ok(Described::Records(dataset)) => {
                for component in &job.components {
                    let records = dataset.get(component).filter(|records| !records.is_empty());
                    let Some(records) = records else { continue };
                    let prompt =
                        templates.of(component).fill(&question.candidate[component], records);
                    self.reflections.push(Reflection { component: component.clone(), prompt });
                    self.of_job.push(place);
                }
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Reflecting {
    pub jobs: Vec<Job>,
    pub reflections: Vec<Reflection>,
    pub of_job: Vec<usize>,
    /// Questions that were settled.
    pub at: usize,
    /// Whether the present one failed before.
    pub is_retry: bool,
}

impl Reflecting {
    pub fn question(&self) -> Option<&Reflection> {
        self.reflections.get(self.at)
    }

    /// Takes a reply.
    pub fn answer(&mut self, answer: Result<String, Failure>) {
        if answer.is_err() && !self.is_retry {
            self.is_retry = true;
            return;
        }
        let Reflection { component, prompt } = self.reflections[self.at].clone();
        let place = self.of_job[self.at];
        let job = &mut self.jobs[place];
        match answer {
            Ok(reply) => {
                job.texts.insert(component.clone(), extract(&reply).to_owned());
                job.prompts.insert(component, prompt);
            }
            Err(_) => job.failed = true,
        }
        self.is_retry = false;
        self.at += 1;
        // What else belongs to a proposal that failed need not be paid for.
        while self.of_job.get(self.at).is_some_and(|&place| self.jobs[place].failed) {
            self.at += 1;
        }
    }
}

/// A child, and its scores once it has some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Child {
    pub task: usize,
    pub parent: usize,
    pub texts: Candidate,
    pub before: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Children {
    pub list: Vec<Child>,
    pub asked: Asked,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Chosen {
    /// The children and their sums on the minibatch.
    pub list: Vec<(Child, f64)>,
    pub valsets: Valsets,
}

impl Phase {
    pub fn question(&self) -> Next<'_> {
        let evaluation = self.open_evaluations().first().map(Next::Evaluate);
        let other = match self {
            Self::Describe(describing) => describing.question.as_ref().map(Next::Describe),
            Self::Reflect(reflecting) => reflecting.question().map(Next::Reflect),
            Self::Failed(failure) => Some(Next::Failed(failure)),
            _ => None,
        };
        evaluation.or(other).unwrap_or(Next::Done)
    }

    pub fn open_evaluations(&self) -> &[Evaluation] {
        let asked = match self {
            Self::Seed(asked) => asked,
            Self::MergeTry(trial) => &trial.asked,
            Self::MergeValset(merged) => &merged.valsets.asked,
            Self::Parents(parents) => &parents.asked,
            Self::Children(children) => &children.asked,
            Self::Valsets(chosen) => &chosen.valsets.asked,
            Self::Top | Self::Describe(_) | Self::Reflect(_) | Self::Done | Self::Failed(_) => {
                return &[];
            }
        };
        asked.questions.get(asked.answers.len()..).unwrap_or_default()
    }

    pub fn open_reflections(&self) -> &[Reflection] {
        match self {
            Self::Reflect(reflecting) => {
                reflecting.reflections.get(reflecting.at..).unwrap_or_default()
            }
            _ => &[],
        }
    }

    pub fn asked(&mut self) -> Option<&mut Asked> {
        match self {
            Self::Seed(asked) => Some(asked),
            Self::MergeTry(trial) => Some(&mut trial.asked),
            Self::MergeValset(merged) => Some(&mut merged.valsets.asked),
            Self::Parents(parents) => Some(&mut parents.asked),
            Self::Children(children) => Some(&mut children.asked),
            Self::Valsets(chosen) => Some(&mut chosen.valsets.asked),
            Self::Top | Self::Describe(_) | Self::Reflect(_) | Self::Done | Self::Failed(_) => None,
        }
    }
}
