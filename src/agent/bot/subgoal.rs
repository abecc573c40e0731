//! What the bot wants to do next: its subgoals, and how each turns into actions or further subgoals.
//!
//! Subgoals lie on a stack; the top one is asked for an action. It may answer with one, or change the
//! stack and be silent: then the new top is asked. After the action was taken (or another one: a
//! person may play along) the top is told, and plans how to undo what it did not want.
//!
//! Source: Minigrid, `utils/baby_ai_bot.py` (`Subgoal` and its subclasses).

use super::drop::find_drop_place;
use super::resume::collect_now;
use super::{Bot, GaveUp, Reason, Scene};
use crate::env::babyai::DescId;
use crate::env::minigrid::view;
use crate::env::minigrid::{Action, Cell, Color, Kind, ObjectId, Pos};

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subgoal {
    /// Walk until the target is ahead.
    GoNextTo(Target, Aim),
    /// Pick up what is ahead.
    Pickup,
    /// Put down what is carried.
    Drop,
    /// Open the door ahead.
    Open(Key),
    /// Close the door ahead.
    Close,
    /// See more of the world.
    Explore,
}

/// What to walk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The nearest object of a description of the mission.
    Described(DescId),
    /// The nearest object of a description that lies on the grid now (resumed play only).
    Live(DescId),
    /// The nearest of the places where the mission's judge expects a description (resumed play only).
    Judged(DescId),
    /// The nearest key of a colour: its place in the bot's list of searches for keys.
    Key(Color, u16),
    /// A door.
    Door(Pos),
    /// A cell, whatever it holds.
    Place(Pos),
    /// The free cell that was not found; the bot gives up when its turn comes.
    Nowhere,
}

/// What one walks to a target for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// To face it.
    Face,
    /// To face a free cell beside it.
    Beside,
    /// To face a door and open it.
    Open,
    /// To see what is there.
    Explore,
}

/// What becomes of the key when a door is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Not thought of yet.
    Undecided,
    /// It is put down afterwards.
    Drop,
    /// It is kept.
    Keep,
}

impl Subgoal {
    /// Whether it only serves to see more; such ones are dropped at every turn.
    pub const fn is_exploratory(self) -> bool {
        matches!(self, Self::Explore | Self::GoNextTo(_, Aim::Explore))
    }
}

/// The keys of one colour, as they lay when they were looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keys {
    pub color: Color,
    objects: Vec<ObjectId>,
    places: Vec<Pos>,
}

impl Bot {
    /// Asks the top subgoal for an action; silence means that the stack has changed.
    pub(super) fn before(
        &mut self,
        scene: Scene,
        subgoal: Subgoal,
    ) -> Result<Option<Action>, GaveUp> {
        let ahead = scene.ahead();
        match subgoal {
            Subgoal::GoNextTo(target, aim) => self.go_next_to(scene, target, aim),
            Subgoal::Explore => self.explore(scene).map(|()| None),
            Subgoal::Open(key) => self.open(scene, key),
            Subgoal::Close => {
                ensure(ahead.kind == Kind::Door && ahead.is_open, Reason::NoOpenDoor)?;
                Ok(Some(Action::Toggle))
            }
            Subgoal::Drop => {
                ensure(!scene.state.carrying.is_empty(), Reason::HandsEmpty)?;
                ensure(ahead.is_empty(), Reason::NoRoomToDrop)?;
                Ok(Some(Action::Drop))
            }
            Subgoal::Pickup => {
                ensure(scene.state.carrying.is_empty(), Reason::HandsFull)?;
                Ok(Some(Action::Pickup))
            }
        }
    }

    /// Tells the top subgoal what was done since it was asked.
    pub(super) fn after(
        &mut self,
        scene: Scene,
        subgoal: Subgoal,
        action: Option<Action>,
    ) -> Result<(), GaveUp> {
        use Action::{Drop, Forward, Left, Pickup, Right, Toggle};
        match (subgoal, action) {
            (Subgoal::Open(key), None | Some(Toggle)) => {
                self.stack.pop();
                if key == Key::Drop {
                    // Chosen only now: a place chosen earlier may have been taken since.
                    let place = self.drop_place(scene, Target::Nowhere);
                    self.push(Subgoal::Drop);
                    self.push(go_to(place));
                }
                Ok(())
            }
            (Subgoal::Close, None | Some(Toggle))
            | (Subgoal::Drop, None | Some(Drop))
            | (Subgoal::Pickup, None | Some(Pickup)) => {
                self.stack.pop();
                Ok(())
            }
            (Subgoal::Open(_), Some(action))
            | (Subgoal::Close | Subgoal::Drop, Some(action @ (Forward | Left | Right)))
            | (Subgoal::Pickup, Some(action @ (Left | Right)))
            | (Subgoal::GoNextTo(..), Some(action @ (Pickup | Drop | Toggle))) => {
                self.undo(scene, action)
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, scene: Scene, key: Key) -> Result<Option<Action>, GaveUp> {
        let door = scene.ahead();
        ensure(door.kind == Kind::Door, Reason::NoDoor)?;
        let front = Target::Place(scene.state.front());
        if door.is_locked && !scene.has_key_of(door) {
            let keys = self.keys_of(scene, door.color);
            self.stack.pop();
            if scene.state.carrying.is_empty() {
                self.push(Subgoal::Open(Key::Undecided));
                self.push(go_to(front));
                self.push(Subgoal::Pickup);
                self.push(Subgoal::GoNextTo(keys, Aim::Face));
            } else {
                let place = self.drop_place(scene, Target::Nowhere);
                // Last, take back what is carried now.
                self.push(Subgoal::Pickup);
                self.push(go_to(place));
                self.push(Subgoal::Open(Key::Undecided));
                self.push(go_to(front));
                self.push(Subgoal::Pickup);
                self.push(Subgoal::GoNextTo(keys, Aim::Face));
                self.push(Subgoal::Drop);
                self.push(go_to(place));
            }
            return Ok(None);
        }
        if door.is_open {
            self.push(Subgoal::Close);
            return Ok(None);
        }
        if door.is_locked && key == Key::Undecided {
            self.stack.pop();
            self.push(Subgoal::Open(Key::Drop));
            return Ok(None);
        }
        Ok(Some(Action::Toggle))
    }

    fn explore(&mut self, scene: Scene) -> Result<(), GaveUp> {
        let Self { search, seen, .. } = self;
        let state = scene.state;
        if let Some(route) = search.shortest_path(state, seen, true, |at, _| !seen.contains(at)) {
            self.push(Subgoal::GoNextTo(Target::Place(route.goal), Aim::Explore));
            return Ok(());
        }
        let is_shut = |cell: Cell| cell.kind == Kind::Door && !cell.is_open;
        // A locked door only when no other is left: the plan that explores may be about that door.
        let route = search
            .shortest_path(state, seen, true, |_, cell| is_shut(cell) && !cell.is_locked)
            .or_else(|| search.shortest_path(state, seen, true, |_, cell| is_shut(cell)));
        let place = route.ok_or(GaveUp { reason: Reason::NothingToExplore })?.goal;
        let door = state.grid.get(place);
        let keep = door.is_locked && scene.has_key_of(door);
        self.stack.pop();
        self.push(Subgoal::Open(if keep { Key::Keep } else { Key::Undecided }));
        self.push(Subgoal::GoNextTo(Target::Door(place), Aim::Open));
        Ok(())
    }

    fn go_next_to(
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
        if aim == Aim::Open && is_object && is_locked_door(door) && state.carrying.is_empty() {
            let keys = self.keys_of(scene, door.color);
            self.stack.pop();
            self.push(Subgoal::GoNextTo(Target::Door(place), Aim::Open));
            self.push(Subgoal::Pickup);
            self.push(Subgoal::GoNextTo(keys, Aim::Face));
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
    pub(super) fn collect(&self, scene: Scene, target: Target, into: &mut Vec<(ObjectId, Pos)>) -> bool {
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

    /// Plans how to take back an action that the plan did not contain.
    fn undo(&mut self, scene: Scene, action: Action) -> Result<(), GaveUp> {
        let state = scene.state;
        let (ahead, right) = (scene.ahead(), state.dir.right_vector());
        let carries_other = self.last.carrying != state.carrying.id;
        match action {
            Action::Forward if self.last.agent != state.agent => self.push(go_to(Target::Place(state.agent))),
            Action::Left => self.push(go_to(Target::Place(state.agent + right))),
            Action::Right => self.push(go_to(Target::Place(state.agent - right))),
            Action::Drop if carries_other => {
                ensure(ahead.kind.is_portable(), Reason::NothingToTakeBack)?;
                self.push(Subgoal::Pickup);
            }
            Action::Pickup if carries_other => self.push(Subgoal::Drop),
            Action::Toggle
                if ahead.kind == Kind::Door && ahead.is_open != self.last.door_was_open =>
            {
                let close = ahead.is_open;
                self.push(if close { Subgoal::Close } else { Subgoal::Open(Key::Undecided) });
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn push(&mut self, subgoal: Subgoal) {
        self.stack.push(subgoal);
    }

    /// Where to put something down, apart from a place that will soon be taken.
    pub(super) fn drop_place(&mut self, scene: Scene, except: Target) -> Target {
        let except = if let Target::Place(place) = except { Some(place) } else { None };
        let found = find_drop_place(&mut self.search, scene.state, &self.seen, except);
        found.map_or(Target::Nowhere, Target::Place)
    }

    /// Looks for the keys of a colour, wherever they lie: the bot knows without having seen them, but
    /// walks only to those that it has seen.
    fn keys_of(&mut self, scene: Scene, color: Color) -> Target {
        let grid = &scene.state.grid;
        let mut found = Keys { color, objects: Vec::new(), places: Vec::new() };
        for at in grid.positions_by_column() {
            let cell = grid.get(at);
            if cell.kind == Kind::Key && cell.color == color {
                found.objects.push(cell.id);
                found.places.push(at);
            }
        }
        let index = self.keys.iter().position(|keys| *keys == found).unwrap_or_else(|| {
            self.keys.push(found);
            self.keys.len() - 1
        });
        Target::Key(color, index as u16)
    }
}

pub(super) const fn go_to(target: Target) -> Subgoal {
    Subgoal::GoNextTo(target, Aim::Face)
}

const fn is_locked_door(cell: Cell) -> bool {
    matches!(cell.kind, Kind::Door) && cell.is_locked
}

pub(super) fn ensure(holds: bool, reason: Reason) -> Result<(), GaveUp> {
    if holds { Ok(()) } else { Err(GaveUp { reason }) }
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
