//! `CPython`'s `random.Random`: the same draws from the same seed.
//!
//! Lists are drawn from by place: [`PythonRandom::sample`] and [`PythonRandom::choices`] yield indices,
//! which are the elements themselves for a list `0..n`.
//!
//! Source: `CPython` 3.11, `Modules/_randommodule.c`, `Lib/random.py`.

use serde::{Deserialize, Serialize};

use super::mt19937::{Mt19937, WORDS};

/// Why weighted draws are impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// The sum of the weights is not above zero; Python's own words.
    #[error("Total of weights must be greater than zero")]
    NotPositive,
    /// The sum of the weights is infinite or no number; Python's own words.
    #[error("Total of weights must be finite")]
    NotFinite,
}

/// The generator behind Python's module `random`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Saved", into = "Saved")]
pub struct PythonRandom {
    twister: Mt19937,
}

/// The 32-bit words of a whole number in decimal digits, the lowest first; `None` if one is no digit.
pub fn decimal_words(digits: &str) -> Option<Vec<u32>> {
    let mut words = vec![0_u32];
    for digit in digits.chars() {
        let mut carry = u64::from(digit.to_digit(10)?);
        for word in &mut words {
            carry += u64::from(*word) * 10;
            *word = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            words.push(carry as u32);
        }
    }
    Some(words)
}

impl PythonRandom {
    /// As `random.seed(seed)` with a whole number that is not negative.
    pub fn new(seed: u64) -> Self {
        let (low, high) = (seed as u32, (seed >> 32) as u32);
        if high == 0 { Self::from_words(&[low]) } else { Self::from_words(&[low, high]) }
    }

    /// As `random.seed` with the whole number of these 32-bit words, the lowest first; of a negative
    /// number Python takes the amount.
    pub fn from_words(words: &[u32]) -> Self {
        let used = words.iter().rposition(|&word| word != 0).map_or(1, |last| last + 1);
        Self { twister: Mt19937::from_words(words.get(..used).unwrap_or(&[0])) }
    }

    /// As `random.seed` with a whole number of any size in decimal digits; `None` if it is none.
    pub fn from_decimal(number: &str) -> Option<Self> {
        let digits = number.strip_prefix(['-', '+']).unwrap_or(number);
        let words = decimal_words(digits)?;
        (!digits.is_empty()).then(|| Self::from_words(&words))
    }

    /// `random()`: a number in `[0, 1)` of 53 bits.
    pub fn random(&mut self) -> f64 {
        self.twister.next_f64()
    }

    /// `uniform(low, high)`.
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.random()
    }

    /// `getrandbits(count)` for at most 64 bits; none draws nothing.
    pub fn bits(&mut self, count: u32) -> u64 {
        debug_assert!(count <= 64, "more than 64 bits");
        let words = self.long_bits(count);
        words.iter().rev().fold(0, |bits, &word| bits << 32 | u64::from(word))
    }

    /// `getrandbits(count)` for any number of bits: 32-bit words, the lowest first.
    pub fn long_bits(&mut self, count: u32) -> Bits {
        let mut words = Bits::new();
        let mut left = count;
        while left > 0 {
            let word = self.twister.next_u32();
            words.push(if left < 32 { word >> (32 - left) } else { word });
            left = left.saturating_sub(32);
        }
        words
    }

    /// `_randbelow(count)`: a number from `0..count`; 0 for a count of 0.
    pub fn below(&mut self, count: u64) -> u64 {
        if count == 0 {
            return 0;
        }
        // A count of one draws too, until a bit is zero.
        let bits = u64::BITS - count.leading_zeros();
        loop {
            let drawn = if bits <= 32 {
                u64::from(self.twister.next_u32() >> (32 - bits))
            } else {
                self.bits(bits)
            };
            if drawn < count {
                return drawn;
            }
        }
    }

    fn place(&mut self, count: usize) -> usize {
        self.below(count as u64) as usize
    }

    /// `randint(low, high)`: both ends can come; `low` must not be above `high`.
    pub fn randint(&mut self, low: i64, high: i64) -> i64 {
        debug_assert!(low <= high, "an empty range");
        let count = high.wrapping_sub(low).wrapping_add(1) as u64;
        low.wrapping_add(self.below(count) as i64)
    }

    /// `choice(list)`; nothing from an empty list.
    pub fn choice<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        if list.is_empty() { None } else { list.get(self.place(list.len())).copied() }
    }

    /// `shuffle(list)`.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = self.place(at + 1);
            list.swap(at, other);
        }
    }

    /// `sample(range(count), wanted)`: different numbers in the order drawn; at most all there are.
    pub fn sample(&mut self, count: usize, wanted: usize) -> Vec<usize> {
        let wanted = wanted.min(count);
        let mut chosen = Vec::with_capacity(wanted);
        // Few of many are looked up in a set, otherwise a copy of the list is used up. That decides
        // which draws are made.
        let mut set_size = 21;
        if wanted > 5 {
            let mut power = 4;
            while power < 3 * wanted {
                power *= 4;
            }
            set_size += power;
        }
        if count <= set_size {
            let mut pool: Vec<usize> = (0..count).collect();
            for at in 0..wanted {
                let drawn = self.place(count - at);
                chosen.push(pool[drawn]);
                pool[drawn] = pool[count - at - 1];
            }
        } else {
            let mut seen = std::collections::BTreeSet::new();
            while chosen.len() < wanted {
                let drawn = self.place(count);
                if seen.insert(drawn) {
                    chosen.push(drawn);
                }
            }
        }
        chosen
    }

    /// `choices(range(count), k=wanted)`: numbers that may repeat; none out of none.
    pub fn choices(&mut self, count: usize, wanted: usize) -> Vec<usize> {
        let wanted = if count == 0 { 0 } else { wanted };
        (0..wanted).map(|_| (self.random() * count as f64) as usize).collect()
    }

    /// `choices(range(n), weights, k=wanted)`, where `n` is the number of weights.
    ///
    /// # Errors
    ///
    /// [`WeightsError`] for a sum that is not above zero (no weights at all count so), or not finite.
    pub fn weighted(&mut self, weights: &[f64], wanted: usize) -> Result<Vec<usize>, WeightsError> {
        let mut sum = 0.0;
        let sums: Vec<f64> = weights
            .iter()
            .enumerate()
            .map(|(at, &weight)| {
                sum = if at == 0 { weight } else { sum + weight };
                sum
            })
            .collect();
        if sum <= 0.0 || sums.is_empty() {
            return Err(WeightsError::NotPositive);
        }
        if !sum.is_finite() {
            return Err(WeightsError::NotFinite);
        }
        let last = sums.len() - 1;
        let draw = |random: f64| {
            let mark = random * sum;
            // `bisect`, to the right of equal sums.
            sums[..last].partition_point(|&sum| sum <= mark)
        };
        Ok((0..wanted).map(|_| draw(self.random())).collect())
    }
}

/// Random bits as 32-bit words, the lowest first.
pub type Bits = Vec<u32>;

/// The generator as it is stored: the words of state, and how many of them are used up.
#[derive(Clone, Serialize, Deserialize)]
struct Saved {
    words: Vec<u32>,
    used: usize,
}

impl From<PythonRandom> for Saved {
    fn from(random: PythonRandom) -> Self {
        let (words, used) = random.twister.state();
        Self { words: words.to_vec(), used }
    }
}

impl TryFrom<Saved> for PythonRandom {
    type Error = &'static str;

    fn try_from(saved: Saved) -> Result<Self, Self::Error> {
        let words: [u32; WORDS] =
            saved.words.try_into().map_err(|_| "a generator has 624 words of state")?;
        let twister = Mt19937::from_state(words, saved.used);
        Ok(Self { twister: twister.ok_or("more words of the generator are used up than it has")? })
    }
}
