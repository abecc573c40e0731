//! Small tools for SVG text: runs of cells, outlines of regions, squares on a path.
//!
//! Everything counts in cells and is written in units of [`UNIT`] per cell, in whole numbers.

/// The side of a cell, in the drawing's units.
pub(super) const UNIT: i32 = 64;

/// Appends formatted text. Writing to a `String` cannot fail.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {{
        let _ = ::std::fmt::Write::write_fmt($out, ::std::format_args!($($text)*));
    }};
}
pub(super) use put;

/// A straight row of cells that share something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Column of the first cell.
    pub x: i32,
    /// Row of the first cell.
    pub y: i32,
    /// How many cells.
    pub length: i32,
}

/// The rows of neighbouring cells that fulfil a condition, each as long as can be.
pub(super) fn runs_across(width: i32, height: i32, holds: impl Fn(i32, i32) -> bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for y in 0..height {
        let mut open = false;
        for x in 0..width {
            let here = holds(x, y);
            match runs.last_mut() {
                Some(run) if here && open => run.length += 1,
                _ if here => runs.push(Run { x, y, length: 1 }),
                _ => {}
            }
            open = here;
        }
    }
    runs
}

/// The columns of neighbouring cells that fulfil a condition, each as long as can be.
pub(super) fn runs_down(width: i32, height: i32, holds: impl Fn(i32, i32) -> bool) -> Vec<Run> {
    let mut runs = runs_across(height, width, |y, x| holds(x, y));
    for run in &mut runs {
        (run.x, run.y) = (run.y, run.x);
    }
    runs
}

/// The outline of a region of cells as path data: closed loops, no edge inside, so no seam can show.
///
/// Holes run the other way round: right under both fill rules.
pub(super) fn outline(width: i32, height: i32, holds: impl Fn(i32, i32) -> bool) -> String {
    const STEPS: [(i32, i32); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];
    let inside = |x: i32, y: i32| x >= 0 && y >= 0 && x < width && y < height && holds(x, y);
    let corner = |x: i32, y: i32| (y * (width + 1) + x) as usize;
    // For each corner, which of the four directions an edge leaves it in; the region lies to the right.
    let mut leaves = vec![[false; 4]; ((width + 1) * (height + 1)) as usize];
    for y in 0..height {
        for x in (0..width).filter(|&x| inside(x, y)) {
            leaves[corner(x, y)][0] |= !inside(x, y - 1);
            leaves[corner(x + 1, y)][1] |= !inside(x + 1, y);
            leaves[corner(x + 1, y + 1)][2] |= !inside(x, y + 1);
            leaves[corner(x, y + 1)][3] |= !inside(x - 1, y);
        }
    }
    let mut path = String::new();
    for y in 0..=height {
        for x in 0..=width {
            while leaves[corner(x, y)][0] {
                trace(&mut path, &mut leaves, (x, y), &corner, STEPS);
            }
        }
    }
    path
}

/// Walks one loop from its uppermost left corner and takes its edges away.
fn trace(
    path: &mut String,
    leaves: &mut [[bool; 4]],
    start: (i32, i32),
    corner: &impl Fn(i32, i32) -> usize,
    steps: [(i32, i32); 4],
) {
    let ((mut x, mut y), mut dir, mut length) = (start, 0, 0);
    put!(path, "M{} {}", x * UNIT, y * UNIT);
    loop {
        leaves[corner(x, y)][dir] = false;
        (x, y, length) = (x + steps[dir].0, y + steps[dir].1, length + 1);
        let ways = leaves[corner(x, y)];
        // Where two cells touch at a corner only, the right turn keeps their loops apart.
        let next = [dir + 1, dir, dir + 3].into_iter().map(|way| way % 4).find(|&way| ways[way]);
        if next == Some(dir) {
            continue;
        }
        if next.is_some() {
            let signed = length * UNIT * (steps[dir].0 + steps[dir].1);
            put!(path, "{}{signed}", if dir % 2 == 0 { 'h' } else { 'v' });
            length = 0;
        }
        match next {
            Some(way) => dir = way,
            None => break path.push('z'),
        }
    }
}

/// Adds a rectangle to path data.
pub(super) fn rect(path: &mut String, x: i32, y: i32, width: i32, height: i32) {
    put!(path, "M{x} {y}h{width}v{height}h-{width}z");
}

/// Adds a filled path, unless there is nothing on it.
pub(super) fn fill(out: &mut String, path: &str, paint: impl std::fmt::Display) {
    if !path.is_empty() {
        put!(out, "<path d=\"{path}\" fill=\"{paint}\"/>");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Twice the area that path data of this module encloses, in cells; holes count against it.
    fn doubled_area(path: &str) -> i32 {
        let (mut sum, mut at, mut start) = (0, (0, 0), (0, 0));
        let parts = path.split(|sign: char| sign == ' ' || sign.is_ascii_alphabetic());
        let mut numbers = parts.filter(|part| !part.is_empty()).map(|part| part.parse().unwrap());
        for command in path.chars().filter(char::is_ascii_alphabetic) {
            let mut next = || numbers.next().unwrap();
            let to = match command {
                'M' => {
                    start = (next(), next());
                    start
                }
                'h' => (at.0 + next(), at.1),
                'v' => (at.0, at.1 + next()),
                _ => start,
            };
            if command != 'M' {
                sum += at.0 * to.1 - to.0 * at.1;
            }
            at = to;
        }
        sum / (UNIT * UNIT)
    }

    proptest! {
        #[test]
        fn an_outline_encloses_its_cells(width in 1..9, cells in prop::collection::vec(any::<bool>(), 0..80)) {
            let height = cells.len() as i32 / width;
            let holds = |x: i32, y: i32| cells[(y * width + x) as usize];
            let count = cells[..(width * height) as usize].iter().filter(|&&held| held).count();
            prop_assert_eq!(doubled_area(&outline(width, height, holds)), 2 * count as i32);
        }

        #[test]
        fn runs_cover_their_cells_once(width in 1..9, cells in prop::collection::vec(any::<bool>(), 0..80)) {
            let height = cells.len() as i32 / width;
            let holds = |x: i32, y: i32| cells[(y * width + x) as usize];
            let count = cells[..(width * height) as usize].iter().filter(|&&held| held).count();
            for runs in [runs_across(width, height, holds), runs_down(width, height, holds)] {
                prop_assert_eq!(runs.iter().map(|run| run.length).sum::<i32>(), count as i32);
            }
        }
    }

    #[test]
    fn cells_that_touch_at_a_corner_keep_their_own_outlines() {
        let path = outline(2, 2, |x, y| x == y);
        assert_eq!(path, "M0 0h64v64h-64zM64 64h64v64h-64z");
    }
}
