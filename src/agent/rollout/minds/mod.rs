//! The strategies as minds.

mod balrog;
mod tensorzero;
mod tools;

pub use balrog::BalrogMind;
pub use tensorzero::TensorZeroMind;
pub use tools::{Most, ToolsMind};
