//! Records of frames: a world after some actions, as the original draws it.

use serde::Deserialize;

use super::levels::{actions, open};
use super::pixels::{same_pixels, same_sha256, tile_size};
use super::record::{Mismatch, same};
use crate::art::raster::Tiles;
use crate::env::{Env, Seed};

/// Three pictures of one moment.
#[derive(Deserialize)]
pub struct Record {
    env: String,
    seed: u64,
    actions: String,
    tile_size: usize,
    /// Rows, columns, channels.
    shape: [usize; 3],
    full_sha256: String,
    full_nohighlight_sha256: String,
    /// Of what the agent sees.
    pov_sha256: String,
    full_zlib_b64: Option<String>,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let mut tiles = Tiles::new(tile_size(record.tile_size)?);
    let mut env = open(&record.env)?;
    env.reset(Seed(record.seed));
    for (at, action) in actions(&record.actions)?.into_iter().enumerate() {
        let refused = |error| Mismatch::unreadable(error).at_step(at + 1);
        env.step(&action).map_err(refused)?;
    }
    let full = tiles.frame(env.state(), true);
    same("shape", &record.shape, &[full.height(), full.width(), 3])?;
    if let Some(recorded) = &record.full_zlib_b64 {
        same_pixels(recorded, full.width(), full.pixels())?;
    }
    same_sha256("full_sha256", &record.full_sha256, full.pixels())?;
    let plain = tiles.frame(env.state(), false);
    same_sha256("full_nohighlight_sha256", &record.full_nohighlight_sha256, plain.pixels())?;
    let own = tiles.egocentric(env.state());
    same_sha256("pov_sha256", &record.pov_sha256, own.pixels())
}
