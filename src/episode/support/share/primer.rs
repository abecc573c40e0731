//! What the coder of a link to customer support has read before the link begins: typical talk, and all that both sides know of the case.
//!
//! Besides texts of our own it is what the world holds: the policy, dialogues that agents are shown, the customer's records, the task's gold
//! actions with what they return, the wish. A link of this kind needs the world anyway, to be played.
//!
//! **The text and its order are part of the format.** Links that were made with it can be read with no other; a better one needs another
//! method number.

use std::sync::Arc;

use super::stream::{self, AGENT, CUSTOMER};
use crate::env::support::{Domain, Place, Record, Task, Turn, World};
use crate::episode::share::{Level, words};
use crate::python::shared::{PyValue, Text};

/// Our own talk, in the signs of [`words::primer`].
const TALK: &str = include_str!("primer.txt");

/// Where customers begin to speak in the primer of all links.
const CUSTOMERS_FROM: &str = "②Hi! I'd like to return";

/// At most so many bytes of dialogues that agents are shown.
const DIALOGUES: usize = 48 << 10;
/// At most so many bytes of records, and of one of them.
const RECORDS: usize = 16 << 10;
const RECORD: usize = 3 << 10;
/// At most so many bytes of what one gold action returns, and all of them.
const RETURNED: usize = 6 << 10;
const ALL_RETURNED: usize = 24 << 10;

/// The primer of a task's links.
pub fn bytes(world: &World, task: &Task, level: Level) -> Vec<u8> {
    let mut bytes = Vec::new();
    if level > Level::Moves {
        let common = words::primer::TEXT;
        let from = common.find(CUSTOMERS_FROM).unwrap_or(common.len());
        bytes.extend(spoken(&common[from..]));
        bytes.extend(spoken(TALK));
    }
    if is_told(world, level) {
        bytes.extend(world.told().policy.bytes());
        dialogues(&world.told().displays, &mut bytes);
    }
    records(world, task, &mut bytes);
    gold(world, task, &mut bytes);
    bytes.push(CUSTOMER);
    bytes.extend(task.instruction.bytes());
    for output in &task.outputs {
        bytes.push(AGENT);
        bytes.extend(output.bytes());
    }
    bytes
}

/// The texts of the world's that are read as they stand: links cannot be read with others.
pub fn texts(world: &World, level: Level) -> Vec<Text> {
    if !is_told(world, level) {
        return Vec::new();
    }
    let told = world.told();
    std::iter::once(&told.policy).chain(&told.displays).cloned().collect()
}

/// Whether what agents are told is read. Not where words are left out, and not at Harbor Books: so its policy can be worded better, and old
/// links are read all the same.
fn is_told(world: &World, level: Level) -> bool {
    level > Level::Moves && world.domain() != Domain::Books
}

/// A text in signs, without the ends of steps, which these links do not have.
fn spoken(text: &str) -> Vec<u8> {
    let mut bytes = words::primer::bytes_of(text).into_iter().peekable();
    let mut kept = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == words::stream::END {
            bytes.next_if(|action| *action < 32);
        } else {
            kept.push(byte);
        }
    }
    kept
}

/// Dialogues as a few-shot agent is shown them: `user: …` and `assistant: …`, a line each. What tools return is left out.
fn dialogues(displays: &[Text], bytes: &mut Vec<u8>) {
    let most = bytes.len() + DIALOGUES;
    for display in displays {
        if bytes.len() + display.len() > most {
            continue;
        }
        let mut is_talk = false;
        for line in display.lines() {
            let begins =
                [("user: ", Some(CUSTOMER)), ("assistant: ", Some(AGENT)), ("tool: ", None)];
            let begun =
                begins.iter().find_map(|(label, mark)| Some((line.strip_prefix(label)?, mark)));
            match begun {
                Some((words, Some(mark))) if words != "None" => {
                    bytes.push(*mark);
                    bytes.extend(words.bytes());
                    is_talk = true;
                }
                Some(_) => is_talk = false,
                None if is_talk => {
                    bytes.push(b'\n');
                    bytes.extend(line.bytes());
                }
                None => {}
            }
        }
    }
}

/// The customer's record, and those that it names.
fn records(world: &World, task: &Task, bytes: &mut Vec<u8>) {
    let Some(customer) = find(world, &task.user_id) else { return };
    let most = bytes.len() + RECORDS;
    let mut named = Vec::new();
    names(world, customer.value(), &mut named);
    for record in named.iter().chain([&customer]) {
        let json = record.json();
        if json.len() <= RECORD && bytes.len() + json.len() <= most {
            bytes.extend(json.bytes());
        }
    }
}

/// The record of a key, in whatever table.
fn find(world: &World, key: &str) -> Option<Arc<Record>> {
    let data = world.fresh();
    let tables = 0..world.base().tables().len() as u8;
    let found: Option<Place> = tables.into_iter().find_map(|table| data.find(table, key));
    found.map(|place| data.record(place).clone())
}

fn names(world: &World, value: &PyValue, found: &mut Vec<Arc<Record>>) {
    match value {
        PyValue::Str(key) => found.extend(find(world, key)),
        PyValue::List(list) => list.iter().for_each(|value| names(world, value, found)),
        PyValue::Map(map) => map.iter().for_each(|(_, value)| names(world, value, found)),
        _ => {}
    }
}

/// The gold actions, and what they return.
fn gold(world: &World, task: &Task, bytes: &mut Vec<u8>) {
    let mut data = world.fresh();
    let most = bytes.len() + ALL_RETURNED;
    for action in &task.actions {
        stream::write_turn(world.domain(), &Turn::Agent(action.clone()), bytes);
        let returned = if action.is_respond() || world.ends(&action.name) {
            None
        } else {
            world.call(&mut data, &action.name, &action.kwargs)
        };
        if let Some(text) = returned
            && text.len() <= RETURNED
            && bytes.len() + text.len() <= most
        {
            bytes.extend(text.bytes());
        }
    }
}
