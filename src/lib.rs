//! Diorama: small worlds for language agents, under glass.
//!
//! The floors, from the ground up; imports only run down.

pub mod rng;

pub mod python;

pub mod llm;

pub mod env;

pub mod episode;

pub mod agent;

pub mod judge;

pub mod art;

#[cfg(target_arch = "wasm32")]
pub mod web;

#[cfg(target_arch = "wasm32")]
pub mod ui;

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
