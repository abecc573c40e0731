//! The worlds there are.
//!
//! A world's number stands in share links, so it is never given to another world. Customer support, which is no [`World`], has its
//! numbers in [`SUPPORT`].

mod difficulty;
mod grammar;
mod skill;
mod support;

pub use difficulty::{Difficulty, Hardness, Rate};
pub use grammar::WORDS;
pub use skill::Skill;
pub use support::{SUPPORT, support_by_number, support_number};

use serde::{Deserialize, Serialize};

use crate::env::babyai::{self, MixedKind};
use crate::env::crafter::{self, CrafterEnv};
use crate::env::minigrid::{self, GridEnv, Level};
use crate::env::world::{Action, World};

/// The version of the rules; it grows when a seed and its actions lead elsewhere than before.
pub const RULES_VERSION: u16 = 1;

/// Names a world of the catalog by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct WorldId(u16);

impl WorldId {
    /// The number that share links carry.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The world's entry.
    #[expect(clippy::missing_panics_doc, reason = "only numbers of the catalog become a `WorldId`")]
    pub fn entry(self) -> &'static Entry {
        by_number(self.0).expect("only numbers of the catalog become a `WorldId`")
    }
}

/// No world has this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no world has number {0}")]
pub struct UnknownWorld(pub u16);

impl TryFrom<u16> for WorldId {
    type Error = UnknownWorld;

    fn try_from(number: u16) -> Result<Self, UnknownWorld> {
        by_number(number).map(Entry::world).ok_or(UnknownWorld(number))
    }
}

impl From<WorldId> for u16 {
    fn from(world: WorldId) -> Self {
        world.0
    }
}

/// A world and its arguments: what a seed needs to name an episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WorldSpec {
    /// The world.
    pub world: WorldId,
    /// How many further objects lie about; more than the world allows means as many as it allows.
    pub distractors: u8,
}

impl WorldSpec {
    /// A world with its default arguments.
    pub const fn new(world: WorldId) -> Self {
        Self { world, distractors: 0 }
    }
}

/// Where a world belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// BALROG's five BabyAI tasks.
    Balrog,
    /// MiniGrid's own levels.
    MiniGrid,
    /// BabyAI's levels.
    BabyAi,
    /// The variants of Crafter.
    Crafter,
}

impl Family {
    /// Every family, in the order of the catalog.
    pub const ALL: [Self; 4] = [Self::Balrog, Self::MiniGrid, Self::BabyAi, Self::Crafter];

    /// A heading.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Balrog => "BALROG BabyAI-Text",
            Self::MiniGrid => "MiniGrid",
            Self::BabyAi => "BabyAI",
            Self::Crafter => "Crafter",
        }
    }
}

/// What the catalog knows of a world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The number that share links carry.
    pub number: u16,
    /// The name in addresses and on the command line.
    pub id: &'static str,
    /// A short name for a person.
    pub title: &'static str,
    /// What one does there, in a sentence.
    pub about: &'static str,
    /// Where it belongs.
    pub family: Family,
    /// What it is called upstream.
    pub level_name: &'static str,
    /// The most distractors it takes; 0 when it has no such argument.
    pub most_distractors: u8,
    made: Made,
}

/// What a world is made from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Made {
    /// A grid world.
    Grid(Level),
    /// A variant of Crafter.
    Crafter(crafter::Options),
}

impl Entry {
    /// The world.
    pub const fn world(&self) -> WorldId {
        WorldId(self.number)
    }

    /// The actions that the benchmark offers; a grid world's environment takes all seven.
    pub const fn allowed_actions(&self) -> &'static [Action] {
        match self.made {
            Made::Grid(_) => Action::GRID.split_at(self.grid_actions().len()).0,
            Made::Crafter(_) => &Action::CRAFTER,
        }
    }

    /// The same as a grid world's own actions; none in other worlds.
    pub const fn grid_actions(&self) -> &'static [minigrid::Action] {
        let count = match self.made {
            Made::Grid(Level::MiniGrid(minigrid::levels::Level::DynamicObstacles { .. })) => 3,
            Made::Grid(_) if matches!(self.family, Family::Balrog) => 6,
            Made::Grid(_) => 7,
            Made::Crafter(_) => 0,
        };
        minigrid::Action::ALL.split_at(count).0
    }

    /// How many actions the environment takes; their numbers in links are below.
    pub const fn action_count(&self) -> u8 {
        match self.made {
            Made::Grid(_) => Action::GRID.len() as u8,
            Made::Crafter(_) => Action::CRAFTER.len() as u8,
        }
    }

    /// How many things an episode asks for that are counted one by one: a mission is one.
    pub const fn goals(&self) -> u32 {
        match self.made {
            Made::Grid(_) => 1,
            Made::Crafter(_) => crafter::Achievement::ALL.len() as u32,
        }
    }
}

/// Upstream's ids that are not offered here, and why.
pub const NOT_OFFERED: [(&str, &str); 6] = minigrid::levels::OUT_OF_SCOPE;

/// Every world, by its number.
pub fn all() -> &'static [Entry] {
    &ENTRIES
}

/// The grid worlds among them.
pub fn grids() -> &'static [Entry] {
    &ENTRIES[..GRIDS]
}

/// The world of a name.
pub fn by_id(id: &str) -> Option<&'static Entry> {
    all().iter().find(|entry| entry.id == id)
}

/// The world of a number.
pub fn by_number(number: u16) -> Option<&'static Entry> {
    let at = all().binary_search_by_key(&number, |entry| entry.number).ok()?;
    all().get(at)
}

/// A world as an environment, at the start of the episode of seed 0.
pub fn make(spec: &WorldSpec) -> World {
    match spec.world.entry().made {
        Made::Grid(level) => GridEnv::new(with_distractors(level, *spec)).into(),
        Made::Crafter(options) => CrafterEnv::new(options).into(),
    }
}

/// A grid world as what it is; none for other worlds.
pub fn make_grid(spec: &WorldSpec) -> Option<GridEnv> {
    match spec.world.entry().made {
        Made::Grid(level) => Some(GridEnv::new(with_distractors(level, *spec))),
        Made::Crafter(_) => None,
    }
}

fn with_distractors(level: Level, spec: WorldSpec) -> Level {
    match level {
        Level::BabyAi(babyai::Level::Mixed { kind, .. }) => {
            let distractors = spec.distractors.min(spec.world.entry().most_distractors);
            Level::BabyAi(babyai::Level::Mixed { kind, distractors })
        }
        level => level,
    }
}

/// BALROG's tasks, then MiniGrid's and BabyAI's levels in the order of upstream's registry, then the
/// variants of Crafter, which have numbers of their own.
static ENTRIES: [Entry; COUNT] = {
    let mut entries = [BALROG[0]; COUNT];
    let mut at = 0;
    while at < COUNT {
        let number = at as u16 + 1;
        entries[at] = if at < BALROG.len() {
            BALROG[at]
        } else if at < BALROG.len() + minigrid::levels::TABLE.len() {
            let (id, level) = minigrid::levels::TABLE[at - BALROG.len()];
            let title = id.split_at("MiniGrid-".len()).1;
            registered(number, id, title, Family::MiniGrid, Level::MiniGrid(level))
        } else if at >= GRIDS {
            of_crafter(&crafter::VARIANTS[at - GRIDS])
        } else {
            let place = at - BALROG.len() - minigrid::levels::TABLE.len();
            let (id, level) = babyai::levels::TABLE[place];
            let title = id.split_at("BabyAI-".len()).1;
            registered(number, id, title, Family::BabyAi, Level::BabyAi(level))
        };
        at += 1;
    }
    entries
};

const GRIDS: usize = BALROG.len() + minigrid::levels::TABLE.len() + babyai::levels::TABLE.len();

const COUNT: usize = GRIDS + crafter::VARIANTS.len();

const fn of_crafter(variant: &crafter::Variant) -> Entry {
    let crafter::Variant { number, id, title, about, options } = *variant;
    Entry {
        number,
        id,
        title,
        about,
        family: Family::Crafter,
        level_name: id,
        most_distractors: 0,
        made: Made::Crafter(options),
    }
}

/// An entry under its upstream name; the title leaves out a plain "-v0".
const fn registered(
    number: u16,
    id: &'static str,
    title: &'static str,
    family: Family,
    level: Level,
) -> Entry {
    let (short, version) = title.split_at(title.len() - "-v0".len());
    let title = if version.as_bytes()[2] == b'0' { short } else { title };
    let about = match level {
        Level::MiniGrid(level) => level.about(),
        Level::BabyAi(level) => level.about(),
    };
    Entry {
        number,
        id,
        title,
        about,
        family,
        level_name: id,
        most_distractors: 0,
        made: Made::Grid(level),
    }
}

const fn balrog(
    number: u16,
    kind: MixedKind,
    [id, level_name]: [&'static str; 2],
    [title, about]: [&'static str; 2],
) -> Entry {
    Entry {
        number,
        id,
        title,
        about,
        family: Family::Balrog,
        level_name,
        // With more, all things can hardly ever be reached, and upstream's draws take for ever.
        most_distractors: 15,
        made: Made::Grid(Level::BabyAi(babyai::Level::Mixed { kind, distractors: 0 })),
    }
}

const BALROG: [Entry; 5] = [
    balrog(
        1,
        MixedKind::GoTo,
        ["babyai/goto", "BabyAI-MixedTrainLocal-v0/goto"],
        ["Go to", "Find an object in a room and face it."],
    ),
    balrog(
        2,
        MixedKind::Pickup,
        ["babyai/pickup", "BabyAI-MixedTrainLocal-v0/pickup"],
        ["Pick up", "Find an object in a room and pick it up."],
    ),
    balrog(
        3,
        MixedKind::Open,
        ["babyai/open", "BabyAI-MixedTrainLocal-v0/open"],
        ["Open", "Fetch the key and open the locked door between two rooms."],
    ),
    balrog(
        4,
        MixedKind::PutNext,
        ["babyai/putnext", "BabyAI-MixedTrainLocal-v0/putnext"],
        ["Put next", "Carry one object to another and put it down beside it."],
    ),
    balrog(
        5,
        MixedKind::PickupThenGoTo,
        ["babyai/pick_up_seq_go_to", "BabyAI-MixedTrainLocal-v0/pick_up_seq_go_to"],
        ["Pick up, then go to", "Pick up one object and go to another, in the order asked."],
    ),
];
