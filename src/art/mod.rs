//! Our own drawings of the worlds, as SVG text.
//!
//! A square is 64 units wide, y grows downward, and one lamp stands to the upper left: every thing is
//! cut paper with a lighter facet towards it, a darker one away from it, a rim, and a hard shadow. What
//! comes out is text, so that it is tested natively and drawn by whoever has a page.
//!
//! Source: our own drawing; no upstream art.

pub mod color;
pub mod grid;
mod svg;
