//! Who plays customer support: agents, customers, and what many episodes come to.

mod metrics;

pub use metrics::{Metrics, Score};
