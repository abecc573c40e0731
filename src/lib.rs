//! Diorama: small worlds for language agents, under glass.
//!
//! The floors, from the ground up; imports only run down.

pub use diorama_worlds::{env, python, rng};

pub mod llm;

pub mod data;

pub mod episode;

pub mod agent;

pub mod judge;

pub mod experiment;

pub mod gepa;

pub mod art;

#[cfg(target_arch = "wasm32")]
pub mod web;

#[cfg(target_arch = "wasm32")]
pub mod ui;

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
