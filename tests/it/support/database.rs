//! The data base: its hash, its forks, its differences.

use std::sync::Arc;

use diorama::env::support::{Base, Database, World, hash_value};
use diorama::python::shared::{Map, PyValue};

use super::{json, shop};

/// The whole data base as one value, as it is now.
fn whole(data: &Database) -> PyValue {
    let tables = data.base().tables().iter().enumerate();
    let tables: Map = tables
        .map(|(number, table)| {
            let rows = data.rows(number as u8);
            let rows: Map = rows.map(|row| (row.key(), row.value().clone())).collect();
            (&table.name, rows.into())
        })
        .collect();
    tables.into()
}

fn call(world: &World, data: &mut Database, name: &str, arguments: &str) -> String {
    let arguments = json(arguments);
    let arguments = arguments.as_map().expect("arguments");
    world.call(data, name, arguments).expect("an observation").to_string()
}

#[test]
fn the_hash_after_changes_is_that_of_the_whole() {
    let world = shop();
    let mut data = world.fresh();
    let calls = [
        ("cancel_pending_order", r##"{"order_id": "#W1", "reason": "no longer needed"}"##),
        (
            "modify_user_address",
            r#"{"user_id": "cy_3", "address1": "é", "address2": "'", "city": "\"", "state": "\n", "country": "x", "zip": 5}"#,
        ),
        (
            "return_delivered_order_items",
            r##"{"order_id": "#W2", "item_ids": ["12"], "payment_method_id": "paypal_1"}"##,
        ),
        (
            "modify_pending_order_items",
            r##"{"order_id": "#W4", "item_ids": [], "new_item_ids": [], "payment_method_id": "credit_card_2"}"##,
        ),
    ];
    assert_eq!(data.hash(), hash_value(&whole(&data)));
    for (name, arguments) in calls {
        let said = call(&world, &mut data, name, arguments);
        assert!(!said.starts_with("Error"), "{name}: {said}");
        assert_eq!(data.hash(), hash_value(&whole(&data)), "after {name}");
    }
}

#[test]
fn records_added_to_small_tables_are_hashed_too() {
    for users in [0, 1, 2, 5] {
        let user =
            |at: usize| (format!("u{at}"), json(r#"{"payment_methods": {}, "reservations": []}"#));
        let tables = [
            ("flights", Map::default()),
            ("reservations", (0..users).map(user).collect()),
            ("users", (0..=users).map(user).collect::<Map>()),
        ];
        let base = Base::new(tables.into_iter().map(|(name, rows)| (name.into(), rows)));
        let told = diorama::env::support::Told::default();
        let domain = diorama::env::support::Domain::Airline;
        let world = World::new(domain, Arc::new(base), [].into(), told);
        let mut data = world.fresh();
        for booked in 1..=4 {
            let said = call(
                &world,
                &mut data,
                "book_reservation",
                r#"{"user_id": "u0", "origin": "a", "destination": "b", "flight_type": "c", "cabin": "d", "flights": [], "passengers": [], "payment_methods": [], "total_baggages": 0, "nonfree_baggages": 0, "insurance": "no"}"#,
            );
            assert!(said.starts_with('{'), "{said}");
            assert_eq!(data.hash(), hash_value(&whole(&data)), "{users} users, {booked} booked");
        }
    }
}

#[test]
fn a_fork_shares_and_does_not_disturb() {
    let world = shop();
    let mut data = world.fresh();
    let before = data.clone();
    call(
        &world,
        &mut data,
        "cancel_pending_order",
        r##"{"order_id": "#W1", "reason": "no longer needed"}"##,
    );
    assert!(Arc::ptr_eq(before.base(), data.base()));
    assert_eq!(before.hash(), world.fresh().hash());
    let differences = data.differences(&before);
    let changed: Vec<String> = differences
        .iter()
        .filter_map(|there| Some(there.one.as_ref()?.key().to_string()))
        .collect();
    assert_eq!(changed, ["#W1", "ada_1"]);
    assert!(!data.is_same(&before) && data.is_same(&data.clone()));
}
