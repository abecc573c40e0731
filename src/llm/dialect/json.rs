//! JSON as servers write it: a character that was cut in two is no reason to lose a reply.
//!
//! A character beyond the first 65,536 may be escaped as two halves, `\ud83d\ude00`. Servers that cut escaped text into pieces
//! put them into two events, and neither is JSON then. JavaScript and Python read such halves; here each becomes `U+FFFD`.

use serde_json::Value;

/// The length of an escape: `\u` and four digits.
const ESCAPE: usize = 6;

/// Reads JSON, half characters included.
///
/// # Errors
///
/// What is wrong with it besides.
pub fn read(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text).or_else(|error| match without_halves(text) {
        Some(mended) => serde_json::from_str(&mended),
        None => Err(error),
    })
}

/// The text with `U+FFFD` for each half that stands alone; none if none does.
fn without_halves(text: &str) -> Option<String> {
    let mut mended = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        mended.push_str(&rest[..at]);
        rest = &rest[at..];
        let kept = match (unit(rest), rest.get(ESCAPE..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * ESCAPE,
            (Some(0xd800..=0xdfff), _) => {
                mended.push('\u{fffd}');
                rest = &rest[ESCAPE..];
                continue;
            }
            (Some(_), _) => ESCAPE,
            // An escaped backslash begins no escape of its own.
            (None, _) => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        mended.push_str(&rest[..kept]);
        rest = &rest[kept..];
    }
    mended.push_str(rest);
    (mended != text).then_some(mended)
}

/// What the escape at the start of a text stands for, if there is one.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..ESCAPE - 2)?;
    let is_number = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_number.then(|| u16::from_str_radix(digits, 16).ok())?
}
