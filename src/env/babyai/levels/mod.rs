//! The BabyAI levels, and how one of them becomes an episode.
//!
//! Source: Minigrid, `envs/babyai/core/roomgrid_level.py`.

mod go_to;
mod open;
mod pickup;
mod put_next;
mod table;
mod unlock;

pub use go_to::GoTo;
pub use open::{By, Open};
pub use pickup::Pickup;
pub use put_next::PutNext;
pub use table::TABLE;
pub use unlock::Unlock;

use super::draft::Draft;
use super::instruction::Instr;
use super::level_gen::LevelGen;
use super::mixed::MixedKind;
use super::task::Task;
use crate::env::minigrid::place::{Builder, Reject};
use crate::env::minigrid::rooms::{Rooms, Shape};
use crate::env::minigrid::{Cell, GridState};
use crate::rng::Pcg64;

/// Which level, with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    /// Face something.
    GoTo(GoTo),
    /// Open doors.
    Open(Open),
    /// Pick something up.
    Pickup(Pickup),
    /// Put things next to each other.
    PutNext(PutNext),
    /// Deal with locked doors.
    Unlock(Unlock),
    /// A mission drawn from a grammar.
    LevelGen(LevelGen),
    /// BALROG's tasks.
    Mixed {
        /// What the mission asks for.
        kind: MixedKind,
        /// How many further objects lie about.
        distractors: u8,
    },
}

impl Level {
    /// What one does there, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::GoTo(level) => level.about(),
            Self::Open(level) => level.about(),
            Self::Pickup(level) => level.about(),
            Self::PutNext(level) => level.about(),
            Self::Unlock(level) => level.about(),
            Self::LevelGen(level) => level.about(),
            Self::Mixed { .. } => "One of BALROG's tasks.",
        }
    }

    /// The rooms.
    const fn shape(self) -> Shape {
        match self {
            Self::GoTo(level) => level.shape(),
            Self::Open(level) => level.shape(),
            Self::Pickup(level) => level.shape(),
            Self::PutNext(level) => level.shape(),
            Self::Unlock(level) => level.shape(),
            Self::LevelGen(level) => level.shape,
            Self::Mixed { kind, .. } => kind.shape(),
        }
    }

    /// The step budget, for the levels that do not compute it from the mission.
    const fn max_steps(self) -> Option<u32> {
        match self {
            Self::Open(level) => level.max_steps(),
            Self::Pickup(level) => level.max_steps(),
            Self::PutNext(level) => level.max_steps(),
            Self::Unlock(level) => level.max_steps(),
            Self::GoTo(_) | Self::LevelGen(_) | Self::Mixed { .. } => None,
        }
    }

    /// Whether a mission must not ask for the key of a locked door.
    const fn spares_keys(self) -> bool {
        matches!(self, Self::LevelGen(LevelGen { unblocking: true, .. }))
    }

    fn draft(self, draft: &mut Draft) -> Result<Instr, Reject> {
        match self {
            Self::GoTo(level) => level.draft(draft),
            Self::Open(level) => level.draft(draft),
            Self::Pickup(level) => level.draft(draft),
            Self::PutNext(level) => level.draft(draft),
            Self::Unlock(level) => level.draft(draft),
            Self::LevelGen(level) => level.draft(draft),
            Self::Mixed { kind, distractors } => kind.draft(draft, usize::from(distractors)),
        }
    }

    /// Lays out an episode; returns the task and how many layouts were given up before.
    pub(in crate::env) fn lay_out(self, state: &mut GridState, rng: &mut Pcg64) -> (Task, u32) {
        let mut rejected = 0;
        loop {
            let build = Builder { state: &mut *state, rng: &mut *rng };
            let mut draft = Draft::new(Rooms::new(build, self.shape()));
            let drafted = self.draft(&mut draft);
            let check = |root| draft.validate(&root, self.spares_keys()).map(|()| root);
            if let Ok(root) = drafted.and_then(check) {
                return (draft.into_task(root), rejected);
            }
            rejected += 1;
        }
    }

    /// The step budget of a task: so many steps per action and room.
    pub(in crate::env) fn budget(self, task: &Task) -> u32 {
        let Shape { room_size, rows, columns } = self.shape();
        let computed = walks(&task.root) * (room_size * room_size * rows * columns) as u32;
        self.max_steps().unwrap_or(computed)
    }

    /// Hands the agent what it starts with. Upstream quirk: this comes after the first observation,
    /// and the task still knows the object at its place on the grid.
    pub(in crate::env) fn hand_over(self, task: &Task, state: &mut GridState) {
        if !matches!(self, Self::PutNext(PutNext::Across { carrying: true, .. })) {
            return;
        }
        let object = task.descs.first().and_then(|desc| desc.objects.first());
        let place = object.and_then(|&id| state.objects.info(id).init_pos);
        if let Some(place) = place {
            state.carrying = state.grid.get(place);
            state.grid.set(place, Cell::EMPTY);
        }
    }
}

/// How many walks an instruction needs.
fn walks(instr: &Instr) -> u32 {
    match instr {
        Instr::GoTo(_) | Instr::Open { .. } | Instr::Pickup { .. } => 1,
        Instr::PutNext { .. } => 2,
        Instr::Before(a, b) | Instr::After(a, b) | Instr::And(a, b) => walks(a) + walks(b),
    }
}
