//! Where the benchmarks' own wording is found: prompt packs in files and folders.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::crafter::CrafterKind;
use super::record::{Kind, Mismatch};
use crate::llm::PromptPack;

/// The prompt packs that records of dialogues are compared with; each is read when first needed.
#[derive(Debug)]
pub struct Packs {
    places: Vec<PathBuf>,
    balrog: OnceLock<Result<PromptPack, String>>,
    tensorzero: OnceLock<Result<PromptPack, String>>,
    synth: OnceLock<Result<PromptPack, String>>,
    agent_inspect: OnceLock<Result<PromptPack, String>>,
}

impl Packs {
    /// Packs in the places that a person named; in the usual places if none was named.
    pub fn named_or_usual(places: Vec<PathBuf>) -> Self {
        if places.is_empty() { Self::usual() } else { Self::at(places) }
    }

    /// Packs in the usual places: the folder `prompt-packs` of `DIORAMA_DATA`, and that of a folder
    /// `shared` beside this one.
    pub fn usual() -> Self {
        let data = env::var_os("DIORAMA_DATA").filter(|folder| !folder.is_empty());
        let data = data.into_iter().map(PathBuf::from).chain([PathBuf::from("../shared/data")]);
        Self::at(data.map(|folder| folder.join("prompt-packs")).collect())
    }

    /// Packs in files and folders; the first that has one counts.
    pub const fn at(places: Vec<PathBuf>) -> Self {
        Self {
            places,
            balrog: OnceLock::new(),
            tensorzero: OnceLock::new(),
            synth: OnceLock::new(),
            agent_inspect: OnceLock::new(),
        }
    }

    /// BALROG's own wording.
    ///
    /// # Errors
    ///
    /// A [`Mismatch`] that says where the pack was looked for, or what is wrong with it.
    pub fn balrog(&self) -> Result<&PromptPack, Mismatch> {
        let found = self.balrog.get_or_init(|| self.find("balrog"));
        found.as_ref().map_err(|reason| unusable("balrog", reason))
    }

    /// The wording of `TensorZero`'s example.
    ///
    /// # Errors
    ///
    /// A [`Mismatch`] that says where the pack was looked for, or what is wrong with it.
    pub fn tensorzero(&self) -> Result<&PromptPack, Mismatch> {
        let found = self.tensorzero.get_or_init(|| self.find("tensorzero"));
        found.as_ref().map_err(|reason| unusable("tensorzero", reason))
    }

    /// The wording of synth-ai's Crafter agents.
    ///
    /// # Errors
    ///
    /// A [`Mismatch`] that says where the pack was looked for, or what is wrong with it.
    pub fn synth(&self) -> Result<&PromptPack, Mismatch> {
        let found = self.synth.get_or_init(|| self.find("synth-ai"));
        found.as_ref().map_err(|reason| unusable("synth-ai", reason))
    }

    /// What records of a kind were not compared with for want of a pack.
    pub fn note(&self, kind: Kind) -> Option<&'static str> {
        let is_prompt = kind == Kind::Crafter(CrafterKind::SynthPrompt);
        (is_prompt && self.synth().is_err()).then_some(
            "only its list of actions was compared: no prompt pack synth-ai.json is at hand",
        )
    }

    /// The wording of agent-inspect's judge.
    ///
    /// # Errors
    ///
    /// A [`Mismatch`] that says where the pack was looked for, or what is wrong with it.
    pub fn agent_inspect(&self) -> Result<&PromptPack, Mismatch> {
        let found = self.agent_inspect.get_or_init(|| self.find("agent-inspect"));
        found.as_ref().map_err(|reason| unusable("agent-inspect", reason))
    }

    fn find(&self, name: &str) -> Result<PromptPack, String> {
        for place in &self.places {
            let is_folder = place.is_dir();
            let file = if is_folder { place.join(format!("{name}.json")) } else { place.clone() };
            if let Some(pack) = read(&file)?
                && (is_folder || pack.pack == name)
            {
                return Ok(pack);
            }
        }
        let looked: Vec<String> =
            self.places.iter().map(|place| place.display().to_string()).collect();
        Err(format!(
            "the prompt pack {name}.json is missing: it is not in {}; --prompt-pack names the place",
            looked.join(" nor in ")
        ))
    }
}

/// The pack in a file; none if there is no such file.
fn read(file: &Path) -> Result<Option<PromptPack>, String> {
    let here = |reason: &dyn std::fmt::Display| format!("{}: {reason}", file.display());
    match fs::read_to_string(file) {
        Ok(json) => PromptPack::parse(&json).map(Some).map_err(|error| here(&error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(here(&error)),
    }
}

/// A dialogue that cannot be compared for want of its pack.
fn unusable(name: &str, reason: impl std::fmt::Display) -> Mismatch {
    let expected = format!("the benchmark's own wording, in {name}.json");
    Mismatch { field: "prompt pack", step: None, expected, found: reason.to_string() }
}
