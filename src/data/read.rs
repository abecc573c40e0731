//! Packs out of files: whose they are is told by what they hold and where they stand, never by what one calls them.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::data::archive::{MOST_BYTES, is_archive, unpack};
use crate::data::checkout::Checkout;
use crate::data::figures::{Figure, Need, figures};
use crate::data::{DataError, Dataset, Files, Pack};
use crate::env::support::tau2::Tau2Domain;
use crate::env::support::{Manifest, PackError};

/// Files of tau2-bench's telecom by which it is known: those that are small.
const TELECOM: [&str; 2] = ["telecom/main_policy.md", "telecom/db.toml"];

/// A file of so few bytes says nothing of whose it is: `[]` is many things.
const TELLING: u64 = 64;

/// What came out of files.
#[derive(Debug)]
pub struct Gathered {
    /// The data sets that are whole: the one that was wanted first.
    pub packs: Vec<Pack>,
    /// What is wrong with the one that was wanted.
    pub wrong: Option<DataError>,
}

/// The data sets of which something is among files.
pub fn datasets(files: &Files) -> Vec<Dataset> {
    Dataset::ALL.into_iter().filter(|dataset| is_there(files, *dataset)).collect()
}

/// The packs in files: of `wanted`, and of any other data set of which everything is there. Zips among the files are unpacked.
pub fn gather(wanted: impl Into<Dataset>, files: Files) -> Gathered {
    let wanted = wanted.into();
    let mut all = Files::new();
    for (path, bytes) in files {
        if !is_archive(&bytes) {
            all.insert(path, bytes);
            continue;
        }
        match unpack(&bytes, &is_wanted) {
            Ok(unpacked) => all.extend(unpacked),
            Err(error) => return Gathered { packs: Vec::new(), wrong: Some(error) },
        }
    }
    let (first, wrong) = match read(wanted, &all) {
        Ok(pack) => (Some(pack), None),
        Err(error) => (None, Some(error)),
    };
    let others = datasets(&all).into_iter().filter(|dataset| *dataset != wanted);
    let packs = first.into_iter().chain(others.filter_map(|dataset| read(dataset, &all).ok()));
    Gathered { packs: packs.collect(), wrong }
}

/// Whether a file may be of use, by its path: so large folders need not be read whole.
pub fn is_wanted(path: &str) -> bool {
    let path = path.strip_suffix(".gz").unwrap_or(path);
    let name = last(path);
    let is_zip = name
        .get(name.len().saturating_sub(4)..)
        .is_some_and(|end| end.eq_ignore_ascii_case(".zip"));
    if is_zip || name == "manifest.json" || TELECOM.iter().any(|sign| is_at(path, sign)) {
        return true;
    }
    // A checkout of tau2-bench has files of the same names for domains that are not read, and they are long.
    let domain = path.rsplit('/').nth(1);
    let is_other = path.contains("tau2/domains/")
        && Tau2Domain::OFFERED.iter().all(|known| Some(known.as_str()) != domain);
    !is_other
        && Dataset::ALL.into_iter().any(|dataset| {
            let own = figures(dataset).into_iter();
            dataset.sources().iter().any(|source| last(source) == name)
                || own.flat_map(both).any(|figure| last(figure.name) == name)
        })
}

/// A data set's pack out of files: those of a checkout of upstream, or those of a pack, whatever folder they stand in.
///
/// # Errors
///
/// What is missing, of another version, or something else altogether.
pub fn read(dataset: impl Into<Dataset>, files: &Files) -> Result<Pack, DataError> {
    let dataset = dataset.into();
    if let Dataset::Tau(domain) = dataset
        && let Some(checkout) = Checkout::find(files, domain)
    {
        return checkout.pack();
    }
    if let Dataset::Tau2(domain) = dataset
        && let Some(reason) = domain.not_offered()
    {
        return Err(DataError::NotOffered { domain, reason });
    }
    let manifests = manifests(files);
    let own = |manifest: &&Manifest| manifest.upstream == dataset.upstream();
    if let Some(own) = manifests.iter().flatten().find(own)
        && own.commit != dataset.commit()
    {
        let found = own.commit.clone();
        return Err(match dataset {
            Dataset::Tau(_) => PackError::OtherVersion { found }.into(),
            Dataset::Tau2(_) => DataError::OtherVersion { found, wanted: dataset.commit() },
        });
    }
    if !is_pack(files, dataset) {
        return Err(absent(dataset, files, manifests));
    }
    let (mut found, mut notes) = (Files::new(), Vec::new());
    for figure in figures(dataset) {
        match take(dataset, files, &figure) {
            Ok((taken, bytes)) => {
                if taken.name != figure.name {
                    notes.push(format!(
                        "{} stands in for {}: the tables were derived from tau-bench's, so rewards on them are not official",
                        taken.name, figure.name
                    ));
                }
                found.insert(taken.name.to_owned(), bytes);
            }
            Err(error) => notes.push(left_out(&figure, error)?),
        }
    }
    Ok(Pack::new(dataset, found, notes))
}

/// What to say of a file that is done without.
///
/// # Errors
///
/// `why`, where there is no doing without it.
fn left_out(figure: &Figure, why: DataError) -> Result<String, DataError> {
    let name = figure.name;
    match (figure.need, why) {
        (Need::Extra, why) => Ok(format!("{name} is left out: {why}")),
        (Need::Told, DataError::Missing(_)) => Ok(match last(name) {
            "few_shot.jsonl" => format!("{name} is missing: few-shot agents cannot serve"),
            "rules.json" => format!("{name} is missing: no agent is told it"),
            _ => format!("{name} is missing: our own words stand in for it"),
        }),
        (Need::Played | Need::Told, why) => Err(why),
    }
}

/// What to say where nothing of a data set is there.
fn absent(
    dataset: Dataset,
    files: &Files,
    manifests: Vec<Result<Manifest, PackError>>,
) -> DataError {
    let is_telecom = files.keys().any(|path| TELECOM.iter().any(|sign| is_at(path, sign)));
    let telecom = Tau2Domain::Telecom;
    if let (Dataset::Tau2(_), true, Some(reason)) = (dataset, is_telecom, telecom.not_offered()) {
        return DataError::NotOffered { domain: telecom, reason };
    }
    let benchmark = dataset.benchmark();
    let mut others = datasets(files).into_iter().map(Dataset::benchmark);
    let other = others.find(|other| *other != benchmark);
    let other = other.or(is_telecom.then_some("tau2-bench").filter(|other| *other != benchmark));
    let told = || {
        let mut told = manifests.iter().flatten().map(|manifest| &*manifest.upstream);
        let other = told.find(|upstream| *upstream != dataset.upstream())?;
        Some(other.rsplit('/').next().unwrap_or(other))
    };
    if let Some(found) = other.or_else(told) {
        return DataError::OtherBenchmark { found: found.to_owned(), wanted: dataset.upstream() };
    }
    // A loose file of the right name is meant to be one, whatever it holds.
    let mut own = figures(dataset).into_iter().filter(|figure| figure.need != Need::Extra);
    let loose = own.find_map(|figure| Some((figure, files.get(last(figure.name))?.clone())));
    if let Some((figure, bytes)) = loose.filter(|_| datasets(files).is_empty()) {
        let path = last(figure.name).to_owned();
        if let Err(error) = checked(dataset, &figure, path, bytes) {
            return error;
        }
    }
    match manifests.into_iter().find_map(Result::err) {
        Some(error) => error.into(),
        None => DataError::NotThere(dataset),
    }
}

fn manifests(files: &Files) -> Vec<Result<Manifest, PackError>> {
    let named = files.iter().filter(|(path, _)| last(path) == "manifest.json");
    named.map(|(_, json)| Manifest::parse_any(&String::from_utf8_lossy(json))).collect()
}

fn is_there(files: &Files, dataset: Dataset) -> bool {
    let is_checkout = match dataset {
        Dataset::Tau(domain) => Checkout::find(files, domain).is_some(),
        Dataset::Tau2(_) => false,
    };
    is_checkout || is_pack(files, dataset)
}

/// Whether any file is of a data set's pack, by its path or by what it holds.
fn is_pack(files: &Files, dataset: Dataset) -> bool {
    let own = figures(dataset).into_iter().filter(|figure| figure.need != Need::Extra);
    own.flat_map(both).any(|figure| {
        let by_path = files.keys().any(|path| is_at(path, figure.name));
        by_path || (figure.bytes > TELLING && by_content(files, &figure).is_some())
    })
}

/// A file, and what may stand in for it.
fn both(figure: Figure) -> impl Iterator<Item = Figure> {
    [figure].into_iter().chain(figure.stand_in.copied())
}

/// A pack's file: any with its content, else the one at its path, else what may stand in for it; and which of these it is.
fn take(dataset: Dataset, files: &Files, figure: &Figure) -> Result<(Figure, Vec<u8>), DataError> {
    if let Some(bytes) = by_content(files, figure) {
        return Ok((*figure, bytes));
    }
    let at_its_path = || {
        let (path, bytes) = files
            .iter()
            .find(|(path, _)| is_at(path, figure.name))
            .ok_or_else(|| DataError::Missing(figure.name.to_owned()))?;
        checked(dataset, figure, path.clone(), plain(path, bytes)?)
    };
    at_its_path().map(|bytes| (*figure, bytes)).or_else(|error| {
        let other = figure.stand_in.copied();
        let other = other.and_then(|other| Some((other, by_content(files, &other)?)));
        other.ok_or(error)
    })
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
        figure.sum.is_of(&bytes).then_some(bytes)
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

/// The bytes, if they are those of a file of the pack; line ends of another system are mended.
pub(super) fn checked(
    dataset: Dataset,
    figure: &Figure,
    path: String,
    bytes: Vec<u8>,
) -> Result<Vec<u8>, DataError> {
    let found = figure.sum.of(&bytes);
    if found == figure.sum.expected() {
        return Ok(bytes);
    }
    if let Some(mended) = str::from_utf8(&bytes).ok().filter(|text| text.contains("\r\n")) {
        let mended = mended.replace("\r\n", "\n").into_bytes();
        if figure.sum.is_of(&mended) {
            return Ok(mended);
        }
    }
    Err(DataError::Other {
        path,
        name: figure.name,
        commit: dataset.commit(),
        bytes: figure.bytes,
        found_bytes: bytes.len() as u64,
        sum: figure.sum,
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
