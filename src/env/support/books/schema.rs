//! What models are told of the tools.

use crate::env::support::tool::Tool;
use crate::python::shared::{Map, PyValue};

/// What a tool does, by its name.
const TOLD: [(&str, &str); 20] = [
    ("calculate", "Evaluates an arithmetic expression of numbers, + - * / and parentheses."),
    ("cancel_order", "Cancels an open order and pays everything back to where it came from."),
    (
        "change_edition",
        "Puts another edition of the same book into an open order. The difference in price is settled with the payment method at once.",
    ),
    (
        "change_order_address",
        "Sends an open order to another address. The customer's profile stays as it is.",
    ),
    (
        "change_shipping",
        "Changes how an open order is sent. The difference in cost is settled with the payment method at once.",
    ),
    ("find_customer_by_email", "Finds a customer's id by the e-mail address."),
    ("find_customer_by_name_zip", "Finds a customer's id by first name, last name and ZIP code."),
    (
        "get_book",
        "Shows a book: its author and its editions with prices in cents and whether they are in stock.",
    ),
    ("get_customer", "Shows a customer: address, membership, payment methods and orders."),
    ("get_order", "Shows an order: status, dates, address, items, shipping and payments."),
    (
        "grant_late_voucher",
        "Gives the customer of a delivered order the voucher for a late delivery.",
    ),
    ("place_order", "Places a new order to the address in the customer's profile, paid at once."),
    ("replace_damaged", "Sends another copy of an item of a delivered order that came damaged."),
    (
        "return_items",
        "Arranges the return of items of a delivered order. An order can be returned once.",
    ),
    ("search_books", "Lists the books whose title or author has these words in it."),
    ("set_gift_note", "Puts a gift note into an order that is open or packed."),
    ("set_membership", "Makes a customer a patron, for a fee paid at once, or a reader again."),
    ("think", "Notes a thought. Nothing comes of it."),
    (
        "transfer_to_human_agents",
        "Hands the customer over to a human colleague. The conversation ends with it.",
    ),
    ("update_profile_address", "Changes the address in a customer's profile. Orders keep theirs."),
];

/// What a parameter is.
fn parameter(name: &str) -> (&'static str, &'static str, &'static [&'static str]) {
    match name {
        "order_id" => ("string", "The order, such as HB-10001.", &[]),
        "customer_id" => ("string", "The customer, such as cust_1001.", &[]),
        "book_id" => ("string", "The book, such as B101.", &[]),
        "edition_id" => ("string", "The edition, such as B101-PB.", &[]),
        "new_edition_id" => ("string", "The edition that is wanted instead.", &[]),
        "edition_ids" => ("array", "The editions, each once.", &[]),
        "payment_id" => ("string", "The customer's payment method, such as card_1001.", &[]),
        "refund_to" => ("string", "The payment method to which the refund goes.", &[]),
        "reason" => (
            "string",
            "Why it is cancelled.",
            &["changed mind", "ordered by mistake", "found elsewhere"],
        ),
        "shipping" => ("string", "How it is sent.", &["standard", "express"]),
        "membership" => ("string", "What the customer becomes.", &["reader", "patron"]),
        "street" => ("string", "Street and number.", &[]),
        "city" => ("string", "The city.", &[]),
        "zip" => ("string", "The ZIP code.", &[]),
        "note" => ("string", "The text of the note.", &[]),
        "words" => ("string", "Words of a title or of an author's name.", &[]),
        "email" => ("string", "The e-mail address.", &[]),
        "first_name" => ("string", "The first name.", &[]),
        "last_name" => ("string", "The last name.", &[]),
        "expression" => ("string", "The expression, such as 2 * (3 + 4).", &[]),
        "thought" => ("string", "The thought.", &[]),
        "summary" => ("string", "What it is about, for the colleague.", &[]),
        _ => ("string", "", &[]),
    }
}

/// The tools' schemas in the shape that `OpenAI` wants.
pub(super) fn tools(tools: &[Tool]) -> PyValue {
    tools.iter().map(schema).collect::<Vec<_>>().into()
}

fn schema(tool: &Tool) -> PyValue {
    let mut properties = Map::default();
    for name in tool.parameters {
        properties.set(name, property(name));
    }
    let required: Vec<PyValue> = tool.parameters.iter().map(|name| PyValue::from(*name)).collect();
    let mut parameters = Map::default();
    parameters.set("type", "object");
    parameters.set("properties", properties);
    parameters.set("required", required);
    let told = TOLD.iter().find(|(name, _)| *name == tool.name);
    let mut function = Map::default();
    function.set("name", tool.name);
    function.set("description", told.map_or("", |(_, told)| *told));
    function.set("parameters", parameters);
    let mut map = Map::default();
    map.set("type", "function");
    map.set("function", function);
    map.into()
}

fn property(name: &str) -> Map {
    let (kind, told, choices) = parameter(name);
    let mut property = Map::default();
    property.set("type", kind);
    property.set("description", told);
    if kind == "array" {
        let mut items = Map::default();
        items.set("type", "string");
        property.set("items", items);
    }
    if !choices.is_empty() {
        let choices: Vec<PyValue> = choices.iter().map(|choice| PyValue::from(*choice)).collect();
        property.set("enum", choices);
    }
    property
}
