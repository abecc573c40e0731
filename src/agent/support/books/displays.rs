//! Dialogues of Harbor Books that a few-shot agent is shown: the scripted agent serves scripted customers.
//!
//! What is stored is which ones; they are led when they are first wanted. Their shops are of seeds far from those that anybody plays, so
//! people, books and orders are others than in the task at hand. Their wishes are of the kinds that the tasks have.
//!
//! A dialogue is text, a line each: `user: …`, `assistant: …`, `tool: …` for what a tool returned. Upstream quirk: a call itself is not
//! shown, it reads `assistant: None`.
//!
//! Source: of the format tau-bench, `few_shot_data`.

use std::sync::OnceLock;

use crate::agent::support::books::{Clerk, ScriptedCustomer};
use crate::env::support::books::Shop;
use crate::env::support::{Desk, Outcome, Split};
use crate::python::shared::{Text, str_value};

/// The dialogues: seeds of shops, each with the tasks that are served in it. Wishes that are dealt with and some that are refused, with
/// and without tools that write.
pub const DISPLAYED: [(u64, [usize; 4]); 3] =
    [(7_000_001, [1, 2, 9, 24]), (7_000_002, [5, 12, 18, 22]), (7_000_003, [8, 14, 17, 25])];

/// The longest dialogue has fewer turns of the agent.
const MOST_TURNS: usize = 40;

/// All dialogues, in their order; always the same.
pub fn displays() -> &'static [Text] {
    static LED: OnceLock<Vec<Text>> = OnceLock::new();
    LED.get_or_init(|| {
        let of_shop = |(seed, tasks): &(u64, [usize; 4])| {
            let shop = Shop::new(*seed);
            tasks.map(|task| dialogue(&shop, task))
        };
        DISPLAYED.iter().flat_map(of_shop).flatten().collect()
    })
}

/// A task's dialogue; none if there is no such task.
fn dialogue(shop: &Shop, number: usize) -> Option<Text> {
    let task = shop.world.task(Split::Test, number)?;
    let mut customer = ScriptedCustomer::new(shop.scripts.get(number)?.clone());
    let mut desk = Desk::new(&shop.world, task);
    let mut heard = vec![customer.open().to_string()];
    let mut lines = vec![format!("user: {}", heard[0])];
    for _ in 0..MOST_TURNS {
        let action = Clerk::next(&heard);
        let seen = match desk.act(&action).ok()? {
            Outcome::Said(words) => {
                let words = str_value(&words);
                let answer = customer.hear(&words);
                lines.extend([format!("assistant: {words}"), format!("user: {answer}")]);
                desk.hear(&answer).ok()?
            }
            Outcome::Seen(seen) => {
                let shown = format!("tool: {}", seen.observation);
                lines.extend(["assistant: None".to_owned(), shown]);
                seen
            }
        };
        if seen.is_done() {
            return Some(lines.join("\n").into());
        }
        heard.push(seen.observation.to_string());
    }
    None
}
