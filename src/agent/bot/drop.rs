//! Where to put down an object so that it is not in the way.
//!
//! Source: Minigrid, `utils/baby_ai_bot.py` (`_find_drop_pos`).

use super::search::{Search, Seen};
use crate::env::minigrid::{GridState, Kind, Pos};

/// The eight neighbours of a cell, once around.
const RING: [Pos; 8] = [
    Pos::new(-1, -1),
    Pos::new(0, -1),
    Pos::new(1, -1),
    Pos::new(1, 0),
    Pos::new(1, 1),
    Pos::new(0, 1),
    Pos::new(-1, 1),
    Pos::new(-1, 0),
];

/// What a neighbour means for a cell that may get an object.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Neighbour {
    /// One can walk there.
    Free,
    /// Never of interest.
    Wall,
    /// An object, or not seen and perhaps one.
    Taken,
}

/// The nearest free cell to drop something on: best one that cuts nothing off, else any; reached
/// without moving objects if that can be. `except` will soon hold another object.
pub(super) fn find_drop_place(
    search: &mut Search,
    state: &GridState,
    seen: &Seen,
    except: Option<Pos>,
) -> Option<Pos> {
    let is_free = |at: Pos| {
        at != state.agent
            && Some(at) != except
            && seen.contains(at)
            && state.grid.get(at).is_empty()
    };
    let keeps_ways = |at: Pos| is_free(at) && keeps_ways_open(state, seen, at, except);
    let mut found = None;
    for past_blockers in [false, true] {
        for careful in [true, false] {
            found = found.or_else(|| {
                search.shortest_path(state, seen, past_blockers, |at, _| {
                    if careful { keeps_ways(at) } else { is_free(at) }
                })
            });
        }
    }
    found.map(|route| route.goal)
}

/// Whether the cells around a place stay connected when something lies there, and every object among
/// them stays within reach.
fn keeps_ways_open(state: &GridState, seen: &Seen, place: Pos, except: Option<Pos>) -> bool {
    let around = RING.map(|step| {
        let at = place + step;
        let cell = state.grid.get(at);
        let open = cell.is_empty() || cell.kind == Kind::Door && cell.is_open || at == state.agent;
        match seen.contains(at) {
            true if cell.kind == Kind::Wall => Neighbour::Wall,
            true if open && Some(at) != except => Neighbour::Free,
            _ => Neighbour::Taken,
        }
    });
    let is_free = |index: usize| around[index % 8] == Neighbour::Free;
    let cut_off =
        (0..8).any(|at| around[at] == Neighbour::Taken && !is_free(at + 7) && !is_free(at + 1));
    let changes = (0..8).filter(|&at| is_free(at) != is_free(at + 1)).count();
    !cut_off && changes <= 2
}
