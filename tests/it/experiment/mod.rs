//! Experiments: plans, the order of their questions, journals, statistics, exports.

mod exports;
mod journal;
mod plans;
mod schedule;
mod stats;
mod tables;
