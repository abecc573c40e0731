//! Playing on from the middle of an episode: our own extension, upstream's bot cannot.
//!
//! The plan is made for the first action of the mission that is still to be done, by the task's own
//! judge, and made anew when that action changes, when somebody else acted, or when the plan turns out
//! not to work. Objects are sought where they are now, so it does not matter who carried them about.

use super::search::Doors;
use super::subgoal::{Aim, Key, Subgoal, Target, go_to};
use super::{Bot, GaveUp, Reason, Scene};
use crate::env::babyai::{DescId, Instr, Task};
use crate::env::minigrid::{Action, Color, GridEnv, Kind, ObjectId, Pos};

/// What a bot that plays on remembers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resumed {
    /// It knows the whole map from the start.
    knows_map: bool,
    /// The action of the mission that the stack is about, by its node.
    part: Option<usize>,
    /// What it chose last.
    chosen: Option<Action>,
}

impl Bot {
    /// A bot that takes over in the middle of an episode, knowing what it sees from there on.
    ///
    /// What was done is not done again, what is carried is used or put away first. From the start of
    /// an episode it may play otherwise than [`Bot::new`], which follows upstream action for action.
    pub fn resume(env: &GridEnv) -> Self {
        Self::idle(env.state(), false).resumed(false)
    }

    /// The same with the whole map known from the start: it walks without looking around.
    pub fn guide(env: &GridEnv) -> Self {
        Self::idle(env.state(), true).resumed(true)
    }

    fn resumed(mut self, knows_map: bool) -> Self {
        self.resumed = Some(Resumed { knows_map, part: None, chosen: None });
        self.patience = super::PATIENCE;
        if knows_map {
            self.search.doors = Doors::Unlocked;
        }
        self
    }

    pub(super) fn knows_map(&self) -> bool {
        self.resumed.is_some_and(|resumed| resumed.knows_map)
    }

    /// Chooses an action for what is still to be done.
    pub(super) fn play_on(
        &mut self,
        scene: Scene,
        task: &Task,
        previous: Option<Action>,
    ) -> Result<Action, GaveUp> {
        self.seen.look(scene.state);
        let Some((part, instr)) = task.next_open() else { return Ok(Action::Done) };
        let before = self.resumed.filter(|it| it.part == Some(part) && it.chosen.is_some());
        let as_planned = before.is_some_and(|it| it.chosen == previous);
        let mut action = None;
        if let Some(&top) = self.stack.last().filter(|_| as_planned) {
            let told = self.after(scene, top, previous);
            self.forget_exploring();
            action = told.and_then(|()| self.decide(scene)).ok();
        }
        // A plan that failed, or ended without the part being done, is made anew.
        let action = match action {
            Some(action) if !self.stack.is_empty() => action,
            _ => self.plan_anew(scene, instr)?,
        };
        if let Some(resumed) = &mut self.resumed {
            (resumed.part, resumed.chosen) = (Some(part), Some(action));
        }
        Ok(action)
    }

    /// An action from a new plan for one action of the mission.
    fn plan_anew(&mut self, scene: Scene, instr: &Instr) -> Result<Action, GaveUp> {
        self.stack.clear();
        self.plan_part(scene, instr);
        let action = self.decide(scene);
        if action.is_ok() || self.knows_map() {
            return action;
        }
        // With little seen so far a plan may find no room to move things: look around.
        self.stack.clear();
        self.push(Subgoal::Explore);
        self.decide(scene).or(action)
    }

    /// Puts what one action of the mission still takes on the empty stack.
    fn plan_part(&mut self, scene: Scene, instr: &Instr) {
        let carried = scene.state.carrying;
        let holds = |id: DescId| scene.desc(id).objects.contains(&carried.id);
        let hands_full = !carried.is_empty();
        match *instr {
            Instr::GoTo(desc) if !scene.desc(desc).places.is_empty() => {
                self.push(Subgoal::GoNextTo(Target::Judged(desc), Aim::Face));
                // Objects in the way are moved faster with free hands.
                if hands_full && !self.is_way_free(scene, desc) {
                    self.put_away(scene);
                }
            }
            // The judge forgot where it was when it was carried: it has to lie somewhere.
            Instr::GoTo(desc) if hands_full && holds(desc) => self.put_away(scene),
            Instr::GoTo(desc) => self.push(Subgoal::GoNextTo(Target::Live(desc), Aim::Face)),
            Instr::Open { door, .. } => {
                self.push(Subgoal::Open(Key::Undecided));
                self.push(Subgoal::GoNextTo(Target::Live(door), Aim::Open));
                if hands_full && !opens_any(scene, door) {
                    self.put_away(scene);
                }
            }
            // Only picking up counts: what is carried already has to be put down for it.
            Instr::Pickup { object, .. } => {
                self.push(Subgoal::Pickup);
                self.push(Subgoal::GoNextTo(Target::Live(object), Aim::Face));
                if hands_full {
                    self.put_away(scene);
                }
            }
            Instr::PutNext { moved, fixed, .. } => {
                self.push(Subgoal::Drop);
                self.push(Subgoal::GoNextTo(Target::Live(fixed), Aim::Beside));
                if !(hands_full && holds(moved)) {
                    self.push(Subgoal::Pickup);
                    self.push(Subgoal::GoNextTo(Target::Live(moved), Aim::Face));
                    if hands_full {
                        self.put_away(scene);
                    }
                }
            }
            Instr::Before(..) | Instr::After(..) | Instr::And(..) => {}
        }
    }

    /// Puts down what is carried, before all else; looks for a free cell first if none was seen.
    fn put_away(&mut self, scene: Scene) {
        match self.drop_place(scene, Target::Nowhere) {
            Target::Nowhere if !self.knows_map() => self.push(Subgoal::Explore),
            place => {
                self.push(Subgoal::Drop);
                self.push(go_to(place));
            }
        }
    }

    /// Whether one can walk to a description without moving objects.
    fn is_way_free(&mut self, scene: Scene, desc: DescId) -> bool {
        let Self { search, seen, .. } = self;
        let places = &scene.desc(desc).places;
        search.shortest_path(scene.state, seen, false, |at, _| places.contains(&at)).is_some()
    }

    /// Opens the first locked door on the way to a target. Only with the map known.
    pub(super) fn unlock_towards(&mut self, scene: Scene, target: Target) -> Result<(), GaveUp> {
        let mut candidates = Vec::new();
        if let Target::Place(place) | Target::Door(place) = target {
            candidates.push((ObjectId::NONE, place));
        } else {
            self.collect(scene, target, &mut candidates);
        }
        let Self { search, seen, .. } = self;
        search.doors = Doors::Any;
        let is_target = |at: Pos, _| candidates.iter().any(|&(_, place)| place == at);
        let route = search.shortest_path(scene.state, seen, true, is_target);
        search.doors = Doors::Unlocked;
        let door = route.and_then(|route| route.locked);
        let Some(place) = door else { return Err(GaveUp { reason: Reason::NoWay }) };
        let keep = scene.has_key_of(scene.state.grid.get(place));
        self.push(Subgoal::Open(if keep { Key::Keep } else { Key::Undecided }));
        self.push(Subgoal::GoNextTo(Target::Door(place), Aim::Open));
        Ok(())
    }
}

/// Adds what a target of resumed play means at this moment; tells whether anything does.
pub(super) fn collect_now(scene: Scene, target: Target, into: &mut Vec<(ObjectId, Pos)>) -> bool {
    let grid = &scene.state.grid;
    match target {
        Target::Live(id) => {
            let objects = &scene.desc(id).objects;
            for at in grid.positions_by_column() {
                let cell = grid.get(at);
                if cell.id != ObjectId::NONE && objects.contains(&cell.id) {
                    into.push((cell.id, at));
                }
            }
        }
        Target::Judged(id) => {
            let places =
                scene.desc(id).places.iter().filter(|&&at| grid.get(at).kind != Kind::Wall);
            // Any name will do that is not what the agent carries: only the places count.
            into.extend(places.map(|&at| (ObjectId(u16::MAX), at)));
        }
        _ => {}
    }
    !into.is_empty()
}

/// Whether what is carried is no hindrance to opening one of the doors: it fits, or none is locked.
fn opens_any(scene: Scene, doors: DescId) -> bool {
    let mut into = Vec::new();
    collect_now(scene, Target::Live(doors), &mut into);
    into.iter().any(|&(_, place)| {
        let door = scene.state.grid.get(place);
        !door.is_locked || scene.has_key_of(door)
    })
}

/// A box that holds a key of a colour.
pub(super) fn boxed_key(scene: Scene, color: Color) -> Option<Pos> {
    let state = scene.state;
    state.grid.positions_by_column().find(|&at| {
        let content = state.objects.info(state.grid.get(at).id).content;
        content.kind == Kind::Key && content.color == color
    })
}
