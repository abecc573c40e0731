//! The work that speed is measured on: the gold actions of all tasks, each on the data base as it is at its turn.
//!
//! No clock is read here.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;

use crate::env::support::database::Database;
use crate::env::support::desk::{Desk, STOP};
use crate::env::support::domain::Domain;
use crate::env::support::task::Action;
use crate::env::support::tool::Tool;
use crate::env::support::world::World;
use crate::python::shared::{Map, PyValue};

/// Calls of one tool.
#[derive(Debug)]
pub struct ToolWork {
    domain: Domain,
    tool: &'static Tool,
    calls: Vec<(Database, Action)>,
}

impl ToolWork {
    /// The calls of every tool of a domain; tools that no gold action calls get calls with the data's own names.
    pub fn all(world: &World) -> Vec<Self> {
        let mut calls: BTreeMap<&str, Vec<(Database, Action)>> = BTreeMap::new();
        for split in world.domain().splits() {
            for task in world.tasks(*split) {
                let mut data = world.fresh();
                for action in &task.actions {
                    let before = data.clone();
                    world.call(&mut data, &action.name, &action.kwargs);
                    calls.entry(&action.name).or_default().push((before, action.clone()));
                }
            }
        }
        let tools = world.domain().tools().iter().map(|tool| {
            let of_gold = calls.remove(tool.name).filter(|calls| calls.len() >= 8);
            let calls = of_gold.unwrap_or_else(|| made(world, tool));
            Self { domain: world.domain(), tool, calls }
        });
        tools.collect()
    }

    /// The tool's name.
    pub const fn name(&self) -> &'static str {
        self.tool.name
    }

    /// How many calls a round has.
    pub const fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether there is nothing to call.
    pub const fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Makes every call once, each on its own copy of the data base.
    pub fn round(&self) {
        for (data, action) in &self.calls {
            let mut data = data.clone();
            black_box(self.tool.call(self.domain, &mut data, &action.kwargs));
        }
    }
}

/// Calls with what is in the data: users' names, cities, a sum.
fn made(world: &World, tool: &Tool) -> Vec<(Database, Action)> {
    let base = world.base();
    let rows = |table: &str| base.number(table).map_or(&[][..], |at| &base.table(at).rows);
    let users = rows("users").iter().take(200).enumerate();
    let calls = users.map(|(at, user)| {
        let value = user.value();
        let part = |of: &str, name: &str| value.get(of).and_then(|of| of.get(name)).cloned();
        let other = |table: &str| PyValue::from(rows(table).get(at).map_or("", |row| row.key()));
        let mut kwargs = Map::default();
        for name in tool.parameters {
            let argument = match *name {
                "user_id" => user.key().clone().into(),
                "email" => value.get("email").cloned().unwrap_or_default(),
                "first_name" | "last_name" => part("name", name).unwrap_or_default(),
                "zip" => part("address", "zip").unwrap_or_default(),
                "order_id" => other("orders"),
                "product_id" => other("products"),
                "reservation_id" => other("reservations"),
                "origin" => "JFK".into(),
                "destination" => "SEA".into(),
                "date" => "2024-05-20".into(),
                "amount" => 100_i64.into(),
                "expression" => format!("({at} + 12.5) * 3").into(),
                _ => "x".into(),
            };
            kwargs.set(name, argument);
        }
        (world.fresh(), Action::new(tool.name, kwargs))
    });
    calls.collect()
}

/// Episodes at their ends: all gold actions done, or all but the last that changes something.
pub fn ends(world: &Arc<World>, right: bool) -> Vec<Desk> {
    let splits = world.domain().splits().iter();
    let tasks = splits.flat_map(|split| world.tasks(*split));
    let desks = tasks.filter_map(|task| {
        let actions = task.actions.iter().filter(|action| !world.ends(&action.name));
        let mut at_end = Desk::new(world, task);
        let mut before_last = None;
        for action in actions {
            let before = at_end.clone();
            at_end.act(action).ok()?;
            if !before.data().is_same(at_end.data()) {
                before_last = Some(before);
            }
        }
        let mut desk = if right { at_end } else { before_last? };
        desk.act(&Action::respond(task.outputs.join(" "))).ok()?;
        Some(desk)
    });
    desks.collect()
}

/// Grades an episode by the customer's last words; how many it earned.
pub fn grade(desk: &Desk) -> f64 {
    let mut desk = desk.clone();
    desk.hear(&STOP.into()).map_or(0.0, |seen| seen.reward())
}
