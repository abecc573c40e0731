//! Judging a task step by step.
//!
//! Source: Minigrid, `envs/babyai/core/verifier.py` (`verify`, `verify_action`).

use super::instruction::{Desc, DescId, Instr};
use crate::env::minigrid::{Action, GridState, Kind, ObjectId};

/// What an action means for a task or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Verdict {
    /// Neither done nor failed.
    #[default]
    Continue,
    /// Done.
    Success,
    /// Failed for good.
    Failure,
}

/// What one node of an instruction remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Memory {
    /// The last verdict on this node.
    pub verdict: Verdict,
    /// Actions only: what the agent carried when the node was judged last.
    carried: Option<ObjectId>,
}

impl Memory {
    /// One memory for each node, the node before its parts.
    pub fn lay_out(instr: &Instr, memory: &mut Vec<Self>) {
        memory.push(Self::default());
        if let Instr::Before(a, b) | Instr::After(a, b) | Instr::And(a, b) = instr {
            Self::lay_out(a, memory);
            Self::lay_out(b, memory);
        }
    }
}

impl Instr {
    /// How many nodes the instruction has.
    fn nodes(&self) -> usize {
        match self {
            Self::Before(a, b) | Self::After(a, b) | Self::And(a, b) => 1 + a.nodes() + b.nodes(),
            Self::GoTo(_) | Self::Open { .. } | Self::Pickup { .. } | Self::PutNext { .. } => 1,
        }
    }

    /// How many stages it has, one after the other.
    pub(super) fn stages(&self) -> u8 {
        match self {
            Self::Before(a, b) | Self::After(a, b) => a.stages() + b.stages(),
            Self::And(a, b) => a.stages().max(b.stages()),
            Self::GoTo(_) | Self::Open { .. } | Self::Pickup { .. } | Self::PutNext { .. } => 1,
        }
    }
}

/// The first action of a node that is still to be done, with its number; `node` is the node's own.
pub(super) fn first_open<'a>(
    instr: &'a Instr,
    memory: &[Memory],
    node: usize,
) -> Option<(usize, &'a Instr)> {
    if memory.get(node).is_none_or(|own| own.verdict == Verdict::Success) {
        return None;
    }
    match instr {
        Instr::Before(a, b) | Instr::And(a, b) => {
            first_open(a, memory, node + 1).or_else(|| first_open(b, memory, node + 1 + a.nodes()))
        }
        Instr::After(a, b) => {
            first_open(b, memory, node + 1 + a.nodes()).or_else(|| first_open(a, memory, node + 1))
        }
        Instr::GoTo(_) | Instr::Open { .. } | Instr::Pickup { .. } | Instr::PutNext { .. } => {
            Some((node, instr))
        }
    }
}

/// Judges a node; `memory` begins with its own.
pub(super) fn verify(
    instr: &Instr,
    memory: &mut [Memory],
    descs: &[Desc],
    state: &GridState,
    action: Action,
) -> Verdict {
    let Some((own, parts)) = memory.split_first_mut() else { return Verdict::Continue };
    own.verdict = match instr {
        Instr::Before(a, b) => {
            let (of_a, of_b) = parts.split_at_mut(a.nodes());
            verify_in_order((a, of_a), (b, of_b), descs, state, action)
        }
        Instr::After(a, b) => {
            let (of_a, of_b) = parts.split_at_mut(a.nodes());
            verify_in_order((b, of_b), (a, of_a), descs, state, action)
        }
        Instr::And(a, b) => {
            let (of_a, of_b) = parts.split_at_mut(a.nodes());
            // Upstream quirk: a failed part is judged again at the next step.
            if of_a[0].verdict != Verdict::Success {
                verify(a, of_a, descs, state, action);
            }
            if of_b[0].verdict != Verdict::Success {
                verify(b, of_b, descs, state, action);
            }
            if of_a[0].verdict == Verdict::Success && of_b[0].verdict == Verdict::Success {
                Verdict::Success
            } else {
                Verdict::Continue
            }
        }
        Instr::GoTo(_) | Instr::Open { .. } | Instr::Pickup { .. } | Instr::PutNext { .. } => {
            let carrying = (!state.carrying.is_empty()).then_some(state.carrying.id);
            let carried = std::mem::replace(&mut own.carried, carrying);
            verify_action(instr, carried, carrying, descs, state, action)
        }
    };
    own.verdict
}

/// Upstream quirk: the step that completes the first part is judged by the second part too, so that a
/// strict second part fails at once.
fn verify_in_order(
    (first, of_first): (&Instr, &mut [Memory]),
    (second, of_second): (&Instr, &mut [Memory]),
    descs: &[Desc],
    state: &GridState,
    action: Action,
) -> Verdict {
    if of_first[0].verdict != Verdict::Success {
        let verdict = verify(first, of_first, descs, state, action);
        if verdict != Verdict::Success {
            return verdict;
        }
    }
    verify(second, of_second, descs, state, action)
}

fn verify_action(
    instr: &Instr,
    carried: Option<ObjectId>,
    carrying: Option<ObjectId>,
    descs: &[Desc],
    state: &GridState,
    action: Action,
) -> Verdict {
    let of = |id: &DescId| &descs[usize::from(id.0)];
    let (done, failed) = match instr {
        Instr::GoTo(desc) => (of(desc).places.contains(&state.front()), false),
        Instr::Open { door, strict } if action == Action::Toggle => {
            let ahead = state.grid.get(state.front());
            let is_door = ahead.kind == Kind::Door;
            (is_door && ahead.is_open && of(door).objects.contains(&ahead.id), *strict && is_door)
        }
        Instr::Pickup { object, strict } if action == Action::Pickup => {
            let taken = carrying.filter(|_| carried.is_none());
            let done = taken.is_some_and(|id| of(object).objects.contains(&id));
            (done, *strict && carrying.is_some())
        }
        Instr::PutNext { strict: true, .. } if action == Action::Pickup => {
            (false, carrying.is_some())
        }
        Instr::PutNext { moved, fixed, .. } if action == Action::Drop => {
            let dropped = carried.filter(|id| of(moved).objects.contains(id));
            let place = dropped.and_then(|id| state.objects.info(id).cur_pos);
            let beside = |place| of(fixed).places.iter().any(|at| at.manhattan(place) == 1);
            (place.is_some_and(beside), false)
        }
        _ => (false, false),
    };
    match (done, failed) {
        (true, _) => Verdict::Success,
        (false, true) => Verdict::Failure,
        (false, false) => Verdict::Continue,
    }
}
