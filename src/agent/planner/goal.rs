//! What a world without a mission in BabyAI's language asks for, as the planner sees it.

use super::layout::{Layout, Moment, NO_THING, On, Place, Stance};
use crate::env::minigrid::levels::Rule;
use crate::env::minigrid::{Action, Cell, Color, GridState, Kind, ObjectId, Pos};

/// What is to be done, with the places and things it is about.
#[derive(Clone, Debug)]
pub(super) struct Goal {
    rule: Rule,
    /// The things that the goal is about, by their index.
    wanted: Vec<bool>,
    /// The doors that are to be opened, in this order.
    doors: Vec<u8>,
    /// The place that the goal is about.
    place: Pos,
}

/// What comes of an action beyond what the world does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    GoesOn,
    Succeeds,
    Fails,
}

impl Goal {
    /// The goal of an episode; none where nothing is asked for.
    pub fn new(rule: &Rule, state: &GridState) -> Option<Self> {
        let has_target = || state.grid.cells().iter().any(|cell| cell.kind == Kind::Goal);
        if matches!(rule, Rule::Plain | Rule::Obstacles(_)) && !has_target() {
            return None;
        }
        let place = match *rule {
            Rule::DoneBeside(place) | Rule::PutNear(_, _, place) => place,
            _ => Pos::NOWHERE,
        };
        Some(Self { rule: *rule, wanted: Vec::new(), doors: Vec::new(), place })
    }

    /// Whether to walk onto this cell is the task.
    pub fn is_target(&self, at: Pos, cell: Cell) -> bool {
        cell.kind == Kind::Goal || matches!(self.rule, Rule::Choose(right, _) if at == right)
    }

    /// Whether to walk onto this cell would fail the task.
    pub fn is_shunned(&self, at: Pos, cell: Cell) -> bool {
        cell.kind == Kind::Lava || matches!(self.rule, Rule::Choose(_, wrong) if at == wrong)
    }

    /// Finds the things and doors that the goal is about.
    pub fn bind(&mut self, layout: &Layout, ids: &[ObjectId], place_of: &dyn Fn(Pos) -> Place) {
        let looks = |kind: Kind, color: Color| {
            layout.things.iter().map(move |it| it.kind == kind && it.color == color).collect()
        };
        let door = |at: Pos| layout.door_at(place_of(at));
        match self.rule {
            Rule::Fetch(kind, color) | Rule::PutNear(kind, color, _) => {
                self.wanted = looks(kind, color);
            }
            Rule::Carry(object) => self.wanted = ids.iter().map(|&id| id == object).collect(),
            Rule::OpenDoor(at) => self.doors = door(at).into_iter().collect(),
            Rule::OpenInOrder(first, second) => {
                self.doors = [first, second].into_iter().filter_map(door).collect();
            }
            Rule::Plain | Rule::DoneBeside(_) | Rule::Choose(..) | Rule::Obstacles(_) => {}
        }
    }

    pub fn wants(&self, thing: u8) -> bool {
        self.wanted.get(usize::from(thing)) == Some(&true)
    }

    /// Whether a thing may be picked up without failing.
    pub fn may_pick(&self, thing: u8) -> bool {
        match self.rule {
            Rule::Fetch(..) | Rule::PutNear(..) => self.wants(thing),
            Rule::Choose(..) => false,
            _ => true,
        }
    }

    /// Whether the task ends with something being picked up.
    pub fn takes(&self) -> bool {
        matches!(self.rule, Rule::Fetch(..) | Rule::Carry(_))
    }

    /// Whether doors and boxes may be opened without failing.
    pub fn may_toggle(&self) -> bool {
        !matches!(self.rule, Rule::DoneBeside(_))
    }

    /// What comes of an action on what is ahead.
    pub fn judge(
        &self,
        layout: &Layout,
        moment: &Moment,
        front: Place,
        action: Action,
        on: On,
    ) -> Verdict {
        match (self.rule, action, on) {
            (_, Action::Forward, On::Target) => Verdict::Succeeds,
            (Rule::Fetch(..) | Rule::Carry(_), Action::Pickup, On::Thing(thing))
                if self.wants(thing) =>
            {
                Verdict::Succeeds
            }
            (Rule::PutNear(..), Action::Drop, _) => {
                let near = self.wants(moment.carried) && self.is_near(layout.pos(front));
                if near { Verdict::Succeeds } else { Verdict::Fails }
            }
            (Rule::OpenDoor(_) | Rule::OpenInOrder(..), Action::Toggle, On::Door(door)) => {
                match self.doors.split_last() {
                    Some((&last, before)) if last == door => {
                        let all_open = before.iter().all(|&door| !moment.is_shut(door));
                        if all_open { Verdict::Succeeds } else { Verdict::Fails }
                    }
                    _ => Verdict::GoesOn,
                }
            }
            _ => Verdict::GoesOn,
        }
    }

    /// Whether the agent may say here that it is done.
    pub fn is_done_at(&self, layout: &Layout, stance: Stance) -> bool {
        matches!(self.rule, Rule::DoneBeside(_))
            && layout.pos(stance / 4).manhattan(self.place) == 1
    }

    /// The fewest actions that end the task from this stance, if what is ahead brings it about.
    pub fn remaining(
        &self,
        layout: &Layout,
        moment: &Moment,
        board: &[On],
        stance: Stance,
    ) -> Option<u32> {
        let front = layout.ahead[usize::from(stance)];
        let on = *board.get(usize::from(front))?;
        let from_front = |to: Pos| layout.pos(front).manhattan(to).unsigned_abs();
        let hands_full = u32::from(moment.carried != NO_THING);
        match (self.rule, on) {
            (_, On::Target) => Some(1),
            (Rule::Fetch(..) | Rule::Carry(_), On::Thing(thing)) if self.wants(thing) => {
                Some(1 + hands_full)
            }
            (Rule::DoneBeside(_), _) if self.is_done_at(layout, stance) => Some(1),
            (Rule::PutNear(..), _) if hands_full == 1 => {
                (on == On::Free && self.is_near(layout.pos(front))).then_some(1)
            }
            // From where it was taken at least so far that it can be put near the place.
            (Rule::PutNear(..), On::Thing(thing)) if self.wants(thing) => {
                Some(2 + from_front(self.place).saturating_sub(4))
            }
            (Rule::OpenDoor(_) | Rule::OpenInOrder(..), On::Door(door)) if moment.is_shut(door) => {
                let next = self.doors.iter().position(|&door| moment.is_shut(door))?;
                let then = &self.doors[next..];
                let walk = |pair: &[u8]| {
                    let [one, other] =
                        [pair[0], pair[1]].map(|it| layout.doors[usize::from(it)].place);
                    layout.distance(one, other).saturating_sub(2) + 1
                };
                (then[0] == door).then(|| 1 + then.windows(2).map(walk).sum::<u32>())
            }
            _ => None,
        }
    }

    fn is_near(&self, at: Pos) -> bool {
        let away = at - self.place;
        away.x.abs() <= 1 && away.y.abs() <= 1
    }
}
