//! Plans: reading, laying out, sharing among machines, the seed documents' set-ups.

use std::collections::BTreeSet;

use diorama::experiment::plan::{
    Assumption, MultiModel, PlanModel, RunConfig, Seeds, babyai_example,
};
use diorama::experiment::{Plan, Shard};

const PLAN: &str = r#"
name = "first"
trials = 2
at_once = 16
budget_usd = 5.0

[[model]]
name = "small"
provider = "openai"
model = "gpt-4o-mini"
price = [0.15, 0.60]

[[model]]
model = "free"

[[agent]]
strategy = "robust_naive"

[[agent]]
strategy = "random"

[[world]]
id = "babyai/goto"
seeds = "200..219"
max_steps = 64

[[world]]
id = "babyai/open"
seeds = [7, 3]
"#;

#[test]
fn a_plan_is_read_and_laid_out() {
    let plan = Plan::parse(PLAN).expect("a plan");
    let cells = plan.cells();
    // Two models and a baseline, 22 episodes, two trials.
    assert_eq!(cells.len(), 3 * 22 * 2);
    let keys: BTreeSet<String> = cells.iter().map(|cell| cell.key(&plan)).collect();
    assert_eq!(keys.len(), cells.len(), "names are unique");
    assert_eq!(cells[0].key(&plan), "small|robust_naive|babyai/goto|200|0");
    assert_eq!(cells[2].key(&plan), "-|random|babyai/goto|200|0");
    assert_eq!(
        cells.last().map(|cell| cell.key(&plan)).as_deref(),
        Some("-|random|babyai/open|3|1")
    );
    assert!(cells.iter().enumerate().all(|(at, cell)| cell.index == at));
    let again = plan.to_toml().expect("TOML");
    assert_eq!(Plan::parse(&again), Ok(plan));
}

#[test]
fn shards_are_disjoint_and_whole_and_keep_a_seed_together() {
    let plan = Plan::parse(PLAN).expect("a plan");
    let mut all: Vec<usize> = Vec::new();
    for number in 1..=5 {
        let shard: Shard = format!("{number}/5").parse().expect("a shard");
        let cells = shard.cells(&plan);
        assert_eq!(cells.len() % 3, 0, "{shard}");
        all.extend(cells.iter().map(|cell| cell.index));
    }
    all.sort_unstable();
    assert_eq!(all, (0..plan.cells().len()).collect::<Vec<_>>());
    assert_eq!(Shard::ALL.cells(&plan), plan.cells());
    for wrong in ["0/4", "5/4", "1/0", "1", "a/b", ""] {
        assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
    }
}

#[test]
fn what_a_plan_takes_is_told_before_it_starts() {
    let plan = Plan::parse(PLAN).expect("a plan");
    let assumption = Assumption {
        steps: 10,
        tokens_instruction: 100,
        tokens_step: 10,
        steps_kept: 4,
        tokens_reply: 5,
    };
    let estimate = plan.estimate(&plan.cells(), &assumption);
    // Per model and trial: 20 episodes of 64 steps and 2 of 10.
    assert_eq!(estimate.calls, 2 * 2 * (20 * 64 + 2 * 10));
    let tokens_in = |steps: u64| steps * 100 + (1 + 2 + 3 + 4 + (steps - 4) * 4) * 10;
    assert_eq!(estimate.tokens_in, 4 * (20 * tokens_in(64) + 2 * tokens_in(10)));
    assert_eq!(estimate.tokens_out, estimate.calls * 5);
    let cost = (estimate.tokens_in as f64 * 0.15 + estimate.tokens_out as f64 * 0.6) / 2e6;
    assert!((estimate.cost_usd - cost).abs() < 1e-12, "{estimate:?}");
    assert_eq!(estimate.calls_without_price, estimate.calls / 2);
}

#[test]
fn what_is_wrong_with_a_plan_is_said() {
    let cases = [
        ("", "no agent"),
        ("[[agent]]\nstrategy = \"naive\"\n[[world]]\nid = \"w\"", "no model"),
        ("[[agent]]\nstrategy = \"random\"", "no world"),
        ("[[agent]]\nstrategy = \"random\"\n[[world]]\nid = \"w\"\nseeds = []", "no seed"),
        ("trials = 0\n[[agent]]\nstrategy = \"random\"\n[[world]]\nid = \"w\"", "trials"),
        ("[[agent]]\nstrategy = \"random\"\n[[world]]\nid = \"w\"\nseeds = \"9..2\"", "no seeds"),
        (
            "[[agent]]\nstrategy = \"random\"\n[[world]]\nid = \"w\"\nseeds = \"0..99999999\"",
            "more than",
        ),
        (
            "[[agent]]\nstrategy = \"random\"\n[[agent]]\nstrategy = \"random\"\n[[world]]\nid = \"w\"",
            "two agents",
        ),
        (
            "[[agent]]\nstrategy = \"random\"\n[[world]]\nid = \"w\"\n[[model]]\nmodel = \"m\"",
            "without a model",
        ),
        ("colour = 1", "unknown field"),
        ("name = ", "no plan"),
    ];
    for (text, wanted) in cases {
        let error = Plan::parse(text).expect_err(text).to_string();
        assert!(error.contains(wanted), "{text:?}: {error}");
    }
}

#[test]
fn the_multi_model_set_up_is_read_with_its_flags() {
    let file = r#"
[experiment]
episodes = 10
max_turns = 100
difficulty = "easy"
models = ["a", "b", "c", "d", "e", "f"]
concurrent_models = true
max_concurrent_models = 3
[services]
crafter_service_url = "http://localhost:8901"
database_path = "traces.db"
[output]
trace_dir = "traces"
save_traces = true
[http]
timeout = 30.0
max_retries = 3
"#;
    let set_up = MultiModel::parse(file).expect("a set-up");
    let plan = set_up.plan().expect("a plan");
    assert_eq!((plan.cells().len(), plan.models_at_once), (60, 3));
    let world = &plan.worlds[0];
    assert_eq!(world.seeds, Seeds::List((1000..1010).collect()));
    assert_eq!((world.max_steps, world.difficulty.as_deref()), (Some(100), Some("easy")));
    let flags = [
        "--episodes",
        "2",
        "--models",
        "x",
        "y",
        "--max-turns=30",
        "--quiet",
        "--database",
        "t.db",
    ];
    let set_up = set_up.with_flags(&flags).expect("flags");
    let plan = set_up.plan().expect("a plan");
    let names: Vec<&str> = plan.models.iter().map(PlanModel::label).collect();
    assert_eq!((names, plan.cells().len()), (vec!["x", "y"], 4));
    assert_eq!((plan.worlds[0].max_steps, set_up.output.verbose), (Some(30), Some(false)));
    for wrong in [&["--colour"][..], &["--episodes"], &["--episodes", "many"]] {
        assert!(MultiModel::default().with_flags(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn the_babyai_example_is_five_kinds_by_twenty_seeds_by_four_variants() {
    let plan = babyai_example(&["gpt-4o-mini-2024-07-18"]);
    plan.check().expect("a plan");
    assert_eq!(plan.cells().len(), 5 * 20 * 4);
    let catalog = diorama::env::catalog::all();
    for world in &plan.worlds {
        let known = diorama::env::catalog::by_id(&world.id).is_some();
        assert!(known || catalog.iter().any(|entry| entry.id == world.id), "{}", world.id);
    }
    assert_eq!(plan.worlds[0].seeds.get(19), Some(219));
}

#[test]
fn tau_benchs_run_config_is_read_with_its_defaults() {
    let json = r#"{"model_provider": "openai", "user_model_provider": "openai", "model": "gpt-4o", "num_trials": 4,
        "env": "airline", "end_index": 10, "start_index": 2, "max_concurrency": 8, "user_strategy": "react"}"#;
    let config = RunConfig::parse(json).expect("a config");
    let plan = config.plan(50).expect("a plan");
    assert_eq!((plan.cells().len(), plan.at_once), (8 * 4, 8));
    assert_eq!(plan.agents[0].strategy, "tool-calling");
    assert_eq!(plan.worlds[0].id, "tau-bench/airline");
    assert_eq!(plan.worlds[0].user.as_ref().map(|user| user.strategy.as_str()), Some("react"));
    let all = RunConfig { end_index: -1, start_index: 0, ..config.clone() };
    assert_eq!(all.plan(50).expect("a plan").cells().len(), 200);
    let some = RunConfig { task_ids: Some(vec![3, 9]), ..config };
    assert_eq!(some.plan(50).expect("a plan").worlds[0].seeds, Seeds::List(vec![3, 9]));
}
