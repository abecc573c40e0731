//! Episodes of customer support: how they are named, kept, shared and played again.
//!
//! They are sessions like others, of a [`SupportEnv`] whose actions are turns: what the agent does and what the customer says. What
//! tools return, the data base and the reward are computed anew.

mod case;
mod record;
pub mod share;

pub use case::{Case, CaseError};
pub use record::{SupportRecord, SupportRecordError};
