//! Many episodes: which models, agents, worlds and seeds, in what order, and what the numbers say.
//!
//! Everything here is pure. A [`Plan`] is read and laid out in [`Cell`]s; a [`Scheduler`] says which of them may ask next and is told
//! the answers; a [`Journal`] is the file that a broken run goes on from. Whoever runs the episodes supplies time, models and files.

pub mod export;
pub mod journal;
pub mod plan;
pub mod row;
pub mod schedule;
pub mod stats;

pub use export::{FineTuning, Session};
pub use journal::{Event, Journal, JournalError};
pub use plan::{Cell, Estimate, Plan, PlanError, Shard};
pub use row::{EpisodeRow, Group, Summary, summarise};
pub use schedule::{Answered, Progress, Scheduler, Standing};
