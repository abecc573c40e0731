//! Light on the board: the agent's view, drawn as what the lamp reaches.
//!
//! Cells outside the view get one even shade; inside it, a warm falloff starts at the agent; between
//! the two runs a bright line. The bare table outside the rooms takes no part.

use super::Options;
use super::ground::Outside;
use crate::art::svg::{Run, UNIT, outline, put, runs_across, runs_down};
use crate::env::minigrid::{GridState, Pos};

/// How far the falloff reaches, in units: 6.5 cells.
const REACH: i32 = UNIT * 13 / 2;

/// Which cells of the board the agent sees.
pub(super) struct Seen {
    width: i32,
    height: i32,
    cells: Vec<bool>,
}

impl Seen {
    /// What the agent sees of a world; all of it while no agent is placed.
    pub(super) fn of(state: &GridState) -> Self {
        let (width, height) = (state.grid.width(), state.grid.height());
        let placed = state.grid.contains(state.agent);
        let mut cells = vec![!placed; (width * height) as usize];
        if placed {
            for at in state.view().seen_from(state.agent, state.dir) {
                if state.grid.contains(at) {
                    cells[(at.y * width + at.x) as usize] = true;
                }
            }
        }
        Self { width, height, cells }
    }

    /// Whether a cell of the board is seen.
    pub(super) fn at(&self, x: i32, y: i32) -> bool {
        self.cells[(y * self.width + x) as usize]
    }
}

/// The light as markup; nothing where all is shown or no agent is placed.
pub(super) fn light(state: &GridState, options: &Options) -> String {
    if options.show_all || !state.grid.contains(state.agent) {
        return String::new();
    }
    let Paths { seen, unseen, edge } = paths(state);
    let Pos { x, y } = state.agent;
    let (cx, cy, id) = (x * UNIT + UNIT / 2, y * UNIT + UNIT / 2, options.id);
    let mut out = String::with_capacity(1024);
    // The name says all that the gradient depends on: two boards may share it without harm.
    put!(
        &mut out,
        "<radialGradient id=\"falloff-{id}-{x}-{y}\" gradientUnits=\"userSpaceOnUse\" cx=\"{cx}\" \
         cy=\"{cy}\" r=\"{REACH}\"><stop offset=\".22\" stop-color=\"var(--falloff,#5a3e1c)\" \
         stop-opacity=\"0\"/><stop offset=\"1\" stop-color=\"var(--falloff,#5a3e1c)\" \
         stop-opacity=\"var(--falloff-opacity,.2)\"/></radialGradient>\
         <path class=\"falloff\" d=\"{seen}\" fill=\"url(#falloff-{id}-{x}-{y})\" \
         style=\"mix-blend-mode:multiply\"/>"
    );
    if !unseen.is_empty() {
        put!(
            &mut out,
            "<path class=\"shade\" d=\"{unseen}\" fill=\"var(--shade,rgb(58 60 84/.42))\" \
             fill-rule=\"evenodd\"/><path class=\"shade-edge\" d=\"{edge}\" fill=\"none\" \
             stroke=\"var(--shade-edge,rgb(255 248 220/.95))\" stroke-width=\"2\" vector-effect=\"non-scaling-stroke\" \
             stroke-linecap=\"square\"/>"
        );
    }
    out
}

/// The light as path data: the cells that the agent sees, those that it does not see, and the line
/// between the two.
struct Paths {
    seen: String,
    unseen: String,
    edge: String,
}

fn paths(state: &GridState) -> Paths {
    let (seen, outside) = (Seen::of(state), Outside::of(state));
    let (width, height) = (seen.width, seen.height);
    let differs = |x: i32, y: i32, nx: i32, ny: i32| {
        seen.at(x, y) != seen.at(nx, ny) && !outside.at(x, y) && !outside.at(nx, ny)
    };
    let mut edge = String::new();
    for Run { x, y, length } in runs_across(width, height, |x, y| y > 0 && differs(x, y, x, y - 1))
    {
        put!(&mut edge, "M{} {}h{}", x * UNIT, y * UNIT, length * UNIT);
    }
    for Run { x, y, length } in runs_down(width, height, |x, y| x > 0 && differs(x, y, x - 1, y)) {
        put!(&mut edge, "M{} {}v{}", x * UNIT, y * UNIT, length * UNIT);
    }
    Paths {
        seen: outline(width, height, |x, y| seen.at(x, y) && !outside.at(x, y)),
        unseen: outline(width, height, |x, y| !seen.at(x, y) && !outside.at(x, y)),
        edge,
    }
}
