//! Where one is: the places of the page, read from and written to the URL's fragment.
//!
//! Everything stands behind `#`, so a static host needs no rewrite rule and sees nothing of it:
//! `#/` the gallery, `#/stage/WORLD?seed=3&player=expert` an episode, `#/stage/books?task=7&seed=3` one of customer support,
//! `#/data/tau2/retail?task=5` a task of τ²-bench to read, `#1.…` a shared episode.

use crate::env::Seed;
use crate::env::catalog::{self, Entry, WorldSpec};
use crate::episode::Player;
use crate::episode::share;

/// The domains of customer support.
pub const SUPPORT: [&str; 3] = ["books", "retail", "airline"];

/// A place of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    /// The worlds, good replays, one's own episodes.
    Gallery,
    /// An episode by its name, new or kept by this browser.
    Stage(StageQuery),
    /// An episode of customer support, as the address names it behind `stage/`; its part reads it.
    Support(String),
    /// A task of τ²-bench, as the address names it behind `data/tau2/`; its part reads it.
    Reading(String),
    /// An episode that a link holds; the whole fragment.
    Shared(String),
    /// How things look, what is stored.
    Settings,
    /// How quick the worlds are in this browser.
    Bench,
    /// Nothing has this address; says why.
    Unknown(String),
}

/// Which episode the Stage shows.
#[derive(Clone, Debug, PartialEq)]
pub struct StageQuery {
    /// The world and its parameters.
    pub spec: WorldSpec,
    /// The episode's seed.
    pub seed: Seed,
    /// Who plays.
    pub player: Player,
    /// The name under which this browser keeps the episode.
    pub kept: Option<String>,
}

impl StageQuery {
    /// A new episode.
    pub fn new(spec: WorldSpec, seed: Seed, player: Player) -> Self {
        Self { spec, seed, player, kept: None }
    }

    /// The fragment that leads here, with its `#`.
    pub fn to_hash(&self) -> String {
        let mut hash = format!("#/stage/{}?seed={}", self.entry().id, self.seed);
        if self.spec.distractors > 0 {
            hash.push_str(&format!("&distractors={}", self.spec.distractors));
        }
        if self.player != Player::Person {
            hash.push_str(&format!("&player={}", self.player.as_str()));
        }
        if let Some(kept) = &self.kept {
            hash.push_str(&format!("&kept={kept}"));
        }
        hash
    }

    /// The catalog's word on this world.
    pub fn entry(&self) -> &'static Entry {
        self.spec.world.entry()
    }
}

/// Reads a fragment, with or without its `#`.
pub fn parse(hash: &str) -> Route {
    let hash = hash.trim_start_matches('#');
    if share::looks_like_link(hash) {
        return Route::Shared(hash.to_owned());
    }
    let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
    match path.trim_matches('/') {
        "" => Route::Gallery,
        "stage" => Route::Stage(StageQuery::new(
            WorldSpec::new(catalog::all()[0].world()),
            Seed(3),
            Player::Person,
        )),
        "settings" => Route::Settings,
        "bench" => Route::Bench,
        place => match (place.strip_prefix("stage/"), place.strip_prefix("data/tau2/")) {
            (Some(world), _) if SUPPORT.contains(&world) => {
                Route::Support(format!("{world}?{query}"))
            }
            (Some(world), _) => stage(world, query),
            (_, Some(domain)) => Route::Reading(format!("{domain}?{query}")),
            _ => Route::Unknown(format!("No place here is called “{place}”.")),
        },
    }
}

fn stage(world: &str, query: &str) -> Route {
    let Some(entry) = catalog::by_id(world) else {
        return Route::Unknown(format!("No world here is called “{world}”."));
    };
    let mut wanted = StageQuery::new(WorldSpec::new(entry.world()), Seed(0), Player::Person);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let understood = match name {
            "seed" => value.parse().map(|seed| wanted.seed = Seed(seed)).is_ok(),
            "distractors" => value.parse().is_ok_and(|count| {
                wanted.spec.distractors = count;
                count <= entry.most_distractors
            }),
            "player" => value.parse().map(|player| wanted.player = player).is_ok(),
            "kept" => {
                wanted.kept = Some(value.to_owned());
                value.bytes().all(|byte| byte.is_ascii_alphanumeric())
            }
            // An address from a newer version may say more: what is not known is passed over.
            _ => true,
        };
        if !understood {
            return Route::Unknown(format!("The address says {name} “{value}”, which cannot be."));
        }
    }
    Route::Stage(wanted)
}
