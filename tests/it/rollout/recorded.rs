//! The originals' recorded dialogues, asked and answered by rollouts in the originals' own wording.
//!
//! As in `prompts/recorded.rs`, that wording is read where it lies; where it is not at hand, these
//! tests say so and check nothing.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use diorama::agent::prompt::{AgentKind, BalrogConfig, PromptPack};
use diorama::agent::rollout::{Limits, OnError, Rollout, Settings, Strategy};
use diorama::env::World;
use diorama::llm::{ChatRequest, Role, Said, Turn};
use serde_json::Value;

use super::{request, says, session};

/// The folder of recordings and prompt packs; none if there is none.
fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let data = env::var_os("DIORAMA_DATA").map(|data| PathBuf::from(data).join(".."));
    let found =
        [Some(beside), data].into_iter().flatten().find(|folder| folder.join("fixtures").is_dir());
    if found.is_none() {
        println!("skipped: neither ../shared nor DIORAMA_DATA has recordings");
    }
    found
}

fn records(shared: &Path, file: &str) -> Vec<Value> {
    let text =
        fs::read_to_string(shared.join("fixtures/grid").join(file)).expect("a readable file");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn pack(shared: &Path, file: &str) -> PromptPack {
    let json = fs::read_to_string(shared.join("data/prompt-packs").join(file));
    PromptPack::parse(&json.expect("a readable file")).expect("a prompt pack")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn said(request: &ChatRequest) -> Vec<(&'static str, String)> {
    let one = |turn: &Turn| match turn {
        Turn::System { text } => (Role::System.as_str(), text.clone()),
        Turn::User { text } => (Role::User.as_str(), text.clone()),
        Turn::Assistant { parts } => match &parts[0].said {
            Said::Text { text } => (Role::Assistant.as_str(), text.clone()),
            other => panic!("{other:?}"),
        },
        Turn::Tool(result) => panic!("{result:?}"),
    };
    request.turns.iter().map(one).collect()
}

#[test]
fn balrogs_agents_ask_and_read_as_recorded() {
    let Some(shared) = shared() else { return };
    let mut count = 0;
    for record in records(&shared, "prompts.jsonl") {
        // Demonstrations of the recordings were drawn by other rules than ours.
        let kind: AgentKind = text(&record["agent"]).parse().expect("an agent");
        if kind == AgentKind::FewShot || !kind.asks() {
            continue;
        }
        let number = |key: &str| record[key].as_u64().expect("a number") as u32;
        let config = BalrogConfig {
            max_text_history: number("max_text_history"),
            max_cot_history: number("max_cot_history"),
            ..BalrogConfig::new(kind)
        };
        let strategy = Strategy::Balrog { config, demonstrations: Vec::new() };
        let mut settings = Settings::new(strategy);
        settings.wording.pack = Some(pack(&shared, "balrog.json"));
        let name = format!("{kind} {} {}", record["task"], record["seed"]);
        count += 1;
        let mut session = start(&record);
        let mut rollout = Rollout::<World>::new(settings, Limits::default());
        for (at, step) in record["steps"].as_array().expect("steps").iter().enumerate() {
            let asked = said(&request(&mut rollout, &session));
            if let Some(messages) = step["messages"].as_array() {
                let want: Vec<_> =
                    messages.iter().map(|one| (text(&one[0]), text(&one[1]).to_owned())).collect();
                assert_eq!(asked, want, "{name} step {at}");
            }
            rollout.answer(&mut session, says(text(&step["reply"])));
            let done = rollout.calls()[at].done.as_ref().expect("an action");
            assert_eq!(done.action, text(&step["executed"]), "{name} step {at}");
            assert_eq!(done.lapse.is_some(), step["completion"] != step["executed"], "{name} {at}");
        }
    }
    assert!(count >= 25, "{count}");
}

#[test]
fn tensorzeros_variants_ask_as_recorded() {
    let Some(shared) = shared() else { return };
    for record in records(&shared, "tensorzero.jsonl") {
        let variant = text(&record["variant"]).parse().expect("a variant");
        let history_length = record["history_length"].as_u64().expect("a number") as u32;
        let strategy = Strategy::Tensorzero { variant, history_length, shaped: false };
        let mut settings = Settings { on_error: OnError::Play, ..Settings::new(strategy) };
        settings.wording.pack = Some(pack(&shared, "tensorzero.json"));
        let mut session = start(&record);
        let mut rollout = Rollout::<World>::new(settings, Limits::default());
        let name = format!("{variant} {} {}", record["task"], record["seed"]);
        for (at, step) in record["steps"].as_array().expect("steps").iter().enumerate() {
            let asked = said(&request(&mut rollout, &session));
            assert_eq!(asked[0], ("system", text(&record["system"]).to_owned()), "{name} {at}");
            if let Some(user) = step["user"].as_str() {
                assert_eq!(asked[1], ("user", user.to_owned()), "{name} step {at}");
            }
            let reply = serde_json::json!({ "action": step["action"] }).to_string();
            rollout.answer(&mut session, says(&reply));
            let done = rollout.calls()[at].done.as_ref().expect("an action");
            assert_eq!(done.action, text(&step["action"]), "{name} step {at}");
        }
    }
}

fn start(record: &Value) -> diorama::episode::Session<World> {
    let task = text(&record["task"]).rsplit('/').next().expect("a name").replace(' ', "_");
    session(&format!("babyai/{task}"), record["seed"].as_u64().expect("a seed"))
}

#[test]
fn the_scripted_model_understands_the_originals_words() {
    let Some(shared) = shared() else { return };
    for (strategy, file) in [
        ("naive", "balrog.json"),
        ("robust_naive", "balrog.json"),
        ("cot", "balrog.json"),
        ("robust_cot", "balrog.json"),
        ("custom", "balrog.json"),
        ("few_shot", "balrog.json"),
        ("tensorzero:baseline", "tensorzero.json"),
        ("tensorzero:history_and_reasoning", "tensorzero.json"),
    ] {
        let mut settings = super::settings(strategy);
        settings.wording.pack = Some(pack(&shared, file));
        let mut won = 0;
        for seed in 0..10 {
            let mut session = session("babyai/pick_up_seq_go_to", seed);
            let mut rollout = Rollout::new(settings.clone(), Limits::default());
            super::play(&diorama::agent::Scripted, &mut session, &mut rollout);
            let metrics = diorama::agent::EpisodeMetrics::new(&session, &rollout);
            assert_eq!(metrics.invalid_actions, 0, "{strategy} {seed}");
            won += u32::from(metrics.success);
        }
        assert!(won >= 9, "{strategy}: {won} of 10");
    }
}
