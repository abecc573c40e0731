//! The pool of candidates and its Pareto fronts: who is best on what.
//!
//! Source: gepa, `core/state.py`.

use std::cmp::Ordering;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::options::FrontierType;
use super::problem::{Candidate, Failure, Objectives, order, sum};
use crate::python::IntSet;

/// What is known of a candidate on the valset. Maps are in the order in which scores came: what was looked up in the cache
/// stands first. Sums go in this order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ValsetEvaluation {
    /// Output by example.
    pub outputs: IndexMap<usize, Value>,
    /// Score by example.
    pub scores: IndexMap<usize, f64>,
    /// Scores by objective, by example.
    pub objectives: Option<IndexMap<usize, Objectives>>,
}

/// A candidate of the pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Its texts.
    pub texts: Candidate,
    /// What it was made of; nothing for the seed.
    pub parents: Vec<usize>,
    /// Its score by example of the valset.
    pub scores: IndexMap<usize, f64>,
    /// Their average.
    pub average: f64,
    /// Its average by objective.
    pub objectives: Objectives,
    /// The component that is next to be written anew, by place.
    pub next_component: usize,
    /// Metric calls made before it was evaluated on the valset.
    pub metric_calls: u64,
}

/// Who is best on one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Front {
    /// The best score.
    pub best: f64,
    /// Who has it.
    pub members: IntSet,
}

impl Front {
    fn of(score: f64, index: usize) -> Self {
        Self { best: score, members: IntSet::from_iter([index as u32]) }
    }

    /// Takes a score into account.
    fn offer(&mut self, score: f64, index: usize) {
        match order(score, self.best) {
            Ordering::Greater => *self = Self::of(score, index),
            Ordering::Equal => {
                self.members.add(index as u32);
            }
            Ordering::Less => {}
        }
    }
}

/// The front of one objective of one example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairFront {
    /// The example.
    pub id: usize,
    /// The objective.
    pub objective: String,
    /// Who is best.
    pub front: Front,
}

/// For each example the best candidates with their outputs, in the order in which they came.
pub type BestOutputs = IndexMap<usize, Vec<(usize, Value)>>;

/// All candidates so far, and the fronts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pool {
    /// The candidates by their place; the seed is the first.
    pub members: Vec<Member>,
    /// Which fronts parents are chosen by.
    pub frontier: FrontierType,
    /// The fronts of the examples.
    pub fronts: IndexMap<usize, Front>,
    /// The fronts of the objectives.
    pub objective_fronts: IndexMap<String, Front>,
    /// The fronts of both together; kept only for [`FrontierType::Cartesian`].
    pub pair_fronts: Vec<PairFront>,
    /// For each example the best candidates with their outputs, in the order in which they came.
    pub best_outputs: Option<BestOutputs>,
}

impl Pool {
    /// A pool of the seed alone.
    ///
    /// # Errors
    ///
    /// A [`Failure`] if the fronts need objective scores and there are none.
    pub fn new(
        seed: Candidate,
        evaluation: ValsetEvaluation,
        frontier: FrontierType,
        track_best_outputs: bool,
    ) -> Result<Self, Failure> {
        check_objectives(frontier, &evaluation)?;
        let objectives = averages(evaluation.objectives.as_ref());
        let mut pair_fronts = Vec::new();
        if frontier == FrontierType::Cartesian {
            for (&id, scores) in evaluation.objectives.iter().flatten() {
                for (objective, &score) in scores {
                    let (objective, front) = (objective.clone(), Front::of(score, 0));
                    pair_fronts.push(PairFront { id, objective, front });
                }
            }
        }
        let fronts =
            evaluation.scores.iter().map(|(&id, &score)| (id, Front::of(score, 0))).collect();
        let objective_fronts = objectives
            .iter()
            .map(|(objective, &score)| (objective.clone(), Front::of(score, 0)))
            .collect();
        let best_outputs = track_best_outputs.then(|| {
            let outputs = evaluation.outputs.into_iter();
            outputs.map(|(id, output)| (id, vec![(0, output)])).collect()
        });
        let seed = Member {
            texts: seed,
            parents: Vec::new(),
            average: average(&evaluation.scores),
            scores: evaluation.scores,
            objectives,
            next_component: 0,
            metric_calls: 0,
        };
        Ok(Self {
            members: vec![seed],
            frontier,
            fronts,
            objective_fronts,
            pair_fronts,
            best_outputs,
        })
    }

    /// Adds a candidate that was evaluated on the valset; tells its place.
    ///
    /// # Errors
    ///
    /// A [`Failure`] if the fronts need objective scores and there are none; the pool is as before.
    pub fn add(
        &mut self,
        texts: Candidate,
        parents: &[usize],
        evaluation: ValsetEvaluation,
        metric_calls: u64,
    ) -> Result<usize, Failure> {
        check_objectives(self.frontier, &evaluation)?;
        let index = self.members.len();
        let pointers = parents.iter().map(|&parent| self.members[parent].next_component);
        let next_component = pointers.max().unwrap_or(0);
        for (&id, &score) in &evaluation.scores {
            self.offer(id, score, index, evaluation.outputs.get(&id));
        }
        let objectives = averages(evaluation.objectives.as_ref());
        for (objective, &score) in &objectives {
            if let Some(front) = self.objective_fronts.get_mut(objective) {
                front.offer(score, index);
            } else {
                self.objective_fronts.insert(objective.clone(), Front::of(score, index));
            }
        }
        if self.frontier == FrontierType::Cartesian {
            for (&id, scores) in evaluation.objectives.iter().flatten() {
                for (objective, &score) in scores {
                    self.offer_pair(id, objective, score, index);
                }
            }
        }
        self.members.push(Member {
            texts,
            parents: parents.to_vec(),
            average: average(&evaluation.scores),
            scores: evaluation.scores,
            objectives,
            next_component,
            metric_calls,
        });
        Ok(index)
    }

    fn offer(&mut self, id: usize, score: f64, index: usize, output: Option<&Value>) {
        let front = self
            .fronts
            .entry(id)
            .or_insert_with(|| Front { best: f64::NEG_INFINITY, members: IntSet::new() });
        let before = front.best;
        front.offer(score, index);
        if let (Some(best), Some(output)) = (&mut self.best_outputs, output) {
            let kept = best.entry(id).or_default();
            let compared = order(score, before);
            if compared == Ordering::Greater {
                kept.clear();
            }
            if compared != Ordering::Less {
                kept.push((index, output.clone()));
            }
        }
    }

    fn offer_pair(&mut self, id: usize, objective: &str, score: f64, index: usize) {
        let known =
            self.pair_fronts.iter_mut().find(|pair| pair.id == id && pair.objective == objective);
        if let Some(pair) = known {
            pair.front.offer(score, index);
        } else {
            let front = Front::of(score, index);
            self.pair_fronts.push(PairFront { id, objective: objective.to_owned(), front });
        }
    }

    /// The averages of all candidates.
    pub fn averages(&self) -> Vec<f64> {
        self.members.iter().map(|member| member.average).collect()
    }

    /// The candidate of the highest average; among equals the one with more scores, then the first.
    pub fn best(&self) -> usize {
        let mut best = 0;
        for (index, member) in self.members.iter().enumerate().skip(1) {
            let before = &self.members[best];
            let compared = order(member.average, before.average)
                .then(member.scores.len().cmp(&before.scores.len()));
            if compared == Ordering::Greater {
                best = index;
            }
        }
        best
    }

    /// Copies of the sets of candidates on the fronts that parents are chosen by.
    pub fn front_copies(&self) -> Vec<IntSet> {
        self.chosen_fronts().map(|front| front.members.copied()).collect()
    }

    /// The candidates on any of these fronts, ascending.
    pub fn on_any_front(&self) -> Vec<usize> {
        let mut is_on = vec![false; self.members.len()];
        for member in self.chosen_fronts().flat_map(|front| front.members.iter()) {
            is_on[member as usize] = true;
        }
        is_on.iter().enumerate().filter(|(_, on)| **on).map(|(index, _)| index).collect()
    }

    fn chosen_fronts(&self) -> impl Iterator<Item = &Front> {
        let (instance, objective, cartesian) = match self.frontier {
            FrontierType::Instance => (true, false, false),
            FrontierType::Objective => (false, true, false),
            FrontierType::Hybrid => (true, true, false),
            FrontierType::Cartesian => (false, false, true),
        };
        let instance = self.fronts.values().filter(move |_| instance);
        let objective = self.objective_fronts.values().filter(move |_| objective);
        let cartesian = self.pair_fronts.iter().filter(move |_| cartesian);
        instance.chain(objective).chain(cartesian.map(|pair| &pair.front))
    }

    /// For each example the best candidates, ascending.
    pub fn best_by_example(&self) -> Vec<Vec<usize>> {
        let sorted = |front: &Front| {
            let mut list: Vec<usize> = front.members.iter().map(|index| index as usize).collect();
            list.sort_unstable();
            list
        };
        self.fronts.values().map(sorted).collect()
    }
}

fn check_objectives(frontier: FrontierType, evaluation: &ValsetEvaluation) -> Result<(), Failure> {
    let is_without = evaluation.objectives.as_ref().is_none_or(IndexMap::is_empty);
    if frontier.needs_objectives() && is_without {
        let text = format!(
            "the frontier type {} needs objective scores, and the evaluation gave none",
            frontier.as_str()
        );
        return Err(Failure { class: "ValueError".to_owned(), text });
    }
    Ok(())
}

fn average(scores: &IndexMap<usize, f64>) -> f64 {
    sum(scores.values().copied()) / scores.len() as f64
}

/// The average of each objective over the examples that have it.
fn averages(objectives: Option<&IndexMap<usize, Objectives>>) -> Objectives {
    let mut totals: IndexMap<&String, (f64, f64)> = IndexMap::new();
    for (objective, score) in objectives.into_iter().flatten().flat_map(|(_, scores)| scores) {
        let (total, count) = totals.entry(objective).or_insert((0.0, 0.0));
        *total += score;
        *count += 1.0;
    }
    let totals = totals.into_iter();
    totals.map(|(objective, (total, count))| (objective.clone(), total / count)).collect()
}
