//! OpenSimplex noise in three dimensions, bit for bit as the Python package 0.4.5.1 computes it.
//!
//! Space is cut into cubes that are stretched along their diagonal; a point takes what the lattice
//! points around it give: those of its tetrahedron or octahedron, and two more. Values lie in about
//! -1 to 1. Every sum is written in the order of the original, which decides the last bit.
//!
//! Which two more they are is looked up by a number that a few comparisons make: branches there would be guessed wrong.
//!
//! Source: K. Spencer's OpenSimplex, `opensimplex/internals.py` (`_init`, `_noise3`).

#![expect(
    clippy::inline_always,
    reason = "constants fold only where the sums are written out: a third of the time a world takes"
)]

mod extras;

use self::extras::{EXTRAS, Place, Vertex};

/// From a point to its cube: what the sum of the coordinates adds to each.
pub const STRETCH: f64 = -1.0 / 6.0;
/// From a cube to its point.
pub const SQUISH: f64 = 1.0 / 3.0;
/// Brings the sum into about -1 to 1.
pub const NORM: f64 = 103.0;

/// The directions that noise rises in: towards the edges of a rhombicuboctahedron.
pub const GRADIENTS: [[i8; 3]; 24] = [
    [-11, 4, 4],
    [-4, 11, 4],
    [-4, 4, 11],
    [11, 4, 4],
    [4, 11, 4],
    [4, 4, 11],
    [-11, -4, 4],
    [-4, -11, 4],
    [-4, -4, 11],
    [11, -4, 4],
    [4, -11, 4],
    [4, -4, 11],
    [-11, 4, -4],
    [-4, 11, -4],
    [-4, 4, -11],
    [11, 4, -4],
    [4, 11, -4],
    [4, 4, -11],
    [-11, -4, -4],
    [-4, -11, -4],
    [-4, -4, -11],
    [11, -4, -4],
    [4, -11, -4],
    [4, -4, -11],
];

/// A field of noise.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenSimplex {
    permutation: [u8; 256],
    /// Per entry of the permutation its gradient, as an index into [`GRADIENTS`].
    gradients: [u8; 256],
    /// The same as numbers to multiply by.
    slopes: [[f64; 3]; 256],
}

/// A point of the lattice beside the cube's, in whole steps along each axis.
type Offset = [i8; 3];

const TETRAHEDRON_LOW: [Offset; 4] = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]];
const TETRAHEDRON_HIGH: [Offset; 4] = [[1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]];
const OCTAHEDRON: [Offset; 6] = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]];

impl OpenSimplex {
    /// The field of a seed.
    pub fn new(seed: i64) -> Self {
        let mut state = seed;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            state
        };
        for _ in 0..3 {
            next();
        }
        let mut source: [u8; 256] = std::array::from_fn(|at| at as u8);
        let (mut permutation, mut gradients) = ([0; 256], [0; 256]);
        for at in (0..256).rev() {
            let drawn = (i128::from(next()) + 31).rem_euclid(at as i128 + 1) as usize;
            permutation[at] = source[drawn];
            gradients[at] = permutation[at] % 24;
            source[drawn] = source[at];
        }
        let slopes = gradients.map(|at: u8| GRADIENTS[usize::from(at)].map(f64::from));
        Self { permutation, gradients, slopes }
    }

    /// The shuffled numbers 0 to 255.
    pub const fn permutation(&self) -> &[u8; 256] {
        &self.permutation
    }

    /// Which of the [`GRADIENTS`] each entry of the permutation has.
    pub const fn gradient_indices(&self) -> &[u8; 256] {
        &self.gradients
    }

    /// The noise at a point, which lies less than 2^31 from the origin along each axis.
    pub fn noise3(&self, x: f64, y: f64, z: f64) -> f64 {
        let stretched = (x + y + z) * STRETCH;
        let lattice = [x + stretched, y + stretched, z + stretched];
        let base = lattice.map(floor);
        let floor = base.map(f64::from);
        // Whole numbers: the sum of the floors is exact in any order.
        let squished = f64::from(base[0] + base[1] + base[2]) * SQUISH;
        let point = Point {
            field: self,
            base,
            to: [x - (floor[0] + squished), y - (floor[1] + squished), z - (floor[2] + squished)],
        };
        let inside = [lattice[0] - floor[0], lattice[1] - floor[1], lattice[2] - floor[2]];
        let sum = inside[0] + inside[1] + inside[2];
        let value = if sum <= 1.0 {
            point.sum(TETRAHEDRON_LOW, extras::low(inside, sum))
        } else if sum >= 2.0 {
            point.sum(TETRAHEDRON_HIGH, extras::high(inside, sum))
        } else {
            point.sum(OCTAHEDRON, extras::middle(inside))
        };
        value / NORM
    }
}

/// A point whose noise is asked for.
struct Point<'a> {
    field: &'a OpenSimplex,
    /// Its cube.
    base: [i32; 3],
    /// The way to it from its cube's lattice point.
    to: [f64; 3],
}

impl Point<'_> {
    // Inlined, so that the vertices' steps are constants.
    #[inline(always)]
    fn sum<const N: usize>(&self, vertices: [Offset; N], place: Place) -> f64 {
        let mut value = 0.0;
        for offset in vertices {
            value += self.part(&Vertex::new(offset));
        }
        for vertex in &EXTRAS[place] {
            value += self.part(vertex);
        }
        value
    }

    /// What a lattice point gives; a far one gives nothing. Without a branch: half of them are far, and no processor guesses which.
    #[inline(always)]
    fn part(&self, vertex: &Vertex) -> f64 {
        let [x, y, z] = vertex.way(self.to);
        let near = 2.0 - x * x - y * y - z * z;
        let near = if near > 0.0 { near } else { 0.0 };
        let near = near * near;
        let at = |axis: usize| self.base[axis] + i32::from(vertex.offset[axis]);
        let mix = |before: u8, axis: usize| ((i32::from(before) + at(axis)) & 255) as usize;
        let first = self.field.permutation[mix(0, 0)];
        let second = self.field.permutation[mix(first, 1)];
        let [slope_x, slope_y, slope_z] = self.field.slopes[mix(second, 2)];
        near * near * (slope_x * x + slope_y * y + slope_z * z)
    }
}

/// The whole number below; a call of the library's own `floor` would take longer than all else here.
#[inline]
fn floor(number: f64) -> i32 {
    let whole = number as i32;
    if f64::from(whole) > number { whole.saturating_sub(1) } else { whole }
}
