//! BabyAI: missions in words, and rooms to do them in.

mod draft;
pub mod instruction;
pub mod level_gen;
pub mod levels;
pub mod mixed;
pub mod task;
pub mod text;
pub mod verifier;

pub use instruction::{Desc, DescId, Instr, Loc};
pub use levels::Level;
pub use mixed::MixedKind;
pub use task::{Part, Task};
pub use verifier::Verdict;
