//! The parts of the Stage that only grid worlds have: how they come by the grid.

use crate::env::World;
use crate::env::minigrid::GridEnv;
use crate::episode::Session;

/// The grid world of a session.
///
/// A Stage keeps its world for as long as it stands, and asks for these parts in grid worlds only.
pub fn grid(session: &Session<World>) -> &GridEnv {
    session.env().grid().expect("these parts stand only where a grid world is played")
}
