//! `TensorZero`'s variants: what they send, what they read.

use diorama::agent::prompt::{
    Choices, Fallback, Reading, TensorZeroAgent, TensorZeroWording, Variant,
};
use diorama::env::minigrid::Action;
use diorama::rng::Pcg64;
use proptest::prelude::*;

use super::CHOICES;

fn agent(variant: Variant, history_length: usize) -> TensorZeroAgent<Action> {
    let wording = TensorZeroWording::own(variant);
    TensorZeroAgent::new(wording, history_length, "go to the red ball".to_owned(), CHOICES)
}

fn read(reply: Option<&str>, seed: u64) -> Reading<Action> {
    let mut agent = agent(Variant::Baseline, 8);
    agent.messages("");
    agent.read(reply, &mut Pcg64::new(seed))
}

#[test]
fn names_parse_back() {
    for variant in Variant::ALL {
        assert_eq!(variant.to_string().parse(), Ok(variant));
    }
    assert!("baseline_sft".parse::<Variant>().is_err());
}

#[test]
fn an_answer_keeps_to_its_schema_or_is_none() {
    let readable = [
        (r#"{"action": "drop"}"#, "drop", None, Action::Drop),
        (" {\"thinking\": \"\", \"action\": \"toggle\"}\n", "toggle", Some(""), Action::Toggle),
        (r#"{"action": "Drop"}"#, "Drop", None, Action::Forward),
        (r#"{"action": " drop"}"#, " drop", None, Action::Forward),
        (r#"{"action": ""}"#, "", None, Action::Forward),
        (r#"{"action": "drop", "action": "toggle"}"#, "toggle", None, Action::Toggle),
    ];
    for (reply, completion, thinking, action) in readable {
        let reading = read(Some(reply), 0);
        assert_eq!(reading.completion.as_deref(), Some(completion), "{reply:?}");
        assert_eq!(reading.reasoning.as_deref(), thinking, "{reply:?}");
        assert_eq!(reading.action, action, "{reply:?}");
        let fallback = (completion != action.as_str()).then_some(Fallback::NoAction);
        assert_eq!(reading.fallback, fallback, "{reply:?}");
    }
    let unreadable = [
        "",
        "drop",
        "```json\n{\"action\": \"drop\"}\n```",
        r#"{"thinking": "well"}"#,
        r#"{"action": 4}"#,
        r#"{"action": null}"#,
        r#"{"action": "drop", "thinking": null}"#,
        r#"{"action": "drop", "reason": "well"}"#,
        r#"["drop"]"#,
        r#"{"action": "drop"} {}"#,
    ];
    for reply in unreadable.map(Some).into_iter().chain([None]) {
        let reading = read(reply, 0);
        assert_eq!((reading.completion, reading.reasoning), (None, None), "{reply:?}");
        assert_eq!(reading.fallback, Some(Fallback::Drawn), "{reply:?}");
    }
}

#[test]
fn an_action_is_drawn_from_all_that_are_offered() {
    let mut counts = [0_u32; 7];
    for seed in 0..600 {
        let drawn = read(None, seed).action;
        assert_eq!(drawn, read(Some("?"), seed).action, "seed {seed}");
        counts[drawn as usize] += 1;
    }
    assert_eq!(counts[6], 0, "not offered");
    assert!(counts[..6].iter().all(|count| (70..130).contains(count)), "{counts:?}");
    // An answer draws nothing.
    let mut rng = Pcg64::new(0);
    agent(Variant::History, 8).read(Some(r#"{"action": "jump"}"#), &mut rng);
    assert_eq!(rng, Pcg64::new(0));
    let nothing = Choices { actions: &[], fallback: Action::Done };
    let mut helpless =
        TensorZeroAgent::new(TensorZeroWording::own(Variant::Baseline), 8, String::new(), nothing);
    assert_eq!(helpless.read(None, &mut rng).action, Action::Done);
}

/// The observations that the history shows after five steps.
fn remembered(variant: Variant, history_length: usize) -> String {
    let mut agent = agent(variant, history_length);
    for at in 0..5 {
        agent.messages(&format!("#{at}"));
        agent.read(Some(r#"{"action": "drop"}"#), &mut Pcg64::new(0));
    }
    let user = &agent.messages("")[1].content;
    user.lines().filter_map(|line| line.strip_prefix('#')).collect()
}

#[test]
fn the_last_steps_are_shown() {
    for variant in [Variant::History, Variant::HistoryAndReasoning] {
        for (length, want) in [(1, "4"), (2, "34"), (5, "01234"), (8, "01234"), (0, "01234")] {
            assert_eq!(remembered(variant, length), want, "{variant}, {length}");
        }
    }
    assert_eq!(remembered(Variant::Baseline, 8), "");
    assert_eq!(remembered(Variant::Reasoning, 8), "");
}

proptest! {
    #[test]
    fn no_reply_makes_it_panic(
        reply in prop_oneof!["[{}\"a-z:, ]{0,30}", any::<String>()],
        length in 0..3_usize,
    ) {
        for variant in Variant::ALL {
            let mut agent = agent(variant, length);
            for _ in 0..3 {
                let messages = agent.messages(&reply);
                prop_assert_eq!(messages.len(), 2);
                agent.read(Some(&reply), &mut Pcg64::new(1));
            }
        }
    }
}
