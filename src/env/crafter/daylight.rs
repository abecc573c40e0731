//! Day and night: how bright it is at a step.
//!
//! A day has 300 steps; it is brightest at step 60 of each and darkest at step 210.
//!
//! Source: crafter 1.8.3, `env.py`, `_update_time`.

use std::f64::consts::PI;

use super::double::{cos, cube};

/// Steps of a day.
pub const DAY: u32 = 300;

/// Below this the original draws noise into its picture, from the game's own generator.
pub const DARK: f64 = 0.5;

/// The light of a step, from 0 (night) to 1 (day).
pub fn daylight(step: u32) -> f64 {
    let progress = f64::from(step) / f64::from(DAY) % 1.0 + 0.3;
    1.0 - cube(cos(PI * progress).abs())
}
