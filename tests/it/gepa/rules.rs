//! When a run ends, and which rules allow none.

use diorama::gepa::{
    Next, Optimizer, Options, ParentRule, Patience, Problem, SamplingRule, SelectionRule,
    SetupError, StopRule, Templates,
};

use super::{optimizer, play, problem, scored};

/// Iterations of a run in which nothing gets better.
fn iterations(stop: Vec<StopRule>) -> u64 {
    let options = Options { stop, ..Options::default() };
    let mut run = optimizer(problem(3), options);
    play(&mut run, |_, _, _| 0.5, |number| Ok(format!("text {number}")));
    assert_eq!(run.next(0.0), Next::Done);
    run.iterations()
}

#[test]
fn each_rule_ends_a_run() {
    // The seed takes 3 metric calls, each iteration 6; each question costs 0.25.
    let rules = [
        (StopRule::MetricCalls(3), 0),
        (StopRule::MetricCalls(4), 1),
        (StopRule::MetricCalls(15), 2),
        (StopRule::ReflectionCost(0.75), 3),
        (StopRule::ScoreThreshold(0.5), 0),
        (StopRule::NoImprovement(Patience::new(4)), 4),
        (StopRule::Candidates(1), 0),
        (StopRule::Proposals(5), 5),
        (StopRule::Any(vec![StopRule::Proposals(5), StopRule::MetricCalls(9)]), 1),
        (StopRule::All(vec![StopRule::Proposals(5), StopRule::MetricCalls(9)]), 5),
        // A rule behind the one that settles it is not asked, and so counts no check.
        (StopRule::All(vec![StopRule::Proposals(2), StopRule::NoImprovement(Patience::new(3))]), 5),
    ];
    for (rule, expected) in rules {
        assert_eq!(iterations(vec![rule.clone()]), expected, "{rule:?}");
    }
}

#[test]
fn time_is_what_the_caller_says() {
    let options = Options { stop: vec![StopRule::Seconds(60.0)], ..Options::default() };
    let mut run = optimizer(problem(3), options);
    let Next::Evaluate(evaluation) = run.next(1000.0) else { panic!("the seed is always scored") };
    let answer = scored(evaluation, |_, _, _| 0.5);
    run.answer_evaluation(Ok(answer)).expect("it was asked for");
    let fresh = run.clone();
    assert!(matches!(run.next(60.0), Next::Evaluate(_)));
    // Within an iteration the clock does not matter.
    assert!(matches!(run.next(61.0), Next::Evaluate(_)));
    let mut late = fresh;
    assert_eq!(late.next(60.5), Next::Done);
    // More time, and it goes on.
    late.set_stop_rules(vec![StopRule::Seconds(120.0)]);
    assert!(matches!(late.next(60.5), Next::Evaluate(_)));
}

#[test]
fn a_person_can_end_it() {
    let mut run = optimizer(problem(3), super::rules(100));
    let Next::Evaluate(evaluation) = run.next(0.0) else { panic!("the seed") };
    let answer = scored(evaluation, |_, _, _| 0.5);
    run.answer_evaluation(Ok(answer)).expect("it was asked for");
    run.request_stop();
    assert_eq!(run.next(0.0), Next::Done);
    assert_eq!(run.iterations(), 0);
}

#[test]
fn patience_is_stored_with_the_run() {
    let options =
        Options { stop: vec![StopRule::NoImprovement(Patience::new(3))], ..Options::default() };
    let mut run = optimizer(problem(3), options);
    let mut steps = 0;
    loop {
        let stored = Optimizer::from_json(&run.to_json()).expect("a stored run");
        run = stored;
        let answered = match run.next(0.0) {
            Next::Evaluate(evaluation) => {
                let answer = scored(evaluation, |_, _, _| 0.5);
                run.answer_evaluation(Ok(answer))
            }
            Next::Describe(description) => {
                let answer = super::records(description);
                run.answer_description(Ok(answer))
            }
            Next::Reflect(_) => run.answer_reflection(Ok("new".to_owned()), 0.0),
            Next::Done | Next::Failed(_) => break,
        };
        answered.expect("the answer is of the question's kind");
        steps += 1;
        assert!(steps < 100, "it ends");
    }
    assert_eq!(run.iterations(), 3);
}

#[test]
fn impossible_rules_are_refused() {
    type Spoil = fn(&mut Problem, &mut Options);
    let cases: [(Spoil, &str); 8] = [
        (|problem, _| problem.seed_candidate.clear(), "the seed candidate has no component"),
        (|problem, _| problem.train = 0, "the trainset has no examples"),
        (|problem, _| problem.val = Some(0), "the valset has no examples"),
        (|_, options| options.stop.clear(), "at least one stop rule is needed"),
        (
            |_, options| options.reflection_minibatch_size = 0,
            "reflection_minibatch_size must be at least 1",
        ),
        (
            |_, options| {
                options.sampling_strategy = SamplingRule::ParentsByBatches { p: 2, n: 0 };
            },
            "the number of proposals must be at least 1",
        ),
        (
            |_, options| options.selection_strategy = SelectionRule::TopK { k: 0 },
            "k of the selection strategy must be at least 1",
        ),
        (
            |_, options| {
                options.candidate_selection_strategy = ParentRule::EpsilonGreedy { epsilon: 1.5 };
            },
            "epsilon must be between 0 and 1",
        ),
    ];
    for (spoil, text) in cases {
        let (mut problem, mut options) = (problem(3), super::rules(1));
        spoil(&mut problem, &mut options);
        let refused: Result<_, SetupError> = Optimizer::new(problem, options, Templates::default());
        assert_eq!(refused.map(drop).map_err(|error| error.to_string()), Err(text.to_owned()));
    }
}

#[test]
fn a_sensible_budget_is_told() {
    // The seed on the valset, then three proposals with their minibatch and the valset.
    assert_eq!(Options::default().sensible_metric_calls(10), 10 + 3 * (3 + 10));
    assert_eq!(Options::default().max_metric_calls(), None);
}
