//! Where an episode is played: the world that a plan's entry names.

use crate::env::World;
use crate::env::catalog::{self, Entry, WorldSpec};
use crate::env::crafter::{CrafterEnv, VARIANTS};
use crate::env::minigrid::GridEnv;
use crate::env::support::books::Shop;
use crate::env::support::{Domain, Split};
use crate::experiment::plan::PlanWorld;
use crate::experiment::play::{Stage, Unstageable};

/// Crafter by this name is synth-ai's, of the plan's difficulty.
const CRAFTER: &str = "crafter";

/// Customer support by its domain.
const SUPPORT: &str = "tau-bench/";

/// Harbor Books: the shop of seed 0; `books/7` is that of another seed.
const BOOKS: &str = "books";

/// A world, ready for episodes.
#[derive(Clone, Debug)]
pub enum Place {
    /// A grid world.
    Grid(GridEnv),
    /// A variant of Crafter.
    Crafter(CrafterEnv),
    /// Customer support; its data is the stage's.
    Support(Domain, Split),
    /// Harbor Books, in the shop of a seed.
    Books(u64),
}

impl Place {
    /// The world of a plan's entry: by its name here or upstream.
    ///
    /// # Errors
    ///
    /// [`Unstageable::World`] and [`Unstageable::Choice`].
    pub fn find(world: &PlanWorld) -> Result<Self, Unstageable> {
        let id = world.id.as_str();
        if let Some(domain) = id.strip_prefix(SUPPORT) {
            let domain = Domain::PACKED.into_iter().find(|known| known.as_str() == domain);
            let domain = domain.ok_or_else(|| Unstageable::World(id.to_owned()))?;
            return Ok(Self::Support(domain, split(world)?));
        }
        if let Some(shop) = id.strip_prefix(BOOKS)
            && (shop.is_empty() || shop.starts_with('/'))
        {
            let seed = if shop.is_empty() { Some(0) } else { shop[1..].parse().ok() };
            return seed.map(Self::Books).ok_or_else(|| Unstageable::World(id.to_owned()));
        }
        if id == CRAFTER {
            return crafter(world).map(Self::Crafter);
        }
        let upstream = || catalog::all().iter().find(|entry| entry.level_name == id);
        let entry = catalog::by_id(id).or_else(upstream);
        let spec = entry.map(|entry| WorldSpec {
            distractors: world.distractors,
            ..WorldSpec::new(Entry::world(entry))
        });
        let spec = spec.ok_or_else(|| Unstageable::World(id.to_owned()))?;
        Ok(match catalog::make(&spec) {
            World::Grid(env) => Self::Grid(*env),
            World::Crafter(env) => Self::Crafter(*env),
        })
    }
}

/// synth-ai's Crafter of a difficulty.
fn crafter(world: &PlanWorld) -> Result<CrafterEnv, Unstageable> {
    const KNOWN: [(&str, &str); 5] = [
        ("easy", "crafter/synth-easy"),
        ("medium", "crafter/synth"),
        ("normal", "crafter/synth"),
        ("hard", "crafter/synth-hard"),
        ("peaceful", "crafter/synth-peaceful"),
    ];
    let wanted = world.difficulty.as_deref().unwrap_or("normal");
    let named = KNOWN.iter().find(|(name, _)| *name == wanted);
    let id = named.map(|(_, id)| *id).ok_or_else(|| Unstageable::Choice {
        world: world.id.clone(),
        what: "difficulty",
        name: wanted.to_owned(),
        known: KNOWN.map(|(name, _)| name).join(", "),
    })?;
    let variant = VARIANTS.iter().find(|variant| variant.id == id);
    let variant = variant.ok_or_else(|| Unstageable::World(id.to_owned()))?;
    Ok(CrafterEnv::new(variant.options))
}

/// The split of a plan's entry; the test split, if it names none.
fn split(world: &PlanWorld) -> Result<Split, Unstageable> {
    let wanted = world.split.as_deref().unwrap_or(Split::Test.as_str());
    let found = Split::ALL.into_iter().find(|split| split.as_str() == wanted);
    found.ok_or_else(|| Unstageable::Choice {
        world: world.id.clone(),
        what: "split",
        name: wanted.to_owned(),
        known: Split::ALL.map(Split::as_str).join(", "),
    })
}

impl Stage {
    /// Says whether a world has the task of a number; worlds with seeds have every one.
    pub(super) fn check_task(&self, world: &PlanWorld, number: u64) -> Result<(), Unstageable> {
        let tasks = match Place::find(world)? {
            Place::Support(domain, split) => self.tasks(domain, split)?,
            Place::Books(seed) => Shop::new(seed).world.tasks(Split::Test).len(),
            Place::Grid(_) | Place::Crafter(_) => return Ok(()),
        };
        if number < tasks as u64 {
            return Ok(());
        }
        Err(Unstageable::NoTask { world: world.id.clone(), tasks, number })
    }

    /// How many tasks a split of customer support has.
    ///
    /// # Errors
    ///
    /// [`Unstageable::NoData`].
    pub fn tasks(&self, domain: Domain, split: Split) -> Result<usize, Unstageable> {
        let world = self.support.get(&domain);
        let world = world.ok_or_else(|| Unstageable::NoData(format!("{SUPPORT}{domain}")))?;
        Ok(world.tasks(split).len())
    }
}
