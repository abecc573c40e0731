//! Progress by sub-goals, in static and in dynamic dialogues, and what rests on it.
//!
//! In a static dialogue each sub-goal names the turn after which it is judged. In a dynamic one every open sub-goal is judged after
//! every turn, until it is reached. Source: agent-inspect, `metrics/scorer`.

use indexmap::IndexMap;

use crate::judge::curve::{auc_of_metric, ppt_of_metric};
use crate::judge::error::{ErrorClass, Fault, JudgeError};
use crate::judge::grade::Grade;
use crate::judge::hearing::{Hearing, Stop};
use crate::judge::ledger::Question;
use crate::judge::model::{SubGoal, TurnTrace};
use crate::judge::options::JudgeOptions;
use crate::judge::prompt::{dynamic_prompt, static_prompt};
use crate::judge::run::Job;
use crate::judge::score::{Explanations, NumericalScore, ValidationResult, score_of};
use crate::judge::vote::vote;
use crate::judge::wording::JudgeWording;

/// What the metrics work on.
#[derive(Clone, Copy)]
pub struct Court<'a> {
    pub job: &'a Job,
    pub wording: &'a JudgeWording,
    pub hearing: Hearing<'a>,
}

impl Court<'_> {
    /// `ProgressScore`.
    pub fn progress(&self) -> Result<NumericalScore, Stop> {
        let turns = self.turns()?;
        let mut results = Vec::new();
        for turn in 0..turns.len() {
            for (at, goal) in self.job.sample.sub_goals.iter().enumerate() {
                if goal.turn.as_ref().is_some_and(|label| label.is(turn)) {
                    results.push(self.sub_goal(at, turn, false)?);
                }
            }
        }
        let score = score_of(&results).ok_or_else(|| nothing_for("progress score"))?;
        Ok(NumericalScore { validation_results: Some(results), ..score })
    }

    /// `SuccessScore`.
    pub fn success(&self) -> Result<NumericalScore, Stop> {
        let progress = self.progress()?;
        Ok(NumericalScore {
            score: all_or_nothing(progress.score),
            sub_scores: Some(IndexMap::from([("progress_score".to_owned(), progress.score)])),
            ..progress
        })
    }

    /// `ProgressScoresThroughTurns`: a score for each turn, the last one carried forward to `max_turns`.
    pub fn through_turns(&self) -> Result<Vec<NumericalScore>, Stop> {
        let (options, turns) = (&self.job.options, self.turns()?);
        let most = JudgeOptions::need(options.max_turns, "max_turns")?;
        let count = usize::try_from(most).unwrap_or(0).min(turns.len());
        let goals = &self.job.sample.sub_goals;
        let mut remaining: Vec<usize> = (0..goals.len()).collect();
        let mut done: Vec<ValidationResult> = Vec::new();
        let mut scores = Vec::new();
        for turn in 0..count {
            let judged: Result<Vec<_>, Stop> =
                remaining.iter().map(|at| self.sub_goal(*at, turn, true)).collect();
            let judged = judged?;
            let results = [done.as_slice(), judged.as_slice()].concat();
            let score = score_of(&results).ok_or_else(|| nothing_for("progress score"))?;
            scores.push(score);
            for result in judged.into_iter().filter(|result| result.is_completed) {
                // Upstream quirk: of equal sub-goals, the first one goes.
                let equal = |at: &usize| Some(&goals[*at]) == result.sub_goal.as_ref();
                if let Some(place) = remaining.iter().position(equal) {
                    remaining.remove(place);
                }
                done.push(result);
            }
            if turn + 1 == count && options.include_validation_results {
                let last = scores.last_mut().map(|score| &mut score.validation_results);
                last.map(|last| last.replace(results));
            }
        }
        let length = usize::try_from(most).unwrap_or(0);
        if length > count {
            let index = || JudgeError::python(ErrorClass::IndexError, "list index out of range");
            let last = scores.last_mut().ok_or_else(index)?;
            let results = last.validation_results.take();
            let padding = last.clone();
            scores.resize(length, padding);
            if let Some(last) = scores.last_mut() {
                last.validation_results = results;
            }
        }
        Ok(scores)
    }

    /// `SuccessScoreFinalTurn`.
    pub fn success_final(&self) -> Result<NumericalScore, Stop> {
        let scores = self.through_turns()?;
        let sub_scores = sub_scores(&scores);
        let Some(last) = scores.into_iter().last() else {
            let text = "Progress score evaluation returned None or empty list.";
            return Err(JudgeError::evaluation(Fault::EmptyProgress, text).into());
        };
        Ok(NumericalScore {
            score: all_or_nothing(last.score),
            sub_scores: Some(sub_scores),
            ..last
        })
    }

    /// `AUC`.
    pub fn auc(&self) -> Result<NumericalScore, Stop> {
        self.over_curve(auc_of_metric)
    }

    /// `PPT`.
    pub fn ppt(&self) -> Result<NumericalScore, Stop> {
        self.over_curve(ppt_of_metric)
    }

    fn over_curve(
        &self,
        number: fn(&[f64]) -> Result<f64, JudgeError>,
    ) -> Result<NumericalScore, Stop> {
        let scores = self.through_turns()?;
        let progress: Vec<f64> = scores.iter().map(|score| score.score).collect();
        let score = number(&progress)?;
        let sub_scores = Some(sub_scores(&scores));
        let ungraded = scores.last().map(|last| last.ungraded.clone()).unwrap_or_default();
        let checks = scores.into_iter().map(|score| match score.explanations {
            Some(Explanations::Checks(checks)) => checks,
            _ => Vec::new(),
        });
        let explanations = Some(Explanations::Turns(checks.collect()));
        Ok(NumericalScore { score, sub_scores, explanations, validation_results: None, ungraded })
    }

    /// Judges one sub-goal after a turn.
    fn sub_goal(&self, at: usize, turn: usize, dynamic: bool) -> Result<ValidationResult, Stop> {
        let (sample, options) = (&self.job.sample, &self.job.options);
        let (goal, window) = (&sample.sub_goals[at], &self.job.trace.turns()[..=turn]);
        check_window(window)?;
        check_details(goal)?;
        let prompt = || {
            if dynamic {
                let task = sample.user_instruction.as_deref();
                dynamic_prompt(self.wording, options, goal, task, window)
            } else {
                static_prompt(self.wording, options, goal, window)
            }
        };
        let question = Question::SubGoal { sub_goal: at, turn, dynamic };
        let vote = vote(&self.hearing, &question, options, options.optimize_judge_trials, prompt)?;
        let is_kept = options.include_prompt_sent_to_llmj && self.hearing.with_words;
        let prompt_sent_to_llmj = if is_kept { Some(prompt()?) } else { None };
        let is_completed = vote.grade == Some(Grade::Complete);
        let details = &goal.details;
        let mut explanations = vec![match vote.grade {
            Some(Grade::Complete) => format!("Check: \"{details}\" has passed successfully."),
            Some(Grade::Incomplete) => format!("Check: \"{details}\" has failed."),
            None => format!("Check: \"{details}\" could not be graded."),
        }];
        if options.include_judge_explanation {
            explanations.extend(vote.words);
        }
        Ok(ValidationResult {
            is_completed,
            explanations,
            sub_goal: Some(goal.clone()),
            expected_tool_call: None,
            prompt_sent_to_llmj,
            votes: Some(vote.split),
            turn: Some(turn),
            is_ungraded: vote.grade.is_none(),
        })
    }

    /// The turns. Upstream quirk: without a list, Python fails.
    fn turns(&self) -> Result<&[TurnTrace], JudgeError> {
        self.job.trace.turns.as_deref().ok_or_else(JudgeError::not_iterable)
    }
}

/// Success from results on sub-goals, which need not come from a judge: 1 if all are reached.
///
/// # Errors
///
/// 050004 without results.
pub fn success_of(results: &[ValidationResult]) -> Result<NumericalScore, JudgeError> {
    let progress = score_of(results).ok_or_else(|| nothing_for("success score"))?;
    Ok(NumericalScore {
        score: all_or_nothing(progress.score),
        sub_scores: Some(IndexMap::from([("progress_score".to_owned(), progress.score)])),
        ..progress
    })
}

/// Every turn has an input and a response.
pub(super) fn check_window(window: &[TurnTrace]) -> Result<(), JudgeError> {
    for turn in window {
        let missing = |what: &str| {
            let text = format!("Turn :{} is missing agent {what}.", turn.id);
            Err(JudgeError::input(Fault::MissingValue, text))
        };
        if turn.agent_input.is_empty() {
            return missing("input");
        }
        if turn.agent_response.as_ref().is_none_or(|said| !said.response.is_truthy()) {
            return missing("response");
        }
    }
    Ok(())
}

fn check_details(goal: &SubGoal) -> Result<(), JudgeError> {
    if goal.details.is_empty() {
        let text = "One of the SubGoals is missing details for judge to evaluate.";
        return Err(JudgeError::input(Fault::MissingValue, text));
    }
    Ok(())
}

fn sub_scores(scores: &[NumericalScore]) -> IndexMap<String, f64> {
    let named = |(at, score): (usize, &NumericalScore)| {
        (format!("Turn_{}_progress_score", at + 1), score.score)
    };
    scores.iter().enumerate().map(named).collect()
}

fn all_or_nothing(progress: f64) -> f64 {
    // Rounded numbers: 1 is exactly 1.
    if progress >= 1.0 { 1.0 } else { 0.0 }
}

pub(super) fn nothing_for(what: &str) -> JudgeError {
    let text = format!("No validation result present to aggregate for {what}.");
    JudgeError::input(Fault::EmptyValidationResult, text)
}
