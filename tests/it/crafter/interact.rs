//! How models act: forms of replies, what counts as invalid, what is worth noting.

use diorama::agent::crafter::interact::{
    ActionCount, Event, Form, Order, Orders, Reader, Service, play,
};
use diorama::env::crafter::{Action, Edit, Material, Tier};
use diorama::llm::{ChatReply, Part, Said, StopReason, ToolCall};

use super::{at, meadow};

fn reply(parts: Vec<Said>) -> ChatReply {
    let parts = parts.into_iter().map(Part::new).collect();
    ChatReply { parts, stop: StopReason::End, stop_word: None, usage: None, model: None, id: None }
}

fn call(name: &str, arguments: &str) -> Said {
    Said::Call(ToolCall { id: String::new(), name: name.into(), arguments: arguments.into() })
}

fn text(text: &str) -> Said {
    Said::Text { text: text.into() }
}

/// The actions as words; an invalid one in brackets.
fn words(orders: &Orders) -> String {
    let word = |order: &Order| {
        if order.valid { order.action.to_string() } else { format!("[{}]", order.action) }
    };
    let list: Vec<String> = orders.list.iter().map(word).collect();
    let stop = orders.stop.as_ref().map(|reason| format!("stop: {reason}"));
    list.into_iter().chain(stop).collect::<Vec<_>>().join(" ")
}

#[test]
fn replies_are_read_in_every_form() {
    let interact = |list: &str| call("interact", &format!("{{\"actions\": {list}}}"));
    let cases = [
        (Form::Single, vec![text(" Move Right\n")], "move_right"),
        (Form::Single, vec![text("attack")], "do"),
        (Form::Single, vec![text("fly")], "[do]"),
        (Form::Tool, vec![interact(r#"["move_left", "do", "fly"]"#)], "move_left do [noop]"),
        (Form::Tool, vec![text("move_left")], "[do]"),
        (Form::Tool, vec![interact("[]")], "stop: no_actions_provided"),
        (
            Form::Tool,
            vec![call("terminate", r#"{"reason": "done"}"#)],
            "stop: agent_terminate: done",
        ),
        (Form::Tool, vec![interact(r#"["do"]"#), interact(r#"["sleep"]"#)], "do"),
        (Form::Many, vec![call("interact_many", r#"{"actions": ["sleep"]}"#)], "sleep"),
        (
            Form::ToolOrText,
            vec![text(r#"I go: {"name": "interact", "arguments": {"actions": ["move_up"]}}"#)],
            "move_up",
        ),
        (Form::ToolOrText, vec![text("then move_down, place_stone")], "move_down place_stone"),
        (Form::ToolOrText, vec![text("Move_Right, then MOVE_UP")], "move_up move_right"),
        (Form::ToolOrText, vec![text("noop")], "noop"),
        (Form::ToolOrText, vec![text("hm")], "[do]"),
        (Form::Numbers, vec![interact("[1, 5, 17]")], "move_left do [noop]"),
        (Form::Numbers, vec![interact("[1]"), interact("[2]")], "move_left move_right"),
        (Form::Numbers, vec![interact("[]")], "noop"),
        (Form::Numbers, vec![text("1")], "[noop]"),
        (
            Form::Numbers,
            vec![interact("[1,1,1,1,1,1,1]")],
            "move_left move_left move_left move_left move_left",
        ),
    ];
    for (form, parts, want) in cases {
        let reader = Reader { form, as_upstream: false };
        let shown = format!("{form:?} {parts:?}");
        assert_eq!(words(&reader.read(&reply(parts))), want, "{shown}");
    }
}

/// Upstream looks for its names in its own order, one inside another, and waiting is none of them.
#[test]
fn upstream_finds_names_in_other_words() {
    let reader = Reader { form: Form::ToolOrText, as_upstream: true };
    let cases = [
        ("then place_stone, MOVE_DOWN", "move_down do place_stone"),
        ("move_right, move_left", "move_left move_right"),
        ("noop", "[do]"),
    ];
    for (said, want) in cases {
        assert_eq!(words(&reader.read(&reply(vec![text(said)]))), want, "{said}");
    }
}

#[test]
fn upstream_takes_numbers_that_there_are_not() {
    let reader = Reader { form: Form::Numbers, as_upstream: true };
    let many = call("interact", r#"{"actions": [17, 18, 0, 0, 0, 0]}"#);
    let orders = reader.read(&reply(vec![many]));
    assert_eq!(words(&orders), "make_iron_sword make_iron_sword noop noop noop noop");
}

#[test]
fn invalid_actions_and_achievements_are_noted() {
    let mut env = meadow(Material::Grass);
    env.edit(Edit::Material(at(0, 1), Material::Tree));
    let order = |action, valid| Order { action, valid };
    let list =
        vec![order(Action::Do, true), order(Action::Noop, false), order(Action::PlaceStone, true)];
    let mut count = ActionCount::default();
    let taken = play(&mut env, &Orders { list, stop: None }, &mut count);
    assert_eq!(count, ActionCount { total: 3, invalid: 1, idle: 1 });
    assert!((count.invalid_rate() - 1.0 / 3.0).abs() < 1e-12);
    let is_easy = |event: &Event| matches!(event, Event::Unlocked { tier: Tier::Easy, .. });
    assert!(taken[0].events.iter().any(is_easy), "{:?}", taken[0]);
    assert!(taken[0].events.contains(&Event::Rewarded(1.0)), "{:?}", taken[0]);
    assert_eq!(taken[1].events, [Event::Invalid]);
    assert!(taken[2].events.is_empty());
}

#[test]
fn upstream_s_service_tells_everything_a_step_late() {
    let orders = Orders { list: vec![Order { action: Action::MoveLeft, valid: true }], stop: None };
    for (lagging, x) in [(false, 31), (true, 32)] {
        let mut service = Service::new(meadow(Material::Grass), lagging);
        service.play(&orders, &mut ActionCount::default());
        assert_eq!(service.shown().game().pos().x, x);
        assert_eq!(service.env().game().pos().x, 31);
    }
}
