//! Iterations that reflect, from the children's scores on: who passes, who is chosen, who comes into the pool.

use super::Optimizer;
use super::phase::{Child, Children, Chosen, Phase};
use crate::gepa::event::Event;
use crate::gepa::options::SelectionRule;
use crate::gepa::problem::{EvaluationBatch, order, sum};
use crate::python::float_repr;

/// A child with the sums that it is judged by.
struct Judged {
    child: Child,
    old_sum: f64,
    new_sum: f64,
    passes: bool,
}

impl Optimizer {
    /// Takes the children's scores; asks for the valset of those that are chosen.
    pub(super) fn select_children(&mut self, children: Children) {
        let Children { list, asked } = children;
        self.count(asked.answers.iter().map(EvaluationBatch::metric_calls).sum());
        for (question, batch) in asked.questions.iter().zip(&asked.answers) {
            self.keep(question, batch);
        }
        self.note_scores(&list, &asked.answers);
        let rule = self.options.acceptance_criterion;
        let judged: Vec<Judged> = list
            .into_iter()
            .zip(&asked.answers)
            .map(|(child, batch)| {
                let (old_sum, new_sum) = (sum(child.before.iter().copied()), batch.sum());
                Judged { child, old_sum, new_sum, passes: rule.passes(old_sum, new_sum) }
            })
            .collect();
        let chosen = choose(&judged, self.options.selection_strategy);
        // Of equal ones the first in the order of choice stays.
        let (mut kept, mut twins): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        for at in chosen {
            let is_twin = |other: &usize| judged[*other].child.texts == judged[at].child.texts;
            if kept.iter().any(is_twin) { twins.push(at) } else { kept.push(at) }
        }
        for (at, judged) in judged.iter().enumerate() {
            if !kept.contains(&at) {
                let reason = self.reason(judged, twins.contains(&at));
                let Judged { child, old_sum, new_sum, .. } = judged;
                let (task, old_sum, new_sum) = (child.task, *old_sum, *new_sum);
                self.events.push(Event::Rejected { old_sum, new_sum, reason, task });
            }
        }
        if kept.is_empty() {
            return self.end(false);
        }
        let mut judged: Vec<Option<Judged>> = judged.into_iter().map(Some).collect();
        let list: Vec<(Child, f64)> = kept
            .into_iter()
            .filter_map(|at| judged[at].take())
            .map(|judged| (judged.child, judged.new_sum))
            .collect();
        let texts: Vec<_> = list.iter().map(|(child, _)| &child.texts).collect();
        let valsets = self.valsets(&texts);
        let is_known = valsets.asked.questions.is_empty();
        self.phase = Phase::Valsets(Chosen { list, valsets });
        if is_known {
            self.go_on();
        }
    }

    /// Why a child does not go on, in upstream's words.
    fn reason(&self, judged: &Judged, is_twin: bool) -> String {
        let (old_sum, new_sum) = (float_repr(judged.old_sum), float_repr(judged.new_sum));
        if is_twin {
            "Duplicate of another candidate selected this iteration".to_owned()
        } else if judged.passes {
            let class = self.options.selection_strategy.class();
            format!(
                "Passed acceptance (score {old_sum} -> {new_sum}) but was not selected by the selection strategy ({class})"
            )
        } else {
            format!("New subsample score {new_sum} not better than old score {old_sum}")
        }
    }

    fn note_scores(&mut self, list: &[Child], batches: &[EvaluationBatch]) {
        let entry = self.entry();
        for (child, batch) in list.iter().zip(batches) {
            if let Some(task) = entry.tasks.as_mut().and_then(|tasks| tasks.get_mut(child.task)) {
                task.subsample_scores = Some(child.before.clone());
                task.new_subsample_scores = Some(batch.scores.clone());
            }
        }
        if let (Some(child), Some(batch)) = (list.first(), batches.first()) {
            entry.subsample_scores = Some(child.before.clone());
            entry.new_subsample_scores = Some(batch.scores.clone());
        }
    }

    /// Adds the chosen children, one after the other.
    pub(super) fn add_chosen(&mut self, chosen: Chosen) {
        let evaluations = self.join(chosen.valsets);
        for ((child, sum), evaluation) in chosen.list.into_iter().zip(evaluations) {
            let Child { task, parent, texts, .. } = child;
            match self.add(texts, &[parent], evaluation) {
                Ok(index) => {
                    let (parents, task) = (vec![parent], Some(task));
                    self.events.push(Event::Accepted { index, sum, parents, task });
                    if self.options.use_merge {
                        self.merger.note_found(&self.options);
                    }
                }
                Err(failure) => return self.fail(failure),
            }
        }
        self.end(true);
    }
}

/// Which children go on, by place, in the order in which they do.
fn choose(judged: &[Judged], rule: SelectionRule) -> Vec<usize> {
    let gain = |at: &usize| judged[*at].new_sum - judged[*at].old_sum;
    let mut passing: Vec<usize> = (0..judged.len()).filter(|&at| judged[at].passes).collect();
    let count = match rule {
        SelectionRule::All => return passing,
        SelectionRule::Best => 1,
        SelectionRule::TopK { k } => k,
    };
    passing.sort_by(|a, b| order(gain(b), gain(a)));
    passing.truncate(count);
    passing
}
