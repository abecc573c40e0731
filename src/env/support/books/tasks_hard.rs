//! The nasty tasks: several wishes, facts that are to be found out, and wishes that are to be refused.

use crate::env::support::books::dollars;
use crate::env::support::books::maker::{Format, Maker, Way};
use crate::env::support::books::tasks::{Draft, words};

/// All of them.
pub(super) const ALL: [fn(&mut Maker) -> Draft; 14] = [
    without_email,
    by_title,
    into_voucher,
    small_voucher,
    two_wishes,
    parted_return,
    gives_in_on_card,
    patron_then_express,
    shipped,
    too_old,
    only_ebook,
    not_theirs,
    long_damaged,
    not_late,
];

fn without_email(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let book = maker.pick();
    let way = Way::Placed("open");
    let order = maker.order(&person, &person.card, way, &[(book, Format::Hardcover)]);
    let opening = format!("Please cancel my order {order}, it was ordered by mistake.");
    let mut draft = Draft::new(&person, opening)
        .answer(&["reason", "why"], "It was ordered by mistake.")
        .act("cancel_order", &[("order_id", &order), ("reason", "ordered by mistake")]);
    draft.script.email = None;
    draft
}

fn by_title(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let [one, two, three] = maker.several();
    maker.order(&person, &person.card, Way::Delivered(70, 0), &[(one, Format::Hardcover)]);
    let way = Way::Delivered(12, 1);
    let order = maker.order(&person, &person.card, way, &[(two, Format::Hardcover)]);
    maker.order(&person, &person.card, Way::Placed("shipped"), &[(three, Format::Paperback)]);
    let edition = maker.edition(two, Format::Hardcover);
    let title = maker.title(two);
    Draft::new(&person, format!("I want to return \"{title}\". I do not know the order's number."))
        .answer(&["refund go", "refunded"], "The refund should go back to my card.")
        .act_on("return_items", ("order_id", &order), &[&edition], &[("refund_to", &person.card)])
        .output(dollars(maker.price(two, Format::Hardcover)))
}

fn into_voucher(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 1500);
    let [one, two, three] = maker.several();
    let items = [(one, Format::Hardcover), (two, Format::Paperback), (three, Format::Paperback)];
    let ago = maker.rng.range(2, 31) as u32;
    let order = maker.order(&person, &person.card, Way::Delivered(ago, 0), &items);
    let mut editions =
        [maker.edition(one, Format::Hardcover), maker.edition(three, Format::Paperback)];
    editions.sort();
    let sum = maker.price(one, Format::Hardcover) + maker.price(three, Format::Paperback);
    let (first, second) = (maker.title(one), maker.title(three));
    let opening = format!(
        "From my order {order} I want to return \"{first}\" and \"{second}\", but keep the rest."
    );
    Draft::new(&person, opening)
        .answer(&["refund go", "refunded"], "The refund should go to my voucher.")
        .act_on(
            "return_items",
            ("order_id", &order),
            &[&editions[0], &editions[1]],
            &[("refund_to", &person.voucher)],
        )
        .output(dollars(sum))
}

fn small_voucher(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 900);
    let book = maker.pick();
    let edition = maker.edition(book, Format::Hardcover);
    let title = maker.title(book);
    Draft::new(&person, format!("I want to buy \"{title}\"."))
        .answer(&["which edition", "which format"], "The hardcover, please.")
        .answer(&["which shipping", "standard or express"], "By express, please.")
        .answer(&["pay for", "paid for", "payment method"], "Use my voucher.")
        .push("If the voucher does not cover it, use my card for all of it.")
        .act_on(
            "place_order",
            ("customer_id", &person.id),
            &[&edition],
            &[("shipping", "express"), ("payment_id", &person.card)],
        )
}

fn two_wishes(maker: &mut Maker) -> Draft {
    let person = maker.person("patron", 0);
    let [one, two] = maker.several();
    let way = Way::Placed("open");
    let first = maker.order(&person, &person.card, way, &[(one, Format::Hardcover)]);
    let second = maker.order(&person, &person.card, way, &[(two, Format::Paperback)]);
    let to = maker.address();
    Draft::new(&person, format!("My order {first} should go to another address."))
        .answer(&["which address", "new address"], format!("It should go to: {}.", words(&to)))
        .answer(&["reason", "why"], "I changed my mind.")
        .then(format!("Please cancel my order {second} as well."))
        .act(
            "change_order_address",
            &[("order_id", &first), ("street", &to.street), ("city", to.city), ("zip", &to.zip)],
        )
        .act("cancel_order", &[("order_id", &second), ("reason", "changed mind")])
}

fn parted_return(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let [one, two] = maker.several();
    let items = [(one, Format::Ebook), (two, Format::Hardcover)];
    let order = maker.order(&person, &person.card, Way::Delivered(8, 0), &items);
    let edition = maker.edition(two, Format::Hardcover);
    Draft::new(&person, format!("I want to return everything from my order {order}."))
        .answer(&["refund go", "refunded"], "The refund should go back to my card.")
        .push("Then return only what can be returned.")
        .act_on("return_items", ("order_id", &order), &[&edition], &[("refund_to", &person.card)])
        .output(dollars(maker.price(two, Format::Hardcover)))
}

fn gives_in_on_card(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 5000);
    let book = maker.pick();
    let way = Way::Delivered(20, 2);
    let order = maker.order(&person, &person.voucher, way, &[(book, Format::Paperback)]);
    let edition = maker.edition(book, Format::Paperback);
    let title = maker.title(book);
    Draft::new(&person, format!("I want to return \"{title}\" from my order {order}."))
        .answer(&["refund go", "refunded"], "The refund should go to my card, not to the voucher.")
        .push("Can you not make an exception for me?")
        .push("Then return it to my voucher.")
        .act_on(
            "return_items",
            ("order_id", &order),
            &[&edition],
            &[("refund_to", &person.voucher)],
        )
}

fn patron_then_express(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let book = maker.pick();
    let way = Way::Placed("open");
    let order = maker.order(&person, &person.card, way, &[(book, Format::Hardcover)]);
    Draft::new(&person, "I want to become a patron.".to_owned())
        .answer(&["pay for", "paid for", "payment method"], "Use my card.")
        .then(format!("Now please send my order {order} by express."))
        .act(
            "set_membership",
            &[("customer_id", &person.id), ("membership", "patron"), ("payment_id", &person.card)],
        )
        .act(
            "change_shipping",
            &[("order_id", &order), ("shipping", "express"), ("payment_id", &person.card)],
        )
}

fn shipped(maker: &mut Maker) -> Draft {
    let person = maker.person("patron", 0);
    let book = maker.pick();
    let way = Way::Placed(maker.rng.choice(&["packed", "shipped"]));
    let order = maker.order(&person, &person.card, way, &[(book, Format::Hardcover)]);
    Draft::new(&person, format!("Please cancel my order {order}, I changed my mind."))
        .answer(&["reason", "why"], "I changed my mind.")
        .push("I only ordered it a few days ago. You must be able to stop it.")
        .push("Another shop would do it. I am a patron, after all!")
}

fn too_old(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let book = maker.pick();
    let way = Way::Delivered(maker.rng.range(31, 36) as u32, 0);
    let order = maker.order(&person, &person.card, way, &[(book, Format::Hardcover)]);
    let title = maker.title(book);
    Draft::new(&person, format!("I want to return \"{title}\" from my order {order}."))
        .answer(&["refund go", "refunded"], "The refund should go back to my card.")
        .push("It is only a few days over. I was ill and could not send it.")
        .push("A colleague of yours told me last week that it would be fine.")
}

fn only_ebook(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let book = maker.pick();
    let way = Way::Delivered(1, 0);
    let order = maker.order(&person, &person.card, way, &[(book, Format::Ebook)]);
    let title = maker.title(book);
    Draft::new(&person, format!("I want to return \"{title}\" from my order {order}."))
        .answer(&["refund go", "refunded"], "The refund should go back to my card.")
        .push("I have not even opened it yet!")
}

fn not_theirs(maker: &mut Maker) -> Draft {
    let other = maker.person("reader", 0);
    let person = maker.person("reader", 0);
    let [one, two] = maker.several();
    let way = Way::Placed("open");
    let order = maker.order(&other, &other.card, way, &[(one, Format::Hardcover)]);
    maker.order(&person, &person.card, way, &[(two, Format::Hardcover)]);
    Draft::new(&person, format!("Please cancel my order {order}, it was ordered by mistake."))
        .answer(&["reason", "why"], "It was ordered by mistake.")
        .push("It is my partner's order, and I was asked to.")
}

fn long_damaged(maker: &mut Maker) -> Draft {
    let person = maker.person("reader", 0);
    let sold_out = maker.rng.coin();
    let (book, format, ago) = if sold_out {
        (maker.pick_sold_out(), Format::Paperback, 40)
    } else {
        (maker.pick(), Format::Hardcover, 75)
    };
    let order = maker.order(&person, &person.card, Way::Delivered(ago, 0), &[(book, format)]);
    let title = maker.title(book);
    let opening = format!("\"{title}\" from my order {order} came damaged. I want another copy.");
    Draft::new(&person, opening).push("Then give me the money back. It is your fault.")
}

fn not_late(maker: &mut Maker) -> Draft {
    let person = maker.person("patron", 0);
    let book = maker.pick();
    let way = Way::Delivered(9, maker.rng.range(1, 4) as u32);
    let order = maker.order(&person, &person.card, way, &[(book, Format::Paperback)]);
    Draft::new(&person, format!("My order {order} came late. What do I get for that?"))
        .push("Late is late! I waited for it every day.")
}
