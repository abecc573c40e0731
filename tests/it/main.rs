//! The native tests: one binary, a module per area.

mod agent;
mod art;
mod babyai;
mod bot;
mod catalog;
mod crafter;
mod diff;
mod difficulty;
mod experiment;
mod fixture;
mod floors;
mod gepa;
mod grid;
mod judge;
mod llm;
mod pack;
mod planner;
mod prompts;
mod raster;
mod replay;
mod rng;
mod rollout;
mod session;
mod share;
mod words;
mod workload;
