//! What fails: adapters, models, answers that are none.

use diorama::gepa::{
    Described, EvaluationBatch, Event, Next, Optimizer, Options, ReflectiveDataset, StopRule,
};

use super::{failure, kinds, optimizer, play, problem, records, rules, scored, texts};

/// Answers the seed with half scores.
fn seeded(options: Options) -> Optimizer {
    let mut run = optimizer(problem(3), options);
    evaluate(&mut run, 0.5);
    run.take_events();
    run
}

fn evaluate(run: &mut Optimizer, score: f64) {
    let Next::Evaluate(evaluation) = run.next(0.0) else { panic!("an evaluation is asked for") };
    let answer = scored(evaluation, |_, _, _| score);
    run.answer_evaluation(Ok(answer)).expect("it was asked for");
}

fn describe(run: &mut Optimizer) {
    let Next::Describe(description) = run.next(0.0) else { panic!("records are asked for") };
    let answer = records(description);
    run.answer_description(Ok(answer)).expect("they were asked for");
}

#[test]
fn a_seed_that_cannot_be_scored_ends_the_run_before_it_begins() {
    let mut run = optimizer(problem(3), rules(5));
    run.next(0.0);
    run.answer_evaluation(Err(failure("no key"))).expect("it was asked for");
    assert_eq!(run.next(0.0), Next::Failed(&failure("no key")));
    assert_eq!((run.result(), run.take_events()), (None, Vec::new()));
}

#[test]
fn a_failed_evaluation_ends_the_run() {
    let mut run = seeded(rules(5));
    run.next(0.0);
    run.answer_evaluation(Err(failure("gone"))).expect("it was asked for");
    assert_eq!(run.next(0.0), Next::Failed(&failure("gone")));
    let events = run.take_events();
    assert_eq!(kinds(&events), ["iter", "select", "batch", "error", "end"]);
    assert_eq!(events[events.len() - 2].to_record(str::to_owned)[1], "RuntimeError");
}

#[test]
fn or_the_iteration_if_it_used_a_metric_call() {
    let options = Options { raise_on_exception: false, ..rules(2) };
    // The parent was scored, the child was not: it goes on.
    let mut run = seeded(options.clone());
    evaluate(&mut run, 0.5);
    describe(&mut run);
    run.next(0.0);
    run.answer_reflection(Ok("better".to_owned()), 0.0).expect("it was asked for");
    run.next(0.0);
    run.answer_evaluation(Err(failure("gone"))).expect("it was asked for");
    assert!(matches!(run.next(0.0), Next::Evaluate(_)), "the next iteration");
    assert_eq!(run.iterations(), 2);
    // Nothing was scored: it would fail for ever.
    let mut run = seeded(options);
    run.next(0.0);
    run.answer_evaluation(Err(failure("gone"))).expect("it was asked for");
    assert_eq!(run.next(0.0), Next::Failed(&failure("gone")));
}

#[test]
fn an_answer_of_the_wrong_length_is_a_failure() {
    type Spoil = fn(&mut EvaluationBatch);
    let good = |evaluation: &_| scored(evaluation, |_, _, _| 0.5);
    let cases: [(&str, Spoil); 4] = [
        ("2 scores for 3 examples", |batch| batch.scores.truncate(2)),
        ("0 outputs for 3 examples", |batch| batch.outputs.clear()),
        ("a score is not finite", |batch| batch.scores[1] = f64::NAN),
        ("1 objective scores for 3 examples", |batch| {
            batch.objective_scores = Some(vec![diorama::gepa::Objectives::new()]);
        }),
    ];
    for (text, spoil) in cases {
        let mut run = optimizer(problem(3), rules(1));
        let Next::Evaluate(evaluation) = run.next(0.0) else { panic!("the seed") };
        let mut answer = good(evaluation);
        spoil(&mut answer);
        run.answer_evaluation(Ok(answer)).expect("it was asked for");
        let Next::Failed(failure) = run.next(0.0) else { panic!("{text}") };
        assert_eq!(failure.to_string(), format!("ValueError: {text}"));
    }
}

#[test]
fn a_model_that_fails_is_asked_once_more() {
    let ask = |replies: [Result<String, _>; 2]| {
        let mut run = optimizer(problem(3), rules(1));
        let mut replies = replies.into_iter();
        let score = |texts: &diorama::gepa::Candidate, _, _| match texts["prompt"].as_str() {
            "better" => 1.0,
            _ => 0.5,
        };
        let events = play(&mut run, score, |_| replies.next().expect("at most two questions"));
        (kinds(&events), run.reflection_cost_usd(), run.result().expect("a result").best_idx)
    };
    let (events, cost, best) = ask([Err(failure("busy")), Ok("```\nbetter\n```".to_owned())]);
    assert!(events.contains(&"accept".to_owned()), "{events:?}");
    assert_eq!((cost.to_bits(), best), (0.5_f64.to_bits(), 1));
    // Failed again: no proposal, and the run goes on.
    let (events, _, best) = ask([Err(failure("busy")), Err(failure("busy"))]);
    let rest = &events[events.len() - 3..];
    assert_eq!((rest, best), (["run", "budget", "end"].map(str::to_owned).as_slice(), 0));
}

#[test]
fn a_failed_component_takes_its_whole_proposal_along() {
    let options = Options {
        module_selector: diorama::gepa::ComponentRule::All,
        sampling_strategy: diorama::gepa::SamplingRule::SameParent { n: 2 },
        ..rules(1)
    };
    let mut problem = problem(6);
    problem.seed_candidate = texts(&[("a", "one"), ("b", "two")]);
    let mut run = optimizer(problem, options);
    // Questions: a (good), b (fails), b again (fails); then the second pair's a and b.
    let events = play(
        &mut run,
        |_, _, _| 0.5,
        |number| match number {
            2 | 3 => Err(failure("busy")),
            number => Ok(format!("text {number}")),
        },
    );
    let proposed: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Proposed { task, texts, .. } => Some((*task, texts.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(proposed, [(1, texts(&[("a", "text 4"), ("b", "text 5")]))]);
}

#[test]
fn without_records_nothing_is_proposed() {
    let answers: [Result<Described, _>; 3] = [
        Err(failure("no feedback")),
        Ok(Described::Records(ReflectiveDataset::new())),
        Ok(Described::Records([("prompt".to_owned(), Vec::new())].into_iter().collect())),
    ];
    for answer in answers {
        let mut run = seeded(rules(1));
        evaluate(&mut run, 0.5);
        let Next::Describe(_) = run.next(0.0) else { panic!("records are asked for") };
        run.answer_description(answer.clone()).expect("they were asked for");
        assert_eq!(run.next(0.0), Next::Done, "{answer:?}");
        let events = kinds(&run.take_events());
        assert_eq!(events, ["iter", "select", "batch", "run", "budget", "end"], "{answer:?}");
    }
}

#[test]
fn without_trajectories_the_iteration_ends_and_the_component_stays() {
    for trajectories in [None, Some(Vec::new())] {
        let mut run = seeded(rules(1));
        let Next::Evaluate(evaluation) = run.next(0.0) else { panic!("the parent") };
        assert!(evaluation.capture_traces);
        let answer = EvaluationBatch { trajectories, ..scored(evaluation, |_, _, _| 0.5) };
        run.answer_evaluation(Ok(answer)).expect("it was asked for");
        assert_eq!(run.next(0.0), Next::Done);
        let events = run.take_events();
        let skip = events.iter().find(|event| matches!(event, Event::Skipped { .. }));
        let skip = skip.expect("a parent is passed over").to_record(str::to_owned);
        assert_eq!(skip, serde_json::json!(["skip", 0, "no_trajectories"]));
        assert_eq!(run.pool().expect("a pool").members[0].next_component, 0);
    }
}

#[test]
fn an_adapter_may_write_the_texts_itself() {
    let mut run = seeded(rules(1));
    evaluate(&mut run, 0.5);
    let Next::Describe(_) = run.next(0.0) else { panic!("records are asked for") };
    let written = texts(&[("prompt", "by the adapter")]);
    run.answer_description(Ok(Described::Texts(written.clone()))).expect("they were asked for");
    let Next::Evaluate(child) = run.next(0.0) else { panic!("the child") };
    assert_eq!((&child.candidate, child.capture_traces), (&written, false));
    // A component that is none fails like a broken evaluation.
    let mut run = seeded(rules(1));
    evaluate(&mut run, 0.5);
    run.next(0.0);
    let strange = Described::Texts(texts(&[("other", "text")]));
    run.answer_description(Ok(strange)).expect("they were asked for");
    let Next::Failed(failure) = run.next(0.0) else { panic!("an unknown component") };
    assert_eq!(failure.to_string(), "AssertionError: other missing in candidate");
}

#[test]
fn metric_calls_are_what_the_adapter_says_for_minibatches() {
    let mut run = seeded(Options { stop: vec![StopRule::MetricCalls(10)], ..rules(9) });
    assert_eq!(run.metric_calls(), 3);
    let Next::Evaluate(evaluation) = run.next(0.0) else { panic!("the parent") };
    let answer = EvaluationBatch { num_metric_calls: Some(7), ..scored(evaluation, |_, _, _| 1.0) };
    run.answer_evaluation(Ok(answer)).expect("it was asked for");
    assert_eq!((run.metric_calls(), run.next(0.0)), (10, Next::Done));
}
