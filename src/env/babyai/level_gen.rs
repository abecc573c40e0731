//! Missions drawn from a grammar: any instruction over any objects, some behind a locked door.
//!
//! Source: Minigrid, `envs/babyai/core/levelgen.py`.

use super::draft::Draft;
use super::instruction::{Desc, DescId, Instr, Loc};
use crate::env::minigrid::place::Reject;
use crate::env::minigrid::rooms::{RoomAt, Shape};
use crate::env::minigrid::{Cell, Color, Dir, Kind};

/// The parameters of such a level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelGen {
    /// The rooms.
    pub shape: Shape,
    /// Objects besides the key.
    pub distractors: usize,
    /// How likely one room is locked.
    pub locked_room: f64,
    /// Descriptions may say where something lies.
    pub locations: bool,
    /// Objects may be in the way.
    pub unblocking: bool,
    /// The mission may need the locked room without saying so.
    pub implicit_unlock: bool,
    /// What the mission may ask for.
    pub actions: &'static [ActionKind],
    /// How the mission may combine it.
    pub instrs: &'static [InstrKind],
}

/// What a part of a mission asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Face it.
    GoTo,
    /// Pick it up.
    Pickup,
    /// Open it.
    Open,
    /// Put it next to something.
    PutNext,
}

/// How parts of a mission are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstrKind {
    /// One action.
    Action,
    /// Two actions in any order.
    And,
    /// One after the other, each an action or two.
    Seq,
}

impl LevelGen {
    /// Everything that the grammar has, in 3 x 3 rooms: the boss level.
    pub const FULL: Self = Self {
        shape: Shape::new(8, 3, 3),
        distractors: 18,
        locked_room: 0.5,
        locations: true,
        unblocking: true,
        implicit_unlock: true,
        actions: &[ActionKind::GoTo, ActionKind::Pickup, ActionKind::Open, ActionKind::PutNext],
        instrs: &[InstrKind::Action, InstrKind::And, InstrKind::Seq],
    };

    pub(super) const fn about(&self) -> &'static str {
        match self.instrs {
            [InstrKind::Action] => "Do one thing that is asked for.",
            _ => "Do all that is asked for, in the right order.",
        }
    }

    pub(super) fn draft(&self, draft: &mut Draft) -> Result<Instr, Reject> {
        let rooms = &mut draft.rooms;
        let is_locked = rooms.build.rng.uniform(0.0, 1.0) < self.locked_room;
        let locked = if is_locked { Some(add_locked_room(draft, None)?.0) } else { None };
        let rooms = &mut draft.rooms;
        rooms.connect_all(&Color::ALPHABETICAL)?;
        rooms.add_distractors(None, self.distractors, false)?;
        rooms.place_agent_outside(locked)?;
        if !self.unblocking {
            draft.require_reachable()?;
        }
        self.draw_instr(draft, locked, self.instrs)
    }

    fn draw_instr(
        &self,
        draft: &mut Draft,
        locked: Option<RoomAt>,
        kinds: &[InstrKind],
    ) -> Result<Instr, Reject> {
        match draft.rooms.build.rng.choice(kinds) {
            InstrKind::Action => self.draw_action(draft, locked),
            InstrKind::And => {
                let one = self.draw_instr(draft, locked, &[InstrKind::Action])?;
                let other = self.draw_instr(draft, locked, &[InstrKind::Action])?;
                Ok(Instr::And(Box::new(one), Box::new(other)))
            }
            InstrKind::Seq => {
                let kinds = [InstrKind::Action, InstrKind::And];
                let one = Box::new(self.draw_instr(draft, locked, &kinds)?);
                let other = Box::new(self.draw_instr(draft, locked, &kinds)?);
                let one_first = draft.rooms.build.rng.coin();
                Ok(if one_first { Instr::Before(one, other) } else { Instr::After(one, other) })
            }
        }
    }

    fn draw_action(&self, draft: &mut Draft, locked: Option<RoomAt>) -> Result<Instr, Reject> {
        const ANY: [Kind; 4] = [Kind::Box, Kind::Ball, Kind::Key, Kind::Door];
        const PORTABLE: &[Kind] = ANY.split_at(3).0;
        Ok(match draft.rooms.build.rng.choice(self.actions) {
            ActionKind::GoTo => Instr::GoTo(self.draw_desc(draft, locked, &ANY)?),
            ActionKind::Pickup => {
                let object = self.draw_desc(draft, locked, PORTABLE)?;
                Instr::Pickup { object, strict: false }
            }
            ActionKind::Open => {
                let door = self.draw_desc(draft, locked, &[Kind::Door])?;
                Instr::Open { door, strict: false }
            }
            ActionKind::PutNext => {
                let moved = self.draw_desc(draft, locked, PORTABLE)?;
                let fixed = self.draw_desc(draft, locked, &ANY)?;
                Instr::PutNext { moved, fixed, strict: false }
            }
        })
    }

    /// Draws descriptions until one means something, and not only something in a locked room that
    /// the mission must not need.
    fn draw_desc(
        &self,
        draft: &mut Draft,
        locked: Option<RoomAt>,
        kinds: &[Kind],
    ) -> Result<DescId, Reject> {
        const MOST_TRIES: u32 = 101;
        let forbidden = locked.filter(|_| !self.implicit_unlock);
        let forbidden = forbidden.map(|room| draft.rooms.shape.area(room));
        let mut desc = Desc::new(None, None, None);
        for _ in 0..MOST_TRIES {
            let rng = &mut *draft.rooms.build.rng;
            // "Any colour" comes first, then the six colours.
            let drawn = rng.range(0, 7);
            desc.color = (drawn > 0).then(|| Color::ALPHABETICAL[drawn as usize - 1]);
            desc.kind = Some(rng.choice(kinds));
            let has_location = self.locations && rng.coin();
            desc.loc = has_location.then(|| rng.choice(&Loc::ALL));
            draft.look_up(&mut desc);
            if desc.places.iter().any(|&at| forbidden.is_none_or(|area| !area.contains(at))) {
                return Ok(draft.keep(desc));
            }
        }
        Err(Reject::Tries)
    }
}

/// Adds a locked door somewhere, of a given colour or a drawn one, and its key in another room;
/// returns the room that is locked and the door.
pub(super) fn add_locked_room(
    draft: &mut Draft,
    color: Option<Color>,
) -> Result<(RoomAt, Cell), Reject> {
    let rooms = &mut draft.rooms;
    let (locked, side) = loop {
        let room = rooms.draw_room();
        let side = Dir::from_index(rooms.build.rng.range(0, 4) as u8);
        if rooms.room(room).door_pos[side as usize].is_some() {
            break (room, side);
        }
    };
    let (door, _) = rooms.add_door(locked, Some(side), color, Some(true));
    let key_room = loop {
        let room = rooms.draw_room();
        if room != locked {
            break room;
        }
    };
    rooms.add_object(key_room, Some(Kind::Key), Some(door.color))?;
    Ok((locked, door))
}
