//! Experiments: plans, the order of their questions, journals, statistics, exports.

mod books;
mod exports;
mod interrupted;
mod journal;
mod plans;
mod recorded_run;
mod reports;
mod runs;
mod schedule;
mod stats;
mod tables;
mod terminal;
mod worlds;
