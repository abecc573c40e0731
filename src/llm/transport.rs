//! The port that carries bytes: the browser's `fetch`, a terminal's HTTP client, a script in a test.

use std::future::Future;

use crate::llm::{ChatError, HttpHead, HttpRequest, Secret};

/// Sends requests, and tells the time for whoever may not read a clock. Dropping a future that it gave stops what it does.
pub trait Transport {
    /// The body of a reply, piece by piece.
    type Body: Body;

    /// Sends a request with its key filled in. A reply of any status is an answer; its body may not have come yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unreachable`](crate::llm::ErrorKind::Unreachable) when no reply comes at all, with the key scrubbed from its words.
    fn send(
        &self,
        request: &HttpRequest,
        key: Option<&Secret>,
    ) -> impl Future<Output = Result<(HttpHead, Self::Body), ChatError>>;

    /// Lets so many milliseconds pass.
    fn sleep_ms(&self, pause: u64) -> impl Future<Output = ()>;

    /// Milliseconds since a moment that does not change while it lives; for measuring spans.
    fn now_ms(&self) -> f64;

    /// A number in `[0, 1)`, drawn anew each time.
    fn jitter(&self) -> f64;
}

/// The body of a reply.
pub trait Body {
    /// The next piece, or `None` at its end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Truncated`](crate::llm::ErrorKind::Truncated) when the connection breaks.
    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, ChatError>>;
}
