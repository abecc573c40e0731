//! The tables that a report prints.

use diorama::experiment::EpisodeRow;
use diorama::experiment::report::report;
use diorama::experiment::stats::Unlock;

fn row(model: &str, seed: u64, trial: u32, success: bool) -> EpisodeRow {
    EpisodeRow {
        model: Some(model.to_owned()),
        agent: "cot".to_owned(),
        world: "babyai/goto".to_owned(),
        seed,
        trial,
        success,
        episode_return: if success { 0.9 } else { 0.0 },
        steps: 10,
        duration_ms: 2000.0,
        tokens_in: 1000,
        tokens_out: 50,
        cost_usd: Some(0.25),
        invalid_actions: 1,
        total_actions: 10,
        ..EpisodeRow::default()
    }
}

#[test]
fn players_are_told_with_intervals_passes_rankings_and_comparisons() {
    let mut rows = Vec::new();
    for seed in 0..4 {
        for trial in 0..2 {
            rows.push(row("a", seed, trial, true));
            rows.push(row("b", seed, trial, trial == 0 && seed < 2));
        }
    }
    rows.push(EpisodeRow { error: Some("no network".to_owned()), ..row("b", 4, 0, false) });
    let told = report(&rows);
    let line = |start: &str| {
        let found = told.lines().find(|line| line.trim_start().starts_with(start));
        found
            .unwrap_or_else(|| panic!("{start} in\n{told}"))
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        line("a / cot "),
        "a / cot 8 0 100.0 67.6–100.0 0.900 ±0.000 10.0 ±0.0 2.0 10.00 8000 400 2.0000"
    );
    assert!(line("b / cot ").starts_with("b / cot 9 1 22.2 "), "{told}");
    assert!(told.contains("pass^1  pass^2  pass@1  pass@2"), "{told}");
    assert!(told.contains("1. a / cot: 100.0"), "{told}");
    // On the eight episodes that both ended: six only the first one solved.
    assert!(line("a / cot  b / cot").starts_with("a / cot b / cot 8 6 0 0.031 +0.675"), "{told}");
    assert!(told.contains("    1  b / cot: no network\n"), "{told}");
    assert_eq!(report(&rows), told, "the same rows, the same report");
}

#[test]
fn crafter_is_told_in_the_seed_s_columns() {
    let unlock = |name: &str, step| Unlock { name: name.to_owned(), step };
    let episode = |model: &str, seed, achievements: Vec<Unlock>| EpisodeRow {
        world: "crafter".to_owned(),
        episode_return: achievements.len() as f64,
        steps: 100,
        achievements,
        ..row(model, seed, 0, false)
    };
    let rows = [
        episode("gpt-4o-mini", 1000, vec![unlock("collect_wood", 25), unlock("place_table", 26)]),
        episode("gpt-4o-mini", 1001, vec![unlock("collect_wood", 51)]),
        episode("other", 1000, Vec::new()),
    ];
    let told = report(&rows);
    let want = [
        "Model                Episodes   Success%   Avg Reward   Avg Steps    Avg Duration",
        "gpt-4o-mini          2          100.0%     1.50         100.0        2.0s",
        "Model                Avg Invalid%    Total Invalid   Total Actions",
        "gpt-4o-mini          10.00%          2               20",
        "Model                Total        Unique       Early (0-25) Mid (26-50)  Late (51+)",
        "gpt-4o-mini          3            2            1            1            1",
        "  1. gpt-4o-mini: 1.50",
        "  1. other: 10.00%",
        "collect_wood           2/2 (100%)       0/1 (0%)",
    ];
    for line in want {
        assert!(told.lines().any(|found| found.trim_end() == line), "{line:?} in\n{told}");
    }
}

#[test]
fn nothing_to_tell_is_said() {
    assert_eq!(report(&[]), "No episode has ended yet.\n");
    let failed = EpisodeRow { error: Some("no key".to_owned()), ..row("a", 0, 0, false) };
    let told = report(&[failed]);
    assert!(told.contains("no key") && told.contains("0.0"), "{told}");
}
