//! Judges that compute: what a world itself says about the parts of its task.
//!
//! A world shows its parts as a [`Checklist`]; a [`Referee`] looks at it after each step and notes when a part was first done. Its
//! progress through steps is scored like that of a dialogue through turns.

use serde::{Deserialize, Serialize};

use crate::env::World;
use crate::env::crafter::{Achievement, CrafterEnv};
use crate::env::minigrid::GridEnv;
use crate::env::support::{Desk, Verdict};
use crate::judge::curve::{auc, ppt};
use crate::judge::error::JudgeError;
use crate::judge::model::SubGoal;
use crate::judge::score::{NumericalScore, ValidationResult, score_of};
use crate::python::shared::dumps_value;

/// One checkable part of a world's task, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartState {
    /// What has to hold, in words.
    pub details: String,
    /// It holds.
    pub is_done: bool,
    /// It can no longer hold.
    pub is_failed: bool,
}

impl PartState {
    /// A part that is done or not yet.
    pub fn new(details: impl Into<String>, is_done: bool) -> Self {
        Self { details: details.into(), is_done, is_failed: false }
    }
}

/// A world that can say how far its task is done: a mission's parts, a game's achievements, the checks on a customer's case.
pub trait Checklist {
    /// Every part, always in the same order.
    fn parts(&self) -> Vec<PartState>;
}

/// BabyAI's missions part by part; other grid worlds have one part, their mission, and do not know of it before it ends.
impl Checklist for GridEnv {
    fn parts(&self) -> Vec<PartState> {
        let parts = self.task().map(crate::env::babyai::Task::parts).unwrap_or_default();
        let state = |part: crate::env::babyai::Part| PartState {
            details: part.text,
            is_done: part.done,
            is_failed: part.failed,
        };
        parts.into_iter().map(state).collect()
    }
}

/// Crafter's 22 achievements, by their names.
impl Checklist for CrafterEnv {
    fn parts(&self) -> Vec<PartState> {
        let unlocked = self.game().unlocked();
        let part = |achievement: Achievement| {
            PartState::new(achievement.as_str().replace('_', " "), unlocked.has(achievement))
        };
        Achievement::ALL.map(part).to_vec()
    }
}

impl Checklist for World {
    fn parts(&self) -> Vec<PartState> {
        match self {
            Self::Grid(env) => env.parts(),
            Self::Crafter(env) => env.parts(),
        }
    }
}

/// What a customer's case is graded by: the data base, each output that has to be said, and then each gold action by itself, which
/// does not decide the reward. The first two are those of an episode that ended now.
impl Checklist for Desk {
    fn parts(&self) -> Vec<PartState> {
        let task = self.task();
        let verdict = self.verdict().cloned().or_else(|| self.judge().ok());
        let is_right = verdict.as_ref().is_some_and(Verdict::data_is_right);
        let mut parts = vec![PartState::new("the data base is as it should be", is_right)];
        parts.extend(task.outputs.iter().enumerate().map(|(at, output)| {
            let said = verdict.as_ref().and_then(|verdict| verdict.outputs.get(at));
            PartState::new(format!("said: {output}"), said.is_some_and(|(_, said)| *said))
        }));
        parts.extend(self.gold_actions().map(|(action, is_done)| {
            let arguments = dumps_value(&action.kwargs.clone().into());
            PartState::new(format!("did: {}({arguments})", action.name), is_done)
        }));
        parts
    }
}

/// Watches an episode by its checklist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referee {
    parts: Vec<Milestone>,
    steps: u32,
}

/// When a part was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// What has to hold, in words.
    pub details: String,
    /// After which step it first held; 0 is the start.
    pub done_at: Option<u32>,
    /// After which step it was lost for good.
    pub failed_at: Option<u32>,
}

impl Referee {
    /// Begins with the start of an episode.
    pub fn new(start: &[PartState]) -> Self {
        let mut referee = Self::default();
        referee.note(start, 0);
        referee
    }

    /// Looks at the parts after one more step.
    pub fn step(&mut self, parts: &[PartState]) {
        self.steps += 1;
        self.note(parts, self.steps);
    }

    /// Every part, in the order in which they first showed.
    pub fn milestones(&self) -> &[Milestone] {
        &self.parts
    }

    /// Steps that it looked at.
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// The share of parts done after each step; the start is not a step.
    pub fn progress(&self) -> Vec<f64> {
        let done = |step: u32| {
            let done = self.parts.iter().filter(|part| part.done_at.is_some_and(|at| at <= step));
            done.count() as f64 / self.parts.len().max(1) as f64
        };
        (1..=self.steps).map(done).collect()
    }

    /// The area under the progress through steps.
    ///
    /// # Errors
    ///
    /// Fewer than two steps.
    pub fn auc(&self) -> Result<f64, JudgeError> {
        auc(&self.progress())
    }

    /// The best progress by the number of steps that it took.
    ///
    /// # Errors
    ///
    /// No step.
    pub fn ppt(&self) -> Result<f64, JudgeError> {
        ppt(&self.progress())
    }

    /// The score at the end, with a line about each part; none without parts.
    pub fn score(&self) -> Option<NumericalScore> {
        let results: Vec<ValidationResult> = self.parts.iter().map(Milestone::result).collect();
        let score = score_of(&results)?;
        Some(NumericalScore { validation_results: Some(results), ..score })
    }

    fn note(&mut self, parts: &[PartState], step: u32) {
        for (at, part) in parts.iter().enumerate() {
            if at == self.parts.len() {
                let details = part.details.clone();
                self.parts.push(Milestone { details, done_at: None, failed_at: None });
            }
            let milestone = &mut self.parts[at];
            if part.is_done && milestone.done_at.is_none() {
                milestone.done_at = Some(step);
            }
            if part.is_failed && milestone.failed_at.is_none() {
                milestone.failed_at = Some(step);
            }
        }
    }
}

impl Milestone {
    fn result(&self) -> ValidationResult {
        let details = &self.details;
        let explanation = match (self.done_at, self.failed_at) {
            (Some(step), _) => format!("Check: \"{details}\" was done after step {step}."),
            (None, Some(step)) => {
                format!("Check: \"{details}\" failed for good after step {step}.")
            }
            (None, None) => format!("Check: \"{details}\" was not done."),
        };
        let sub_goal = SubGoal { details: details.clone(), ..SubGoal::default() };
        ValidationResult {
            is_completed: self.done_at.is_some(),
            explanations: vec![explanation],
            sub_goal: Some(sub_goal),
            turn: self.done_at.map(|step| step as usize),
            ..ValidationResult::default()
        }
    }
}
