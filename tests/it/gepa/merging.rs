//! Merges that no recorded run has: worthless ancestors, few common examples.

use diorama::gepa::{
    Candidate, Event, Next, Optimizer, Options, ParentRule, Problem, Split, StopRule,
};

use super::{kinds, optimizer, play, texts};

/// Two components; changing each helps on one example of two.
fn two_ways(options: Options) -> Optimizer {
    let seed_candidate = texts(&[("a", "old"), ("b", "old")]);
    optimizer(Problem { seed_candidate, train: 2, val: Some(2) }, options)
}

fn options() -> Options {
    Options {
        use_merge: true,
        merge_val_overlap_floor: 1,
        candidate_selection_strategy: ParentRule::EpsilonGreedy { epsilon: 1.0 },
        reflection_minibatch_size: 2,
        skip_perfect_score: false,
        stop: vec![StopRule::Proposals(60), StopRule::Candidates(4)],
        ..Options::default()
    }
}

/// On the valset `a` helps with example 0 and `b` with example 1, on top of `base`; on the trainset any change helps once.
fn score(base: f64) -> impl Fn(&Candidate, Split, usize) -> f64 {
    move |candidate, split, id| {
        let is_new = |name: &str| candidate[name] != "old";
        let gain = match (split, id) {
            (Split::Val, 0) => is_new("a"),
            (Split::Val, _) => is_new("b"),
            (Split::Train, _) => is_new("a") != is_new("b"),
        };
        base + if gain { 0.5 } else { 0.0 }
    }
}

#[test]
fn few_common_examples_are_taken_more_than_once() {
    let mut run = two_ways(options());
    let events = play(&mut run, score(0.25), |_| Ok("new".to_owned()));
    let tried = events.iter().position(|event| matches!(event, Event::MergeTried { .. }));
    let tried = tried.unwrap_or_else(|| panic!("{:?}", kinds(&events)));
    // One example where each is better, then three more of the two.
    let Event::MergeTried { texts: merged, .. } = &events[tried] else { unreachable!() };
    assert_eq!(*merged, texts(&[("a", "new"), ("b", "new")]));
    let Some(Event::Run { ids, split, .. }) = events.get(tried - 2) else {
        panic!("{:?}", &events[tried - 2..])
    };
    assert_eq!((ids.len(), *split), (5, Split::Val));
    assert!(ids.contains(&0) && ids.contains(&1) && ids.iter().all(|id| *id < 2), "{ids:?}");
    // Without a cache each of the five counts.
    assert!(matches!(events[tried - 1], Event::Budget { delta: 5, .. }), "{:?}", events[tried - 1]);
    let result = run.result().expect("a result");
    assert_eq!(result.parents.last(), Some(&vec![Some(1), Some(2)]));
    assert_eq!(result.best_idx, 3);
}

#[test]
fn repeated_examples_are_asked_for_once_each_where_the_cache_knows_them() {
    let mut run = two_ways(Options { cache_evaluation: true, ..options() });
    let events = play(&mut run, score(0.25), |_| Ok("new".to_owned()));
    let tried = events.iter().position(|event| matches!(event, Event::MergeTried { .. }));
    let after = &events[tried.expect("a merge")..];
    // The five were new to the cache; the valset then is known.
    let budget = after.iter().find_map(|event| match event {
        Event::Budget { delta, .. } => Some(*delta),
        _ => None,
    });
    assert_eq!(budget, Some(0), "{:?}", kinds(after));
}

#[test]
fn ancestors_that_are_worth_nothing_fail_as_upstream() {
    let mut run = two_ways(options());
    let events = play(&mut run, score(0.0), |_| Ok("new".to_owned()));
    let Next::Failed(failure) = run.next(0.0) else { panic!("{:?}", kinds(&events)) };
    assert_eq!(failure.to_string(), "ValueError: Total of weights must be greater than zero");
    // Nothing was paid for in that iteration, so it would fail for ever.
    let mut run = two_ways(Options { raise_on_exception: false, ..options() });
    play(&mut run, score(0.0), |_| Ok("new".to_owned()));
    assert!(matches!(run.next(0.0), Next::Failed(_)));
}

#[test]
fn or_are_passed_over_if_so_wished() {
    let mut run = two_ways(Options { skip_weightless_merge: true, ..options() });
    let events = play(&mut run, score(0.0), |_| Ok("new".to_owned()));
    assert_eq!(run.next(0.0), Next::Done);
    assert!(!kinds(&events).contains(&"error".to_owned()));
    assert!(!kinds(&events).contains(&"merge_try".to_owned()));
    assert!(run.log().iter().any(|entry| entry.invoked_merge == Some(true)));
}

#[test]
fn two_that_share_too_few_examples_are_not_merged() {
    let mut run = two_ways(Options { merge_val_overlap_floor: 3, ..options() });
    let events = play(&mut run, score(0.25), |_| Ok("new".to_owned()));
    assert!(!kinds(&events).contains(&"merge_try".to_owned()));
}
