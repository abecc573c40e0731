//! The original's saved state and result can be read, and a run can go on from there.

use std::fs;
use std::path::{Path, PathBuf};

use diorama::gepa::{
    FrontierType, Next, Options, RunResult, StopRule, Templates, UpstreamError, UpstreamState,
};
use diorama::python::Pickle;
use proptest::prelude::*;
use serde_json::Value;

use super::play;

const RUNS: [(&str, FrontierType); 2] =
    [("instance", FrontierType::Instance), ("cartesian", FrontierType::Cartesian)];

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/gepa").join(name)
}

fn state_bytes(run: &str) -> Vec<u8> {
    fs::read(file(&format!("upstream-{run}.bin"))).expect("our own recording")
}

fn recorded_result(run: &str) -> String {
    fs::read_to_string(file(&format!("upstream-{run}.json"))).expect("our own recording")
}

#[test]
fn a_saved_state_and_its_result_agree() {
    for (run, frontier) in RUNS {
        let state = UpstreamState::read(&state_bytes(run)).expect("a saved state");
        assert_eq!(state.pool.frontier, frontier);
        let recorded: RunResult = serde_json::from_str(&recorded_result(run)).expect("a result");
        assert_eq!(Some(state.metric_calls), recorded.total_metric_calls);
        assert_eq!(Some(state.full_evaluations), recorded.num_full_val_evals);
        assert_eq!(state.log.len() as u64, state.iterations);
        let found = RunResult {
            total_metric_calls: recorded.total_metric_calls,
            num_full_val_evals: recorded.num_full_val_evals,
            seed: recorded.seed,
            ..RunResult::of_pool(&state.pool)
        };
        assert_eq!(found, recorded, "{run}");
    }
}

#[test]
fn a_result_is_written_in_the_original_s_form() {
    for (run, _) in RUNS {
        let text = recorded_result(run);
        let result: RunResult = serde_json::from_str(&text).expect("a result");
        let written = serde_json::to_value(&result).expect("JSON");
        let recorded: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(written, recorded, "{run}");
        let names = |value: &Value| -> Vec<String> {
            value.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect()
        };
        assert_eq!(names(&written), names(&recorded), "{run}");
    }
}

#[test]
fn a_run_goes_on_from_a_saved_state() {
    let state = UpstreamState::read(&state_bytes("instance")).expect("a saved state");
    let (candidates, before) = (state.pool.members.len(), state.iterations);
    let options = Options {
        stop: vec![StopRule::Proposals(before + 3)],
        skip_perfect_score: false,
        ..Options::default()
    };
    let mut run = state
        .clone()
        .go_on(5, Some(4), options.clone(), Templates::default())
        .expect("a run that can go on");
    play(&mut run, |_, _, _| 0.9, |number| Ok(format!("text {number}")));
    assert_eq!(run.next(0.0), Next::Done);
    assert_eq!(run.iterations(), before + 3);
    assert!(run.pool().expect("a pool").members.len() >= candidates);
    // Another problem, or other fronts: refused.
    let more = state.clone().go_on(5, Some(9), options.clone(), Templates::default());
    assert_eq!(more.map(drop), Err(UpstreamError::Field("prog_candidate_val_subscores")));
    let other = Options { frontier_type: FrontierType::Hybrid, ..options };
    let other = state.go_on(5, Some(4), other, Templates::default());
    assert_eq!(other.map(drop), Err(UpstreamError::Field("frontier_type")));
}

#[test]
fn other_files_are_refused() {
    for bytes in [&b""[..], b"\x80\x04N.", b"not a pickle", b"\x80\x04}."] {
        assert!(UpstreamState::read(bytes).is_err(), "{bytes:?}");
    }
    // What a pickle would call is never called, only kept as something unknown.
    let evil = Pickle::read(b"cos\nsystem\n(X\x02\x00\x00\x00lstR.").expect("a pickle");
    assert!(evil.root().as_str().is_none() && evil.root().items().is_none());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) { let _ = UpstreamState::read(&bytes); }

    #[test]
    fn no_changed_state_makes_it_panic(place: usize, byte: u8) {
        let mut bytes = state_bytes("instance");
        let place = place % bytes.len();
        bytes[place] = byte;
        if let Ok(state) = UpstreamState::read(&bytes) {
            let _ = RunResult::of_pool(&state.pool);
        }
    }
}
