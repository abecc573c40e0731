//! GEPA: better prompts by reflection and Pareto fronts.
//!
//! An [`Optimizer`] is a step machine: it says what it needs next ([`Next`]: an evaluation, records of what happened, a model's
//! reply), is told, and goes on. Between any two answers it can be watched, stored and taken up again on the same random
//! stream. It does no input or output and knows no clock. An [`Adapter`] ties it to a task, [`Drive`] puts both together with a
//! model.
//!
//! Source: gepa, commit `b265bf9`; same seed and same answers, same run.

mod adapter;
mod cache;
mod draws;
mod event;
mod log;
mod merge;
mod minibatch;
mod optimizer;
mod options;
mod pool;
mod problem;
mod reflection;
mod result;
pub mod scripted;
mod select;
mod stop;
pub mod support;
mod tree;
mod upstream;
pub mod worlds;

pub use adapter::Adapter;
pub use event::{Draw, Event, SkipReason};
pub use log::LogEntry;
pub use merge::Merge;
pub use optimizer::{LoadError, Next, Optimizer, SetupError, Unasked};
pub use options::{
    AcceptanceRule, ComponentRule, FrontierType, Options, ParentRule, SamplingRule, SelectionRule,
};
pub use pool::{BestOutputs, Front, Member, PairFront, Pool, ValsetEvaluation};
pub use problem::{
    Candidate, Described, Description, Evaluation, EvaluationBatch, Failure, Objectives, Problem,
    Reflection, ReflectiveDataset, Split,
};
pub use reflection::{MissingPlaceholders, ReflectionTemplate, Templates, extract, render};
pub use result::RunResult;
pub use stop::{Patience, StopRule};
pub use tree::tree;
pub use upstream::{UpstreamError, UpstreamState};
