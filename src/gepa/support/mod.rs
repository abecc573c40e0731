//! Prompts for customer support: the seed's experiment on tau-bench.
//!
//! The candidate's one component takes the place of the policy. A task is a dialogue, played by whoever the caller casts; its score
//! is the world's reward, or a rater's.
//!
//! Source: the sample "GEPA on tau-bench" of Google's ADK.

mod adapter;
mod dialogue;
mod experiment;
mod play;

pub use adapter::{SupportAdapter, SupportError, SupportTasks};
pub use dialogue::{Dialogue, batch, records};
pub use experiment::{Dataset, ExperimentConfig, Splits};
pub use play::{Cast, Play, Role, Seat, environment_metrics};

/// The component that is optimised.
pub const COMPONENT: &str = "system_instruction";
