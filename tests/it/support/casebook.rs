//! An episode as one looks at it: entries, marks, the reward's parts, tool forms and what is offered for their fields.

use diorama::agent::support::books::{Clerk, ScriptedCustomer};
use diorama::env::Seed;
use diorama::env::support::books::Shop;
use diorama::env::support::{Action, Database, STOP, Sight, Split, SupportEnv, Turn, replay_gold};
use diorama::episode::casebook::{
    Ending, Gold, Kind, Parameter, Seen, What, do_nothing, entries, find_forms, forms, marks,
    parts, read_arguments, scope, three_ways, word,
};
use diorama::episode::curated::{CONVERSATION, CONVERSATION_OF, Line};
use diorama::episode::support::Case;
use diorama::episode::{MarkKind, Player, Session};
use diorama::python::shared::{Map, PyValue, dumps_value};

use super::json;

fn start(shop: &Shop, task: u64) -> (Session<SupportEnv>, Database) {
    let env = SupportEnv::new(&shop.world, Split::Test).expect("tasks");
    let session = Session::new(env, Seed(task));
    let (gold, _) = replay_gold(&shop.world, session.env().desk().task());
    (session, gold)
}

fn act(session: &mut Session<SupportEnv>, turn: Turn) -> String {
    session.act(turn, Player::Person).expect("a turn");
    match session.observation() {
        Sight::Text { text, .. } => text.to_string(),
        Sight::Awaited => String::new(),
        Sight::Raised(text) => panic!("{text}"),
    }
}

fn call(name: &str, arguments: &str) -> Turn {
    Turn::Agent(Action::new(name, json(arguments).as_map().expect("a map").clone()))
}

/// The scripted agent serves the scripted customer to the end.
pub(super) fn served(shop: &Shop, task: u64) -> (Session<SupportEnv>, Database) {
    let (mut session, gold) = start(shop, task);
    let mut customer = ScriptedCustomer::new(shop.scripts[task as usize].clone());
    let mut heard = vec![act(&mut session, Turn::Customer(customer.open()))];
    while !session.is_over() {
        let action = Clerk::next(&heard);
        let said = action.kwargs.get("content").and_then(PyValue::as_str).map(str::to_owned);
        let seen = act(&mut session, Turn::Agent(action));
        heard.push(match said.filter(|_| session.env().customer_speaks()) {
            Some(said) => act(&mut session, Turn::Customer(customer.hear(&said))),
            None => seen,
        });
    }
    (session, gold)
}

#[test]
fn a_good_run_has_every_part_of_the_reward() {
    let shop = Shop::new(3);
    for task in 0..28 {
        let (session, gold) = served(&shop, task);
        let entries = entries(&session, &gold);
        assert_eq!(entries.len(), session.line_len(), "task {task}");
        let scope = scope(&session, &entries).expect("a verdict");
        assert!(scope.reward > 0.5 && scope.data_is_right(), "task {task}: {scope:?}");
        assert_eq!((scope.rows.len(), scope.ending.clone()), (0, Ending::Stopped), "task {task}");
        assert!(scope.outputs.iter().all(|output| output.step.is_some()), "task {task}: {scope:?}");
        let marks = marks(&entries, []);
        assert!(
            !marks.iter().any(|mark| mark.kind == MarkKind::StrayWrite),
            "task {task}: {marks:?}"
        );
        let writes = marks.iter().filter(|mark| mark.kind == MarkKind::Write).count();
        let edits = entries.iter().filter(|entry| !entry.edits.is_empty()).count();
        assert_eq!(writes, edits, "task {task}");
        assert_eq!(marks.last().map(|mark| mark.kind), Some(MarkKind::Reward), "task {task}");
        let done: Vec<_> = entries.iter().map(|entry| entry.parts_done).collect();
        assert!(done.is_sorted(), "task {task}: {done:?}");
        assert_eq!(done.last(), Some(&parts(session.env())), "task {task}");
    }
}

#[test]
fn the_conversation_in_the_gallery_is_the_episode_that_it_names() {
    let case: Case = CONVERSATION_OF.parse().expect("a case");
    let (session, gold) = served(&Shop::new(case.seed), u64::from(case.task));
    let entries = entries(&session, &gold);
    assert_eq!(entries.len(), CONVERSATION.len());
    for (entry, line) in entries.iter().zip(CONVERSATION) {
        let step = entry.step;
        match (&entry.what, line) {
            (What::Customer(words), Line::Customer(told)) => {
                assert_eq!(words.replace(STOP, "").trim(), told, "step {step}");
            }
            (What::Agent(words), Line::Agent(told)) => assert_eq!(**words, *told, "step {step}"),
            (What::Call { name, kwargs, .. }, Line::Call { name: told, brief, changed }) => {
                assert_eq!(**name, *told, "step {step}");
                let values: Vec<_> = kwargs.iter().map(|(_, value)| word(value)).collect();
                assert_eq!(values.join(", "), brief, "step {step}");
                let edits: Vec<_> = entry.edits.iter().collect();
                assert!(edits.iter().all(|edit| edit.gold == Gold::Same), "step {step}");
                let records = edits.iter().map(|edit| format!("{} / {}", edit.table, edit.key));
                assert_eq!(records.collect::<Vec<_>>(), Vec::from_iter(changed), "step {step}");
            }
            (went, told) => panic!("step {step}: {went:?} is told as {told:?}"),
        }
    }
    assert!(entries.last().is_some_and(|last| last.reward > 0.5));
}

#[test]
fn doing_nothing_shows_what_was_not_done() {
    let shop = Shop::new(3);
    let (mut session, gold) = start(&shop, 0);
    act(&mut session, Turn::Customer("Please cancel my order.".into()));
    act(&mut session, Turn::Agent(Action::respond("That is all.")));
    let open = scope(&session, &entries(&session, &gold)).expect("a verdict");
    assert_eq!((open.ending, open.reward > 0.5), (Ending::Open, false));
    act(&mut session, Turn::Customer(STOP.into()));
    let entries = entries(&session, &gold);
    let scope = scope(&session, &entries).expect("a verdict");
    assert!(scope.reward < 0.5 && !scope.data_is_right());
    assert!(scope.gold.iter().any(|gold| gold.step.is_none()), "{:?}", scope.gold);
    let order = scope.rows.iter().find(|row| *row.table == *"orders").expect("the order");
    assert_eq!(order.step, None);
    let status = order.fields.iter().find(|field| field.path == "status").expect("its status");
    let told = [&status.start, &status.run, &status.gold].map(|text| text.as_deref());
    assert_eq!(told, [Some("open"), Some("open"), Some("cancelled")]);
    assert_eq!(marks(&entries, []).last().map(|mark| mark.kind), Some(MarkKind::End));
}

#[test]
fn doing_nothing_earns_where_refusing_is_right() {
    let shop = Shop::new(3);
    for (number, task) in shop.world.tasks(Split::Test).iter().enumerate() {
        let earned = do_nothing(&shop.world, task) > 0.5;
        assert_eq!(earned, (22..28).contains(&number), "task {number}");
    }
}

#[test]
fn a_write_that_the_gold_run_lacks_is_marked_at_its_step() {
    let shop = Shop::new(3);
    let (mut session, gold) = start(&shop, 0);
    let wanted = session.env().desk().task().actions[0].kwargs.get("order_id").cloned();
    let orders = shop.world.fresh();
    let other = orders.rows(1).find(|record| {
        record.value().get("status").and_then(PyValue::as_str) == Some("open")
            && Some(PyValue::from(record.key().clone())) != wanted
    });
    let other = other.expect("another open order").key().clone();
    act(&mut session, Turn::Customer("Hello".into()));
    let wrong = format!(r#"{{"order_id": "{other}", "reason": "changed mind"}}"#);
    let shown = act(&mut session, call("cancel_order", &wrong));
    assert!(!shown.starts_with("Error"), "{shown}");
    act(&mut session, call("cancel_order", r#"{"order_id": "nowhere", "reason": "changed mind"}"#));
    let entries = entries(&session, &gold);
    let edit = &entries[1].edits.iter().find(|edit| edit.key == other).expect("the order");
    assert_eq!((edit.gold, edit.is_new), (Gold::Untouched, false));
    assert!(edit.fields.iter().any(|field| field.path == "status"), "{edit:?}");
    assert!(entries[2].is_error() && entries[2].edits.is_empty());
    let kinds: Vec<_> = marks(&entries, []).iter().map(|mark| (mark.step, mark.kind)).collect();
    assert_eq!(kinds, [(2, MarkKind::StrayWrite), (3, MarkKind::Damage)]);
    let scope = scope(&session, &entries).expect("a verdict");
    assert_eq!(scope.stray, [2]);
    let row = scope.rows.iter().find(|row| row.key == other).expect("the order");
    assert_eq!(row.step, Some(2));
}

#[test]
fn fields_are_offered_what_was_shown_first() {
    let shop = Shop::new(3);
    let (mut session, gold) = start(&shop, 0);
    let customer = shop.world.fresh().rows(2).next().expect("a customer").key().clone();
    act(&mut session, Turn::Customer("Hello".into()));
    act(&mut session, call("get_customer", &format!(r#"{{"customer_id": "{customer}"}}"#)));
    let seen = Seen::of(&entries(&session, &gold), shop.world.base());
    assert!(seen.has(2, &customer));
    let data = session.env().desk().data();
    let record = data.value(data.find(2, &customer).expect("there"));
    let first =
        |parameter: &str| seen.picks(parameter, "", data, 50).first().cloned().unwrap_or_default();
    assert_eq!(first("customer_id"), *customer);
    let orders = dumps_value(record.get("orders").unwrap_or(&PyValue::None));
    assert!(orders.contains(&first("order_id")), "{orders} has no {}", first("order_id"));
    let methods = dumps_value(record.get("payment_methods").unwrap_or(&PyValue::None));
    assert!(methods.contains(&first("payment_id")), "{methods} has no {}", first("payment_id"));
    let refund = seen.picks("refund_to", "The payment method to which it goes.", data, 50);
    assert!(refund.first().is_some_and(|first| methods.contains(first)), "{refund:?}");
    assert!(seen.picks("book_id", "", data, 7).len() == 7, "keys of a table that nobody showed");
}

#[test]
fn forms_are_made_of_schemas() {
    let shop = Shop::new(3);
    let forms = forms(&shop.world.told().tools);
    assert_eq!(forms.len(), 20);
    let cancel = forms.iter().find(|form| form.name == "cancel_order").expect("a tool");
    assert_eq!(
        cancel.parameters[1].choices,
        ["changed mind", "ordered by mistake", "found elsewhere"]
    );
    let give_back = forms.iter().find(|form| form.name == "return_items").expect("a tool");
    assert_eq!(give_back.parameters[1].kind, Kind::Texts);
    assert!(give_back.parameters.iter().all(|parameter| parameter.is_required));
}

#[test]
fn a_tool_s_own_name_finds_it_first() {
    let shop = Shop::new(3);
    let forms = forms(&shop.world.told().tools);
    let found = |wanted: &str| {
        let found = find_forms(&forms, wanted).into_iter().map(|form| form.name.as_str());
        found.collect::<Vec<_>>()
    };
    for form in &forms {
        assert_eq!(found(&form.name)[0], form.name);
        assert_eq!(found(&form.name.replace('_', " ").to_uppercase())[0], form.name);
    }
    // Descriptions count too, behind names.
    let orders = found("get order");
    assert!(orders[0] == "get_order" && orders.contains(&"get_customer"), "{orders:?}");
    assert_eq!(found("mail customer")[0], "find_customer_by_email");
    let all: Vec<&str> = forms.iter().map(|form| form.name.as_str()).collect();
    assert_eq!(found(" "), all);
    assert!(found("zzz").is_empty());
}

#[test]
fn a_text_that_agents_are_told_may_be_empty_may_stay_empty() {
    let parameter = |told: &str, kind| Parameter {
        name: "line".to_owned(),
        told: told.to_owned(),
        kind,
        choices: Vec::new(),
        is_required: true,
    };
    let told = "The second line, such as 'Flat 2' or ''.";
    let read = |told, kind, typed| parameter(told, kind).read(typed);
    assert_eq!(read(told, Kind::Text, " "), Ok(Some("".into())));
    assert_eq!(read(told, Kind::Text, "Flat 2"), Ok(Some("Flat 2".into())));
    assert_eq!(read("The city's name.", Kind::Text, ""), Err("line is missing".to_owned()));
    assert_eq!(read(told, Kind::Integer, ""), Err("line is missing".to_owned()));
}

#[test]
fn what_is_typed_is_read_by_the_schema() {
    let parameter = |kind, is_required| Parameter {
        name: "it".to_owned(),
        told: String::new(),
        kind,
        choices: Vec::new(),
        is_required,
    };
    let cases = [
        (Kind::Text, true, " a b", Ok(Some(r#"" a b""#))),
        (Kind::Text, true, " ", Err("it is missing")),
        (Kind::Text, false, "", Ok(None)),
        (Kind::Integer, true, "12", Ok(Some("12"))),
        (Kind::Integer, true, "1.5", Err("it is a whole number, and “1.5” is none")),
        (Kind::Number, true, "1.5", Ok(Some("1.5"))),
        (Kind::Number, true, "two", Err("it is a number, and “two” is none")),
        (Kind::Truth, true, "true", Ok(Some("true"))),
        (Kind::Texts, true, " a\n\nb ", Ok(Some(r#"["a", "b"]"#))),
        (Kind::Texts, true, "", Ok(Some("[]"))),
        (Kind::Texts, false, "", Ok(None)),
        (Kind::Json, true, r#"[{"a": 1}]"#, Ok(Some(r#"[{"a": 1}]"#))),
    ];
    for (kind, is_required, typed, want) in cases {
        let read = parameter(kind, is_required).read(typed);
        let read = read.map(|value| value.map(|value| dumps_value(&value)));
        let want = want.map(|text| text.map(str::to_owned)).map_err(str::to_owned);
        assert_eq!(read, want, "{kind:?} {typed:?}");
    }
    assert!(parameter(Kind::Json, true).read("{").is_err());
    assert_eq!(read_arguments(r#"{"a": 1}"#).map(|map| map.len()), Ok(1));
    let no_object = "arguments are a JSON object in braces, and that is a list";
    assert_eq!(read_arguments("[1]").map(drop), Err(no_object.to_owned()));
    assert!(read_arguments("{a: 1}").is_err_and(|why| why.starts_with("that is not JSON: ")));
}

#[test]
fn three_ways_tell_only_what_differs() {
    let [start, run, gold] = [
        r#"{"status": "open", "items": [{"id": "a"}], "same": 1}"#,
        r#"{"status": "open", "items": [{"id": "a"}, {"id": "b"}], "same": 1}"#,
        r#"{"status": "gone", "items": [{"id": "a"}], "same": 1, "why": "so"}"#,
    ]
    .map(json);
    let rows = three_ways(Some(&start), Some(&run), Some(&gold));
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (row.path.as_str(), row.start.as_deref(), row.run.as_deref(), row.gold.as_deref())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("status", Some("open"), Some("open"), Some("gone")),
            ("why", None, None, Some("so")),
            ("items[1].id", None, Some("b"), None),
        ]
    );
}

#[test]
fn arguments_and_words_are_told_apart() {
    let shop = Shop::new(3);
    let (mut session, gold) = start(&shop, 0);
    act(&mut session, Turn::Customer("Hello".into()));
    act(
        &mut session,
        Turn::Agent(Action::new("respond", Map::from_iter([("content", PyValue::from(5_i64))]))),
    );
    let entries = entries(&session, &gold);
    assert_eq!(entries[0].what, What::Customer("Hello".into()));
    assert_eq!(
        entries[1].what,
        What::Agent("5".into()),
        "what is no text stands as Python writes it"
    );
}
