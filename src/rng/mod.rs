//! Random number generators that agree with the originals bit for bit.

mod pcg64;

pub use pcg64::{Pcg64, SeedSequence};
