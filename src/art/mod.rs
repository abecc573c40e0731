//! Pictures of the worlds: our own drawings as SVG text, and MiniGrid's own pixels.
//!
//! In our drawings a square is 64 units wide, y grows downward, and one lamp stands to the upper left:
//! every thing is cut paper with a lighter facet towards it, a darker one away from it, a rim, and a
//! hard shadow. What comes out is text, so that it is tested natively and drawn by whoever has a page.
//!
//! Source: our own drawing; upstream's art is in [`raster`] alone.

pub mod color;
pub mod crafter;
pub mod grid;
pub mod raster;
mod svg;
