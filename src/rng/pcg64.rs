//! NumPy's `Generator(PCG64(SeedSequence(seed)))`, bit for bit.
//!
//! PCG64 is a 128-bit linear congruential generator with the XSL-RR output. A 32-bit draw takes the
//! low half of a 64-bit output and keeps the high half for the next 32-bit draw; 64-bit draws pass
//! the kept half by.
//!
//! Source: NumPy, `bit_generator.pyx` (seed sequence), `pcg64.h`, `distributions.c`.

use std::fmt;

const POOL: usize = 4;
const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;

/// Spreads a seed of any length over as many words as a generator needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedSequence {
    pool: [u32; POOL],
}

impl SeedSequence {
    /// A sequence from the 32-bit words of a non-negative integer, low word first.
    ///
    /// No word at all means the integer zero.
    pub fn from_words(words: &[u32]) -> Self {
        let mut hash = Hash { constant: 0x43b0_d7e5, multiplier: 0x931e_8875 };
        let mut pool = [0; POOL];
        for (at, slot) in pool.iter_mut().enumerate() {
            *slot = hash.mix(words.get(at).copied().unwrap_or(0));
        }
        for source in 0..POOL {
            for target in 0..POOL {
                if source != target {
                    pool[target] = stir(pool[target], hash.mix(pool[source]));
                }
            }
        }
        for &word in words.iter().skip(POOL) {
            for slot in &mut pool {
                *slot = stir(*slot, hash.mix(word));
            }
        }
        Self { pool }
    }

    /// The sequence of a 64-bit seed.
    pub fn new(seed: u64) -> Self {
        let (low, high) = (seed as u32, (seed >> 32) as u32);
        if high == 0 { Self::from_words(&[low]) } else { Self::from_words(&[low, high]) }
    }

    /// The first `N` words that the sequence yields.
    pub fn words<const N: usize>(&self) -> [u32; N] {
        let mut hash = Hash { constant: 0x8b51_f9dd, multiplier: 0x58f3_8ded };
        std::array::from_fn(|at| hash.mix(self.pool[at % POOL]))
    }
}

/// The running hash of the seed sequence.
struct Hash {
    constant: u32,
    multiplier: u32,
}

impl Hash {
    fn mix(&mut self, value: u32) -> u32 {
        let value = value ^ self.constant;
        self.constant = self.constant.wrapping_mul(self.multiplier);
        let value = value.wrapping_mul(self.constant);
        value ^ (value >> 16)
    }
}

fn stir(x: u32, y: u32) -> u32 {
    let mixed = 0xca01_f9dd_u32.wrapping_mul(x).wrapping_sub(0x4973_f715_u32.wrapping_mul(y));
    mixed ^ (mixed >> 16)
}

/// The generator: same seed, same draws, on every platform.
#[derive(Clone, PartialEq, Eq)]
pub struct Pcg64 {
    state: u128,
    increment: u128,
    has_half: bool,
    half: u32,
}

impl Pcg64 {
    /// The generator that `seed` names.
    pub fn new(seed: u64) -> Self {
        Self::from_sequence(&SeedSequence::new(seed))
    }

    /// The generator that a seed sequence names.
    pub fn from_sequence(sequence: &SeedSequence) -> Self {
        let words: [u32; 8] = sequence.words();
        let word64 = |at: usize| u128::from(words[2 * at]) | u128::from(words[2 * at + 1]) << 32;
        let start = word64(0) << 64 | word64(1);
        let increment = (word64(2) << 64 | word64(3)) << 1 | 1;
        let mut generator = Self { state: 0, increment, has_half: false, half: 0 };
        generator.advance();
        generator.state = generator.state.wrapping_add(start);
        generator.advance();
        generator
    }

    /// The odd number that the seed chose: it tells streams apart.
    pub const fn increment(&self) -> u128 {
        self.increment
    }

    #[inline]
    fn advance(&mut self) {
        self.state = times_multiplier(self.state).wrapping_add(self.increment);
    }

    /// The next 64 bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        self.advance();
        let folded = (self.state >> 64) as u64 ^ self.state as u64;
        folded.rotate_right((self.state >> 122) as u32)
    }

    /// The next 32 bits: the kept half if there is one, otherwise the low half of a fresh output.
    #[inline]
    pub fn next_u32(&mut self) -> u32 {
        if self.has_half {
            self.has_half = false;
            return self.half;
        }
        let fresh = self.next_u64();
        self.has_half = true;
        self.half = (fresh >> 32) as u32;
        fresh as u32
    }

    /// A whole number from `low..high`, by Lemire's method; a range of one number draws nothing.
    ///
    /// The range must not be empty; `high` may be `2^63`.
    pub fn integers(&mut self, low: i64, high: i128) -> i64 {
        debug_assert!(i128::from(low) < high, "an empty range");
        let span = (high - 1 - i128::from(low)) as u64;
        let offset = match span {
            0 => 0,
            0xffff_ffff => u64::from(self.next_u32()),
            u64::MAX => self.next_u64(),
            _ if span < 0xffff_ffff => u64::from(self.below_u32(span as u32)),
            _ => self.below_u64(span),
        };
        low.wrapping_add(offset as i64)
    }

    /// A number from `0..=span`, where `span < 2^32 - 1`.
    #[inline]
    fn below_u32(&mut self, span: u32) -> u32 {
        let count = span + 1;
        let mut product = u64::from(self.next_u32()) * u64::from(count);
        if (product as u32) < count {
            let threshold = (u32::MAX - span) % count;
            while (product as u32) < threshold {
                product = u64::from(self.next_u32()) * u64::from(count);
            }
        }
        (product >> 32) as u32
    }

    /// A number from `0..=span`, where `2^32 - 1 < span < 2^64 - 1`.
    fn below_u64(&mut self, span: u64) -> u64 {
        let count = span + 1;
        let mut product = u128::from(self.next_u64()) * u128::from(count);
        if (product as u64) < count {
            let threshold = (u64::MAX - span) % count;
            while (product as u64) < threshold {
                product = u128::from(self.next_u64()) * u128::from(count);
            }
        }
        (product >> 64) as u64
    }

    /// A whole number from `low..high`, for the small ranges of a grid.
    ///
    /// As [`Self::integers`], without its wide arithmetic.
    pub fn range(&mut self, low: i32, high: i32) -> i32 {
        debug_assert!(low < high, "an empty range");
        let span = high.wrapping_sub(low) as u32 - 1;
        let offset = if span == 0 { 0 } else { self.below_u32(span) };
        low.wrapping_add(offset as i32)
    }

    /// A uniform number from `[0, 1)` with 53 bits.
    pub fn random(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A uniform number from `[low, high)`.
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.random()
    }

    /// True or false, each with one chance in two. Source: `MiniGridEnv._rand_bool`.
    pub fn coin(&mut self) -> bool {
        self.range(0, 2) == 0
    }

    /// One element of a list; a list of one draws nothing.
    pub fn choice<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.range(0, list.len() as i32) as usize]
    }

    /// `count` different places of a list, in the order drawn. Source: `MiniGridEnv._rand_subset`.
    pub fn subset<T: Copy + PartialEq>(&mut self, list: &[T], count: usize) -> Vec<T> {
        let mut left = list.to_vec();
        (0..count)
            .map(|_| {
                let drawn = self.choice(&left);
                // Upstream quirk: of equal elements the first goes, not the one that was drawn.
                if let Some(at) = left.iter().position(|&item| item == drawn) {
                    left.remove(at);
                }
                drawn
            })
            .collect()
    }

    /// Shuffles in place, from the last place down.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = self.interval(at as u32);
            list.swap(at, other as usize);
        }
    }

    /// A number from `0..=max` by masked rejection.
    fn interval(&mut self, max: u32) -> u32 {
        if max == 0 {
            return 0;
        }
        let mask = u32::MAX >> max.leading_zeros();
        loop {
            let drawn = self.next_u32() & mask;
            if drawn <= max {
                return drawn;
            }
        }
    }
}

/// A state times [`MULTIPLIER`], of which 128 bits are kept.
///
/// Put together of 64-bit products: where there are no wider ones (WebAssembly) `u128` calls a
/// function for each product, which takes a third of a draw.
#[inline]
fn times_multiplier(state: u128) -> u128 {
    const HIGH: u64 = (MULTIPLIER >> 64) as u64;
    const LOW: u64 = MULTIPLIER as u64;
    const LOW_HALVES: (u64, u64) = (LOW & 0xffff_ffff, LOW >> 32);
    let (high, low) = ((state >> 64) as u64, state as u64);
    let (a, b) = (low & 0xffff_ffff, low >> 32);
    let lowest = a * LOW_HALVES.0;
    let middle = b * LOW_HALVES.0 + (lowest >> 32);
    let other = a * LOW_HALVES.1 + (middle & 0xffff_ffff);
    let carried = b * LOW_HALVES.1 + (middle >> 32) + (other >> 32);
    let cross = high.wrapping_mul(LOW).wrapping_add(low.wrapping_mul(HIGH));
    u128::from(carried.wrapping_add(cross)) << 64 | u128::from(low.wrapping_mul(LOW))
}

/// The whole state: 32 hexadecimal digits, whether a half is kept, and that half (a used one stays).
impl fmt::Display for Pcg64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}:{}:{:08x}", self.state, u8::from(self.has_half), self.half)
    }
}

impl fmt::Debug for Pcg64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pcg64({self})")
    }
}
