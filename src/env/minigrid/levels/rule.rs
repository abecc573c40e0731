//! What MiniGrid's levels add to the shared rules of a step.
//!
//! Source: Minigrid, the `step` of each class in `envs`.

use crate::env::minigrid::place::{Area, Builder};
use crate::env::minigrid::{Action, Cell, Color, GridState, Kind, ObjectId, Outcome, Pos};
use crate::rng::Pcg64;

/// The most obstacles that move about in a level.
const MOST_OBSTACLES: usize = 8;

/// The rule of one episode, with the things it speaks of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// The shared rules only.
    Plain,
    /// Carry an object of this look; any other fails.
    Fetch(Kind, Color),
    /// Say "done" beside this place.
    DoneBeside(Pos),
    /// Put an object of this look near this place.
    PutNear(Kind, Color, Pos),
    /// Open the door at this place.
    OpenDoor(Pos),
    /// Carry this object.
    Carry(ObjectId),
    /// Open the first door, then the second.
    OpenInOrder(Pos, Pos),
    /// Walk to the first place, not to the second.
    Choose(Pos, Pos),
    /// Balls move about; running into something costs.
    Obstacles(Obstacles),
}

/// The balls that move about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Obstacles {
    balls: [Cell; MOST_OBSTACLES],
    count: usize,
}

impl Obstacles {
    /// No ball yet.
    pub const fn new() -> Self {
        Self { balls: [Cell::EMPTY; MOST_OBSTACLES], count: 0 }
    }

    /// Adds a ball, as long as there is room for one.
    pub fn push(&mut self, ball: Cell) {
        if let Some(free) = self.balls.get_mut(self.count) {
            *free = ball;
            self.count += 1;
        }
    }
}

impl Rule {
    /// Takes one step.
    pub(in crate::env) fn step(
        &self,
        state: &mut GridState,
        rng: &mut Pcg64,
        action: Action,
    ) -> Outcome {
        match *self {
            Self::Plain => state.apply(action),
            Self::Fetch(kind, color) => {
                let outcome = state.apply(action);
                let held = state.carrying;
                if held.is_empty() {
                    return outcome;
                }
                state.end(held.kind == kind && held.color == color)
            }
            Self::DoneBeside(target) => {
                let outcome = state.apply(action);
                match action {
                    // A person must not open any of the doors.
                    Action::Toggle => Outcome { terminated: true, ..outcome },
                    Action::Done => state.end(state.agent.manhattan(target) == 1),
                    _ => outcome,
                }
            }
            Self::PutNear(kind, color, target) => put_near(state, action, (kind, color), target),
            Self::OpenDoor(door) => {
                let outcome = state.apply(action);
                let is_open = action == Action::Toggle && state.grid.get(door).is_open;
                if is_open { state.end(true) } else { outcome }
            }
            Self::Carry(object) => {
                let outcome = state.apply(action);
                // Upstream quirk: any later attempt to pick something up counts too.
                let has_it = action == Action::Pickup && state.carrying.id == object;
                if has_it { state.end(true) } else { outcome }
            }
            Self::OpenInOrder(first, second) => open_in_order(state, action, first, second),
            Self::Choose(right, wrong) => {
                // Upstream quirk: nothing can be picked up; the action toggles.
                let action = if action == Action::Pickup { Action::Toggle } else { action };
                let outcome = state.apply(action);
                match state.agent {
                    at if at == right => state.end(true),
                    at if at == wrong => state.end(false),
                    _ => outcome,
                }
            }
            Self::Obstacles(obstacles) => dodge(state, rng, action, &obstacles),
        }
    }
}

fn put_near(
    state: &mut GridState,
    action: Action,
    (kind, color): (Kind, Color),
    target: Pos,
) -> Outcome {
    let carried = state.carrying;
    let outcome = state.apply(action);
    let held = state.carrying;
    match action {
        Action::Pickup if !held.is_empty() && (held.kind, held.color) != (kind, color) => {
            Outcome { terminated: true, ..outcome }
        }
        Action::Drop if !carried.is_empty() => {
            let front = state.front();
            let away = front - target;
            let is_near = away.x.abs() <= 1 && away.y.abs() <= 1;
            state.end(is_near && state.grid.get(front).id == carried.id)
        }
        _ => outcome,
    }
}

fn open_in_order(state: &mut GridState, action: Action, first: Pos, second: Pos) -> Outcome {
    let is_open = |state: &GridState, door: Pos| state.grid.get(door).is_open;
    let (first_before, second_before) = (is_open(state, first), is_open(state, second));
    let outcome = state.apply(action);
    if is_open(state, second) {
        state.end(first_before)
    } else if is_open(state, first) && second_before {
        state.end(false)
    } else {
        outcome
    }
}

fn dodge(state: &mut GridState, rng: &mut Pcg64, action: Action, obstacles: &Obstacles) -> Outcome {
    let action = match action {
        Action::Left | Action::Right | Action::Forward => action,
        // Upstream quirk: the level has three actions, and any other number means the first.
        _ => Action::Left,
    };
    let ahead = state.grid.get(state.front());
    let is_blocked = !matches!(ahead.kind, Kind::Empty | Kind::Goal);
    for &ball in &obstacles.balls[..obstacles.count] {
        let Some(from) = state.objects.info(ball.id).cur_pos else { continue };
        let around = Area::new(from - Pos::new(1, 1), 3, 3);
        let mut build = Builder { state: &mut *state, rng: &mut *rng };
        // A ball that finds no place stays.
        if build.place_within_tries(ball, around, 100, |_, _| false).is_ok() {
            state.grid.set(from, Cell::EMPTY);
        }
    }
    let outcome = state.apply(action);
    if action == Action::Forward && is_blocked {
        return Outcome { reward: -1.0, terminated: true };
    }
    outcome
}
