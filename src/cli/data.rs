//! Benchmarks' data on disk: where it is looked for, and its packs.

use std::env;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use crate::env::support::{Domain, Manifest, World};

/// The folders in which benchmarks' data is looked for: the one named, else `DIORAMA_DATA`, else `../shared/data`.
pub fn folders(named: Option<PathBuf>) -> Vec<PathBuf> {
    if let Some(named) = named {
        return vec![named];
    }
    let data = env::var_os("DIORAMA_DATA").filter(|folder| !folder.is_empty());
    data.into_iter().map(PathBuf::from).chain([PathBuf::from("../shared/data")]).collect()
}

/// A folder with a pack, and what its manifest says.
#[derive(Debug)]
pub struct Pack {
    folder: PathBuf,
    manifest: Manifest,
}

impl Pack {
    /// The pack of customer support in a folder, or in its folder `tau-bench`.
    ///
    /// # Errors
    ///
    /// Where it was looked for, or what is wrong with it.
    pub fn find(folders: &[PathBuf]) -> Result<Self, String> {
        let places = folders.iter().flat_map(|folder| [folder.join("tau-bench"), folder.clone()]);
        for folder in places {
            if let Ok(json) = fs::read_to_string(folder.join("manifest.json")) {
                let manifest = Manifest::parse(&json);
                let here = |error| format!("{}: {error}", folder.display());
                return Ok(Self { manifest: manifest.map_err(here)?, folder: folder.clone() });
            }
        }
        let looked: Vec<String> =
            folders.iter().map(|folder| folder.display().to_string()).collect();
        let looked = looked.join(" nor in ");
        Err(format!("tau-bench's data is missing: it is not in {looked}; --data names the folder"))
    }

    /// What the manifest says.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// A domain with all its data.
    ///
    /// # Errors
    ///
    /// What is missing or wrong.
    pub fn world(&self, domain: Domain) -> Result<World, String> {
        if !Domain::PACKED.contains(&domain) {
            return Err(format!("tau-bench has no domain {domain}"));
        }
        let here = |error| format!("{}: {error}", self.folder.display());
        self.manifest.load(domain, &mut |name| self.read(name)).map_err(here)
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

    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
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
