//! Records of tiles: one cell as the original draws it.

use serde::Deserialize;

use super::pixels::{same_pixels, same_sha256, tile_size};
use super::record::Mismatch;
use crate::art::raster;
use crate::env::minigrid::{Cell, Color, Dir, Kind};

/// One picture.
#[derive(Deserialize)]
pub struct Record {
    /// What lies there: `empty`, `ball-red`, `door-open-red`.
    tile: String,
    agent_dir: Option<u8>,
    highlight: bool,
    tile_size: usize,
    sha256: String,
    rgb_zlib_b64: Option<String>,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let size = tile_size(record.tile_size)?;
    let cell = cell(&record.tile);
    let cell = cell.ok_or_else(|| Mismatch::unreadable(format!("no tile is {}", record.tile)))?;
    let agent_dir = match record.agent_dir {
        Some(number) if number > 3 => {
            return Err(Mismatch::unreadable(format!("no direction has number {number}")));
        }
        number => number.map(Dir::from_index),
    };
    let pixels = raster::tile(cell, agent_dir, record.highlight, size);
    if let Some(recorded) = &record.rgb_zlib_b64 {
        same_pixels(recorded, size, &pixels)?;
    }
    same_sha256("sha256", &record.sha256, &pixels)
}

/// The cell of a recorded name: kind and colour, for doors the state between the two.
fn cell(name: &str) -> Option<Cell> {
    let words: Vec<&str> = name.split('-').collect();
    let kind_of = |name: &str| Kind::ALL.into_iter().find(|kind| kind.as_str() == name);
    match words[..] {
        ["empty"] => Some(Cell::EMPTY),
        ["door", state, color] => {
            let door = Cell::plain(Kind::Door, color.parse().ok()?);
            match state {
                "open" => Some(Cell { is_open: true, ..door }),
                "closed" => Some(door),
                "locked" => Some(Cell { is_locked: true, ..door }),
                _ => None,
            }
        }
        [kind, color] => {
            let kind = kind_of(kind).filter(|kind| *kind != Kind::Door)?;
            Some(Cell::plain(kind, color.parse::<Color>().ok()?))
        }
        _ => None,
    }
}
