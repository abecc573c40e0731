//! BALROG's five BabyAI tasks: the levels of `BabyAI-MixedTrainLocal-v0`.
//!
//! Upstream the class draws its kind when it is constructed; here the kind is an argument, so kind,
//! distractors and seed name the episode.
//!
//! Source: Minigrid (BALROG's fork), `envs/babyai/mixed_seq_levels.py`.

use super::draft::Draft;
use super::instruction::Instr;
use super::level_gen::add_locked_room;
use crate::env::minigrid::place::Reject;
use crate::env::minigrid::rooms::Shape;
use crate::env::minigrid::{Cell, Color, Kind};

/// What the mission asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MixedKind {
    /// Face an object.
    GoTo,
    /// Pick an object up.
    Pickup,
    /// Open the locked door between two rooms.
    Open,
    /// Put one object next to another.
    PutNext,
    /// Pick one object up, then go to another.
    PickupThenGoTo,
}

/// Missions with these words are kept for the test levels.
const HELD_OUT: [&str; 5] = ["yellow box", "red key", "red door", "green ball", "grey door"];

impl MixedKind {
    /// Every kind, in BALROG's order.
    pub const ALL: [Self; 5] =
        [Self::GoTo, Self::Pickup, Self::Open, Self::PutNext, Self::PickupThenGoTo];

    /// BALROG's name of the task.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GoTo => "goto",
            Self::Pickup => "pickup",
            Self::Open => "open",
            Self::PutNext => "putnext",
            Self::PickupThenGoTo => "pick_up_seq_go_to",
        }
    }

    /// The rooms.
    pub(super) const fn shape(self) -> Shape {
        Shape::new(8, 1, if matches!(self, Self::Open) { 2 } else { 1 })
    }

    /// Lays out rooms until the mission is not held out and everything can be reached.
    pub(super) fn draft(self, draft: &mut Draft, distractors: usize) -> Result<Instr, Reject> {
        loop {
            draft.rooms.lay_out();
            draft.descs.clear();
            let (instr, reachable) = match self {
                Self::GoTo => draft_single(draft, distractors, Draft::go_to)?,
                Self::Pickup => draft_single(draft, distractors, Draft::pick_up)?,
                Self::Open => draft_open(draft, distractors)?,
                Self::PutNext => {
                    let (moved, fixed, reachable) = draw_pair(draft, distractors)?;
                    (draft.put_next(moved, fixed), reachable)
                }
                Self::PickupThenGoTo => {
                    let (taken, target, reachable) = draw_pair(draft, distractors)?;
                    let first = Box::new(draft.pick_up(taken));
                    let second = Box::new(draft.go_to(target));
                    let instr = if draft.rooms.build.rng.coin() {
                        Instr::Before(first, second)
                    } else {
                        Instr::After(second, first)
                    };
                    (instr, reachable)
                }
            };
            let mission = draft.task(&instr).surface(draft.rooms.build.state);
            if reachable && !HELD_OUT.iter().any(|words| mission.contains(words)) {
                return Ok(instr);
            }
        }
    }
}

/// One object among others.
fn draft_single<'a>(
    draft: &mut Draft<'a>,
    distractors: usize,
    instruct: fn(&mut Draft<'a>, Cell) -> Instr,
) -> Result<(Instr, bool), Reject> {
    draft.rooms.place_agent()?;
    let objects = draft.rooms.add_distractors(None, distractors + 1, false)?;
    let reachable = draft.all_reachable();
    let object = draft.rooms.build.rng.choice(&objects);
    Ok((instruct(draft, object), reachable))
}

/// Two objects that a mission can tell apart, unless a third makes the same description ambiguous.
fn draw_pair(draft: &mut Draft, distractors: usize) -> Result<(Cell, Cell, bool), Reject> {
    draft.rooms.place_agent()?;
    let objects = draft.rooms.add_distractors(None, distractors + 2, false)?;
    let reachable = draft.all_reachable();
    let look = |cell: Cell| (cell.kind, cell.color);
    let one = draft.rooms.build.rng.choice(&objects);
    let mut other = draft.rooms.build.rng.choice(&objects);
    if look(one) == look(other) && draft.places(Some(one.kind), Some(one.color), None).len() < 2 {
        while look(one) == look(other) {
            other = draft.rooms.build.rng.choice(&objects);
        }
    }
    Ok((one, other, reachable))
}

/// A locked door between two rooms and its key.
fn draft_open(draft: &mut Draft, distractors: usize) -> Result<(Instr, bool), Reject> {
    let colors = [Color::Yellow, Color::Green, Color::Blue, Color::Purple];
    let color = draft.rooms.build.rng.choice(&colors);
    let (locked, door) = add_locked_room(draft, Some(color))?;
    let rooms = &mut draft.rooms;
    rooms.connect_all(&Color::ALPHABETICAL)?;
    for room in rooms.shape.by_row().filter(|&room| room != locked) {
        rooms.add_distractors(Some(room), distractors, false)?;
    }
    rooms.place_agent_outside(Some(locked))?;
    let reachable = draft.all_reachable();
    let named = draft.rooms.build.rng.choice(&[None, Some(door.color)]);
    let door = draft.desc(Some(Kind::Door), named, None);
    Ok((Instr::Open { door, strict: false }, reachable))
}
