//! One recorded line: what kind it is, and whether this build does the same.

use std::fmt;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::crafter::{self, CrafterKind};
use super::packs::Packs;
use super::{balrog, bot, frames, gepa, levels, prompts, rng, tensorzero, tiles};

/// The kinds of records, told apart by their fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Draws of the generator.
    Rng,
    /// An episode of one of BALROG's tasks.
    Balrog,
    /// The same, played by the expert bot.
    BalrogBot,
    /// An episode of a level.
    Level,
    /// An episode of a BabyAI level, played by the expert bot.
    Bot,
    /// A dialogue of a BALROG agent with its model.
    Prompts,
    /// A dialogue of `TensorZero`'s example.
    TensorZero,
    /// A drawn cell.
    Tiles,
    /// A drawn world.
    Frames,
    /// Something of Crafter.
    Crafter(CrafterKind),
    /// A record of GEPA or of what it stands on.
    Gepa(gepa::Kind),
    /// Something else.
    Unknown,
}

impl Kind {
    /// What a person calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rng => "rng",
            Self::Balrog => "balrog",
            Self::BalrogBot => "balrog bot",
            Self::Level => "level",
            Self::Bot => "bot",
            Self::Prompts => "prompts",
            Self::TensorZero => "tensorzero",
            Self::Tiles => "tiles",
            Self::Frames => "frames",
            Self::Crafter(kind) => kind.as_str(),
            Self::Gepa(kind) => kind.as_str(),
            Self::Unknown => "unknown",
        }
    }

    /// The kind of a record.
    pub fn of(record: &Value) -> Self {
        let has = |fields: &[&str]| fields.iter().all(|field| record.get(field).is_some());
        match () {
            () if has(&["raw64", "pcg_state"]) => Self::Rng,
            () if has(&["variant", "history_length"]) => Self::TensorZero,
            () if has(&["instruction", "max_text_history"]) => Self::Prompts,
            () if has(&["tile", "sha256"]) => Self::Tiles,
            () if has(&["full_sha256", "env"]) => Self::Frames,
            () if has(&["task", "num_dists", "steps", "error"]) => Self::BalrogBot,
            () if has(&["task", "num_dists", "steps"]) => Self::Balrog,
            () if has(&["env", "actions", "states", "error"]) => Self::Bot,
            () if has(&["env", "actions", "states", "views"]) => Self::Level,
            () => match (CrafterKind::of(record), gepa::Kind::of(record)) {
                (Some(kind), _) => Self::Crafter(kind),
                (None, Some(kind)) => Self::Gepa(kind),
                (None, None) => Self::Unknown,
            },
        }
    }
}

/// The first thing that differs between a record and this build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Which field.
    pub field: &'static str,
    /// After which action, counted from one; none for the start and the record as a whole.
    pub step: Option<usize>,
    /// What the record says.
    pub expected: String,
    /// What this build does.
    pub found: String,
}

impl Mismatch {
    /// A record that cannot be replayed at all.
    pub fn unreadable(reason: impl fmt::Display) -> Self {
        let expected = "a record that this build reads".to_owned();
        Self { field: "record", step: None, expected, found: reason.to_string() }
    }

    /// The same, found after a step.
    #[must_use]
    pub fn at_step(self, step: usize) -> Self {
        Self { step: Some(step), ..self }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.step {
            Some(step) => write!(f, "step {step}, {}", self.field)?,
            None => write!(f, "{}", self.field)?,
        }
        write!(f, "\n    expected {}\n    found    {}", self.expected, self.found)
    }
}

/// Compares one field.
pub(super) fn same<T: PartialEq + fmt::Debug + ?Sized>(
    field: &'static str,
    expected: &T,
    found: &T,
) -> Result<(), Mismatch> {
    if expected == found {
        return Ok(());
    }
    let (expected, found) = (format!("{expected:?}"), format!("{found:?}"));
    Err(Mismatch { field, step: None, expected, found })
}

/// Compares two numbers by their bits.
pub(super) fn same_bits(field: &'static str, expected: f64, found: f64) -> Result<(), Mismatch> {
    if expected.to_bits() == found.to_bits() {
        return Ok(());
    }
    same(field, &format!("{expected:?}"), &format!("{found:?}"))
}

/// Replays a record and compares all that it holds; dialogues are assembled with the benchmarks' own
/// wording from `packs`.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Value, packs: &Packs) -> Result<(), Mismatch> {
    check_of(Path::new(""), record, packs)
}

/// As [`check`], for a record that may need others beside its file.
///
/// # Errors
///
/// The first [`Mismatch`].
pub(super) fn check_of(file: &Path, record: &Value, packs: &Packs) -> Result<(), Mismatch> {
    match Kind::of(record) {
        Kind::Rng => rng::check(&parse(record)?),
        Kind::Balrog | Kind::BalrogBot => balrog::check(&parse(record)?),
        Kind::Level => levels::check(&parse(record)?),
        Kind::Bot => bot::check(&parse(record)?),
        Kind::Prompts => prompts::check(&parse(record)?, packs),
        Kind::TensorZero => tensorzero::check(&parse(record)?, packs),
        Kind::Tiles => tiles::check(&parse(record)?),
        Kind::Frames => frames::check(&parse(record)?),
        Kind::Crafter(kind) => crafter::check(kind, record, packs, file),
        Kind::Gepa(kind) => gepa::check(kind, record),
        Kind::Unknown => Err(Mismatch::unreadable("its fields fit no kind of record")),
    }
}

pub(super) fn parse<T: DeserializeOwned>(record: &Value) -> Result<T, Mismatch> {
    T::deserialize(record).map_err(Mismatch::unreadable)
}

/// Names the episode of a record: who plays, its world and its seed; of a picture what is in it.
pub fn name(record: &Value) -> String {
    let text = |field: &str| match record.get(field) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    if let Some(Value::String(id)) = record.get("config").and_then(|config| config.get("id")) {
        return id.clone();
    }
    let id = text("id");
    let player = text("agent").or_else(|| text("variant"));
    let world = text("env").or_else(|| text("task")).or_else(|| text("tile"));
    let seed = text("seed").map(|seed| format!("seed {seed}"));
    let dists = text("num_dists").filter(|count| count != "0");
    let dists = dists.map(|count| format!("{count} distractors"));
    let agent = text("agent_dir").map(|dir| format!("agent {dir}"));
    let light = record.get("highlight") == Some(&Value::Bool(true));
    let light = light.then(|| "highlighted".to_owned());
    let size = text("tile_size").map(|size| format!("{size} pixels a tile"));
    let step = text("step").map(|step| format!("step {step}"));
    let parts = [id, player, world, seed, dists, agent, light, size, step];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
