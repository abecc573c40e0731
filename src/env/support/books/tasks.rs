//! The tasks: the simple ones, and what all of them are made with.

use crate::env::support::books::maker::{Address, Format, Maker, Person, Way};
use crate::env::support::books::script::Script;
use crate::env::support::books::{EXPRESS_CENTS, LATE_CENTS, dollars, tasks_hard};
use crate::env::support::task::{Action, Task};
use crate::python::shared::{Map, PyValue, Text};

/// A task while it is made.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) user: Text,
    pub(super) gold: Vec<Action>,
    pub(super) outputs: Vec<String>,
    pub(super) script: Script,
}

impl Draft {
    /// A task in which nothing is to be done.
    pub(super) fn new(person: &Person, opening: String) -> Self {
        Self {
            user: person.id.as_str().into(),
            gold: Vec::new(),
            outputs: Vec::new(),
            script: Script::new(person, opening),
        }
    }

    /// The same with an action that is right.
    pub(super) fn act(mut self, name: &str, arguments: &[(&str, &str)]) -> Self {
        let kwargs: Map =
            arguments.iter().map(|(name, value)| (*name, PyValue::from(*value))).collect();
        self.gold.push(Action::new(name, kwargs));
        self
    }

    /// The same for an action with a list of editions behind its first argument.
    pub(super) fn act_on(
        mut self,
        name: &str,
        first: (&str, &str),
        editions: &[&str],
        rest: &[(&str, &str)],
    ) -> Self {
        let mut kwargs = Map::default();
        kwargs.set(first.0, first.1);
        let editions: Vec<PyValue> = editions.iter().map(|id| PyValue::from(*id)).collect();
        kwargs.set("edition_ids", editions);
        for (name, value) in rest {
            kwargs.set(name, *value);
        }
        self.gold.push(Action::new(name, kwargs));
        self
    }

    /// The same with an output that has to be said.
    pub(super) fn output(mut self, output: String) -> Self {
        self.outputs.push(output);
        self
    }

    /// The same with what is answered to a question with one of these words.
    pub(super) fn answer(mut self, cues: &[&'static str], words: impl Into<String>) -> Self {
        self.script.answers.push((cues.to_vec(), words.into()));
        self
    }

    /// The same with another wish behind the first.
    pub(super) fn then(mut self, words: String) -> Self {
        self.script.then.push(words);
        self
    }

    /// The same with what is said to a refusal.
    pub(super) fn push(mut self, words: &str) -> Self {
        self.script.pushes.push(words.to_owned());
        self
    }

    /// The task and the customer's part.
    pub(super) fn finish(self) -> (Task, Script) {
        let task = Task {
            user_id: self.user,
            actions: self.gold,
            instruction: self.script.instruction().into(),
            outputs: self.outputs.into_iter().map(Text::from).collect(),
        };
        (task, self.script)
    }
}

/// Every task, from easy to nasty.
pub(super) fn all(maker: &mut Maker) -> Vec<Draft> {
    let easy: [fn(&mut Maker) -> Draft; 14] = [
        cancels,
        moves_order,
        asks_price,
        asks_total,
        gift_note,
        returns_one,
        other_edition,
        express,
        buys,
        damaged,
        late,
        moves_house,
        becomes_patron,
        patron_express,
    ];
    easy.iter().chain(&tasks_hard::ALL).map(|task| task(maker)).collect()
}

/// The words of an address.
pub(super) fn words(address: &Address) -> String {
    format!("{}, {}, {}", address.street, address.city, address.zip)
}

fn cancels(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let [one, other] = maker.several();
    let items = [(one, Format::Hardcover), (other, Format::Paperback)];
    let order = maker.order(&person, &person.card, Way::Placed("open"), &items);
    let reason = maker.rng.choice(&["changed mind", "ordered by mistake", "found elsewhere"]);
    Draft::new(&person, format!("Please cancel my order {order}."))
        .answer(&["reason", "why"], format!("The reason is: {reason}."))
        .act("cancel_order", &[("order_id", &order), ("reason", reason)])
}

fn moves_order(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let book = maker.pick();
    let way = Way::Placed("open");
    let order = maker.order(&person, &person.card, way, &[(book, Format::Paperback)]);
    let to = maker.address();
    Draft::new(&person, format!("My order {order} should go to another address."))
        .answer(&["which address", "new address"], format!("It should go to: {}.", words(&to)))
        .act(
            "change_order_address",
            &[("order_id", &order), ("street", &to.street), ("city", to.city), ("zip", &to.zip)],
        )
}

fn asks_price(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let book = maker.pick();
    let title = maker.title(book);
    let opening = format!("How much is the hardcover of \"{title}\"? I do not want to buy it yet.");
    Draft::new(&person, opening).output(dollars(maker.price(book, Format::Hardcover)))
}

fn asks_total(maker: &mut Maker) -> Draft {
    let person = maker.person("patron", 0);
    let [one, two, three] = maker.several();
    let first = [(one, Format::Hardcover), (two, Format::Paperback)];
    maker.order(&person, &person.card, Way::Delivered(40, 0), &first);
    maker.order(&person, &person.card, Way::Placed("shipped"), &[(three, Format::Hardcover)]);
    let total = maker.price(one, Format::Hardcover)
        + maker.price(two, Format::Paperback)
        + maker.price(three, Format::Hardcover);
    let opening = "What is the total that I have paid for all of my orders, taken together?";
    Draft::new(&person, opening.to_owned()).output(dollars(total))
}

fn gift_note(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let book = maker.pick();
    let status = maker.rng.choice(&["open", "packed"]);
    let way = Way::Placed(status);
    let order = maker.order(&person, &person.card, way, &[(book, Format::Hardcover)]);
    let whom = maker.rng.choice(&["Mira", "Tom", "Aunt Rosa", "Ben"]);
    let note = format!("Happy birthday, {whom}!");
    Draft::new(&person, format!("Please put a gift note into my order {order}."))
        .answer(&["note say", "text of the note"], format!("It should say \"{note}\""))
        .act("set_gift_note", &[("order_id", &order), ("note", &note)])
}

fn returns_one(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let [one, other] = maker.several();
    let items = [(one, Format::Paperback), (other, Format::Hardcover)];
    let ago = maker.rng.range(3, 30) as u32;
    let order = maker.order(&person, &person.card, Way::Delivered(ago, 0), &items);
    let edition = maker.edition(one, Format::Paperback);
    let title = maker.title(one);
    Draft::new(&person, format!("I want to return \"{title}\" from my order {order}."))
        .answer(&["refund go", "refunded"], "The refund should go back to my card.")
        .act_on("return_items", ("order_id", &order), &[&edition], &[("refund_to", &person.card)])
        .output(dollars(maker.price(one, Format::Paperback)))
}

fn other_edition(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let book = maker.pick();
    let way = Way::Placed("open");
    let order = maker.order(&person, &person.card, way, &[(book, Format::Paperback)]);
    let (old, new) =
        (maker.edition(book, Format::Paperback), maker.edition(book, Format::Hardcover));
    let more = maker.price(book, Format::Hardcover) - maker.price(book, Format::Paperback);
    let title = maker.title(book);
    let opening =
        format!("In order {order} I want another edition of \"{title}\": the hardcover, please.");
    Draft::new(&person, opening)
        .answer(&["pay for", "paid for", "payment method"], "Use my card.")
        .act(
            "change_edition",
            &[
                ("order_id", &order),
                ("edition_id", &old),
                ("new_edition_id", &new),
                ("payment_id", &person.card),
            ],
        )
        .output(dollars(more))
}

fn express(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", EXPRESS_CENTS + 400);
    let book = maker.pick();
    let way = Way::Placed("open");
    let order = maker.order(&person, &person.card, way, &[(book, Format::Hardcover)]);
    Draft::new(&person, format!("Please send my order {order} by express."))
        .answer(&["pay for", "paid for", "payment method"], "Use my voucher.")
        .act(
            "change_shipping",
            &[("order_id", &order), ("shipping", "express"), ("payment_id", &person.voucher)],
        )
}

fn buys(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let book = maker.pick();
    let edition = maker.edition(book, Format::Paperback);
    let title = maker.title(book);
    Draft::new(&person, format!("I want to buy \"{title}\"."))
        .answer(&["which edition", "which format"], "The paperback, please.")
        .answer(&["which shipping", "standard or express"], "Standard shipping is fine.")
        .answer(&["pay for", "paid for", "payment method"], "Use my card.")
        .act_on(
            "place_order",
            ("customer_id", &person.id),
            &[&edition],
            &[("shipping", "standard"), ("payment_id", &person.card)],
        )
        .output(dollars(maker.price(book, Format::Paperback)))
}

fn damaged(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let book = maker.pick();
    let ago = maker.rng.range(31, 60) as u32;
    let way = Way::Delivered(ago, 0);
    let order = maker.order(&person, &person.card, way, &[(book, Format::Hardcover)]);
    let edition = maker.edition(book, Format::Hardcover);
    let title = maker.title(book);
    let opening = format!("\"{title}\" from my order {order} came damaged. I want another copy.");
    Draft::new(&person, opening)
        .act("replace_damaged", &[("order_id", &order), ("edition_id", &edition)])
}

fn late(maker: &mut Maker) -> Draft {
    let membership = maker.rng.choice(&["reader", "patron"]);
    let person = maker.person(membership, 0);
    let book = maker.pick();
    let days = maker.rng.range(4, 12) as u32;
    let way = Way::Delivered(10, days);
    let order = maker.order(&person, &person.card, way, &[(book, Format::Paperback)]);
    let cents = LATE_CENTS[usize::from(membership == "patron")];
    Draft::new(&person, format!("My order {order} came late. What do I get for that?"))
        .act("grant_late_voucher", &[("order_id", &order)])
        .output(dollars(cents))
}

fn moves_house(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let book = maker.pick();
    maker.order(&person, &person.card, Way::Placed("open"), &[(book, Format::Hardcover)]);
    let to = maker.address();
    let opening = "I have moved. Please change the address in my profile, and only there.";
    Draft::new(&person, opening.to_owned())
        .answer(&["which address", "new address"], format!("I live here now: {}.", words(&to)))
        .act(
            "update_profile_address",
            &[
                ("customer_id", &person.id),
                ("street", &to.street),
                ("city", to.city),
                ("zip", &to.zip),
            ],
        )
}

fn becomes_patron(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 4000);
    let (name, id) = if maker.rng.coin() {
        ("card", person.card.clone())
    } else {
        ("voucher", person.voucher.clone())
    };
    Draft::new(&person, "I want to become a patron.".to_owned())
        .answer(&["pay for", "paid for", "payment method"], format!("Use my {name}."))
        .act(
            "set_membership",
            &[("customer_id", &person.id), ("membership", "patron"), ("payment_id", &id)],
        )
}

fn patron_express(maker: &mut Maker) -> Draft {
    let person = maker.person("patron", 0);
    let book = maker.pick();
    let way = Way::Placed("open");
    let order = maker.order(&person, &person.card, way, &[(book, Format::Paperback)]);
    Draft::new(&person, format!("Please send my order {order} by express."))
        .answer(&["pay for", "paid for", "payment method"], "Use my card.")
        .act(
            "change_shipping",
            &[("order_id", &order), ("shipping", "express"), ("payment_id", &person.card)],
        )
}
