//! Whole numbers in as few bytes as they need: one byte up to 240, as `SQLite` 4 wrote them.
//!
//! First byte: 0–240 the number itself; 241–248 a second byte follows (up to 2287); 249 two (up to
//! 67823); 250–255 three to eight, which hold the number, highest first.

/// Appends a number.
pub fn write(number: u64, out: &mut Vec<u8>) {
    match number {
        0..=240 => out.push(number as u8),
        241..=2287 => {
            out.push(((number - 240) / 256 + 241) as u8);
            out.push((number - 240) as u8);
        }
        2288..=67823 => {
            out.push(249);
            out.extend(((number - 2288) as u16).to_be_bytes());
        }
        _ => {
            let len = (8 - number.leading_zeros() as usize / 8).max(3);
            out.push(247 + len as u8);
            out.extend(&number.to_be_bytes()[8 - len..]);
        }
    }
}

/// Takes a number off the front; none where the bytes end too early.
pub fn read(bytes: &mut &[u8]) -> Option<u64> {
    let first = take(bytes, 1)?[0];
    let whole = |bytes: &[u8]| bytes.iter().fold(0, |all, &byte| all << 8 | u64::from(byte));
    Some(match first {
        0..=240 => u64::from(first),
        241..=248 => 240 + 256 * u64::from(first - 241) + whole(take(bytes, 1)?),
        249 => 2288 + whole(take(bytes, 2)?),
        250.. => whole(take(bytes, usize::from(first) - 247)?),
    })
}

/// Takes so many bytes off the front; none where there are fewer.
pub fn take<'a>(bytes: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    Some(taken)
}
