//! The 22 achievements of Crafter.
//!
//! Source: crafter 1.8.3, `data.yaml`; tiers: synth-ai's trace hooks.

use super::item::Item;

/// Something worth doing once. Numbers are their places in the alphabet, as in the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "each is what its name says")]
pub enum Achievement {
    CollectCoal,
    CollectDiamond,
    CollectDrink,
    CollectIron,
    CollectSapling,
    CollectStone,
    CollectWood,
    DefeatSkeleton,
    DefeatZombie,
    EatCow,
    EatPlant,
    MakeIronPickaxe,
    MakeIronSword,
    MakeStonePickaxe,
    MakeStoneSword,
    MakeWoodPickaxe,
    MakeWoodSword,
    PlaceFurnace,
    PlacePlant,
    PlaceStone,
    PlaceTable,
    WakeUp,
}

/// How hard an achievement is to come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// At hand.
    Easy,
    /// Needs something else first.
    Medium,
    /// Needs much else first.
    Hard,
}

impl Tier {
    /// Its name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }
}

impl Achievement {
    /// Every achievement, by its number.
    pub const ALL: [Self; 22] = [
        Self::CollectCoal,
        Self::CollectDiamond,
        Self::CollectDrink,
        Self::CollectIron,
        Self::CollectSapling,
        Self::CollectStone,
        Self::CollectWood,
        Self::DefeatSkeleton,
        Self::DefeatZombie,
        Self::EatCow,
        Self::EatPlant,
        Self::MakeIronPickaxe,
        Self::MakeIronSword,
        Self::MakeStonePickaxe,
        Self::MakeStoneSword,
        Self::MakeWoodPickaxe,
        Self::MakeWoodSword,
        Self::PlaceFurnace,
        Self::PlacePlant,
        Self::PlaceStone,
        Self::PlaceTable,
        Self::WakeUp,
    ];

    /// Its name in Crafter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CollectCoal => "collect_coal",
            Self::CollectDiamond => "collect_diamond",
            Self::CollectDrink => "collect_drink",
            Self::CollectIron => "collect_iron",
            Self::CollectSapling => "collect_sapling",
            Self::CollectStone => "collect_stone",
            Self::CollectWood => "collect_wood",
            Self::DefeatSkeleton => "defeat_skeleton",
            Self::DefeatZombie => "defeat_zombie",
            Self::EatCow => "eat_cow",
            Self::EatPlant => "eat_plant",
            Self::MakeIronPickaxe => "make_iron_pickaxe",
            Self::MakeIronSword => "make_iron_sword",
            Self::MakeStonePickaxe => "make_stone_pickaxe",
            Self::MakeStoneSword => "make_stone_sword",
            Self::MakeWoodPickaxe => "make_wood_pickaxe",
            Self::MakeWoodSword => "make_wood_sword",
            Self::PlaceFurnace => "place_furnace",
            Self::PlacePlant => "place_plant",
            Self::PlaceStone => "place_stone",
            Self::PlaceTable => "place_table",
            Self::WakeUp => "wake_up",
        }
    }

    /// How hard it is to come by, as synth-ai's hooks tell.
    pub const fn tier(self) -> Tier {
        match self {
            Self::CollectWood
            | Self::CollectStone
            | Self::CollectSapling
            | Self::CollectDrink
            | Self::PlaceStone
            | Self::PlaceTable
            | Self::WakeUp
            | Self::EatPlant => Tier::Easy,
            Self::MakeWoodPickaxe
            | Self::MakeWoodSword
            | Self::PlaceFurnace
            | Self::PlacePlant
            | Self::CollectCoal
            | Self::CollectIron
            | Self::EatCow => Tier::Medium,
            Self::MakeStonePickaxe
            | Self::MakeStoneSword
            | Self::MakeIronPickaxe
            | Self::MakeIronSword
            | Self::CollectDiamond
            | Self::DefeatSkeleton
            | Self::DefeatZombie => Tier::Hard,
        }
    }

    /// What collecting an item counts as; none for what cannot be collected.
    pub(super) const fn collecting(item: Item) -> Option<Self> {
        match item {
            Item::Coal => Some(Self::CollectCoal),
            Item::Diamond => Some(Self::CollectDiamond),
            Item::Drink => Some(Self::CollectDrink),
            Item::Iron => Some(Self::CollectIron),
            Item::Sapling => Some(Self::CollectSapling),
            Item::Stone => Some(Self::CollectStone),
            Item::Wood => Some(Self::CollectWood),
            _ => None,
        }
    }
}

/// A set of achievements, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Achievements(u32);

impl Achievements {
    /// None.
    pub const NONE: Self = Self(0);

    /// Those that were done at least once, of counts by number.
    pub fn of(counts: &[u32; Achievement::ALL.len()]) -> Self {
        let bit = |(at, &count): (usize, &u32)| u32::from(count > 0) << at;
        Self(counts.iter().enumerate().map(bit).sum())
    }

    /// Whether one is in it.
    pub const fn has(self, achievement: Achievement) -> bool {
        self.0 >> achievement as u32 & 1 == 1
    }

    /// With those of another set.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Without those of another set.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Those in it, by number.
    pub fn iter(self) -> impl Iterator<Item = Achievement> {
        Achievement::ALL.into_iter().filter(move |&achievement| self.has(achievement))
    }
}
