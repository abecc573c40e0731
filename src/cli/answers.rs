//! A run's answers, one line each: what was paid for is never asked twice, however the run ended.
//!
//! A line names the part of the run that asked, who was asked, and the question by its digest. When the run goes on, the part is
//! played again from the answers that it had, in the order in which they came to equal questions; only what is missing is asked.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::env::support::sha256_hex;
use crate::llm::{Answer, ChatRequest, Outcome};

/// The answers of a run.
#[derive(Debug)]
pub struct Answers {
    file: RefCell<fs::File>,
    known: RefCell<BTreeMap<Key, VecDeque<Answer>>>,
    part: RefCell<String>,
    fault: RefCell<Option<String>>,
    asked: Cell<u64>,
    again: Cell<u64>,
    cost_usd: Cell<f64>,
}

type Key = (String, String, String);

#[derive(Serialize, Deserialize)]
struct Line {
    part: String,
    who: String,
    question: String,
    answer: Answer,
}

impl Answers {
    /// The answers in a file, which is made if it is not there. A last line that was cut off is dropped.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or a line that is not the last one is none.
    pub fn open(path: &Path) -> Result<Self, String> {
        let here = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(here(&error)),
        };
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut known: BTreeMap<Key, VecDeque<Answer>> = BTreeMap::new();
        let mut cost_usd = 0.0;
        let lines = text[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        for (at, line) in lines.enumerate() {
            let line: Line = serde_json::from_slice(line)
                .map_err(|error| here(&format!("line {}: {error}", at + 1)))?;
            cost_usd += line.answer.cost_usd.unwrap_or(0.0);
            known.entry((line.part, line.who, line.question)).or_default().push_back(line.answer);
        }
        let open = fs::File::options().create(true).truncate(false).write(true).open(path);
        let mut file = open.map_err(|error| here(&error))?;
        file.set_len(whole as u64).map_err(|error| here(&error))?;
        file.seek(SeekFrom::End(0)).map_err(|error| here(&error))?;
        Ok(Self {
            file: RefCell::new(file),
            known: RefCell::new(known),
            part: RefCell::default(),
            fault: RefCell::default(),
            asked: Cell::new(0),
            again: Cell::new(0),
            cost_usd: Cell::new(cost_usd),
        })
    }

    /// Names the part of the run that asks from now on. A part begins with all its answers before it.
    pub fn begin(&self, part: String) {
        *self.part.borrow_mut() = part;
    }

    /// The answer to this question that comes next, if there is one.
    fn take(&self, key: &Key) -> Option<Answer> {
        let mut answer = self.known.borrow_mut().get_mut(key)?.pop_front()?;
        self.again.set(self.again.get() + 1);
        answer.kept = true;
        Some(answer)
    }

    /// The answer that is there, else that of `ask`, which is written down before it is used.
    pub async fn ask(
        &self,
        who: &str,
        request: &ChatRequest,
        ask: impl Future<Output = Answer>,
    ) -> Answer {
        let question = serde_json::to_string(request).unwrap_or_default();
        let key = (self.part.borrow().clone(), who.to_owned(), sha256_hex(question.as_bytes()));
        if let Some(answer) = self.take(&key) {
            return answer;
        }
        let answer = ask.await;
        // An error costs nothing and may be mended by the next run.
        if matches!(answer.outcome, Outcome::Reply(_)) {
            self.asked.set(self.asked.get() + 1);
            self.cost_usd.set(self.cost_usd.get() + answer.cost_usd.unwrap_or(0.0));
            self.write(key, answer.clone());
        }
        answer
    }

    fn write(&self, (part, who, question): Key, answer: Answer) {
        let line = Line { part, who, question, answer: Answer { raw: None, ..answer } };
        let mut text = serde_json::to_string(&line).unwrap_or_default();
        text.push('\n');
        if let Err(error) = self.file.borrow_mut().write_all(text.as_bytes()) {
            self.fault.borrow_mut().get_or_insert(format!("answers cannot be stored: {error}"));
        }
    }

    /// Why answers could not be stored, if so: nothing more should be asked then.
    pub fn fault(&self) -> Option<String> {
        self.fault.borrow().clone()
    }

    /// Questions that were answered, and those whose answer was there from before.
    pub const fn counts(&self) -> (u64, u64) {
        (self.asked.get(), self.again.get())
    }

    /// What all answers cost in US dollars, as far as prices are known, earlier runs included.
    pub const fn cost_usd(&self) -> f64 {
        self.cost_usd.get()
    }
}
