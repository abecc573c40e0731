//! What a record of Crafter is about, as its fields tell.

use serde_json::Value;

/// The kind of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CrafterKind {
    /// The generator: a seed and draws.
    Rng,
    /// The hash that a world's seed comes from.
    TupleHash,
    /// A field of noise.
    OpenSimplex,
    /// The constants of noise.
    OpenSimplexTables,
    /// The light of a step.
    Daylight,
    /// The start of a world, in digests.
    World,
    /// The start of a world, cell by cell.
    RawWorld,
    /// An episode.
    Episode,
    /// An episode from a set-up.
    Scenario,
    /// The whole state at some step of an episode.
    State,
    /// What BALROG tells a model about the game.
    BalrogInstruction,
    /// An episode with BALROG's texts.
    BalrogText,
    /// What synth-ai tells a model about the game.
    SynthPrompt,
    /// An episode with synth-ai's texts.
    SynthText,
}

impl CrafterKind {
    /// What a person calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rng => "crafter rng",
            Self::TupleHash => "crafter tuple hash",
            Self::OpenSimplex => "crafter noise",
            Self::OpenSimplexTables => "crafter noise constants",
            Self::Daylight => "crafter daylight",
            Self::World => "crafter world",
            Self::RawWorld => "crafter raw world",
            Self::Episode => "crafter episode",
            Self::Scenario => "crafter scenario",
            Self::State => "crafter state",
            Self::BalrogInstruction => "crafter balrog instruction",
            Self::BalrogText => "crafter balrog text",
            Self::SynthPrompt => "crafter synth prompt",
            Self::SynthText => "crafter synth text",
        }
    }

    /// The kind of a record; none if it is not one of Crafter.
    pub fn of(record: &Value) -> Option<Self> {
        let has = |fields: &[&str]| fields.iter().all(|field| record.get(field).is_some());
        Some(match () {
            () if has(&["random_sample", "randint"]) => Self::Rng,
            () if has(&["hash_seed", "world_seed"]) => Self::TupleHash,
            () if has(&["perm", "points"]) => Self::OpenSimplex,
            () if has(&["gradients3"]) => Self::OpenSimplexTables,
            () if has(&["mat_sha256", "mat"]) => Self::RawWorld,
            () if has(&["mat_sha256"]) => Self::World,
            () if has(&["sem_sha", "mat"]) => Self::State,
            () if has(&["daylight", "step"]) => Self::Daylight,
            () if has(&["order", "actions", "edits"]) => Self::Scenario,
            () if has(&["order", "actions", "pre_renders"]) => Self::Episode,
            () if has(&["cfg", "samples", "actions"]) => Self::BalrogText,
            () if has(&["samples", "actions"]) => Self::SynthText,
            () if has(&["react_system"]) => Self::SynthPrompt,
            () if has(&["kind", "instruction", "actions"]) => Self::BalrogInstruction,
            () => return None,
        })
    }
}
