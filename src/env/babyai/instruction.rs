//! The mission language: descriptions of objects and what to do with them.
//!
//! An instruction is a tree; its descriptions stand in one list, so that the verifier and the expert
//! bot look at the same live sets. A description remembers which objects matched it and where they
//! lay; the two lists are refreshed at different times and may stop corresponding index by index.
//!
//! Source: Minigrid, `envs/babyai/core/verifier.py`.

use crate::env::minigrid::{Color, Kind, ObjectId, Pos};

/// Where an object lies, seen from where the agent starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loc {
    /// On its left.
    Left,
    /// On its right.
    Right,
    /// In front of it.
    Front,
    /// Behind it.
    Behind,
}

impl Loc {
    /// The order that random draws use.
    pub const ALL: [Self; 4] = [Self::Left, Self::Right, Self::Front, Self::Behind];

    /// Its upstream name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::Front => "front",
            Self::Behind => "behind",
        }
    }
}

/// A description of objects: "a red ball on your left".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desc {
    /// The kind; none for any object.
    pub kind: Option<Kind>,
    /// The colour; none for any.
    pub color: Option<Color>,
    /// Where it lies from the agent's start; none for anywhere.
    pub loc: Option<Loc>,
    /// The objects that match, as of the last full search; walls stand as [`ObjectId::NONE`].
    pub objects: Vec<ObjectId>,
    /// The places of those that match, as of the last refresh.
    pub places: Vec<Pos>,
}

/// Names a description of a [`Task`](super::Task) by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DescId(pub u8);

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instr {
    /// Face one of them.
    GoTo(DescId),
    /// Open one of them (a door).
    Open {
        /// The door.
        door: DescId,
        /// Opening another door fails.
        strict: bool,
    },
    /// Pick one of them up.
    Pickup {
        /// The object.
        object: DescId,
        /// Picking up another object fails.
        strict: bool,
    },
    /// Put one of the first next to one of the second.
    PutNext {
        /// The objects to move.
        moved: DescId,
        /// The objects that stay.
        fixed: DescId,
        /// Picking up another object fails.
        strict: bool,
    },
    /// The first, then the second.
    Before(Box<Instr>, Box<Instr>),
    /// The first after the second.
    After(Box<Instr>, Box<Instr>),
    /// Both, in any order.
    And(Box<Instr>, Box<Instr>),
}
