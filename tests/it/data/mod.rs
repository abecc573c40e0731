//! Benchmarks' data: out of checkouts, folders and archives; what is said of wrong, partial and other data.

pub mod fake;
mod literals;
mod own_words;
mod packs;
mod tau2;
