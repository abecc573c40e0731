//! The search itself, as a machine that asks and is told.
//!
//! Source: gepa, `core/engine.py`, `proposer/reflective_mutation/reflective_mutation.py`.

mod load;
mod merging;
mod phase;
mod proposing;
mod selecting;
mod valset;

use serde::{Deserialize, Serialize};

use self::phase::{Asked, Phase};
use super::cache::Cache;
use super::event::Event;
use super::log::LogEntry;
use super::merge::Merger;
use super::minibatch::Sampler;
use super::options::{Options, SamplingRule};
use super::pool::Pool;
use super::problem::{
    Described, Description, Evaluation, EvaluationBatch, Failure, Problem, Reflection,
};
use super::reflection::Templates;
use super::select::Lottery;
use super::stop::Standing;
use crate::rng::PythonRandom;

pub use load::LoadError;

/// What a run needs next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next<'a> {
    /// The scores of a candidate: [`Optimizer::answer_evaluation`].
    Evaluate(&'a Evaluation),
    /// What can be learnt from a minibatch: [`Optimizer::answer_description`].
    Describe(&'a Description),
    /// A model's reply: [`Optimizer::answer_reflection`].
    Reflect(&'a Reflection),
    /// Nothing: a stop rule holds.
    Done,
    /// Nothing: something failed, and the run may not go on.
    Failed(&'a Failure),
}

/// An answer that nothing asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the run waits for something else than this answer")]
pub struct Unasked;

/// Why a run cannot begin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// The first candidate has no component.
    #[error("the seed candidate has no component")]
    NoComponent,
    /// There is nothing to learn from, or nothing to compare on.
    #[error("the {0} has no examples")]
    NoExamples(&'static str),
    /// A number that has to be at least one.
    #[error("{0} must be at least 1")]
    Zero(&'static str),
    /// Nothing would ever end the run.
    #[error("at least one stop rule is needed")]
    NoStopRule,
    /// A number that is a chance, and is not in `[0, 1]`.
    #[error("epsilon must be between 0 and 1")]
    Epsilon,
}

/// A run, at any point of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Optimizer {
    options: Options,
    problem: Problem,
    templates: Templates,
    /// None before the seed was evaluated.
    pool: Option<Pool>,
    random: PythonRandom,
    sampler: Sampler,
    merger: Merger,
    #[serde(skip)]
    lottery: Lottery,
    cache: Option<Cache>,
    /// Iterations begun.
    iterations: u64,
    metric_calls: u64,
    /// Metric calls when this iteration began.
    calls_before: u64,
    full_evaluations: u64,
    reflection_cost_usd: f64,
    stop_requested: bool,
    phase: Phase,
    /// What happened and was not taken yet.
    events: Vec<Event>,
    log: Vec<LogEntry>,
}

impl Optimizer {
    /// A run that has not begun.
    ///
    /// # Errors
    ///
    /// [`SetupError`] where the search would have nothing to go on, or no end.
    pub fn new(
        problem: Problem,
        options: Options,
        templates: Templates,
    ) -> Result<Self, SetupError> {
        check(&problem, &options)?;
        let seed = Evaluation {
            candidate: problem.seed_candidate.clone(),
            split: problem.val_split(),
            ids: (0..problem.val_examples()).collect(),
            capture_traces: false,
        };
        Ok(Self {
            random: PythonRandom::new(options.seed),
            cache: options.cache_evaluation.then(Cache::default),
            options,
            problem,
            templates,
            pool: None,
            sampler: Sampler::default(),
            merger: Merger::default(),
            lottery: Lottery::default(),
            iterations: 0,
            metric_calls: 0,
            calls_before: 0,
            full_evaluations: 0,
            reflection_cost_usd: 0.0,
            stop_requested: false,
            phase: Phase::Seed(Asked::new(vec![seed])),
            events: Vec::new(),
            log: Vec::new(),
        })
    }

    /// The run with these candidates, between two iterations; and iterations, metric calls and full evaluations so far.
    pub(super) fn with_pool(mut self, pool: Pool, counts: (u64, u64, u64)) -> Self {
        self.pool = Some(pool);
        (self.iterations, self.metric_calls, self.full_evaluations) = counts;
        self.phase = Phase::Top;
        self
    }

    /// What the run needs next; asked again before the answer, the same. Between two iterations the stop rules are asked here,
    /// and the next iteration begins: `seconds` is the time since the start by the caller's clock, for the rule that wants it.
    pub fn next(&mut self, seconds: f64) -> Next<'_> {
        while matches!(self.phase, Phase::Top) {
            if self.is_over(seconds) {
                self.phase = Phase::Done;
            } else {
                self.begin_iteration();
            }
        }
        self.phase.question()
    }

    fn is_over(&mut self, seconds: f64) -> bool {
        let averages = self.pool.iter().flat_map(|pool| &pool.members).map(|member| member.average);
        let standing = Standing {
            metric_calls: self.metric_calls,
            reflection_cost_usd: self.reflection_cost_usd,
            seconds,
            best_average: averages.fold(f64::NEG_INFINITY, f64::max),
            candidates: self.pool.as_ref().map_or(0, |pool| pool.members.len()),
            iterations: self.iterations,
        };
        self.stop_requested || self.options.stop.iter_mut().any(|rule| rule.holds(&standing))
    }

    fn begin_iteration(&mut self) {
        let i = self.iterations;
        self.iterations += 1;
        self.calls_before = self.metric_calls;
        self.log.push(LogEntry { i, ..LogEntry::default() });
        self.events.push(Event::Iteration { number: self.iterations });
        if self.options.use_merge && self.merger.due > 0 && self.merger.is_fresh {
            self.entry().invoked_merge = Some(true);
            match self.find_merge() {
                Ok(Some(merge)) => return self.try_merge(merge),
                Ok(None) => {}
                Err(failure) => return self.fail(failure),
            }
        }
        self.merger.is_fresh = false;
        self.ask_parents();
    }

    /// The evaluations that may be made at once; they are answered in this order.
    pub fn open_evaluations(&self) -> &[Evaluation] {
        self.phase.open_evaluations()
    }

    /// The questions to a model that may be asked at once; they are answered in this order.
    pub fn open_reflections(&self) -> &[Reflection] {
        self.phase.open_reflections()
    }

    /// Tells the outcome of the evaluation that [`Self::next`] asks for.
    ///
    /// # Errors
    ///
    /// [`Unasked`] if it asks for something else.
    pub fn answer_evaluation(
        &mut self,
        answer: Result<EvaluationBatch, Failure>,
    ) -> Result<(), Unasked> {
        let Some(asked) = self.phase.asked() else { return Err(Unasked) };
        let Some(question) = asked.question() else { return Err(Unasked) };
        let (split, ids) = (question.split, question.ids.clone());
        let answer = answer.and_then(|batch| batch.fault(ids.len()).map_or(Ok(batch), Err));
        match answer {
            Ok(batch) => {
                let scores = batch.scores.clone();
                asked.answers.push(batch);
                let is_complete = asked.question().is_none();
                self.events.push(Event::Run { split, ids, scores });
                if is_complete {
                    self.go_on();
                }
            }
            // Upstream fails before the loop begins.
            Err(failure) if self.pool.is_none() => self.phase = Phase::Failed(failure),
            Err(failure) => self.fail(failure),
        }
        Ok(())
    }

    /// Tells what the adapter makes of the minibatch that [`Self::next`] asks about. A failure ends the proposal, not the run.
    ///
    /// # Errors
    ///
    /// [`Unasked`] if it asks for something else.
    pub fn answer_description(
        &mut self,
        answer: Result<Described, Failure>,
    ) -> Result<(), Unasked> {
        let Phase::Describe(describing) = &mut self.phase else { return Err(Unasked) };
        if describing.question.is_none() {
            return Err(Unasked);
        }
        describing.answer(answer, &self.templates);
        self.describe_next();
        Ok(())
    }

    /// Tells the model's reply to the question that [`Self::next`] asks, and its price. A failed question is asked once more;
    /// when that fails too, its proposal ends, not the run.
    ///
    /// # Errors
    ///
    /// [`Unasked`] if it asks for something else.
    pub fn answer_reflection(
        &mut self,
        answer: Result<String, Failure>,
        cost_usd: f64,
    ) -> Result<(), Unasked> {
        let Phase::Reflect(reflecting) = &mut self.phase else { return Err(Unasked) };
        if reflecting.question().is_none() {
            return Err(Unasked);
        }
        self.reflection_cost_usd += cost_usd;
        reflecting.answer(answer);
        if reflecting.question().is_none() {
            self.ask_children();
        }
        Ok(())
    }

    /// Ends the run before its next iteration.
    pub const fn request_stop(&mut self) {
        self.stop_requested = true;
    }

    /// What happened since this was last asked.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// The candidates and fronts; none before the seed was evaluated.
    pub const fn pool(&self) -> Option<&Pool> {
        self.pool.as_ref()
    }

    /// What each iteration did.
    pub fn log(&self) -> &[LogEntry] {
        &self.log
    }

    /// The rules.
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// Replaces the rules for the end of the run, so that a finished one can go on.
    pub fn set_stop_rules(&mut self, rules: Vec<super::StopRule>) {
        self.options.stop = rules;
        self.stop_requested = false;
        if matches!(self.phase, Phase::Done) {
            self.phase = Phase::Top;
        }
    }

    /// What the run started from.
    pub const fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Metric calls so far.
    pub const fn metric_calls(&self) -> u64 {
        self.metric_calls
    }

    /// Candidates that were evaluated on the valset.
    pub const fn full_evaluations(&self) -> u64 {
        self.full_evaluations
    }

    /// Iterations begun.
    pub const fn iterations(&self) -> u64 {
        self.iterations
    }

    /// Paid for reflection, in US dollars, as far as prices were told.
    pub const fn reflection_cost_usd(&self) -> f64 {
        self.reflection_cost_usd
    }

    /// Whether the run is between two iterations or at its end: a good moment to store it.
    pub const fn is_between_iterations(&self) -> bool {
        matches!(self.phase, Phase::Top | Phase::Done)
    }

    fn entry(&mut self) -> &mut LogEntry {
        if self.log.is_empty() {
            self.log.push(LogEntry::default());
        }
        self.log.last_mut().expect("the line above put one there")
    }

    /// Counts metric calls.
    fn count(&mut self, delta: u64) {
        self.metric_calls += delta;
        let used = self.metric_calls;
        let remaining = self.options.max_metric_calls().map(|most| most.saturating_sub(used));
        self.events.push(Event::Budget { used, delta, remaining });
    }

    /// Goes on when all evaluations of a phase were answered.
    fn go_on(&mut self) {
        match std::mem::take(&mut self.phase) {
            Phase::Seed(asked) => self.start(asked),
            Phase::MergeTry(trial) => self.judge_merge(trial),
            Phase::MergeValset(merged) => self.add_merged(merged),
            Phase::Parents(parents) => self.describe_parents(parents),
            Phase::Children(children) => self.select_children(children),
            Phase::Valsets(chosen) => self.add_chosen(chosen),
            other => self.phase = other,
        }
    }

    /// Ends the iteration.
    fn end(&mut self, accepted: bool) {
        let fronts = self.pool.as_ref().map(Pool::best_by_example).unwrap_or_default();
        self.events.push(Event::End { accepted, fronts });
        self.phase = Phase::Top;
    }

    /// Ends the iteration with a failure, and the run too if it may not go on.
    fn fail(&mut self, failure: Failure) {
        let Failure { class, text } = failure.clone();
        self.events.push(Event::Error { class, text });
        self.end(false);
        // An iteration that cost nothing would fail again, for ever.
        if self.options.raise_on_exception || self.metric_calls == self.calls_before {
            self.phase = Phase::Failed(failure);
        }
    }
}

fn check(problem: &Problem, options: &Options) -> Result<(), SetupError> {
    use super::options::{ParentRule, SelectionRule};

    if problem.seed_candidate.is_empty() {
        return Err(SetupError::NoComponent);
    }
    for (name, count) in [("trainset", Some(problem.train)), ("valset", problem.val)] {
        if count == Some(0) {
            return Err(SetupError::NoExamples(name));
        }
    }
    let tasks = match options.sampling_strategy {
        SamplingRule::Single => 1,
        SamplingRule::SameParent { n } | SamplingRule::Independent { n } => n,
        SamplingRule::ParentsByBatches { p, n } => p.min(n),
    };
    let chosen = match options.selection_strategy {
        SelectionRule::TopK { k } => k,
        _ => 1,
    };
    let ranked = match options.candidate_selection_strategy {
        ParentRule::TopKPareto { k } => k,
        _ => 1,
    };
    for (name, number) in [
        ("reflection_minibatch_size", options.reflection_minibatch_size),
        ("the number of proposals", tasks),
        ("k of the selection strategy", chosen),
        ("k of the candidate selection strategy", ranked),
    ] {
        if number == 0 {
            return Err(SetupError::Zero(name));
        }
    }
    if let ParentRule::EpsilonGreedy { epsilon } = options.candidate_selection_strategy
        && !(0.0..=1.0).contains(&epsilon)
    {
        return Err(SetupError::Epsilon);
    }
    if options.stop.is_empty() {
        return Err(SetupError::NoStopRule);
    }
    Ok(())
}
