//! Walking: where a target is, and the one action that brings the bot nearer to it.
//!
//! Source: Minigrid, `utils/baby_ai_bot.py` (`GoNextToSubgoal`, `_find_obj_pos`,
//! `_closest_wall_or_door_given_dir`).

use super::resume::collect_now;
use super::subgoal::{Aim, Key, Subgoal, Target, ensure, go_to};
use super::{Bot, GaveUp, Reason, Scene};
use crate::env::minigrid::view;
use crate::env::minigrid::{Action, Kind, ObjectId, Pos};

impl Bot {
    /// Brings the bot before a target, or finds out what has to be done first.
    pub(super) fn go_next_to(
        &mut self,
        scene: Scene,
        target: Target,
        aim: Aim,
    ) -> Result<Option<Action>, GaveUp> {
        let state = scene.state;
        let Some(place) = self.locate(scene, target, aim)? else {
            return self.look_further(scene, target).map(|()| None);
        };
        let door = state.grid.get(place);
        let is_object = !matches!(target, Target::Place(_));
        // Upstream quirk: whoever carries anything, even a wrong key, walks to the door first.
        if aim == Aim::Open
            && is_object
            && door.kind == Kind::Door
            && door.is_locked
            && state.carrying.is_empty()
        {
            self.stack.pop();
            self.push(Subgoal::GoNextTo(Target::Door(place), Aim::Open));
            self.fetch_key(scene, door.color);
            return Ok(None);
        }
        if place.manhattan(state.agent) == i32::from(aim == Aim::Beside) {
            return Ok(Some(step_away(scene)));
        }
        let front = state.front();
        if aim != Aim::Beside {
            if place == front {
                self.stack.pop();
                return Ok(None);
            }
        } else if place.manhattan(front) == 1 {
            let ahead = scene.ahead();
            if ahead.is_empty() {
                self.stack.pop();
                return Ok(None);
            }
            if ahead.kind == Kind::Door && ahead.is_open {
                // Nothing can be put into a doorway: first go past it.
                self.push(go_to(Target::Place(front + state.dir.vector() * 2)));
                return Ok(None);
            }
        }
        self.walk(scene, place)
    }

    /// Where a target is; none while none of what is described was seen.
    fn locate(&mut self, scene: Scene, target: Target, aim: Aim) -> Result<Option<Pos>, GaveUp> {
        match target {
            Target::Door(place) | Target::Place(place) => return Ok(Some(place)),
            Target::Nowhere => return Err(GaveUp { reason: Reason::NoRoomToDrop }),
            Target::Described(_) | Target::Key(..) | Target::Live(_) | Target::Judged(_) => {}
        }
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        let exists = self.collect(scene, target, &mut candidates);
        let nearest = self.nearest(scene, &candidates, aim);
        self.candidates = candidates;
        ensure(exists, Reason::NothingMatches)?;
        nearest
    }

    /// Adds the objects and places that a target may mean; tells whether any object matches.
    pub(super) fn collect(
        &self,
        scene: Scene,
        target: Target,
        into: &mut Vec<(ObjectId, Pos)>,
    ) -> bool {
        let (objects, places) = match target {
            Target::Described(id) => {
                let desc = scene.desc(id);
                (&desc.objects, &desc.places)
            }
            Target::Key(_, index) => {
                let keys = &self.keys[usize::from(index)];
                (&keys.objects, &keys.places)
            }
            _ => return collect_now(scene, target, into),
        };
        // Upstream quirk: after a drop the two lists may no longer correspond.
        into.extend(objects.iter().copied().zip(places.iter().copied()));
        !objects.is_empty()
    }

    /// The nearest of the places that were seen.
    fn nearest(
        &mut self,
        scene: Scene,
        candidates: &[(ObjectId, Pos)],
        aim: Aim,
    ) -> Result<Option<Pos>, GaveUp> {
        let Self { search, seen, .. } = self;
        let (state, beside) = (scene.state, aim == Aim::Beside);
        let mut best = (999, None);
        for &(object, place) in candidates {
            let skipped = object == ObjectId::NONE || object == state.carrying.id;
            if skipped || !seen.contains(place) {
                continue;
            }
            let Some(route) = search.shortest_path(state, seen, true, |at, _| at == place) else {
                ensure(self.resumed.is_some(), Reason::NoWay)?;
                continue;
            };
            let mut distance = route.length;
            if route.with_blockers {
                distance += if state.carrying.is_empty() { 4 } else { 7 };
            }
            // Standing on it, in a doorway, one has to leave and turn back.
            if distance == 0 {
                distance = if beside { 3 } else { 2 };
            }
            if beside && distance == 1 {
                distance = 3;
            }
            if distance < best.0 {
                best = (distance, Some(place));
            }
        }
        Ok(best.1)
    }

    /// What to do when no way to a target is known.
    fn look_further(&mut self, scene: Scene, target: Target) -> Result<(), GaveUp> {
        if self.knows_map() {
            return self.unlock_towards(scene, target);
        }
        self.push(Subgoal::Explore);
        Ok(())
    }

    /// One action towards a cell.
    fn walk(&mut self, scene: Scene, place: Pos) -> Result<Option<Action>, GaveUp> {
        let Self { search, seen, .. } = self;
        let state = scene.state;
        let is_there = |at: Pos, _| at == place;
        let free = search.shortest_path(state, seen, false, is_there).and_then(|it| it.next);
        let next = free.or_else(|| search.shortest_path(state, seen, true, is_there)?.next);
        let Some(next) = next else {
            return self.look_further(scene, Target::Place(place)).map(|()| None);
        };
        if next == state.front() {
            return self.walk_ahead(scene);
        }
        let right = state.dir.right_vector();
        if next == state.agent + right {
            return Ok(Some(Action::Right));
        }
        if next == state.agent - right {
            return Ok(Some(Action::Left));
        }
        // It is behind. Turn to the side that has more to show.
        let more_left = open_distance(scene, -right) > open_distance(scene, right);
        Ok(Some(if more_left { Action::Left } else { Action::Right }))
    }

    /// Goes one cell ahead, or clears it.
    fn walk_ahead(&mut self, scene: Scene) -> Result<Option<Action>, GaveUp> {
        let ahead = scene.ahead();
        if ahead.is_empty() {
            return Ok(Some(Action::Forward));
        }
        if ahead.kind == Kind::Door {
            ensure(!ahead.is_locked, Reason::LockedDoor)?;
            if ahead.is_open {
                return Ok(Some(Action::Forward));
            }
            self.push(Subgoal::Open(Key::Undecided));
            return Ok(None);
        }
        let place = self.drop_place(scene, Target::Nowhere);
        if scene.state.carrying.is_empty() {
            self.push(Subgoal::Drop);
            self.push(go_to(place));
            self.push(Subgoal::Pickup);
            return Ok(None);
        }
        let blocker_place = self.drop_place(scene, place);
        // Last, take back what is carried now.
        self.push(Subgoal::Pickup);
        self.push(go_to(place));
        self.push(Subgoal::Drop);
        self.push(go_to(blocker_place));
        self.push(Subgoal::Pickup);
        self.push(go_to(Target::Place(scene.state.front())));
        self.push(Subgoal::Drop);
        self.push(go_to(place));
        Ok(None)
    }
}

/// Leaves the cell that one stands on.
fn step_away(scene: Scene) -> Action {
    let state = scene.state;
    let steppable = |step: Pos| {
        let cell = state.grid.get(state.agent + step);
        cell.is_empty() || cell.kind == Kind::Door && cell.is_open
    };
    if steppable(state.dir.vector()) {
        Action::Forward
    } else if steppable(state.dir.right_vector()) {
        Action::Right
    } else {
        // Left if that is free; otherwise turn and hope.
        Action::Left
    }
}

/// How far one sees in a direction, in cells: up to a wall or a door, or the end of the view.
fn open_distance(scene: Scene, step: Pos) -> i32 {
    let state = scene.state;
    let mut distance = 1;
    loop {
        let at = state.agent + step * distance;
        if view::to_view(state.agent, state.dir, at).is_none() {
            return distance - 1;
        }
        // Upstream quirk: the true grid, seen or not.
        if matches!(state.grid.get(at).kind, Kind::Door | Kind::Wall) {
            return distance;
        }
        distance += 1;
    }
}
