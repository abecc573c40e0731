//! Models in Crafter: what they are told.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use diorama::agent::prompt::{BalrogWording, PromptPack};
use diorama::agent::rollout::{
    Lapse, Limits, Next, Pause, Rollout, Settings, Stop, Strategy, Told, run,
};
use diorama::agent::{EpisodeMetrics, Scripted};
use diorama::env::catalog::{self, WorldSpec};
use diorama::env::crafter::{Achievement, Action, CrafterEnv, Options};
use diorama::env::{Env, Seed, World, world};
use diorama::episode::share::{self, Link};
use diorama::episode::{Replay, Session, Verdict};
use diorama::llm::{Answer, ChatReply, Part, Said, StopReason, ToolCall, Turn};
use serde_json::json;

#[test]
fn the_instruction_names_every_action_and_no_place_is_left_open() {
    let wording = BalrogWording::new(PromptPack::balrog()).expect("our own pack");
    let instruction = wording.crafter_instruction().expect("an instruction for Crafter");
    for action in Action::ALL {
        let name = CrafterEnv::name(&action);
        let line = instruction.lines().find(|line| line.starts_with(&format!("{name}: ")));
        let line = line.unwrap_or_else(|| panic!("{name} is not explained"));
        assert!(line.len() > name.len() + 6, "{line}");
    }
    assert!(!instruction.contains('{'), "{instruction}");
}

#[test]
fn strategies_ask_about_the_game() {
    let mut env = CrafterEnv::new(Options::BALROG);
    let first = env.reset(Seed(1));
    for (name, plays) in [("naive", true), ("tools", true), ("tensorzero:baseline", false)] {
        let strategy: Strategy = name.parse().expect("a known strategy");
        let mind = env.mind(Seed(1), &Settings::new(strategy));
        assert_eq!(mind.is_ok(), plays, "{name}");
        let Ok(mut mind) = mind else { continue };
        let asked = mind.ask(&env.tell(&first));
        let said = format!("{:?}", asked.turns);
        assert!(said.contains("Make Iron Sword"), "{name}: {said}");
        assert!(said.contains("health: 9/9"), "{name}: {said}");
    }
}

/// Plays with the scripted model up to a step.
fn scripted(strategy: &str, seed: u64, steps: usize) -> (Session<World>, Rollout<World>) {
    let entry = catalog::by_id("crafter/balrog").expect("a known world");
    let world = catalog::make(&WorldSpec::new(entry.world()));
    let mut session = Session::new(world, Seed(seed));
    let settings = Settings::new(strategy.parse().expect("a known strategy"));
    let limits = Limits { steps: Some(steps), ..Limits::default() };
    let mut rollout = Rollout::new(settings, limits);
    let stop = {
        let playing = run(&Scripted, &mut session, &mut rollout, |_| {});
        // A script waits for nothing.
        pin!(playing).poll(&mut Context::from_waker(Waker::noop()))
    };
    let is_done = matches!(stop, Poll::Ready(Stop::Over(_) | Stop::Paused(Pause::Limit(_))));
    assert!(is_done, "{strategy}: {stop:?}");
    (session, rollout)
}

#[test]
fn the_scripted_model_gathers_and_makes_tools() {
    for strategy in
        ["naive", "robust_naive", "cot", "robust_cot", "custom", "few_shot", "tools", "synth:react"]
    {
        let (session, rollout) = scripted(strategy, 1, 150);
        let metrics = EpisodeMetrics::new(&session, &rollout);
        assert_eq!(metrics.invalid_actions, 0, "{strategy}");
        let unlocked = session.env().crafter().expect("Crafter").game().unlocked();
        println!("{strategy}: {} steps, {} achievements", session.line_len(), unlocked.len());
        assert!(unlocked.has(Achievement::CollectWood), "{strategy}");
        assert!(unlocked.len() >= 3, "{strategy}: {unlocked:?}");
    }
}

#[test]
fn what_a_model_played_comes_back_through_a_link() {
    for strategy in ["cot", "tools", "tools:5"] {
        let (session, rollout) = scripted(strategy, 2, 30);
        let entry = catalog::by_id("crafter/balrog").expect("a known world");
        let link = Link::new(&session, WorldSpec::new(entry.world()));
        let text = share::encode(&link.telling(rollout.told(&session))).expect("short enough");
        let mut replay = Replay::open(&share::decode(&text).expect("sound")).expect("actions");
        replay.advance(usize::MAX);
        assert!(matches!(replay.verdict(), Some(Verdict::Verified { .. })), "{strategy}");
        let opened = replay.into_session();
        let back = Rollout::of_told(&opened).expect("words of an agent");
        assert_eq!(back.settings(), rollout.settings(), "{strategy}");
        assert_eq!(back.calls().len(), rollout.calls().len(), "{strategy}");
        for at in 0..back.calls().len() {
            assert!(back.again(&opened, at).is_some_and(|again| again.is_exact), "{strategy} {at}");
        }
    }
}

#[test]
fn a_few_shot_agent_sees_the_survivor_s_play_of_another_episode() {
    let entry = catalog::by_id("crafter/classic").expect("a known world");
    let session = Session::new(catalog::make(&WorldSpec::new(entry.world())), Seed(1));
    let settings = Settings::new("few_shot".parse().expect("a known strategy"));
    let mut rollout = Rollout::<World>::new(settings, Limits::default());
    let Next::Ask(question) = rollout.next(&session) else { panic!("no question") };
    let said = format!("{:?}", question.request.turns);
    assert!(question.request.turns.len() > 300, "{}", question.request.turns.len());
    for words in ["Example 1", "You face", "Do", "Place Table"] {
        assert!(said.contains(words), "{words}");
    }
}

/// Up to five actions in a call, as synth-ai's agents have them.
#[test]
fn a_call_names_several_actions_and_is_answered_after_the_last() {
    let (mut session, mut rollout) = scripted("tools:5", 2, 0);
    rollout.set_limits(Limits::default());
    let mut answer = |arguments: &str| {
        let Next::Ask(question) = rollout.next(&session) else { panic!("no question") };
        let reply = ChatReply {
            parts: vec![Part::new(Said::Call(ToolCall {
                id: "call".to_owned(),
                name: "act".to_owned(),
                arguments: arguments.to_owned(),
            }))],
            stop: StopReason::ToolCalls,
            stop_word: None,
            usage: None,
            model: None,
            id: None,
        };
        rollout.answer(&mut session, Answer::at_once(Ok(reply)));
        let mut actions = vec![session.actions()[session.line_len() - 1]];
        while let Next::Act(action) = rollout.next(&session) {
            rollout.act(&mut session).expect("not over");
            actions.push(action);
        }
        let lapse = rollout.calls().last().and_then(|call| call.done.as_ref()?.lapse);
        let names: Vec<&str> = actions.into_iter().map(world::Action::as_str).collect();
        (question, names.join(" "), lapse)
    };
    let (question, played, lapse) =
        answer(r#"{"actions": ["Move West", "Do", "Do", "Noop", "Sleep", "Do"]}"#);
    let schema = &question.request.tools[0].parameters["properties"]["actions"];
    assert_eq!((&schema["minItems"], &schema["maxItems"]), (&json!(1), &json!(5)));
    assert_eq!((played.as_str(), lapse), ("move_left do do noop sleep", None));
    let (question, played, lapse) = answer(r#"{"actions": ["Noop", "Fly", "Do"]}"#);
    // One result for the one call: what was seen after its last action.
    let results = question.request.turns.iter().filter(|turn| matches!(turn, Turn::Tool(_)));
    assert_eq!(results.count(), 1);
    assert_eq!((played.as_str(), lapse), ("noop", None));
    assert_eq!(answer(r#"{"actions": ["Fly"]}"#).2, Some(Lapse::NotAnAction));
    assert_eq!(answer(r#"{"actions": []}"#).2, Some(Lapse::BadArguments));
    let (_, played, lapse) = answer(r#"{"action": "Do"}"#);
    assert_eq!((played.as_str(), lapse), ("noop", Some(Lapse::BadArguments)));
}
