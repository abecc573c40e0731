//! Random number generators that agree with the originals bit for bit.

mod mt19937;
mod pcg64;

pub use mt19937::Mt19937;
pub use pcg64::{Pcg64, SeedSequence};
