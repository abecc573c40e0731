//! A wait with an end.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use crate::llm::Transport;

/// What the future gives, or `None` if it takes longer than so many milliseconds; 0 sets no limit.
pub async fn within<T: Transport, F: Future>(
    transport: &T,
    limit_ms: u64,
    future: F,
) -> Option<F::Output> {
    if limit_ms == 0 {
        return Some(future.await);
    }
    let mut future = pin!(future);
    let mut limit = pin!(transport.sleep_ms(limit_ms));
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        limit.as_mut().poll(context).map(|()| None)
    })
    .await
}
