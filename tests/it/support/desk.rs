//! Episodes in a small shop of our own: the protocol, the tools' errors, the reward.

use diorama::env::support::{Action, Desk, Outcome, Sight, Split, SupportEnv, Turn};
use diorama::env::{Env, Seed, StepError};
use diorama::python::shared::Map;

use super::{json, shop};

fn desk(task: usize) -> Desk {
    let world = shop();
    let task = world.task(Split::Test, task).expect("a task").clone();
    Desk::new(&world, &task)
}

fn act(desk: &mut Desk, name: &str, arguments: &str) -> String {
    let arguments = json(arguments).as_map().expect("arguments").clone();
    match desk.act(&Action::new(name, arguments)) {
        Ok(Outcome::Seen(seen)) => seen.observation.to_string(),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn tools_refuse_in_the_original_s_words() {
    let cases = [
        (
            "get_order_details",
            r"{}",
            "Error: GetOrderDetails.invoke() missing 1 required positional argument: 'order_id'",
        ),
        (
            "find_user_id_by_name_zip",
            r"{}",
            "Error: FindUserIdByNameZip.invoke() missing 3 required positional arguments: 'first_name', 'last_name', and 'zip'",
        ),
        ("think", r#"{"x": 1}"#, "Error: Think.invoke() got an unexpected keyword argument 'x'"),
        (
            "think",
            r#"{"data": 1}"#,
            "Error: tau_bench.envs.retail.tools.think.Think.invoke() got multiple values for keyword argument 'data'",
        ),
        ("get_order_details", r#"{"order_id": ["x"]}"#, "Error: unhashable type: 'list'"),
        ("get_order_details", r#"{"order_id": null}"#, "Error: order not found"),
        (
            "find_user_id_by_email",
            r#"{"email": 5}"#,
            "Error: 'int' object has no attribute 'lower'",
        ),
        (
            "find_user_id_by_name_zip",
            r#"{"first_name": "nobody", "last_name": 5, "zip": "1"}"#,
            "Error: user not found",
        ),
        (
            "find_user_id_by_name_zip",
            r#"{"first_name": "ADA", "last_name": 5, "zip": "1"}"#,
            "Error: 'int' object has no attribute 'lower'",
        ),
        ("find_user_id_by_email", r#"{"email": "ADA@EXAMPLE.ORG"}"#, "ada_1"),
        ("fly", r"{}", "Unknown action fly"),
        ("calculate", r#"{"expression": "2 + x"}"#, "Error: invalid characters in expression"),
        ("calculate", r#"{"expression": "20.5 * 2"}"#, "41.0"),
        (
            "cancel_pending_order",
            r##"{"order_id": "#W1", "reason": ["x"]}"##,
            "Error: invalid reason",
        ),
        (
            "exchange_delivered_order_items",
            r##"{"order_id": "#W2", "item_ids": ["12"], "new_item_ids": ["13"], "payment_method_id": "paypal_1"}"##,
            "Error: new item 13 not found or available",
        ),
        (
            "exchange_delivered_order_items",
            r##"{"order_id": "#W2", "item_ids": {"12": 1}, "new_item_ids": [], "payment_method_id": "paypal_1"}"##,
            "Error: 'dict' object has no attribute 'count'",
        ),
        (
            "modify_pending_order_items",
            r##"{"order_id": "#W1", "item_ids": ["11", "11", "11"], "new_item_ids": [], "payment_method_id": "paypal_1"}"##,
            "Error: 11 not found",
        ),
        (
            "modify_pending_order_payment",
            r##"{"order_id": "#W1", "payment_method_id": "gift_card_1"}"##,
            "Error: the new payment method should be different from the current one",
        ),
    ];
    for (name, arguments, observation) in cases {
        assert_eq!(act(&mut desk(0), name, arguments), observation, "{name} {arguments}");
    }
}

#[test]
fn money_moves_as_floats_do() {
    let mut desk = desk(0);
    let changed = act(
        &mut desk,
        "modify_pending_order_items",
        r##"{"order_id": "#W1", "item_ids": ["11", "11"], "new_item_ids": ["12", "12"], "payment_method_id": "gift_card_1"}"##,
    );
    assert!(changed.contains(r#""amount": 3.6000000000000014"#), "{changed}");
    assert!(changed.ends_with(r#""payment_method_id": "gift_card_1"}]}"#), "{changed}");
    let user = act(&mut desk, "get_user_details", r#"{"user_id": "ada_1"}"#);
    assert!(user.contains(r#""balance": 26.4"#), "{user}");
}

#[test]
fn the_right_data_and_every_output_earn_the_reward() {
    let cases = [
        (true, vec!["You get $41.00 back, ada."], 1.0),
        (true, vec!["You get 41.00.", "Bye, ADA!"], 1.0),
        (true, vec!["You get 4,1.00, ada."], 1.0),
        (true, vec!["You get 41 back, ada."], 0.0),
        (false, vec!["You get $41.00 back, ada."], 0.0),
    ];
    for (cancels, words, reward) in cases {
        let mut desk = desk(0);
        if cancels {
            act(
                &mut desk,
                "cancel_pending_order",
                r##"{"order_id": "#W1", "reason": "no longer needed"}"##,
            );
        }
        let mut seen = None;
        for (at, said) in words.iter().enumerate() {
            assert!(matches!(desk.act(&Action::respond(*said)), Ok(Outcome::Said(_))));
            let answer = if at + 1 == words.len() { "Bye. ###STOP###" } else { "And?" };
            seen = Some(desk.hear(&answer.into()).expect("no exception"));
        }
        let seen = seen.expect("words");
        assert!(seen.is_done());
        assert_eq!(seen.reward().to_bits(), f64::to_bits(reward), "{words:?}");
        let verdict = seen.verdict.expect("a verdict");
        assert_eq!(verdict.data_is_right(), cancels);
        // The gold actions stand behind the agent's own.
        assert_eq!(desk.actions().len(), usize::from(cancels) + words.len() + 2);
        assert_eq!(desk.data().hash(), verdict.gold_hash);
    }
}

#[test]
fn a_transfer_ends_the_episode_even_when_it_fails() {
    for arguments in [r#"{"summary": "x"}"#, r"{}"] {
        let arguments = json(arguments).as_map().expect("arguments").clone();
        let outcome = desk(1).act(&Action::new("transfer_to_human_agents", arguments));
        match outcome {
            Ok(Outcome::Seen(seen)) => assert_eq!(seen.reward().to_bits(), 1_f64.to_bits()),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn words_without_words_are_an_exception() {
    let mut desk = desk(0);
    let raised = desk.act(&Action::new("respond", Map::default())).expect_err("no content");
    assert_eq!(raised.to_string(), "KeyError: 'content'");
    let raised = desk.hear(&"###STOP###".into()).expect_err("an answer without words is searched");
    assert_eq!(raised.to_string(), "KeyError: 'content'");
}

#[test]
fn an_episode_is_its_turns() {
    let mut env = SupportEnv::new(&shop(), Split::Test).expect("tasks");
    let arguments = json(r##"{"order_id": "#W1", "reason": "no longer needed"}"##);
    let cancel = Action::new("cancel_pending_order", arguments.as_map().expect("a map").clone());
    let turns = [
        Turn::Customer("Cancel my lamps.".into()),
        Turn::Agent(cancel.clone()),
        Turn::Agent(Action::respond("41.00 for you, Ada.")),
        Turn::Customer("###STOP###".into()),
    ];
    let play = |env: &mut SupportEnv| {
        assert_eq!(env.reset(Seed(2)), Sight::Awaited);
        let steps = turns.iter().map(|turn| {
            let step = env.step(turn).expect("its turn");
            (step.reward.to_bits(), step.terminated, env.digest())
        });
        steps.collect::<Vec<_>>()
    };
    let first = play(&mut env);
    assert_eq!(
        first.last().map(|(reward, over, _)| (*reward, *over)),
        Some((1_f64.to_bits(), true))
    );
    assert_eq!(play(&mut env), first);
    assert_eq!(env.step(&turns[0]), Err(StepError::EpisodeOver));
    env.reset(Seed(0));
    assert_eq!(env.step(&Turn::Agent(cancel.clone())), Err(StepError::OutOfTurn));
    // The first words end nothing.
    assert!(!env.step(&turns[3]).expect("its turn").is_over());
    assert!(env.step(&Turn::Agent(cancel)).is_ok());
}
