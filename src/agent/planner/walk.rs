//! Where the agent can walk from a stance, how, and what it could do there.

use super::goal::{Goal, Verdict};
use super::layout::{Layout, Moment, NO_THING, NOWHERE, On, Place, Stance};
use crate::env::minigrid::{Action, Kind};

const UNREACHED: u16 = u16::MAX;

/// A walk and the action at its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deed {
    /// Where the walk ends.
    pub stance: Stance,
    /// Steps of the walk and of the action.
    pub cost: u32,
    pub action: Action,
    pub succeeds: bool,
}

/// The shortest walks from one stance to all others, without touching anything.
#[derive(Clone, Debug, Default)]
pub(super) struct Walk {
    steps: Vec<u16>,
    /// The action that led to each stance, and the stance before.
    came: Vec<(Action, Stance)>,
    /// The stances in the order in which they were reached.
    order: Vec<Stance>,
}

impl Walk {
    /// Walks everywhere.
    pub fn spread(&mut self, layout: &Layout, board: &[On], moment: &Moment) {
        self.steps.clear();
        self.steps.resize(layout.ahead.len(), UNREACHED);
        self.came.resize(layout.ahead.len(), (Action::Done, 0));
        self.order.clear();
        self.steps[usize::from(moment.stance)] = 0;
        self.order.push(moment.stance);
        let mut next = 0;
        while let Some(&stance) = self.order.get(next) {
            next += 1;
            self.reach(turned(stance, 3), Action::Left, stance);
            self.reach(turned(stance, 1), Action::Right, stance);
            let front = layout.ahead[usize::from(stance)];
            let is_free = match board.get(usize::from(front)) {
                Some(On::Free) => true,
                Some(&On::Door(door)) => !moment.is_shut(door),
                _ => false,
            };
            if is_free {
                self.reach(front * 4 + stance % 4, Action::Forward, stance);
            }
        }
    }

    fn reach(&mut self, stance: Stance, action: Action, from: Stance) {
        if self.steps[usize::from(stance)] == UNREACHED {
            self.steps[usize::from(stance)] = self.steps[usize::from(from)] + 1;
            self.came[usize::from(stance)] = (action, from);
            self.order.push(stance);
        }
    }

    /// Adds the actions of the way to a stance.
    pub fn path(&self, to: Stance, path: &mut Vec<Action>) {
        let start = path.len();
        let mut at = to;
        while self.steps[usize::from(at)] != 0 {
            let (action, from) = self.came[usize::from(at)];
            path.push(action);
            at = from;
        }
        path[start..].reverse();
    }

    /// Collects what could be done, the nearest first: everything that ends the task, opens something
    /// or takes something, and so many of the places to put down what is carried.
    pub fn deeds(
        &self,
        layout: &Layout,
        board: &[On],
        (goal, moment): (&Goal, &Moment),
        most_drops: usize,
        deeds: &mut Vec<Deed>,
    ) {
        deeds.clear();
        let mut drops: Vec<Place> = Vec::new();
        let mut finished = false;
        for &stance in &self.order {
            let front = layout.ahead[usize::from(stance)];
            let on = board.get(usize::from(front)).copied().unwrap_or(On::Wall);
            let mut offer = |action: Action| {
                let verdict = match action {
                    Action::Done => Verdict::Succeeds,
                    _ => goal.judge(layout, moment, front, action, on),
                };
                let succeeds = verdict == Verdict::Succeeds;
                // Of the ways to end the task the first is the shortest.
                if verdict != Verdict::Fails && !(succeeds && finished) {
                    finished |= succeeds;
                    let cost = u32::from(self.steps[usize::from(stance)]) + 1;
                    deeds.push(Deed { stance, cost, action, succeeds });
                }
            };
            if goal.is_done_at(layout, stance) {
                offer(Action::Done);
            }
            match on {
                On::Target => offer(Action::Forward),
                On::Door(door) if !goal.may_toggle() || !moment.is_shut(door) => {}
                On::Door(door) if moment.can_open(layout, door) => offer(Action::Toggle),
                On::Thing(thing) => {
                    if moment.carried == NO_THING && goal.may_pick(thing) {
                        offer(Action::Pickup);
                    }
                    let is_box = layout.things[usize::from(thing)].kind == Kind::Box;
                    if is_box && goal.may_toggle() && !goal.wants(thing) {
                        offer(Action::Toggle);
                    }
                }
                On::Free if moment.carried != NO_THING => {
                    let verdict = goal.judge(layout, moment, front, Action::Drop, on);
                    let is_new = drops.len() < most_drops && !drops.contains(&front);
                    if verdict == Verdict::Succeeds || is_new {
                        drops.push(front);
                        offer(Action::Drop);
                    }
                }
                _ => {}
            }
        }
    }
}

impl Moment {
    /// What the world is like after a deed.
    pub fn after(&self, layout: &Layout, board: &[On], deed: Deed) -> Self {
        let mut then = Self { stance: deed.stance, ..self.clone() };
        let front = layout.ahead[usize::from(deed.stance)];
        match (deed.action, board.get(usize::from(front))) {
            (Action::Toggle, Some(On::Door(door))) => {
                then.shut &= !(1 << door);
                then.locked &= !(1 << door);
            }
            (Action::Toggle, Some(&On::Thing(thing))) => {
                then.places[usize::from(thing)] = NOWHERE;
                let content = layout.things[usize::from(thing)].content;
                if let Some(place) = then.places.get_mut(usize::from(content)) {
                    *place = front;
                }
            }
            (Action::Pickup, Some(&On::Thing(thing))) => {
                then.places[usize::from(thing)] = NOWHERE;
                then.carried = thing;
            }
            (Action::Drop, Some(On::Free)) => {
                if let Some(place) = then.places.get_mut(usize::from(self.carried)) {
                    *place = front;
                }
                then.carried = NO_THING;
            }
            _ => {}
        }
        then
    }
}

/// A stance after so many turns clockwise.
pub(super) const fn turned(stance: Stance, turns: u16) -> Stance {
    stance / 4 * 4 + (stance + turns) % 4
}
