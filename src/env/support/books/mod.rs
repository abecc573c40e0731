//! Harbor Books: a bookshop of our own, with everything made from a seed, so that customer support needs no download.
//!
//! The rules of scoring are tau-bench's. Every seed makes other books, customers and orders, and with them another variant of each
//! task. Tools check what a shop's system would; what is allowed beyond that stands in the policy alone.
//!
//! Amounts are whole cents. Today is always [`TODAY`].
//!
//! Source: our own.

mod dates;
mod maker;
mod orders;
mod people;
mod returns;
mod schema;
mod script;
mod tasks;
mod tasks_hard;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::env::support::base::Base;
use crate::env::support::domain::{Domain, Split};
use crate::env::support::shared::{CALCULATE, THINK, TRANSFER, details};
use crate::env::support::tool::{Effect, Tool};
use crate::env::support::world::{Told, World};
use crate::python::shared::{Map, Text};

pub use dates::{TODAY, days_of};
pub use script::Script;

pub(super) const BOOKS: u8 = 0;
pub(super) const ORDERS: u8 = 1;
pub(super) const CUSTOMERS: u8 = 2;

/// What express delivery costs a reader, in cents; patrons pay nothing.
pub const EXPRESS_CENTS: i64 = 600;
/// What a year as a patron costs, in cents.
pub const PATRON_CENTS: i64 = 3000;
/// What a reader and a patron get for a late delivery, in cents.
pub const LATE_CENTS: [i64; 2] = [500, 1000];

/// What agents are told to go by.
const POLICY: &str = include_str!("policy.md");

const fn reads(
    name: &'static str,
    class: &'static str,
    parameters: &'static [&'static str],
) -> Tool {
    Tool { name, class, parameters, effect: Effect::Reads, run: |_, _| Ok("".into()) }
}

const fn writes(
    name: &'static str,
    class: &'static str,
    parameters: &'static [&'static str],
) -> Tool {
    Tool { effect: Effect::Writes, ..reads(name, class, parameters) }
}

/// The tools, in the order in which agents are told of them.
pub(super) static TOOLS: [Tool; 20] = [
    CALCULATE,
    Tool { run: orders::cancel, ..writes("cancel_order", "CancelOrder", &["order_id", "reason"]) },
    Tool {
        run: orders::set_edition,
        ..writes(
            "change_edition",
            "ChangeEdition",
            &["order_id", "edition_id", "new_edition_id", "payment_id"],
        )
    },
    Tool {
        run: orders::set_address,
        ..writes(
            "change_order_address",
            "ChangeOrderAddress",
            &["order_id", "street", "city", "zip"],
        )
    },
    Tool {
        run: orders::set_shipping,
        ..writes("change_shipping", "ChangeShipping", &["order_id", "shipping", "payment_id"])
    },
    Tool {
        run: people::by_email,
        ..reads("find_customer_by_email", "FindCustomerByEmail", &["email"])
    },
    Tool {
        run: people::by_name_zip,
        ..reads(
            "find_customer_by_name_zip",
            "FindCustomerByNameZip",
            &["first_name", "last_name", "zip"],
        )
    },
    Tool {
        run: |data, arguments| details(data, BOOKS, &arguments[0], "book not found"),
        ..reads("get_book", "GetBook", &["book_id"])
    },
    Tool {
        run: |data, arguments| details(data, CUSTOMERS, &arguments[0], "customer not found"),
        ..reads("get_customer", "GetCustomer", &["customer_id"])
    },
    Tool {
        run: |data, arguments| details(data, ORDERS, &arguments[0], "order not found"),
        ..reads("get_order", "GetOrder", &["order_id"])
    },
    Tool {
        run: returns::grant_late_voucher,
        ..writes("grant_late_voucher", "GrantLateVoucher", &["order_id"])
    },
    Tool {
        run: orders::place,
        ..writes(
            "place_order",
            "PlaceOrder",
            &["customer_id", "edition_ids", "shipping", "payment_id"],
        )
    },
    Tool {
        run: returns::replace_damaged,
        ..writes("replace_damaged", "ReplaceDamaged", &["order_id", "edition_id"])
    },
    Tool {
        run: returns::take_back,
        ..writes("return_items", "ReturnItems", &["order_id", "edition_ids", "refund_to"])
    },
    Tool { run: people::search, ..reads("search_books", "SearchBooks", &["words"]) },
    Tool { run: orders::set_note, ..writes("set_gift_note", "SetGiftNote", &["order_id", "note"]) },
    Tool {
        run: people::set_membership,
        ..writes("set_membership", "SetMembership", &["customer_id", "membership", "payment_id"])
    },
    THINK,
    TRANSFER,
    Tool {
        run: people::set_address,
        ..writes(
            "update_profile_address",
            "UpdateProfileAddress",
            &["customer_id", "street", "city", "zip"],
        )
    },
];

/// The shop of a seed, and what its customers say where a script speaks for them.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The domain with its data; its tasks are the test split.
    pub world: Arc<World>,
    /// A script per task, in their order.
    pub scripts: Vec<Script>,
}

impl Shop {
    /// The shop of a seed: always the same for the same seed, on every platform.
    pub fn new(seed: u64) -> Self {
        let mut maker = maker::Maker::new(seed);
        let drafts = tasks::all(&mut maker);
        maker.fill();
        let (mut all, mut scripts) = (Vec::new(), Vec::new());
        for draft in drafts {
            let (task, script) = draft.finish();
            all.push(Arc::new(task));
            scripts.push(script);
        }
        let tables: [(Text, Map); 3] = [
            ("books".into(), maker.book_table()),
            ("orders".into(), maker.orders),
            ("customers".into(), maker.customers),
        ];
        let told = Told { policy: POLICY.into(), tools: schema::tools(&TOOLS), ..Told::default() };
        let tasks = BTreeMap::from([(Split::Test, all)]);
        let world = World::new(Domain::Books, Arc::new(Base::new(tables)), tasks, told);
        Self { world: Arc::new(world), scripts }
    }
}

/// A field's text; empty where there is none.
fn text<'a>(map: &'a Map, field: &str) -> &'a str {
    map.get(field).and_then(crate::python::shared::PyValue::as_str).unwrap_or_default()
}

/// A field's whole number; 0 where there is none.
fn number(map: &Map, field: &str) -> i64 {
    map.get(field).and_then(crate::python::shared::PyValue::as_i64).unwrap_or(0)
}

/// An amount as people write it, without its sign: `12.50`.
pub fn dollars(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
