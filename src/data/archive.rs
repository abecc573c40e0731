//! Archives that a person chose: zips of a folder.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::data::{DataError, Files};

/// The longest file that is taken out, in bytes; tau-bench's longest has two million.
pub(super) const MOST_BYTES: u64 = 16 << 20;

/// Whether these bytes are a zip.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The files of a zip whose paths are wanted.
///
/// # Errors
///
/// [`DataError::Archive`]: it is no zip, is cut off, or packs a file in a way or size that is not read.
pub fn unpack(bytes: &[u8], wanted: &dyn Fn(&str) -> bool) -> Result<Files, DataError> {
    let wrong = |error: ZipError| DataError::Archive(format!("the zip cannot be read: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(wrong)?;
    let mut files = Files::new();
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(wrong)?;
        let path = file.name().map_err(wrong)?.replace('\\', "/");
        if file.is_dir() || !wanted(&path) {
            continue;
        }
        let mut content = Vec::new();
        let read = file.take(MOST_BYTES + 1).read_to_end(&mut content);
        read.map_err(|error| wrong(error.into()))?;
        if content.len() as u64 > MOST_BYTES {
            return Err(DataError::Archive(format!("{path} in the zip is too large to be data")));
        }
        files.insert(path, content);
    }
    Ok(files)
}
