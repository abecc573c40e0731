//! The toy problem of the recorded runs: scores and a model's replies made of hashes.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::gepa::{
    AcceptanceRule, Candidate, ComponentRule, Described, Description, Evaluation, EvaluationBatch,
    Event, Failure, FrontierType, Next, Objectives, Optimizer, Options, ParentRule, Problem,
    ReflectionTemplate, ReflectiveDataset, SamplingRule, SelectionRule, SetupError, Split,
    StopRule,
};

/// The question of the recorded runs.
const TEMPLATE: &str = "CUR[<curr_param>]END\nSIDE:\n<side_info>\nFIN";
/// Every recorded run ends before its 201st iteration.
const MOST_ITERATIONS: u64 = 200;

/// A recorded run's problem and rules.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    seed: u64,
    components: Vec<String>,
    n_train: usize,
    n_val: Option<usize>,
    mode: Mode,
    base: i64,
    candidate_selection_strategy: String,
    module_selector: ComponentRule,
    reflection_minibatch_size: Option<usize>,
    use_merge: bool,
    max_merge_invocations: u64,
    merge_val_overlap_floor: usize,
    max_metric_calls: u64,
    skip_perfect_score: bool,
    perfect_score: f64,
    acceptance_criterion: AcceptanceRule,
    cache_evaluation: bool,
    frontier_type: FrontierType,
    sampling: Option<Rule>,
    selection: Option<Rule>,
}

/// How a total becomes a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Sixteenth,
    Binary,
    Tenth,
}

/// A rule as the recordings write it: its name, then its numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Vec<Value>")]
struct Rule {
    name: String,
    numbers: Vec<usize>,
}

impl Rule {
    fn parts(&self) -> (&str, &[usize]) {
        (&self.name, &self.numbers)
    }
}

impl TryFrom<Vec<Value>> for Rule {
    type Error = &'static str;

    fn try_from(list: Vec<Value>) -> Result<Self, Self::Error> {
        let mut list = list.into_iter();
        let name = list.next().and_then(|name| name.as_str().map(str::to_owned));
        let numbers: Option<Vec<usize>> =
            list.map(|number| number.as_u64().map(|number| number as usize)).collect();
        let (Some(name), Some(numbers)) = (name, numbers) else {
            return Err("a rule is a name and whole numbers");
        };
        Ok(Self { name, numbers })
    }
}

/// FNV-1a of 64 bits.
pub fn fnv(text: &str) -> u64 {
    fnv_on(0xcbf2_9ce4_8422_2325, text)
}

fn fnv_on(state: u64, text: &str) -> u64 {
    text.bytes().fold(state, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

impl Config {
    /// The run, before it begins.
    ///
    /// # Errors
    ///
    /// A [`Failure`] for rules with unknown names, or that allow no run.
    pub fn optimizer(&self) -> Result<Optimizer, Failure> {
        let seed_text = |name: &str| format!("s{}", name.chars().next().unwrap_or_default());
        let problem = Problem {
            seed_candidate: self
                .components
                .iter()
                .map(|name| (name.clone(), seed_text(name)))
                .collect(),
            train: self.n_train,
            val: self.n_val,
        };
        let template = ReflectionTemplate::new(TEMPLATE).map_err(|error| unusable(&error))?;
        let made: Result<_, SetupError> = Optimizer::new(problem, self.options()?, template.into());
        made.map_err(|error| unusable(&error))
    }

    fn options(&self) -> Result<Options, Failure> {
        let unknown = |what: &dyn std::fmt::Debug| unusable(&format!("an unknown rule: {what:?}"));
        let defaults = Options::default();
        Ok(Options {
            candidate_selection_strategy: match self.candidate_selection_strategy.as_str() {
                "pareto" => ParentRule::Pareto,
                "current_best" => ParentRule::CurrentBest,
                "epsilon_greedy" => ParentRule::EpsilonGreedy { epsilon: 0.1 },
                "top_k_pareto" => ParentRule::TopKPareto { k: 5 },
                other => return Err(unknown(&other)),
            },
            frontier_type: self.frontier_type,
            skip_perfect_score: self.skip_perfect_score,
            perfect_score: self.perfect_score,
            reflection_minibatch_size: self
                .reflection_minibatch_size
                .unwrap_or(defaults.reflection_minibatch_size),
            module_selector: self.module_selector,
            use_merge: self.use_merge,
            max_merge_invocations: self.max_merge_invocations,
            merge_val_overlap_floor: self.merge_val_overlap_floor,
            cache_evaluation: self.cache_evaluation,
            seed: self.seed,
            acceptance_criterion: self.acceptance_criterion,
            sampling_strategy: match self.sampling.as_ref().map(Rule::parts) {
                None => SamplingRule::Single,
                Some(("same_parent", &[n])) => SamplingRule::SameParent { n },
                Some(("independent", &[n])) => SamplingRule::Independent { n },
                Some(("pxn", &[p, n])) => SamplingRule::ParentsByBatches { p, n },
                Some(_) => return Err(unknown(&self.sampling)),
            },
            selection_strategy: match self.selection.as_ref().map(Rule::parts) {
                None | Some(("all", [])) => SelectionRule::All,
                Some(("best", [])) => SelectionRule::Best,
                Some(("top_k", &[k])) => SelectionRule::TopK { k },
                Some(_) => return Err(unknown(&self.selection)),
            },
            stop: vec![
                StopRule::MetricCalls(self.max_metric_calls),
                StopRule::Proposals(MOST_ITERATIONS),
            ],
            ..defaults
        })
    }

    /// The events of the whole run, and the machine at its end.
    ///
    /// # Errors
    ///
    /// A [`Failure`] for a run that cannot begin.
    pub fn play(&self) -> Result<(Optimizer, Vec<Event>), Failure> {
        let mut run = self.optimizer()?;
        while self.step(&mut run) {}
        let events = run.take_events();
        Ok((run, events))
    }

    /// Answers the run's next question; says whether there was one.
    pub fn step(&self, run: &mut Optimizer) -> bool {
        let was_asked = match run.next(0.0) {
            Next::Evaluate(evaluation) => {
                let answer = self.evaluate(evaluation);
                run.answer_evaluation(Ok(answer))
            }
            Next::Describe(description) => {
                let answer = Described::Records(describe(description));
                run.answer_description(Ok(answer))
            }
            Next::Reflect(reflection) => {
                let answer = reply(&reflection.prompt);
                run.answer_reflection(Ok(answer), 0.0)
            }
            Next::Done | Next::Failed(_) => return false,
        };
        was_asked.is_ok()
    }

    /// The scores of a candidate.
    pub fn evaluate(&self, evaluation: &Evaluation) -> EvaluationBatch {
        let totals: Vec<i64> = evaluation
            .ids
            .iter()
            .map(|&id| self.total(&evaluation.candidate, evaluation.split, id))
            .collect();
        let scores: Vec<f64> = totals.iter().map(|&total| self.score(total)).collect();
        let objective_scores = self.frontier_type.needs_objectives().then(|| {
            let texts = evaluation.candidate.values();
            let tokens: usize = texts.map(|text| text.split('.').count()).sum();
            let short = 16_usize.saturating_sub(tokens) as f64 / 16.0;
            let of = |&score: &f64| -> Objectives {
                IndexMap::from([("main".to_owned(), score), ("len".to_owned(), short)])
            };
            scores.iter().map(of).collect()
        });
        EvaluationBatch {
            outputs: totals.iter().map(|total| Value::String(format!("o{total}"))).collect(),
            scores,
            trajectories: Some(totals.into_iter().map(Value::from).collect()),
            objective_scores,
            num_metric_calls: None,
        }
    }

    fn total(&self, candidate: &Candidate, split: Split, id: usize) -> i64 {
        let place = format!("/{}/{id}", split.as_str());
        let mut total = self.base;
        for (name, text) in candidate {
            let start = fnv_on(fnv(name), "/");
            for token in text.split('.') {
                let hash = fnv_on(fnv_on(start, token), &place);
                total += (hash % 7) as i64 - 2;
            }
        }
        total.clamp(0, 16)
    }

    fn score(&self, total: i64) -> f64 {
        match self.mode {
            Mode::Sixteenth => total as f64 / 16.0,
            Mode::Binary => f64::from(u8::from(total >= 10)),
            Mode::Tenth => total.min(10) as f64 / 10.0,
        }
    }
}

/// What can be learnt from a minibatch: the same for every component.
pub fn describe(description: &Description) -> ReflectiveDataset {
    let totals = description.batch.trajectories.iter().flatten().filter_map(Value::as_i64);
    let records: Vec<Map<String, Value>> = description
        .ids
        .iter()
        .zip(totals)
        .map(|(id, total)| {
            let parts: Vec<String> = (0..total % 3).map(|part| format!("p{part}")).collect();
            Map::from_iter([
                ("Inputs".to_owned(), json!(format!("example {id}"))),
                ("Generated Outputs".to_owned(), json!({"total": total, "parts": parts})),
                ("Feedback".to_owned(), json!(format!(" total {total} of 16 \n"))),
            ])
        })
        .collect();
    description.components.iter().map(|name| (name.clone(), records.clone())).collect()
}

/// What the model of the recorded runs says.
pub fn reply(prompt: &str) -> String {
    let rest = prompt.split_once("CUR[").map_or("", |(_, rest)| rest);
    let current = rest.split_once("]END\n").map_or("", |(current, _)| current);
    let hash = fnv(prompt);
    let new = match hash % 11 {
        0 => current.to_owned(),
        _ => format!("{current}.{}", (hash >> 20) % 1000),
    };
    match (hash >> 8) % 6 {
        0 => format!("```\n{new}\n```"),
        1 => format!("Here:\n```text\n{new}\n```\nDone."),
        2 => format!("  {new}\n"),
        3 => format!("```\n{new}"),
        4 => format!("{new}\n```"),
        _ => format!("I think\n```markdown\n\n{new}\n\n```"),
    }
}

fn unusable(reason: &dyn std::fmt::Display) -> Failure {
    Failure { class: "ValueError".to_owned(), text: reason.to_string() }
}
