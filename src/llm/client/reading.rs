//! One reply, read as it comes: a stream, a whole, or one though the other was asked for.

use crate::llm::{
    ChatError, ChatReply, Delta, Dialect, ErrorKind, HttpHead, Part, Said, Secret, Stream,
};

/// Of a reply that is no stream, not more is read.
const MAX_WHOLE_BYTES: usize = 16 << 20;
/// Of a refusal, not more is read.
const MAX_ERROR_BYTES: usize = 1 << 20;
/// Of a reply's body, not more is kept.
const MAX_RAW_BYTES: usize = 256 << 10;
/// Shorter keys are words like "ollama": a reply may say them.
const MIN_TELLING_KEY: usize = 8;

/// A reply on its way.
pub struct Reading<'a> {
    dialect: Dialect,
    head: HttpHead,
    key: Option<&'a Secret>,
    asked_stream: bool,
    stream: Option<Stream>,
    body: Vec<u8>,
    /// More came than was kept.
    overlong: bool,
}

impl<'a> Reading<'a> {
    /// The start of a reply.
    pub fn new(
        dialect: Dialect,
        head: HttpHead,
        asked_stream: bool,
        key: Option<&'a Secret>,
    ) -> Self {
        let is_stream = head.is_success() && asked_stream && !head.is_json();
        let stream = is_stream.then(|| dialect.stream());
        Self { dialect, head, key, asked_stream, stream, body: Vec::new(), overlong: false }
    }

    /// Reads on; what is new, where it is a stream.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Delta> {
        let most = if self.head.is_success() { MAX_WHOLE_BYTES } else { MAX_ERROR_BYTES };
        let room = most - self.body.len();
        self.overlong |= bytes.len() > room;
        self.body.extend_from_slice(&bytes[..bytes.len().min(room)]);
        let deltas = self.stream.as_mut().map(|stream| stream.feed(bytes)).unwrap_or_default();
        deltas.into_iter().map(|delta| self.scrubbed(delta)).collect()
    }

    /// Whether nothing more needs to be read.
    pub fn is_over(&self) -> bool {
        self.stream.as_ref().map_or(self.overlong, Stream::is_over)
    }

    /// What came of it, given how the connection broke, if it did; and the body, as far as it is kept.
    pub fn finish(
        mut self,
        broken: Option<ChatError>,
    ) -> (Result<ChatReply, ChatError>, Option<String>) {
        let raw = self.raw();
        let outcome = self.outcome();
        let outcome = match (outcome, broken) {
            // What was cut says nothing of its own.
            (Err(error), Some(broken)) if is_unreadable(&error) => Err(broken),
            (outcome, _) => outcome,
        };
        let outcome = outcome.map(|mut reply| {
            if let Some(key) = telling(self.key) {
                scrub_reply(&mut reply, key);
            }
            reply
        });
        (outcome, raw)
    }

    fn outcome(&mut self) -> Result<ChatReply, ChatError> {
        if self.head.is_success() && is_page(&self.body) {
            let message = "a web page came in place of a reply";
            return Err(ChatError::new(ErrorKind::Malformed, message));
        }
        if !self.head.is_success() {
            // The message is cut to its length after this: half a key would not be found any more.
            let body = String::from_utf8_lossy(&self.body);
            let body = self.key.map_or_else(|| body.to_string(), |key| key.scrub(&body));
            return Err(ChatError::from_reply(&self.head, body.as_bytes()));
        }
        let (first, by_stream) = match self.stream.take() {
            Some(stream) => (stream.finish(), false),
            None if self.asked_stream => (self.whole(), true),
            None => return self.whole(),
        };
        match first {
            Err(error) if is_unreadable(&error) => {
                let second = if by_stream { self.streamed() } else { self.whole() };
                match second {
                    Err(other) if is_unreadable(&other) => Err(error),
                    second => second,
                }
            }
            first => first,
        }
    }

    fn whole(&self) -> Result<ChatReply, ChatError> {
        if self.overlong {
            return Err(ChatError::new(ErrorKind::Malformed, "the reply does not end"));
        }
        self.dialect.reply(&self.head, &self.body)
    }

    fn streamed(&self) -> Result<ChatReply, ChatError> {
        let mut stream = self.dialect.stream();
        stream.feed(&self.body);
        stream.finish()
    }

    fn raw(&self) -> Option<String> {
        if self.body.is_empty() {
            return None;
        }
        let kept = &self.body[..self.body.len().min(MAX_RAW_BYTES)];
        let text = String::from_utf8_lossy(kept);
        Some(match self.key {
            Some(key) => key.scrub_cut(&text),
            None => text.into_owned(),
        })
    }

    fn scrubbed(&self, delta: Delta) -> Delta {
        let Some(key) = telling(self.key) else { return delta };
        match delta {
            Delta::Text(text) => Delta::Text(key.scrub(&text)),
            Delta::Reasoning(text) => Delta::Reasoning(key.scrub(&text)),
            Delta::Arguments { at, text } => Delta::Arguments { at, text: key.scrub(&text) },
            Delta::Call { at, name } => Delta::Call { at, name: key.scrub(&name) },
        }
    }
}

/// What is read as one thing may yet be the other.
const fn is_unreadable(error: &ChatError) -> bool {
    matches!(error.kind, ErrorKind::Malformed | ErrorKind::Truncated)
}

/// Portals and the pages of chat programs answer every address, and are never what was asked for.
fn is_page(body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    [&b"<!doctype"[..], b"<html"]
        .iter()
        .any(|mark| start.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)))
}

fn telling(key: Option<&Secret>) -> Option<&Secret> {
    key.filter(|key| key.expose().len() >= MIN_TELLING_KEY)
}

fn scrub_reply(reply: &mut ChatReply, key: &Secret) {
    let scrub = |text: &mut String| {
        if text.contains(key.expose()) {
            *text = key.scrub(text);
        }
    };
    for Part { said, .. } in &mut reply.parts {
        match said {
            Said::Text { text } | Said::Reasoning { text } => scrub(text),
            Said::Call(call) => {
                for text in [&mut call.id, &mut call.name, &mut call.arguments] {
                    scrub(text);
                }
            }
        }
    }
    for text in [&mut reply.stop_word, &mut reply.model, &mut reply.id].into_iter().flatten() {
        scrub(text);
    }
}

/// A whole reply as a watcher would have seen it come.
pub fn deltas_of(reply: &ChatReply) -> Vec<Delta> {
    let (mut deltas, mut calls) = (Vec::new(), 0);
    for part in &reply.parts {
        match &part.said {
            Said::Text { text } => deltas.push(Delta::Text(text.clone())),
            Said::Reasoning { text } => deltas.push(Delta::Reasoning(text.clone())),
            Said::Call(call) => {
                deltas.push(Delta::Call { at: calls, name: call.name.clone() });
                deltas.push(Delta::Arguments { at: calls, text: call.arguments.clone() });
                calls += 1;
            }
        }
    }
    deltas
}
