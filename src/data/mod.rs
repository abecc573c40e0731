//! Benchmarks' data as their authors publish it: read out of a checkout, a folder or an archive, checked, and kept as a pack.
//!
//! Pure: whoever has the files gives them by path, and nothing of them is executed. What a pack at the right version consists of is
//! compiled in as sizes and hashes, so that wrong, partial and other data is told apart.

mod archive;
mod checkout;
mod dataset;
mod figures;
mod pack;
mod read;
pub mod recipes;
pub mod source;

use std::collections::BTreeMap;

use crate::env::support::PackError;
use crate::env::support::tau2::Tau2Domain;

pub use archive::{is_archive, unpack};
pub use checkout::sources;
pub use dataset::Dataset;
pub use figures::{Figure, Sum, figures, manifest};
pub use pack::Pack;
pub use read::{Gathered, datasets, gather, is_wanted, read};

/// What files hold, by their path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// So much of a commit tells it from others.
const SHORT: usize = 7;

/// What is wrong with a benchmark's data; each says which file, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// The files are something else.
    #[error(
        "nothing of {}'s {} is among these files: a checkout of {} or a pack of its data is needed",
        .0.benchmark(), .0.domain(), .0.upstream()
    )]
    NotThere(Dataset),
    /// They are another benchmark's.
    #[error("these files are of {found}, whose rules are others: {wanted} is needed")]
    OtherBenchmark {
        /// Whose they are.
        found: String,
        /// Whose they should be.
        wanted: &'static str,
    },
    /// They are of a domain that is not offered.
    #[error("tau2-bench's {domain} is not offered: {reason}")]
    NotOffered {
        /// The domain.
        domain: Tau2Domain,
        /// Why.
        reason: &'static str,
    },
    /// A pack says that it is of another version.
    #[error("the data is of version {found}; what is read here is version {wanted}")]
    OtherVersion {
        /// What it says.
        found: String,
        /// What it should be.
        wanted: &'static str,
    },
    /// A file is missing.
    #[error("{0} is missing: choose the whole folder, or the zip of it")]
    Missing(String),
    /// A file is not what it should be.
    #[error("{path}: {reason}")]
    Unreadable {
        /// Its path.
        path: String,
        /// Why.
        reason: String,
    },
    /// A file is of another version.
    #[error(
        "{path} is not the one of version {}: {name} is {bytes} bytes there and {found_bytes} here, with {} {}… here instead of {}…; take the files at commit {commit}",
        short(commit),
        sum.kind(),
        short(found),
        short(sum.expected())
    )]
    Other {
        /// The file that was read.
        path: String,
        /// What is made of it.
        name: &'static str,
        /// The version that it should be of.
        commit: &'static str,
        /// The size that it should have, in bytes.
        bytes: u64,
        /// Its size.
        found_bytes: u64,
        /// The sum that it should have.
        sum: Sum,
        /// Its sum.
        found: String,
    },
    /// An archive cannot be read.
    #[error("{0}")]
    Archive(String),
    /// What the pack's own manifest says, or what is in its files.
    #[error("{0}")]
    Pack(#[from] PackError),
    /// What was kept cannot be read any more.
    #[error("what is kept of the data cannot be read ({0}): get it anew")]
    Kept(String),
}

fn short(hash: &str) -> &str {
    hash.get(..SHORT).unwrap_or(hash)
}
