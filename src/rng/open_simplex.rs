//! OpenSimplex noise in three dimensions, bit for bit as the Python package 0.4.5.1 computes it.
//!
//! Space is cut into cubes that are stretched along their diagonal; a point takes what the lattice
//! points around it give: those of its tetrahedron or octahedron, and two more. Values lie in about
//! -1 to 1. Every sum is written in the order of the original, which decides the last bit.
//!
//! Source: K. Spencer's OpenSimplex, `opensimplex/internals.py` (`_init`, `_noise3`).

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
    slopes: [[f64; 3]; 24],
}

/// A set of axes, a bit each: x 1, y 2, z 4.
type Axes = u8;

/// A point of the lattice beside the cube's, in whole steps along each axis.
type Offset = [i8; 3];

/// A point to add up, and where it departs from the usual order of sums.
#[derive(Clone, Copy)]
struct Extra {
    offset: Offset,
    quirk: Quirk,
}

#[derive(Clone, Copy)]
enum Quirk {
    None,
    /// Upstream quirk: on the doubled y axis the squish is taken off before the second step.
    SplitY,
    /// Upstream quirk: on this doubled axis both steps come after the squish.
    Late(usize),
}

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
        let slopes = GRADIENTS.map(|gradient| gradient.map(f64::from));
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
            point.sum(&TETRAHEDRON_LOW, low_extras(inside, sum))
        } else if sum >= 2.0 {
            point.sum(&TETRAHEDRON_HIGH, high_extras(inside, sum))
        } else {
            point.sum(&OCTAHEDRON, middle_extras(inside))
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
    fn sum(&self, vertices: &[Offset], extras: [Extra; 2]) -> f64 {
        let mut value = 0.0;
        for &offset in vertices {
            value = self.add(value, offset, self.way(offset));
        }
        for Extra { offset, quirk } in extras {
            let mut way = self.way(offset);
            match quirk {
                Quirk::None => {}
                Quirk::SplitY => way[1] = self.to[1] - 1.0 - 3.0 * SQUISH - 1.0,
                Quirk::Late(axis) => way[axis] = self.to[axis] - 2.0 * SQUISH - 2.0,
            }
            value = self.add(value, offset, way);
        }
        value
    }

    /// The way to the point from a lattice point.
    #[inline]
    fn way(&self, offset: Offset) -> [f64; 3] {
        let squished = f64::from(offset[0] + offset[1] + offset[2]) * SQUISH;
        std::array::from_fn(|axis| self.to[axis] - f64::from(offset[axis]) - squished)
    }

    /// Adds what a lattice point gives; a far one gives nothing.
    #[inline]
    fn add(&self, value: f64, offset: Offset, [x, y, z]: [f64; 3]) -> f64 {
        let near = 2.0 - x * x - y * y - z * z;
        if near <= 0.0 {
            return value;
        }
        let near = near * near;
        let at = |axis: usize| self.base[axis] + i32::from(offset[axis]);
        let mix = |before: u8, axis: usize| ((i32::from(before) + at(axis)) & 255) as usize;
        let first = self.field.permutation[mix(0, 0)];
        let second = self.field.permutation[mix(first, 1)];
        let gradient = self.field.gradients[mix(second, 2)];
        let [slope_x, slope_y, slope_z] = self.field.slopes[usize::from(gradient)];
        value + near * near * (slope_x * x + slope_y * y + slope_z * z)
    }
}

/// The whole number below; a call of the library's own `floor` would take longer than all else here.
#[inline]
fn floor(number: f64) -> i32 {
    let whole = number as i32;
    if f64::from(whole) > number { whole.saturating_sub(1) } else { whole }
}

/// The first axis of a set that is not empty.
const fn first_axis(set: Axes) -> usize {
    if set & 1 == 1 { 0 } else { 2 - (set >> 1 & 1) as usize }
}

/// The last axis of a set that is not empty.
const fn last_axis(set: Axes) -> usize {
    if set >> 2 == 1 { 2 } else { (set >> 1 & 1) as usize }
}

/// 1 on the axes of a set, `others` elsewhere.
fn offset(set: Axes, others: i8) -> Offset {
    std::array::from_fn(|axis| if set >> axis & 1 == 1 { 1 } else { others })
}

fn with(mut offset: Offset, axis: usize, value: i8) -> Offset {
    offset[axis] = value;
    offset
}

const fn plain(offset: Offset) -> Extra {
    Extra { offset, quirk: Quirk::None }
}

/// In the tetrahedron at (0, 0, 0).
fn low_extras(inside: [f64; 3], sum: f64) -> [Extra; 2] {
    let (mut a, mut b): ((Axes, f64), (Axes, f64)) = ((1, inside[0]), (2, inside[1]));
    if a.1 >= b.1 && inside[2] > b.1 {
        b = (4, inside[2]);
    } else if a.1 < b.1 && inside[2] > a.1 {
        a = (4, inside[2]);
    }
    let at_corner = 1.0 - sum;
    if at_corner > a.1 || at_corner > b.1 {
        let near = if b.1 > a.1 { b.0 } else { a.0 };
        let far = 7 & !near;
        let start = offset(near, 0);
        [plain(with(start, first_axis(far), -1)), plain(with(start, last_axis(far), -1))]
    } else {
        let near = a.0 | b.0;
        [plain(offset(near, 0)), plain(offset(near, -1))]
    }
}

/// In the tetrahedron at (1, 1, 1).
fn high_extras(inside: [f64; 3], sum: f64) -> [Extra; 2] {
    let (mut a, mut b): ((Axes, f64), (Axes, f64)) = ((6, inside[0]), (5, inside[1]));
    if a.1 <= b.1 && inside[2] < b.1 {
        b = (3, inside[2]);
    } else if a.1 > b.1 && inside[2] < a.1 {
        a = (3, inside[2]);
    }
    let at_corner = 3.0 - sum;
    if at_corner < a.1 || at_corner < b.1 {
        let near = if b.1 < a.1 { b.0 } else { a.0 };
        let doubled = |axis: usize| Extra {
            offset: with(offset(near, 0), axis, 2),
            quirk: if axis == 1 { Quirk::SplitY } else { Quirk::None },
        };
        [doubled(first_axis(near)), doubled(last_axis(near))]
    } else {
        let near = a.0 & b.0;
        [plain(offset(near, 0)), plain(with(offset(near, 0), first_axis(near), 2))]
    }
}

/// In the octahedron between the two.
fn middle_extras(inside: [f64; 3]) -> [Extra; 2] {
    // How far the point is beyond the middle of a face, the face's axes, and whether the face is one
    // of those at (1, 1, 1).
    let face = |sum: f64, high: Axes| -> (f64, Axes, bool) {
        if sum > 1.0 { (sum - 1.0, high, true) } else { (1.0 - sum, 7 & !high, false) }
    };
    let (mut a, mut b) = (face(inside[0] + inside[1], 3), face(inside[0] + inside[2], 5));
    let other = face(inside[1] + inside[2], 6);
    if a.0 <= b.0 && a.0 < other.0 {
        a = other;
    } else if a.0 > b.0 && b.0 < other.0 {
        b = other;
    }
    match (a.2, b.2) {
        (true, true) => [plain([1, 1, 1]), plain(with([0; 3], first_axis(a.1 & b.1), 2))],
        (false, false) => [plain([0, 0, 0]), plain(with([1; 3], first_axis(7 & !(a.1 | b.1)), -1))],
        (a_high, _) => {
            let (high, low) = if a_high { (a.1, b.1) } else { (b.1, a.1) };
            let axis = first_axis(low);
            let doubled = Extra { offset: with([0; 3], axis, 2), quirk: Quirk::Late(axis) };
            [plain(with([1; 3], first_axis(7 & !high), -1)), doubled]
        }
    }
}
