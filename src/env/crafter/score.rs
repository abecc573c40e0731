//! What play is worth: the scores that the paper and synth-ai's evaluation compute, and the tier of a
//! start.
//!
//! Source: D. Hafner, "Benchmarking the Spectrum of Agent Capabilities" (Crafter's score); synth-ai
//! 0.2.3 (shaped reward, task tiers).

use super::achievement::Achievement;
use super::game::Game;
use super::material::Material;
use super::object::Body;

/// Crafter's score: the geometric mean of the success rates in percent, each with 1 added, less 1.
///
/// `rates` are shares of episodes from 0 to 1, by achievement.
pub fn crafter_score(rates: &[f64; Achievement::ALL.len()]) -> f64 {
    let logs: f64 = rates.iter().map(|rate| libm::log(1.0 + 100.0 * rate)).sum();
    libm::exp(logs / rates.len() as f64) - 1.0
}

/// synth-ai's shaped reward: each achievement's weight, times the logarithm of its count and 1.
pub fn shaped_reward(counts: &[u32; Achievement::ALL.len()]) -> f64 {
    let worth = |achievement: Achievement| match achievement {
        Achievement::CollectDiamond => 100.0,
        Achievement::MakeIronPickaxe | Achievement::MakeIronSword => 30.0,
        Achievement::CollectIron
        | Achievement::MakeStonePickaxe
        | Achievement::MakeStoneSword
        | Achievement::PlaceFurnace => 10.0,
        Achievement::CollectCoal
        | Achievement::MakeWoodPickaxe
        | Achievement::MakeWoodSword
        | Achievement::PlaceTable => 3.0,
        Achievement::CollectStone
        | Achievement::CollectWood
        | Achievement::DefeatSkeleton
        | Achievement::DefeatZombie
        | Achievement::EatCow
        | Achievement::PlaceStone => 1.0,
        Achievement::CollectDrink
        | Achievement::CollectSapling
        | Achievement::EatPlant
        | Achievement::PlacePlant
        | Achievement::WakeUp => 0.1,
    };
    let counts = Achievement::ALL.into_iter().zip(counts);
    counts.map(|(which, &count)| worth(which) * libm::log(f64::from(count) + 1.0)).sum()
}

/// What lies near the player, within ten steps along the axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Trees. Upstream always counts none, since it looks for them among the objects.
    pub trees: u32,
    /// Cows.
    pub cows: u32,
    /// Zombies and skeletons.
    pub hostiles: u32,
}

/// How hard a start is, as synth-ai's task set sorts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskTier {
    /// Many trees and nothing hostile near.
    Easy,
    /// Some trees and little that is hostile.
    Medium,
    /// No worse than five that are hostile.
    Hard,
}

impl TaskTier {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }
}

impl Surroundings {
    /// Those of the player now.
    pub fn of(game: &Game) -> Self {
        const RADIUS: i16 = 10;
        let (pos, world) = (game.pos(), game.world());
        let mut found = Self::default();
        for dx in -RADIUS..=RADIUS {
            let rest = RADIUS - dx.abs();
            for dy in -rest..=rest {
                let here = pos.plus((dx, dy));
                found.trees += u32::from(world.material(here) == Material::Tree);
                match world.object(here).map(|object| object.body) {
                    Some(Body::Cow) => found.cows += 1,
                    Some(Body::Zombie { .. } | Body::Skeleton { .. }) => found.hostiles += 1,
                    _ => {}
                }
            }
        }
        found
    }

    /// The tier of such a start; none if it is too hostile for any.
    pub const fn tier(self) -> Option<TaskTier> {
        match self {
            Self { trees: 4.., hostiles: 0, .. } => Some(TaskTier::Easy),
            Self { trees: 2.., hostiles: ..=2, .. } => Some(TaskTier::Medium),
            Self { hostiles: ..=5, .. } => Some(TaskTier::Hard),
            _ => None,
        }
    }
}
