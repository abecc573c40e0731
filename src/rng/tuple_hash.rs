//! The hashes of CPython 3.8 and later for whole numbers and tuples of them, on 64-bit machines.
//!
//! Crafter seeds the world of each episode with `hash((seed, episode))`.
//!
//! Source: CPython, `pyhash.c` (numbers modulo the prime 2^61 - 1), `tupleobject.c` (xxHash's mixing).

/// Numbers are hashed modulo this prime.
const MODULUS: u64 = (1 << 61) - 1;
const PRIME_1: u64 = 11_400_714_785_074_694_791;
const PRIME_2: u64 = 14_029_467_366_897_019_727;
const PRIME_5: u64 = 2_870_177_450_012_600_261;

/// The hash of a whole number.
pub const fn hash_int(number: i128) -> i64 {
    let rest = (number.unsigned_abs() % MODULUS as u128) as i64;
    signed(rest, number < 0)
}

/// The hash of a whole number in decimal digits, of any size, perhaps with a minus before it.
///
/// None for a text that is no number.
pub fn hash_decimal(text: &str) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    if digits.is_empty() {
        return None;
    }
    let mut rest = 0_u128;
    for digit in digits.chars() {
        rest = (rest * 10 + u128::from(digit.to_digit(10)?)) % u128::from(MODULUS);
    }
    Some(signed(rest as i64, negative))
}

const fn signed(rest: i64, negative: bool) -> i64 {
    match if negative { -rest } else { rest } {
        // C code of CPython returns -1 for an error.
        -1 => -2,
        hash => hash,
    }
}

/// The hash of a tuple, from the hashes of its items.
pub fn hash_tuple(items: &[i64]) -> i64 {
    let mut mixed = PRIME_5;
    for &item in items {
        mixed = mixed.wrapping_add((item as u64).wrapping_mul(PRIME_2));
        mixed = mixed.rotate_left(31).wrapping_mul(PRIME_1);
    }
    mixed = mixed.wrapping_add(items.len() as u64 ^ (PRIME_5 ^ 0x0035_d373));
    if mixed == u64::MAX { 1_546_275_796 } else { mixed as i64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_s_hashes_come() {
        // As `hash(...)` of CPython 3.11 prints them.
        let cases: [(i128, i64); 5] =
            [(0, 0), (-1, -2), (-2, -2), ((1 << 61) - 1, 0), (1 << 62, 2)];
        for (number, hash) in cases {
            assert_eq!(hash_int(number), hash, "{number}");
            assert_eq!(hash_decimal(&number.to_string()), Some(hash), "{number}");
        }
        assert_eq!(hash_tuple(&[0, 1]), -1_950_498_447_580_522_560);
        assert_eq!((hash_decimal(""), hash_decimal("-"), hash_decimal("1x")), (None, None, None));
    }
}
