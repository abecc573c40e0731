//! Random number generators that agree with the originals bit for bit.

mod mt19937;
mod pcg64;
mod python_random;

pub use mt19937::Mt19937;
pub use pcg64::{Pcg64, SeedSequence};
pub use python_random::{Bits, PythonRandom, WeightsError};
