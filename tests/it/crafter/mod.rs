//! Crafter: recorded episodes, its rules and laws, its texts, who plays it.

mod interact;
mod laws;
mod links;
mod recorded;
mod rollout;
mod rules;
mod survivor;
mod synth;
mod text;

use diorama::env::crafter::{CrafterEnv, Edit, Material, Options, Pos};
use diorama::env::{Env, Seed};

/// The player's first cell.
const CENTER: Pos = Pos::new(32, 32);

/// A world of nothing but some ground around the player, who looks down.
fn meadow(ground: Material) -> CrafterEnv {
    let mut env = CrafterEnv::new(Options::SILENT);
    env.reset(Seed(0));
    env.edit(Edit::Clear { center: CENTER, reach: 40, material: ground });
    env
}

/// The cell so far from the first one.
fn at(dx: i16, dy: i16) -> Pos {
    CENTER.plus((dx, dy))
}
