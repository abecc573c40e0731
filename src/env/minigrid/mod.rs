//! MiniGrid: a grid of cells, an agent that turns and walks, things to carry, doors to open.

pub mod grid;
pub mod levels;
pub mod object;
pub mod place;
pub mod rooms;
pub mod state;
pub mod view;

pub use crate::env::grid_env::{GridEnv, Level, Observation};
pub use grid::{Dir, Grid, Pos};
pub use object::{Cell, Color, Kind, ObjectId};
pub use state::{Action, GridState, Outcome};
pub use view::{Image, VIEW, View};
