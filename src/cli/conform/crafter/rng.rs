//! Records of NumPy's legacy generator, and of Python's hash of tuples.

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::float;
use crate::cli::conform::notation::hex;
use crate::cli::conform::record::{Mismatch, same, same_bits};
use crate::rng::{Mt19937, RandomState, hash_decimal, hash_int, hash_tuple};

/// One seed and what `NumPy` drew from it, in this order.
#[derive(Deserialize)]
pub struct Record {
    seed: u32,
    pos0: usize,
    key0_first4: [u32; 4],
    key0_sha: String,
    #[serde(default)]
    u32: Vec<u32>,
    random_sample: Vec<Value>,
    uniform: Vec<Value>,
    uniform_32_127: Vec<Value>,
    /// Low, high, values.
    randint: Vec<(u64, u64, Vec<u64>)>,
    pos1: usize,
    key1_sha: String,
    pos2: usize,
    key2_sha: String,
    choice_10: Vec<u32>,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let mut rng = RandomState::new(record.seed);
    same("key0_first4", &record.key0_first4[..], &rng.state().0[..4])?;
    state("key0", (record.pos0, &record.key0_sha), &rng)?;
    let mut words = Mt19937::from_word(record.seed);
    let drawn: Vec<u32> = record.u32.iter().map(|_| words.next_u32()).collect();
    same("u32", &record.u32, &drawn)?;
    for value in record.random_sample.iter().chain(&record.uniform) {
        same_bits("random", float(value)?, rng.random())?;
    }
    for value in &record.uniform_32_127 {
        same_bits("uniform_32_127", float(value)?, rng.uniform(32.0, 127.0))?;
    }
    for (low, high, values) in &record.randint {
        let most = high.checked_sub(low + 1).and_then(|most| u32::try_from(most).ok());
        let most = most.ok_or_else(|| Mismatch::unreadable("a range beyond 32 bits"))?;
        for value in values {
            same("randint", value, &(low + u64::from(rng.up_to(most))))?;
        }
    }
    state("key1", (record.pos1, &record.key1_sha), &rng)?;
    // Passed by, as nights are.
    let mut drawing = rng.clone();
    rng.skip(5000);
    state("key2", (record.pos2, &record.key2_sha), &rng)?;
    (0..5000).for_each(|_| {
        drawing.random();
    });
    same("5000 draws", &drawing.state(), &rng.state())?;
    let mut fresh = RandomState::new(record.seed);
    let choices: Vec<u32> = record.choice_10.iter().map(|_| fresh.below(10)).collect();
    same("choice_10", &record.choice_10, &choices)
}

/// Compares how many words are used up, and a digest of all.
fn state(
    field: &'static str,
    (pos, sha): (usize, &str),
    rng: &RandomState,
) -> Result<(), Mismatch> {
    let (words, used) = rng.state();
    same(field, &pos, &used)?;
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.to_le_bytes());
    }
    same(field, sha, &hex(&hash.finalize())[..16])
}

/// One seed and episode.
#[derive(Deserialize)]
pub struct HashRecord {
    seed: String,
    episode: i64,
    hash_seed: String,
    hash: String,
    world_seed: u32,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check_hash(record: &HashRecord) -> Result<(), Mismatch> {
    let seed = hash_decimal(&record.seed);
    let seed = seed.ok_or_else(|| Mismatch::unreadable("the seed is no number"))?;
    same("hash_seed", record.hash_seed.as_str(), seed.to_string().as_str())?;
    let hash = hash_tuple(&[seed, hash_int(record.episode.into())]);
    same("hash", record.hash.as_str(), hash.to_string().as_str())?;
    let world = u64::try_from(record.episode).map(|at| crate::env::crafter::world_seed(seed, at));
    same("world_seed", &Ok(record.world_seed), &world.map_err(|error| error.to_string()))
}
