//! BALROG's agents: what they send, what they read, what they remember.

use diorama::agent::prompt::{AgentKind, BalrogConfig, Demonstration, Fallback};
use diorama::env::minigrid::Action;
use diorama::llm::{Message, Role};
use expect_test::expect;
use proptest::prelude::*;

use super::{agent, usual};

#[test]
fn names_parse_back() {
    for kind in AgentKind::ALL {
        assert_eq!(kind.to_string().parse(), Ok(kind));
    }
    let error = "Naive".parse::<AgentKind>().expect_err("case matters");
    assert_eq!(error.to_string(), "there is no agent \"Naive\"");
}

/// What the agent takes for the action, and the action that is played.
fn check(kind: AgentKind, cases: &[(&str, &str, Action)]) {
    for &(reply, completion, action) in cases {
        let mut agent = usual(kind);
        agent.messages("a wall 1 step forward");
        let reading = agent.read(reply);
        assert_eq!(reading.completion.as_deref(), Some(completion), "{kind}: {reply:?}");
        assert_eq!(reading.action, action, "{kind}: {reply:?}");
        let is_valid = completion == action.as_str();
        let fallback = (!is_valid).then_some(Fallback::NoAction);
        assert_eq!(reading.fallback, fallback, "{kind}: {reply:?}");
    }
}

#[test]
fn an_answer_is_filtered_to_letters() {
    let cases = [
        ("turn left", "turn left", Action::Left),
        (" \u{1f}turn left\u{a0}\n", "turn left", Action::Left),
        ("**Turn left**", "Turn left", Action::Forward),
        ("1. `pick up`!", " pick up", Action::Forward),
        ("`pick up`!", "pick up", Action::Pickup),
        ("drop\u{1c}", "drop", Action::Drop),
        ("dröp", "drp", Action::Forward),
        ("Action: toggle", "Action: toggle", Action::Forward),
        ("toggle toggle", "toggle toggle", Action::Forward),
        // Known, but not offered here.
        ("done", "done", Action::Forward),
        ("go forward", "go forward", Action::Forward),
        ("", "", Action::Forward),
    ];
    check(AgentKind::Naive, &cases);
    check(AgentKind::FewShot, &cases);
}

#[test]
fn an_answer_is_taken_from_between_marks() {
    let found = [
        ("<|ACTION|>drop<|END|>", "drop", Action::Drop),
        ("so: <|ACTION|>\n drop\t<|END|> yes", "drop", Action::Drop),
        ("<|ACTION|>drop<|END|><|ACTION|>toggle<|END|>", "drop", Action::Drop),
        ("<|END|><|ACTION|>drop<|END|>", "drop", Action::Drop),
        ("<|ACTION|>a<|ACTION|>b<|END|>", "a<|ACTION|>b", Action::Forward),
        ("<|ACTION|><|END|>drop", "", Action::Forward),
    ];
    check(AgentKind::RobustNaive, &found);
    check(AgentKind::RobustCot, &found);
    let whole = [
        (" drop ", "drop", Action::Drop),
        ("<|ACTION|>drop", "<|ACTION|>drop", Action::Forward),
        ("<|action|>drop<|end|>", "<|action|>drop<|end|>", Action::Forward),
    ];
    check(AgentKind::RobustNaive, &whole);
    let nothing = "No action could be found in the answer.";
    check(AgentKind::RobustCot, &whole.map(|(reply, ..)| (reply, nothing, Action::Forward)));
}

#[test]
fn an_answer_is_taken_from_after_the_thoughts() {
    check(
        AgentKind::Cot,
        &[
            ("It is left of me.\nACTION: turn left", "turn left", Action::Left),
            ("ACTION: drop\nno, ACTION: <toggle>.", "toggle", Action::Toggle),
            ("**ACTION:** toggle", "toggle", Action::Toggle),
            ("ACT1ION: toggle", "toggle", Action::Toggle),
            ("toggle", "toggle", Action::Toggle),
            ("action: toggle", "action: toggle", Action::Forward),
            ("ACTION: toggle\nbecause", "toggle\nbecause", Action::Forward),
            ("ACTION:", "", Action::Forward),
        ],
    );
}

#[test]
fn a_planner_names_a_plan_and_an_action() {
    let keep = "No changes to the plan.";
    let cases = [
        ("PLAN: look\nACTION: drop", "look", Some("drop")),
        ("plan:\tlook,\n walk \nAction:drop ", "look,\n walk", Some("drop")),
        ("My plan: look ACTION: drop", "look ACTION: drop", Some("drop")),
        ("PLAN: a\nACTION: b\nACTION: c", "a", Some("b\nACTION: c")),
        ("PLAN: first action: b\nACTION: c", "first action: b", Some("b\nACTION: c")),
        ("ACTION: drop\nPLAN: later", "later", Some("drop\nPLAN: later")),
        // An empty plan swallows the line of the action.
        ("PLAN:\nACTION: drop", "ACTION: drop", Some("drop")),
        ("PLAN:", "", None),
        ("ACTION: drop", keep, Some("drop")),
        ("ACTION:", keep, Some("")),
        ("drop", keep, None),
        ("", keep, None),
        // Python's idea of upper and lower case.
        ("ACTİON: drop", keep, Some("drop")),
        ("actıon: drop", keep, Some("drop")),
    ];
    for (reply, plan, action) in cases {
        let mut agent = usual(AgentKind::Custom);
        agent.messages("");
        let reading = agent.read(reply);
        assert_eq!(reading.reasoning.as_deref(), Some(plan), "{reply:?}");
        assert_eq!(reading.completion.as_deref(), action, "{reply:?}");
        let shown = match plan {
            plan if plan == keep || plan.is_empty() => {
                "You have not made a plan so far.".to_owned()
            }
            plan => format!("Your plan so far:\n{plan}"),
        };
        let messages = agent.messages("");
        let last = &messages.last().expect("a message").content;
        assert!(last.contains(&format!("\n\n{shown}\n\n")), "{reply:?}: {last}");
    }
}

#[test]
fn the_agent_that_asks_nobody_walks_on() {
    let mut agent = usual(AgentKind::Dummy);
    assert_eq!(agent.messages("a wall 1 step forward"), []);
    let reading = agent.read("turn left");
    assert_eq!(reading.completion.as_deref(), Some("wait"));
    assert_eq!(reading.action, Action::Forward);
}

/// The conversation after some replies, without the instruction and the ending, on a line each.
fn after(config: BalrogConfig, replies: &[&str]) -> Vec<String> {
    let config = BalrogConfig { feedback_on_invalid_action: false, ..config };
    let mut agent = agent(config);
    let mut messages = agent.messages("0");
    for (at, reply) in replies.iter().enumerate() {
        agent.read(reply);
        messages = agent.messages(&(at + 1).to_string());
    }
    let line = |message: &Message| {
        let text = message.content.split("\n\n").next().unwrap_or_default();
        text.replace('\n', " ")
    };
    messages[1..].iter().map(line).collect()
}

#[test]
fn the_oldest_is_forgotten_first() {
    let short = BalrogConfig { max_text_history: 2, ..BalrogConfig::new(AgentKind::Naive) };
    let cases: [(&[&str], &[&str]); 4] = [
        (&[], &["Now you are told: 0"]),
        (&["a"], &["You were told: 0", "a", "Now you are told: 1"]),
        (&["a", "b", "c"], &["b", "You were told: 2", "c", "Now you are told: 3"]),
        // Without answers between them there are more observations than are shown in full.
        (
            &["a", "", "", ""],
            &["You were told:", "You were told:", "You were told: 3", "Now you are told: 4"],
        ),
    ];
    for (replies, want) in cases {
        assert_eq!(after(short, replies), want, "{replies:?}");
    }
    let none = BalrogConfig { max_text_history: 0, ..short };
    assert_eq!(after(none, &["a", "b"]), Vec::<String>::new());
}

#[test]
fn thoughts_fade() {
    let kind = BalrogConfig::new(AgentKind::Cot);
    let cases: [(u32, &[&str]); 3] = [
        (0, &["drop", "x", "toggle"]),
        (1, &["drop", "x", "My thoughts: ACTION: toggle"]),
        (2, &["drop", "My thoughts: ?x", "My thoughts: ACTION: toggle"]),
    ];
    for (max_cot_history, want) in cases {
        let config = BalrogConfig { max_cot_history, ..kind };
        let found = after(config, &["ACTION: drop", "?x", "ACTION: toggle"]);
        let answers: Vec<&str> =
            found.iter().map(String::as_str).filter(|line| !line.contains("told:")).collect();
        assert_eq!(answers, want, "{max_cot_history}");
    }
    // The others show what they took for the action.
    assert_eq!(
        after(BalrogConfig::new(AgentKind::RobustCot), &["x <|ACTION|>drop<|END|>"])[1],
        "drop"
    );
    assert_eq!(after(BalrogConfig::new(AgentKind::Custom), &["PLAN: x\nACTION: drop"])[1], "drop");
}

#[test]
fn an_agent_hears_that_its_answer_was_no_action() {
    let config = BalrogConfig::new(AgentKind::Naive);
    let told = |config, reply: &str| {
        let mut agent = agent(config);
        agent.messages("");
        agent.read(reply);
        agent.told("a wall 1 step forward")
    };
    assert_eq!(told(config, "drop"), "a wall 1 step forward");
    let quiet = BalrogConfig { feedback_on_invalid_action: false, ..config };
    assert_eq!(told(quiet, "jump"), "a wall 1 step forward");
    expect![[r"
        Your last answer did not name an action from the list, so this was done in its place: go forward

        After it you see:
        a wall 1 step forward"]]
    .assert_eq(&told(config, "jump"));
}

/// The openings of the messages before the agent's own episode.
fn shown(max_icl_history: u32) -> Vec<String> {
    let config = BalrogConfig { max_icl_history, ..BalrogConfig::new(AgentKind::FewShot) };
    let step = |action: &str, text: &str| (action.to_owned(), text.to_owned());
    let demonstrations = vec![
        Demonstration { first: "A".into(), steps: vec![step("drop", "B"), step("toggle", "C")] },
        Demonstration { first: "D".into(), steps: vec![step("turn left", "E")] },
    ];
    let mut agent = agent(config).with_demonstrations(demonstrations);
    let mut messages = agent.messages("now");
    assert!(
        messages.pop().is_some_and(|last| last.content.starts_with("Now you are told:\nnow\n\n"))
    );
    messages[1..].iter().map(|message| message.content.replace('\n', " ")).collect()
}

#[test]
fn demonstrations_are_cut_short() {
    let turn = "=== From here on you play ===";
    let [start, end] =
        ["begins", "ends"].map(|verb| move |k: u8| format!("=== Example {k} {verb} ==="));
    let list = |inner: &[&[&str]]| {
        let mut all = Vec::new();
        for (k, texts) in (1..).zip(inner) {
            all.push(start(k));
            all.extend(texts.iter().map(|text| (*text).to_owned()));
            all.push(end(k));
        }
        all.push(turn.to_owned());
        all
    };
    let first: &[&str] = &["Seen: A", "drop", "Seen: B", "toggle", "Seen: C"];
    let second: &[&str] = &["Seen: D", "turn left", "Seen: E"];
    assert_eq!(shown(1000), list(&[first, second]));
    assert_eq!(shown(8), list(&[first, second]));
    assert_eq!(shown(7), list(&[first, &second[..2]]));
    // The second is cut to nothing, and still stands there.
    assert_eq!(shown(5), list(&[first, &[]]));
    assert_eq!(shown(4), list(&[&first[..4]]));
    assert_eq!(shown(0), list(&[&[]]));
}

proptest! {
    #[test]
    fn no_reply_makes_it_panic(replies in prop::collection::vec(reply(), 0..12), limit in 0..4_u32) {
        for kind in AgentKind::ALL {
            let config = BalrogConfig {
                max_text_history: limit,
                max_cot_history: limit,
                max_icl_history: limit,
                ..BalrogConfig::new(kind)
            };
            let mut agent = agent(config);
            for reply in &replies {
                let messages = agent.messages(reply);
                prop_assert_eq!(messages.is_empty(), !kind.asks());
                prop_assert!(messages.iter().all(|message| message.role != Role::System));
                let reading = agent.read(reply);
                let is_named = reading.completion.as_deref() == Some(reading.action.as_str());
                prop_assert_eq!(reading.fallback, (!is_named).then_some(Fallback::NoAction));
            }
        }
    }
}

/// Pieces of answers, and anything.
fn reply() -> impl Strategy<Value = String> {
    let pieces =
        ["PLAN:", "action:", "ACTION:", "<|ACTION|>", "<|END|>", "\n", " ", "drop", "İ", "\u{1c}"];
    let joined = prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..8);
    prop_oneof![joined.prop_map(|pieces| pieces.concat()), any::<String>()]
}
