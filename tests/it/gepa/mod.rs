//! GEPA: the search, what it asks, what it makes of the answers.

mod books;
mod crafter;
mod dialogues;
mod failures;
mod grid;
mod merging;
mod paid;
mod recorded;
mod resume;
mod rules;
mod support;
mod upstream;
mod words;

use diorama::gepa::{
    Candidate, Described, Description, Evaluation, EvaluationBatch, Event, Failure, Next,
    Optimizer, Options, Problem, ReflectiveDataset, Split, StopRule, Templates,
};
use serde_json::{Map, Value, json};

/// The rules of a run that ends after so many iterations.
fn rules(iterations: u64) -> Options {
    Options { stop: vec![StopRule::Proposals(iterations)], ..Options::default() }
}

/// A problem of one component with as many examples in each list.
fn problem(examples: usize) -> Problem {
    Problem { seed_candidate: texts(&[("prompt", "seed")]), train: examples, val: Some(examples) }
}

fn texts(pairs: &[(&str, &str)]) -> Candidate {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn failure(text: &str) -> Failure {
    Failure { class: "RuntimeError".to_owned(), text: text.to_owned() }
}

fn optimizer(problem: Problem, options: Options) -> Optimizer {
    Optimizer::new(problem, options, Templates::default()).expect("a run that can begin")
}

/// An evaluation scored by a function.
fn scored(
    evaluation: &Evaluation,
    score: impl Fn(&Candidate, Split, usize) -> f64,
) -> EvaluationBatch {
    let of = |&id: &usize| score(&evaluation.candidate, evaluation.split, id);
    EvaluationBatch {
        outputs: evaluation.ids.iter().map(|id| json!(format!("out {id}"))).collect(),
        scores: evaluation.ids.iter().map(of).collect(),
        trajectories: Some(evaluation.ids.iter().map(|id| json!(id)).collect()),
        ..EvaluationBatch::default()
    }
}

/// One record for each example.
fn records(description: &Description) -> Described {
    let record = |id: &usize| Map::from_iter([("Inputs".to_owned(), Value::from(*id))]);
    let list: Vec<Map<String, Value>> = description.ids.iter().map(record).collect();
    let dataset: ReflectiveDataset =
        description.components.iter().map(|name| (name.clone(), list.clone())).collect();
    Described::Records(dataset)
}

/// Plays a run to its end; `reply` is told the number of the question. Returns what happened.
fn play(
    run: &mut Optimizer,
    score: impl Fn(&Candidate, Split, usize) -> f64,
    mut reply: impl FnMut(usize) -> Result<String, Failure>,
) -> Vec<Event> {
    let mut questions = 0;
    loop {
        let answered = match run.next(0.0) {
            Next::Evaluate(evaluation) => {
                let answer = scored(evaluation, &score);
                run.answer_evaluation(Ok(answer))
            }
            Next::Describe(description) => {
                let answer = records(description);
                run.answer_description(Ok(answer))
            }
            Next::Reflect(_) => {
                questions += 1;
                run.answer_reflection(reply(questions), 0.25)
            }
            Next::Done | Next::Failed(_) => return run.take_events(),
        };
        answered.expect("the answer is of the question's kind");
    }
}

/// The kinds of events, without draws.
fn kinds(events: &[Event]) -> Vec<String> {
    let kind = |event: &Event| {
        let record = event.to_record(str::to_owned);
        record[0].as_str().unwrap_or_default().to_owned()
    };
    events.iter().map(kind).filter(|kind| kind != "rng").collect()
}
