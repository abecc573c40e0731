//! A BabyAI level while it is laid out: its rooms, and the mission in the making.
//!
//! Source: Minigrid, `envs/babyai/core/roomgrid_level.py`.

use super::instruction::{Desc, DescId, Instr, Loc};
use super::task::{Task, find_matching};
use crate::env::minigrid::grid::Column;
use crate::env::minigrid::place::Reject;
use crate::env::minigrid::rooms::Rooms;
use crate::env::minigrid::{Cell, Color, Dir, Kind, Pos};

/// Rooms under construction and the descriptions of the mission so far.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// The rooms.
    pub rooms: Rooms<'a>,
    /// The descriptions.
    pub descs: Vec<Desc>,
}

impl<'a> Draft<'a> {
    /// Rooms without a mission.
    pub fn new(rooms: Rooms<'a>) -> Self {
        Self { rooms, descs: Vec::new() }
    }

    /// Adds a description.
    pub fn desc(&mut self, kind: Option<Kind>, color: Option<Color>, loc: Option<Loc>) -> DescId {
        self.keep(Desc::new(kind, color, loc))
    }

    /// Adds a description that may have been looked up already.
    pub fn keep(&mut self, desc: Desc) -> DescId {
        let id = DescId(self.descs.len() as u8);
        self.descs.push(desc);
        id
    }

    /// Adds the description of an object by its kind and colour.
    pub fn name(&mut self, object: Cell) -> DescId {
        self.desc(Some(object.kind), Some(object.color), None)
    }

    /// "go to" an object of this kind and colour.
    pub fn go_to(&mut self, object: Cell) -> Instr {
        Instr::GoTo(self.name(object))
    }

    /// "pick up" an object of this kind and colour.
    pub fn pick_up(&mut self, object: Cell) -> Instr {
        Instr::Pickup { object: self.name(object), strict: false }
    }

    /// "open" a door of this colour.
    pub fn open(&mut self, door: Cell, strict: bool) -> Instr {
        Instr::Open { door: self.name(door), strict }
    }

    /// "put" an object next to another, by their kinds and colours.
    pub fn put_next(&mut self, moved: Cell, fixed: Cell) -> Instr {
        let (moved, fixed) = (self.name(moved), self.name(fixed));
        Instr::PutNext { moved, fixed, strict: false }
    }

    /// The places of what matches a description now.
    pub fn places(&self, kind: Option<Kind>, color: Option<Color>, loc: Option<Loc>) -> Vec<Pos> {
        let mut desc = Desc::new(kind, color, loc);
        self.look_up(&mut desc);
        desc.places
    }

    /// Notes what a description means now.
    pub fn look_up(&self, desc: &mut Desc) {
        find_matching(desc, self.rooms.build.state, self.rooms.shape, true);
    }

    /// The task that the draft would become.
    pub fn task(&self, root: &Instr) -> Task {
        Task::new(self.rooms.shape, self.descs.clone(), root.clone())
    }

    /// The task that the draft has become.
    pub fn into_task(self, root: Instr) -> Task {
        Task::new(self.rooms.shape, self.descs, root)
    }

    /// Whether the agent could walk up to every object if no other object were moved.
    pub fn all_reachable(&self) -> bool {
        let (grid, start) = (&self.rooms.build.state.grid, self.rooms.build.state.agent);
        // Columns of bits, a bit per row: where one may walk, where one has walked.
        let inside = u64::MAX >> (64 - grid.height());
        let blocked = |column: &Column| column.walls | column.things;
        let mut ways: Vec<u64> = grid.columns().iter().map(|it| inside & !blocked(it)).collect();
        grid.for_each_like(Some(Kind::Door), None, |at, _| ways[at.x as usize] |= 1 << at.y);
        let mut walked = vec![0; ways.len()];
        if grid.contains(start) {
            let x = start.x as usize;
            walked[x] = spread(1 << start.y & ways[x], ways[x]);
        }
        while walk_on(&mut walked, &ways) {}
        let at_column = |x: usize| walked.get(x).copied().unwrap_or(0);
        (0..).zip(grid.columns()).all(|(x, column)| {
            let here = at_column(x);
            let beside = at_column(x.wrapping_sub(1)) | at_column(x + 1) | here << 1 | here >> 1;
            column.things & !(here | beside) == 0
        })
    }

    /// Gives up unless the agent could walk up to every object.
    pub fn require_reachable(&self) -> Result<(), Reject> {
        if self.all_reachable() { Ok(()) } else { Err(Reject::Mission) }
    }

    /// Gives up if the mission makes no sense. With `unblocking`, keys of locked doors must not be
    /// asked for.
    pub fn validate(&self, root: &Instr, unblocking: bool) -> Result<(), Reject> {
        let mut locked = Vec::new();
        if unblocking {
            for at in self.rooms.shape.by_column() {
                let doors = Dir::ALL.into_iter().filter_map(|side| self.rooms.door(at, side));
                locked.extend(doors.filter(|door| door.is_locked).map(|door| door.color));
            }
        }
        self.validate_node(root, &locked)
    }

    fn validate_node(&self, instr: &Instr, locked: &[Color]) -> Result<(), Reject> {
        let named: &[DescId] = match instr {
            Instr::Before(a, b) | Instr::After(a, b) | Instr::And(a, b) => {
                self.validate_node(a, locked)?;
                return self.validate_node(b, locked);
            }
            Instr::PutNext { moved, fixed, .. } => {
                self.validate_put_next(*moved, *fixed)?;
                &[*moved, *fixed]
            }
            Instr::GoTo(desc)
            | Instr::Open { door: desc, .. }
            | Instr::Pickup { object: desc, .. } => &[*desc],
        };
        let is_locked_key = |id: &DescId| {
            let desc = &self.descs[usize::from(id.0)];
            desc.kind == Some(Kind::Key) && desc.color.is_some_and(|color| locked.contains(&color))
        };
        if named.iter().any(is_locked_key) { Err(Reject::Mission) } else { Ok(()) }
    }

    fn validate_put_next(&self, moved: DescId, fixed: DescId) -> Result<(), Reject> {
        let state = &*self.rooms.build.state;
        let [moved, fixed] = [moved, fixed].map(|id| {
            let mut desc = self.descs[usize::from(id.0)].clone();
            self.look_up(&mut desc);
            desc
        });
        let in_both = moved.objects.iter().any(|id| fixed.objects.contains(id));
        let places = moved.objects.iter().filter_map(|&id| state.objects.info(id).cur_pos);
        let mut pairs = places.flat_map(|at| fixed.places.iter().map(move |to| at.manhattan(*to)));
        if in_both || pairs.any(|distance| distance == 1) { Err(Reject::Mission) } else { Ok(()) }
    }
}

/// Walks on from each place by as much as one pass to the right and one back give; tells whether
/// there was any way on.
fn walk_on(walked: &mut [u64], ways: &[u64]) -> bool {
    let mut went_on = false;
    let mut beside = 0;
    let mut visit = |x: usize| {
        let from = (walked[x] | beside) & ways[x];
        if from != walked[x] {
            walked[x] = spread(from, ways[x]);
            went_on = true;
        }
        beside = walked[x];
    };
    (0..ways.len()).for_each(&mut visit);
    (0..ways.len()).rev().for_each(&mut visit);
    went_on
}

/// Spreads bits up and down along runs of ways.
fn spread(mut bits: u64, ways: u64) -> u64 {
    loop {
        let more = bits | (bits << 1 | bits >> 1) & ways;
        if more == bits {
            return bits;
        }
        bits = more;
    }
}
