//! The scripted agent of Harbor Books: goes by the policy, and understands as much as its customers' scripts say.
//!
//! It knows neither the tasks nor their gold actions: only what it hears and what the tools show.

use std::convert::Infallible;

use crate::agent::support::books::lookup::{
    balance, book, edition, is_printed, list, method, named_method, number, of_kind, open_order,
    order_ids, own_order, text, titles, too_late,
};
use crate::agent::support::books::talk::{Talk, Turn, is_error};
use crate::agent::support::built_in::scripted;
use crate::env::support::books::{EXPRESS_CENTS, LATE_CENTS, PATRON_CENTS, days_of, dollars};
use crate::env::support::{Action, CONTENT};
use crate::llm::{ChatReply, ChatRequest, Said, ToolCall, Turn as Spoken};
use crate::python::shared::{Map, PyValue, dumps_value};

/// The agent.
#[derive(Clone, Copy, Debug)]
pub struct Clerk;

/// What came of a wish.
enum Deal {
    /// It is dealt with.
    Done(String),
    /// It is against the rules.
    No(String),
}

use Deal::{Done, No};

impl Clerk {
    /// Its name, which says that it is no model.
    pub const NAME: &'static str = "scripted";

    /// What it does after everything that it heard: the customer's first words, then what came of each of its actions.
    pub fn next(heard: &[String]) -> Action {
        match serve(&mut Talk::new(heard)) {
            Err(action) => action,
            Ok(never) => match never {},
        }
    }

    /// Whether a conversation is at Harbor Books: its tools are the shop's.
    pub fn knows(request: &ChatRequest) -> bool {
        let is_the_shops = |name: &str| request.tools.iter().any(|tool| tool.name == name);
        is_the_shops("find_customer_by_email") && is_the_shops("grant_late_voucher")
    }

    /// The same as a model's reply to a conversation.
    pub fn reply(request: &ChatRequest) -> ChatReply {
        let heard = request.turns.iter().filter_map(|turn| match turn {
            Spoken::User { text } => Some(text.clone()),
            Spoken::Tool(result) => Some(result.content.clone()),
            Spoken::System { .. } | Spoken::Assistant { .. } => None,
        });
        let heard: Vec<String> = heard.collect();
        let action = Self::next(&heard);
        let said = if action.is_respond() {
            let text = action.kwargs.get(CONTENT).and_then(PyValue::as_str).unwrap_or_default();
            Said::Text { text: text.to_owned() }
        } else {
            Said::Call(ToolCall {
                id: format!("call_{}", heard.len()),
                name: action.name.to_string(),
                arguments: dumps_value(&action.kwargs.into()),
            })
        };
        scripted(Self::NAME, said)
    }
}

/// What a customer can want, and the words by which it is known. The first that fits counts.
const WISHES: [(&str, Rule); 13] = [
    ("cancel", cancel),
    ("want to return", take_back),
    ("damaged", replace),
    ("came late", make_good),
    ("by express", ship_faster),
    ("gift note", note),
    ("become a patron", make_patron),
    ("another edition", other_edition),
    ("my profile", move_house),
    ("another address", move_order),
    ("the total", total),
    ("how much", price),
    ("buy", sell),
];

type Rule = fn(&mut Talk, &Map, &str) -> Turn<Deal>;

fn serve(talk: &mut Talk) -> Turn<Infallible> {
    let mut wish = talk.opening();
    let customer = identify(talk)?;
    let mut refused: Option<(&str, String)> = None;
    loop {
        let lower = wish.to_lowercase();
        let found = WISHES.iter().find(|(cue, _)| lower.contains(cue));
        let again = refused.take().filter(|(cue, _)| found.is_none_or(|(now, _)| now == cue));
        let told = match (again, found) {
            (Some((cue, no)), _) => {
                refused = Some((cue, no.clone()));
                no
            }
            (None, Some((cue, rule))) => {
                let record = talk.record("get_customer", ("customer_id", &customer))?;
                match rule(talk, &record.unwrap_or_default(), wish)? {
                    Done(told) => told,
                    No(why) => {
                        refused = Some((cue, why.clone()));
                        why
                    }
                }
            }
            (None, None) => "I did not understand that.".to_owned(),
        };
        wish = talk.say(&format!("{told} Is there anything else I can do for you?"))?;
    }
}

/// Finds out who the customer is.
fn identify(talk: &mut Talk) -> Turn<String> {
    let mut answer = talk.say("Gladly. What is your e-mail address, please?")?;
    loop {
        let email = answer.split_whitespace().find(|word| word.contains('@'));
        let found = match (email, name_and_zip(answer)) {
            (Some(email), _) => {
                let email = email.trim_matches(|sign: char| !sign.is_alphanumeric());
                Some(talk.text("find_customer_by_email", &[("email", email)])?)
            }
            (None, Some((first, last, zip))) => Some(talk.text(
                "find_customer_by_name_zip",
                &[("first_name", first), ("last_name", last), ("zip", zip)],
            )?),
            (None, None) => None,
        };
        match found {
            Some(id) if !is_error(id) => return Ok(id.to_owned()),
            _ => answer = talk.say("Then what are your first name, last name and ZIP code?")?,
        }
    }
}

fn name_and_zip(text: &str) -> Option<(&str, &str, &str)> {
    let (_, rest) = text.split_once("name is ")?;
    let (name, rest) = rest.split_once(',')?;
    let (first, last) = name.split_once(' ')?;
    let zip = rest.split(|sign: char| !sign.is_ascii_digit()).find(|word| word.len() == 5)?;
    Some((first, last, zip))
}

fn cancel(talk: &mut Talk, customer: &Map, wish: &str) -> Turn<Deal> {
    let order = match open_order(talk, customer, wish)? {
        Ok(order) => order,
        Err(no) => return Ok(No(no)),
    };
    let id = text(&order, "order_id");
    let reason = match reason(wish) {
        Some(reason) => reason,
        None => reason(talk.say("What is the reason?")?).unwrap_or("changed mind"),
    };
    if !talk.confirm(&format!("I will cancel order {id} and pay everything back."))? {
        return Ok(Done("Then it stays as it is.".to_owned()));
    }
    let shown = talk.text("cancel_order", &[("order_id", id), ("reason", reason)])?;
    Ok(outcome(shown, format!("Order {id} is cancelled.")))
}

fn reason(said: &str) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 4] = [
        ("mistake", "ordered by mistake"),
        ("elsewhere", "found elsewhere"),
        ("my mind", "changed mind"),
        ("changed mind", "changed mind"),
    ];
    KNOWN.iter().find(|(cue, _)| said.contains(cue)).map(|(_, reason)| *reason)
}

fn move_order(talk: &mut Talk, customer: &Map, wish: &str) -> Turn<Deal> {
    let order = match open_order(talk, customer, wish)? {
        Ok(order) => order,
        Err(no) => return Ok(No(no)),
    };
    move_to(talk, "change_order_address", ("order_id", text(&order, "order_id")))
}

fn move_house(talk: &mut Talk, customer: &Map, _: &str) -> Turn<Deal> {
    move_to(talk, "update_profile_address", ("customer_id", text(customer, "customer_id")))
}

fn move_to(talk: &mut Talk, tool: &str, what: (&str, &str)) -> Turn<Deal> {
    let answer = talk.say("What is the new address: street, city and postal code?")?;
    let spoken = answer.split_once(": ").map_or(answer, |(_, address)| address);
    let parts: Vec<&str> = spoken.trim_end_matches('.').split(", ").collect();
    let [street, city, zip] = parts[..] else {
        return Ok(Done("That I did not take for an address.".to_owned()));
    };
    if !talk.confirm(&format!("I will note {street}, {city}, {zip}."))? {
        return Ok(Done("Then it stays as it is.".to_owned()));
    }
    let shown = talk.text(tool, &[what, ("street", street), ("city", city), ("zip", zip)])?;
    Ok(outcome(shown, "The address is changed.".to_owned()))
}

fn ship_faster(talk: &mut Talk, customer: &Map, wish: &str) -> Turn<Deal> {
    let order = match open_order(talk, customer, wish)? {
        Ok(order) => order,
        Err(no) => return Ok(No(no)),
    };
    let id = text(&order, "order_id");
    let cents = if text(customer, "membership") == "patron" { 0 } else { EXPRESS_CENTS };
    let method = method(talk, customer)?;
    if !talk.confirm(&format!("Order {id} will go by express for {}.", dollars(cents)))? {
        return Ok(Done("Then it stays as it is.".to_owned()));
    }
    let arguments = [("order_id", id), ("shipping", "express"), ("payment_id", method.as_str())];
    let shown = talk.text("change_shipping", &arguments)?;
    Ok(outcome(shown, format!("Order {id} goes by express.")))
}

fn note(talk: &mut Talk, customer: &Map, wish: &str) -> Turn<Deal> {
    let order = match own_order(talk, customer, wish)? {
        Ok(order) => order,
        Err(no) => return Ok(No(no)),
    };
    let id = text(&order, "order_id");
    if !["open", "packed"].contains(&text(&order, "status")) {
        return Ok(No("The order has left the house: a note cannot be added.".to_owned()));
    }
    let answer = talk.say("What should the note say?")?;
    let words = titles(answer).first().copied().unwrap_or(answer);
    if !talk.confirm(&format!("I will add this to order {id}: \"{words}\""))? {
        return Ok(Done("Then it stays as it is.".to_owned()));
    }
    let shown = talk.text("set_gift_note", &[("order_id", id), ("note", words)])?;
    Ok(outcome(shown, "The note is in the order.".to_owned()))
}

fn make_patron(talk: &mut Talk, customer: &Map, _: &str) -> Turn<Deal> {
    let method = method(talk, customer)?;
    let fee = dollars(PATRON_CENTS);
    if !talk.confirm(&format!("A year as a patron costs {fee}, paid at once."))? {
        return Ok(Done("Then it stays as it is.".to_owned()));
    }
    let id = text(customer, "customer_id");
    let arguments =
        [("customer_id", id), ("membership", "patron"), ("payment_id", method.as_str())];
    let shown = talk.text("set_membership", &arguments)?;
    Ok(outcome(shown, "You are a patron now.".to_owned()))
}

fn other_edition(talk: &mut Talk, customer: &Map, wish: &str) -> Turn<Deal> {
    let order = match open_order(talk, customer, wish)? {
        Ok(order) => order,
        Err(no) => return Ok(No(no)),
    };
    let named = titles(wish);
    let line = list(&order, "items").into_iter().find(|line| named.contains(&text(line, "title")));
    let Some(line) = line else {
        return Ok(No("That book is not in the order, so it cannot be exchanged.".to_owned()));
    };
    let book = talk.record("get_book", ("book_id", text(&line, "book_id")))?.unwrap_or_default();
    let Some(edition) = edition(&book, wish) else {
        return Ok(No("That edition cannot be had.".to_owned()));
    };
    let method = method(talk, customer)?;
    let more = number(&edition, "price_cents") - number(&line, "price_cents");
    let way = if more < 0 { "less" } else { "more" };
    let format = text(&edition, "format");
    if !talk.confirm(&format!("The {format} costs {} {way}.", dollars(more.abs())))? {
        return Ok(Done("Then it stays as it is.".to_owned()));
    }
    let arguments = [
        ("order_id", text(&order, "order_id")),
        ("edition_id", text(&line, "edition_id")),
        ("new_edition_id", text(&edition, "edition_id")),
        ("payment_id", method.as_str()),
    ];
    let shown = talk.text("change_edition", &arguments)?;
    Ok(outcome(shown, "The edition is changed.".to_owned()))
}

fn take_back(talk: &mut Talk, customer: &Map, wish: &str) -> Turn<Deal> {
    let order = match own_order(talk, customer, wish)? {
        Ok(order) => order,
        Err(no) => return Ok(No(no)),
    };
    if let Some(no) = too_late(&order, 30) {
        return Ok(No(no));
    }
    let (named, all) = (titles(wish), list(&order, "items"));
    let is_wanted = |line: &Map| named.is_empty() || named.contains(&text(line, "title"));
    let (printed, other): (Vec<Map>, Vec<Map>) =
        all.into_iter().filter(is_wanted).partition(is_printed);
    if printed.is_empty() {
        return Ok(No("I am sorry: ebooks and audiobooks cannot be returned.".to_owned()));
    }
    let sum: i64 = printed.iter().map(|line| number(line, "price_cents")).sum();
    let sum = dollars(sum);
    if !other.is_empty() {
        let words = "Ebooks and audiobooks cannot be returned, only the rest. Shall I return that?";
        let answer = talk.say(words)?.to_lowercase();
        if !answer.contains("yes") && !answer.contains("only") {
            return Ok(Done("Then nothing is returned.".to_owned()));
        }
    }
    let mut answer = talk.say("Where should the refund go: to your card or to your voucher?")?;
    let to = loop {
        let paid = list(&order, "payments");
        let method = named_method(customer, answer);
        let is_right = |(kind, id): &(&str, String)| {
            *kind == "voucher" || paid.iter().any(|entry| text(entry, "payment_id") == id)
        };
        if let Some((_, id)) = method.filter(is_right) {
            break id;
        }
        let words = "It cannot go there: only to what you paid with, or to a voucher. Which is it?";
        answer = talk.say(words)?;
        if answer.to_lowercase().contains("know") {
            return Ok(Done("Then nothing is returned.".to_owned()));
        }
    };
    let id = text(&order, "order_id");
    if !talk.confirm(&format!("I will arrange the return; {sum} comes back to {to}."))? {
        return Ok(Done("Then nothing is returned.".to_owned()));
    }
    let editions: Vec<PyValue> =
        printed.iter().map(|line| PyValue::from(text(line, "edition_id"))).collect();
    let arguments =
        [("order_id", id.into()), ("edition_ids", editions.into()), ("refund_to", to.into())];
    let shown = talk.call("return_items", &arguments)?;
    Ok(outcome(shown, format!("The return is arranged, for {sum}.")))
}

fn replace(talk: &mut Talk, customer: &Map, wish: &str) -> Turn<Deal> {
    let order = match own_order(talk, customer, wish)? {
        Ok(order) => order,
        Err(no) => return Ok(No(no)),
    };
    if let Some(no) = too_late(&order, 60) {
        return Ok(No(no));
    }
    let named = titles(wish);
    let line = list(&order, "items")
        .into_iter()
        .find(|line| is_printed(line) && named.contains(&text(line, "title")));
    let Some(line) = line else {
        return Ok(No("That cannot be replaced.".to_owned()));
    };
    let (id, edition) = (text(&order, "order_id"), text(&line, "edition_id"));
    if !talk.confirm("I will send another copy.")? {
        return Ok(Done("Then nothing is sent.".to_owned()));
    }
    let shown = talk.text("replace_damaged", &[("order_id", id), ("edition_id", edition)])?;
    Ok(outcome(shown, "Another copy is on its way.".to_owned()))
}

fn make_good(talk: &mut Talk, customer: &Map, wish: &str) -> Turn<Deal> {
    let order = match own_order(talk, customer, wish)? {
        Ok(order) => order,
        Err(no) => return Ok(No(no)),
    };
    let day = |field| days_of(text(&order, field));
    let is_late = match (day("promised_on"), day("delivered_on")) {
        (Some(promised), Some(delivered)) => delivered > promised + 3,
        _ => false,
    };
    if !is_late {
        let why = "I am sorry: it came within 3 days of the day that was promised, and for that I cannot give anything.";
        return Ok(No(why.to_owned()));
    }
    let cents = dollars(LATE_CENTS[usize::from(text(customer, "membership") == "patron")]);
    if !talk.confirm(&format!("I am sorry. I will give you a voucher of {cents}."))? {
        return Ok(Done("Then it stays as it is.".to_owned()));
    }
    let shown = talk.text("grant_late_voucher", &[("order_id", text(&order, "order_id"))])?;
    Ok(outcome(shown, format!("You have a voucher of {cents}.")))
}

fn total(talk: &mut Talk, customer: &Map, _: &str) -> Turn<Deal> {
    let mut sum = 0;
    for id in order_ids(customer) {
        let order = talk.record("get_order", ("order_id", &id))?.unwrap_or_default();
        for entry in list(&order, "payments") {
            let cents = number(&entry, "amount_cents");
            sum += if text(&entry, "kind") == "refund" { -cents } else { cents };
        }
    }
    Ok(Done(format!("In all you paid {}.", dollars(sum))))
}

fn price(talk: &mut Talk, _: &Map, wish: &str) -> Turn<Deal> {
    let Some(book) = book(talk, wish)? else {
        return Ok(No("I cannot find that book.".to_owned()));
    };
    Ok(match edition(&book, wish) {
        Some(edition) => Done(format!("It costs {}.", dollars(number(&edition, "price_cents")))),
        None => No("That edition cannot be had.".to_owned()),
    })
}

fn sell(talk: &mut Talk, customer: &Map, wish: &str) -> Turn<Deal> {
    let Some(book) = book(talk, wish)? else {
        return Ok(No("I cannot find that book.".to_owned()));
    };
    let wanted =
        talk.say("Which edition would you like: hardcover, paperback, ebook or audiobook?")?;
    let Some(edition) = edition(&book, wanted) else {
        return Ok(No("That edition cannot be had.".to_owned()));
    };
    let speed = talk.say("Standard or express shipping?")?.to_lowercase();
    let shipping = if speed.contains("express") { "express" } else { "standard" };
    let is_free = shipping == "standard" || text(customer, "membership") == "patron";
    let total = number(&edition, "price_cents") + if is_free { 0 } else { EXPRESS_CENTS };
    let mut method = method(talk, customer)?;
    if balance(customer, &method).is_some_and(|balance| balance < total) {
        let answer =
            talk.say("The voucher cannot cover all of it. Should it be something else?")?;
        match answer.to_lowercase().contains("card").then(|| of_kind(customer, "card")).flatten() {
            Some(card) => method = card,
            None => return Ok(Done("Then I do not order it.".to_owned())),
        }
    }
    let words = format!("I will order it for {} in all, by {shipping}.", dollars(total));
    if !talk.confirm(&words)? {
        return Ok(Done("Then I do not order it.".to_owned()));
    }
    let id = text(customer, "customer_id");
    let editions = vec![PyValue::from(text(&edition, "edition_id"))];
    let arguments = [
        ("customer_id", id.into()),
        ("edition_ids", editions.into()),
        ("shipping", shipping.into()),
        ("payment_id", method.into()),
    ];
    let shown = talk.call("place_order", &arguments)?;
    Ok(outcome(shown, format!("It is ordered, for {}.", dollars(total))))
}

fn outcome(shown: &str, done: String) -> Deal {
    match shown.strip_prefix("Error: ") {
        Some(why) => No(format!("I am sorry, that cannot be done: {why}.")),
        None => Done(done),
    }
}
