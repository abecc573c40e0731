//! A domain's pack in memory: found among files, checked, made into a world, kept in few bytes.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::{GzDecoder, MultiGzDecoder};
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use crate::data::archive::{MOST_BYTES, is_archive, unpack};
use crate::data::checkout::{Checkout, sources};
use crate::data::figures::{Figure, figures, manifest};
use crate::data::{DataError, Files};
use crate::env::support::{Domain, Loader, Manifest, PackError, World, sha256_hex};

/// What a kept pack may hold, in bytes.
const MOST_KEPT: u64 = 64 << 20;

/// Grows when kept packs are written otherwise.
const FORMAT: u32 = 1;

/// A domain's data: every file is the one of the version whose rules are reproduced here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    domain: Domain,
    files: Files,
    /// What was left out, in words.
    pub notes: Vec<String>,
}

/// What stands before the files of a kept pack.
#[derive(Serialize, Deserialize)]
struct Head {
    format: u32,
    domain: String,
    /// Names and sizes.
    files: Vec<(String, usize)>,
}

impl Pack {
    pub(super) const fn new(domain: Domain, files: Files, notes: Vec<String>) -> Self {
        Self { domain, files, notes }
    }

    /// The domain.
    pub const fn domain(&self) -> Domain {
        self.domain
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
        manifest(self.domain).text(name, &mut |name| self.file(name))
    }

    /// The sentences that simulated customers and text agents are told, as JSON; none where they were left out.
    pub fn prompts(&self) -> Option<String> {
        self.text("prompts.json").ok()
    }

    /// The domain, ready to be played; its tables are compared with upstream's hash as well.
    ///
    /// # Errors
    ///
    /// The first file that is not what it should be.
    pub fn world(&self) -> Result<World, PackError> {
        manifest(self.domain).load(self.domain, &mut |name| self.file(name))
    }

    /// Puts the next file into a domain that is being loaded; whether there was one. Each is checked, so the tables' common hash,
    /// which takes as long as all of them, need not be.
    ///
    /// # Errors
    ///
    /// The file is not what it should be.
    pub fn load_next(&self, loader: &mut Loader) -> Result<bool, PackError> {
        let Some(name) = loader.wanted() else { return Ok(false) };
        loader.take(&self.text(&name)?)?;
        Ok(true)
    }

    /// The pack as few bytes, to be kept.
    ///
    /// # Panics
    ///
    /// Never: memory takes all that is written.
    pub fn seal(&self) -> Vec<u8> {
        let files = self.files.iter().map(|(name, bytes)| (name.clone(), bytes.len())).collect();
        let head = Head { format: FORMAT, domain: self.domain.to_string(), files };
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
        let domain = head.domain.parse().map_err(|_| kept("it is of another domain"))?;
        let (mut rest, mut files) = (&bytes[end + 1..], Files::new());
        for (name, length) in head.files {
            let (file, behind) = rest.split_at_checked(length).ok_or_else(|| kept("it is cut"))?;
            files.insert(name, file.to_vec());
            rest = behind;
        }
        Ok(Self { domain, files, notes: Vec::new() })
    }

    fn file(&self, name: &str) -> Result<Vec<u8>, String> {
        self.files.get(name).cloned().ok_or_else(|| "it is not there".to_owned())
    }
}

/// The domains of tau-bench of which something is among files.
pub fn domains(files: &Files) -> Vec<Domain> {
    let is_there =
        |domain: &Domain| Checkout::find(files, *domain).is_some() || is_pack(files, *domain);
    Domain::PACKED.into_iter().filter(is_there).collect()
}

/// The packs in files: of `wanted`, and of any other domain of which everything is there. Zips among the files are unpacked.
///
/// # Errors
///
/// What is wrong with the data of `wanted`.
pub fn gather(wanted: Domain, files: Files) -> Result<Vec<Pack>, DataError> {
    let mut all = Files::new();
    for (path, bytes) in files {
        if is_archive(&bytes) {
            all.extend(unpack(&bytes, &is_wanted)?);
        } else {
            all.insert(path, bytes);
        }
    }
    let mut packs = vec![read(wanted, &all)?];
    let others = domains(&all).into_iter().filter(|domain| *domain != wanted);
    packs.extend(others.filter_map(|domain| read(domain, &all).ok()));
    Ok(packs)
}

/// Whether a file may be of use, by its path: so large folders need not be read whole.
pub fn is_wanted(path: &str) -> bool {
    let name = last(path).strip_suffix(".gz").unwrap_or_else(|| last(path));
    let is_zip = name
        .get(name.len().saturating_sub(4)..)
        .is_some_and(|end| end.eq_ignore_ascii_case(".zip"));
    name == "manifest.json"
        || name == "db.json"
        || is_zip
        || Domain::PACKED.into_iter().any(|domain| {
            sources(domain).iter().any(|source| last(source) == name)
                || figures(domain).iter().any(|figure| last(figure.name) == name)
        })
}

/// A domain's pack out of files: those of a checkout of upstream, or those of a pack, whatever folder they stand in.
///
/// # Errors
///
/// What is missing, of another version, or something else altogether.
pub fn read(domain: Domain, files: &Files) -> Result<Pack, DataError> {
    if let Some(checkout) = Checkout::find(files, domain) {
        return checkout.pack();
    }
    if files.keys().any(|path| path.contains("tau2/domains/")) {
        return Err(DataError::Second);
    }
    if let Some((_, json)) = files.iter().find(|(path, _)| last(path) == "manifest.json") {
        let json = String::from_utf8_lossy(json);
        match Manifest::parse(&json) {
            Err(PackError::OtherBenchmark { found }) if found.ends_with("/tau2-bench") => {
                return Err(DataError::Second);
            }
            parsed => drop(parsed?),
        }
    }
    if !is_pack(files, domain) {
        return Err(DataError::NotThere(domain));
    }
    let (mut found, mut notes) = (Files::new(), Vec::new());
    for figure in figures(domain) {
        match take(files, &figure) {
            Ok(bytes) => drop(found.insert(figure.name.to_owned(), bytes)),
            Err(error) if figure.needed => return Err(error),
            Err(error) => notes.push(format!("{} is left out: {error}", figure.name)),
        }
    }
    Ok(Pack::new(domain, found, notes))
}

/// Whether any file is of a domain's pack, by its path or by what it holds.
fn is_pack(files: &Files, domain: Domain) -> bool {
    let own = figures(domain).into_iter().filter(|figure| figure.needed);
    own.into_iter().any(|figure| {
        let by_path = files.keys().any(|path| is_at(path, figure.name));
        by_path || by_content(files, &figure).is_some()
    })
}

/// A pack's file: the one at its path, else any with its content.
fn take(files: &Files, figure: &Figure) -> Result<Vec<u8>, DataError> {
    if let Some(bytes) = by_content(files, figure) {
        return Ok(bytes);
    }
    let (path, bytes) = files
        .iter()
        .find(|(path, _)| is_at(path, figure.name))
        .ok_or_else(|| DataError::Missing(figure.name.to_owned()))?;
    checked(figure, path.clone(), plain(path, bytes)?)
}

fn by_content(files: &Files, figure: &Figure) -> Option<Vec<u8>> {
    let name = last(figure.name);
    files.iter().find_map(|(path, bytes)| {
        // A size or a name tells nearly all others apart, before anything is unpacked and hashed.
        let may_be = if is_packed(path) {
            last(path).strip_suffix(".gz") == Some(name)
        } else {
            bytes.len() as u64 == figure.bytes
        };
        let bytes = may_be.then(|| plain(path, bytes).ok())??;
        (sha256_hex(&bytes) == figure.sha256).then_some(bytes)
    })
}

/// What a file holds, uncompressed.
fn plain(path: &str, bytes: &[u8]) -> Result<Vec<u8>, DataError> {
    if !is_packed(path) {
        return Ok(bytes.to_vec());
    }
    let mut out = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(MOST_BYTES).read_to_end(&mut out);
    let wrong = |error: std::io::Error| DataError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    read.map_err(wrong)?;
    Ok(out)
}

/// The bytes, if they are those of a file of the pack.
pub(super) fn checked(figure: &Figure, path: String, bytes: Vec<u8>) -> Result<Vec<u8>, DataError> {
    let found = sha256_hex(&bytes);
    if found == figure.sha256 {
        return Ok(bytes);
    }
    Err(DataError::Other {
        path,
        name: figure.name,
        bytes: figure.bytes,
        found_bytes: bytes.len() as u64,
        sha256: figure.sha256,
        found,
    })
}

fn is_at(path: &str, name: &str) -> bool {
    let path = path.strip_suffix(".gz").unwrap_or(path);
    path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

fn is_packed(path: &str) -> bool {
    path.strip_suffix(".gz").is_some()
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
