//! The file of `--out`: every reply is on disk as it comes, and every record's line as soon as the record is judged.
//!
//! A line is either a record's, with its scores and all replies, or one reply's (`heard`), which is there until the record's line is.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::env::support::sha256_hex;
use crate::judge::{AgentDialogueTrace, EvaluationSample, JudgeReply, Ledger, Question};

/// The file being written.
pub struct Out {
    path: PathBuf,
    file: File,
    lines: String,
}

/// A reply's line.
#[derive(Serialize, Deserialize)]
struct Heard {
    question: Question,
    reply: JudgeReply,
}

#[derive(Serialize)]
struct HeardLine<'a> {
    record: &'a str,
    about: &'a str,
    heard: &'a Heard,
}

/// What replies are about: the digest of the dialogue and its sub-goals. Replies about something else answer nothing.
pub fn about(trace: &AgentDialogueTrace, sample: &EvaluationSample) -> String {
    let text = serde_json::to_string(&(trace, sample)).unwrap_or_default();
    sha256_hex(text.as_bytes())[..16].to_owned()
}

impl Out {
    /// Begins the file. If its replies are counted again, new lines follow those that are there.
    pub fn begin(path: &Path, replies: Option<&Path>) -> io::Result<Self> {
        let same = |other: &Path| match (path.canonicalize(), other.canonicalize()) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        };
        let file = if replies.is_some_and(same) {
            let file = OpenOptions::new().append(true).open(path)?;
            // A line that was cut off by a break is no line.
            let text = fs::read(path)?;
            let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            file.set_len(whole as u64)?;
            file
        } else {
            File::create(path)?
        };
        Ok(Self { path: path.to_owned(), file, lines: String::new() })
    }

    /// Keeps a reply of a record that is being judged.
    pub fn heard(
        &mut self,
        record: &str,
        about: &str,
        question: &Question,
        reply: &JudgeReply,
    ) -> io::Result<()> {
        let heard = &Heard { question: question.clone(), reply: reply.clone() };
        let line = serde_json::to_string(&HeardLine { record, about, heard })?;
        self.write(&format!("{line}\n"))
    }

    /// Adds a record's line.
    pub fn add(&mut self, line: &str) -> io::Result<()> {
        let line = format!("{line}\n");
        self.write(&line)?;
        self.lines.push_str(&line);
        Ok(())
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(line.as_bytes())?;
        self.file.flush()
    }

    /// All records are judged: only their lines stay.
    pub fn end(self) -> io::Result<()> {
        let mut partial = self.path.clone().into_os_string();
        partial.push(".partial");
        fs::write(&partial, self.lines)?;
        fs::rename(partial, self.path)
    }
}

/// The replies of an earlier output, by the records' names, with what they are about.
#[derive(Debug, Default)]
pub struct Replies {
    path: PathBuf,
    records: IndexMap<String, (Option<String>, Ledger)>,
}

impl Replies {
    /// Reads them. A last line that was cut off is left out.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or a line in it is none.
    pub fn read(path: &Path) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Kept {
            record: String,
            about: Option<String>,
            #[serde(default)]
            replies: Option<Ledger>,
            #[serde(default)]
            heard: Option<Heard>,
        }
        let here = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| here(&error))?;
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let mut records: IndexMap<String, (Option<String>, Ledger)> = IndexMap::new();
        for line in whole.lines().filter(|line| !line.trim().is_empty()) {
            let kept: Kept = serde_json::from_str(line).map_err(|error| here(&error))?;
            let known = records.entry(kept.record).or_default();
            if let Some(replies) = kept.replies {
                *known = (kept.about, replies);
            } else if let Some(heard) = kept.heard {
                if known.0 != kept.about {
                    *known = (kept.about, Ledger::default());
                }
                known.1.add(heard.question, [heard.reply]);
            }
        }
        Ok(Self { path: path.to_owned(), records })
    }

    /// Leaves out replies that are none: whoever goes on asks for them again.
    pub fn drop_failures(&mut self) {
        for (_, ledger) in self.records.values_mut() {
            let mut kept = Ledger::default();
            for (question, replies) in ledger.iter() {
                let replies = replies.iter().filter(|reply| reply.status == 200).cloned();
                kept.add(question.clone(), replies);
            }
            *ledger = kept;
        }
    }

    /// The replies about a record; none where nothing is known of it.
    ///
    /// # Errors
    ///
    /// They are about something else: its dialogue or its sub-goals were others.
    pub fn of(&self, record: &str, about: &str) -> Result<Ledger, String> {
        match self.records.get(record) {
            Some((Some(then), _)) if then != about => Err(format!(
                "{}: its replies about {record} answer other questions: the record, its sub-goals or its turns were others then",
                self.path.display()
            )),
            Some((_, ledger)) => Ok(ledger.clone()),
            None => Ok(Ledger::default()),
        }
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
        out.heard("r", "x", &Question::Clusters, &JudgeReply::said("so")).expect("our file");
        out.add("ONE").expect("our file");
        assert!(read().starts_with("one\ntwo\n{") && read().ends_with("}\nONE\n"), "{}", read());
        out.end().expect("our file");
        assert_eq!(read(), "ONE\n");
        fs::remove_file(&path).expect("our file");
    }

    #[test]
    fn replies_are_found_again_and_those_about_something_else_are_refused() {
        let path = std::env::temp_dir().join(format!("diorama-heard-{}.jsonl", std::process::id()));
        let mut out = Out::begin(&path, None).expect("a file of our own");
        let failed = JudgeReply { status: 503, ..JudgeReply::default() };
        for reply in [JudgeReply::said("one"), failed, JudgeReply::said("two")] {
            out.heard("r", "x", &Question::Clusters, &reply).expect("our file");
        }
        let mut replies = Replies::read(&path).expect("our file");
        let count = |replies: &Replies| {
            replies.of("r", "x").map(|ledger| ledger.replies(&Question::Clusters).len())
        };
        assert_eq!(count(&replies), Ok(3));
        replies.drop_failures();
        assert_eq!(count(&replies), Ok(2));
        assert_eq!(replies.of("other", "y"), Ok(Ledger::default()));
        let refused = replies.of("r", "y").expect_err("another question");
        assert!(refused.contains("other questions"), "{refused}");
        fs::remove_file(&path).expect("our file");
    }
}
