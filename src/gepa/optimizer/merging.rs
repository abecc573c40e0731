//! Iterations that try a merge.

use super::Optimizer;
use super::phase::{Asked, Merged, Phase, Trial};
use crate::gepa::draws::Draws;
use crate::gepa::event::Event;
use crate::gepa::merge::Merge;
use crate::gepa::problem::{Failure, sum};
use crate::python::float_repr;

impl Optimizer {
    /// Looks for a merge.
    pub(super) fn find_merge(&mut self) -> Result<Option<Merge>, Failure> {
        let Some(pool) = &self.pool else { return Ok(None) };
        let mut draws = Draws { random: &mut self.random, events: &mut self.events };
        let found = self.merger.propose(pool, &self.options, &mut draws);
        found.map_err(|error| Failure { class: "ValueError".to_owned(), text: error.to_string() })
    }

    /// Asks for a merged candidate's scores on a few examples.
    pub(super) fn try_merge(&mut self, merge: Merge) {
        self.merger.is_fresh = false;
        let [one, two] = merge.parents;
        let entry = self.entry();
        entry.merged = Some(true);
        entry.merged_entities = Some((one, two, merge.ancestor));
        entry.subsample_ids = Some(merge.ids.clone());
        let (known, unknown) = self.look_up(&merge.texts, &merge.ids);
        let questions = if unknown.is_empty() {
            Vec::new()
        } else {
            vec![self.val_question(&merge.texts, unknown)]
        };
        let is_known = questions.is_empty();
        self.phase = Phase::MergeTry(Trial { merge, known, asked: Asked::new(questions) });
        if is_known {
            self.go_on();
        }
    }

    /// Takes these scores: the candidate goes on if it is not worse than both it was made of.
    pub(super) fn judge_merge(&mut self, trial: Trial) {
        let Trial { merge, known: mut evaluation, asked } = trial;
        let mut calls = 0;
        for (question, batch) in asked.questions.iter().zip(asked.answers) {
            calls = question.ids.len() as u64;
            self.keep(question, &batch);
            evaluation.join(&question.ids, batch);
        }
        let scores: Vec<f64> = merge.ids.iter().map(|id| evaluation.scores[id]).collect();
        let merged_sum = sum(scores.iter().copied());
        let entry = self.entry();
        entry.id1_subsample_scores = Some(merge.scores[0].clone());
        entry.id2_subsample_scores = Some(merge.scores[1].clone());
        entry.new_program_subsample_scores = Some(scores);
        self.count(calls);
        let (parents, texts) = (merge.parents, merge.texts.clone());
        self.events.push(Event::MergeTried { parents, texts });
        let [one, two] = merge.sums();
        if merged_sum >= one.max(two) {
            let valsets = self.valsets(&[&merge.texts]);
            let is_known = valsets.asked.questions.is_empty();
            self.phase = Phase::MergeValset(Merged { merge, sum: merged_sum, valsets });
            if is_known {
                self.go_on();
            }
        } else {
            // The merge stays due.
            let reason = format!(
                "Merged score {} worse than both parents [{}, {}]",
                float_repr(merged_sum),
                float_repr(one),
                float_repr(two)
            );
            self.events.push(Event::MergeRejected { parents, reason });
            self.end(false);
        }
    }

    /// Adds a merged candidate.
    pub(super) fn add_merged(&mut self, merged: Merged) {
        let Merged { merge, sum, valsets } = merged;
        let Some(evaluation) = self.join(valsets).pop() else { return };
        match self.add(merge.texts, &merge.parents, evaluation) {
            Ok(index) => {
                self.merger.due = self.merger.due.saturating_sub(1);
                self.merger.tested += 1;
                let parents = merge.parents;
                self.events.push(Event::MergeAccepted { index, parents });
                let parents = parents.to_vec();
                self.events.push(Event::Accepted { index, sum, parents, task: None });
                self.end(true);
            }
            Err(failure) => self.fail(failure),
        }
    }
}
