//! Many episodes: which models, agents, worlds and seeds, in what order, and what the numbers say.
//!
//! Everything here is pure. A [`Plan`] is read and laid out in [`Cell`]s; a [`Scheduler`] says which of them may ask next and is told
//! the answers; a [`Journal`] is the file that a broken run goes on from; a [`Stage`] opens the episodes. A [`Runner`] puts them
//! together: it says what to ask and what to write. Whoever drives it supplies time, models and files.

pub mod export;
pub mod journal;
pub mod plan;
pub mod play;
pub mod report;
pub mod row;
pub mod run;
pub mod schedule;
pub mod stats;

pub use export::{FineTuning, Session};
pub use journal::{Event, Journal, JournalError};
pub use plan::{Cell, Estimate, Plan, PlanError, Shard};
pub use play::{AnsweredStep, Episode, Party, Place, Stage, Unstageable};
pub use row::{EpisodeRow, Group, Summary, summarise};
pub use run::{Due, Question, RunError, Runner};
pub use schedule::{Answered, Progress, Scheduler, Standing};
