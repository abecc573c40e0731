//! A data set's pack in memory: made into what is played or read, kept in few bytes.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use crate::data::figures::manifest_of;
use crate::data::{DataError, Dataset, Files};
use crate::env::support::tau2::{self, Tau2Data, Tau2Error};
use crate::env::support::{Loader, Manifest, PackError, World};

/// What a kept pack may hold, in bytes.
const MOST_KEPT: u64 = 64 << 20;

/// Grows when kept packs are written otherwise.
const FORMAT: u32 = 1;

/// A data set: every file is the one of the version that is read here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    dataset: Dataset,
    files: Files,
    /// What was left out, in words.
    pub notes: Vec<String>,
}

/// What stands before the files of a kept pack.
#[derive(Serialize, Deserialize)]
struct Head {
    format: u32,
    /// The data set's name.
    domain: String,
    /// Names and sizes.
    files: Vec<(String, usize)>,
}

impl Pack {
    pub(super) const fn new(dataset: Dataset, files: Files, notes: Vec<String>) -> Self {
        Self { dataset, files, notes }
    }

    /// Which data set it is.
    pub const fn dataset(&self) -> Dataset {
        self.dataset
    }

    /// The size of all files, in bytes.
    pub fn bytes(&self) -> usize {
        self.files.values().map(Vec::len).sum()
    }

    /// A file's text.
    ///
    /// # Errors
    ///
    /// It is not there, was changed, or is no text.
    pub fn text(&self, name: &str) -> Result<String, PackError> {
        self.manifest().text(name, &mut |name| self.file(name))
    }

    /// The sentences that simulated customers and text agents are told, as JSON; none where they were left out.
    pub fn prompts(&self) -> Option<String> {
        self.text("prompts.json").ok()
    }

    /// A domain of tau-bench, ready to be played; its tables are compared with upstream's hash as well.
    ///
    /// # Errors
    ///
    /// The first file that is not what it should be; another benchmark's pack.
    pub fn world(&self) -> Result<World, PackError> {
        let Dataset::Tau(domain) = self.dataset else {
            return Err(PackError::OtherBenchmark { found: self.dataset.upstream().to_owned() });
        };
        self.manifest().load(domain, &mut |name| self.file(name))
    }

    /// A domain of tau2-bench, ready to be read.
    ///
    /// # Errors
    ///
    /// The first file that is not what it should be; another benchmark's pack.
    pub fn tau2(&self) -> Result<Tau2Data, Tau2Error> {
        let Dataset::Tau2(domain) = self.dataset else {
            return Err(Tau2Error::OtherBenchmark(self.dataset.upstream().to_owned()));
        };
        tau2::load(&self.manifest(), domain, &mut |name| self.file(name))
    }

    /// Puts the next file into a domain that is being loaded; whether there was one. Each is checked, so the tables' common hash,
    /// which takes as long as all of them, need not be.
    ///
    /// # Errors
    ///
    /// The file is not what it should be.
    pub fn load_next(&self, loader: &mut Loader) -> Result<bool, PackError> {
        let Some(name) = loader.wanted() else { return Ok(false) };
        match self.text(&name) {
            Ok(text) => loader.take(&text)?,
            Err(why) => loader.lack(why)?,
        }
        Ok(true)
    }

    /// The pack as few bytes, to be kept.
    ///
    /// # Panics
    ///
    /// Never: memory takes all that is written.
    pub fn seal(&self) -> Vec<u8> {
        let files = self.files.iter().map(|(name, bytes)| (name.clone(), bytes.len())).collect();
        let head = Head { format: FORMAT, domain: self.dataset.to_string(), files };
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        let head = serde_json::to_string(&head).expect("names and numbers are JSON");
        let mut write = |bytes: &[u8]| out.write_all(bytes).expect("memory takes it");
        write(head.as_bytes());
        write(b"\n");
        self.files.values().for_each(|bytes| write(bytes));
        out.finish().expect("memory takes it")
    }

    /// A pack that was kept.
    ///
    /// # Errors
    ///
    /// [`DataError::Kept`].
    pub fn open(sealed: &[u8]) -> Result<Self, DataError> {
        let kept = |reason: &str| DataError::Kept(reason.to_owned());
        let mut bytes = Vec::new();
        let read = GzDecoder::new(sealed).take(MOST_KEPT).read_to_end(&mut bytes);
        read.map_err(|error| kept(&error.to_string()))?;
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(|| kept("no head"))?;
        let head: Head =
            serde_json::from_slice(&bytes[..end]).map_err(|error| kept(&error.to_string()))?;
        if head.format != FORMAT {
            return Err(kept("it is of another format"));
        }
        let dataset = head.domain.parse().map_err(|_| kept("it is of another domain"))?;
        let (mut rest, mut files) = (&bytes[end + 1..], Files::new());
        for (name, length) in head.files {
            let (file, behind) = rest.split_at_checked(length).ok_or_else(|| kept("it is cut"))?;
            files.insert(name, file.to_vec());
            rest = behind;
        }
        Ok(Self { dataset, files, notes: Vec::new() })
    }

    fn manifest(&self) -> Manifest {
        manifest_of(self.dataset, &|name| self.files.contains_key(name))
    }

    fn file(&self, name: &str) -> Result<Vec<u8>, String> {
        self.files.get(name).cloned().ok_or_else(|| "it is not there".to_owned())
    }
}
