//! Benchmarks' data on disk: where it is looked for, its packs, and upstream's own checkout.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Display;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use crate::agent::support::Wording;
use crate::data::{self, Files};
use crate::env::support::{Domain, Manifest, PackError, World};

/// The folders in which benchmarks' data is looked for: the one named, else `DIORAMA_DATA`, else `../shared/data`.
pub fn folders(named: Option<PathBuf>) -> Vec<PathBuf> {
    if let Some(named) = named {
        return vec![named];
    }
    let data = env::var_os("DIORAMA_DATA").filter(|folder| !folder.is_empty());
    data.into_iter().map(PathBuf::from).chain([PathBuf::from("../shared/data")]).collect()
}

/// A folder with a pack, and what its manifest says; or with upstream's checkout, and the packs that were made of it.
#[derive(Debug)]
pub struct Pack {
    folder: PathBuf,
    manifest: Manifest,
    /// What a checkout makes; nothing where the folder holds a pack.
    made: BTreeMap<Domain, Result<data::Pack, String>>,
}

impl Pack {
    /// The data of customer support in a folder, or in its folder `tau-bench`: a pack, or a checkout of upstream's repository. A zip
    /// of either may stand for a folder.
    ///
    /// # Errors
    ///
    /// Where it was looked for, or what is wrong with it.
    pub fn find(folders: &[PathBuf]) -> Result<Self, String> {
        let places = folders.iter().flat_map(|folder| [folder.join("tau-bench"), folder.clone()]);
        for folder in places {
            if folder.is_file() || folder.join("tau_bench").is_dir() {
                return Self::make(folder);
            }
            if let Ok(json) = fs::read_to_string(folder.join("manifest.json")) {
                let manifest = Manifest::parse(&json);
                let here = |error| format!("{}: {error}", folder.display());
                let manifest = manifest.map_err(here)?;
                return Ok(Self { manifest, folder: folder.clone(), made: BTreeMap::new() });
            }
        }
        let looked: Vec<String> =
            folders.iter().map(|folder| folder.display().to_string()).collect();
        let looked = looked.join(" nor in ");
        Err(format!("tau-bench's data is missing: it is not in {looked}; --data names the folder"))
    }

    /// The packs that a checkout makes, or a zip.
    fn make(folder: PathBuf) -> Result<Self, String> {
        let here = |error: String| format!("{}: {error}", folder.display());
        let mut files = Files::new();
        if folder.is_file() {
            let bytes = fs::read(&folder).map_err(|error| here(error.to_string()))?;
            files =
                data::unpack(&bytes, &data::is_wanted).map_err(|error| here(error.to_string()))?;
        } else {
            for path in Domain::PACKED.into_iter().flat_map(data::sources) {
                // What is missing is told by whoever misses it.
                if let Ok(bytes) = fs::read(folder.join(&path)) {
                    files.insert(path, bytes);
                }
            }
        }
        let made: BTreeMap<Domain, _> = Domain::PACKED
            .into_iter()
            .map(|domain| (domain, data::read(domain, &files).map_err(|error| error.to_string())))
            .collect();
        let mut manifest = data::manifest(Domain::Retail);
        for file in data::manifest(Domain::Airline).files {
            if !manifest.files.contains(&file) {
                manifest.files.push(file);
            }
        }
        Ok(Self { folder, manifest, made })
    }

    /// What the manifest says.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// A domain with all its data; where our own words stand in, that is said.
    ///
    /// # Errors
    ///
    /// What is missing or wrong.
    pub fn world(&self, domain: Domain) -> Result<World, String> {
        if !Domain::PACKED.contains(&domain) {
            return Err(format!("tau-bench has no domain {domain}"));
        }
        let here = |error: &dyn Display| format!("{}: {error}", self.folder.display());
        let world = match self.made.get(&domain) {
            Some(made) => made.as_ref().map_err(|error| here(error))?.world(),
            None => self.manifest.load(domain, &mut |name| self.read(name)),
        };
        let world = world.map_err(|error| here(&error))?;
        for why in &world.told().lacks {
            eprintln!("{}; our own words stand in where there are any", here(why));
        }
        Ok(world)
    }

    /// A file's text.
    ///
    /// # Errors
    ///
    /// What is missing or wrong.
    pub fn text(&self, path: &str) -> Result<String, String> {
        let here = |error| format!("{}: {error}", self.folder.display());
        self.manifest.text(path, &mut |name| self.read(name)).map_err(here)
    }

    /// What simulated customers and text agents are told: the data's sentences; our own where it has none, which is said.
    ///
    /// # Errors
    ///
    /// The sentences are there and are not the ones that they should be.
    pub fn wording(&self) -> Result<Wording, String> {
        const PROMPTS: &str = "prompts.json";
        let here = |error: &dyn Display| format!("{}: {error}", self.folder.display());
        match self.manifest.text(PROMPTS, &mut |name| self.read(name)) {
            Ok(json) => Wording::parse(&json).map_err(|error| here(&error)),
            Err(error @ (PackError::Missing { .. } | PackError::Unlisted(_))) => {
                eprintln!("{}; customers and text agents are told our own words", here(&error));
                Ok(Wording::own())
            }
            Err(error) => Err(here(&error)),
        }
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        if !self.made.is_empty() {
            let texts = self.made.values().flatten().filter_map(|pack| pack.text(name).ok());
            let text = texts.map(String::into_bytes).next();
            return text.ok_or_else(|| "it is not there".to_owned());
        }
        read(&self.folder.join(name)).map_err(|error| error.to_string())
    }
}

/// What a file holds, uncompressed.
///
/// # Errors
///
/// It cannot be read.
pub fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let bytes = fs::read(path)?;
    if path.extension().is_none_or(|extension| extension != "gz") {
        return Ok(bytes);
    }
    let mut out = Vec::new();
    MultiGzDecoder::new(&bytes[..]).read_to_end(&mut out)?;
    Ok(out)
}
