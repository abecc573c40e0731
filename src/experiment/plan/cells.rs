//! A plan laid out: every episode that is to be played, in an order that never changes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::experiment::plan::Plan;

/// One episode of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// Its number, over the whole plan.
    pub index: usize,
    /// The model's place in the plan; none for a baseline.
    pub model: Option<usize>,
    /// The agent's place in the plan.
    pub agent: usize,
    /// The world's place in the plan.
    pub world: usize,
    /// The seed, or the task's number.
    pub seed: u64,
    /// The trial, from 0.
    pub trial: u32,
}

impl Cell {
    /// Its name: the same in every run of the plan, whatever is added to the plan later.
    pub fn key(&self, plan: &Plan) -> String {
        let model = self.model.map_or("-", |model| plan.models[model].label());
        let (agent, world) = (plan.agents[self.agent].label(), &plan.worlds[self.world].id);
        format!("{model}|{agent}|{world}|{}|{}", self.seed, self.trial)
    }
}

impl Plan {
    /// Every episode: trial by trial, world by world, seed by seed; those of one seed side by side, so that a run that is cut short
    /// compares all players on the same episodes.
    pub fn cells(&self) -> Vec<Cell> {
        let players = self.players();
        let mut cells = Vec::new();
        for trial in 0..self.trials {
            for (world, place) in self.worlds.iter().enumerate() {
                for seed in (0..place.seeds.len()).map_while(|at| place.seeds.get(at)) {
                    for &(agent, model) in &players {
                        let index = cells.len();
                        cells.push(Cell { index, model, agent, world, seed, trial });
                    }
                }
            }
        }
        cells
    }
}

/// One of several machines that share a plan: `2/5` is the second of five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// From 1.
    number: usize,
    of: usize,
}

impl Shard {
    /// The whole plan.
    pub const ALL: Self = Self { number: 1, of: 1 };

    /// One of several; none unless `1 <= number <= of`.
    pub const fn new(number: usize, of: usize) -> Option<Self> {
        if 1 <= number && number <= of { Some(Self { number, of }) } else { None }
    }

    /// Whether an episode is this shard's. All episodes of one seed of a world and trial go to the same shard: `players` is how many
    /// they are.
    pub fn has(self, cell: &Cell, players: usize) -> bool {
        (cell.index / players.max(1)) % self.of == self.number - 1
    }

    /// This shard's episodes of a plan.
    pub fn cells(self, plan: &Plan) -> Vec<Cell> {
        let players = plan.players().len();
        plan.cells().into_iter().filter(|cell| self.has(cell, players)).collect()
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        let shard = numbers.and_then(|(number, of)| Self::new(number, of));
        shard.ok_or_else(|| format!("{text:?} is no shard: write 1/4 to 4/4"))
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}
