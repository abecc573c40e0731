//! Colours of the drawings, and the tints that one colour needs as cut paper.

use std::fmt;

use crate::env::minigrid::Color;

/// A colour of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// The colour of a number such as `0xf8f6f1`.
    pub const fn hex(number: u32) -> Self {
        Self((number >> 16) as u8, (number >> 8) as u8, number as u8)
    }

    /// This colour with so many hundredths of another, to the nearest whole number.
    #[must_use]
    pub const fn mix(self, other: Self, percent: u32) -> Self {
        const fn part(from: u8, to: u8, percent: u32) -> u8 {
            ((from as u32 * (100 - percent) + to as u32 * percent + 50) / 100) as u8
        }
        Self(
            part(self.0, other.0, percent),
            part(self.1, other.1, percent),
            part(self.2, other.2, percent),
        )
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// White light.
pub const WHITE: Rgb = Rgb::hex(0xff_ff_ff);
/// The paper of rims, plates and lines.
pub const PAPER: Rgb = Rgb::hex(0xff_fd_f6);
/// What facets away from the lamp tend to.
pub const NIGHT: Rgb = Rgb::hex(0x1a_14_20);
/// The colour of shadows, to be thinned.
pub const SHADOW: Rgb = Rgb::hex(0x2e_22_12);

/// One colour as cut paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tints {
    /// The flat sheet.
    pub base: Rgb,
    /// The facet towards the lamp.
    pub light: Rgb,
    /// The facet away from it.
    pub dark: Rgb,
    /// The rim: paper, or for light colours their own dark.
    pub rim: Rgb,
    /// The rim's stroke in units; half of it lies outside the sheet.
    pub rim_width: &'static str,
}

impl Tints {
    /// The tints of one of the six colours; `original` takes upstream's RGB values.
    pub const fn of(color: Color, original: bool) -> Self {
        let base = if original { original_base(color) } else { base(color) };
        let light = if matches!(color, Color::Purple) { 30 } else { 26 };
        let (rim, rim_width) = match color {
            Color::Green => (base.mix(NIGHT, 38), "2.6"),
            Color::Yellow => (base.mix(NIGHT, 50), "2.6"),
            _ => (PAPER, "3.6"),
        };
        Self { base, light: base.mix(WHITE, light), dark: base.mix(NIGHT, 28), rim, rim_width }
    }
}

/// Our six colours. Their smallest distance (CIE76) is 40, and 18 for the rarest colour blindness.
const fn base(color: Color) -> Rgb {
    Rgb::hex(match color {
        Color::Red => 0xc2_38_27,
        Color::Green => 0x5f_b3_7a,
        Color::Blue => 0x2e_7c_cb,
        Color::Purple => 0x4e_2a_78,
        Color::Yellow => 0xf4_cd_52,
        Color::Grey => 0x77_79_7e,
    })
}

/// Upstream's six colours. Source: Minigrid, `core/constants.py`.
pub(super) const fn original_base(color: Color) -> Rgb {
    match color {
        Color::Red => Rgb(255, 0, 0),
        Color::Green => Rgb(0, 255, 0),
        Color::Blue => Rgb(0, 0, 255),
        Color::Purple => Rgb(112, 39, 195),
        Color::Yellow => Rgb(255, 255, 0),
        Color::Grey => Rgb(100, 100, 100),
    }
}
