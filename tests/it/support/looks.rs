//! What tools look up: rows read and written, tables searched.

use std::collections::BTreeSet;
use std::sync::Arc;

use diorama::env::support::books::Shop;
use diorama::env::support::{Action, Base, Desk, Domain, Look, Outcome, Split, World, replay_gold};
use diorama::episode::casebook::{LookedUp, entries, lookups};
use diorama::python::shared::{Map, Text};

use super::casebook::served;
use super::{WORLDS, has_data, json, shop};

fn desk(world: &Arc<World>) -> Desk {
    Desk::new(world, world.task(Split::Test, 0).expect("a task"))
}

fn call(name: &str, arguments: &str) -> Action {
    Action::new(name, json(arguments).as_map().expect("a map").clone())
}

/// The looks of a call, as words.
fn told(desk: &Desk, action: &Action) -> Vec<String> {
    let tables = desk.world().base().tables();
    let name = |table: &u8| tables[usize::from(*table)].name.to_string();
    let told = desk.looks(action).into_iter().map(|look| match look {
        Look::Searched(table) => format!("searched {}", name(&table)),
        Look::Read(table, key) => format!("read {}/{key}", name(&table)),
        Look::Wrote(table, key) => format!("wrote {}/{key}", name(&table)),
    });
    told.collect()
}

#[test]
fn retail_s_tools_look_up_what_they_need() {
    let world = shop();
    let desk = desk(&world);
    let cases: [(&str, &str, &[&str]); 8] = [
        ("think", r#"{"thought": "ada_1"}"#, &[]),
        ("get_user_details", r"{}", &[]),
        ("get_user_details", r#"{"user_id": "nobody"}"#, &[]),
        ("get_user_details", r#"{"user_id": "ada_1"}"#, &["read users/ada_1"]),
        ("find_user_id_by_email", r#"{"email": "nobody@example.org"}"#, &["searched users"]),
        (
            "find_user_id_by_email",
            r#"{"email": "ada@example.org"}"#,
            &["searched users", "read users/ada_1"],
        ),
        ("list_all_product_types", r"{}", &["searched products"]),
        ("fly", r"{}", &[]),
    ];
    for (name, arguments, want) in cases {
        assert_eq!(told(&desk, &call(name, arguments)), want, "{name} {arguments}");
    }
    assert_eq!(told(&desk, &Action::respond("ada_1")), [""; 0]);
    assert!(desk.actions().is_empty(), "looking does nothing");
}

#[test]
fn a_call_that_fails_has_looked_as_far_as_it_came() {
    let shop = Shop::new(3);
    let mut desk = desk(&shop.world);
    let gold = desk.task().actions[0].clone();
    assert_eq!(&*gold.name, "cancel_order");
    let before = told(&desk, &gold);
    assert!(before.iter().any(|look| look.starts_with("wrote orders/")), "{before:?}");
    assert!(matches!(desk.act(&gold), Ok(Outcome::Seen(_))));
    // It is cancelled now, so the customer is not looked at.
    let order = gold.kwargs.get("order_id").and_then(|id| id.as_str()).expect("an order");
    assert_eq!(told(&desk, &gold), [format!("read orders/{order}")]);
    let found = told(&desk, &call("search_books", r#"{"words": "a"}"#));
    assert_eq!(found[0], "searched books");
    assert!(found.len() > 1 && found.iter().skip(1).all(|look| look.starts_with("read books/")));
}

/// The data base of only those rows that a call looked up, with the whole of each table that it searched.
fn only_seen(world: &World, base: &Base, looks: &[Look]) -> Arc<World> {
    let seen = |table: u8, key: &Text| {
        // Whether these names are free is no look at a row.
        let is_new = key.starts_with("HATHA") || key.starts_with("HB-90");
        is_new
            || looks.iter().any(|look| match look {
                Look::Searched(of) => *of == table,
                Look::Read(of, read) => *of == table && read == key,
                Look::Wrote(..) => false,
            })
    };
    let tables = (0_u8..).zip(base.tables()).map(|(number, table)| {
        let rows = table.rows.iter().filter(|row| seen(number, row.key()));
        let rows: Map = rows.map(|row| (row.key().clone(), row.value().clone())).collect();
        (table.name.clone(), rows)
    });
    let base = Arc::new(Base::new(tables));
    let (tasks, told) = (std::collections::BTreeMap::default(), world.told().clone());
    Arc::new(World::new(world.domain(), base, tasks, told))
}

/// The tables of a task's episode as they stand after some actions, as a data base of their own.
fn as_base(desk: &Desk) -> Base {
    let (data, base) = (desk.data(), desk.data().base());
    let tables = (0_u8..).zip(base.tables()).map(|(number, table)| {
        let rows = data.rows(number).map(|row| (row.key().clone(), row.value().clone()));
        (table.name.clone(), rows.collect::<Map>())
    });
    Base::new(tables)
}

/// A call comes to the same where nothing is there but what it looked up, and writes what it says that it writes.
fn is_all_that_counts(desk: &Desk, action: &Action) {
    let looks = desk.looks(action);
    let mut whole = desk.clone();
    let Ok(Outcome::Seen(seen)) = whole.act(action) else { return };
    if seen.is_done() {
        return;
    }
    let world = desk.world();
    let small = only_seen(world, &as_base(desk), &looks);
    let mut alone = Desk::new(&small, desk.task());
    let Ok(Outcome::Seen(again)) = alone.act(action) else { panic!("{action:?} ends alone") };
    assert_eq!(again.observation, seen.observation, "{action:?} looked up {looks:?}");
    let changed: BTreeSet<(u8, Text)> = (alone.data().written().iter())
        .map(|(place, record)| (place.table, record.key().clone()))
        .collect();
    let told = looks.iter().filter_map(|look| match look {
        Look::Wrote(table, key) => Some((*table, key.clone())),
        Look::Searched(_) | Look::Read(..) => None,
    });
    assert_eq!(told.collect::<BTreeSet<_>>(), changed, "{action:?}");
    let differing = desk.data().differences(whole.data());
    for difference in differing {
        let record = difference.other.or(difference.one).expect("a record");
        let table = world.base().number(&difference.table).expect("a table");
        assert!(changed.contains(&(table, record.key().clone())), "{action:?}: {record:?}");
    }
}

#[test]
fn nothing_counts_but_what_was_looked_up() {
    let shop = Shop::new(5);
    for task in 0..28 {
        let (session, _) = served(&shop, task);
        let mut desk = Desk::new(&shop.world, session.env().desk().task());
        for action in session.env().desk().own_actions() {
            is_all_that_counts(&desk, action);
            desk.act(action).expect("it was possible");
        }
    }
}

#[test]
fn nothing_counts_but_what_was_looked_up_in_tau_bench() {
    if !has_data() {
        return;
    }
    for domain in Domain::PACKED {
        let world = WORLDS.of(domain).expect("the benchmark's data");
        for task in world.tasks(Split::Test).iter().step_by(6) {
            let mut desk = Desk::new(world, task);
            for action in task.actions.iter().filter(|action| !world.ends(&action.name)) {
                is_all_that_counts(&desk, action);
                // A gold action may be one that fails.
                let _ = desk.act(action);
            }
            assert!(desk.data().is_same(&replay_gold(world, task).0), "looking changes nothing");
        }
    }
}

#[test]
fn an_episode_tells_what_its_calls_looked_up() {
    let shop = Shop::new(3);
    let (session, gold) = served(&shop, 0);
    let entries = entries(&session, &gold);
    let base = shop.world.base();
    let number = |name| base.number(name).expect("a table");
    let (orders, customers) = (number("orders"), number("customers"));
    let task = session.env().desk().task();
    let all = LookedUp::of(&entries);
    assert!(all.has(customers, &task.user_id) && all.has_searched(customers));
    assert!(!all.has_searched(orders) && all.count(orders) == 1, "{all:?}");
    // Words look up nothing, though they name an order.
    let first = LookedUp::of(&entries[..2]);
    assert_eq!(first, LookedUp::default());
    let cancels = entries.iter().find(|entry| !entry.edits.is_empty()).expect("a write");
    let told = lookups(cancels, base);
    assert_eq!(told[0].table, "orders".into());
    assert_eq!((told[0].searched, told[0].read.len(), told[0].wrote.len()), (false, 0, 1));
    for edit in entries.iter().flat_map(|entry| &entry.edits) {
        let table = base.number(&edit.table).expect("a table");
        assert!(all.has(table, &edit.key), "{edit:?}");
    }
}
