//! The state that the original saves (`gepa_state.bin`), read into a pool.
//!
//! Source: gepa, `core/state.py`, schemas 5 to 7. The original keeps neither its random generator nor its minibatches there, so
//! a run taken up from it goes on with fresh ones, as it does there.

use indexmap::IndexMap;
use serde_json::Value;

use super::optimizer::{Optimizer, SetupError};
use super::options::{FrontierType, Options};
use super::pool::{BestOutputs, Front, Member, PairFront, Pool};
use super::problem::{Candidate, Objectives, Problem, sum};
use super::reflection::Templates;
use crate::python::{IntSet, Pickle, PickleError, Pickled};

/// How deep outputs are read.
const DEPTH: usize = 24;

/// Why a file is no saved state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpstreamError {
    /// It is no pickle.
    #[error(transparent)]
    Pickle(#[from] PickleError),
    /// A field is missing or has another form.
    #[error("this is no state of GEPA: its field {0:?} is missing or broken")]
    Field(&'static str),
    /// No run can go on from it.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

/// A saved state of the original.
#[derive(Clone, Debug, PartialEq)]
pub struct UpstreamState {
    /// Its candidates and fronts.
    pub pool: Pool,
    /// Iterations begun.
    pub iterations: u64,
    /// Metric calls made.
    pub metric_calls: u64,
    /// Candidates evaluated on the valset.
    pub full_evaluations: u64,
    /// What each iteration did, as it was written.
    pub log: Vec<Value>,
}

impl UpstreamState {
    /// Reads the bytes of `gepa_state.bin`.
    ///
    /// # Errors
    ///
    /// [`UpstreamError`].
    pub fn read(bytes: &[u8]) -> Result<Self, UpstreamError> {
        let pickle = Pickle::read(bytes)?;
        let state = Fields(pickle.root());
        let pool = state.pool()?;
        let count = |name| state.field(name, |value| u64::try_from(value.as_int()?).ok());
        Ok(Self {
            iterations: state
                .field("i", |value| u64::try_from(value.as_int()?.checked_add(1)?).ok())?,
            metric_calls: count("total_num_evals")?,
            full_evaluations: count("num_full_ds_evals")?,
            log: state.field("full_program_trace", |value| {
                Some(value.items()?.map(|entry| entry.to_json(DEPTH)).collect())
            })?,
            pool,
        })
    }

    /// A run that goes on from here, with a fresh random stream as upstream's does.
    ///
    /// # Errors
    ///
    /// [`UpstreamError::Setup`] for impossible rules, [`UpstreamError::Field`] where the state does not fit the problem.
    pub fn go_on(
        self,
        train: usize,
        val: Option<usize>,
        options: Options,
        templates: Templates,
    ) -> Result<Optimizer, UpstreamError> {
        let seed_candidate = self.pool.members[0].texts.clone();
        let problem = Problem { seed_candidate, train, val };
        if self.pool.frontier != options.frontier_type {
            return Err(UpstreamError::Field("frontier_type"));
        }
        let has_all =
            |member: &Member| (0..problem.val_examples()).all(|id| member.scores.contains_key(&id));
        if !self.pool.members.iter().all(has_all) {
            return Err(UpstreamError::Field("prog_candidate_val_subscores"));
        }
        let run = Optimizer::new(problem, options, templates)?;
        let counts = (self.iterations, self.metric_calls, self.full_evaluations);
        Ok(run.with_pool(self.pool, counts))
    }
}

struct Fields<'a>(Pickled<'a>);

impl<'a> Fields<'a> {
    fn field<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(Pickled<'a>) -> Option<T>,
    ) -> Result<T, UpstreamError> {
        self.0.get(name).and_then(read).ok_or(UpstreamError::Field(name))
    }

    /// A list with one entry for each candidate.
    fn list<T>(
        &self,
        name: &'static str,
        read: impl Fn(Pickled<'a>) -> Option<T>,
    ) -> Result<Vec<T>, UpstreamError> {
        self.field(name, |value| value.items()?.map(read).collect())
    }

    fn pool(&self) -> Result<Pool, UpstreamError> {
        let texts: Vec<Candidate> = self.list("program_candidates", |value| {
            let pair = |(name, text): (Pickled, Pickled)| {
                Some((name.as_str()?.to_owned(), text.as_str()?.to_owned()))
            };
            value.pairs()?.map(pair).collect()
        })?;
        let count = texts.len();
        let is_like = |one: &Candidate| {
            one.len() == texts[0].len() && texts[0].keys().all(|name| one.contains_key(name))
        };
        if count == 0 || texts[0].is_empty() || !texts.iter().all(is_like) {
            return Err(UpstreamError::Field("program_candidates"));
        }
        let parents = self.list("parent_program_for_candidate", |value| {
            let known = value.items()?.filter(|parent| !parent.is_none());
            known.map(index).collect::<Option<Vec<usize>>>()
        })?;
        let scores = self.list("prog_candidate_val_subscores", by_example)?;
        let objectives = self.list("prog_candidate_objective_scores", by_objective)?;
        let pointers =
            self.list("named_predictor_id_to_update_next_for_program_candidate", index)?;
        let calls = self
            .list("num_metric_calls_by_discovery", |value| u64::try_from(value.as_int()?).ok())?;
        let mut members = Vec::with_capacity(count);
        for (at, texts) in texts.into_iter().enumerate() {
            let member = || {
                let scores: &IndexMap<usize, f64> = scores.get(at)?;
                let parents: &Vec<usize> = parents.get(at)?;
                let next_component = *pointers.get(at)?;
                let is_sound = parents.iter().all(|parent| *parent < at)
                    && next_component < texts.len()
                    && !scores.is_empty();
                is_sound.then_some(())?;
                Some(Member {
                    parents: parents.clone(),
                    average: sum(scores.values().copied()) / scores.len() as f64,
                    scores: scores.clone(),
                    objectives: objectives.get(at)?.clone(),
                    next_component,
                    metric_calls: *calls.get(at)?,
                    texts: texts.clone(),
                })
            };
            members.push(member().ok_or(UpstreamError::Field("program_candidates"))?);
        }
        let frontier = self.field("frontier_type", |value| {
            let name = value.as_str()?;
            FrontierType::ALL.into_iter().find(|kind| kind.as_str() == name)
        })?;
        Ok(Pool {
            members,
            frontier,
            fronts: self.fronts(
                ["pareto_front_valset", "program_at_pareto_front_valset"],
                count,
                index,
            )?,
            objective_fronts: self.fronts(
                ["objective_pareto_front", "program_at_pareto_front_objectives"],
                count,
                |key| key.as_str().map(str::to_owned),
            )?,
            pair_fronts: self
                .fronts(
                    ["pareto_front_cartesian", "program_at_pareto_front_cartesian"],
                    count,
                    |key| {
                        let mut parts = key.items()?;
                        Some((index(parts.next()?)?, parts.next()?.as_str()?.to_owned()))
                    },
                )?
                .into_iter()
                .map(|((id, objective), front)| PairFront { id, objective, front })
                .collect(),
            best_outputs: self.best_outputs(count)?,
        })
    }

    /// Best scores and who has them, from two dicts of the same keys.
    fn fronts<K: std::hash::Hash + Eq>(
        &self,
        [best, members]: [&'static str; 2],
        count: usize,
        key: impl Fn(Pickled<'a>) -> Option<K>,
    ) -> Result<IndexMap<K, Front>, UpstreamError> {
        let best: IndexMap<K, f64> = self.field(best, |value| {
            value.pairs()?.map(|(name, score)| Some((key(name)?, finite(score)?))).collect()
        })?;
        let read = |value: Pickled<'a>| {
            let front = |(name, set): (Pickled<'a>, Pickled<'a>)| {
                let name = key(name)?;
                let set: Option<Vec<usize>> = set.items()?.map(index).collect();
                let set = set.filter(|set| !set.is_empty() && set.iter().all(|at| *at < count))?;
                // As Python reads it back: one after the other into an empty set.
                let members: IntSet = set.into_iter().map(|at| at as u32).collect();
                let best = *best.get(&name)?;
                Some((name, Front { best, members }))
            };
            value.pairs()?.map(front).collect()
        };
        self.field(members, read)
    }

    fn best_outputs(&self, count: usize) -> Result<Option<BestOutputs>, UpstreamError> {
        let Some(outputs) = self.0.get("best_outputs_valset").filter(|value| !value.is_none())
        else {
            return Ok(None);
        };
        let pair = |value: Pickled| {
            let mut parts = value.items()?;
            let at = index(parts.next()?).filter(|at| *at < count)?;
            Some((at, parts.next()?.to_json(DEPTH)))
        };
        let outputs: Option<_> = outputs.pairs().and_then(|pairs| {
            pairs
                .map(|(id, list)| {
                    Some((index(id)?, list.items()?.map(pair).collect::<Option<_>>()?))
                })
                .collect()
        });
        outputs.map(Some).ok_or(UpstreamError::Field("best_outputs_valset"))
    }
}

/// A place in a list; small enough for Python's sets here.
fn index(value: Pickled) -> Option<usize> {
    usize::try_from(value.as_int()?).ok().filter(|index| *index < u32::MAX as usize)
}

fn finite(value: Pickled) -> Option<f64> {
    value.as_float().filter(|score| score.is_finite())
}

fn by_example(value: Pickled) -> Option<IndexMap<usize, f64>> {
    value.pairs()?.map(|(id, score)| Some((index(id)?, finite(score)?))).collect()
}

fn by_objective(value: Pickled) -> Option<Objectives> {
    value.pairs()?.map(|(name, score)| Some((name.as_str()?.to_owned(), finite(score)?))).collect()
}
