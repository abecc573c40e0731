//! The sheet that a tile is drawn on: three by three samples for every pixel.
//!
//! A tile reaches from 0 to 1, x to the right, y downward. A sample is the colour at its own middle.
//!
//! Source: Minigrid, `utils/rendering.py` (`fill_coords`, `highlight_img`, `downsample`).

use super::shapes::Shape;
use crate::art::color::Rgb;

/// Samples along one side of a pixel.
const FINENESS: usize = 3;

/// How much of the way to white the light goes.
const LIGHT: f64 = 0.3;

/// A tile in the making; later shapes cover earlier ones.
pub(super) struct Canvas {
    /// Samples along one side.
    side: usize,
    /// Red, green, blue, row by row.
    samples: Vec<[u8; 3]>,
}

impl Canvas {
    /// A black sheet for a tile of so many pixels a side.
    pub(super) fn new(tile_size: usize) -> Self {
        let side = tile_size * FINENESS;
        Self { side, samples: vec![[0; 3]; side * side] }
    }

    /// Colours every sample inside a shape.
    pub(super) fn fill(&mut self, shape: &impl Shape, Rgb(red, green, blue): Rgb) {
        let middle = |at: usize| (at as f64 + 0.5) / self.side as f64;
        let mut samples = self.samples.iter_mut();
        for y in 0..self.side {
            for (x, sample) in samples.by_ref().take(self.side).enumerate() {
                if shape.contains(middle(x), middle(y)) {
                    *sample = [red, green, blue];
                }
            }
        }
    }

    /// Lightens the whole sheet, as far as it is drawn.
    pub(super) fn highlight(&mut self) {
        for channel in self.samples.as_flattened_mut() {
            let lighter = f64::from(*channel) + LIGHT * f64::from(255 - *channel);
            *channel = lighter as u8;
        }
    }

    /// The mean of each pixel's samples, cut to whole numbers: RGB bytes, row by row.
    pub(super) fn into_pixels(self) -> Vec<u8> {
        let size = self.side / FINENESS;
        let mut pixels = Vec::with_capacity(size * size * 3);
        for y in 0..size {
            for x in 0..size {
                for channel in 0..3 {
                    pixels.push(self.mean(x, y, channel) as u8);
                }
            }
        }
        pixels
    }

    /// The mean of each line of samples, then the mean of these.
    ///
    /// Upstream quirk: the two roundings may leave the mean of a whole number just below it, and the
    /// cut then takes one away. One division by nine would not.
    fn mean(&self, x: usize, y: usize, channel: usize) -> f64 {
        let count = FINENESS as f64;
        let line_mean = |line: usize| {
            let start = (y * FINENESS + line) * self.side + x * FINENESS;
            let samples = &self.samples[start..start + FINENESS];
            samples.iter().map(|sample| f64::from(sample[channel])).sum::<f64>() / count
        };
        (0..FINENESS).map(line_mean).sum::<f64>() / count
    }
}
