//! Replies that are of no use: each is a step that the record shows.

use diorama::agent::rollout::{Came, Lapse};
use diorama::llm::{Answer, Part, Said, StopReason};

use super::{calls, reply, request, rollout, says, session, strategies};

fn replies() -> Vec<(&'static str, Answer)> {
    let refusal = Part::new(Said::Text { text: "I cannot help with that.".into() });
    let thought = Part::new(Said::Reasoning { text: "turn left, or not?".into() });
    vec![
        ("empty", says("")),
        ("spaces", says(" \n\t ")),
        ("garbage", says("\u{0}\u{feff}\\\"}{][ 🜁 ''' <|END|><|ACTION|>")),
        ("long", says(&"no such action ".repeat(70_000))),
        ("two actions", says("turn left turn right")),
        ("broken JSON", says("{\"action\": \"turn left\"")),
        ("wrong JSON", says("{\"action\": [\"turn left\"]}")),
        ("JSON with more", says("{\"action\": \"turn left\", \"speed\": 3}")),
        ("deep JSON", says(&"[".repeat(100_000))),
        ("nothing at all", reply(Vec::new(), StopReason::End)),
        ("refusal", reply(vec![refusal], StopReason::Refused)),
        ("only thoughts", reply(vec![thought], StopReason::Length)),
        ("unknown tool", calls(&[("shutdown", "{}")])),
        ("no arguments", calls(&[("act", "")])),
        ("broken arguments", calls(&[("act", "{\"action\": \"turn")])),
        ("other arguments", calls(&[("act", "{\"action\": 7}")])),
        ("no object", calls(&[("act", "\"turn left\"")])),
        ("unknown action", calls(&[("act", "{\"action\": \"fly\"}")])),
        ("nameless", calls(&[("", "")])),
        ("junk twice", calls(&[("x", "{"), ("y", "}")])),
    ]
}

#[test]
fn every_strategy_takes_any_reply_for_a_step() {
    for strategy in strategies() {
        let (mut session, mut rollout) = (session("babyai/open", 3), rollout(strategy));
        let mut sent = Vec::new();
        for (at, (name, answer)) in replies().into_iter().enumerate() {
            let asked = request(&mut rollout, &session);
            sent.push(asked);
            let came = rollout.answer(&mut session, answer);
            assert_eq!(came, Came::Acted { call: at, step: at + 1 }, "{strategy}: {name}");
            let done = rollout.calls()[at].done.as_ref().expect("something is done");
            let lapse = done.lapse.expect("none of these is of use");
            let record = session.step(at + 1).expect("a step");
            assert_eq!(done.action, record.action.as_str(), "{strategy}: {name}");
            assert_eq!(record.note.as_deref(), done.remark().as_deref(), "{strategy}: {name}");
            assert!(done.remark().expect("a remark").starts_with(lapse.as_str()));
            assert!(done.remark().expect("a remark").chars().count() < 200, "{strategy}: {name}");
        }
        for (at, asked) in sent.iter().enumerate() {
            let again = rollout.again(&session, at).expect("the line");
            assert!(again.is_exact && again.request == *asked, "{strategy}: call {at}");
        }
    }
}

#[test]
fn a_lapse_says_what_was_wrong() {
    let lapses = |strategy: &str| -> Vec<Lapse> {
        let one = |answer: Answer| {
            let (mut session, mut rollout) = (session("babyai/open", 3), rollout(strategy));
            rollout.next(&session);
            rollout.answer(&mut session, answer);
            rollout.calls()[0].done.as_ref().and_then(|done| done.lapse).expect("a lapse")
        };
        replies().into_iter().map(|(_, answer)| one(answer)).collect()
    };
    assert!(lapses("cot").into_iter().all(|lapse| lapse == Lapse::NotAnAction));
    assert!(lapses("tensorzero:history").into_iter().all(|lapse| lapse == Lapse::Unreadable));
    let tools = lapses("tools");
    let want = [
        Lapse::UnknownTool,
        Lapse::BadArguments,
        Lapse::BadArguments,
        Lapse::BadArguments,
        Lapse::BadArguments,
        Lapse::NotAnAction,
        Lapse::UnknownTool,
        Lapse::UnknownTool,
    ];
    assert!(tools[..12].iter().all(|lapse| *lapse == Lapse::NoCall), "{tools:?}");
    assert_eq!(tools[12..], want);
}

#[test]
fn a_drawn_action_is_drawn_alike_each_time() {
    let play = || {
        let (mut session, mut rollout) =
            (session("babyai/open", 3), rollout("tensorzero:baseline"));
        for _ in 0..20 {
            rollout.next(&session);
            rollout.answer(&mut session, says("no JSON"));
        }
        session.actions()
    };
    let first = play();
    assert_eq!(first, play());
    assert!(first.iter().any(|action| *action != first[0]), "{first:?}");
}
