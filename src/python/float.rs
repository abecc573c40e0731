//! Floats as Python writes them: the shortest digits that read back the same.

/// `repr(number)`.
pub fn float_repr(number: f64) -> String {
    let mut out = String::new();
    write_float(&mut out, number);
    out
}

/// Appends `repr(number)`: with an exponent below `1e-4` and from `1e16` on, else with a point.
pub fn write_float(out: &mut String, number: f64) {
    if number.is_nan() {
        return out.push_str("nan");
    }
    if number.is_sign_negative() {
        out.push('-');
    }
    let number = number.abs();
    if number.is_infinite() {
        return out.push_str("inf");
    }
    if let Some(cents) = cents(number) {
        return write_cents(out, cents);
    }
    let text = shortest(number);
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if number != 0.0 && !(-4..16).contains(&exponent) {
        out.push_str(digits);
        out.push_str(if exponent < 0 { "e-" } else { "e+" });
        out.push_str(&format!("{:02}", exponent.unsigned_abs()));
        return;
    }
    let digits = digits.replace('.', "");
    let point = exponent + 1;
    if point <= 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', point.unsigned_abs() as usize));
        out.push_str(&digits);
        return;
    }
    let (whole, fraction) = digits.split_at(digits.len().min(point as usize));
    out.push_str(whole);
    out.extend(std::iter::repeat_n('0', point as usize - whole.len()));
    out.push('.');
    out.push_str(if fraction.is_empty() { "0" } else { fraction });
}

/// `round(number, 2)`: to the nearest, of its exact value; ties to even.
pub fn round2(number: f64) -> f64 {
    if !number.is_finite() {
        return number;
    }
    format!("{number:.2}").parse().unwrap_or(number)
}

/// The number in hundredths, if it is so many and no shorter text could mean it: money, quickly.
#[expect(clippy::float_cmp, reason = "the very float is meant")]
fn cents(number: f64) -> Option<u64> {
    // Below 2^53 hundredths no two such texts of at most 15 digits mean the same float.
    let cents = (number * 100.0).round();
    (cents < 1e15 && cents / 100.0 == number).then_some(cents as u64)
}

fn write_cents(out: &mut String, cents: u64) {
    let (whole, rest) = (cents / 100, (cents % 100) as u8);
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut left = whole;
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    out.extend(digits[at..].iter().map(|digit| char::from(*digit)));
    out.push('.');
    out.push(char::from(b'0' + rest / 10));
    if !rest.is_multiple_of(10) {
        out.push(char::from(b'0' + rest % 10));
    }
}

/// The shortest digits that mean the number, as `d.ddde±x`; of two equally near ones the even.
fn shortest(number: f64) -> String {
    let text = format!("{number:e}");
    let digits = text.split_once('e').map_or(1, |(digits, _)| digits.len().max(2) - 1);
    // Rust breaks a tie between two texts upwards, Python to the even one, which is what a set number of digits gives.
    let even = format!("{number:.*e}", digits - 1);
    if even.parse() == Ok(number) { even } else { text }
}

#[cfg(test)]
mod tests {
    use super::{float_repr, round2};

    #[test]
    fn floats_are_written_as_python_does() {
        let cases = [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (-1.5, "-1.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e-4, "0.0001"),
            (1e-5, "1e-05"),
            (1.25e-7, "1.25e-07"),
            (1e15, "1000000000000000.0"),
            (9_007_199_254_740_993.0, "9007199254740992.0"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (5e-324, "5e-324"),
            // Ties between two shortest texts.
            (1_273_812_973_436_447.0 + 0.25, "1273812973436447.2"),
            (1.0 / 33_554_432.0, "2.9802322387695312e-08"),
            (33_554_432.0, "33554432.0"),
            (0.000_123, "0.000123"),
            (5e-5, "5e-05"),
            (1234.5, "1234.5"),
            (0.29, "0.29"),
            (1_234_567.891, "1234567.891"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
        ];
        for (number, text) in cases {
            assert_eq!(float_repr(number), text);
        }
    }

    #[test]
    fn numbers_are_rounded_to_hundredths_as_python_does() {
        let cases = [
            (0.125, 0.12),
            (0.375, 0.38),
            (0.625, 0.62),
            (2.675, 2.67),
            (-0.125, -0.12),
            (-0.001, -0.0),
        ];
        for (number, rounded) in cases {
            assert_eq!(round2(number).to_bits(), f64::to_bits(rounded), "{number}");
        }
        assert!(round2(f64::NEG_INFINITY).is_infinite());
    }
}
