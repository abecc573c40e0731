//! NumPy's legacy generator, `numpy.random.RandomState(seed)`, as far as worlds here draw from it.
//!
//! A number in `[0, 1)` takes two 32-bit draws. A whole number takes draws until one fits under a mask;
//! a range of one number takes none.
//!
//! Source: NumPy, `mtrand.pyx`, `legacy-distributions.c`, `_bounded_integers.pyx`.

use super::Mt19937;

/// The generator: same seed, same draws, on every platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RandomState(Mt19937);

impl RandomState {
    /// The generator of a seed of 32 bits.
    pub fn new(seed: u32) -> Self {
        Self(Mt19937::from_word(seed))
    }

    /// A number from `[0, 1)`: `random_sample()`, `uniform()`.
    #[inline]
    pub fn random(&mut self) -> f64 {
        self.0.next_f64()
    }

    /// A number from `[low, high)`.
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.random()
    }

    /// A whole number from `0..count`: `randint(0, count)`, `choice(count)`.
    ///
    /// A count of 1 draws nothing; so does 0, which gives 0.
    #[inline]
    pub fn below(&mut self, count: u32) -> u32 {
        self.up_to(count.saturating_sub(1))
    }

    /// A whole number from `0..=most`; `most` 0 draws nothing.
    #[inline]
    pub fn up_to(&mut self, most: u32) -> u32 {
        if most == 0 {
            return 0;
        }
        let mask = u32::MAX >> most.leading_zeros();
        loop {
            let drawn = self.0.next_u32() & mask;
            if drawn <= most {
                return drawn;
            }
        }
    }

    /// Passes so many numbers of [`Self::random`] by.
    pub fn skip(&mut self, numbers: usize) {
        self.0.skip(2 * numbers);
    }

    /// The 624 words of state, and how many of them are used up.
    pub const fn state(&self) -> (&[u32; 624], usize) {
        self.0.state()
    }
}
