//! Candidates on the valset, and their way into the pool.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::Optimizer;
use super::phase::{Asked, Phase};
use crate::gepa::event::Event;
use crate::gepa::pool::{Pool, ValsetEvaluation};
use crate::gepa::problem::{Candidate, Evaluation, EvaluationBatch, Failure};

/// Candidates on the valset: what was known before, and what is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Valsets {
    /// What the cache knew of each candidate.
    pub known: Vec<ValsetEvaluation>,
    /// Which candidate each question is about.
    pub of_candidate: Vec<usize>,
    pub asked: Asked,
}

impl Optimizer {
    /// Takes the seed's scores.
    pub(super) fn start(&mut self, mut asked: Asked) {
        let (Some(question), Some(batch)) = (asked.questions.pop(), asked.answers.pop()) else {
            return;
        };
        if let Some(cache) = &mut self.cache {
            cache.keep(&question.candidate, question.split, &question.ids, &batch);
        }
        let mut evaluation = ValsetEvaluation::default();
        evaluation.join(&question.ids, batch);
        let scores = evaluation.by_id();
        let (frontier, track) = (self.options.frontier_type, self.options.track_best_outputs);
        match Pool::new(question.candidate, evaluation, frontier, track) {
            Ok(pool) => {
                let average = pool.members[0].average;
                self.metric_calls = question.ids.len() as u64;
                self.full_evaluations = 1;
                self.pool = Some(pool);
                self.events.push(Event::Valset { index: 0, scores, average, is_best: true });
                self.phase = Phase::Top;
            }
            Err(failure) => self.phase = Phase::Failed(failure),
        }
    }

    /// Looks candidates up, and asks for what is not known of them.
    pub(super) fn valsets(&self, candidates: &[&Candidate]) -> Valsets {
        let ids: Vec<usize> = (0..self.problem.val_examples()).collect();
        let mut valsets = Valsets::default();
        for (at, candidate) in candidates.iter().enumerate() {
            let (known, unknown) = self.look_up(candidate, &ids);
            valsets.known.push(known);
            if !unknown.is_empty() {
                valsets.of_candidate.push(at);
                valsets.asked.questions.push(self.val_question(candidate, unknown));
            }
        }
        valsets
    }

    /// What is known of a candidate on examples of the valset, and which are not.
    pub(super) fn look_up(
        &self,
        candidate: &Candidate,
        ids: &[usize],
    ) -> (ValsetEvaluation, Vec<usize>) {
        let Some(cache) = &self.cache else { return (ValsetEvaluation::default(), ids.to_vec()) };
        let (found, unknown) = cache.look_up(candidate, self.problem.val_split(), ids);
        let mut evaluation = ValsetEvaluation::default();
        for (id, known) in found {
            evaluation.outputs.insert(id, known.output.clone());
            evaluation.scores.insert(id, known.score);
            if let Some(objectives) = &known.objectives {
                let all = evaluation.objectives.get_or_insert_with(IndexMap::new);
                all.insert(id, objectives.clone());
            }
        }
        (evaluation, unknown)
    }

    pub(super) fn val_question(&self, candidate: &Candidate, ids: Vec<usize>) -> Evaluation {
        let (candidate, split) = (candidate.clone(), self.problem.val_split());
        Evaluation { candidate, split, ids, capture_traces: false }
    }

    /// Puts known and new scores of each candidate together; tells how many were new.
    pub(super) fn join(&mut self, valsets: Valsets) -> Vec<(ValsetEvaluation, u64)> {
        let mut joined: Vec<_> = valsets.known.into_iter().map(|known| (known, 0)).collect();
        let Asked { questions, answers } = valsets.asked;
        for ((question, batch), at) in questions.iter().zip(answers).zip(valsets.of_candidate) {
            self.keep(question, &batch);
            let (evaluation, calls) = &mut joined[at];
            *calls = question.ids.len() as u64;
            evaluation.join(&question.ids, batch);
        }
        joined
    }

    pub(super) fn keep(&mut self, question: &Evaluation, batch: &EvaluationBatch) {
        if let Some(cache) = &mut self.cache {
            cache.keep(&question.candidate, question.split, &question.ids, batch);
        }
    }

    /// Adds an evaluated candidate; tells its place.
    pub(super) fn add(
        &mut self,
        texts: Candidate,
        parents: &[usize],
        (evaluation, calls): (ValsetEvaluation, u64),
    ) -> Result<usize, Failure> {
        let calls_before = self.metric_calls;
        self.count(calls);
        self.full_evaluations += 1;
        let pool = self.pool.as_mut().expect("candidates are added to the seed's pool");
        let before = pool.on_any_front();
        let scores = evaluation.by_id();
        let mut ids: Vec<usize> = evaluation.scores.keys().copied().collect();
        ids.sort_unstable();
        let index = pool.add(texts, parents, evaluation, calls_before)?;
        let members = pool.on_any_front();
        let displaced = before.into_iter().filter(|old| !members.contains(old)).collect();
        let (average, is_best) = (pool.members[index].average, pool.best() == index);
        self.events.push(Event::Front { members, displaced });
        self.events.push(Event::Valset { index, scores, average, is_best });
        let entry = self.entry();
        entry.new_program_idx = Some(index);
        entry.new_program_indices.get_or_insert_with(Vec::new).push(index);
        entry.evaluated_val_indices = Some(ids);
        Ok(index)
    }
}

impl ValsetEvaluation {
    /// Adds the answer about some examples.
    pub(super) fn join(&mut self, ids: &[usize], batch: EvaluationBatch) {
        let objectives = batch.objective_scores.filter(|all| !all.is_empty());
        for ((&id, output), score) in ids.iter().zip(batch.outputs).zip(batch.scores) {
            self.outputs.insert(id, output);
            self.scores.insert(id, score);
        }
        if let Some(scores) = objectives {
            let all = self.objectives.get_or_insert_with(IndexMap::new);
            all.extend(ids.iter().copied().zip(scores));
        }
    }

    /// The scores by ascending example.
    fn by_id(&self) -> Vec<f64> {
        let mut pairs: Vec<(usize, f64)> =
            self.scores.iter().map(|(&id, &score)| (id, score)).collect();
        pairs.sort_unstable_by_key(|pair| pair.0);
        pairs.into_iter().map(|pair| pair.1).collect()
    }
}
