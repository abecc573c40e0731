//! A judge's run, replayed from what was heard up to the first question without an answer.
//!
//! Metrics are written straight on, as if replies came at once. Whoever asks a question that the ledger cannot answer gets a
//! [`Stop::Wave`], which `?` hands to the caller; once the wave is answered, the metric runs again from its start. So the ledger is all
//! the state that a run has.

use crate::judge::error::{ErrorClass, JudgeError};
use crate::judge::ledger::{JudgeReply, Ledger, Question, Wave};
use crate::llm::{AnswerShape, ChatRequest, Turn};

/// Why a metric did not reach its end.
pub enum Stop {
    /// This has to be asked first.
    Wave(Wave),
    /// It cannot be computed.
    Error(JudgeError),
}

impl From<JudgeError> for Stop {
    fn from(error: JudgeError) -> Self {
        Self::Error(error)
    }
}

/// Where a metric asks.
#[derive(Clone, Copy)]
pub struct Hearing<'a> {
    ledger: &'a Ledger,
    base: &'a ChatRequest,
    /// Whether the replies' words are wanted: not while it is only looked for the next question.
    pub with_words: bool,
}

impl<'a> Hearing<'a> {
    /// Answers from a ledger; what is asked anew has the settings of `base`.
    pub const fn new(ledger: &'a Ledger, base: &'a ChatRequest, with_words: bool) -> Self {
        Self { ledger, base, with_words }
    }

    /// The next `count` replies to a question after the first `heard` ones.
    pub fn ask(
        &self,
        question: &Question,
        heard: usize,
        count: usize,
        prompt: impl FnOnce() -> Result<String, JudgeError>,
    ) -> Result<&'a [JudgeReply], Stop> {
        self.ask_shaped(question, heard, count, None, prompt)
    }

    /// The same for answers of a shape.
    pub fn ask_shaped(
        &self,
        question: &Question,
        heard: usize,
        count: usize,
        shape: Option<AnswerShape>,
        prompt: impl FnOnce() -> Result<String, JudgeError>,
    ) -> Result<&'a [JudgeReply], Stop> {
        let replies = self.ledger.replies(question);
        let new = &replies[heard.min(replies.len())..];
        let new = &new[..count.min(new.len())];
        if let Some(reason) = new.iter().find_map(|reply| reply.raise.as_ref()) {
            return Err(JudgeError::python(ErrorClass::RuntimeError, reason).into());
        }
        if new.len() == count {
            return Ok(new);
        }
        let mut request = self.base.clone();
        request.turns.push(Turn::User { text: prompt()? });
        request.answer = shape.or(request.answer);
        let question = question.clone();
        Err(Stop::Wave(Wave { question, request, count: count - new.len() }))
    }
}
