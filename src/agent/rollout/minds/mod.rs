//! The strategies as minds.

mod balrog;
mod synth;
mod tensorzero;
mod tools;

pub use balrog::BalrogMind;
pub use synth::SynthMind;
pub use tensorzero::TensorZeroMind;
pub use tools::{Most, ToolsMind};
