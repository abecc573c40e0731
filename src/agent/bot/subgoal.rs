//! What the bot wants to do next: its subgoals, and how each turns into actions or further subgoals.
//!
//! Subgoals lie on a stack; the top one is asked for an action. It may answer with one, or change the
//! stack and be silent: then the new top is asked. After the action was taken (or another one: a
//! person may play along) the top is told, and plans how to undo what it did not want.
//!
//! Source: Minigrid, `utils/baby_ai_bot.py` (`Subgoal` and its subclasses).

use super::drop::find_drop_place;
use super::resume::boxed_key;
use super::{Bot, GaveUp, Reason, Scene};
use crate::env::babyai::DescId;
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
    /// Open the box ahead, which holds a key (resumed play only).
    Unbox,
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
    pub objects: Vec<ObjectId>,
    pub places: Vec<Pos>,
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
            Subgoal::Unbox => {
                ensure(ahead.kind == Kind::Box, Reason::BoxOpened)?;
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
            (Subgoal::Close | Subgoal::Unbox, None | Some(Toggle))
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
            self.stack.pop();
            if scene.state.carrying.is_empty() {
                self.push(Subgoal::Open(Key::Undecided));
                self.push(go_to(front));
                self.fetch_key(scene, door.color);
            } else {
                let place = self.drop_place(scene, Target::Nowhere);
                // Last, take back what is carried now.
                self.push(Subgoal::Pickup);
                self.push(go_to(place));
                self.push(Subgoal::Open(Key::Undecided));
                self.push(go_to(front));
                self.fetch_key(scene, door.color);
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

    /// Plans how to take back an action that the plan did not contain.
    fn undo(&mut self, scene: Scene, action: Action) -> Result<(), GaveUp> {
        let state = scene.state;
        let (ahead, right) = (scene.ahead(), state.dir.right_vector());
        let carries_other = self.last.carrying != state.carrying.id;
        match action {
            Action::Forward if self.last.agent != state.agent => {
                self.push(go_to(Target::Place(state.agent)));
            }
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

    /// Plans to fetch a key of a colour: the bot knows where keys lie without having seen them, but
    /// walks only to those that it has seen.
    pub(super) fn fetch_key(&mut self, scene: Scene, color: Color) {
        let grid = &scene.state.grid;
        let mut found = Keys { color, objects: Vec::new(), places: Vec::new() };
        for at in grid.positions_by_column() {
            let cell = grid.get(at);
            if cell.kind == Kind::Key && cell.color == color {
                found.objects.push(cell.id);
                found.places.push(at);
            }
        }
        let in_box = if found.objects.is_empty() && self.resumed.is_some() {
            boxed_key(scene, color)
        } else {
            None
        };
        if let Some(place) = in_box {
            self.push(Subgoal::Unbox);
            self.push(go_to(Target::Place(place)));
            return;
        }
        let index = self.keys.iter().position(|keys| *keys == found).unwrap_or_else(|| {
            self.keys.push(found);
            self.keys.len() - 1
        });
        self.push(Subgoal::Pickup);
        self.push(Subgoal::GoNextTo(Target::Key(color, index as u16), Aim::Face));
    }
}

pub(super) const fn go_to(target: Target) -> Subgoal {
    Subgoal::GoNextTo(target, Aim::Face)
}

pub(super) fn ensure(holds: bool, reason: Reason) -> Result<(), GaveUp> {
    if holds { Ok(()) } else { Err(GaveUp { reason }) }
}
