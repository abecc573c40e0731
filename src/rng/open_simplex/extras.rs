//! The two lattice points besides a cube part's own corners that give to a point.
//!
//! Source: `opensimplex/internals.py`, `_noise3`.

use super::{Offset, SQUISH};

/// A place in [`EXTRAS`].
pub(super) type Place = usize;

/// Places per part of a cube: five answers of a bit each.
const PLACES: usize = 32;

/// By place: the low tetrahedron's, the high one's, the octahedron's.
pub(super) static EXTRAS: [[Vertex; 2]; 3 * PLACES] = {
    let mut all = [[Vertex::new([0; 3]); 2]; 3 * PLACES];
    let mut place = 0;
    while place < PLACES {
        all[place] = low_extras(place);
        all[PLACES + place] = high_extras(place);
        all[2 * PLACES + place] = middle_extras(place);
        place += 1;
    }
    all
};

/// A lattice point beside a cube's.
#[derive(Clone, Copy)]
pub(super) struct Vertex {
    pub(super) offset: Offset,
    /// What is taken off each coordinate, first and second, and of y at last: the order decides the last bit.
    first: [f64; 3],
    second: [f64; 3],
    last_y: f64,
}

impl Vertex {
    #[inline(always)]
    pub(super) const fn new(offset: Offset) -> Self {
        let squished = (offset[0] + offset[1] + offset[2]) as f64 * SQUISH;
        Self {
            offset,
            first: [offset[0] as f64, offset[1] as f64, offset[2] as f64],
            second: [squished; 3],
            last_y: 0.0,
        }
    }

    /// Upstream quirk: on the doubled y axis the squish is taken off before the second step.
    const fn split_y(mut self) -> Self {
        (self.first[1], self.second[1], self.last_y) = (1.0, 3.0 * SQUISH, 1.0);
        self
    }

    /// Upstream quirk: on this doubled axis both steps come after the squish.
    const fn late(mut self, axis: usize) -> Self {
        (self.first[axis], self.second[axis]) = (2.0 * SQUISH, 2.0);
        self
    }

    /// The way to a point from here; `to`: the way to it from its cube's lattice point.
    #[inline(always)]
    pub(super) fn way(&self, to: [f64; 3]) -> [f64; 3] {
        let [x, y, z] = std::array::from_fn(|axis| to[axis] - self.first[axis] - self.second[axis]);
        [x, y - self.last_y, z]
    }
}

/// The place for a point in the tetrahedron at (0, 0, 0); `sum`: of its coordinates `inside`.
#[inline(always)]
pub(super) fn low(inside: [f64; 3], sum: f64) -> Place {
    corner_place(inside, 1.0 - sum)
}

/// In the tetrahedron at (1, 1, 1): the same seen from there.
#[inline(always)]
pub(super) fn high(inside: [f64; 3], sum: f64) -> Place {
    PLACES + corner_place(inside.map(|along| -along), sum - 3.0)
}

/// In the octahedron between the two.
#[inline(always)]
pub(super) fn middle(inside: [f64; 3]) -> Place {
    let sums = [inside[0] + inside[1], inside[0] + inside[2], inside[1] + inside[2]];
    let [a, b, other] = sums.map(|sum| (sum - 1.0).abs());
    let b_leads = a <= b;
    2 * PLACES
        + number([
            sums[0] > 1.0,
            sums[1] > 1.0,
            sums[2] > 1.0,
            b_leads,
            if b_leads { a < other } else { b < other },
        ])
}

/// How the coordinates compare with each other and the nearness of the corner with the middle one of them.
#[inline(always)]
fn corner_place([x, y, z]: [f64; 3], corner: f64) -> Place {
    let (less, more) = if y > x { (x, y) } else { (y, x) };
    let second = if z > less { if z > more { more } else { z } } else { less };
    number([y > x, z > x, z > y, y > z, corner > second])
}

#[inline(always)]
fn number(answers: [bool; 5]) -> Place {
    answers.iter().rev().fold(0, |number, answer| number << 1 | usize::from(*answer))
}

const fn answer(place: Place, which: u32) -> bool {
    place >> which & 1 == 1
}

/// A set of axes, a bit each: x 1, y 2, z 4.
type Axes = u8;

/// The axis along which a point is farthest, and the two along which it is; none if the corner is nearer than the second.
const fn farthest(place: Place) -> (Axes, Option<Axes>) {
    let [y_over_x, z_over_x, z_over_y, y_over_z] =
        [answer(place, 0), answer(place, 1), answer(place, 2), answer(place, 3)];
    let (a, b, b_is_farther) = match (y_over_x, if y_over_x { z_over_x } else { z_over_y }) {
        (false, true) => (1, 4, z_over_x),
        (true, true) => (4, 2, y_over_z),
        (_, false) => (1, 2, y_over_x),
    };
    (if b_is_farther { b } else { a }, if answer(place, 4) { None } else { Some(a | b) })
}

const fn low_extras(place: Place) -> [Vertex; 2] {
    match farthest(place) {
        (near, None) => {
            let (start, far) = (offset(near, 0), 7 & !near);
            [
                Vertex::new(with(start, first_axis(far), -1)),
                Vertex::new(with(start, last_axis(far), -1)),
            ]
        }
        (_, Some(near)) => [Vertex::new(offset(near, 0)), Vertex::new(offset(near, -1))],
    }
}

const fn high_extras(place: Place) -> [Vertex; 2] {
    match farthest(place) {
        (far, None) => {
            let near = 7 & !far;
            [doubled(near, first_axis(near)), doubled(near, last_axis(near))]
        }
        (_, Some(far)) => {
            let near = 7 & !far;
            let start = offset(near, 0);
            [Vertex::new(start), Vertex::new(with(start, first_axis(near), 2))]
        }
    }
}

const fn doubled(near: Axes, axis: usize) -> Vertex {
    let vertex = Vertex::new(with(offset(near, 0), axis, 2));
    if axis == 1 { vertex.split_y() } else { vertex }
}

const fn middle_extras(place: Place) -> [Vertex; 2] {
    // Per face its axes, and whether it is one of those at (1, 1, 1).
    let faces = [face(place, 0, 3), face(place, 1, 5), face(place, 2, 6)];
    let (mut a, mut b) = (faces[0], faces[1]);
    if answer(place, 4) {
        if answer(place, 3) {
            a = faces[2];
        } else {
            b = faces[2];
        }
    }
    match (a.1, b.1) {
        (true, true) => [Vertex::new([1; 3]), Vertex::new(with([0; 3], first_axis(a.0 & b.0), 2))],
        (false, false) => {
            [Vertex::new([0; 3]), Vertex::new(with([1; 3], first_axis(7 & !(a.0 | b.0)), -1))]
        }
        (a_is_high, _) => {
            let (high, low) = if a_is_high { (a.0, b.0) } else { (b.0, a.0) };
            let axis = first_axis(low);
            [
                Vertex::new(with([1; 3], first_axis(7 & !high), -1)),
                Vertex::new(with([0; 3], axis, 2)).late(axis),
            ]
        }
    }
}

const fn face(place: Place, which: u32, high: Axes) -> (Axes, bool) {
    if answer(place, which) { (high, true) } else { (7 & !high, false) }
}

/// The first axis of a set; of none, where a place cannot be, the last.
const fn first_axis(set: Axes) -> usize {
    if set & 1 == 1 { 0 } else { 2 - (set >> 1 & 1) as usize }
}

/// The last axis of a set that is not empty.
const fn last_axis(set: Axes) -> usize {
    if set >> 2 == 1 { 2 } else { (set >> 1 & 1) as usize }
}

/// 1 on the axes of a set, `others` elsewhere.
const fn offset(set: Axes, others: i8) -> Offset {
    let mut offset = [others; 3];
    let mut axis = 0;
    while axis < 3 {
        if set >> axis & 1 == 1 {
            offset[axis] = 1;
        }
        axis += 1;
    }
    offset
}

const fn with(mut offset: Offset, axis: usize, value: i8) -> Offset {
    offset[axis] = value;
    offset
}
