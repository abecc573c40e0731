//! The ground floors of Diorama: random number generators and the worlds that draw from them.
//!
//! A package of its own, so that it can be compiled for speed where all else is compiled for size. `diorama` shows these modules as its
//! own.

pub mod rng;

pub mod python;

pub mod env;
