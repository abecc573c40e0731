//! What the coder of words has read before a link begins: typical talk, in our own wording.
//!
//! **The text is part of the format.** Links that were made with it can be read with no other, so it
//! is never changed: a better one is another text under another method number.
//!
//! In `primer.txt` signs stand for the stream's marks, which are no text: ① ② ③ the first three
//! speakers, ⊢ the end of reasoning, ⟨ ⟩ before a tool's name and before its arguments, ■ the end of a
//! step, with the action's number in base 36 behind it. A line's end after a step belongs to the
//! layout.

use super::stream;

/// The text of method 0.
pub const TEXT: &str = include_str!("primer.txt");

/// The text as a stream.
pub fn bytes() -> Vec<u8> {
    bytes_of(TEXT)
}

/// A text with signs in it as a stream.
pub(in crate::episode) fn bytes_of(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '①' => bytes.push(stream::SPEAKERS[0]),
            '②' => bytes.push(stream::SPEAKERS[1]),
            '③' => bytes.push(stream::SPEAKERS[2]),
            '⊢' => bytes.push(stream::THOUGHT),
            '⟨' => bytes.push(stream::NAME),
            '⟩' => bytes.push(stream::FIELD),
            '■' => {
                bytes.push(stream::END);
                if let Some(action) = signs.next_if(char::is_ascii_alphanumeric) {
                    bytes.extend(action.to_digit(36).map(|action| action as u8));
                }
                signs.next_if_eq(&'\n');
            }
            sign => bytes.extend(sign.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    bytes
}
