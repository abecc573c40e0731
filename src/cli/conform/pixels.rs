//! How recordings write a picture: RGB bytes, zlib, base64; and a SHA-256 of the bytes.

use std::io::Read;

use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::read::ZlibDecoder;
use sha2::{Digest, Sha256};

use super::notation::hex;
use super::record::{Mismatch, same};

/// The largest tile that is drawn for a record, in pixels: the numbers in a file are anybody's.
const LARGEST_TILE: usize = 256;

const CHANNELS: [&str; 3] = ["red", "green", "blue"];

/// The size of a record's tiles, if it can be drawn.
pub(super) fn tile_size(recorded: usize) -> Result<usize, Mismatch> {
    if (1..=LARGEST_TILE).contains(&recorded) {
        return Ok(recorded);
    }
    let reason = format!("tiles of {recorded} pixels, this build draws 1 to {LARGEST_TILE}");
    Err(Mismatch::unreadable(reason))
}

/// Compares a picture's pixels with the recorded ones; names the first that differs.
pub(super) fn same_pixels(recorded: &str, width: usize, found: &[u8]) -> Result<(), Mismatch> {
    let expected = unpack(recorded, found.len())?;
    same("number of bytes", &expected.len(), &found.len())?;
    let differs = expected.iter().zip(found).position(|(expected, found)| expected != found);
    let Some(at) = differs else { return Ok(()) };
    let (x, y, channel) = (at / 3 % width, at / 3 / width, CHANNELS[at % 3]);
    let value = |byte: u8| format!("{byte} for {channel} at x {x}, y {y}");
    let (expected, found) = (value(expected[at]), value(found[at]));
    Err(Mismatch { field: "pixel", step: None, expected, found })
}

/// Compares the SHA-256 of a picture's bytes.
pub(super) fn same_sha256(
    field: &'static str,
    expected: &str,
    found: &[u8],
) -> Result<(), Mismatch> {
    same(field, expected, hex(&Sha256::digest(found)).as_str())
}

/// The bytes of a recorded picture; at most one more than should be there.
fn unpack(recorded: &str, length: usize) -> Result<Vec<u8>, Mismatch> {
    let packed = BASE64_STANDARD.decode(recorded).map_err(Mismatch::unreadable)?;
    let mut bytes = Vec::new();
    let mut zlib = ZlibDecoder::new(packed.as_slice()).take(length as u64 + 1);
    zlib.read_to_end(&mut bytes).map_err(Mismatch::unreadable)?;
    Ok(bytes)
}
