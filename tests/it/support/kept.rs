//! Episodes of customer support: their names, their records.

use diorama::agent::support::books::{Clerk, ScriptedCustomer};
use diorama::env::Env;
use diorama::env::support::books::Shop;
use diorama::env::support::{Action, Domain, Sight, Split, SupportEnv, Turn};
use diorama::episode::support::{Case, SupportRecord};
use diorama::episode::{Player, PlayerCard, Role, Said, Session, Words};
use serde_json::{Value, json};

use super::json as value;

/// What the scripts do in a task of Harbor Books, played to its end.
pub fn scripted(shop: &Shop, case: Case) -> Session<SupportEnv> {
    let mut session = case.session(&shop.world).expect("a task");
    let mut customer = ScriptedCustomer::new(shop.scripts[case.task as usize].clone());
    let mut heard: Vec<String> = Vec::new();
    while !session.is_over() {
        let turn = match session.step(session.at()).map(|step| &step.action) {
            None => Turn::Customer(customer.open()),
            Some(turn) if session.env().customer_speaks() => {
                Turn::Customer(customer.hear(turn.words().expect("words")))
            }
            Some(_) => Turn::Agent(Clerk::next(&heard)),
        };
        session.act(turn, Player::Expert).expect("its turn");
        if let Sight::Text { text, .. } = session.observation() {
            heard.push(text.to_string());
        }
        assert!(session.at() < 200, "{case} ends");
    }
    session
}

/// An episode with a fork, a remark, words and their calls.
fn branched(shop: &Shop, case: Case) -> Session<SupportEnv> {
    let mut session = scripted(shop, case);
    session.jump(3);
    let card = |role, kind: &str| PlayerCard {
        role,
        kind: kind.to_owned(),
        model: "gpt-4o".to_owned(),
        version: 1,
        settings: json!({"temperature": 0}),
    };
    let by = session.seat(card(Role::Agent, "tool-calling")).expect("room");
    let said = Said { words: vec![Words::new(by, "Hm.")], calls: vec![json!({"call": 1})] };
    let odd =
        r#"{"email": [1, 2.50, null, NaN, 12345678901234567890, {"é": "\u0007"}], "x": -0.0}"#;
    let action = Action::new("find_customer_by_email", value(odd).as_map().expect("a map").clone());
    session.act_said(Turn::Agent(action), Player::Model, said).expect("the agent's turn");
    session.act(Turn::Agent(Action::respond("Hello\n?")), Player::Person).expect("its turn");
    session.act(Turn::Customer("Ah.".into()), Player::Person).expect("its turn");
    assert!(session.annotate(5, "odd"));
    session.back();
    session
}

#[test]
fn a_turn_out_of_turn_leaves_everything_as_it_is() {
    let case: Case = "books?task=7&seed=3".parse().expect("a case");
    let shop = Shop::new(3);
    let mut session = scripted(&shop, case);
    let (line, digest) = (session.actions(), session.env().digest());
    for step in [0, 1, 3, 4] {
        session.jump(step);
        let turn = if session.env().customer_speaks() {
            Turn::Agent(Action::respond("Me first."))
        } else {
            Turn::Customer("Me first.".into())
        };
        let refused = session.act(turn, Player::Person).map(drop);
        assert_eq!(
            refused.map_err(|why| why.to_string()),
            Err("somebody else has the turn".into())
        );
        assert_eq!((session.at(), session.branches().len()), (step, 1), "no fork was begun");
        assert_eq!(session.actions(), line);
    }
    session.jump(line.len());
    assert_eq!(session.env().digest(), digest);
    // What was undone can still be done again.
    session.undo().expect("the last step");
    assert!(session.act(Turn::Agent(Action::respond("Me first.")), Player::Person).is_err());
    session.redo().expect("the last step again");
    assert_eq!(session.actions(), line);
}

#[test]
fn a_case_has_a_text() {
    let cases = [
        ("books?task=7&seed=3", Case::books(7, 3)),
        ("books", Case::books(0, 0)),
        ("books?player=x&seed=18446744073709551615&task=1&", Case::books(1, u64::MAX)),
        ("retail?split=train&task=5", case(Domain::Retail, Split::Train, 5)),
        ("retail?task=5", case(Domain::Retail, Split::Test, 5)),
        ("airline?task=2", case(Domain::Airline, Split::Test, 2)),
    ];
    for (text, want) in cases {
        assert_eq!(text.parse(), Ok(want), "{text}");
        assert_eq!(want.to_string().parse(), Ok(want), "{want}");
    }
    assert_eq!(cases[3].1.to_string(), cases[3].0);
    assert_eq!(cases[0].1.to_string(), cases[0].0);
    let wrong = [
        ("bakery?task=1", "there is no domain \"bakery\" of customer support"),
        ("retail?split=all", "there is no split \"all\""),
        ("airline?split=train", "airline has no split train"),
        ("books?task=-1", "\"-1\" is no number of a task"),
        ("books?seed=x", "\"x\" is no number of a shop"),
        ("retail?seed=3", "retail is not made from a seed"),
    ];
    for (text, want) in wrong {
        let error = text.parse::<Case>().expect_err(text);
        assert_eq!(error.to_string(), want);
    }
    let shop = Shop::new(1);
    let error = Case::books(28, 1).env(&shop.world).expect_err("no such task");
    assert_eq!(error.to_string(), "books has no task 28 in test: it has 28, counted from 0");
    let error = cases[5].1.env(&shop.world).expect_err("another domain");
    assert_eq!(error.to_string(), "the episode is of airline, the data of books");
}

fn case(domain: Domain, split: Split, task: u32) -> Case {
    Case { domain, split, task, seed: 0 }
}

#[test]
fn scripted_episodes_end_well_and_are_marked() {
    let shop = Shop::new(3);
    for task in 0..28 {
        let session = scripted(&shop, Case::books(task, 3));
        let steps = session.line_len();
        assert!((session.return_so_far(steps) - 1.0).abs() < 1e-9, "task {task}");
        assert!(session.step(steps).expect("a step").terminated);
    }
    let session = scripted(&shop, Case::books(0, 3));
    assert!(session.line().any(|step| step.subgoal), "a gold action was taken");
    assert!(!session.line().any(|step| step.invalid), "no call failed");
    let session = branched(&shop, Case::books(0, 3));
    assert!(session.step(4).expect("a step").invalid, "this one did");
}

#[test]
fn a_record_opens_to_the_same_session() {
    let shop = Shop::new(3);
    let case = Case::books(7, 3);
    let session = branched(&shop, case);
    let record = SupportRecord::new(&session, case, 5);
    let text = record.to_json().expect("short");
    assert!(text.contains(r#"{"customer":"Ah."}"#), "{text}");
    assert!(text.contains(r#"{"agent":{"name":"respond","kwargs":{"content":"Hello\n?"}}}"#));
    let read = SupportRecord::from_json(&text).expect("a record");
    assert_eq!(read.case(), Ok(case));
    assert_eq!(read, record);
    let opened = read.open(&shop.world).expect("an episode");
    assert!(read.agrees_with(&opened));
    assert_eq!(opened.branches(), session.branches());
    assert_eq!((opened.branch(), opened.at()), (session.branch(), session.at()));
    assert_eq!(opened.cards(), session.cards());
    assert_eq!(opened.observation(), session.observation());
    assert_eq!(SupportRecord::new(&opened, case, 5).to_json().expect("short"), text);
    let bare = record.without_calls().to_json().expect("short");
    assert!(!bare.contains("\"call\"") && bare.contains("Hm."), "{bare}");
    // Whoever knows grids alone says that it is none of theirs; and the other way round.
    assert!(SupportRecord::is_one(&text) && !SupportRecord::is_one("{\"format\": 1}"));
    assert!(diorama::episode::EpisodeRecord::from_json(&text).is_err());
}

#[test]
fn what_is_wrong_with_a_record_is_said() {
    let shop = Shop::new(3);
    let case = Case::books(7, 3);
    let record = SupportRecord::new(&branched(&shop, case), case, 5);
    let good: Value = serde_json::from_str(&record.to_json().expect("short")).expect("JSON");
    let changes: [(&str, Value, &str); 16] = [
        ("/format", json!(9), "format 9"),
        ("/world", json!("bakery"), "no domain \"bakery\""),
        ("/split", json!("train"), "books has no split train"),
        ("/number", json!(2049), "world \"books test\" has number 2048, not 2049"),
        ("/rules", json!(2), "rules version 2 of customer support"),
        ("/rules", json!(0), "rules version 0 of customer support"),
        ("/task", json!(99), "no task 99"),
        ("/data", json!("00"), "data with hash 00, the data here has "),
        ("/branch", json!(7), "no step 5 on branch 7"),
        ("/at", json!(99), "no step 99 on branch 1"),
        ("/branches/0/actions/0", json!({"agent": {"name": "x", "kwargs": {}}}), "of the agent at"),
        ("/branches/1/actions/0", json!({"customer": "x"}), "of the customer at step 4"),
        ("/branches/1/actions/1", json!({"somebody": "x"}), "unknown variant"),
        ("/branches/1/actions/1/agent/kwargs", json!([1]), "kwargs are no object"),
        ("/branches/1/players/0/steps", json!(77), "players for"),
        ("/branches/1/said/0/1/words/0/by", json!(3), "words of speaker 3"),
    ];
    for (path, new, want) in changes {
        let mut bad = good.clone();
        *bad.pointer_mut(path).unwrap_or_else(|| panic!("{path} is there")) = new;
        let read = SupportRecord::from_json(&bad.to_string());
        let said = match read {
            Err(error) => error.to_string(),
            Ok(record) => record.open(&shop.world).expect_err(path).to_string(),
        };
        assert!(said.contains(want), "{path}: {said}");
    }
    let other = Shop::new(4);
    let said = record.open(&other.world).expect_err("another shop").to_string();
    assert!(said.starts_with("the episode was played on data with hash "), "{said}");
    // What this build does not know is not kept, and a wrong digest is seen.
    let mut odd = good.clone();
    odd["more"] = json!(1);
    odd["digest"] = json!([1, 2, 3, 4]);
    let read = SupportRecord::from_json(&odd.to_string()).expect("a record");
    assert!(!read.to_json().expect("short").contains("more"));
    assert!(!read.agrees_with(&read.open(&shop.world).expect("an episode")));
}
