//! synth-ai's agents as a model plays them: what they are told, how they are read, and what is different as upstream has it.

use diorama::agent::EpisodeMetrics;
use diorama::agent::prompt::{PromptPack, SynthAgent};
use diorama::agent::rollout::{
    Lapse, Limit, Limits, Next, Over, Pause, Rollout, Settings, Strategy, Text,
};
use diorama::env::catalog::{self, WorldSpec};
use diorama::env::crafter::text::{SynthText, Vitals};
use diorama::env::{Seed, World};
use diorama::episode::share::{self, Link};
use diorama::episode::{Player, Replay, Session};
use diorama::llm::{Answer, ChatReply, ChatRequest, Part, Said, StopReason, ToolCall, Turn};

const SEED: Seed = Seed(3);

fn session() -> Session<World> {
    let entry = catalog::by_id("crafter/classic").expect("a known world");
    Session::new(catalog::make(&WorldSpec::new(entry.world())), SEED)
}

fn rollout(name: &str) -> Rollout<World> {
    Rollout::new(Settings::new(name.parse().expect("a known strategy")), Limits::default())
}

fn question(rollout: &mut Rollout<World>, session: &Session<World>) -> ChatRequest {
    match rollout.next(session) {
        Next::Ask(question) => question.request,
        other => panic!("no question but {other:?}"),
    }
}

fn reply(said: Said) -> Answer {
    let parts = vec![Part::new(said)];
    let stop = StopReason::End;
    Answer::at_once(Ok(ChatReply {
        parts,
        stop,
        stop_word: None,
        usage: None,
        model: None,
        id: None,
    }))
}

fn says(text: &str) -> Answer {
    reply(Said::Text { text: text.to_owned() })
}

fn calls(name: &str, arguments: &str) -> Answer {
    let (name, arguments) = (name.to_owned(), arguments.to_owned());
    reply(Said::Call(ToolCall { id: "c".to_owned(), name, arguments }))
}

/// Answers a question and plays what was named; the actions, and the lapse of the first.
fn played(
    rollout: &mut Rollout<World>,
    session: &mut Session<World>,
    answer: Answer,
) -> (String, Option<Lapse>) {
    question(rollout, session);
    let before = session.line_len();
    rollout.answer(session, answer);
    while let Next::Act(_) = rollout.next(session) {
        rollout.act(session).expect("an episode that goes on");
    }
    let names: Vec<&str> =
        session.actions()[before..].iter().map(|action| action.as_str()).collect();
    let lapse = rollout.calls().last().and_then(|call| call.done.as_ref()?.lapse);
    (names.join(" "), lapse)
}

/// The system text, if there is one, and what the user says.
fn texts(request: &ChatRequest) -> (Option<&str>, &str) {
    match request.turns.as_slice() {
        [Turn::System { text: system }, Turn::User { text }] => (Some(system), text),
        [Turn::User { text }] => (None, text),
        other => panic!("a system's turn and a user's, not {other:?}"),
    }
}

#[test]
fn every_agent_has_its_name_and_tells_in_its_own_manner() {
    for name in Strategy::CRAFTER_NAMES {
        let strategy: Strategy = name.parse().expect("a known strategy");
        assert_eq!(strategy.as_str(), name);
        let stored = serde_json::to_string(&Settings::new(strategy.clone())).expect("plain data");
        let settings: Settings = serde_json::from_str(&stored).expect("the same");
        assert_eq!(settings.strategy, strategy, "{stored}");
        let texts: Vec<Text> = settings.texts("crafter");
        assert!(!texts.is_empty() && texts.iter().all(|text| !text.text.is_empty()), "{texts:?}");
    }
    let session = session();
    let env = session.env_at(0);
    let game = env.crafter().expect("Crafter").game();
    let real = SynthText { vitals: Vitals::Real };
    let cases = [
        ("synth:react", format!("Turn 1/100\n\n{}\n\n", real.react(game)), 2),
        ("synth:lm", format!("Episode 3 - Turn 1/100\n\n{}\n\n", real.lm_synth(game)), 2),
        ("synth:script", format!("{}\n\n", real.status(game)), 0),
        ("synth:numbers", format!("{}\n\n", real.state(game, 1)), 1),
    ];
    for (name, start, tools) in cases {
        let request = question(&mut rollout(name), &session);
        let (system, user) = texts(&request);
        assert!(user.starts_with(&start) && user.len() > start.len(), "{name}: {user}");
        assert_eq!(request.tools.len(), tools, "{name}");
        assert_eq!(system.is_some(), name != "synth:script", "{name}");
        let all = format!("{}{user}", system.unwrap_or_default());
        assert!(all.contains("make_iron_sword") && !all.contains('{'), "{name}: {all}");
        assert_eq!(all.contains("noop"), name != "synth:script", "{name}: {all}");
    }
}

#[test]
fn upstream_s_words_are_taken_from_its_pack() {
    let mut pack = PromptPack::synth();
    pack.texts.clear();
    pack.texts.insert("react.system".to_owned(), "SYSTEM".to_owned());
    pack.texts.insert("react.advice".to_owned(), "ADVICE".to_owned());
    let settings = |name: &str| {
        let mut settings = Settings::new(name.parse().expect("a known strategy"));
        settings.wording.pack = Some(pack.clone());
        settings
    };
    let session = session();
    let mut rollout = Rollout::<World>::new(settings("synth:react"), Limits::default());
    let request = question(&mut rollout, &session);
    let (system, user) = texts(&request);
    assert!(system == Some("SYSTEM") && user.ends_with("\n\nADVICE"), "{system:?} {user}");
    // What it has no words for is in ours; an agent that it has no texts for cannot be played in it.
    assert!(!request.tools[0].description.is_empty());
    assert!(settings("synth:react").check().is_ok() && settings("synth:lm").check().is_err());
    let other = Settings {
        wording: diorama::agent::rollout::Wording {
            pack: Some(PromptPack::balrog()),
            ..Default::default()
        },
        ..settings("synth:react")
    };
    assert!(other.check().is_err());
}

#[test]
fn calls_name_up_to_five_actions_and_upstream_s_any_number() {
    let many =
        r#"{"actions": ["move_left", "do", "noop", "sleep", "do", "do", "do"], "reasoning": "x"}"#;
    let numbers = r#"{"actions": [1, 17, 5]}"#;
    let cases = [
        ("synth:react", calls("interact", many), "move_left do noop sleep do", None),
        ("synth:react:upstream", calls("interact", many), "move_left do noop sleep do do do", None),
        ("synth:react", says("move_left"), "do", Some(Lapse::NoCall)),
        (
            "synth:react",
            calls("interact", r#"{"actions": ["fly", "do"]}"#),
            "noop do",
            Some(Lapse::NotAnAction),
        ),
        ("synth:lm", says("I move_down and place_stone"), "move_down place_stone", None),
        ("synth:script", says(" Move Right\n"), "move_right", None),
        ("synth:script", says("fly"), "do", Some(Lapse::NotAnAction)),
        ("synth:numbers", calls("interact", numbers), "move_left noop do", None),
        (
            "synth:numbers:upstream",
            calls("interact", numbers),
            "move_left make_iron_sword do",
            None,
        ),
        ("synth:numbers", says("5"), "noop", Some(Lapse::NoCall)),
    ];
    for (name, answer, want, lapse) in cases {
        let (mut session, mut rollout) = (session(), rollout(name));
        let found = played(&mut rollout, &mut session, answer);
        assert_eq!((found.0.as_str(), found.1), (want, lapse), "{name}");
    }
}

#[test]
fn what_is_no_action_counts_wherever_it_stands_in_the_list() {
    let list = r#"{"actions": ["noop", "fly", "do", "eat_cow"], "reasoning": ""}"#;
    let numbers = r#"{"actions": [0, 17, 5, "x"]}"#;
    // As upstream has it, numbers that are offered are taken for the last action.
    let cases = [
        ("synth:react", list, vec![2, 4]),
        ("synth:react:upstream", list, vec![2, 4]),
        ("synth:lm", list, vec![2, 4]),
        ("synth:numbers", numbers, vec![2, 4]),
        ("synth:numbers:upstream", numbers, vec![4]),
    ];
    for (name, arguments, want) in cases {
        let (mut session, mut rollout) = (session(), rollout(name));
        played(&mut rollout, &mut session, calls("interact", arguments));
        let lapsed = |rollout: &Rollout<World>, session: &Session<World>| -> Vec<usize> {
            let is_lapsed = |step: &usize| rollout.lapse_at(session, *step).is_some();
            (1..=session.line_len()).filter(is_lapsed).collect()
        };
        assert_eq!(lapsed(&rollout, &session), want, "{name}");
        let noted: Vec<usize> = (1..=session.line_len())
            .filter(|step| session.step(*step).is_some_and(|record| record.note.is_some()))
            .collect();
        assert_eq!(noted, want, "{name}");
        assert_eq!(EpisodeMetrics::new(&session, &rollout).invalid_actions, want.len(), "{name}");
        // A link brings the words, and they are read again.
        let entry = catalog::by_id("crafter/classic").expect("a known world");
        let link = Link::new(&session, WorldSpec::new(entry.world()));
        let text = share::encode(&link.telling(rollout.told(&session))).expect("short enough");
        let mut replay = Replay::open(&share::decode(&text).expect("sound")).expect("actions");
        replay.advance(usize::MAX);
        let opened = replay.into_session();
        let back = Rollout::of_told(&opened).expect("words of an agent");
        assert_eq!(lapsed(&back, &opened), want, "{name}");
        // Somebody else's step is nobody's lapse.
        let action = session.actions()[0];
        session.jump(1);
        session.act(action, Player::Person).expect("not over");
        assert_eq!(rollout.lapse_at(&session, 2), None, "{name}");
    }
}

#[test]
fn there_are_as_many_turns_as_the_model_is_told() {
    for as_upstream in [false, true] {
        let mut session = session();
        let strategy =
            |max_turns| Strategy::Synth { agent: SynthAgent::React, max_turns, as_upstream };
        let settings = Settings::new(strategy(2));
        let mut rollout = Rollout::<World>::new(settings, Limits::default());
        let two = || calls("interact", r#"{"actions": ["noop", "noop"], "reasoning": ""}"#);
        played(&mut rollout, &mut session, two());
        let last = question(&mut rollout, &session);
        assert!(texts(&last).1.starts_with("Turn 2/2\n"));
        assert_eq!(question(&mut rollout, &session), last, "a question waits for its answer");
        played(&mut rollout, &mut session, two());
        assert_eq!(session.line_len(), 4, "turns are not steps");
        let over = Next::Paused(Pause::Limit(Limit::Turns(2)));
        assert_eq!(rollout.next(&session), over);
        let stored = serde_json::to_string(&rollout).expect("plain data");
        let mut again: Rollout<World> = serde_json::from_str(&stored).expect("the same");
        assert_eq!(again.next(&session), over);
        // The limit can be raised, and whoever goes back has turns left.
        rollout.set(Settings::new(strategy(3)));
        assert!(texts(&question(&mut rollout, &session)).1.starts_with("Turn 3/3\n"));
        session.jump(2);
        assert!(texts(&question(&mut again, &session)).1.starts_with("Turn 2/2\n"));
    }
}

#[test]
fn as_upstream_everything_is_told_a_step_late() {
    for (name, step) in [("synth:react", 2), ("synth:react:upstream", 1)] {
        let (mut session, mut rollout) = (session(), rollout(name));
        let two = calls("interact", r#"{"actions": ["noop", "noop"], "reasoning": ""}"#);
        played(&mut rollout, &mut session, two);
        let request = question(&mut rollout, &session);
        let (_, user) = texts(&request);
        assert!(user.starts_with("Turn 2/100\n\n"), "{user}");
        assert!(user.contains(&format!("\nStep: {step}\n")), "{name}: {user}");
    }
    // Values of keys that never arrive.
    let wrong = [
        ("synth:lm:upstream", "Health: 10/10 | Food: 10/10"),
        ("synth:script:upstream", "- Health: 0/9\n- Hunger: 0/9\n"),
        ("synth:numbers:upstream", "- Position: (0, 0)\n- Health: 0/9"),
    ];
    for (name, want) in wrong {
        let request = question(&mut rollout(name), &session());
        let (_, user) = texts(&request);
        assert!(user.contains(want), "{name}: {user}");
    }
    let system = question(&mut rollout("synth:numbers:upstream"), &session());
    assert!(texts(&system).0.is_some_and(|text| text.contains("17: eat_cow\n18: eat_plant")));
}

#[test]
fn a_model_may_end_the_episode() {
    let stops = [
        calls("terminate", r#"{"reason": "enough"}"#),
        calls("interact", r#"{"actions": [], "reasoning": ""}"#),
    ];
    for stop in stops {
        let (mut session, mut rollout) = (session(), rollout("synth:react"));
        let (actions, lapse) = played(&mut rollout, &mut session, stop);
        assert_eq!((actions.as_str(), lapse), ("noop", Some(Lapse::Stopped)));
        assert_eq!(rollout.next(&session), Next::Over(Over::Agent));
        // Stored and opened again, it is still over.
        let stored = serde_json::to_string(&rollout).expect("plain data");
        let mut again: Rollout<World> = serde_json::from_str(&stored).expect("the same");
        assert_eq!(again.next(&session), Next::Over(Over::Agent));
        // Whoever goes back plays on.
        session.jump(0);
        assert!(matches!(rollout.next(&session), Next::Ask(_)));
    }
}

#[test]
fn what_was_said_comes_back_through_a_link_and_every_question_with_it() {
    for name in Strategy::CRAFTER_NAMES {
        let (mut session, mut rollout) = (session(), rollout(name));
        for answer in [
            calls("interact", r#"{"actions": ["move_left", "noop"], "reasoning": ""}"#),
            calls("interact", r#"{"actions": [1, 5]}"#),
            says("do"),
            calls("interact", "{"),
            says("\u{0}{\"actions\": [1e999]}"),
        ] {
            played(&mut rollout, &mut session, answer);
        }
        let entry = catalog::by_id("crafter/classic").expect("a known world");
        let link = Link::new(&session, WorldSpec::new(entry.world()));
        let text = share::encode(&link.telling(rollout.told(&session))).expect("short enough");
        let mut replay = Replay::open(&share::decode(&text).expect("sound")).expect("actions");
        replay.advance(usize::MAX);
        let opened = replay.into_session();
        let back = Rollout::of_told(&opened).expect("words of an agent");
        assert_eq!(back.settings(), rollout.settings(), "{name}");
        for at in 0..back.calls().len() {
            assert!(back.again(&opened, at).is_some_and(|again| again.is_exact), "{name} {at}");
        }
    }
}

#[test]
fn they_play_crafter_alone() {
    let entry = catalog::by_id("babyai/goto").expect("a known world");
    let session = Session::new(catalog::make(&WorldSpec::new(entry.world())), SEED);
    let next = rollout("synth:react").next(&session);
    let Next::Paused(Pause::Unplayable(why)) = next else { panic!("{next:?}") };
    assert!(why.to_string().contains("synth:react cannot be played"), "{why}");
}
