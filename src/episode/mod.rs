//! Episodes: played, gone back in, forked, kept, shared, replayed and compared.
//!
//! An episode is its seed and its actions; everything else is recomputed.

pub mod alphabet;
pub mod branch;
pub mod casebook;
pub mod curated;
pub mod diff;
mod facts;
pub mod marks;
pub mod record;
pub mod replay;
pub mod session;
pub mod share;
pub mod support;
pub mod watched;
pub mod words;

pub use alphabet::Alphabet;
pub use branch::{Branch, BranchId, Fork, Player, StepRecord};
pub use diff::{Change, Fact, Inspect, diff};
pub use marks::{Mark, MarkKind, drawn, marks};
pub use record::{EpisodeRecord, RecordError};
pub use replay::{Divergence, Progress, Replay, Verdict};
pub use session::{ActError, Session, UndoError};
pub use watched::Watched;
pub use words::{CardId, PlayerCard, Role, Said, ToolUse, Transcript, Words};

/// Steps that one session, record or link may hold, all branches together: a bound on memory and
/// on the time that opening takes.
pub const MAX_STEPS: usize = 100_000;

/// Branches that one session or record may hold.
pub const MAX_BRANCHES: usize = 2_000;
