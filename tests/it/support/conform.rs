//! Every record of the original is done again exactly.

use std::path::{Path, PathBuf};

use diorama::cli::conform::support::{Kind, check_file};

use super::{WORLDS, beside_data, has_data};

/// Replays a file; at least so many records, all of one kind.
fn assert_file_conforms(file: &Path, kind: Kind, least: usize) {
    let mut outcome = check_file(file, &WORLDS).expect("a readable file");
    let report = outcome.reports.remove(&kind).unwrap_or_default();
    if let Some((record, mismatch)) = report.first {
        panic!("{}: {record}: {mismatch}", file.display());
    }
    assert!(report.tally.passed >= least, "only {} in {}", report.tally.passed, file.display());
    assert!(outcome.reports.is_empty(), "other kinds in {}", file.display());
    for (category, exact) in outcome.exact {
        assert_eq!(exact.exact, exact.all, "{category} in {}", file.display());
    }
}

fn own(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tau-bench").join(name)
}

/// Replays a file of the full set, where it lies beside the data.
fn assert_shared_conforms(name: &str, kind: Kind, least: usize) {
    match beside_data("fixtures/tau-bench").map(|folder| folder.join(name)) {
        Some(file) if file.exists() && has_data() => assert_file_conforms(&file, kind, least),
        _ => eprintln!("not compared: {name} is not beside the data"),
    }
}

#[test]
fn expressions_are_computed_exactly() {
    assert_file_conforms(&own("calculate.jsonl.gz"), Kind::Calculate, 1002);
}

#[test]
fn values_are_written_and_hashed_exactly() {
    assert_file_conforms(&own("hash_repr.jsonl.gz"), Kind::Hash, 300);
}

#[test]
fn metrics_are_printed_exactly() {
    assert_file_conforms(&own("passk.jsonl.gz"), Kind::PassK, 61);
}

#[test]
fn gold_actions_lead_to_the_recorded_data_and_rewards() {
    assert_shared_conforms("gold_retail.jsonl", Kind::Gold, 318);
    assert_shared_conforms("gold_airline.jsonl", Kind::Gold, 25);
}

#[test]
fn tool_calls_return_what_is_recorded() {
    assert_shared_conforms("calls_retail.jsonl.gz", Kind::Calls, 260);
    assert_shared_conforms("calls_airline.jsonl.gz", Kind::Calls, 260);
}

#[test]
fn episodes_go_step_by_step_as_recorded() {
    assert_shared_conforms("protocol.jsonl", Kind::Protocol, 41);
}

#[test]
fn customers_ask_and_say_what_is_recorded() {
    assert_shared_conforms("user_sim.jsonl", Kind::Customer, 48);
}

#[test]
fn agents_ask_and_do_what_is_recorded() {
    assert_shared_conforms("agent.jsonl", Kind::Agent, 20);
}

#[test]
fn a_model_s_conversations_earn_the_same_again() {
    let file = beside_data("data/tau-bench/airline/trajectories_gpt-4o_even.json.gz");
    match file.filter(|_| has_data()) {
        Some(file) => assert_file_conforms(&file, Kind::Trajectory, 100),
        None => eprintln!("not compared: the published conversations are not beside the data"),
    }
}
