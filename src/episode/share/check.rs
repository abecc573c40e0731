//! The two check characters at a link's end: they tell a damaged link from a sound one.
//!
//! Every character of the text before them, read as its code, is a coefficient of a polynomial, taken
//! at [`BASE`] modulo the largest prime below 62², in Horner's manner. One changed character, or two
//! neighbours swapped, is always seen; anything else (a cut, a lower-cased link) but once in 3,833
//! times. They are letters or digits, because what recognises links in a text likes to leave out a
//! `-` or `_` at their end. They guard against accidents, not against intent: a forged link is found
//! out by replaying it.

/// Characters that the check takes.
pub const CHECK_LEN: usize = 2;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The largest prime that two such digits can tell apart.
const PRIME: u32 = 3833;
/// A primitive root of [`PRIME`]: its powers repeat as late as possible.
const BASE: u32 = 3;

/// The check characters of a text.
pub fn check(text: &str) -> [u8; CHECK_LEN] {
    let sum = text.bytes().fold(1, |sum, byte| (sum * BASE + u32::from(byte)) % PRIME);
    [DIGITS[(sum / 62) as usize], DIGITS[(sum % 62) as usize]]
}

/// The text before its check characters, if they fit it.
pub fn strip(text: &str) -> Option<&str> {
    let (body, end) = text.split_at_checked(text.len().checked_sub(CHECK_LEN)?)?;
    (check(body)[..] == *end.as_bytes()).then_some(body)
}
