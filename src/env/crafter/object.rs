//! What stands, walks and flies in a world: the player, creatures, arrows and plants.

/// A cell: x to the right, y down, from 0. Cells around the world have coordinates, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pos {
    /// To the right.
    pub x: i16,
    /// Down.
    pub y: i16,
}

impl Pos {
    /// A cell.
    pub const fn new(x: i16, y: i16) -> Self {
        Self { x, y }
    }

    /// The cell so far away.
    #[must_use]
    pub const fn plus(self, (dx, dy): (i16, i16)) -> Self {
        Self { x: self.x + dx, y: self.y + dy }
    }

    /// The steps from one to the other along the axes.
    pub const fn distance(self, other: Self) -> u16 {
        self.x.abs_diff(other.x) + self.y.abs_diff(other.y)
    }

    /// One step towards another cell: along the longer way, or along the shorter one.
    ///
    /// Of equal ways the vertical one is the longer.
    pub const fn toward(self, other: Self, long: bool) -> (i16, i16) {
        let (dx, dy) = (other.x - self.x, other.y - self.y);
        let horizontal = dx.abs() > dy.abs();
        if horizontal == long { (dx.signum(), 0) } else { (0, dy.signum()) }
    }
}

/// Where someone looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Facing {
    /// Towards smaller x.
    Left,
    /// Towards greater x.
    Right,
    /// Towards smaller y.
    Up,
    /// Towards greater y.
    Down,
}

impl Facing {
    /// Every direction, in the order that creatures draw from.
    pub const ALL: [Self; 4] = [Self::Left, Self::Right, Self::Up, Self::Down];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    /// The step in that direction.
    pub const fn step(self) -> (i16, i16) {
        match self {
            Self::Left => (-1, 0),
            Self::Right => (1, 0),
            Self::Up => (0, -1),
            Self::Down => (0, 1),
        }
    }

    /// The direction of a step; none for any other way.
    pub const fn of_step(step: (i16, i16)) -> Option<Self> {
        match step {
            (-1, 0) => Some(Self::Left),
            (1, 0) => Some(Self::Right),
            (0, -1) => Some(Self::Up),
            (0, 1) => Some(Self::Down),
            _ => None,
        }
    }
}

/// What an object is, and what only its kind has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// The agent's; all else about it is in [`Player`](super::player::Player).
    Player,
    /// Walks about; can be eaten.
    Cow,
    /// Comes near and hits.
    Zombie {
        /// Steps beside the player until it hits again.
        cooldown: u8,
    },
    /// Lives in tunnels and shoots.
    Skeleton {
        /// Steps until it shoots again.
        reload: u8,
    },
    /// Flies straight on until it meets something.
    Arrow {
        /// Where it flies.
        facing: Facing,
    },
    /// Grows from a sapling.
    Plant {
        /// Its age in steps.
        grown: u32,
    },
}

impl Body {
    /// How long a plant grows until it can be eaten.
    pub const RIPE_AFTER: u32 = 300;

    /// The number of the kind in digests; [`Self::SEMANTIC`] more in the semantic map.
    pub const fn number(self) -> u8 {
        match self {
            Self::Player => 0,
            Self::Cow => 1,
            Self::Zombie { .. } => 2,
            Self::Skeleton { .. } => 3,
            Self::Arrow { .. } => 4,
            Self::Plant { .. } => 5,
        }
    }

    /// The number of the player in the semantic map, where materials come first.
    pub const SEMANTIC: u8 = 13;

    /// Its name in Crafter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Player => "player",
            Self::Cow => "cow",
            Self::Zombie { .. } => "zombie",
            Self::Skeleton { .. } => "skeleton",
            Self::Arrow { .. } => "arrow",
            Self::Plant { .. } => "plant",
        }
    }

    /// Whether it is a plant that can be eaten.
    pub const fn is_ripe(self) -> bool {
        matches!(self, Self::Plant { grown } if grown > Self::RIPE_AFTER)
    }

    /// Whether plants suffer beside it.
    pub const fn tramples(self) -> bool {
        matches!(self, Self::Cow | Self::Zombie { .. } | Self::Skeleton { .. })
    }

    /// The health it starts with; the player's is in its inventory.
    pub const fn start_health(self) -> i16 {
        match self {
            Self::Player | Self::Arrow { .. } => 0,
            Self::Cow | Self::Skeleton { .. } => 3,
            Self::Zombie { .. } => 5,
            Self::Plant { .. } => 1,
        }
    }
}

/// An object in a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its number; objects are numbered from 1 in the order that they came, and never again.
    pub index: u32,
    /// Its cell; a removed object keeps its last one.
    pub pos: Pos,
    /// What is left of it; 0 for the player and for arrows.
    pub health: i16,
    /// Whether it was taken out of the world.
    pub removed: bool,
    /// What it is.
    pub body: Body,
}
