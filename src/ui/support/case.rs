//! Which episode of customer support it is, as an address names it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::env::Seed;
use crate::env::support::{Domain, Split, SupportEnv, World};
use crate::episode::Session;

/// A task of a domain; at Harbor Books in the shop of a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// The domain.
    pub domain: Domain,
    /// Which of its tasks.
    pub split: Split,
    /// The task's number.
    pub task: u32,
    /// The shop's seed; 0 elsewhere.
    pub seed: u64,
}

impl Case {
    /// A session of the episode, at its start.
    pub fn session(&self, world: &Arc<World>) -> Result<Session<SupportEnv>, String> {
        let Self { domain, split, task, .. } = *self;
        let tasks = world.tasks(split).len();
        match SupportEnv::new(world, split) {
            Some(env) if (task as usize) < tasks => Ok(Session::new(env, Seed(task.into()))),
            _ => Err(format!("{domain} has {tasks} tasks in {split}, and no number {task}")),
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}?", self.domain)?;
        if self.domain.splits().len() > 1 {
            write!(f, "split={}&", self.split)?;
        }
        write!(f, "task={}", self.task)?;
        if self.domain == Domain::Books { write!(f, "&seed={}", self.seed) } else { Ok(()) }
    }
}

impl FromStr for Case {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (domain, options) = text.split_once('?').unwrap_or((text, ""));
        let domain = domain.parse::<Domain>().map_err(|error| error.to_string())?;
        let mut case = Self { domain, split: Split::Test, task: 0, seed: 0 };
        for (name, value) in options.split('&').filter_map(|option| option.split_once('=')) {
            let bad = format!("the address says {name} “{value}”, which cannot be");
            match name {
                "split" => case.split = value.parse().map_err(|_| bad)?,
                "task" => case.task = value.parse().map_err(|_| bad)?,
                "seed" => case.seed = value.parse().map_err(|_| bad)?,
                _ => {}
            }
        }
        Ok(case)
    }
}
