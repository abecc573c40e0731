//! The shapes that tiles are made of, and which points lie in them.
//!
//! Points are in tiles, x to the right, y downward. Every operation is one that IEEE 754 rounds alike
//! on every platform; what upstream computes in single precision is `f32` here. Whether NumPy fuses the
//! multiplications of a product of two vectors depends on the machine; no sample of a tile of up to 256
//! pixels lies so near an edge (the nearest: 9e-10 tiles) that this could be seen.
//!
//! Source: Minigrid, `utils/rendering.py`, under NumPy 2's rules for mixed precision: a single with a
//! double makes a double.

use std::ops::{Add, Mul};

use crate::env::minigrid::Dir;

/// A part of the plane.
pub(super) trait Shape {
    /// Whether a point lies in it.
    fn contains(&self, x: f64, y: f64) -> bool;
}

/// A rectangle; its edges belong to it.
#[derive(Clone, Copy)]
pub(super) struct Rect {
    x: [f64; 2],
    y: [f64; 2],
}

impl Rect {
    /// From a left and a right edge, an upper and a lower one.
    pub(super) const fn new(x: [f64; 2], y: [f64; 2]) -> Self {
        Self { x, y }
    }

    /// The same range across and down.
    pub(super) const fn square(from: f64, to: f64) -> Self {
        Self::new([from, to], [from, to])
    }
}

impl Shape for Rect {
    fn contains(&self, x: f64, y: f64) -> bool {
        x >= self.x[0] && x <= self.x[1] && y >= self.y[0] && y <= self.y[1]
    }
}

/// A disc; its edge belongs to it.
pub(super) struct Disc {
    /// The centre.
    pub(super) center: [f64; 2],
    /// The radius.
    pub(super) radius: f64,
}

impl Shape for Disc {
    fn contains(&self, x: f64, y: f64) -> bool {
        let [dx, dy] = [x - self.center[0], y - self.center[1]];
        dx * dx + dy * dy <= self.radius * self.radius
    }
}

/// A line with a width and round ends.
///
/// Upstream quirk: cut off at the rectangle around its two ends, grown by half its width, in double
/// precision although the line itself is in single.
pub(super) struct Stroke {
    from: [f32; 2],
    /// One tile long.
    along: [f32; 2],
    length: f32,
    half_width: f64,
    bounds: Rect,
}

impl Stroke {
    /// A line between two points.
    pub(super) fn new(from: [f64; 2], to: [f64; 2], half_width: f64) -> Self {
        let range = |axis: usize| {
            [from[axis].min(to[axis]) - half_width, from[axis].max(to[axis]) + half_width]
        };
        let bounds = Rect::new(range(0), range(1));
        let (from, to) = (single(from), single(to));
        let way = minus(to, from);
        let length = dot(way, way).sqrt();
        Self { from, along: way.map(|part| part / length), length, half_width, bounds }
    }
}

impl Shape for Stroke {
    fn contains(&self, x: f64, y: f64) -> bool {
        if !self.bounds.contains(x, y) {
            return false;
        }
        let (from, along) = (double(self.from), double(self.along));
        let done = dot([x - from[0], y - from[1]], along).clamp(0.0, f64::from(self.length));
        let nearest = [from[0] + done * along[0], from[1] + done * along[1]];
        let away = [x - nearest[0], y - nearest[1]];
        dot(away, away).sqrt() <= self.half_width
    }
}

/// A triangle. Of its edges those at the first corner belong to it, the opposite one does not.
pub(super) struct Triangle {
    corner: [f32; 2],
    /// From the first corner to the third, and to the second.
    sides: [[f32; 2]; 2],
}

impl Triangle {
    /// From its corners.
    pub(super) fn new(corners: [[f64; 2]; 3]) -> Self {
        let [first, second, third] = corners.map(single);
        Self { corner: first, sides: [minus(third, first), minus(second, first)] }
    }
}

impl Shape for Triangle {
    /// By barycentric coordinates: how far the point lies along each side, as a share of it.
    fn contains(&self, x: f64, y: f64) -> bool {
        let [s, t] = self.sides;
        let corner = double(self.corner);
        let point = [x - corner[0], y - corner[1]];
        let (ss, st, tt) = (dot(s, s), dot(s, t), dot(t, t));
        let scale = f64::from(1.0 / (ss * tt - st * st));
        let (sp, tp) = (dot(double(s), point), dot(double(t), point));
        let (ss, st, tt) = (f64::from(ss), f64::from(st), f64::from(tt));
        let along_s = (tt * sp - st * tp) * scale;
        let along_t = (ss * tp - st * sp) * scale;
        along_s >= 0.0 && along_t >= 0.0 && along_s + along_t < 1.0
    }
}

/// A shape turned clockwise about the middle of the tile, from looking right to another direction.
pub(super) struct Turned<S> {
    shape: S,
    cos: f64,
    sin: f64,
}

impl<S: Shape> Turned<S> {
    /// Turns a shape.
    pub(super) const fn new(shape: S, dir: Dir) -> Self {
        let (cos, sin) = back_turn(dir);
        Self { shape, cos, sin }
    }
}

impl<S: Shape> Shape for Turned<S> {
    fn contains(&self, x: f64, y: f64) -> bool {
        let (x, y) = (x - 0.5, y - 0.5);
        self.shape.contains(0.5 + x * self.cos - y * self.sin, 0.5 + y * self.cos + x * self.sin)
    }
}

/// Cosine and sine of the turn from a direction back to the right.
///
/// Upstream quirk: of minus 0.5 times pi times the direction's number, with pi a double, so that where
/// one expects a zero there is what pi was rounded by. Written out: no platform computes them.
const fn back_turn(dir: Dir) -> (f64, f64) {
    match dir {
        Dir::Right => (1.0, -0.0),
        Dir::Down => (6.123_233_995_736_766e-17, -1.0),
        Dir::Left => (-1.0, -1.224_646_799_147_353_2e-16),
        Dir::Up => (-1.836_970_198_721_029_7e-16, 1.0),
    }
}

/// A point as upstream keeps it for lines and triangles.
fn single(point: [f64; 2]) -> [f32; 2] {
    point.map(|part| part as f32)
}

fn double(point: [f32; 2]) -> [f64; 2] {
    point.map(f64::from)
}

fn minus(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn dot<T: Copy + Add<Output = T> + Mul<Output = T>>(a: [T; 2], b: [T; 2]) -> T {
    a[0] * b[0] + a[1] * b[1]
}
