//! Finding a link in a pasted text: a whole address, a Markdown link, a sentence around it.

use super::{check, is_base64url};

/// Characters after the version that a link without `#` before it has at least: the shortest has more,
/// and a number in a sentence fewer.
const SHORTEST: usize = 12;

/// Whether the part of an address after `#` means to be a link to an episode, sound or not.
pub fn looks_like_link(fragment: &str) -> bool {
    let fragment = fragment.trim();
    link_at(fragment.strip_prefix('#').unwrap_or(fragment)).is_some()
}

/// The first link in a text, from its version to its last option, without `#`; sound ones first.
pub fn extract(text: &str) -> Option<&str> {
    let mut first = None;
    for found in after_hash(text).chain(on_its_own(text)) {
        let sealed = found.split('&').next().unwrap_or(found);
        if check::strip(sealed).is_some() {
            return Some(found);
        }
        first = first.or(Some(found));
    }
    first
}

fn after_hash(text: &str) -> impl Iterator<Item = &str> {
    let hashes = text.match_indices('#').map(|(at, hash)| at + hash.len());
    // Some mail programs write the sign like this.
    let escaped = text.match_indices("%23").map(|(at, hash)| at + hash.len());
    hashes.chain(escaped).filter_map(|from| link_at(&text[from..]))
}

fn on_its_own(text: &str) -> impl Iterator<Item = &str> {
    let words =
        text.split(|sign: char| !is_base64url(sign) && !matches!(sign, '.' | '&' | '=' | ';'));
    words.filter_map(link_at).filter(|link| link.len() >= SHORTEST + 2)
}

/// The link that a text begins with.
fn link_at(text: &str) -> Option<&str> {
    let digits = text.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let body = text.get(digits + 1..).filter(|_| text[digits..].starts_with('.'))?;
    if !(1..=3).contains(&digits) {
        return None;
    }
    let run = body.find(|sign| !is_base64url(sign)).unwrap_or(body.len());
    let sealed = digits + 1 + run;
    let options = options_len(&text[sealed..]);
    if options > 0 {
        return Some(&text[..sealed + options]);
    }
    // A link ends in a letter or digit; what follows it belongs to the text around: `_link_`.
    let link = text[..sealed].trim_end_matches(['-', '_']);
    (link.len() > digits + 1).then_some(link)
}

/// The length of the options at the beginning of a text: `&s=17&autoplay=2`.
fn options_len(text: &str) -> usize {
    let mut len = 0;
    while let Some(option) = text[len..].strip_prefix('&') {
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '=' | ';');
        let end = option.find(|sign| !is_part(sign)).unwrap_or(option.len());
        let option = option[..end].trim_end_matches([';', '=']);
        if !option.contains('=') {
            break;
        }
        len += 1 + option.len();
    }
    len
}
