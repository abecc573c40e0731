//! A run that is stored and taken up again anywhere goes on as if nothing had been.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::LazyLock;

use diorama::cli::conform::gepa::toy::Config;
use diorama::gepa::{Event, Next, Optimizer, Unasked};
use flate2::read::GzDecoder;
use proptest::prelude::*;
use serde_json::Value;

use super::{optimizer, problem, rules, scored};

/// Makes a stored run contradict itself.
type Spoil = fn(&mut Value);

/// The toy runs of our own recordings.
fn configs() -> &'static [Config] {
    static CONFIGS: LazyLock<Vec<Config>> = LazyLock::new(read_configs);
    &CONFIGS
}

fn read_configs() -> Vec<Config> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/gepa/runs.jsonl.gz");
    let lines = BufReader::new(GzDecoder::new(File::open(file).expect("our own recordings")));
    let config = |line: String| {
        let record: Value = serde_json::from_str(&line).expect("a record");
        serde_json::from_value(record["config"].clone()).expect("a configuration")
    };
    lines.lines().map(|line| config(line.expect("a line"))).collect()
}

#[test]
fn between_any_two_answers() {
    for config in configs() {
        let (whole, expected) = config.play().expect("a run that can begin");
        let mut run = config.optimizer().expect("a run that can begin");
        let mut events = Vec::new();
        let mut answers = 0_usize;
        while config.step(&mut run) {
            answers += 1;
            // Storing is slow in a test; the places differ from run to run.
            if answers.is_multiple_of(17) || answers < 9 {
                let json = run.to_json();
                run = Optimizer::from_json(&json).expect("a stored run");
                assert_eq!(run.to_json(), json, "{config:?} after {answers} answers");
            }
            events.extend(run.take_events());
        }
        events.extend(run.take_events());
        assert_eq!(events, expected, "{config:?}");
        assert_eq!(run.result(), whole.result(), "{config:?}");
    }
}

#[test]
fn events_that_were_not_taken_are_stored() {
    let config = &configs()[0];
    let mut run = config.optimizer().expect("a run that can begin");
    config.step(&mut run);
    let mut stored = Optimizer::from_json(&run.to_json()).expect("a stored run");
    let events = run.take_events();
    assert!(matches!(events[..], [Event::Run { .. }, Event::Valset { .. }]), "{events:?}");
    assert_eq!(stored.take_events(), events);
}

#[test]
fn the_same_question_comes_until_it_is_answered() {
    let mut run = optimizer(problem(4), rules(1));
    let first = match run.next(0.0) {
        Next::Evaluate(evaluation) => evaluation.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(run.next(1.0), Next::Evaluate(&first));
    assert_eq!(run.open_evaluations(), std::slice::from_ref(&first));
    // Answers to other questions are refused and change nothing.
    let before = run.clone();
    assert_eq!(run.answer_reflection(Ok("```\nnew\n```".to_owned()), 1.0), Err(Unasked));
    assert_eq!(run.answer_description(Err(super::failure("no"))), Err(Unasked));
    assert_eq!(run, before);
    run.answer_evaluation(Ok(scored(&first, |_, _, _| 0.5))).expect("it was asked for");
    assert!(run.is_between_iterations());
    assert_eq!(run.answer_evaluation(Ok(scored(&first, |_, _, _| 0.5))), Err(Unasked));
}

#[test]
fn a_broken_file_is_refused() {
    assert!(Optimizer::from_json("").is_err());
    assert!(Optimizer::from_json("{}").is_err());
    let config = &configs()[0];
    let mut run = config.optimizer().expect("a run that can begin");
    for _ in 0..40 {
        config.step(&mut run);
    }
    let sound: Value = serde_json::from_str(&run.to_json()).expect("JSON");
    let cases: [(&str, Spoil); 6] = [
        ("no pool", |run| run["pool"] = Value::Null),
        ("a parent from the future", |run| {
            run["pool"]["members"][1]["parents"] = serde_json::json!([9]);
        }),
        ("a component too many", |run| {
            run["pool"]["members"][1]["texts"]["extra"] = serde_json::json!("text");
        }),
        ("no stop rule", |run| run["options"]["stop"] = serde_json::json!([])),
        ("an example that is none", |run| run["sampler"]["order"][0] = serde_json::json!(1000)),
        ("a generator without words", |run| {
            run["random"]["words"] = serde_json::json!([1, 2, 3]);
        }),
    ];
    for (what, spoil) in cases {
        let mut broken = sound.clone();
        spoil(&mut broken);
        assert!(Optimizer::from_json(&broken.to_string()).is_err(), "{what}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Whatever number of a stored run is changed: it is refused, or it plays on without a panic.
    #[test]
    fn no_file_makes_it_panic(steps in 0_usize..60, place: usize, number in 0_u64..40) {
        let config = &configs()[steps % 25];
        let mut run = config.optimizer().expect("a run that can begin");
        for _ in 0..steps {
            config.step(&mut run);
        }
        let mut stored: Value = serde_json::from_str(&run.to_json()).expect("JSON");
        stored["random"] = serde_json::json!({"words": vec![1; 624], "used": 624});
        let mut numbers = Vec::new();
        collect(&mut stored, &mut numbers);
        let count = numbers.len();
        *numbers[place % count] = Value::from(number);
        if let Ok(mut run) = Optimizer::from_json(&stored.to_string()) {
            for _ in 0..50 {
                config.step(&mut run);
            }
        }
    }
}

/// The whole numbers in a value.
fn collect<'a>(value: &'a mut Value, found: &mut Vec<&'a mut Value>) {
    match value {
        Value::Number(number) if number.is_u64() => found.push(value),
        Value::Array(list) => list.iter_mut().for_each(|value| collect(value, found)),
        Value::Object(map) => map.values_mut().for_each(|value| collect(value, found)),
        _ => {}
    }
}
