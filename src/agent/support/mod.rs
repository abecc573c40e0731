//! Who plays customer support: agents, customers, and what many episodes come to.
//!
//! Everything here is a step machine or a plain function: whoever drives it asks the models.

mod agent;
pub mod books;
mod built_in;
mod chance;
mod chat;
mod customer;
mod episode;
pub mod line;
mod metrics;
mod results;
mod rollouts;
mod row_session;
mod scene;
mod wording;

pub use agent::{AgentError, AgentKind, ModelAgent, sample_displays};
pub use built_in::{BuiltIn, gold, scripted, scripted_words};
pub use chance::Chance;
pub use chat::{Reply, plain_request, request};
pub use customer::{Customer, CustomerError, CustomerKind};
pub use episode::{Broken, MAX_STEPS, Next, Party, SupportEpisode, SupportResult};
pub use metrics::{Metrics, Score};
pub use results::{RecordedStep, ResultRow, ResultsError, file_name, read_results, write_results};
pub use rollouts::{Job, Retries, Rollouts, RunConfig, Then};
pub use row_session::{RowCast, session_of_row};
pub use scene::Scene;
pub use wording::{Told, Wording, WordingError};
