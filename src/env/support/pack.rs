//! Data packs: a benchmark's tables, tasks and texts as JSON files, with a manifest that names and hashes them.
//!
//! Reading files is the caller's; here is known which are needed, whether they are the right ones, and what is in them.

use crate::env::support::domain::Domain;
use crate::env::support::hash::{DataHash, sha256_hex};
use crate::env::support::loader::Loader;
use crate::env::support::world::World;
use crate::python::shared::{PyValue, loads};

/// The benchmark.
pub const UPSTREAM: &str = "sierra-research/tau-bench";

/// The version of the benchmark whose rules are reproduced here.
pub const COMMIT: &str = "59a200c6d575d595120f1cb70fea53cef0632f6b";

/// What is wrong with a data pack.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The manifest is missing or cannot be read.
    #[error("manifest.json: {0}")]
    Manifest(String),
    /// It is another benchmark's pack.
    #[error("the data is of {found}, not of {UPSTREAM}")]
    OtherBenchmark {
        /// What the manifest says.
        found: String,
    },
    /// It is of another version.
    #[error("the data is of version {found}; the rules here are those of {COMMIT}")]
    OtherVersion {
        /// What the manifest says.
        found: String,
    },
    /// The manifest does not list a file.
    #[error("the manifest does not list {0}: the data is incomplete")]
    Unlisted(String),
    /// A file cannot be had.
    #[error("{name}: {reason}")]
    Missing {
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
    /// A file is not the one that the manifest means.
    #[error(
        "{name} has {found_bytes} bytes with SHA-256 {found}, not {bytes} with {sha256}: it was changed or is incomplete"
    )]
    Changed {
        /// Its name.
        name: String,
        /// Its size, and the size that it should have, uncompressed.
        found_bytes: u64,
        /// The size that it should have.
        bytes: u64,
        /// Its hash.
        found: DataHash,
        /// The hash that it should have.
        sha256: DataHash,
    },
    /// A file does not hold what it should.
    #[error("{name}: {reason}")]
    Unreadable {
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
    /// The tables are not the benchmark's.
    #[error("the {domain} tables have hash {found}; the benchmark's have {expected}")]
    OtherTables {
        /// The domain.
        domain: Domain,
        /// Their hash.
        found: DataHash,
        /// The benchmark's.
        expected: &'static str,
    },
}

/// A file of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// Its path in the pack; one that ends in `.gz` is compressed there.
    pub name: String,
    /// Its size there, in bytes.
    pub stored_bytes: u64,
    /// Its size uncompressed, in bytes.
    pub bytes: u64,
    /// The SHA-256 of what it holds uncompressed; empty where the manifest does not say.
    pub sha256: DataHash,
}

/// What a pack says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The benchmark.
    pub upstream: String,
    /// Its version.
    pub commit: String,
    /// The licence of the data.
    pub licence: String,
    /// Its files.
    pub files: Vec<PackFile>,
}

impl Manifest {
    /// Reads `manifest.json`.
    ///
    /// # Errors
    ///
    /// [`PackError::Manifest`], or that it is of another benchmark or version.
    pub fn parse(json: &str) -> Result<Self, PackError> {
        let manifest = Self::parse_any(json)?;
        match () {
            () if manifest.upstream != UPSTREAM => {
                Err(PackError::OtherBenchmark { found: manifest.upstream })
            }
            () if manifest.commit != COMMIT => {
                Err(PackError::OtherVersion { found: manifest.commit })
            }
            () => Ok(manifest),
        }
    }

    /// Reads the manifest of any benchmark's pack.
    ///
    /// # Errors
    ///
    /// [`PackError::Manifest`].
    pub fn parse_any(json: &str) -> Result<Self, PackError> {
        let wrong = |reason: &str| PackError::Manifest(reason.to_owned());
        let value = loads(json).map_err(|error| PackError::Manifest(error.to_string()))?;
        let text = |name: &str| {
            let found = value.get(name).and_then(PyValue::as_str).map(str::to_owned);
            found.ok_or_else(|| wrong(&format!("{name} is missing")))
        };
        let files = value.get("files").and_then(PyValue::as_map);
        let files = files.ok_or_else(|| wrong("files are missing"))?.iter().map(|(name, entry)| {
            let number = |field: &str| match entry.get(field) {
                Some(PyValue::Int(number)) => number.to_string().parse().ok(),
                _ => None,
            };
            let hash = |field: &str| entry.get(field)?.as_str().map(str::to_owned);
            let of_raw = hash("raw_sha256")
                .or_else(|| (!name.ends_with(".gz")).then(|| hash("sha256")).flatten());
            let stored_bytes = number("bytes")?;
            let bytes = number("raw_bytes").unwrap_or(stored_bytes);
            Some(PackFile {
                name: name.to_string(),
                stored_bytes,
                bytes,
                sha256: of_raw.unwrap_or_default(),
            })
        });
        let files = files.collect::<Option<_>>().ok_or_else(|| wrong("a file has no size"))?;
        let (upstream, commit) = (text("upstream")?, text("commit")?);
        Ok(Self { upstream, commit, licence: text("licence")?, files })
    }

    /// A file by its path without `.gz`.
    pub fn file(&self, path: &str) -> Option<&PackFile> {
        self.files.iter().find(|file| file.name.strip_suffix(".gz").unwrap_or(&file.name) == path)
    }

    /// The paths, without `.gz`, of the files that a domain needs.
    pub fn needed(domain: Domain) -> Vec<String> {
        let tables = domain.tables().map(|table| format!("{domain}/{table}.json"));
        let tasks = domain.splits().iter().map(|split| format!("{domain}/tasks_{split}.json"));
        let told = ["tools.json", "wiki.md", "rules.json", "few_shot.jsonl"];
        let told = told.into_iter().map(|name| format!("{domain}/{name}"));
        tables.into_iter().chain(tasks).chain(told).collect()
    }

    /// A file's text, once it is the one that the manifest means.
    ///
    /// `read` is given the name in the pack and returns what the file holds uncompressed.
    ///
    /// # Errors
    ///
    /// The file is not listed, cannot be had, was changed, or is no text.
    pub fn text(
        &self,
        path: &str,
        read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
    ) -> Result<String, PackError> {
        let file = self.file(path).ok_or_else(|| PackError::Unlisted(path.to_owned()))?;
        let name = file.name.clone();
        let bytes =
            read(&name).map_err(|reason| PackError::Missing { name: name.clone(), reason })?;
        let found = sha256_hex(&bytes);
        let has_hash = !file.sha256.is_empty();
        if bytes.len() as u64 != file.bytes || (has_hash && found != file.sha256) {
            let found_bytes = bytes.len() as u64;
            let (bytes, sha256) = (file.bytes, file.sha256.clone());
            return Err(PackError::Changed { name, found_bytes, bytes, found, sha256 });
        }
        let unreadable = |_| PackError::Unreadable { name, reason: "it is no UTF-8".to_owned() };
        String::from_utf8(bytes).map_err(unreadable)
    }

    /// A domain with everything that its files hold.
    ///
    /// # Errors
    ///
    /// The first file that is changed, unreadable, or missing where nothing stands in for it; tables that are not the benchmark's.
    ///
    /// # Panics
    ///
    /// Never: every domain has tables.
    pub fn load(
        &self,
        domain: Domain,
        read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
    ) -> Result<World, PackError> {
        let mut loader = Loader::new(domain);
        let mut is_checked = false;
        while let Some(path) = loader.wanted() {
            match self.text(&path, read) {
                Ok(text) => loader.take(&text)?,
                Err(why) => loader.lack(why)?,
            }
            if let Some(base) = loader.base().filter(|_| !is_checked) {
                is_checked = true;
                let found = World::hash_of(base);
                if let Some(expected) = domain.initial_hash()
                    && found != expected
                {
                    return Err(PackError::OtherTables { domain, found, expected });
                }
            }
        }
        Ok(loader.finish().expect("every domain has tables, and all files were taken"))
    }
}
