//! Python's integers: of any size, exact.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};

/// An integer. Those that fit 64 bits never stand as [`Int::Big`], so equal numbers have equal shapes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Int {
    /// One that fits.
    Small(i64),
    /// Any other.
    Big(Arc<BigInt>),
}

impl Int {
    /// Reads decimal digits, with a `-` before them or not.
    pub fn parse(digits: &str) -> Option<Self> {
        match digits.parse::<i64>() {
            Ok(small) => Some(Self::Small(small)),
            Err(_) => digits.parse::<BigInt>().ok().map(Self::from),
        }
    }

    /// The number of any size.
    pub fn to_big(&self) -> BigInt {
        match self {
            Self::Small(small) => BigInt::from(*small),
            Self::Big(big) => BigInt::clone(big),
        }
    }

    /// A finite float above 0 as an odd integer and a power of two: `integer * 2^power`.
    pub fn of_float(float: f64) -> (Self, i64) {
        let bits = float.to_bits();
        let exponent = (bits >> 52 & 0x7ff) as i64;
        let hidden = u64::from(exponent > 0) << 52;
        let mantissa = bits & ((1 << 52) - 1) | hidden;
        let zeros = i64::from(mantissa.trailing_zeros()).min(52);
        (Self::Small((mantissa >> zeros) as i64), exponent.max(1) - 1075 + zeros)
    }

    /// Whether it is 0.
    pub const fn is_zero(&self) -> bool {
        matches!(self, Self::Small(0))
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        match self {
            Self::Small(small) => *small < 0,
            Self::Big(big) => big.sign() == Sign::Minus,
        }
    }

    /// `self + other`.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        self.exact(other, i64::checked_add, |one, other| one + other)
    }

    /// `self - other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.exact(other, i64::checked_sub, |one, other| one - other)
    }

    /// `self * other`.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.exact(other, i64::checked_mul, |one, other| one * other)
    }

    fn exact(
        &self,
        other: &Self,
        small: fn(i64, i64) -> Option<i64>,
        big: fn(BigInt, BigInt) -> BigInt,
    ) -> Self {
        if let (Self::Small(one), Self::Small(other)) = (self, other)
            && let Some(result) = small(*one, *other)
        {
            return Self::Small(result);
        }
        big(self.to_big(), other.to_big()).into()
    }

    /// `-self`.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self::Small(0).minus(self)
    }

    /// `abs(self)`.
    #[must_use]
    pub fn absolute(&self) -> Self {
        if self.is_negative() { self.negated() } else { self.clone() }
    }

    /// `self // other`, rounded down; `None` for a division by zero.
    pub fn floor_div(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let (one, other) = (self.to_big(), other.to_big());
        let (quotient, rest) = (&one / &other, &one % &other);
        let rounds_up = rest.sign() != Sign::NoSign && rest.sign() != other.sign();
        Some(if rounds_up { quotient - 1 } else { quotient }.into())
    }

    /// `self ** exponent`.
    #[must_use]
    pub fn power(&self, exponent: u32) -> Self {
        self.to_big().pow(exponent).into()
    }

    /// How many bits the number has without its sign.
    pub fn bits(&self) -> u64 {
        match self {
            Self::Small(small) => u64::from(64 - small.unsigned_abs().leading_zeros()),
            Self::Big(big) => big.bits(),
        }
    }

    /// `float(self)`, rounded to the nearest, ties to even; `None` if it is too large for one.
    pub fn to_f64(&self) -> Option<f64> {
        match self {
            Self::Small(small) => Some(*small as f64),
            Self::Big(_) => divide(self, &Self::Small(1)).ok(),
        }
    }

    /// `self / other`, rounded once.
    ///
    /// # Errors
    ///
    /// A division by zero; a quotient that is too large for a float.
    pub fn true_div(&self, other: &Self) -> Result<f64, Division> {
        divide(self, other)
    }

    /// How the number stands to a float, exactly; `None` for one that is none.
    pub fn compare_float(&self, float: f64) -> Option<Ordering> {
        if float.is_nan() {
            return None;
        }
        if float.is_infinite() {
            return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
        }
        if self.bits() <= 53 {
            return self.to_f64()?.partial_cmp(&float);
        }
        // Beyond 2^53 a float of this size has no fraction, and a smaller one's does not matter.
        Some(self.to_big().cmp(&whole(float)))
    }
}

/// The whole part of a finite float.
fn whole(float: f64) -> BigInt {
    let (odd, power) = Int::of_float(float.abs());
    let size = if power >= 0 { odd.to_big() << power } else { odd.to_big() >> -power };
    if float < 0.0 { -size } else { size }
}

/// Why two integers have no quotient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Division {
    /// The divisor is 0.
    #[error("division by zero")]
    ByZero,
    /// No float is so large.
    #[error("integer division result too large for a float")]
    TooLarge,
}

/// Source: CPython, `long_true_divide`.
fn divide(one: &Int, other: &Int) -> Result<f64, Division> {
    if other.is_zero() {
        return Err(Division::ByZero);
    }
    if one.bits() <= 53 && other.bits() <= 53 {
        let small = |number: &Int| if let Int::Small(small) = number { *small as f64 } else { 0.0 };
        return Ok(small(one) / small(other));
    }
    let negative = one.is_negative() != other.is_negative();
    let (one, other) = (one.absolute().to_big(), other.absolute().to_big());
    let apart = one.bits() as i64 - other.bits() as i64;
    if apart > 1024 {
        return Err(Division::TooLarge);
    }
    if apart < -1075 {
        return Ok(if negative { -0.0 } else { 0.0 });
    }
    let shift = apart.max(-1021) - 55;
    let (one, other) = if shift <= 0 { (one << -shift, other) } else { (one, other << shift) };
    let (quotient, rest) = (&one / &other, &one % &other);
    let quotient = quotient.iter_u64_digits().next().unwrap_or(0);
    let bits = i64::from(64 - quotient.leading_zeros());
    let extra = bits.max(-1021 - shift) - 53;
    let half = 1_u64 << (extra - 1);
    let mut rounded = quotient | u64::from(rest.sign() != Sign::NoSign);
    if rounded & half != 0 && rounded & (3 * half - 1) != 0 {
        rounded += half;
    }
    let size = scale((rounded & !(2 * half - 1)) as f64, shift);
    if size.is_infinite() {
        return Err(Division::TooLarge);
    }
    Ok(if negative { -size } else { size })
}

/// `number * 2^shift` for a number that loses no bit by it.
fn scale(mut number: f64, mut shift: i64) -> f64 {
    let power = |exponent: i64| f64::from_bits(((exponent + 1023) as u64) << 52);
    if shift < -1000 {
        number *= power(-1000);
        shift += 1000;
    }
    number * power(shift)
}

impl From<BigInt> for Int {
    fn from(big: BigInt) -> Self {
        match i64::try_from(&big) {
            Ok(small) => Self::Small(small),
            Err(_) => Self::Big(Arc::new(big)),
        }
    }
}

impl From<i64> for Int {
    fn from(small: i64) -> Self {
        Self::Small(small)
    }
}

impl From<u64> for Int {
    fn from(number: u64) -> Self {
        BigInt::from(number).into()
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Small(one), Self::Small(other)) => one.cmp(other),
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Small(small) => small.fmt(f),
            Self::Big(big) => big.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(digits: &str) -> Int {
        Int::parse(digits).expect("digits")
    }

    #[test]
    fn large_numbers_are_divided_and_rounded_once() {
        // Each as CPython 3.11 says.
        let cases = [
            ("7", "2", 3.5),
            ("9007199254740993", "1", 9_007_199_254_740_992.0),
            ("9007199254740995", "1", 9_007_199_254_740_996.0),
            ("100000000000000000000000000000", "3", 3.333_333_333_333_333_3e28),
            ("-1000000000000000000001", "7", -1.428_571_428_571_428_6e20),
            ("1", "100000000000000000000000", 1e-23),
        ];
        for (one, other, quotient) in cases {
            assert_eq!(int(one).true_div(&int(other)), Ok(quotient), "{one} / {other}");
        }
        assert_eq!(int("1").true_div(&int("0")), Err(Division::ByZero));
        assert_eq!(Int::Small(10).power(309).to_f64(), None);
        assert_eq!(Int::Small(10).power(308).to_f64(), Some(1e308));
        assert_eq!(Int::Small(1).true_div(&Int::Small(10).power(320)), Ok(1e-320));
    }

    #[test]
    fn a_quotient_is_rounded_down() {
        let cases = [("7", "2", "3"), ("-7", "2", "-4"), ("7", "-2", "-4"), ("-8", "-2", "4")];
        for (one, other, quotient) in cases {
            assert_eq!(int(one).floor_div(&int(other)), Some(int(quotient)), "{one} // {other}");
        }
    }

    #[test]
    fn a_number_and_a_float_compare_exactly() {
        assert_eq!(
            int("9007199254740993").compare_float(9_007_199_254_740_992.0),
            Some(Ordering::Greater)
        );
        assert_eq!(
            int("18446744073709551616").compare_float(18_446_744_073_709_551_616.0),
            Some(Ordering::Equal)
        );
        assert_eq!(int("5").compare_float(5.5), Some(Ordering::Less));
        assert_eq!(int("99999999999999999999").compare_float(0.5), Some(Ordering::Greater));
        assert_eq!(int("1").compare_float(f64::NAN), None);
    }
}
