//! Crafter in words, as benchmarks tell it to language models.

mod balrog;
mod synth;

pub use balrog::{ACTIONS as BALROG_ACTIONS, BalrogText, action_name};
pub use synth::{SynthText, Vitals, WordMap, available_actions};

/// Names of the numbers in the semantic map.
pub const NAMES: [&str; 19] = [
    "None", "water", "grass", "stone", "path", "sand", "tree", "lava", "coal", "iron", "diamond",
    "table", "furnace", "player", "cow", "zombie", "skeleton", "arrow", "plant",
];

/// The name of a number in the semantic map.
fn name(number: u8) -> &'static str {
    NAMES.get(usize::from(number)).copied().unwrap_or(NAMES[0])
}
