//! Harbor Books: shops of many seeds, what tools refuse, and who earns what.

use diorama::agent::support::books::{Clerk, ScriptedCustomer};
use diorama::env::support::books::{Shop, days_of};
use diorama::env::support::{Action, Database, Desk, Domain, Outcome, STOP, Split};
use diorama::python::shared::{Map, PyValue, loads};

/// Tasks in which it is right to change nothing and to have said nothing in particular.
const REFUSALS: [usize; 6] = [22, 23, 24, 25, 26, 27];

/// An episode in which somebody takes actions, says something, and is let go.
fn earns(shop: &Shop, number: usize, actions: &[Action], said: &str) -> f64 {
    let task = shop.world.task(Split::Test, number).expect("a task");
    let mut desk = Desk::new(&shop.world, task);
    for action in actions {
        let Ok(Outcome::Seen(seen)) = desk.act(action) else { panic!("task {number}: a call") };
        let text = &seen.observation;
        assert!(!text.starts_with("Error"), "task {number}: {} says {text}", action.name);
    }
    desk.act(&Action::respond(said)).expect("words");
    desk.hear(&STOP.into()).expect("a verdict").reward()
}

#[test]
fn gold_earns_1_in_50_shops_and_nothing_only_where_refusing_is_right() {
    for seed in 0..50 {
        let shop = Shop::new(seed);
        let tasks = shop.world.tasks(Split::Test);
        assert_eq!((tasks.len(), shop.scripts.len()), (28, 28));
        for (number, task) in tasks.iter().enumerate() {
            let said = task.outputs.join(" ");
            let gold = earns(&shop, number, &task.actions, &said);
            assert!(gold > 0.5, "seed {seed} task {number}: {gold}");
            let nothing = earns(&shop, number, &[], "That is all.");
            let want = REFUSALS.contains(&number);
            assert_eq!(nothing > 0.5, want, "seed {seed} task {number}");
        }
    }
}

/// The whole conversation of the scripted agent with the scripted customer; what it earns.
fn converse(shop: &Shop, number: usize) -> (f64, Vec<String>) {
    let task = shop.world.task(Split::Test, number).expect("a task");
    let mut customer = ScriptedCustomer::new(shop.scripts[number].clone());
    let mut desk = Desk::new(&shop.world, task);
    let mut heard = vec![customer.open().to_string()];
    for _ in 0..40 {
        let action = Clerk::next(&heard);
        let seen = match desk.act(&action).expect("an outcome") {
            Outcome::Seen(seen) => seen,
            Outcome::Said(words) => {
                let words = customer.hear(words.as_str().expect("words"));
                desk.hear(&words).expect("an answer")
            }
        };
        heard.push(format!("{}", seen.observation));
        if seen.is_done() {
            return (seen.reward(), heard);
        }
    }
    (0.0, heard)
}

#[test]
fn the_scripted_agent_serves_scripted_customers() {
    for seed in 0..50 {
        let shop = Shop::new(seed);
        let mut lost = Vec::new();
        for number in 0..28 {
            let (reward, heard) = converse(&shop, number);
            if reward < 1.0 {
                lost.push((number, heard));
            }
        }
        assert!(lost.is_empty(), "seed {seed}: {lost:#?}");
    }
}

#[test]
fn a_seed_makes_the_same_shop_and_another_seed_another() {
    let hash = |seed| Shop::new(seed).world.fresh().hash();
    assert_eq!(hash(7), hash(7));
    assert_ne!(hash(7), hash(8));
    let tasks = |seed| Shop::new(seed).world.tasks(Split::Test).to_vec();
    assert_eq!(tasks(7), tasks(7));
    for (number, (one, other)) in tasks(7).iter().zip(tasks(8)).enumerate() {
        assert_ne!(*one, other, "task {number}");
    }
}

#[test]
fn every_tool_has_a_schema_with_its_parameters() {
    let shop = Shop::new(0);
    let schemas = shop.world.told().tools.as_list().expect("schemas");
    let tools = Domain::Books.tools();
    assert_eq!(schemas.len(), tools.len());
    for (tool, schema) in tools.iter().zip(schemas) {
        let function = schema.get("function").expect("a function");
        assert_eq!(function.get("name"), Some(&tool.name.into()));
        for what in [function, schema] {
            assert!(what.as_map().is_some(), "{}", tool.name);
        }
        let told = |value: &PyValue| value.get("description").is_some_and(PyValue::is_truthy);
        assert!(told(function), "{} is not described", tool.name);
        let properties = function.get("parameters").and_then(|all| all.get("properties"));
        let properties = properties.and_then(PyValue::as_map).expect("properties");
        let names: Vec<&str> = properties.keys().map(|name| &**name).collect();
        assert_eq!(names, tool.parameters, "{}", tool.name);
        for (name, property) in properties {
            assert!(told(property), "{}: {name} is not described", tool.name);
        }
    }
}

fn map(json: &str) -> Map {
    loads(json).expect("JSON").as_map().expect("an object").clone()
}

/// Calls a tool on a fresh data base of a shop; what it says, and the data base.
fn call(shop: &Shop, tool: &str, json: &str) -> (String, Database) {
    let mut data = shop.world.fresh();
    let said = shop.world.call(&mut data, tool, &map(json)).expect("a text");
    (said.to_string(), data)
}

#[test]
#[expect(clippy::too_many_lines, reason = "one row per refusal")]
fn tools_refuse_what_a_shop_cannot_do_and_change_nothing() {
    let shop = Shop::new(3);
    // The first task's order is open, the sixth's delivered; both with a card and an empty voucher.
    let gold =
        |number: usize| shop.world.task(Split::Test, number).expect("a task").actions[0].clone();
    let id = |action: &Action, name: &str| {
        action.kwargs.get(name).and_then(PyValue::as_str).expect("a text").to_owned()
    };
    let (open, home) = (id(&gold(0), "order_id"), id(&gold(5), "order_id"));
    let swap = gold(6);
    let (swapped, old) = (id(&swap, "order_id"), id(&swap, "edition_id"));
    let new = id(&swap, "new_edition_id");
    let card = id(&swap, "payment_id");
    let voucher = card.replace("card", "voucher");
    let customer = id(&gold(8), "customer_id");
    let purse = customer.replace("cust", "voucher");
    let cases = [
        ("get_order", r#"{"order_id": "HB-1"}"#.to_owned(), "order not found"),
        ("get_order", r#"{"order_id": ["HB-1"]}"#.to_owned(), "unhashable type: 'list'"),
        ("get_book", r#"{"book_id": "B1"}"#.to_owned(), "book not found"),
        ("get_customer", r#"{"customer_id": 5}"#.to_owned(), "customer not found"),
        ("find_customer_by_email", r#"{"email": "x@y"}"#.to_owned(), "customer not found"),
        ("find_customer_by_email", r#"{"email": 5}"#.to_owned(), "email must be a text"),
        ("search_books", r#"{"words": " "}"#.to_owned(), "words must not be empty"),
        (
            "cancel_order",
            format!(r#"{{"order_id": "{open}", "reason": "bored"}}"#),
            "reason must be one of: changed mind, ordered by mistake, found elsewhere",
        ),
        (
            "cancel_order",
            format!(r#"{{"order_id": "{home}", "reason": "changed mind"}}"#),
            "the order is delivered, not open",
        ),
        (
            "cancel_order",
            format!(r#"{{"order_id": "{open}"}}"#),
            "CancelOrder.invoke() missing 1 required positional argument: 'reason'",
        ),
        (
            "change_edition",
            format!(
                r#"{{"order_id": "{swapped}", "edition_id": "{old}", "new_edition_id": "{new}", "payment_id": "{voucher}"}}"#
            ),
            "the voucher lacks",
        ),
        (
            "change_edition",
            format!(
                r#"{{"order_id": "{swapped}", "edition_id": "{old}", "new_edition_id": "{old}", "payment_id": "{card}"}}"#
            ),
            "the new edition must be another one of the same book",
        ),
        (
            "change_edition",
            format!(
                r#"{{"order_id": "{swapped}", "edition_id": "{new}", "new_edition_id": "{old}", "payment_id": "{card}"}}"#
            ),
            "is not in the order",
        ),
        (
            "change_shipping",
            format!(r#"{{"order_id": "{open}", "shipping": "pigeon", "payment_id": "{card}"}}"#),
            "shipping must be standard or express",
        ),
        (
            "change_shipping",
            format!(r#"{{"order_id": "{open}", "shipping": "express", "payment_id": "none"}}"#),
            "payment method not found",
        ),
        (
            "return_items",
            format!(r#"{{"order_id": "{home}", "edition_ids": [], "refund_to": "x"}}"#),
            "edition_ids must be a list of texts",
        ),
        (
            "return_items",
            format!(r#"{{"order_id": "{home}", "edition_ids": ["B1-PB"], "refund_to": "x"}}"#),
            "edition B1-PB is not in the order",
        ),
        (
            "replace_damaged",
            format!(r#"{{"order_id": "{open}", "edition_id": "B1-PB"}}"#),
            "the order is open, not delivered",
        ),
        ("grant_late_voucher", format!(r#"{{"order_id": "{open}"}}"#), "not delivered"),
        ("set_gift_note", format!(r#"{{"order_id": "{home}", "note": "Hi"}}"#), "has left"),
        (
            "set_gift_note",
            format!(r#"{{"order_id": "{open}", "note": "{}"}}"#, "x".repeat(121)),
            "a note has at most 120 characters",
        ),
        (
            "set_membership",
            format!(
                r#"{{"customer_id": "{customer}", "membership": "patron", "payment_id": "{purse}"}}"#
            ),
            "the voucher lacks 3000 cents",
        ),
        (
            "place_order",
            format!(
                r#"{{"customer_id": "{customer}", "edition_ids": ["B140-PB"], "shipping": "standard", "payment_id": "{purse}"}}"#
            ),
            "edition B140-PB is out of stock",
        ),
    ];
    let fresh = shop.world.fresh().hash();
    for (tool, arguments, want) in cases {
        let (said, data) = call(&shop, tool, &arguments);
        assert!(said.starts_with("Error: ") && said.contains(want), "{tool} {arguments}: {said}");
        assert_eq!(data.hash(), fresh, "{tool} {arguments}");
    }
}

#[test]
fn money_goes_where_it_should() {
    let shop = Shop::new(1);
    // Express paid by voucher: 6.00 of 10.00.
    let task = shop.world.task(Split::Test, 7).expect("a task");
    let mut data = shop.world.fresh();
    let express = &task.actions[0];
    shop.world.call(&mut data, &express.name, &express.kwargs).expect("a text");
    let order = express.kwargs.get("order_id").and_then(PyValue::as_str).expect("an order");
    let left = |data: &Database| {
        let customer = data.find(2, &task.user_id).expect("the customer");
        let id = express.kwargs.get("payment_id").and_then(PyValue::as_str).expect("a voucher");
        let methods = data.value(customer).get("payment_methods").expect("methods");
        methods.get(id).and_then(|voucher| voucher.get("balance_cents")?.as_i64())
    };
    assert_eq!(left(&data), Some(400));
    let cancel = format!(r#"{{"order_id": "{order}", "reason": "changed mind"}}"#);
    shop.world.call(&mut data, "cancel_order", &map(&cancel)).expect("a text");
    assert_eq!(left(&data), Some(1000), "a cancelled order pays its shipping back");
}

#[test]
fn dates_are_days_of_the_year() {
    let cases = [
        ("2031-01-01", Some(1)),
        ("2031-05-20", Some(140)),
        ("2031-04-20", Some(110)),
        ("2030-05-20", None),
        ("", None),
    ];
    for (date, want) in cases {
        assert_eq!(days_of(date), want, "{date:?}");
    }
}
