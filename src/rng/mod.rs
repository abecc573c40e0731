//! Random number generators that agree with the originals bit for bit, and what they feed.

mod mt19937;
mod open_simplex;
mod pcg64;
mod python_random;
mod random_state;
mod tuple_hash;

pub use mt19937::Mt19937;
pub use open_simplex::{GRADIENTS, NORM, OpenSimplex, SQUISH, STRETCH};
pub use pcg64::{Pcg64, SeedSequence};
pub use python_random::{Bits, PythonRandom, WeightsError, decimal_words};
pub use random_state::RandomState;
pub use tuple_hash::{hash_decimal, hash_int, hash_tuple};
