//! The file of `--out`: every record's line is on disk as soon as the record is judged.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file being written.
pub struct Out {
    path: PathBuf,
    file: File,
    lines: String,
    /// It is the file of `--replies`, too: what it held stays until all is judged.
    is_kept: bool,
}

impl Out {
    /// Begins the file. If its replies are counted again, new lines follow those that are there.
    pub fn begin(path: &Path, replies: Option<&Path>) -> io::Result<Self> {
        let same = |other: &Path| match (path.canonicalize(), other.canonicalize()) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        };
        let is_kept = replies.is_some_and(same);
        let file = if is_kept {
            let file = OpenOptions::new().append(true).open(path)?;
            // A line that was cut off by a break is no line.
            let text = fs::read(path)?;
            let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            file.set_len(whole as u64)?;
            file
        } else {
            File::create(path)?
        };
        Ok(Self { path: path.to_owned(), file, lines: String::new(), is_kept })
    }

    /// Adds a record's line.
    pub fn add(&mut self, line: &str) -> io::Result<()> {
        let line = format!("{line}\n");
        self.lines.push_str(&line);
        self.file.write_all(line.as_bytes())?;
        self.file.flush()
    }

    /// All records are judged: lines of before go.
    pub fn end(self) -> io::Result<()> {
        if !self.is_kept {
            return Ok(());
        }
        let mut partial = self.path.clone().into_os_string();
        partial.push(".partial");
        fs::write(&partial, self.lines)?;
        fs::rename(partial, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_on_disk_at_once_and_earlier_ones_stay_until_the_end() {
        let path = std::env::temp_dir().join(format!("diorama-out-{}.jsonl", std::process::id()));
        let read = || fs::read_to_string(&path).expect("our file");
        let mut out = Out::begin(&path, None).expect("a file of our own");
        out.add("one").expect("our file");
        assert_eq!(read(), "one\n");
        drop(out);
        fs::write(&path, "one\ntwo\ncut o").expect("our file");
        let mut out = Out::begin(&path, Some(&path)).expect("our file");
        out.add("ONE").expect("our file");
        assert_eq!(read(), "one\ntwo\nONE\n");
        out.end().expect("our file");
        assert_eq!(read(), "ONE\n");
        fs::remove_file(&path).expect("our file");
    }
}
