//! What an action does to the world, in the words of the action list.

use std::fmt;

use crate::env::minigrid::{Action, Cell, Color, Dir, GridState, Kind, Pos};

/// What an action does to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The agent turns.
    Faces(Dir),
    /// It walks.
    Walks(Pos),
    /// It walks onto the goal square.
    ReachesGoal,
    /// It walks into lava.
    EntersLava,
    /// It runs into something that ends the episode.
    RunsInto(Thing),
    /// It picks something up.
    PicksUp(Thing),
    /// It puts something down.
    Puts(Thing, Pos),
    /// It opens a door.
    Opens(Thing),
    /// It opens a locked door with the key it carries.
    Unlocks(Thing),
    /// It closes a door.
    Closes(Thing),
    /// It opens a box, which vanishes.
    Destroys(Thing),
    /// It opens a box, which gives way to what it held.
    Finds(Thing),
    /// It says that the task is done, and the world takes its word.
    SaysDone,
    /// Nothing, but a step is used up.
    Nothing(Obstacle),
}

/// Why an action would do nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Nothing is ahead.
    NothingAhead,
    /// Something is carried already.
    HandsFull,
    /// Nothing is carried.
    HandsEmpty,
    /// A wall is ahead.
    Wall,
    /// Something else is ahead.
    InTheWay(Thing),
    /// The door ahead is closed.
    Closed,
    /// The door ahead is locked.
    Locked,
    /// What is ahead cannot be picked up.
    Fixed(Thing),
    /// What is ahead cannot be opened.
    NoUse(Thing),
    /// The world does not listen to it.
    NoMeaning,
}

/// A thing by its looks. Shown, it is "the grey box".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Its colour; none where only the kind is known.
    pub color: Option<Color>,
    /// Its kind; none where only the colour is known.
    pub kind: Option<Kind>,
}

impl From<Cell> for Thing {
    fn from(cell: Cell) -> Self {
        Self { color: Some(cell.color), kind: Some(cell.kind) }
    }
}

impl Effect {
    /// The effect of an action that was tried out.
    pub(super) fn of(
        action: Action,
        before: &GridState,
        after: &GridState,
        terminated: bool,
    ) -> Self {
        let front = before.front();
        let ahead = before.grid.get(front);
        match action {
            Action::Left | Action::Right => Self::Faces(after.dir),
            Action::Forward if after.agent != before.agent => match ahead.kind {
                Kind::Goal => Self::ReachesGoal,
                Kind::Lava => Self::EntersLava,
                _ => Self::Walks(after.agent),
            },
            Action::Forward if terminated => Self::RunsInto(ahead.into()),
            Action::Forward => Self::Nothing(Obstacle::to_walking(ahead)),
            Action::Pickup if after.carrying.id != before.carrying.id => {
                Self::PicksUp(after.carrying.into())
            }
            Action::Pickup => Self::Nothing(Obstacle::to_picking_up(ahead)),
            Action::Drop if after.carrying.id != before.carrying.id => {
                Self::Puts(before.carrying.into(), front)
            }
            Action::Drop if before.carrying.is_empty() => Self::Nothing(Obstacle::HandsEmpty),
            Action::Drop => Self::Nothing(Obstacle::to_putting(ahead)),
            Action::Toggle => Self::of_toggling(ahead, after.grid.get(front)),
            Action::Done if terminated => Self::SaysDone,
            Action::Done => Self::Nothing(Obstacle::NoMeaning),
        }
    }

    fn of_toggling(ahead: Cell, then: Cell) -> Self {
        match ahead.kind {
            Kind::Door if then.is_open && ahead.is_locked => Self::Unlocks(ahead.into()),
            Kind::Door if then.is_open && !ahead.is_open => Self::Opens(ahead.into()),
            Kind::Door if ahead.is_open && !then.is_open => Self::Closes(ahead.into()),
            Kind::Door => Self::Nothing(Obstacle::Locked),
            Kind::Box if then.is_empty() => Self::Destroys(ahead.into()),
            Kind::Box => Self::Finds(then.into()),
            Kind::Empty => Self::Nothing(Obstacle::NothingAhead),
            Kind::Wall => Self::Nothing(Obstacle::Wall),
            _ => Self::Nothing(Obstacle::NoUse(ahead.into())),
        }
    }
}

impl Obstacle {
    fn to_walking(ahead: Cell) -> Self {
        match ahead.kind {
            Kind::Wall => Self::Wall,
            Kind::Door if ahead.is_locked => Self::Locked,
            Kind::Door => Self::Closed,
            _ => Self::InTheWay(ahead.into()),
        }
    }

    fn to_picking_up(ahead: Cell) -> Self {
        match ahead.kind {
            Kind::Empty => Self::NothingAhead,
            Kind::Wall => Self::Wall,
            kind if kind.is_portable() => Self::HandsFull,
            _ => Self::Fixed(ahead.into()),
        }
    }

    fn to_putting(ahead: Cell) -> Self {
        if ahead.kind == Kind::Wall { Self::Wall } else { Self::InTheWay(ahead.into()) }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faces(dir) => write!(f, "faces {}", dir.as_str()),
            Self::Walks(to) => write!(f, "to {}, {}", to.x, to.y),
            Self::ReachesGoal => f.write_str("reaches the goal"),
            Self::EntersLava => f.write_str("walks into lava"),
            Self::RunsInto(thing) => write!(f, "runs into {thing}"),
            Self::PicksUp(thing) => write!(f, "picks up {thing}"),
            Self::Puts(thing, at) => {
                let kind = thing.kind.map_or("object", Kind::as_str);
                write!(f, "puts the {kind} at {}, {}", at.x, at.y)
            }
            Self::Opens(thing) => write!(f, "opens {thing}"),
            Self::Unlocks(thing) => write!(f, "unlocks {thing}"),
            Self::Closes(thing) => write!(f, "closes {thing}"),
            Self::Destroys(thing) => write!(f, "{thing} vanishes"),
            Self::Finds(thing) => write!(f, "finds {thing} in the box"),
            Self::SaysDone => f.write_str("says it is done"),
            Self::Nothing(obstacle) => obstacle.fmt(f),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingAhead => f.write_str("nothing in front"),
            Self::HandsFull => f.write_str("hands are full"),
            Self::HandsEmpty => f.write_str("hands are empty"),
            Self::Wall => f.write_str("a wall is in the way"),
            Self::InTheWay(thing) => write!(f, "{thing} is in the way"),
            Self::Closed => f.write_str("the door is closed"),
            Self::Locked => f.write_str("the door is locked"),
            Self::Fixed(thing) => write!(f, "{thing} stays where it is"),
            Self::NoUse(thing) => write!(f, "{thing} does not open"),
            Self::NoMeaning => f.write_str("changes nothing"),
        }
    }
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the ")?;
        if let Some(color) = self.color {
            write!(f, "{color} ")?;
        }
        f.write_str(self.kind.map_or("object", Kind::as_str))
    }
}
