//! How an episode is graded: by the data base it leaves, and by what the agent said.
//!
//! The reward is 1 if the data base has the hash that the gold actions lead to and every required output was said, else 0.
//!
//! Source: tau-bench, `envs/base.py`, `calculate_reward`.

use std::fmt;

use crate::env::support::database::Database;
use crate::env::support::desk::Raised;
use crate::env::support::hash::DataHash;
use crate::env::support::task::{Action, CONTENT, Task};
use crate::env::support::world::World;
use crate::python::shared::ops::lower;
use crate::python::shared::{Map, PyValue, Text};

/// What an episode earned, and why.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// 1 or 0.
    pub reward: f64,
    /// The data base as the agent left it.
    pub end: Database,
    /// The data base as the gold actions leave it.
    pub gold: Database,
    /// The hash of the one.
    pub end_hash: DataHash,
    /// The hash of the other.
    pub gold_hash: DataHash,
    /// Each required output, and whether it was said.
    pub outputs: Vec<(Text, bool)>,
}

impl Verdict {
    /// Whether the agent left the data base as it should be.
    pub fn data_is_right(&self) -> bool {
        self.end_hash == self.gold_hash
    }

    /// The original's `reward_info`.
    pub fn info(&self, task: &Task) -> PyValue {
        let mut info = Map::default();
        if task.outputs.is_empty() {
            info.set("r_actions", f64::from(u8::from(self.data_is_right())));
            info.set("gt_data_hash", self.gold_hash.as_str());
        } else {
            // Upstream quirk: where outputs are asked for, nothing is said of the data base.
            let all = self.outputs.iter().all(|(_, said)| *said);
            info.set("r_outputs", f64::from(u8::from(all)));
            let outputs = self.outputs.iter().map(|(output, said)| (output, (*said).into()));
            info.set("outputs", outputs.collect::<Map>());
        }
        let actions = task.actions.iter().filter(|action| !action.is_respond());
        let mut map = Map::default();
        map.set("reward", self.reward);
        map.set("info", info);
        map.set("actions", actions.map(Action::to_value).collect::<Vec<_>>());
        map.into()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "reward {}", self.reward)
    }
}

/// The data base that a task's gold actions lead to, and the actions that were taken for it.
pub fn replay_gold(world: &World, task: &Task) -> (Database, Vec<Action>) {
    let mut data = world.fresh();
    let mut taken = Vec::with_capacity(task.actions.len());
    for action in &task.actions {
        if world.ends(&action.name) {
            continue;
        }
        if let Some(tool) = world.domain().tool(&action.name) {
            // What a gold action says, and whether it fails, does not matter.
            tool.call(world.domain(), &mut data, &action.kwargs);
        }
        taken.push(action.clone());
    }
    (data, taken)
}

/// Grades a data base and everything that the agent said.
///
/// # Errors
///
/// What the original raises where an answer without words has to be searched for an output.
pub(super) fn grade(
    task: &Task,
    (end, gold): (Database, Database),
    actions: &[Action],
) -> Result<Verdict, Raised> {
    let gold_hash = gold.hash();
    let end_hash = if end.is_same(&gold) { gold_hash.clone() } else { end.hash() };
    let mut reward = if end_hash == gold_hash { 1.0 } else { 0.0 };
    let mut outputs = Vec::new();
    for output in &task.outputs {
        let said = is_said(output, actions)?;
        if !said {
            reward = 0.0;
        }
        outputs.push((output.clone(), said));
    }
    Ok(Verdict { reward, end, gold, end_hash, gold_hash, outputs })
}

/// Whether an output was said: in one answer, whatever the case of the letters and but for the answer's commas.
fn is_said(output: &str, actions: &[Action]) -> Result<bool, Raised> {
    let output = output.to_lowercase();
    for action in actions.iter().filter(|action| action.is_respond()) {
        let Some(content) = action.kwargs.get(CONTENT) else {
            return Err(Raised::key_error(CONTENT));
        };
        let content = lower(content).map_err(Raised::attribute_error)?;
        if content.replace(',', "").contains(&output) {
            return Ok(true);
        }
    }
    Ok(false)
}
