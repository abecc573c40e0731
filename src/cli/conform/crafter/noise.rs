//! Records of OpenSimplex noise and of daylight.

use serde::Deserialize;
use serde_json::Value;

use super::float;
use crate::cli::conform::record::{Mismatch, same, same_bits};
use crate::env::crafter::daylight;
use crate::rng::{GRADIENTS, NORM, OpenSimplex, SQUISH, STRETCH};

/// One field of noise.
#[derive(Deserialize)]
pub struct Record {
    seed: i64,
    perm: Vec<u8>,
    perm_grad_index3: Vec<u8>,
    /// x, y, z, value.
    points: Vec<[Value; 4]>,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let field = OpenSimplex::new(record.seed);
    same("perm", &record.perm[..], &field.permutation()[..])?;
    // The original counts numbers, three to a gradient.
    let indices: Vec<u8> = field.gradient_indices().iter().map(|&at| 3 * at).collect();
    same("perm_grad_index3", &record.perm_grad_index3, &indices)?;
    for (at, [x, y, z, value]) in record.points.iter().enumerate() {
        let found = field.noise3(float(x)?, float(y)?, float(z)?);
        same_bits("points", float(value)?, found).map_err(|wrong| wrong.at_step(at + 1))?;
    }
    Ok(())
}

/// The constants.
#[derive(Deserialize)]
pub struct Tables {
    gradients3: Vec<i8>,
    stretch3: Value,
    squish3: Value,
    norm3: Value,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check_tables(record: &Tables) -> Result<(), Mismatch> {
    same("gradients3", &record.gradients3[..], GRADIENTS.as_flattened())?;
    same_bits("stretch3", float(&record.stretch3)?, STRETCH)?;
    same_bits("squish3", float(&record.squish3)?, SQUISH)?;
    same_bits("norm3", float(&record.norm3)?, NORM)
}

/// The light of one step.
#[derive(Deserialize)]
pub struct Light {
    step: u32,
    daylight: Value,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check_daylight(record: &Light) -> Result<(), Mismatch> {
    same_bits("daylight", float(&record.daylight)?, daylight(record.step))
}
