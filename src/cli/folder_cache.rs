//! Answers kept in a folder: a file each, `ab/abcdef….json`, so that a run that is done again costs nothing.

use std::fs;
use std::future::ready;
use std::io;
use std::path::{Path, PathBuf};

use crate::llm::{Cache, Kept, Waiting};

/// A folder of answers. Files hold the reply and its body, never a key.
#[derive(Debug)]
pub struct FolderCache(PathBuf);

impl FolderCache {
    /// A folder; made if it is not there.
    ///
    /// # Errors
    ///
    /// Where it cannot be made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self(folder.to_owned()))
    }

    fn file(&self, hash: &str) -> PathBuf {
        let shelf = hash.get(..2).unwrap_or("__");
        self.0.join(shelf).join(format!("{hash}.json"))
    }

    fn write(&self, hash: &str, kept: &Kept) -> io::Result<()> {
        let file = self.file(hash);
        if let Some(shelf) = file.parent() {
            fs::create_dir_all(shelf)?;
        }
        // Written beside and then named: another run never reads half an answer.
        let beside = file.with_extension(format!("{}.part", std::process::id()));
        fs::write(&beside, serde_json::to_vec(kept)?)?;
        fs::rename(&beside, &file)
    }
}

impl Cache for FolderCache {
    fn get<'a>(&'a self, hash: &'a str) -> Waiting<'a, Option<Kept>> {
        let kept = fs::read(self.file(hash)).ok();
        Box::pin(ready(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok())))
    }

    fn put<'a>(&'a self, hash: &'a str, kept: &'a Kept) -> Waiting<'a, ()> {
        // A full disk makes the next run dearer, but spoils nothing.
        drop(self.write(hash, kept));
        Box::pin(ready(()))
    }
}
