//! The Mersenne Twister MT19937, as NumPy's legacy generator and `CPython`'s `random` share it.
//!
//! Here are only the state, its two ways of seeding and the raw draws; what each library makes of them stands beside.
//!
//! Source: M. Matsumoto and T. Nishimura, `mt19937ar`.

use std::fmt;

/// Words of state.
pub const WORDS: usize = 624;
const SHIFT: usize = 397;

/// The generator: same seed, same draws, on every platform.
#[derive(Clone, PartialEq, Eq)]
pub struct Mt19937 {
    key: [u32; WORDS],
    at: usize,
}

impl Mt19937 {
    /// Seeded with one word (`init_genrand`).
    pub fn from_word(seed: u32) -> Self {
        let mut key = [0; WORDS];
        key[0] = seed;
        for at in 1..WORDS {
            let before = key[at - 1];
            key[at] =
                1_812_433_253_u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(at as u32);
        }
        Self { key, at: WORDS }
    }

    /// Seeded with any number of words (`init_by_array`); none at all counts as the one word 0.
    pub fn from_words(words: &[u32]) -> Self {
        let words = if words.is_empty() { &[0] } else { words };
        let mut state = Self::from_word(19_650_218);
        let key = &mut state.key;
        let (mut at, mut word) = (1, 0);
        let stir = |before: u32, factor: u32| (before ^ (before >> 30)).wrapping_mul(factor);
        for _ in 0..WORDS.max(words.len()) {
            let mixed = key[at] ^ stir(key[at - 1], 1_664_525);
            key[at] = mixed.wrapping_add(words[word]).wrapping_add(word as u32);
            at += 1;
            word = (word + 1) % words.len();
            if at == WORDS {
                key[0] = key[WORDS - 1];
                at = 1;
            }
        }
        for _ in 1..WORDS {
            key[at] = (key[at] ^ stir(key[at - 1], 1_566_083_941)).wrapping_sub(at as u32);
            at += 1;
            if at == WORDS {
                key[0] = key[WORDS - 1];
                at = 1;
            }
        }
        key[0] = 0x8000_0000;
        state
    }

    /// The next 32 bits.
    #[inline]
    pub fn next_u32(&mut self) -> u32 {
        if self.at == WORDS {
            self.twist();
        }
        let mut word = self.key[self.at];
        self.at += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    /// The next number in `[0, 1)`, of 53 bits (`genrand_res53`).
    #[inline]
    pub fn next_f64(&mut self) -> f64 {
        let (high, low) = (self.next_u32() >> 5, self.next_u32() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// The words of state, and how many of them are used up.
    pub const fn state(&self) -> (&[u32; WORDS], usize) {
        (&self.key, self.at)
    }

    /// The generator in a state taken before; `None` for more words used up than there are.
    pub fn from_state(key: [u32; WORDS], at: usize) -> Option<Self> {
        (at <= WORDS).then_some(Self { key, at })
    }

    /// Passes so many 32-bit draws by: as drawing them, without the work of each.
    pub fn skip(&mut self, mut draws: usize) {
        while draws > 0 {
            if self.at == WORDS {
                self.twist();
            }
            let step = draws.min(WORDS - self.at);
            self.at += step;
            draws -= step;
        }
    }

    /// Makes the next words. Three loops without a remainder in them: compilers make vectors of those, in a browser only if told to.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn twist(&mut self) {
        let key = &mut self.key;
        for at in 0..WORDS - SHIFT {
            key[at] = key[at + SHIFT] ^ turned(key[at], key[at + 1]);
        }
        for at in WORDS - SHIFT..WORDS - 1 {
            key[at] = key[at + SHIFT - WORDS] ^ turned(key[at], key[at + 1]);
        }
        key[WORDS - 1] = key[SHIFT - 1] ^ turned(key[WORDS - 1], key[0]);
        self.at = 0;
    }
}

/// What two neighbouring words add to a new one.
#[inline]
const fn turned(word: u32, next: u32) -> u32 {
    let pair = (word & 0x8000_0000) | (next & 0x7fff_ffff);
    (pair >> 1) ^ ((pair & 1).wrapping_neg() & 0x9908_b0df)
}

impl fmt::Debug for Mt19937 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mt19937").field("at", &self.at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authors_first_numbers_come() {
        // The first lines of `mt19937ar.out`, which the authors publish with the code.
        let mut words = Mt19937::from_words(&[0x123, 0x234, 0x345, 0x456]);
        let drawn: Vec<u32> = (0..5).map(|_| words.next_u32()).collect();
        assert_eq!(drawn, [1_067_595_299, 955_945_823, 477_289_528, 4_107_218_783, 4_228_976_476]);
    }

    #[test]
    fn the_standard_s_ten_thousandth_number_comes() {
        // ISO C++ [rand.predef]: the 10000th draw of a `mt19937` seeded with 5489.
        let mut word = Mt19937::from_word(5489);
        let last = (0..10_000).map(|_| word.next_u32()).last();
        assert_eq!(last, Some(4_123_659_995));
    }

    #[test]
    fn passing_draws_by_is_as_drawing_them() {
        for draws in [0, 1, 623, 624, 625, 6174] {
            let (mut drawn, mut skipped) = (Mt19937::from_word(3), Mt19937::from_word(3));
            (0..draws).for_each(|_| {
                drawn.next_u32();
            });
            skipped.skip(draws);
            assert!(drawn == skipped, "{draws} draws");
        }
    }

    #[test]
    fn a_state_is_taken_up_again() {
        let mut one = Mt19937::from_word(7);
        for _ in 0..1000 {
            one.next_u32();
        }
        let (key, at) = one.state();
        let mut other = Mt19937::from_state(*key, at).expect("a state of its own");
        assert_eq!(one.next_f64().to_bits(), other.next_f64().to_bits());
        assert_eq!(Mt19937::from_state([0; WORDS], WORDS + 1), None);
    }
}
