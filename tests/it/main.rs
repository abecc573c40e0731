//! The native tests: one binary, a module per area.

mod agent;
mod art;
mod babyai;
mod bot;
mod catalog;
mod diff;
mod difficulty;
mod fixture;
mod floors;
mod grid;
mod llm;
mod planner;
mod prompts;
mod raster;
mod replay;
mod rng;
mod session;
mod share;
mod support;
mod workload;
