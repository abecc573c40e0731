//! What the ground is made of.
//!
//! Source: crafter 1.8.3, `data.yaml`.

/// The material of a cell. Numbers are those of the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Material {
    /// Outside the world.
    None,
    /// One drinks it; nobody walks on it.
    Water,
    /// One walks on it; saplings grow there.
    Grass,
    /// Is in the way until it is collected.
    Stone,
    /// One walks on it: what stone leaves, and caves.
    Path,
    /// One walks on it.
    Sand,
    /// Gives wood once, and leaves grass.
    Tree,
    /// Kills who walks on it.
    Lava,
    /// Needs a wooden pickaxe.
    Coal,
    /// Needs a stone pickaxe.
    Iron,
    /// Needs an iron pickaxe.
    Diamond,
    /// Tools are made beside it.
    Table,
    /// Iron tools need it, too.
    Furnace,
}

impl Material {
    /// Every material, by its number.
    pub const ALL: [Self; 13] = [
        Self::None,
        Self::Water,
        Self::Grass,
        Self::Stone,
        Self::Path,
        Self::Sand,
        Self::Tree,
        Self::Lava,
        Self::Coal,
        Self::Iron,
        Self::Diamond,
        Self::Table,
        Self::Furnace,
    ];

    /// Its name in Crafter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Water => "water",
            Self::Grass => "grass",
            Self::Stone => "stone",
            Self::Path => "path",
            Self::Sand => "sand",
            Self::Tree => "tree",
            Self::Lava => "lava",
            Self::Coal => "coal",
            Self::Iron => "iron",
            Self::Diamond => "diamond",
            Self::Table => "table",
            Self::Furnace => "furnace",
        }
    }

    /// The material of a number.
    pub fn from_index(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// A set of materials, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Materials(u16);

impl Materials {
    /// What creatures walk on.
    pub const WALKABLE: Self = Self::of(&[Material::Grass, Material::Sand, Material::Path]);
    /// What the player walks on, once.
    pub const PLAYER: Self = Self::WALKABLE.and(Material::Lava);
    /// What arrows fly over.
    pub const ARROW: Self = Self::PLAYER.and(Material::Water);

    /// The set of these.
    pub const fn of(materials: &[Material]) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < materials.len() {
            set |= 1 << materials[at] as u16;
            at += 1;
        }
        Self(set)
    }

    /// With one more.
    #[must_use]
    pub const fn and(self, material: Material) -> Self {
        Self(self.0 | 1 << material as u16)
    }

    /// Whether one is in it.
    pub const fn has(self, material: Material) -> bool {
        self.0 >> material as u16 & 1 == 1
    }

    /// Whether all of another set are in it.
    pub const fn has_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
