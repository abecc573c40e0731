//! What a run leaves behind: summaries, the seed's results, conversations to learn from.

use diorama::experiment::export::{FineTuningReport, Form, multi_model_results, rows_jsonl};
use diorama::experiment::stats::Unlock;
use diorama::experiment::{EpisodeRow, FineTuning, Session, summarise};
use diorama::llm::Message;
use indexmap::IndexMap;

fn rows() -> Vec<EpisodeRow> {
    let row = |model: &str, seed, trial, success: bool, steps| EpisodeRow {
        model: Some(model.to_owned()),
        agent: "tools".to_owned(),
        world: "crafter".to_owned(),
        seed,
        trial,
        success,
        episode_return: f64::from(u8::from(success)) * 2.0,
        steps,
        duration_ms: 1500.0,
        tokens_in: 100,
        tokens_out: 10,
        cost_usd: Some(0.5),
        invalid_actions: 1,
        total_actions: 4,
        achievements: vec![Unlock { name: "collect_wood".to_owned(), step: steps }],
        termination: Some("max_steps".to_owned()),
        ..EpisodeRow::default()
    };
    let failed = EpisodeRow { error: Some("no network".to_owned()), ..row("b", 1, 0, false, 0) };
    vec![
        row("a", 0, 0, true, 10),
        row("a", 0, 1, false, 30),
        row("a", 1, 0, true, 60),
        row("a", 1, 1, true, 60),
        row("b", 0, 0, false, 5),
        failed,
    ]
}

#[test]
fn a_summary_counts_failures_as_unsolved_and_nothing_else_of_them() {
    let found = summarise(&rows(), true, 0);
    assert_eq!(found.len(), 2);
    let share = |at: usize| found[at].success.map(|share| (share.successes, share.n));
    assert_eq!((share(0), share(1)), (Some((3, 4)), Some((0, 2))));
    assert_eq!((found[1].episodes, found[1].failed, found[1].tokens_in), (2, 1, 100));
    assert!((found[0].invalid_rate - 0.25).abs() < 1e-12);
    // Seed 0: one of two; seed 1: two of two.
    let passes: Vec<f64> = found[0].passes.pass_hat.clone();
    assert!((passes[0] - 0.75).abs() < 1e-12 && (passes[1] - 0.5).abs() < 1e-12, "{passes:?}");
    let interval = found[0].return_interval.expect("an interval");
    assert!(interval.low <= 1.5 && interval.high >= 1.5, "{interval:?}");
    assert!(summarise(&[], true, 0).is_empty());
}

#[test]
fn the_seeds_results_have_their_form() {
    let ids = IndexMap::from([("a".to_owned(), "1-2-3".to_owned())]);
    let found = multi_model_results(&rows(), &ids, 100, "2025-01-02T03:04:05");
    assert_eq!(found["experiment_ids"]["a"], "1-2-3");
    assert_eq!(found["config"]["models"], serde_json::json!(["a", "b"]));
    assert_eq!(found["all_results"]["b"][1]["error"], "no network");
    let performance = &found["analysis"]["performance"]["b"];
    assert_eq!(
        (&performance["total_episodes"], &performance["failed_episodes"]),
        (&2.into(), &1.into())
    );
    assert_eq!(performance["success_rate"], 0.5);
    let buckets = &found["analysis"]["achievements"]["a"]["step_buckets"];
    assert_eq!(
        (&buckets["0-25"]["count"], &buckets["26-50"]["count"], &buckets["51+"]["count"]),
        (&1.into(), &1.into(), &2.into())
    );
    let lines = rows_jsonl(&rows());
    let again: Result<Vec<EpisodeRow>, _> = lines.lines().map(serde_json::from_str).collect();
    assert_eq!(again.expect("rows"), rows());
}

#[test]
fn conversations_are_kept_by_the_seeds_filters() {
    let session = |id: &str, total_reward, cost_usd, tokens, achievements| Session {
        id: id.to_owned(),
        player: "a".to_owned(),
        messages: vec![
            Message::system("s"),
            Message::user("u"),
            Message::assistant("go"),
            Message::user("v"),
            Message::assistant("stop"),
        ],
        total_reward,
        achievements,
        cost_usd,
        tokens,
    };
    let sessions = [
        session("good", 1.0, 10.0, 100_000, 0),
        session("poor", 0.5, 0.0, 1, 9),
        session("dear", 2.0, 10.1, 1, 9),
        session("long", 2.0, 0.0, 100_001, 9),
    ];
    let kept = FineTuning::default().jsonl(&sessions);
    let lines: Vec<&str> = kept.lines().collect();
    assert_eq!(lines.len(), 1);
    assert!(
        lines[0].starts_with(r#"{"messages":[{"role":"system","content":"s"},{"role":"user""#),
        "{kept}"
    );
    assert!(lines[0].contains(r#""session_id":"good""#));
    let strict =
        FineTuning::parse("mode = \"window\"\n[filters]\nmin_achievements = 1\nmax_cost = 11.0\n")
            .expect("filters");
    assert_eq!(strict.jsonl(&sessions).lines().count(), 1);
    assert!(strict.passes(&sessions[2]) && !strict.passes(&sessions[0]));
    let gemini = FineTuning::default().gemini_jsonl(&sessions);
    assert_eq!(gemini.lines().nth(1), Some(r#"{"text_input":"v","output":"stop"}"#));
    // Both of the seed's modes are known, another is not.
    assert!(FineTuning::parse("mode = \"sliding\"").is_err());
    let report = FineTuningReport::of(&FineTuning::default(), Form::Gemini, &sessions);
    assert_eq!((report.total, report.passed, report.examples), (4, 1, 2));
    assert!(report.to_string().contains("passed    1 (25.0 %)"), "{report}");
    let none = FineTuningReport::of(&FineTuning::default(), Form::Openai, &[]);
    assert_eq!(none.to_string(), "sessions  0\npassed    0 (0.0 %)\nexamples  0\n");
}
