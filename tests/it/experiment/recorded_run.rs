//! A run as its journal keeps it: what tables are made of.

use diorama::experiment::export::{Run, TraceAction, TraceCall, TraceStep};
use diorama::experiment::journal::FORMAT;
use diorama::experiment::stats::Unlock;
use diorama::experiment::{EpisodeRow, Event, Journal};
use serde_json::{Value, json};

/// 2025-01-02, 03:04:05.
pub const START: i64 = 1_735_787_045_000;

/// Two models, each with an episode of two turns, and one that failed. The second model's steps are told as a runner keeps them for its own
/// replay: an answer, and the seed's results in the row.
pub fn journal() -> String {
    let row = |model: &str, error: Option<&str>| EpisodeRow {
        model: Some(model.to_owned()),
        agent: "tools".to_owned(),
        world: "crafter".to_owned(),
        seed: 1000,
        success: error.is_none(),
        episode_return: 2.0,
        steps: 2,
        tokens_in: 250,
        tokens_out: 20,
        cost_usd: Some(0.75),
        total_actions: 2,
        invalid_actions: 1,
        achievements: vec![Unlock { name: "collect_wood".to_owned(), step: 1 }],
        termination: Some("environment_done".to_owned()),
        error: error.map(str::to_owned),
        more: json!({ "step_results": [
            { "step": 0, "action": "noop", "reward": 0.0, "invalid": true, "achievement": null, "health": 9 },
            { "step": 1, "action": "do", "reward": 2.0, "invalid": false, "achievement": "collect_wood", "health": 8 },
        ] }),
        ..EpisodeRow::default()
    };
    let traced = |turn: i64| TraceStep {
        at_ms: Some(START + turn * 60_000),
        system: (turn == 0).then(|| "Play.".to_owned()),
        observation: Some(format!("It's turn {turn} of \"a\" game")),
        calls: vec![TraceCall {
            model: Some("a".to_owned()),
            provider: Some("openai".to_owned()),
            reply: "I go on.".to_owned(),
            tools: vec![("interact".to_owned(), r#"{"actions":["do"]}"#.to_owned())],
            tokens_in: 100 + turn as u64 * 50,
            tokens_out: 10,
            latency_ms: 250.5,
            cost_usd: Some(0.25),
            ..TraceCall::default()
        }],
        actions: vec![TraceAction {
            name: "do".to_owned(),
            index: Some(5),
            reward: turn as f64 * 2.0,
            terminated: turn == 1,
            invalid: turn == 0,
            achievements: (turn == 1).then(|| "collect_wood".to_owned()).into_iter().collect(),
            state: json!({ "inventory": { "wood": turn } }),
            ..TraceAction::default()
        }],
    };
    let answered = || {
        json!({ "check": "00000000", "answer": { "latency_ms": 100.0, "outcome": { "reply": {
            "parts": [{ "kind": "text", "text": "do" }], "stop": "end", "stop_word": null, "model": "b-2025", "id": null,
            "usage": { "tokens_in": 125, "tokens_in_cached": 0, "tokens_in_stored": 0, "tokens_out": 10,
                "tokens_reasoning": 0, "cost_usd": null } } } } })
    };
    let step = |cell: &str, step, cost_usd, data: Value| Event::Step {
        cell: cell.to_owned(),
        step,
        cost_usd,
        data,
    };
    let done = |cell: &str, row| Event::Done { cell: cell.to_owned(), row };
    let events = [
        Event::Begin { format: FORMAT, name: "two".to_owned(), plan: "0123".to_owned() },
        step("a|1", 1, None, json!({ "trace": traced(0) })),
        step("b|1", 1, Some(0.5), answered()),
        step("a|1", 2, None, json!({ "trace": traced(1) })),
        step("b|1", 2, Some(0.25), answered()),
        done("a|1", row("a", None)),
        done("b|1", row("b", None)),
        done("b|2", EpisodeRow { more: Value::Null, steps: 0, ..row("b", Some("no network")) }),
        // It has not ended.
        step("a|3", 1, None, json!({ "trace": traced(0) })),
    ];
    events.iter().map(Event::line).collect()
}

pub fn recorded() -> Run {
    let journal = Journal::read(&journal()).expect("a journal");
    Run::of_journal(&journal, START)
}
