//! Transcripts to test with.

use diorama::env::catalog::{self, WorldSpec};
use diorama::env::minigrid::Action;
use diorama::env::{Seed, StateDigest};
use diorama::episode::share::{Link, Samples};
use diorama::episode::{
    CardId, Player, PlayerCard, Role, Said, Session, ToolUse, Transcript, Words,
};
use proptest::prelude::*;
use serde_json::json;

/// A card as the grid's agents have them.
pub fn card(kind: &str, model: &str) -> PlayerCard {
    PlayerCard {
        role: Role::Agent,
        kind: kind.into(),
        model: model.into(),
        version: 1,
        settings: json!({
            "strategy": {"of": "balrog", "config": {
                "kind": kind,
                "max_text_history": 16,
                "max_cot_history": 1,
                "max_icl_history": 1000,
                "feedback_on_invalid_action": true,
            }},
            "sampling": {"model": model, "temperature": 0.0, "stream": true},
            "on_error": "pause",
        }),
    }
}

/// A card of a customer or a judge.
pub fn other(role: Role) -> PlayerCard {
    // Numbers and spellings that JSON can lose.
    let settings = json!({"votes": 5, "rubric": null, "weights": [0.25, 1e-7, -0.0]});
    PlayerCard { role, kind: "llm".into(), model: String::new(), version: 7, settings }
}

/// An agent's words with everything that words may have.
pub fn thoughtful(by: u8) -> Words {
    let tool = ToolUse { name: "act".into(), arguments: "{\"action\": \"toggle\"}".into() };
    let again = ToolUse { name: String::new(), arguments: "no JSON at all".into() };
    Words {
        by: CardId(by),
        text: "Ich öffne die Tür. 🚪\n\u{0}\u{7f}".into(),
        reasoning: Some("The door is closed → toggle.".into()),
        tools: vec![tool, again],
        unanswered: false,
    }
}

/// A link to steps that nobody played, with words.
pub fn link(actions: Vec<u8>, transcript: Option<Transcript>) -> Link {
    Link {
        spec: WorldSpec::new(catalog::all()[2].world()),
        rules: 1,
        seed: Seed(42),
        samples: Samples::take(actions.len(), |step| StateDigest([step as u8; 4])),
        digest: StateDigest([1, 2, 3, 4]),
        actions,
        transcript,
        open_at: None,
    }
}

/// An episode of the grid, played by one who says what it does.
pub fn told(steps: usize) -> (Session<diorama::env::minigrid::GridEnv>, WorldSpec) {
    let (mut session, spec) = crate::session::grid("babyai/open", 7);
    let naive = session.seat(card("naive", "gpt-4o-mini")).expect("room");
    let thinker = session.seat(card("cot", "claude-haiku-4-5")).expect("room");
    session.quote(0, Said::new(vec![Words::new(naive, "Ready.")]));
    for at in 0..steps {
        let action = [Action::Left, Action::Forward, Action::Right][at % 3];
        let words = match at % 4 {
            0 | 1 => vec![Words::new(naive, action.as_str())],
            2 => vec![thoughtful(thinker.0), Words::new(naive, "")],
            _ => vec![],
        };
        let player = if words.is_empty() { Player::Person } else { Player::Model };
        session.act_said(action, player, Said::new(words)).expect("not over");
    }
    (session, spec)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "turn (left|right)|go forward|ACTION: toggle",
        "[ -~\n]{0,60}",
        "\\PC{0,12}",
        any::<String>(),
    ]
}

fn words(cards: u8) -> impl Strategy<Value = Words> {
    let tool = (text(), text()).prop_map(|(name, arguments)| ToolUse { name, arguments });
    let tools = prop::collection::vec(tool, 0..3);
    (0..cards, text(), prop::option::of(text()), tools, any::<bool>()).prop_map(
        |(by, text, reasoning, tools, unanswered)| Words {
            by: CardId(by),
            text,
            reasoning,
            tools,
            unanswered,
        },
    )
}

fn any_card() -> impl Strategy<Value = PlayerCard> {
    let settings = prop_oneof![
        Just(serde_json::Value::Null),
        (text(), any::<i64>(), any::<bool>())
            .prop_map(|(key, number, on)| json!({key: number, "on": on, "list": [1.5, "x", {}]})),
    ];
    (prop::sample::select(&Role::ALL[..]), text(), text(), any::<u16>(), settings).prop_map(
        |(role, kind, model, version, settings)| PlayerCard {
            role,
            kind,
            model,
            version,
            settings,
        },
    )
}

/// Any actions and any words that go with them.
pub fn any_talk() -> impl Strategy<Value = (Vec<u8>, Transcript)> {
    (1..=6_u8, prop::collection::vec(0..7_u8, 0..40)).prop_flat_map(|(cards, actions)| {
        let all = move || prop::collection::vec(words(cards), 0..3);
        let steps = prop::collection::vec(all(), actions.len());
        let cards = prop::collection::vec(any_card(), usize::from(cards));
        (Just(actions), cards, all(), steps).prop_map(|(actions, cards, opening, steps)| {
            (actions, Transcript { cards, opening, steps })
        })
    })
}
