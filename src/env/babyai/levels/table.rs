//! BabyAI's registered names and what they mean, in the order of upstream's registry.
//!
//! Source: Minigrid, `__init__.py`.

use super::{By, GoTo, Level, Open, Pickup, PutNext, Unlock};
use crate::env::babyai::level_gen::{ActionKind, InstrKind, LevelGen};
use crate::env::minigrid::Color;
use crate::env::minigrid::rooms::Shape;

const GO_TO_SEQ: LevelGen = LevelGen {
    actions: &[ActionKind::GoTo],
    locked_room: 0.0,
    locations: false,
    unblocking: false,
    ..LevelGen::FULL
};

const PICKUP_LOC: LevelGen = LevelGen {
    shape: Shape::new(8, 1, 1),
    distractors: 8,
    actions: &[ActionKind::Pickup],
    instrs: &[InstrKind::Action],
    locked_room: 0.0,
    unblocking: false,
    ..LevelGen::FULL
};

const SYNTH: LevelGen = LevelGen {
    instrs: &[InstrKind::Action],
    locations: false,
    implicit_unlock: false,
    ..LevelGen::FULL
};

const fn go_to(level: GoTo) -> Level {
    Level::GoTo(level)
}

const fn maze(shape: (i32, i32, i32), distractors: usize, doors_open: bool) -> GoTo {
    let (size, rows, columns) = shape;
    GoTo::Maze { shape: Shape::new(size, rows, columns), distractors, doors_open }
}

/// Every level by its registered name.
pub const TABLE: [(&str, Level); 96] = [
    ("BabyAI-GoToRedBallGrey-v0", go_to(GoTo::RedBall { distractors: 7, all_grey: true })),
    ("BabyAI-GoToRedBall-v0", go_to(GoTo::RedBall { distractors: 7, all_grey: false })),
    ("BabyAI-GoToRedBallNoDists-v0", go_to(GoTo::RedBall { distractors: 0, all_grey: false })),
    ("BabyAI-GoToObj-v0", go_to(GoTo::Single { size: 8 })),
    ("BabyAI-GoToObjS4-v0", go_to(GoTo::Single { size: 4 })),
    ("BabyAI-GoToObjS6-v1", go_to(GoTo::Single { size: 6 })),
    ("BabyAI-GoToLocal-v0", go_to(GoTo::Local { size: 8, distractors: 8 })),
    ("BabyAI-GoToLocalS5N2-v0", go_to(GoTo::Local { size: 5, distractors: 2 })),
    ("BabyAI-GoToLocalS6N2-v0", go_to(GoTo::Local { size: 6, distractors: 2 })),
    ("BabyAI-GoToLocalS6N3-v0", go_to(GoTo::Local { size: 6, distractors: 3 })),
    ("BabyAI-GoToLocalS6N4-v0", go_to(GoTo::Local { size: 6, distractors: 4 })),
    ("BabyAI-GoToLocalS7N4-v0", go_to(GoTo::Local { size: 7, distractors: 4 })),
    ("BabyAI-GoToLocalS7N5-v0", go_to(GoTo::Local { size: 7, distractors: 5 })),
    ("BabyAI-GoToLocalS8N2-v0", go_to(GoTo::Local { size: 8, distractors: 2 })),
    ("BabyAI-GoToLocalS8N3-v0", go_to(GoTo::Local { size: 8, distractors: 3 })),
    ("BabyAI-GoToLocalS8N4-v0", go_to(GoTo::Local { size: 8, distractors: 4 })),
    ("BabyAI-GoToLocalS8N5-v0", go_to(GoTo::Local { size: 8, distractors: 5 })),
    ("BabyAI-GoToLocalS8N6-v0", go_to(GoTo::Local { size: 8, distractors: 6 })),
    ("BabyAI-GoToLocalS8N7-v0", go_to(GoTo::Local { size: 8, distractors: 7 })),
    ("BabyAI-GoTo-v0", go_to(maze((8, 3, 3), 18, false))),
    ("BabyAI-GoToOpen-v0", go_to(maze((8, 3, 3), 18, true))),
    ("BabyAI-GoToObjMaze-v0", go_to(maze((8, 3, 3), 1, false))),
    ("BabyAI-GoToObjMazeOpen-v0", go_to(maze((8, 3, 3), 1, true))),
    ("BabyAI-GoToObjMazeS4R2-v0", go_to(maze((4, 2, 2), 1, false))),
    ("BabyAI-GoToObjMazeS4-v0", go_to(maze((4, 3, 3), 1, false))),
    ("BabyAI-GoToObjMazeS5-v0", go_to(maze((5, 3, 3), 1, false))),
    ("BabyAI-GoToObjMazeS6-v0", go_to(maze((6, 3, 3), 1, false))),
    ("BabyAI-GoToObjMazeS7-v0", go_to(maze((7, 3, 3), 1, false))),
    ("BabyAI-GoToImpUnlock-v0", go_to(GoTo::Locked)),
    ("BabyAI-GoToSeq-v0", Level::LevelGen(GO_TO_SEQ)),
    (
        "BabyAI-GoToSeqS5R2-v0",
        Level::LevelGen(LevelGen { shape: Shape::new(5, 2, 2), distractors: 4, ..GO_TO_SEQ }),
    ),
    ("BabyAI-GoToRedBlueBall-v0", go_to(GoTo::RedOrBlueBall)),
    ("BabyAI-GoToDoor-v0", go_to(GoTo::Door)),
    ("BabyAI-GoToObjDoor-v0", go_to(GoTo::ObjectOrDoor)),
    ("BabyAI-Open-v0", Level::Open(Open::Maze)),
    ("BabyAI-OpenRedDoor-v0", Level::Open(Open::RedDoor)),
    ("BabyAI-OpenDoor-v0", Level::Open(Open::Door { strict: false, by: None })),
    ("BabyAI-OpenDoorDebug-v0", Level::Open(Open::Door { strict: true, by: None })),
    ("BabyAI-OpenDoorColor-v0", Level::Open(Open::Door { strict: false, by: Some(By::Color) })),
    ("BabyAI-OpenDoorLoc-v0", Level::Open(Open::Door { strict: false, by: Some(By::Loc) })),
    ("BabyAI-OpenTwoDoors-v0", Level::Open(Open::TwoDoors { colors: None, strict: false })),
    (
        "BabyAI-OpenRedBlueDoors-v0",
        Level::Open(Open::TwoDoors { colors: Some((Color::Red, Color::Blue)), strict: false }),
    ),
    (
        "BabyAI-OpenRedBlueDoorsDebug-v0",
        Level::Open(Open::TwoDoors { colors: Some((Color::Red, Color::Blue)), strict: true }),
    ),
    ("BabyAI-OpenDoorsOrderN2-v0", Level::Open(Open::InOrder { doors: 2, strict: false })),
    ("BabyAI-OpenDoorsOrderN4-v0", Level::Open(Open::InOrder { doors: 4, strict: false })),
    ("BabyAI-OpenDoorsOrderN2Debug-v0", Level::Open(Open::InOrder { doors: 2, strict: true })),
    ("BabyAI-OpenDoorsOrderN4Debug-v0", Level::Open(Open::InOrder { doors: 4, strict: true })),
    ("BabyAI-Pickup-v0", Level::Pickup(Pickup::Maze)),
    ("BabyAI-UnblockPickup-v0", Level::Pickup(Pickup::Blocked)),
    ("BabyAI-PickupLoc-v0", Level::LevelGen(PICKUP_LOC)),
    ("BabyAI-PickupDist-v0", Level::Pickup(Pickup::Described { strict: false })),
    ("BabyAI-PickupDistDebug-v0", Level::Pickup(Pickup::Described { strict: true })),
    ("BabyAI-PickupAbove-v0", Level::Pickup(Pickup::Above)),
    ("BabyAI-PutNextLocal-v0", Level::PutNext(PutNext::Local { size: 8, objects: 8 })),
    ("BabyAI-PutNextLocalS5N3-v0", Level::PutNext(PutNext::Local { size: 5, objects: 3 })),
    ("BabyAI-PutNextLocalS6N4-v0", Level::PutNext(PutNext::Local { size: 6, objects: 4 })),
    (
        "BabyAI-PutNextS4N1-v0",
        Level::PutNext(PutNext::Across { size: 4, objects: 1, carrying: false }),
    ),
    (
        "BabyAI-PutNextS5N2-v0",
        Level::PutNext(PutNext::Across { size: 5, objects: 2, carrying: false }),
    ),
    (
        "BabyAI-PutNextS5N1-v0",
        Level::PutNext(PutNext::Across { size: 5, objects: 1, carrying: false }),
    ),
    (
        "BabyAI-PutNextS6N3-v0",
        Level::PutNext(PutNext::Across { size: 6, objects: 3, carrying: false }),
    ),
    (
        "BabyAI-PutNextS7N4-v0",
        Level::PutNext(PutNext::Across { size: 7, objects: 4, carrying: false }),
    ),
    (
        "BabyAI-PutNextS5N2Carrying-v0",
        Level::PutNext(PutNext::Across { size: 5, objects: 2, carrying: true }),
    ),
    (
        "BabyAI-PutNextS6N3Carrying-v0",
        Level::PutNext(PutNext::Across { size: 6, objects: 3, carrying: true }),
    ),
    (
        "BabyAI-PutNextS7N4Carrying-v0",
        Level::PutNext(PutNext::Across { size: 7, objects: 4, carrying: true }),
    ),
    ("BabyAI-Unlock-v0", Level::Unlock(Unlock::Maze)),
    ("BabyAI-UnlockLocal-v0", Level::Unlock(Unlock::Local { distractors: false })),
    ("BabyAI-UnlockLocalDist-v0", Level::Unlock(Unlock::Local { distractors: true })),
    ("BabyAI-KeyInBox-v0", Level::Unlock(Unlock::KeyInBox)),
    ("BabyAI-UnlockPickup-v0", Level::Unlock(Unlock::Pickup { distractors: false })),
    ("BabyAI-UnlockPickupDist-v0", Level::Unlock(Unlock::Pickup { distractors: true })),
    ("BabyAI-BlockedUnlockPickup-v0", Level::Unlock(Unlock::BlockedPickup)),
    ("BabyAI-UnlockToUnlock-v0", Level::Unlock(Unlock::ToUnlock)),
    ("BabyAI-ActionObjDoor-v0", Level::Open(Open::ObjectOrDoor)),
    ("BabyAI-FindObjS5-v0", Level::Pickup(Pickup::Find { size: 5 })),
    ("BabyAI-FindObjS6-v0", Level::Pickup(Pickup::Find { size: 6 })),
    ("BabyAI-FindObjS7-v0", Level::Pickup(Pickup::Find { size: 7 })),
    ("BabyAI-KeyCorridor-v0", Level::Unlock(Unlock::KeyCorridor { size: 6, rows: 3 })),
    ("BabyAI-KeyCorridorS3R1-v0", Level::Unlock(Unlock::KeyCorridor { size: 3, rows: 1 })),
    ("BabyAI-KeyCorridorS3R2-v0", Level::Unlock(Unlock::KeyCorridor { size: 3, rows: 2 })),
    ("BabyAI-KeyCorridorS3R3-v0", Level::Unlock(Unlock::KeyCorridor { size: 3, rows: 3 })),
    ("BabyAI-KeyCorridorS4R3-v0", Level::Unlock(Unlock::KeyCorridor { size: 4, rows: 3 })),
    ("BabyAI-KeyCorridorS5R3-v0", Level::Unlock(Unlock::KeyCorridor { size: 5, rows: 3 })),
    ("BabyAI-KeyCorridorS6R3-v0", Level::Unlock(Unlock::KeyCorridor { size: 6, rows: 3 })),
    ("BabyAI-OneRoomS8-v0", Level::Pickup(Pickup::OneRoom { size: 8 })),
    ("BabyAI-OneRoomS12-v0", Level::Pickup(Pickup::OneRoom { size: 12 })),
    ("BabyAI-OneRoomS16-v0", Level::Pickup(Pickup::OneRoom { size: 16 })),
    ("BabyAI-OneRoomS20-v0", Level::Pickup(Pickup::OneRoom { size: 20 })),
    ("BabyAI-MoveTwoAcrossS5N2-v0", Level::PutNext(PutNext::BothWays { size: 5, objects: 2 })),
    ("BabyAI-MoveTwoAcrossS8N9-v0", Level::PutNext(PutNext::BothWays { size: 8, objects: 9 })),
    ("BabyAI-Synth-v0", Level::LevelGen(SYNTH)),
    ("BabyAI-SynthS5R2-v0", Level::LevelGen(LevelGen { shape: Shape::new(5, 2, 3), ..SYNTH })),
    (
        "BabyAI-SynthLoc-v0",
        Level::LevelGen(LevelGen {
            instrs: &[InstrKind::Action],
            implicit_unlock: false,
            ..LevelGen::FULL
        }),
    ),
    ("BabyAI-SynthSeq-v0", Level::LevelGen(LevelGen { implicit_unlock: false, ..LevelGen::FULL })),
    (
        "BabyAI-MiniBossLevel-v0",
        Level::LevelGen(LevelGen {
            shape: Shape::new(5, 2, 2),
            distractors: 7,
            locked_room: 0.25,
            ..LevelGen::FULL
        }),
    ),
    ("BabyAI-BossLevel-v0", Level::LevelGen(LevelGen::FULL)),
    (
        "BabyAI-BossLevelNoUnlock-v0",
        Level::LevelGen(LevelGen { locked_room: 0.0, implicit_unlock: false, ..LevelGen::FULL }),
    ),
];
