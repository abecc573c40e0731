//! When to ask again, without a clock or a generator of its own.

use serde::{Deserialize, Serialize};

use crate::llm::http::millis;
use crate::llm::{ChatError, ErrorKind};

/// How often and how patiently a question is asked again. Times are milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetryPolicy {
    /// At most so many tries, the first included.
    pub max_tries: u32,
    /// The longest pause before the second try; it doubles with each further one.
    pub base_ms: u64,
    /// No pause of our own is longer.
    pub cap_ms: u64,
    /// A server that wants to be left alone for longer is not asked again.
    pub patience_ms: u64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_tries: 5, base_ms: 1000, cap_ms: 60_000, patience_ms: 300_000 }
    }
}

impl RetryPolicy {
    /// How long to pause after `tries` tries of which the last ended so; `None` to give up.
    ///
    /// `jitter` is a number in `[0, 1)`, drawn anew each time: "full jitter", so that many who failed together do not return
    /// together. What the server asks for is added to it. `reached` says whether this server ever answered: if not, an
    /// unreachable one is more likely blocked than broken.
    pub fn pause_ms(
        &self,
        tries: u32,
        error: &ChatError,
        reached: bool,
        jitter: f64,
    ) -> Option<u64> {
        let worth = error.is_retryable() || (reached && error.kind == ErrorKind::Unreachable);
        if !worth || tries == 0 || tries >= self.max_tries {
            return None;
        }
        let wanted = error.retry_after_ms.unwrap_or(0);
        if wanted > self.patience_ms {
            return None;
        }
        let factor = 1_u64.checked_shl(tries - 1).unwrap_or(u64::MAX);
        let longest = match wanted {
            0 => self.base_ms.saturating_mul(factor).min(self.cap_ms),
            _ => self.base_ms,
        };
        let jitter = if jitter.is_nan() { 0.0 } else { jitter.clamp(0.0, 1.0) };
        Some(wanted.saturating_add(millis(longest as f64 * jitter).unwrap_or(0)))
    }
}
