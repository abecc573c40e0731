//! The 17 actions of Crafter.
//!
//! Source: crafter 1.8.3, `data.yaml`.

use std::fmt;
use std::str::FromStr;

use super::object::Facing;

/// What the agent can do. Numbers are those of the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Action {
    /// Nothing.
    Noop,
    /// Turn left and walk, if the cell is free.
    MoveLeft,
    /// Turn right and walk, if the cell is free.
    MoveRight,
    /// Turn up and walk, if the cell is free.
    MoveUp,
    /// Turn down and walk, if the cell is free.
    MoveDown,
    /// Collect, drink, eat or hit what is ahead.
    Do,
    /// Fall asleep, unless fully rested.
    Sleep,
    /// Put a stone ahead.
    PlaceStone,
    /// Put a table ahead, of wood.
    PlaceTable,
    /// Put a furnace ahead, of stone.
    PlaceFurnace,
    /// Plant a sapling ahead, on grass.
    PlacePlant,
    /// Make a pickaxe of wood, beside a table.
    MakeWoodPickaxe,
    /// Make a pickaxe of wood and stone, beside a table.
    MakeStonePickaxe,
    /// Make a pickaxe of wood, coal and iron, beside a table and a furnace.
    MakeIronPickaxe,
    /// Make a sword of wood, beside a table.
    MakeWoodSword,
    /// Make a sword of wood and stone, beside a table.
    MakeStoneSword,
    /// Make a sword of wood, coal and iron, beside a table and a furnace.
    MakeIronSword,
}

impl Action {
    /// Every action, by its number.
    pub const ALL: [Self; 17] = [
        Self::Noop,
        Self::MoveLeft,
        Self::MoveRight,
        Self::MoveUp,
        Self::MoveDown,
        Self::Do,
        Self::Sleep,
        Self::PlaceStone,
        Self::PlaceTable,
        Self::PlaceFurnace,
        Self::PlacePlant,
        Self::MakeWoodPickaxe,
        Self::MakeStonePickaxe,
        Self::MakeIronPickaxe,
        Self::MakeWoodSword,
        Self::MakeStoneSword,
        Self::MakeIronSword,
    ];

    /// Its name in Crafter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Noop => "noop",
            Self::MoveLeft => "move_left",
            Self::MoveRight => "move_right",
            Self::MoveUp => "move_up",
            Self::MoveDown => "move_down",
            Self::Do => "do",
            Self::Sleep => "sleep",
            Self::PlaceStone => "place_stone",
            Self::PlaceTable => "place_table",
            Self::PlaceFurnace => "place_furnace",
            Self::PlacePlant => "place_plant",
            Self::MakeWoodPickaxe => "make_wood_pickaxe",
            Self::MakeStonePickaxe => "make_stone_pickaxe",
            Self::MakeIronPickaxe => "make_iron_pickaxe",
            Self::MakeWoodSword => "make_wood_sword",
            Self::MakeStoneSword => "make_stone_sword",
            Self::MakeIronSword => "make_iron_sword",
        }
    }

    /// The action of a number.
    pub fn from_index(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Where it turns to; none for those that do not move.
    pub const fn direction(self) -> Option<Facing> {
        match self {
            Self::MoveLeft => Some(Facing::Left),
            Self::MoveRight => Some(Facing::Right),
            Self::MoveUp => Some(Facing::Up),
            Self::MoveDown => Some(Facing::Down),
            _ => None,
        }
    }

    /// The action that turns and walks there.
    pub const fn to(facing: Facing) -> Self {
        match facing {
            Facing::Left => Self::MoveLeft,
            Facing::Right => Self::MoveRight,
            Facing::Up => Self::MoveUp,
            Facing::Down => Self::MoveDown,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No action has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no action of Crafter is called {0:?}")]
pub struct UnknownAction(pub String);

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(text: &str) -> Result<Self, UnknownAction> {
        let found = Self::ALL.into_iter().find(|action| action.as_str() == text);
        found.ok_or_else(|| UnknownAction(text.to_owned()))
    }
}
