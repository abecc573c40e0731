//! MiniGrid's own levels: which there are, and how one becomes an episode.

mod houses;
pub(in crate::env) mod locks;
mod multi_room;
mod obstructed_maze;
mod open_space;
mod rule;
mod table;
mod things;

pub use obstructed_maze::{Obstructions, Quarters};
pub use rule::Rule;
pub use table::{OUT_OF_SCOPE, TABLE};

use super::place::{Builder, Reject};
use super::rooms::{Rooms, Shape};
use super::state::GridState;
use crate::rng::Pcg64;

/// Which level, with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    /// A bare room with a goal.
    Empty {
        /// Size of the room.
        size: i32,
        /// The agent starts anywhere.
        random_start: bool,
    },
    /// Two strips of lava.
    DistShift {
        /// Row of the second strip.
        strip_row: i32,
    },
    /// A locked door between agent and goal.
    DoorKey {
        /// Size of the room.
        size: i32,
    },
    /// Four rooms and a goal.
    FourRooms,
    /// Rivers to cross.
    Crossing {
        /// Size of the room.
        size: i32,
        /// Rivers.
        count: usize,
        /// Of lava, not of wall.
        lava: bool,
    },
    /// A column of lava with a gap.
    LavaGap {
        /// Size of the room.
        size: i32,
    },
    /// Balls that move about.
    DynamicObstacles {
        /// Size of the room.
        size: i32,
        /// Balls.
        count: i32,
        /// The agent starts anywhere.
        random_start: bool,
    },
    /// Take the right object.
    Fetch {
        /// Size of the room.
        size: i32,
        /// Objects.
        count: usize,
    },
    /// Stop at the right door.
    GoToDoor {
        /// Largest size of the room.
        size: i32,
    },
    /// Stop at the right object.
    GoToObject {
        /// Size of the room.
        size: i32,
        /// Objects.
        count: usize,
    },
    /// Put one object near another.
    PutNear {
        /// Size of the room.
        size: i32,
        /// Objects.
        count: usize,
    },
    /// Fetch a key from one room to unlock another.
    LockedRoom,
    /// Remember what was seen at the start.
    Memory {
        /// Size of the world.
        size: i32,
        /// The hallway's length is drawn.
        random_length: bool,
    },
    /// A chain of rooms.
    MultiRoom {
        /// Fewest and most rooms.
        rooms: (usize, usize),
        /// Largest size of a room.
        largest: i32,
    },
    /// Rooms full of things.
    Playground,
    /// Open the red door, then the blue one.
    RedBlueDoors {
        /// Size of the room between them.
        size: i32,
    },
    /// Open a locked door.
    Unlock,
    /// Take a box from behind a locked door.
    UnlockPickup {
        /// A ball lies in front of the door.
        blocked: bool,
    },
    /// Take a ball from behind a locked door.
    KeyCorridor {
        /// Size of a room.
        size: i32,
        /// Rows of rooms.
        rows: i32,
    },
    /// Take a ball from behind a locked door that may be obstructed.
    MazeOfTwo(Obstructions),
    /// Take a ball from a corner of nine rooms.
    MazeOfNine(Quarters),
}

/// An episode's start, besides the state itself.
pub(in crate::env) struct Start {
    /// What the episode asks for.
    pub mission: String,
    /// What the level adds to the shared rules.
    pub rule: Rule,
    /// Layouts that were given up; upstream fails where this is not zero.
    pub rejected: u32,
}

impl Level {
    /// Lays out an episode.
    pub(in crate::env) fn lay_out(self, state: &mut GridState, rng: &mut Pcg64) -> Start {
        state.max_steps = self.max_steps();
        state.see_through_walls = self.see_through_walls();
        if let Some(shape) = self.shape() {
            let mut rejected = 0;
            loop {
                let build = Builder { state: &mut *state, rng: &mut *rng };
                if let Ok((mission, rule)) = self.lay_out_rooms(&mut Rooms::new(build, shape)) {
                    return Start { mission, rule, rejected };
                }
                rejected += 1;
            }
        }
        let (mission, rule) = self.lay_out_grid(&mut Builder { state, rng });
        Start { mission, rule, rejected: 0 }
    }

    /// The levels that draw their own walls.
    fn lay_out_grid(self, build: &mut Builder) -> (String, Rule) {
        build.clear(3, 3);
        let rule = match self {
            Self::Empty { size, random_start } => {
                open_space::empty(build, size, random_start);
                Rule::Plain
            }
            Self::DistShift { strip_row } => {
                open_space::dist_shift(build, strip_row);
                Rule::Plain
            }
            Self::DoorKey { size } => {
                houses::door_key(build, size);
                Rule::Plain
            }
            Self::FourRooms => {
                open_space::four_rooms(build);
                Rule::Plain
            }
            Self::Crossing { size, count, lava } => {
                open_space::crossing(build, size, count, lava);
                Rule::Plain
            }
            Self::LavaGap { size } => {
                open_space::lava_gap(build, size);
                Rule::Plain
            }
            Self::DynamicObstacles { size, count, random_start } => {
                open_space::dynamic_obstacles(build, size, count, random_start)
            }
            Self::Memory { size, random_length } => things::memory(build, size, random_length),
            Self::MultiRoom { rooms: (least, most), largest } => {
                multi_room::multi_room(build, least, most, largest);
                Rule::Plain
            }
            Self::RedBlueDoors { size } => houses::red_blue_doors(build, size),
            Self::Fetch { size, count } => return things::fetch(build, size, count),
            Self::GoToDoor { size } => return things::go_to_door(build, size),
            Self::GoToObject { size, count } => return things::go_to_object(build, size, count),
            Self::PutNear { size, count } => return things::put_near(build, size, count),
            Self::LockedRoom => return (houses::locked_room(build), Rule::Plain),
            _ => {
                houses::playground(build);
                Rule::Plain
            }
        };
        (self.mission().to_owned(), rule)
    }

    /// The levels of regular rooms.
    fn lay_out_rooms(self, rooms: &mut Rooms) -> Result<(String, Rule), Reject> {
        match self {
            Self::UnlockPickup { blocked } => locks::unlock_pickup(rooms, blocked),
            Self::KeyCorridor { .. } => Ok(locks::pick_up(locks::key_corridor(rooms)?)),
            Self::MazeOfTwo(obstructions) => obstructed_maze::two_rooms(rooms, obstructions),
            Self::MazeOfNine(maze) => obstructed_maze::nine_rooms(rooms, maze),
            _ => Ok((self.mission().to_owned(), locks::unlock(rooms)?)),
        }
    }

    /// What one does there, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Empty { .. } => "Walk to the goal across an empty room.",
            Self::DistShift { .. } => "Walk to the goal around two strips of lava.",
            Self::DoorKey { .. } => "Fetch the key, open the door, walk to the goal.",
            Self::FourRooms => "Find the goal in four rooms.",
            Self::Crossing { lava: true, .. } => "Find the crossings of the lava rivers.",
            Self::Crossing { .. } => "Find the openings in the walls.",
            Self::LavaGap { .. } => "Find the gap in the lava.",
            Self::DynamicObstacles { .. } => "Walk to the goal without running into moving balls.",
            Self::Fetch { .. } => "Pick up the object that is asked for, and no other.",
            Self::GoToDoor { .. } => "Go to the door that is asked for and say done.",
            Self::GoToObject { .. } => "Go to the object that is asked for and say done.",
            Self::PutNear { .. } => "Carry one object near another.",
            Self::LockedRoom => "Find the key in one of six rooms and the goal in another.",
            Self::Memory { .. } => "Remember an object and find its like at the end of a hallway.",
            Self::MultiRoom { .. } => "Walk through a chain of rooms to the goal.",
            Self::Playground => "Nine rooms full of things, and nothing to do.",
            Self::RedBlueDoors { .. } => "Open the red door, then the blue one.",
            Self::Unlock => "Fetch the key and open the locked door.",
            Self::UnlockPickup { blocked: false } => "Take the box from behind a locked door.",
            Self::UnlockPickup { .. } => "Clear the locked door and take the box from behind it.",
            Self::KeyCorridor { .. } => "Find the key off a corridor, then the ball.",
            Self::MazeOfTwo(_) => "Find the key and take the ball from behind the door.",
            Self::MazeOfNine(_) => "Find the ball behind locked and obstructed doors.",
        }
    }

    /// The missions that are always the same.
    pub(in crate::env) const fn mission(self) -> &'static str {
        match self {
            Self::Empty { .. } | Self::DistShift { .. } | Self::DynamicObstacles { .. } => {
                "get to the green goal square"
            }
            Self::DoorKey { .. } => "use the key to open the door and then get to the goal",
            Self::FourRooms => "reach the goal",
            Self::Crossing { lava: true, .. } | Self::LavaGap { .. } => {
                "avoid the lava and get to the green goal square"
            }
            Self::Crossing { .. } => "find the opening and get to the green goal square",
            Self::MultiRoom { .. } => "traverse the rooms to get to the goal",
            Self::Memory { .. } => "go to the matching object at the end of the hallway",
            Self::RedBlueDoors { .. } => "open the red door then the blue door",
            Self::Unlock => "open the door",
            _ => "",
        }
    }

    /// The rooms, for the levels of regular rooms.
    const fn shape(self) -> Option<Shape> {
        match self {
            Self::Unlock | Self::UnlockPickup { .. } | Self::MazeOfTwo(_) => {
                Some(Shape::new(6, 1, 2))
            }
            Self::KeyCorridor { size, rows } => Some(Shape::new(size, rows, 3)),
            Self::MazeOfNine(_) => Some(Shape::new(6, 3, 3)),
            _ => None,
        }
    }

    const fn max_steps(self) -> u32 {
        match self {
            Self::Empty { size, .. }
            | Self::Crossing { size, .. }
            | Self::LavaGap { size }
            | Self::DynamicObstacles { size, .. }
            | Self::GoToDoor { size } => 4 * area(size),
            Self::Fetch { size, .. }
            | Self::GoToObject { size, .. }
            | Self::Memory { size, .. } => 5 * area(size),
            Self::DoorKey { size } => 10 * area(size),
            Self::RedBlueDoors { size } => 20 * area(size),
            Self::KeyCorridor { size, .. } => 30 * area(size),
            Self::PutNear { size, .. } => 5 * size as u32,
            Self::DistShift { .. } => 252,
            Self::FourRooms | Self::Playground => 100,
            Self::LockedRoom => 190,
            Self::MultiRoom { rooms: (_, most), .. } => 20 * most as u32,
            Self::Unlock | Self::MazeOfTwo(_) | Self::UnlockPickup { blocked: false } => 288,
            Self::UnlockPickup { blocked: true } => 576,
            Self::MazeOfNine(maze) => 4 * 36 * maze.visited,
        }
    }

    const fn see_through_walls(self) -> bool {
        matches!(
            self,
            Self::Empty { .. }
                | Self::DistShift { .. }
                | Self::DynamicObstacles { .. }
                | Self::Fetch { .. }
                | Self::GoToDoor { .. }
                | Self::GoToObject { .. }
                | Self::PutNear { .. }
        )
    }
}

const fn area(size: i32) -> u32 {
    (size * size) as u32
}
