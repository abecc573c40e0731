//! MiniGrid's registered names and what they mean, in the order of upstream's registry.
//!
//! Source: Minigrid, `__init__.py`.

use super::{Level, Obstructions, Quarters};
use crate::env::minigrid::rooms::RoomAt;

/// Registered names that this build leaves out, and why.
pub const OUT_OF_SCOPE: [(&str, &str); 6] = [
    ("MiniGrid-WFC-MazeSimple-v0", WFC),
    ("MiniGrid-WFC-DungeonMazeScaled-v0", WFC),
    ("MiniGrid-WFC-RoomsFabric-v0", WFC),
    ("MiniGrid-WFC-ObstaclesBlackdots-v0", WFC),
    ("MiniGrid-WFC-ObstaclesAngular-v0", WFC),
    ("MiniGrid-WFC-ObstaclesHogs3-v0", WFC),
];

const WFC: &str = "it needs pattern images that the Python package does not ship";

const fn obstructed(boxed: bool, blocked: bool) -> Obstructions {
    Obstructions { boxed, blocked }
}

const fn maze(
    (column, row): (i32, i32),
    obstructions: Obstructions,
    quarters: usize,
    visited: u32,
    keys_last: bool,
) -> Level {
    let start = RoomAt::new(column, row);
    Level::MazeOfNine(Quarters { start, obstructions, quarters, visited, keys_last })
}

/// Every level by its registered name.
pub const TABLE: [(&str, Level); 76] = [
    ("MiniGrid-BlockedUnlockPickup-v0", Level::UnlockPickup { blocked: true }),
    ("MiniGrid-LavaCrossingS9N1-v0", Level::Crossing { size: 9, count: 1, lava: true }),
    ("MiniGrid-LavaCrossingS9N2-v0", Level::Crossing { size: 9, count: 2, lava: true }),
    ("MiniGrid-LavaCrossingS9N3-v0", Level::Crossing { size: 9, count: 3, lava: true }),
    ("MiniGrid-LavaCrossingS11N5-v0", Level::Crossing { size: 11, count: 5, lava: true }),
    ("MiniGrid-SimpleCrossingS9N1-v0", Level::Crossing { size: 9, count: 1, lava: false }),
    ("MiniGrid-SimpleCrossingS9N2-v0", Level::Crossing { size: 9, count: 2, lava: false }),
    ("MiniGrid-SimpleCrossingS9N3-v0", Level::Crossing { size: 9, count: 3, lava: false }),
    ("MiniGrid-SimpleCrossingS11N5-v0", Level::Crossing { size: 11, count: 5, lava: false }),
    ("MiniGrid-DistShift1-v0", Level::DistShift { strip_row: 2 }),
    ("MiniGrid-DistShift2-v0", Level::DistShift { strip_row: 5 }),
    ("MiniGrid-DoorKey-5x5-v0", Level::DoorKey { size: 5 }),
    ("MiniGrid-DoorKey-6x6-v0", Level::DoorKey { size: 6 }),
    ("MiniGrid-DoorKey-8x8-v0", Level::DoorKey { size: 8 }),
    ("MiniGrid-DoorKey-16x16-v0", Level::DoorKey { size: 16 }),
    (
        "MiniGrid-Dynamic-Obstacles-5x5-v0",
        Level::DynamicObstacles { size: 5, count: 2, random_start: false },
    ),
    (
        "MiniGrid-Dynamic-Obstacles-Random-5x5-v0",
        Level::DynamicObstacles { size: 5, count: 2, random_start: true },
    ),
    (
        "MiniGrid-Dynamic-Obstacles-6x6-v0",
        Level::DynamicObstacles { size: 6, count: 3, random_start: false },
    ),
    (
        "MiniGrid-Dynamic-Obstacles-Random-6x6-v0",
        Level::DynamicObstacles { size: 6, count: 3, random_start: true },
    ),
    (
        "MiniGrid-Dynamic-Obstacles-8x8-v0",
        Level::DynamicObstacles { size: 8, count: 4, random_start: false },
    ),
    (
        "MiniGrid-Dynamic-Obstacles-16x16-v0",
        Level::DynamicObstacles { size: 16, count: 8, random_start: false },
    ),
    ("MiniGrid-Empty-5x5-v0", Level::Empty { size: 5, random_start: false }),
    ("MiniGrid-Empty-Random-5x5-v0", Level::Empty { size: 5, random_start: true }),
    ("MiniGrid-Empty-6x6-v0", Level::Empty { size: 6, random_start: false }),
    ("MiniGrid-Empty-Random-6x6-v0", Level::Empty { size: 6, random_start: true }),
    ("MiniGrid-Empty-8x8-v0", Level::Empty { size: 8, random_start: false }),
    ("MiniGrid-Empty-16x16-v0", Level::Empty { size: 16, random_start: false }),
    ("MiniGrid-Fetch-5x5-N2-v0", Level::Fetch { size: 5, count: 2 }),
    ("MiniGrid-Fetch-6x6-N2-v0", Level::Fetch { size: 6, count: 2 }),
    ("MiniGrid-Fetch-8x8-N3-v0", Level::Fetch { size: 8, count: 3 }),
    ("MiniGrid-FourRooms-v0", Level::FourRooms),
    ("MiniGrid-GoToDoor-5x5-v0", Level::GoToDoor { size: 5 }),
    ("MiniGrid-GoToDoor-6x6-v0", Level::GoToDoor { size: 6 }),
    ("MiniGrid-GoToDoor-8x8-v0", Level::GoToDoor { size: 8 }),
    ("MiniGrid-GoToObject-6x6-N2-v0", Level::GoToObject { size: 6, count: 2 }),
    ("MiniGrid-GoToObject-8x8-N2-v0", Level::GoToObject { size: 8, count: 2 }),
    ("MiniGrid-KeyCorridorS3R1-v0", Level::KeyCorridor { size: 3, rows: 1 }),
    ("MiniGrid-KeyCorridorS3R2-v0", Level::KeyCorridor { size: 3, rows: 2 }),
    ("MiniGrid-KeyCorridorS3R3-v0", Level::KeyCorridor { size: 3, rows: 3 }),
    ("MiniGrid-KeyCorridorS4R3-v0", Level::KeyCorridor { size: 4, rows: 3 }),
    ("MiniGrid-KeyCorridorS5R3-v0", Level::KeyCorridor { size: 5, rows: 3 }),
    ("MiniGrid-KeyCorridorS6R3-v0", Level::KeyCorridor { size: 6, rows: 3 }),
    ("MiniGrid-LavaGapS5-v0", Level::LavaGap { size: 5 }),
    ("MiniGrid-LavaGapS6-v0", Level::LavaGap { size: 6 }),
    ("MiniGrid-LavaGapS7-v0", Level::LavaGap { size: 7 }),
    ("MiniGrid-LockedRoom-v0", Level::LockedRoom),
    ("MiniGrid-MemoryS17Random-v0", Level::Memory { size: 17, random_length: true }),
    ("MiniGrid-MemoryS13Random-v0", Level::Memory { size: 13, random_length: true }),
    ("MiniGrid-MemoryS13-v0", Level::Memory { size: 13, random_length: false }),
    ("MiniGrid-MemoryS11-v0", Level::Memory { size: 11, random_length: false }),
    ("MiniGrid-MemoryS9-v0", Level::Memory { size: 9, random_length: false }),
    ("MiniGrid-MemoryS7-v0", Level::Memory { size: 7, random_length: false }),
    ("MiniGrid-MultiRoom-N2-S4-v0", Level::MultiRoom { rooms: (2, 2), largest: 4 }),
    ("MiniGrid-MultiRoom-N4-S5-v0", Level::MultiRoom { rooms: (6, 6), largest: 5 }),
    ("MiniGrid-MultiRoom-N4-S5-v1", Level::MultiRoom { rooms: (4, 4), largest: 5 }),
    ("MiniGrid-MultiRoom-N6-v0", Level::MultiRoom { rooms: (6, 6), largest: 10 }),
    ("MiniGrid-ObstructedMaze-1Dl-v0", Level::MazeOfTwo(obstructed(false, false))),
    ("MiniGrid-ObstructedMaze-1Dlh-v0", Level::MazeOfTwo(obstructed(true, false))),
    ("MiniGrid-ObstructedMaze-1Dlhb-v0", Level::MazeOfTwo(obstructed(true, true))),
    ("MiniGrid-ObstructedMaze-2Dl-v0", maze((2, 1), obstructed(false, false), 1, 4, false)),
    ("MiniGrid-ObstructedMaze-2Dlh-v0", maze((2, 1), obstructed(true, false), 1, 4, false)),
    ("MiniGrid-ObstructedMaze-2Dlhb-v0", maze((2, 1), obstructed(true, true), 1, 4, false)),
    ("MiniGrid-ObstructedMaze-1Q-v0", maze((1, 1), obstructed(true, true), 1, 5, false)),
    ("MiniGrid-ObstructedMaze-2Q-v0", maze((2, 1), obstructed(true, true), 2, 11, false)),
    ("MiniGrid-ObstructedMaze-Full-v0", maze((1, 1), obstructed(true, true), 4, 25, false)),
    ("MiniGrid-ObstructedMaze-2Dlhb-v1", maze((2, 1), obstructed(true, true), 1, 4, true)),
    ("MiniGrid-ObstructedMaze-1Q-v1", maze((1, 1), obstructed(true, true), 1, 5, true)),
    ("MiniGrid-ObstructedMaze-2Q-v1", maze((2, 1), obstructed(true, true), 2, 11, true)),
    ("MiniGrid-ObstructedMaze-Full-v1", maze((1, 1), obstructed(true, true), 4, 25, true)),
    ("MiniGrid-Playground-v0", Level::Playground),
    ("MiniGrid-PutNear-6x6-N2-v0", Level::PutNear { size: 6, count: 2 }),
    ("MiniGrid-PutNear-8x8-N3-v0", Level::PutNear { size: 8, count: 3 }),
    ("MiniGrid-RedBlueDoors-6x6-v0", Level::RedBlueDoors { size: 6 }),
    ("MiniGrid-RedBlueDoors-8x8-v0", Level::RedBlueDoors { size: 8 }),
    ("MiniGrid-Unlock-v0", Level::Unlock),
    ("MiniGrid-UnlockPickup-v0", Level::UnlockPickup { blocked: false }),
];
