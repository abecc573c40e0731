//! What a world asks of whoever plays it: one skill each, to group and to search the worlds by.

use super::{Entry, Made};
use crate::env::babyai::level_gen::{ActionKind, InstrKind, LevelGen};
use crate::env::babyai::levels::{GoTo, Open, Pickup, PutNext};
use crate::env::babyai::{self, MixedKind};
use crate::env::minigrid::{Level, levels};

/// The skill that a world is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skill {
    /// Walk to the goal square.
    Navigate,
    /// The same past what ends the episode.
    Danger,
    /// Face what is asked for.
    GoTo,
    /// Pick up what is asked for.
    PickUp,
    /// Put one thing next to another.
    PutNext,
    /// Open the right door.
    OpenDoors,
    /// Find keys, open locks, clear the way.
    Unlock,
    /// Find something in a maze of rooms.
    Explore,
    /// Remember what is no longer seen.
    Memory,
    /// Do several things in the order asked.
    Sequence,
    /// Do whatever a mission asks for.
    AnyMission,
    /// Stay alive in a wide world, and make much of little.
    Survive,
    /// Nothing is asked.
    FreePlay,
}

impl Skill {
    /// Every skill, the plainest first.
    pub const ALL: [Self; 13] = [
        Self::Navigate,
        Self::Danger,
        Self::GoTo,
        Self::PickUp,
        Self::PutNext,
        Self::OpenDoors,
        Self::Unlock,
        Self::Explore,
        Self::Memory,
        Self::Sequence,
        Self::AnyMission,
        Self::Survive,
        Self::FreePlay,
    ];

    /// A title.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Navigate => "Find the way",
            Self::Danger => "Mind the danger",
            Self::GoTo => "Go to",
            Self::PickUp => "Pick up",
            Self::PutNext => "Put next to",
            Self::OpenDoors => "Open doors",
            Self::Unlock => "Unlock",
            Self::Explore => "Search a maze",
            Self::Memory => "Remember",
            Self::Sequence => "One after the other",
            Self::AnyMission => "Any mission",
            Self::Survive => "Survive",
            Self::FreePlay => "Free play",
        }
    }

    /// What it takes, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Navigate => "Walk to the green square through rooms, gaps and doors.",
            Self::Danger => {
                "Reach the green square past lava or moving balls, which end the episode."
            }
            Self::GoTo => {
                "Tell things apart by colour and kind, and face the one that is asked for."
            }
            Self::PickUp => "Tell things apart, and pick up the one that is asked for.",
            Self::PutNext => "Carry one thing to another and find a free cell beside it.",
            Self::OpenDoors => "Open the door that is told by its colour or by where it is.",
            Self::Unlock => {
                "Find the key of a locked door, sometimes in a box, and clear the way to it."
            }
            Self::Explore => "Find something in rooms that one has not seen yet.",
            Self::Memory => "Keep in mind what was seen at the start until it matters.",
            Self::Sequence => "Do several things in the order in which the mission puts them.",
            Self::AnyMission => "Read a mission that may ask for anything, and do it.",
            Self::Survive => {
                "Gather, make tools, eat, drink, fight and sleep, by day and by night."
            }
            Self::FreePlay => "Look around: nothing is asked and nothing is rewarded.",
        }
    }

    const fn of(made: Made) -> Self {
        match made {
            Made::Grid(Level::MiniGrid(level)) => of_minigrid(level),
            Made::Grid(Level::BabyAi(level)) => of_babyai(level),
            Made::Crafter(_) => Self::Survive,
        }
    }
}

impl Entry {
    /// The skill that the world is about.
    pub const fn skill(&self) -> Skill {
        Skill::of(self.made)
    }
}

const fn of_minigrid(level: levels::Level) -> Skill {
    use levels::Level;
    match level {
        Level::Empty { .. }
        | Level::FourRooms
        | Level::Crossing { lava: false, .. }
        | Level::MultiRoom { .. } => Skill::Navigate,
        Level::DistShift { .. }
        | Level::Crossing { .. }
        | Level::LavaGap { .. }
        | Level::DynamicObstacles { .. } => Skill::Danger,
        Level::GoToDoor { .. } | Level::GoToObject { .. } => Skill::GoTo,
        Level::Fetch { .. } => Skill::PickUp,
        Level::PutNear { .. } => Skill::PutNext,
        Level::RedBlueDoors { .. } => Skill::OpenDoors,
        Level::DoorKey { .. }
        | Level::LockedRoom
        | Level::Unlock
        | Level::UnlockPickup { .. }
        | Level::KeyCorridor { .. }
        | Level::MazeOfTwo(_)
        | Level::MazeOfNine(_) => Skill::Unlock,
        Level::Memory { .. } => Skill::Memory,
        Level::Playground => Skill::FreePlay,
    }
}

const fn of_babyai(level: babyai::Level) -> Skill {
    use babyai::Level;
    match level {
        Level::GoTo(GoTo::Maze { .. })
        | Level::Open(Open::Maze)
        | Level::Pickup(Pickup::Maze | Pickup::Find { .. }) => Skill::Explore,
        Level::GoTo(GoTo::Locked) | Level::Pickup(Pickup::Blocked) | Level::Unlock(_) => {
            Skill::Unlock
        }
        Level::Open(Open::ObjectOrDoor) => Skill::AnyMission,
        Level::Open(Open::TwoDoors { .. } | Open::InOrder { .. })
        | Level::PutNext(PutNext::BothWays { .. }) => Skill::Sequence,
        Level::GoTo(_) => Skill::GoTo,
        Level::Open(_) => Skill::OpenDoors,
        Level::Pickup(_) => Skill::PickUp,
        Level::PutNext(_) => Skill::PutNext,
        Level::LevelGen(level) => of_grammar(level),
        Level::Mixed { kind, .. } => match kind {
            MixedKind::GoTo => Skill::GoTo,
            MixedKind::Pickup => Skill::PickUp,
            MixedKind::Open => Skill::Unlock,
            MixedKind::PutNext => Skill::PutNext,
            MixedKind::PickupThenGoTo => Skill::Sequence,
        },
    }
}

const fn of_grammar(level: LevelGen) -> Skill {
    match (level.instrs, level.actions) {
        ([InstrKind::Action], [ActionKind::Pickup]) => Skill::PickUp,
        ([InstrKind::Action], _) => Skill::AnyMission,
        _ => Skill::Sequence,
    }
}
