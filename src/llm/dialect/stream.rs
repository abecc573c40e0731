//! A streamed reply, read as it comes.

use crate::llm::dialect::{Dialect, Draft};
use crate::llm::{ChatError, ChatReply, Delta, ErrorKind, EventReader};

/// A reply whose stream is longer than this is broken off.
const MAX_STREAM_BYTES: usize = 64 << 20;

/// A streamed reply: bytes in, deltas out, the whole at the end. How the bytes are cut makes no difference.
#[derive(Clone, Debug)]
pub struct Stream {
    dialect: Dialect,
    events: EventReader,
    draft: Draft,
    failure: Option<ChatError>,
    bytes: usize,
}

impl Stream {
    /// The start of a stream.
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            events: EventReader::new(dialect.framing()),
            draft: Draft::default(),
            failure: None,
            bytes: 0,
        }
    }

    /// Reads on; what is new. After an error, or once all is said, nothing is.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Delta> {
        let Self { dialect, events, draft, failure, bytes: read } = self;
        if draft.ended || failure.is_some() {
            return Vec::new();
        }
        // Only what is below the cap is read, so that the cut makes no difference.
        let room = MAX_STREAM_BYTES - *read;
        let overlong = bytes.len() > room;
        let bytes = &bytes[..bytes.len().min(room)];
        *read += bytes.len();
        let outcome = events.feed(bytes, |event| {
            if let Err(error) = dialect.event(draft, &event.data) {
                *failure = Some(error);
            }
            failure.is_none() && !draft.ended
        });
        let too_long = |message: String| ChatError::new(ErrorKind::Malformed, message);
        if let Err(error) = outcome {
            failure.get_or_insert_with(|| too_long(error.to_string()));
        } else if overlong && !draft.ended {
            failure.get_or_insert_with(|| too_long("the stream does not end".to_owned()));
        }
        std::mem::take(&mut draft.deltas)
    }

    /// Whether nothing more will be read: the reply is whole, or failed. The connection may be closed.
    pub const fn is_over(&self) -> bool {
        self.draft.ended || self.failure.is_some()
    }

    /// The whole reply.
    ///
    /// # Errors
    ///
    /// The error that the stream told, or [`ErrorKind::Truncated`] if it broke off before the model stopped.
    pub fn finish(mut self) -> Result<ChatReply, ChatError> {
        if !self.is_over()
            && let Some(event) = self.events.finish()
            && let Err(error) = self.dialect.event(&mut self.draft, &event.data)
            // Half an event is no bad event.
            && error.kind != ErrorKind::Malformed
        {
            self.failure = Some(error);
        }
        match self.failure {
            Some(error) => Err(error),
            None if self.draft.ended || self.draft.stop.is_some() => Ok(self.draft.into_reply()),
            None => Err(ChatError::new(
                ErrorKind::Truncated,
                format!("the stream ended after {} bytes, before the model did", self.bytes),
            )),
        }
    }
}
