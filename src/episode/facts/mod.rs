//! States in facts: what the State tab lists and a diff compares.

mod crafter;
mod grid;

use super::diff::{Fact, Inspect};
use crate::env::World;

impl Inspect for World {
    fn facts(&self) -> Vec<Fact> {
        match self {
            Self::Grid(env) => env.facts(),
            Self::Crafter(env) => env.facts(),
        }
    }
}

fn fact(path: impl Into<String>, value: impl Into<String>) -> Fact {
    Fact { path: path.into(), value: value.into() }
}
