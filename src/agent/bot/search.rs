//! The bot's map and its breadth-first search over it.
//!
//! A place is a cell of the grid. The bot reads the true grid, but walks only through cells that it
//! has seen: an unseen cell can end a path, never lie within one. The direction of arrival is kept in
//! the queue, so that among equally short paths the one going straight on comes first.
//!
//! Source: Minigrid, `utils/baby_ai_bot.py` (`_breadth_first_search`, `_shortest_path`).

use crate::env::minigrid::{Cell, GridState, Kind, Pos};

/// Which cells were ever in view.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    width: i32,
    cells: Vec<bool>,
}

impl Seen {
    /// A map of a world with nothing seen, or everything.
    pub fn new(state: &GridState, known: bool) -> Self {
        let grid = &state.grid;
        Self { width: grid.width(), cells: vec![known; grid.cells().len()] }
    }

    /// Marks what the agent sees now.
    pub fn look(&mut self, state: &GridState) {
        for at in state.view().seen_from(state.agent, state.dir) {
            if state.grid.contains(at) {
                self.cells[(at.y * self.width + at.x) as usize] = true;
            }
        }
    }

    /// Whether a place was ever in view; nothing outside the grid was.
    pub fn contains(&self, at: Pos) -> bool {
        let inside = at.x >= 0 && at.x < self.width && at.y >= 0;
        inside && self.cells.get((at.y * self.width + at.x) as usize) == Some(&true)
    }
}

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route {
    /// The cell that was looked for.
    pub goal: Pos,
    /// The first cell to step on; none if the agent stands on the goal.
    pub next: Option<Pos>,
    /// Cells to walk, the goal's included, the agent's not.
    pub length: u32,
    /// Whether objects may be in the way.
    pub with_blockers: bool,
    /// The first locked door on the way.
    pub locked: Option<Pos>,
}

/// How much searching was done, for comparison with recorded runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchCount {
    /// Searches begun.
    pub searches: u32,
    /// Cells taken from the queue for the first time.
    pub expanded: u32,
}

/// A cell that waits in the queue.
#[derive(Clone, Copy, Debug)]
struct Entry {
    at: Pos,
    step: Pos,
    from: Option<Pos>,
}

/// The cells that one search reached, and from where.
#[derive(Clone, Debug, Default)]
struct Trail {
    /// Which search last reached a cell.
    stamps: Vec<u32>,
    from: Vec<Option<Pos>>,
}

/// Which doors a path may lead through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Doors {
    /// Those that stand open, as upstream.
    #[default]
    Open,
    /// All that are not locked.
    Unlocked,
    /// All.
    Any,
}

/// The buffers of a search, reused from one to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Search {
    pub count: SearchCount,
    pub doors: Doors,
    width: i32,
    stamp: u32,
    queue: Vec<Entry>,
    /// What the first search reached, in the order of arrival: the second one starts from all of it.
    reached: Vec<Pos>,
    first: Trail,
    second: Trail,
}

impl Search {
    /// Buffers for a world.
    pub fn new(state: &GridState) -> Self {
        let size = state.grid.cells().len();
        let trail = Trail { stamps: vec![0; size], from: vec![None; size] };
        Self { width: state.grid.width(), first: trail.clone(), second: trail, ..Self::default() }
    }

    /// The shortest path to a cell that `accept`s, through free cells; failing that, if
    /// `past_blockers`, through objects too.
    pub fn shortest_path(
        &mut self,
        state: &GridState,
        seen: &Seen,
        past_blockers: bool,
        accept: impl Fn(Pos, Cell) -> bool,
    ) -> Option<Route> {
        self.stamp += 1;
        self.queue.clear();
        self.queue.push(Entry { at: state.agent, step: state.dir.vector(), from: None });
        self.reached.clear();
        if let Some(goal) = self.spread(state, seen, false, &accept) {
            return Some(self.route(state, goal, false));
        }
        if !past_blockers {
            return None;
        }
        self.queue.clear();
        // Upstream quirk: every cell reached starts afresh, facing right.
        let start = |&at: &Pos| Entry { at, step: Pos::new(1, 0), from: None };
        self.queue.extend(self.reached.iter().map(start));
        let goal = self.spread(state, seen, true, &accept)?;
        Some(self.route(state, goal, true))
    }

    /// Breadth first from what is queued, until a cell is accepted.
    fn spread(
        &mut self,
        state: &GridState,
        seen: &Seen,
        ignore_blockers: bool,
        accept: &impl Fn(Pos, Cell) -> bool,
    ) -> Option<Pos> {
        self.count.searches += 1;
        let trail = if ignore_blockers { &mut self.second } else { &mut self.first };
        let mut head = 0;
        while let Some(&Entry { at, step, from }) = self.queue.get(head) {
            head += 1;
            let index = (at.y * self.width + at.x) as usize;
            if !state.grid.contains(at) || trail.stamps[index] == self.stamp {
                continue;
            }
            trail.stamps[index] = self.stamp;
            trail.from[index] = from;
            self.count.expanded += 1;
            if !ignore_blockers {
                self.reached.push(at);
            }
            let cell = state.grid.get(at);
            if accept(at, cell) {
                return Some(at);
            }
            if !seen.contains(at) || self.doors.bar(cell, ignore_blockers) {
                continue;
            }
            let across = Pos::new(step.y, step.x);
            for step in [step, across, -across, -step] {
                self.queue.push(Entry { at: at + step, step, from: Some(at) });
            }
        }
        None
    }

    /// Reads a path back from its goal.
    fn route(&self, state: &GridState, goal: Pos, with_blockers: bool) -> Route {
        let from = |trail: &Trail, at: Pos| trail.from[(at.y * self.width + at.x) as usize];
        let mut route = Route { goal, next: None, length: 0, with_blockers, locked: None };
        let mut at = goal;
        let mut second = with_blockers;
        loop {
            let cell = state.grid.get(at);
            if cell.kind == Kind::Door && cell.is_locked && !cell.is_open {
                route.locked = Some(at);
            }
            let before = if second { from(&self.second, at) } else { from(&self.first, at) };
            match before {
                Some(before) => {
                    route.next = Some(at);
                    route.length += 1;
                    at = before;
                }
                // The second search's path begins where the first one's ended.
                None if second => second = false,
                None => return route,
            }
        }
    }
}

impl Doors {
    /// Whether a path cannot lead through a cell.
    const fn bar(self, cell: Cell, ignore_blockers: bool) -> bool {
        match (cell.kind, self) {
            (Kind::Empty, _) | (Kind::Door, Self::Any) => false,
            (Kind::Wall, _) => true,
            (Kind::Door, Self::Open) => !cell.is_open,
            (Kind::Door, Self::Unlocked) => !cell.is_open && cell.is_locked,
            _ => !ignore_blockers,
        }
    }
}
