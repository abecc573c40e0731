//! Customer support: an agent serves a customer with tools on a data base, by a policy.
//!
//! # Actions
//!
//! A call of a tool with arguments, or words to the customer (`respond`). Nothing about the arguments is sure: ill-typed ones
//! fail as they do in Python.
//!
//! # Observations
//!
//! What the tool returns, or the customer's answer, which comes in as input.
//!
//! # Start
//!
//! The data base as it comes, and the customer's first words. An episode is named by a split and the number of its task.
//!
//! # Reward
//!
//! 1 at the end, if the data base has the hash that the gold actions lead to and the agent said every required output; else 0.
//!
//! # End
//!
//! The customer's words have `###STOP###` in them, or the agent transfers to a human.
//!
//! # Arguments
//!
//! The domain: retail or airline with their data, which is no part of this repository, or [`books`], which a seed makes.
//!
//! Source: tau-bench 0.1.0 (commit 59a200c), `tau_bench/envs`.

mod airline;
mod base;
pub mod books;
mod calculate;
mod database;
mod desk;
mod domain;
mod hash;
mod loader;
mod looks;
mod own;
mod pack;
mod retail;
mod reward;
mod shared;
mod task;
pub mod tau2;
mod tool;
mod turns;
pub mod workload;
mod world;

pub use base::{Base, Place, Record, Table};
pub use database::{Database, Difference};
pub use desk::{Desk, Outcome, Raised, STOP, Seen};
pub use domain::{Domain, Split, UnknownName};
pub use hash::{DataHash, hash_value, hashed_text, sha256_hex};
pub use loader::Loader;
pub use looks::Look;
pub use pack::{COMMIT, Manifest, PackError, PackFile, UPSTREAM};
pub use reward::{Verdict, replay_gold};
pub use task::{Action, CONTENT, RESPOND, Task};
pub use tool::{Effect, Tool};
pub use turns::{Sight, SupportEnv, Turn};
pub use world::{Told, World};

/// The version of the rules; it grows when a case and its turns lead elsewhere than before, or when a seed makes another shop.
pub const RULES_VERSION: u16 = 1;
