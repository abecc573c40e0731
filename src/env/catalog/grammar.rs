//! What missions a world can have, as a pattern that a person can read.
//!
//! Small letters stand as they are, `(a|b)` is a choice, `[a]` may be missing, and a word in capitals
//! stands for one of [`WORDS`]. "a" instead of "the" means that several things match.

use super::{Entry, Made};
use crate::env::babyai::level_gen::{ActionKind, InstrKind, LevelGen};
use crate::env::babyai::levels::{By, GoTo, Open, Pickup, PutNext, Unlock};
use crate::env::babyai::{self, MixedKind};
use crate::env::crafter;
use crate::env::minigrid::{Color, Level, levels};

/// The words in capitals, and the patterns that they stand for.
pub const WORDS: [(&str, &str); 6] = [
    ("COLOUR", "(red|green|blue|purple|yellow|grey)"),
    ("KIND", "(key|ball|box)"),
    ("SIDE", "(in front of you|behind you|on your left|on your right)"),
    (
        "ACTION",
        "(go to (the|a) [COLOUR ](KIND|door)[ SIDE]|pick up (the|a) [COLOUR ]KIND[ SIDE]|open (the|a) [COLOUR ]door[ SIDE]|put (the|a) [COLOUR ]KIND[ SIDE] next to (the|a) [COLOUR ](KIND|door)[ SIDE])",
    ),
    ("WALK", "go to (the|a) [COLOUR ](KIND|door)"),
    ("DOOR", "open the COLOUR door"),
];

impl Entry {
    /// The pattern of the world's missions; empty where nothing is asked.
    pub const fn grammar(&self) -> &'static str {
        match self.made {
            Made::Grid(Level::MiniGrid(level)) => of_minigrid(level),
            Made::Grid(Level::BabyAi(level)) => of_babyai(level),
            Made::Crafter(_) => crafter::MISSION,
        }
    }
}

const fn of_minigrid(level: levels::Level) -> &'static str {
    use levels::Level;
    match level {
        Level::Fetch { .. } => "(get|go get|fetch|go fetch|you must fetch) a COLOUR (key|ball)",
        Level::GoToDoor { .. } => "go to the COLOUR door",
        Level::GoToObject { .. } => "go to the COLOUR KIND",
        Level::PutNear { .. } => "put the COLOUR KIND near the COLOUR KIND",
        Level::LockedRoom => {
            "get the COLOUR key from the COLOUR room, unlock the COLOUR door and go to the goal"
        }
        Level::UnlockPickup { .. } => "pick up the COLOUR box",
        Level::KeyCorridor { .. } => "pick up the COLOUR ball",
        Level::MazeOfTwo(_) | Level::MazeOfNine(_) => "pick up the blue ball",
        level => level.mission(),
    }
}

const fn of_babyai(level: babyai::Level) -> &'static str {
    use babyai::Level;
    match level {
        Level::GoTo(level) => of_go_to(level),
        Level::Open(level) => of_open(level),
        Level::Pickup(level) => of_pickup(level),
        Level::PutNext(PutNext::BothWays { .. }) => {
            "put (the|a) COLOUR KIND next to (the|a) COLOUR KIND, then put (the|a) COLOUR KIND next to (the|a) COLOUR KIND"
        }
        Level::PutNext(PutNext::Local { .. }) => "put the COLOUR KIND next to the COLOUR KIND",
        Level::PutNext(PutNext::Across { .. }) => {
            "put (the|a) COLOUR KIND next to (the|a) COLOUR KIND"
        }
        Level::Unlock(level) => of_unlock(level),
        Level::LevelGen(level) => of_level_gen(level),
        Level::Mixed { kind, .. } => of_mixed(kind),
    }
}

const fn of_go_to(level: GoTo) -> &'static str {
    match level {
        GoTo::RedBall { distractors: 0, .. } | GoTo::RedBall { all_grey: true, .. } => {
            "go to the red ball"
        }
        GoTo::RedBall { .. } => "go to (the|a) red ball",
        GoTo::Single { .. } | GoTo::Maze { distractors: 1, .. } => "go to the COLOUR KIND",
        GoTo::Local { .. } | GoTo::Maze { .. } | GoTo::Locked => "go to (the|a) COLOUR KIND",
        GoTo::RedOrBlueBall => "go to the (red|blue) ball",
        GoTo::Door => "go to (the|a) COLOUR door",
        GoTo::ObjectOrDoor => "go to (the|a) COLOUR (KIND|door)",
    }
}

const fn of_open(level: Open) -> &'static str {
    match level {
        Open::Maze => "open (the|a) COLOUR door",
        Open::RedDoor => "open the red door",
        Open::Door { by: Some(By::Color), .. } => "open the COLOUR door",
        Open::Door { by: Some(By::Loc), .. } => "open (the|a) door SIDE",
        Open::Door { by: None, .. } => "open (the COLOUR door|(the|a) door SIDE)",
        Open::TwoDoors { colors: Some((Color::Red, Color::Blue)), .. } => {
            "open the red door, then open the blue door"
        }
        Open::TwoDoors { .. } => "DOOR, then DOOR",
        Open::InOrder { .. } => "DOOR[(, then | after you )DOOR]",
        Open::ObjectOrDoor => {
            "(go to (the|a) COLOUR (KIND|door)|pick up the COLOUR KIND|open (the|a) COLOUR door)"
        }
    }
}

const fn of_pickup(level: Pickup) -> &'static str {
    match level {
        Pickup::Maze | Pickup::Blocked => "pick up (the|a) COLOUR KIND",
        Pickup::Described { .. } => "pick up (the|a) ([COLOUR ]KIND|COLOUR object)",
        Pickup::Above => "pick up the COLOUR KIND",
        Pickup::Find { .. } => "pick up the KIND",
        Pickup::OneRoom { .. } => "pick up the ball",
    }
}

const fn of_unlock(level: Unlock) -> &'static str {
    match level {
        Unlock::Maze => "open (the|a) COLOUR door",
        Unlock::Local { .. } | Unlock::KeyInBox => "open the door",
        Unlock::Pickup { distractors: false } => "pick up the COLOUR box",
        Unlock::Pickup { .. } => "pick up (the|a) COLOUR box",
        Unlock::BlockedPickup => "pick up the box",
        Unlock::ToUnlock | Unlock::KeyCorridor { .. } => "pick up the ball",
    }
}

const fn of_level_gen(level: LevelGen) -> &'static str {
    match (level.instrs, level.actions, level.locations) {
        ([InstrKind::Action], [ActionKind::Pickup], _) => "pick up (the|a) [COLOUR ]KIND[ SIDE]",
        ([InstrKind::Action], _, _) => "ACTION",
        (_, [ActionKind::GoTo], _) => "WALK[ and WALK][(, then | after you )WALK[ and WALK]]",
        _ => "ACTION[ and ACTION][(, then | after you )ACTION[ and ACTION]]",
    }
}

const fn of_mixed(kind: MixedKind) -> &'static str {
    match kind {
        MixedKind::GoTo => "go to (the|a) COLOUR KIND",
        MixedKind::Pickup => "pick up (the|a) COLOUR KIND",
        MixedKind::Open => "open the [COLOUR ]door",
        MixedKind::PutNext => "put (the|a) COLOUR KIND next to (the|a) COLOUR KIND",
        MixedKind::PickupThenGoTo => {
            "(pick up (the|a) COLOUR KIND, then go to (the|a) COLOUR KIND|go to (the|a) COLOUR KIND after you pick up (the|a) COLOUR KIND)"
        }
    }
}
