//! A few bits of the state on the way: they locate where a replay leaves the shared episode.
//!
//! About 64 bits are spread evenly over an episode: at step 0 and every ⌈steps/64⌉ steps after it, as
//! many low bits of the state digest's first byte as fit, 1 to 8. The last state has its whole digest
//! in the link and none here. A single bit agrees by chance every other time, so in a long episode a
//! replay that differs is found a step or two late.

use crate::env::StateDigest;

/// Bits that a link spends on samples.
const BITS: usize = 64;

/// The sampled bits of an episode, the first sample lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Samples(u64);

/// Which steps of an episode are sampled, and how finely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plan {
    every: usize,
    count: usize,
    bits: u32,
}

impl Plan {
    const fn new(steps: usize) -> Self {
        let every = if steps == 0 { 1 } else { steps.div_ceil(BITS) };
        let count = steps.div_ceil(every);
        let bits = if count == 0 || BITS / count > 8 { 8 } else { BITS / count };
        Self { every, count, bits: bits as u32 }
    }

    const fn bytes(self) -> usize {
        (self.count * self.bits as usize).div_ceil(8)
    }

    const fn low_bits(self, digest: StateDigest) -> u64 {
        (digest.0[0] & (0xff >> (8 - self.bits))) as u64
    }
}

impl Samples {
    /// Samples an episode of so many steps.
    pub fn take(steps: usize, mut digest_at: impl FnMut(usize) -> StateDigest) -> Self {
        let plan = Plan::new(steps);
        let mut samples = 0;
        for index in 0..plan.count {
            let bits = plan.low_bits(digest_at(index * plan.every));
            samples |= bits << (index as u32 * plan.bits);
        }
        Self(samples)
    }

    /// Whether the state of a step agrees with its sample; none where no sample was taken.
    pub fn agree(
        self,
        steps: usize,
        step: usize,
        digest: impl FnOnce() -> StateDigest,
    ) -> Option<bool> {
        let plan = Plan::new(steps);
        let index = step / plan.every;
        if index >= plan.count || !step.is_multiple_of(plan.every) {
            return None;
        }
        let sample = self.0 >> (index as u32 * plan.bits) & (0xff >> (8 - plan.bits));
        Some(sample == plan.low_bits(digest()))
    }

    /// The bytes that the samples of so many steps take in a link.
    pub(in crate::episode) const fn len(steps: usize) -> usize {
        Plan::new(steps).bytes()
    }

    pub(in crate::episode) fn write(self, steps: usize, out: &mut Vec<u8>) {
        out.extend(&self.0.to_le_bytes()[..Self::len(steps)]);
    }

    /// From exactly [`Self::len`] bytes.
    pub(in crate::episode) fn read(bytes: &[u8]) -> Self {
        Self(bytes.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte)))
    }
}
