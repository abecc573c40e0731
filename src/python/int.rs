//! Whole numbers of any length, as Python has them: compared, written, divided.

use std::cmp::Ordering;
use std::fmt;

/// A whole number of any length.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PyInt {
    /// Decimal, with a `-` before what is below zero, without needless zeros.
    digits: String,
}

impl PyInt {
    /// Reads a decimal number; none if the text is no such number.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = digits.trim_start_matches('0');
        Some(match digits {
            "" => Self { digits: "0".to_owned() },
            digits => Self { digits: format!("{sign}{digits}") },
        })
    }

    /// Its decimal digits.
    pub fn as_str(&self) -> &str {
        &self.digits
    }

    /// The number, where 64 bits hold it.
    pub fn as_i64(&self) -> Option<i64> {
        self.digits.parse().ok()
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.digits == "0"
    }

    /// Whether a float is exactly this number.
    pub fn equals_float(&self, float: f64) -> bool {
        // A float's own digits, all of them: `{:.0}` does not round what is whole.
        float.is_finite()
            && float.fract() == 0.0
            && Self::parse(&format!("{float:.0}")).as_ref() == Some(self)
    }
}

impl From<i64> for PyInt {
    fn from(number: i64) -> Self {
        Self { digits: number.to_string() }
    }
}

impl From<u64> for PyInt {
    fn from(number: u64) -> Self {
        Self { digits: number.to_string() }
    }
}

impl fmt::Display for PyInt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits)
    }
}

/// A whole number from zero on, for counting: low word first, no zero word last.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Natural(Vec<u32>);

impl Natural {
    fn one() -> Self {
        Self(vec![1])
    }

    fn times(&mut self, factor: u32) {
        let mut carry = 0_u64;
        for word in &mut self.0 {
            carry += u64::from(*word) * u64::from(factor);
            *word = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
        self.trim();
    }

    /// Divides by what is known to divide it.
    fn over(&mut self, divisor: u32) {
        let mut rest = 0_u64;
        for word in self.0.iter_mut().rev() {
            rest = rest << 32 | u64::from(*word);
            *word = (rest / u64::from(divisor)) as u32;
            rest %= u64::from(divisor);
        }
        self.trim();
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn bits(&self) -> usize {
        self.0.last().map_or(0, |top| self.0.len() * 32 - top.leading_zeros() as usize)
    }

    fn doubled(&mut self) {
        let mut carry = 0;
        for word in &mut self.0 {
            let next = *word >> 31;
            *word = *word << 1 | carry;
            carry = next;
        }
        if carry > 0 {
            self.0.push(carry);
        }
    }

    fn minus(&mut self, other: &Self) {
        let mut borrow = false;
        for (at, word) in self.0.iter_mut().enumerate() {
            let (less, first) = word.overflowing_sub(other.0.get(at).copied().unwrap_or(0));
            let (less, second) = less.overflowing_sub(u32::from(borrow));
            (*word, borrow) = (less, first || second);
        }
        self.trim();
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

/// `math.comb(n, k)`.
fn binomial(n: u32, k: u32) -> Natural {
    if k > n {
        return Natural(Vec::new());
    }
    let mut number = Natural::one();
    for at in 1..=k.min(n - k) {
        number.times(n - at + 1);
        number.over(at);
    }
    number
}

/// `math.comb(a, k) / math.comb(n, k)`, the nearest float to the exact quotient, as Python divides whole numbers. `k` is at most `n`.
pub fn binomial_ratio(a: u32, n: u32, k: u32) -> f64 {
    divide(binomial(a, k), binomial(n, k))
}

/// The nearest float to a quotient, ties to even.
fn divide(mut above: Natural, mut below: Natural) -> f64 {
    if above.0.is_empty() || below.0.is_empty() {
        return 0.0;
    }
    // Scaled so that the quotient lies in [1, 2).
    let mut exponent = above.bits() as i32 - below.bits() as i32;
    for _ in 0..exponent.abs() {
        if exponent > 0 { below.doubled() } else { above.doubled() }
    }
    if above < below {
        above.doubled();
        exponent -= 1;
    }
    let mut mantissa = 0_u64;
    for _ in 0..53 {
        mantissa <<= 1;
        if above >= below {
            above.minus(&below);
            mantissa |= 1;
        }
        above.doubled();
    }
    // What is left was doubled once more: it is compared with the divisor as the next bit.
    let up = match above.cmp(&below) {
        Ordering::Less => false,
        Ordering::Equal => mantissa & 1 == 1,
        Ordering::Greater => true,
    };
    let mut quotient = (mantissa + u64::from(up)) as f64;
    for _ in 0..(exponent - 52).abs() {
        quotient = if exponent < 52 { quotient / 2.0 } else { quotient * 2.0 };
    }
    quotient
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_length_are_read_and_compared() {
        let long = PyInt::parse("100000000000000000000").expect("digits");
        assert_eq!(long.to_string(), "100000000000000000000");
        assert!(long.equals_float(1e20));
        assert!(!PyInt::parse("100000000000000000001").expect("digits").equals_float(1e20));
        assert_eq!(PyInt::parse("-0"), Some(PyInt::from(0_i64)));
        assert_eq!(PyInt::parse("-007"), Some(PyInt::from(-7_i64)));
        assert!(PyInt::from(0_i64).equals_float(-0.0));
        for text in ["", "-", "1.0", "1e3", "+1", "--1"] {
            assert_eq!(PyInt::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn quotients_of_binomials_are_rounded_once() {
        // By Python: math.comb(a, k) / math.comb(n, k).
        let cases = [
            (3, 5, 2, 0.3),
            (7, 9, 4, 0.277_777_777_777_777_8),
            (1, 3, 1, 0.333_333_333_333_333_3),
            (2, 5, 3, 0.0),
            (5, 5, 5, 1.0),
            (200, 300, 100, 2.177_562_262_796_536_3e-23),
            (999, 1000, 500, 0.5),
            (6, 5, 2, 1.5),
        ];
        for (a, n, k, quotient) in cases {
            assert_eq!(binomial_ratio(a, n, k).to_bits(), f64::to_bits(quotient), "{a} {n} {k}");
        }
    }
}
