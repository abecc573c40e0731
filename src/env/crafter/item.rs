//! What the player has: four vital signs, materials and tools, each from 0 to 9.
//!
//! Source: crafter 1.8.3, `data.yaml`.

/// A line of the inventory. Numbers are their places in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Item {
    /// At 0 the player dies.
    Health,
    /// At 0 health goes.
    Food,
    /// At 0 health goes.
    Drink,
    /// At 0 health goes, unless asleep.
    Energy,
    /// From grass, now and then; can be planted.
    Sapling,
    /// From trees.
    Wood,
    /// From stone.
    Stone,
    /// From coal.
    Coal,
    /// From iron.
    Iron,
    /// From diamonds.
    Diamond,
    /// Breaks stone and coal.
    WoodPickaxe,
    /// Breaks iron, too.
    StonePickaxe,
    /// Breaks diamonds, too.
    IronPickaxe,
    /// Damage 2.
    WoodSword,
    /// Damage 3.
    StoneSword,
    /// Damage 5.
    IronSword,
}

impl Item {
    /// Every item, in the order of the inventory.
    pub const ALL: [Self; 16] = [
        Self::Health,
        Self::Food,
        Self::Drink,
        Self::Energy,
        Self::Sapling,
        Self::Wood,
        Self::Stone,
        Self::Coal,
        Self::Iron,
        Self::Diamond,
        Self::WoodPickaxe,
        Self::StonePickaxe,
        Self::IronPickaxe,
        Self::WoodSword,
        Self::StoneSword,
        Self::IronSword,
    ];

    /// The four that every player has at the start, and dies without.
    pub const VITALS: [Self; 4] = [Self::Health, Self::Food, Self::Drink, Self::Energy];

    /// The most of any item.
    pub const MOST: u8 = 9;

    /// Its name in Crafter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Food => "food",
            Self::Drink => "drink",
            Self::Energy => "energy",
            Self::Sapling => "sapling",
            Self::Wood => "wood",
            Self::Stone => "stone",
            Self::Coal => "coal",
            Self::Iron => "iron",
            Self::Diamond => "diamond",
            Self::WoodPickaxe => "wood_pickaxe",
            Self::StonePickaxe => "stone_pickaxe",
            Self::IronPickaxe => "iron_pickaxe",
            Self::WoodSword => "wood_sword",
            Self::StoneSword => "stone_sword",
            Self::IronSword => "iron_sword",
        }
    }
}

/// How much the player has of each item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inventory(pub [u8; Item::ALL.len()]);

impl Inventory {
    /// What every player starts with: full vital signs and nothing else.
    pub const START: Self = {
        let mut amounts = [0; Item::ALL.len()];
        let mut at = 0;
        while at < Item::VITALS.len() {
            amounts[at] = Item::MOST;
            at += 1;
        }
        Self(amounts)
    };

    /// How much there is of an item.
    pub const fn get(&self, item: Item) -> u8 {
        self.0[item as usize]
    }

    /// Sets how much there is of an item.
    pub const fn set(&mut self, item: Item, amount: u8) {
        self.0[item as usize] = amount;
    }

    /// More of an item. What is beyond [`Item::MOST`] stays until [`Self::clamp`].
    pub const fn add(&mut self, item: Item, amount: u8) {
        self.set(item, self.get(item).saturating_add(amount));
    }

    /// Less of an item, down to none.
    pub const fn take(&mut self, item: Item, amount: u8) {
        self.set(item, self.get(item).saturating_sub(amount));
    }

    /// Whether there is at least so much of each.
    pub fn has(&self, needed: &[(Item, u8)]) -> bool {
        needed.iter().all(|&(item, amount)| self.get(item) >= amount)
    }

    /// Cuts off what is beyond [`Item::MOST`].
    pub fn clamp(&mut self) {
        for amount in &mut self.0 {
            *amount = (*amount).min(Item::MOST);
        }
    }

    /// Every item and its amount, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Item, u8)> + use<> {
        Item::ALL.into_iter().zip(self.0)
    }
}
