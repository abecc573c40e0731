//! The online shop: orders, products, users.
//!
//! Checks run in the order in which they stand, and the first that fails is what the agent hears.
//!
//! Source: tau-bench, `envs/retail/tools`.

mod items;
mod orders;
mod users;

use std::collections::BTreeMap;

use crate::env::support::base::Base;
use crate::env::support::shared::{CALCULATE, THINK, TRANSFER, details};
use crate::env::support::tool::{Effect, Tool};
use crate::python::shared::{Map, PyValue, Text, dumps_value};

pub(super) const ORDERS: u8 = 0;
pub(super) const PRODUCTS: u8 = 1;
pub(super) const USERS: u8 = 2;

/// The tools, in the order in which agents are told of them.
pub(super) static TOOLS: [Tool; 16] = [
    CALCULATE,
    Tool {
        name: "cancel_pending_order",
        class: "CancelPendingOrder",
        parameters: &["order_id", "reason"],
        effect: Effect::Writes,
        run: orders::cancel,
    },
    Tool {
        name: "exchange_delivered_order_items",
        class: "ExchangeDeliveredOrderItems",
        parameters: &["order_id", "item_ids", "new_item_ids", "payment_method_id"],
        effect: Effect::Writes,
        run: items::exchange,
    },
    Tool {
        name: "find_user_id_by_email",
        class: "FindUserIdByEmail",
        parameters: &["email"],
        effect: Effect::Reads,
        run: users::by_email,
    },
    Tool {
        name: "find_user_id_by_name_zip",
        class: "FindUserIdByNameZip",
        parameters: &["first_name", "last_name", "zip"],
        effect: Effect::Reads,
        run: users::by_name_zip,
    },
    Tool {
        name: "get_order_details",
        class: "GetOrderDetails",
        parameters: &["order_id"],
        effect: Effect::Reads,
        run: |data, arguments| details(data, ORDERS, &arguments[0], "order not found"),
    },
    Tool {
        name: "get_product_details",
        class: "GetProductDetails",
        parameters: &["product_id"],
        effect: Effect::Reads,
        run: |data, arguments| details(data, PRODUCTS, &arguments[0], "product not found"),
    },
    Tool {
        name: "get_user_details",
        class: "GetUserDetails",
        parameters: &["user_id"],
        effect: Effect::Reads,
        run: |data, arguments| details(data, USERS, &arguments[0], "user not found"),
    },
    Tool {
        name: "list_all_product_types",
        class: "ListAllProductTypes",
        parameters: &[],
        effect: Effect::Reads,
        run: |data, _| {
            data.note_search(PRODUCTS);
            Ok(Catalogue::of(data.base()))
        },
    },
    Tool {
        name: "modify_pending_order_address",
        class: "ModifyPendingOrderAddress",
        parameters: &["order_id", "address1", "address2", "city", "state", "country", "zip"],
        effect: Effect::Writes,
        run: orders::set_address,
    },
    Tool {
        name: "modify_pending_order_items",
        class: "ModifyPendingOrderItems",
        parameters: &["order_id", "item_ids", "new_item_ids", "payment_method_id"],
        effect: Effect::Writes,
        run: items::modify,
    },
    Tool {
        name: "modify_pending_order_payment",
        class: "ModifyPendingOrderPayment",
        parameters: &["order_id", "payment_method_id"],
        effect: Effect::Writes,
        run: orders::set_payment,
    },
    Tool {
        name: "modify_user_address",
        class: "ModifyUserAddress",
        parameters: &["user_id", "address1", "address2", "city", "state", "country", "zip"],
        effect: Effect::Writes,
        run: users::set_address,
    },
    Tool {
        name: "return_delivered_order_items",
        class: "ReturnDeliveredOrderItems",
        parameters: &["order_id", "item_ids", "payment_method_id"],
        effect: Effect::Writes,
        run: items::take_back,
    },
    THINK,
    TRANSFER,
];

/// The product types as an agent reads them; tools never change products.
#[derive(Debug)]
pub(in crate::env::support) struct Catalogue {
    types: Text,
}

impl Catalogue {
    fn of(base: &Base) -> Text {
        let make = || {
            let rows = &base.table(PRODUCTS).rows;
            let text = |value: Option<&PyValue>| value.cloned().unwrap_or(PyValue::None);
            let types: BTreeMap<Text, PyValue> = (rows.iter())
                .filter_map(|record| match record.value().get("name") {
                    Some(PyValue::Str(name)) => {
                        Some((name.clone(), text(record.value().get("product_id"))))
                    }
                    _ => None,
                })
                .collect();
            let types = Map::from_distinct(types.into_iter().collect());
            Self { types: dumps_value(&types.into()).into() }
        };
        base.catalogue.get_or_init(make).types.clone()
    }
}
