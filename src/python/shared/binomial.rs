//! Quotients of binomials, as Python's whole numbers give them.

use num_bigint::BigInt;

use crate::python::shared::{Division, Int};

/// `math.comb(n, k)`.
fn binomial(n: u32, k: u32) -> Int {
    if k > n {
        return Int::Small(0);
    }
    let mut number = BigInt::from(1);
    for at in 1..=k.min(n - k) {
        // What is multiplied so far is a binomial itself, so the division leaves no rest.
        number = number * (n - at + 1) / at;
    }
    number.into()
}

/// `math.comb(a, k) / math.comb(n, k)`, the nearest float to the exact quotient, as Python divides whole numbers. `k` is at most `n`.
pub fn binomial_ratio(a: u32, n: u32, k: u32) -> f64 {
    match binomial(a, k).true_div(&binomial(n, k)) {
        Ok(quotient) => quotient,
        Err(Division::ByZero) => 0.0,
        Err(Division::TooLarge) => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
