//! Strings as Python writes them, in its own notation and in JSON.

use std::fmt::Write;

use crate::python::unicode::is_new;

/// `repr(text)`.
pub fn str_repr(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_str_repr(&mut out, text);
    out
}

/// Appends `repr(text)`: in `'`, or in `"` where the text has a `'` and no `"`.
pub fn write_str_repr(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'\'' | b'"' | b'\\'))
    {
        out.push_str(text);
        return out.push(quote);
    }
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            letter if letter == quote => {
                out.push('\\');
                out.push(letter);
            }
            ' '..='~' => out.push(letter),
            letter if is_printable(letter) => out.push(letter),
            letter => write_escape(out, letter),
        }
    }
    out.push(quote);
}

/// Appends the string as `json.dumps` writes it.
pub fn write_json_str(out: &mut String, text: &str) {
    out.push('"');
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')) {
        out.push_str(text);
        return out.push('"');
    }
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(letter),
            letter => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

/// `str.isspace` of one character, which is also what `\s` matches and `strip` removes.
pub fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\x1c'..='\x1f')
}

fn write_escape(out: &mut String, letter: char) {
    let code = u32::from(letter);
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// `str.isprintable` of one character beyond ASCII: neither a control, format, private, unassigned character nor a space.
///
/// Rust's `escape_debug` follows the same rule but for the characters that extend the one before them, which it escapes too; those
/// are grapheme extenders, and Python prints them.
pub(super) fn is_printable(letter: char) -> bool {
    if letter.is_whitespace() || letter.is_control() || is_new(letter) {
        return false;
    }
    // A letter before it keeps an extender from standing first, where it would be escaped.
    let mut text = String::from("a");
    text.push(letter);
    text.escape_debug().nth(1) != Some('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_written_as_python_does() {
        let cases = [
            ("", "''"),
            ("it's", "\"it's\""),
            ("both ' and \"", "'both \\' and \"'"),
            ("tab\tnul\0del\u{7f}", "'tab\\tnul\\x00del\\x7f'"),
            ("no-break\u{a0}soft\u{ad}", "'no-break\\xa0soft\\xad'"),
            ("e\u{301} 日 \u{200b}\u{2028}", "'e\u{301} 日 \\u200b\\u2028'"),
            ("\u{1f600}\u{e000}\u{10ffff}", "'\u{1f600}\\ue000\\U0010ffff'"),
        ];
        for (text, written) in cases {
            assert_eq!(str_repr(text), written);
        }
    }
}
