//! The script in Crafter: it reads BALROG's sentences, or synth-ai's map in words, and gathers what its next tool needs.
//!
//! It remembers nothing: what it has tells how far it is.

use std::cmp::Ordering;

use super::player::Choice;
use crate::env::crafter::Action;
use crate::env::crafter::text::BALROG_ACTIONS;
use crate::llm::{ChatRequest, Turn};

/// An action that only Crafter offers, by BALROG's name and by synth-ai's.
const SIGN: [&str; 2] = ["Make Wood Pickaxe", "make_wood_pickaxe"];

/// Ground on which things can be put down.
const GROUND: [&str; 3] = ["grass", "sand", "path"];

/// Steps that it walks in one direction while it looks around.
const STRIDE: usize = 14;

/// Chooses an action; none if the request is not about Crafter.
pub fn choose(request: &ChatRequest, offered: &[String]) -> Option<Choice> {
    if offered.iter().any(|name| name == SIGN[1]) {
        return choose_by_map(request);
    }
    if !offered.iter().any(|name| name == SIGN[0]) {
        return None;
    }
    let mut told = request.turns.iter().rev().filter_map(told).filter(|text| text.contains("You "));
    let now = told.next().unwrap_or_default();
    let is_stuck = told.next().is_some_and(|before| seen(before) == seen(now));
    let sight = Sight::read(now);
    let (action, why) = sight.plan(is_stuck, request.turns.len() / 2);
    Some(Choice { action: action.to_owned(), why })
}

/// The same by a map in words, with synth-ai's names for the actions; none if there is no map to be read.
fn choose_by_map(request: &ChatRequest) -> Option<Choice> {
    let now = request.turns.iter().rev().find_map(told)?;
    let sight = Sight::read_map(now)?;
    let turn = now.strip_prefix("Turn ").and_then(|rest| rest.split_once('/')?.0.parse().ok());
    let turn = turn.unwrap_or(0);
    // Every seventh turn it goes another way, in case something stands in the first.
    let (action, why) = sight.plan(turn % 7 == 6, turn);
    let number = BALROG_ACTIONS.iter().position(|name| *name == action)?;
    Some(Choice { action: Action::ALL[number].as_str().to_owned(), why })
}

fn told(turn: &Turn) -> Option<&str> {
    match turn {
        Turn::User { text } => Some(text),
        Turn::Tool(result) => Some(&result.content),
        Turn::System { .. } | Turn::Assistant { .. } => None,
    }
}

/// The lines that tell what lies around.
fn seen(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| line.contains(" to your ") || line.starts_with("You face "))
        .collect()
}

/// What an observation says.
#[derive(Debug, Default)]
struct Sight<'a> {
    /// Name, steps, and the words for the direction.
    things: Vec<(&'a str, u32, &'a str)>,
    faces: &'a str,
    amounts: Vec<(&'a str, u32)>,
    sleeps: bool,
}

impl<'a> Sight<'a> {
    fn read(text: &'a str) -> Self {
        let mut sight = Self { sleeps: text.contains("You are sleeping"), ..Self::default() };
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("You face ") {
                sight.faces = rest.strip_suffix(" at your front.").unwrap_or(rest);
            }
            let Some(line) = line.strip_prefix("- ") else { continue };
            if let Some((thing, direction)) = line.split_once(" to your ") {
                let mut words = thing.split(' ');
                let (name, steps) = (words.next().unwrap_or_default(), words.next());
                let steps = steps.and_then(|steps| steps.parse().ok()).unwrap_or(u32::MAX);
                sight.things.push((name, steps, direction));
            } else if let Some((name, amount)) = line.split_once(": ") {
                let amount = amount.trim_end_matches("/9").parse();
                sight.amounts.extend(amount.ok().map(|amount| (name, amount)));
            }
        }
        sight
    }

    /// Reads a map of names, row by row, with the player in its middle, and the lines above it.
    fn read_map(text: &'a str) -> Option<Self> {
        let (head, map) = text.split_once("\nLocal Map View (")?;
        let side = map.split('x').next()?.parse::<usize>().ok()?;
        let rows = map.lines().skip(1).take(side).map(|line| line.split(' ').collect());
        let rows: Vec<Vec<&str>> = rows.collect();
        let middle = rows.len() / 2;
        let mut sight = Self::default();
        for (y, row) in rows.iter().enumerate() {
            for (x, &name) in row.iter().enumerate().filter(|at| (at.0, y) != (middle, middle)) {
                let steps = x.abs_diff(middle) + y.abs_diff(middle);
                let way = direction(x.cmp(&middle), y.cmp(&middle));
                sight.things.push((name, steps as u32, way));
            }
        }
        for line in head.lines() {
            let Some((key, value)) = line.split_once(": ") else { continue };
            match key {
                "Direction" => {
                    let numbers = value.trim_matches(['[', ']']).split(", ");
                    let numbers: Vec<isize> =
                        numbers.filter_map(|number| number.parse().ok()).collect();
                    let &[dx, dy] = numbers.as_slice() else { continue };
                    let at = |offset| middle.checked_add_signed(offset);
                    let cell = at(dy).and_then(|y| rows.get(y)).zip(at(dx));
                    sight.faces = cell.and_then(|(row, x)| row.get(x)).copied().unwrap_or_default();
                }
                "Inventory" => {
                    let items = value.split(", ").filter_map(|item| item.split_once(": "));
                    let items =
                        items.filter_map(|(name, amount)| Some((name, amount.parse().ok()?)));
                    sight.amounts.extend(items);
                }
                _ => {}
            }
        }
        Some(sight)
    }

    fn has(&self, name: &str) -> u32 {
        self.amounts.iter().find(|(known, _)| *known == name).map_or(0, |(_, amount)| *amount)
    }

    /// Of a vital sign that is not told, nothing is missing.
    fn vital(&self, name: &str) -> u32 {
        self.amounts.iter().find(|(known, _)| *known == name).map_or(9, |(_, amount)| *amount)
    }

    fn find(&self, name: &str) -> Option<(u32, &'a str)> {
        let found = self.things.iter().filter(|(known, ..)| *known == name);
        found.map(|(_, steps, direction)| (*steps, *direction)).min()
    }

    /// Whether something is in one of the eight cells around.
    fn is_near(&self, name: &str) -> bool {
        let is_beside =
            |(steps, direction): (u32, &str)| steps == 1 || (steps == 2 && direction.contains('-'));
        self.find(name).is_some_and(is_beside)
    }

    fn plan(&self, is_stuck: bool, turn: usize) -> (&'static str, String) {
        if self.sleeps {
            return ("Noop", "I am asleep.".to_owned());
        }
        if matches!(self.faces, "zombie" | "skeleton") {
            return ("Do", format!("A {} is before me: I hit it.", self.faces));
        }
        if self.vital("energy") <= 2 {
            return ("Sleep", "I am too tired to go on.".to_owned());
        }
        if let Some(made) = self.make() {
            return made;
        }
        for (name, why) in self.wanted() {
            if self.faces == name {
                return ("Do", format!("{why} The {name} is right before me."));
            }
            if let Some((steps, direction)) = self.find(name) {
                let action = toward(direction, is_stuck, turn);
                let plural = if steps == 1 { "" } else { "s" };
                let place = format!("{steps} step{plural} to my {direction}");
                return (action, format!("{why} The nearest {name} is {place}."));
            }
        }
        let stride = turn / STRIDE + usize::from(is_stuck);
        let action = ["Move East", "Move South", "Move West", "Move North"][stride % 4];
        (action, "Nothing that I need is in sight, so I look around.".to_owned())
    }

    /// A tool to make, or a thing to put down, here and now.
    fn make(&self) -> Option<(&'static str, String)> {
        const TOOLS: [(&str, &str, &[&str]); 6] = [
            ("wood_pickaxe", "Make Wood Pickaxe", &["wood"]),
            ("wood_sword", "Make Wood Sword", &["wood"]),
            ("stone_pickaxe", "Make Stone Pickaxe", &["wood", "stone"]),
            ("stone_sword", "Make Stone Sword", &["wood", "stone"]),
            ("iron_pickaxe", "Make Iron Pickaxe", &["wood", "coal", "iron"]),
            ("iron_sword", "Make Iron Sword", &["wood", "coal", "iron"]),
        ];
        let said = |action, why: &str| Some((action, why.to_owned()));
        let (is_free, has_table) = (GROUND.contains(&self.faces), self.is_near("table"));
        for (tool, action, needs) in TOOLS {
            let is_possible = has_table
                && self.has(tool) == 0
                && needs.iter().all(|item| self.has(item) > 0)
                && (!needs.contains(&"iron") || self.is_near("furnace"));
            if is_possible {
                let words = tool.replace('_', " ");
                return Some((
                    action,
                    format!("The table is near and I have what a {words} needs."),
                ));
            }
        }
        if is_free && self.find("table").is_none() && self.has("wood") >= 4 {
            return said(
                "Place Table",
                "With this wood I set up a table and make the first tools.",
            );
        }
        let lacks_furnace = self.find("furnace").is_none() && self.has("stone_pickaxe") > 0;
        if is_free && has_table && lacks_furnace && self.has("stone") >= 4 {
            return said("Place Furnace", "Iron needs a furnace beside the table.");
        }
        if self.faces == "grass" && self.has("sapling") > 0 {
            return said("Place Plant", "I plant the sapling.");
        }
        None
    }

    /// What it goes for, the most urgent first.
    fn wanted(&self) -> Vec<(&'static str, &'static str)> {
        let lacks = |tool: &str| self.has(tool) == 0;
        let mut wanted = Vec::new();
        let mut want = |holds: bool, name: &'static str, why: &'static str| {
            if holds {
                wanted.push((name, why));
            }
        };
        want(self.vital("drink") <= 4, "water", "I am thirsty.");
        want(self.vital("food") <= 4, "cow", "I am hungry.");
        let has_all = !lacks("stone_pickaxe") && !lacks("stone_sword");
        let can_make = self.has("wood") > 0
            && (lacks("wood_pickaxe")
                || lacks("wood_sword")
                || (self.has("stone") > 0 && !has_all));
        want(can_make, "table", "I can make a tool at a table.");
        want(self.has("wood") < 5, "tree", "I need wood.");
        let digs = !lacks("wood_pickaxe");
        want(!lacks("iron_pickaxe"), "diamond", "There is a diamond to take.");
        want(!lacks("stone_pickaxe") && self.has("iron") < 2, "iron", "I need iron.");
        want(digs && self.has("coal") < 2, "coal", "I need coal.");
        want(digs && self.has("stone") < 6, "stone", "I need stone.");
        want(self.vital("drink") <= 7, "water", "I could drink.");
        want(self.vital("food") <= 6, "cow", "I could eat.");
        wanted
    }
}

/// The words for a direction.
const fn direction(x: Ordering, y: Ordering) -> &'static str {
    match (y, x) {
        (Ordering::Less, Ordering::Less) => "north-west",
        (Ordering::Less, Ordering::Equal) => "north",
        (Ordering::Less, Ordering::Greater) => "north-east",
        (Ordering::Equal, Ordering::Less) => "west",
        (Ordering::Equal, _) => "east",
        (Ordering::Greater, Ordering::Less) => "south-west",
        (Ordering::Greater, Ordering::Equal) => "south",
        (Ordering::Greater, Ordering::Greater) => "south-east",
    }
}

/// The move towards a direction like "north-west"; where the way is blocked, another one.
fn toward(direction: &str, is_stuck: bool, turn: usize) -> &'static str {
    let of = |word: &str| match word {
        "north" => "Move North",
        "south" => "Move South",
        "west" => "Move West",
        _ => "Move East",
    };
    let (vertical, horizontal) = direction.split_once('-').unwrap_or((direction, direction));
    let is_upright = matches!(vertical, "north" | "south");
    match (is_stuck, turn.is_multiple_of(2)) {
        (true, even) if is_upright && !direction.contains('-') => {
            of(if even { "west" } else { "east" })
        }
        (true, even) if !is_upright => of(if even { "north" } else { "south" }),
        (_, true) => of(vertical),
        (_, false) => of(horizontal),
    }
}
