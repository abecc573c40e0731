//! How far a goal is at least: the way to it in a world where everything carried stays in the hands.
//!
//! Walking and turning cost what they cost. A shut door costs its toggle, a locked one also the way past
//! one of its keys; what lies in the way costs [`SHIFT`]. The estimate is what the search goes by.

use super::goal::Goal;
use super::layout::{Layout, Moment, NO_THING, NOWHERE, On, Place, Stance};
use super::walk::turned;
use crate::env::minigrid::{Color, Kind};

/// What it costs to take something out of the way: pick it up, turn, put it down, turn back.
const SHIFT: u32 = 4;

const UNREACHED: u32 = u32::MAX;
/// Stands for the end of the task among the stances.
const END: Stance = Stance::MAX;

/// A shut door whose key has not been reached yet, and where one waits for it.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    color: Color,
    stance: Stance,
    /// What it takes to put the key down again, where the hands are needed for something else.
    key_away: u32,
    /// What it takes from the open door on.
    then: Option<u32>,
}

/// A key that was reached.
#[derive(Clone, Copy, Debug)]
struct Reached {
    color: Color,
    place: Place,
    cost: u32,
}

/// The memory of an estimate, used again and again.
#[derive(Clone, Debug, Default)]
pub(super) struct Relaxed {
    costs: Vec<u32>,
    /// Stances to look at, by their cost.
    buckets: Vec<Vec<Stance>>,
    waiting: Vec<Waiting>,
    keys: Vec<Reached>,
}

impl Relaxed {
    /// How many steps the goal takes at least; none if it is out of reach.
    pub fn estimate(
        &mut self,
        layout: &Layout,
        board: &[On],
        goal: &Goal,
        moment: &Moment,
    ) -> Option<u32> {
        self.costs.clear();
        self.costs.resize(layout.ahead.len(), UNREACHED);
        self.buckets.iter_mut().for_each(Vec::clear);
        self.waiting.clear();
        self.keys.clear();
        let here = moment.stance / 4;
        if moment.carried != NO_THING {
            self.take(layout, moment.carried, here, 0);
        }
        self.push(0, moment.stance);
        let mut cost = 0;
        while (cost as usize) < self.buckets.len() {
            while let Some(stance) = self.buckets[cost as usize].pop() {
                if stance == END {
                    return Some(cost);
                }
                if self.costs[usize::from(stance)] == cost {
                    self.look(layout, board, (goal, moment), stance, cost);
                }
            }
            cost += 1;
        }
        None
    }

    fn push(&mut self, cost: u32, stance: Stance) {
        if let Some(known) = self.costs.get_mut(usize::from(stance)) {
            if *known <= cost {
                return;
            }
            *known = cost;
        }
        while self.buckets.len() <= cost as usize {
            self.buckets.push(Vec::new());
        }
        self.buckets[cost as usize].push(stance);
    }

    /// Goes on from a stance.
    fn look(
        &mut self,
        layout: &Layout,
        board: &[On],
        (goal, moment): (&Goal, &Moment),
        stance: Stance,
        cost: u32,
    ) {
        self.push(cost + 1, turned(stance, 1));
        self.push(cost + 1, turned(stance, 3));
        let front = layout.ahead[usize::from(stance)];
        let Some(&on) = board.get(usize::from(front)) else { return };
        let end = goal.remaining(layout, moment, board, stance);
        let onward = front * 4 + stance % 4;
        match on {
            On::Free => self.push(cost + 1, onward),
            On::Door(door) if !moment.is_shut(door) => self.push(cost + 1, onward),
            On::Door(door) if moment.is_locked(door) && !moment.can_open(layout, door) => {
                let color = layout.doors[usize::from(door)].color;
                let hands_free = u32::from(goal.takes() && moment.carried == NO_THING);
                let waiting = Waiting { color, stance, key_away: hands_free, then: end };
                for at in 0..self.keys.len() {
                    self.unlock(layout, waiting, self.keys[at], cost);
                }
                self.waiting.push(waiting);
                return;
            }
            On::Door(_) if goal.may_toggle() => self.push(cost + 2, onward),
            On::Thing(thing) => {
                let hands_full = u32::from(moment.carried != NO_THING);
                self.take(layout, thing, front, cost + 1 + hands_full);
                let is_box = layout.things[usize::from(thing)].kind == Kind::Box;
                if goal.may_pick(thing) {
                    self.push(cost + 1 + SHIFT + hands_full, onward);
                } else if is_box && goal.may_toggle() {
                    self.push(cost + 2, onward);
                }
            }
            _ => {}
        }
        if let Some(then) = end {
            self.push(cost + then, END);
        }
    }

    /// Has a thing from some cost on; what it holds comes a step later.
    fn take(&mut self, layout: &Layout, thing: u8, place: Place, cost: u32) {
        let Some(&it) = layout.things.get(usize::from(thing)) else { return };
        if it.kind == Kind::Key {
            let key = Reached { color: it.color, place, cost };
            self.keys.push(key);
            for at in 0..self.waiting.len() {
                let waiting = self.waiting[at];
                let since = self.costs[usize::from(waiting.stance)];
                self.unlock(layout, waiting, key, since);
            }
        } else if it.content != NO_THING {
            self.take(layout, it.content, place, cost + 1);
        }
    }

    /// Opens a locked door with a key, where one stands before it since some cost.
    fn unlock(&mut self, layout: &Layout, waiting: Waiting, key: Reached, since: u32) {
        if waiting.color != key.color {
            return;
        }
        let Waiting { stance, key_away, .. } = waiting;
        let front = layout.ahead[usize::from(stance)];
        debug_assert_ne!(front, NOWHERE, "a door is ahead");
        // The key was taken from beside its place, and the door is opened from beside.
        let walk = layout.distance(key.place, stance / 4).saturating_sub(1);
        let cost = since.max(key.cost + walk);
        self.push(cost + 2 + key_away, front * 4 + stance % 4);
        if let Some(then) = waiting.then {
            self.push(cost + then, END);
        }
    }
}
